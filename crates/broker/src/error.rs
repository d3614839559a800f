use thiserror::Error;

/// Why something other than a publish failed.
#[derive(Debug, Error)]
pub enum BrokerError {
    #[error("the broker's address is wrong: {0}")]
    Address(String),
    #[error("the broker refused our credentials")]
    Refused(#[source] lapin::Error),
    #[error("the broker could not be reached for {seconds:.0} s")]
    Unreachable {
        seconds: f64,
        #[source]
        last: Option<lapin::Error>,
    },
    #[error("the connection to the broker is closed for good")]
    Closed,
    #[error("declaring {name} failed; it may exist with other arguments")]
    Topology {
        name: String,
        #[source]
        source: lapin::Error,
    },
    #[error("the connection went away before the broker answered")]
    Unanswered,
    #[error("the broker answered with an error")]
    Protocol(#[from] lapin::Error),
}

/// Why a message is not known to be stored by the broker.
#[derive(Debug, Error)]
pub enum PublishError {
    #[error("a body of {bytes} bytes is over the limit of {limit}")]
    TooLarge { bytes: usize, limit: usize },
    #[error("the body could not be written as JSON")]
    Encode(#[from] serde_json::Error),
    #[error("{0:?} is longer than an AMQP name may be")]
    Name(String),
    #[error("no queue {queue} takes the message, even after declaring it again")]
    Unroutable { queue: String },
    #[error("queue {queue} refused the message; it is full or its leader is gone")]
    Refused { queue: String },
    #[error("queue {queue} did not confirm within {seconds:.1} s")]
    TimedOut { queue: String, seconds: f64 },
    #[error("the channel does not confirm")]
    NotConfirming,
    #[error("the connection to the broker is closed for good")]
    Closed,
}

impl PublishError {
    /// Whether the same publish may succeed later. What timed out may have arrived nevertheless.
    pub const fn retryable(&self) -> bool {
        matches!(
            self,
            PublishError::Unroutable { .. } | PublishError::Refused { .. } | PublishError::TimedOut { .. }
        )
    }
}

/// Why a delivery could not be acked, requeued or rejected.
#[derive(Debug, Error)]
pub enum SettleError {
    /// The channel that delivered it is gone: the message comes again, here or elsewhere.
    #[error("the delivery is no longer ours")]
    OwnershipLost(#[source] Option<lapin::Error>),
}

/// Why a body is not a message of ours.
#[derive(Debug, Error)]
pub enum DecodeError {
    #[error("a body of {bytes} bytes is over the limit of {limit}")]
    TooLarge { bytes: usize, limit: usize },
    /// PostgreSQL can store no NUL in text or JSON.
    #[error("the body holds a NUL character")]
    Nul,
    #[error("message version {version} is unknown")]
    UnknownVersion { version: u16 },
    #[error("the body is not the expected JSON")]
    Json(#[from] serde_json::Error),
}
