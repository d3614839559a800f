//! Every error that the API answers, as an RFC 9457 problem.

use aida_protocol::{FieldError, Problem, WorkflowStatus};
use aida_store::StoreError;
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("there is nothing here")]
    NotFound,
    #[error("this path does not take that method")]
    MethodNotAllowed,
    #[error("{0}")]
    Unauthorized(&'static str),
    #[error("{0}")]
    Forbidden(&'static str),
    #[error("{0}")]
    Unsigned(String),
    #[error("the body is empty")]
    EmptyBody,
    #[error("the body could not be read to its end")]
    BrokenBody,
    #[error("the body is not JSON: {0}")]
    InvalidJson(String),
    #[error("the body is longer than {0} bytes")]
    TooLarge(u64),
    #[error("{0}")]
    UnsupportedMediaType(&'static str),
    #[error("{} of the request cannot be taken", fields(.0))]
    Invalid(Vec<FieldError>),
    #[error("the workflow has ended already: {}", .0.as_str())]
    AlreadyEnded(WorkflowStatus),
    #[error("the workflow has not ended: {}", .0.as_str())]
    NotEnded(WorkflowStatus),
    #[error("something else was sent with this Idempotency-Key before")]
    KeyReused,
    #[error("the first request with this Idempotency-Key is not answered yet")]
    KeyInProgress,
    #[error("the range lies outside of the {0} bytes that there are")]
    RangeNotSatisfiable(u64),
    #[error("this tenant has as many workflows waiting as it may")]
    TenantIsFull { retry_after_seconds: u64 },
    #[error("as many workflows are waiting as the fleet takes")]
    FleetIsFull { retry_after_seconds: u64 },
    #[error("as many event streams are open as this server serves")]
    TooManyStreams,
    #[error("the answer took too long")]
    TimedOut,
    #[error("the server is ending; try again")]
    ShuttingDown,
    #[error("a part of the service does not answer")]
    Unavailable(&'static str),
    #[error("the database failed")]
    Store(#[from] StoreError),
    #[error("something went wrong here")]
    Internal(String),
}

fn fields(errors: &[FieldError]) -> String {
    match errors {
        [one] if !one.field.is_empty() => format!("the field {}", one.field),
        [_] => "the body".to_owned(),
        many => format!("{} fields", many.len()),
    }
}

/// A kind of problem: the last part of its `type`, status, title, and what to do about it.
pub struct ProblemKind {
    pub slug: &'static str,
    pub status: StatusCode,
    pub title: &'static str,
    pub advice: &'static str,
}

macro_rules! kinds {
    ($( $name:ident: $status:ident, $slug:literal, $title:literal, $advice:literal; )+) => {
        $( const $name: ProblemKind = ProblemKind {
            slug: $slug, status: StatusCode::$status, title: $title, advice: $advice,
        }; )+
        /// All kinds, by status.
        pub const PROBLEM_KINDS: &[&ProblemKind] = &[$( &$name ),+];
    };
}

kinds! {
    BAD_JSON: BAD_REQUEST, "invalid-json", "Not JSON",
        "The body must be one JSON object in UTF-8, nested at most 32 deep, and must arrive whole.";
    UNAUTHORIZED: UNAUTHORIZED, "unauthorized", "No valid API key",
        "Send `Authorization: Bearer aida_…` with a key that was not revoked.";
    FORBIDDEN: FORBIDDEN, "forbidden", "Refused",
        "Without keys only programs of this machine are served, under its own name. Make a key to serve others.";
    UNSIGNED: FORBIDDEN, "not-signed", "Not signed as it must be",
        "Only what the provider has signed within five minutes, about a request of ours, is taken.";
    NOT_FOUND: NOT_FOUND, "not-found", "Not found",
        "There is no such path, or no such workflow or file of this tenant.";
    METHOD_NOT_ALLOWED: METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed",
        "The header `Allow` lists the methods of this path.";
    CONFLICT: CONFLICT, "already-ended", "The workflow has ended",
        "A workflow that has ended cannot be changed.";
    NOT_ENDED: CONFLICT, "not-ended", "The workflow has not ended",
        "Only a workflow that has ended can be done again. Cancel it, or wait for its end.";
    KEY_IN_PROGRESS: CONFLICT, "key-in-progress", "The first request is under way",
        "Send the same again after `Retry-After` seconds.";
    KEY_REUSED: UNPROCESSABLE_ENTITY, "key-reused", "Idempotency-Key used for something else",
        "A key belongs to one body for seven days. Send another brief with another key.";
    TOO_LARGE: PAYLOAD_TOO_LARGE, "too-large", "Body too large", "Send less.";
    MEDIA_TYPE: UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Media type not supported",
        "Send JSON as `application/json`, and pictures as PNG, JPEG or WebP.";
    RANGE: RANGE_NOT_SATISFIABLE, "range-not-satisfiable", "Range not satisfiable",
        "Ask for a range inside of the file; `Content-Range` tells its length.";
    INVALID: UNPROCESSABLE_ENTITY, "invalid-request", "Invalid request",
        "`errors` lists every field that was refused, and why.";
    TENANT_FULL: TOO_MANY_REQUESTS, "too-many-waiting", "Too many workflows waiting",
        "Wait for `Retry-After` seconds: earlier workflows of this tenant have to start first.";
    INTERNAL: INTERNAL_SERVER_ERROR, "internal", "Internal error",
        "The fault is ours. The log has the details under the answer's `X-Request-Id`.";
    UNAVAILABLE: SERVICE_UNAVAILABLE, "unavailable", "Not available now",
        "Try again after `Retry-After` seconds. What was answered with 202 is kept.";
}

impl ApiError {
    /// One field that is wrong.
    pub fn field(field: impl Into<String>, reason: impl Into<String>) -> Self {
        ApiError::Invalid(vec![FieldError::new(field, reason)])
    }

    pub fn kind(&self) -> &'static ProblemKind {
        match self {
            ApiError::EmptyBody | ApiError::BrokenBody | ApiError::InvalidJson(_) => &BAD_JSON,
            ApiError::Unauthorized(_) => &UNAUTHORIZED,
            ApiError::Forbidden(_) => &FORBIDDEN,
            ApiError::Unsigned(_) => &UNSIGNED,
            ApiError::NotFound => &NOT_FOUND,
            ApiError::MethodNotAllowed => &METHOD_NOT_ALLOWED,
            ApiError::AlreadyEnded(_) => &CONFLICT,
            ApiError::NotEnded(_) => &NOT_ENDED,
            ApiError::KeyInProgress => &KEY_IN_PROGRESS,
            ApiError::KeyReused => &KEY_REUSED,
            ApiError::TooLarge(_) => &TOO_LARGE,
            ApiError::UnsupportedMediaType(_) => &MEDIA_TYPE,
            ApiError::RangeNotSatisfiable(_) => &RANGE,
            ApiError::Invalid(_) => &INVALID,
            ApiError::TenantIsFull { .. } => &TENANT_FULL,
            ApiError::Store(error) if !error.retryable() => &INTERNAL,
            ApiError::Internal(_) => &INTERNAL,
            ApiError::FleetIsFull { .. }
            | ApiError::TooManyStreams
            | ApiError::TimedOut
            | ApiError::ShuttingDown
            | ApiError::Unavailable(_)
            | ApiError::Store(_) => &UNAVAILABLE,
        }
    }

    pub fn problem(&self) -> Problem {
        let kind = self.kind();
        let errors = match self {
            ApiError::Invalid(errors) => errors.clone(),
            ApiError::EmptyBody | ApiError::InvalidJson(_) | ApiError::TooLarge(_) => {
                vec![FieldError::new("", self.to_string())]
            }
            _ => Vec::new(),
        };
        Problem {
            kind: format!("/problems/{}", kind.slug),
            title: kind.title.to_owned(),
            status: kind.status.as_u16(),
            detail: self.to_string(),
            errors,
        }
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut insert = |name: HeaderName, text: String| {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(name, value);
            }
        };
        insert(header::CONTENT_TYPE, PROBLEM_JSON.to_owned());
        insert(header::CACHE_CONTROL, "no-store".to_owned());
        match self {
            ApiError::Unauthorized(_) => insert(header::WWW_AUTHENTICATE, "Bearer realm=\"aida\"".to_owned()),
            ApiError::RangeNotSatisfiable(bytes) => insert(header::CONTENT_RANGE, format!("bytes */{bytes}")),
            ApiError::TenantIsFull { retry_after_seconds }
            | ApiError::FleetIsFull { retry_after_seconds } => {
                insert(header::RETRY_AFTER, retry_after_seconds.to_string());
            }
            ApiError::KeyInProgress => insert(header::RETRY_AFTER, "1".to_owned()),
            error if error.kind().status == StatusCode::SERVICE_UNAVAILABLE => {
                insert(header::RETRY_AFTER, "1".to_owned());
            }
            _ => {}
        }
        headers
    }

    /// Faults of ours are logged where they leave; what users did wrong is not.
    fn log(&self) {
        match self {
            ApiError::Store(error) => {
                tracing::error!(error = %Chain(error), retryable = error.retryable(), "database failed")
            }
            ApiError::Internal(reason) => tracing::error!(reason, "request failed"),
            ApiError::Unavailable(part) => tracing::warn!(part, "request refused"),
            _ => {}
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let problem = self.problem();
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        (self.kind().status, self.headers(), body).into_response()
    }
}

/// An error with its causes, for the log.
pub struct Chain<'a>(pub &'a (dyn std::error::Error + 'static));

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_fields() {
        let error = ApiError::field("pictures[0].sha256", "is not an upload");
        let problem = error.problem();
        assert_eq!((problem.status, problem.kind.as_str()), (422, "/problems/invalid-request"));
        assert_eq!(problem.detail, "the field pictures[0].sha256 of the request cannot be taken");
        assert_eq!(problem.errors.len(), 1);
        let full = ApiError::TenantIsFull { retry_after_seconds: 7 };
        assert_eq!(full.headers()[header::RETRY_AFTER], "7");
        assert_eq!(ApiError::TimedOut.headers()[header::RETRY_AFTER], "1");
    }

    #[test]
    fn every_kind_has_its_own_name() {
        let mut slugs: Vec<_> = PROBLEM_KINDS.iter().map(|kind| kind.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), PROBLEM_KINDS.len());
    }
}
