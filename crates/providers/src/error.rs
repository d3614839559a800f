use std::time::Duration;

use aida_models::Quantity;
use aida_protocol::ErrorKind;

/// Why a call did not give what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallErrorKind {
    /// The provider was not reached.
    Unreachable,
    /// The request went out and no whole answer came back.
    ReplyLost,
    /// 429: fewer calls.
    RateLimited,
    /// 5xx, overloaded, maintenance.
    Unavailable,
    /// The key is wrong or may not do this.
    Auth,
    /// The account has no money left.
    Billing,
    /// The provider does not take such a request.
    Rejected,
    /// Content policy.
    Refused,
    /// The provider gave up on a request that it had taken.
    Failed,
    /// What came back is not what was asked: no JSON, another type of file, cut off, too large.
    InvalidOutput,
}

impl CallErrorKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            CallErrorKind::Unreachable => "unreachable",
            CallErrorKind::ReplyLost => "reply_lost",
            CallErrorKind::RateLimited => "rate_limited",
            CallErrorKind::Unavailable => "unavailable",
            CallErrorKind::Auth => "auth",
            CallErrorKind::Billing => "billing",
            CallErrorKind::Rejected => "rejected",
            CallErrorKind::Refused => "refused",
            CallErrorKind::Failed => "failed",
            CallErrorKind::InvalidOutput => "invalid_output",
        }
    }

    /// What the planner's retry policy calls it.
    pub const fn job_kind(self) -> ErrorKind {
        match self {
            CallErrorKind::Unreachable | CallErrorKind::Unavailable | CallErrorKind::Failed => {
                ErrorKind::Unavailable
            }
            CallErrorKind::ReplyLost => ErrorKind::Timeout,
            CallErrorKind::RateLimited => ErrorKind::RateLimited,
            CallErrorKind::Auth => ErrorKind::Auth,
            CallErrorKind::Billing => ErrorKind::Budget,
            CallErrorKind::Rejected => ErrorKind::InvalidInput,
            CallErrorKind::Refused => ErrorKind::Refused,
            CallErrorKind::InvalidOutput => ErrorKind::InvalidOutput,
        }
    }
}

/// Whether the provider charges for the call.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Charged {
    #[default]
    No,
    /// By how much was used; absent when it is the usual price of the call.
    Yes(Option<Quantity>),
    /// Nobody knows: the provider may have taken it.
    Unknown,
}

/// How a call failed. Holds no text of a prompt, an answer or a key.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}: {reason}", kind.as_str())]
pub struct CallError {
    pub kind: CallErrorKind,
    pub charged: Charged,
    /// How long the provider asked us to wait.
    pub retry_after: Option<Duration>,
    pub reason: String,
}

impl CallError {
    pub fn new(kind: CallErrorKind, reason: impl Into<String>) -> Self {
        CallError { kind, charged: Charged::No, retry_after: None, reason: reason.into() }
    }

    pub fn invalid(reason: impl Into<String>) -> Self {
        CallError::new(CallErrorKind::InvalidOutput, reason)
    }

    pub fn charged(self, charged: Charged) -> Self {
        CallError { charged, ..self }
    }

    /// Whether the same model may answer a later call; nothing of this call is repeated by anybody.
    pub const fn passes(&self) -> bool {
        matches!(
            self.kind,
            CallErrorKind::Unreachable
                | CallErrorKind::RateLimited
                | CallErrorKind::Unavailable
                | CallErrorKind::ReplyLost
        )
    }
}

/// At most 80 plain characters of a provider's own name for an error, fit for a log.
pub fn plain(name: &str) -> String {
    let fit = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    name.chars().filter(fit).take(80).collect()
}
