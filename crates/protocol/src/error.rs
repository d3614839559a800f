use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldError;

/// Why a job failed; the planner's retry policy reads nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The deadline passed.
    Timeout,
    /// A provider asked for fewer calls.
    RateLimited,
    /// A provider or a service could not be reached.
    Unavailable,
    /// A model answered with what does not fit its schema or the film's rules.
    InvalidOutput,
    /// Content policy.
    Refused,
    /// The job itself cannot be done, however often it is tried.
    InvalidInput,
    Auth,
    Budget,
    /// Local memory or disk.
    Exhausted,
    /// The job was cancelled while it ran.
    Cancelled,
    /// A fault of ours.
    Internal,
}

impl ErrorKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Timeout => "timeout",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Unavailable => "unavailable",
            ErrorKind::InvalidOutput => "invalid_output",
            ErrorKind::Refused => "refused",
            ErrorKind::InvalidInput => "invalid_input",
            ErrorKind::Auth => "auth",
            ErrorKind::Budget => "budget",
            ErrorKind::Exhausted => "exhausted",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::Internal => "internal",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The failure of one attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{kind}: {reason}")]
pub struct JobError {
    pub kind: ErrorKind,
    /// For people; never holds a secret.
    pub reason: String,
    /// How long the provider asked us to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<f64>,
}

impl JobError {
    pub fn new(kind: ErrorKind, reason: impl Into<String>) -> Self {
        JobError { kind, reason: reason.into(), retry_after_seconds: None }
    }
}

/// The body of every HTTP error (RFC 9457, `application/problem+json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// A path of the API's documentation, such as `/problems/invalid-brief`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// Which fields were refused, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}
