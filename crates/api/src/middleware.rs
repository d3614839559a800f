//! What happens to every request: an id, a span, a time limit, metrics, and a problem for every error.

use std::time::{Duration, Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::{ApiError, App, PROBLEM_JSON};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// For reading a request and finding its answer; a stream's own time does not count.
const LIMIT: Duration = Duration::from_secs(30);
/// For uploads, which come over slow lines.
const UPLOAD_LIMIT: Duration = Duration::from_secs(120);

/// Gives the request an id, its sender's or one of ours, and the answer the same.
pub async fn with_request_id(request: Request, next: Next) -> Response {
    let id = request.headers().get(&REQUEST_ID).filter(|id| is_id(id)).cloned();
    let id = id.unwrap_or_else(|| {
        let fresh = Uuid::now_v7().simple().to_string();
        HeaderValue::from_str(&fresh).unwrap_or(HeaderValue::from_static("-"))
    });
    let span = tracing::info_span!("request", request_id = id.to_str().unwrap_or("-"));
    let mut response = next.run(request).instrument(span).await;
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// Short and printable, so that it can stand in logs.
fn is_id(id: &HeaderValue) -> bool {
    (1..=128).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// Counts and times by route.
pub async fn measured(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = method_label(request.method());
    let metrics = app.metrics();
    let begun = Instant::now();
    metrics.in_flight.inc();
    let open = Open(app.clone());
    let response = next.run(request).await;
    drop(open);
    let seconds = begun.elapsed().as_secs_f64();
    let status = response.status();
    metrics.seconds.with_label_values(&[route.as_str(), method]).observe(seconds);
    metrics.requests.with_label_values(&[route.as_str(), method, class(status)]).inc();
    tracing::debug!(route, method, status = status.as_u16(), seconds, "answered");
    response
}

/// Counts down when the answer is there, and when the client goes away before.
struct Open(App);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.metrics().in_flight.dec();
    }
}

/// Methods are the client's to invent; labels are not.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

pub async fn time_limited(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let limit = if path == Some("/v1/uploads") { UPLOAD_LIMIT } else { LIMIT };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!(seconds = limit.as_secs(), "no answer in time");
            ApiError::TimedOut.into_response()
        }
    }
}

/// Errors that others made (the router, the documentation's files) become problems too; every answer says
/// that it is what its type says.
pub async fn with_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let mut response = match foreign_error(&response) {
        Some(error) => replaced(response, error),
        None => response,
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

fn foreign_error(response: &Response) -> Option<ApiError> {
    let status = response.status();
    let ours = is_type(response.headers(), PROBLEM_JSON) || is_type(response.headers(), "application/json");
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => ApiError::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ApiError::MethodNotAllowed,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ApiError::UnsupportedMediaType("this is not served or taken here")
        }
        status if status.is_client_error() => ApiError::field("", "the request cannot be read"),
        status => ApiError::Internal(format!("an answer of status {status}")),
    })
}

fn is_type(headers: &HeaderMap, kind: &str) -> bool {
    let found = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    found.is_some_and(|found| found.starts_with(kind))
}

fn replaced(response: Response, error: ApiError) -> Response {
    let mut replacement = error.into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        replacement.headers_mut().insert(header::ALLOW, allow.clone());
    }
    replacement
}

/// A panic is a fault of ours; its message stays in the log.
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message");
    ApiError::Internal(format!("panic: {text}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_from_outside_are_short_and_printable() {
        assert!(is_id(&HeaderValue::from_static("7f3a-2")));
        assert!(!is_id(&HeaderValue::from_static("")) && !is_id(&HeaderValue::from_static("a b")));
        assert!(!is_id(&HeaderValue::from_str(&"x".repeat(129)).unwrap()));
    }

    #[test]
    fn labels_have_few_values() {
        assert_eq!(method_label(&Method::from_bytes(b"BREW").unwrap()), "other");
        assert_eq!((class(StatusCode::NOT_MODIFIED), class(StatusCode::BAD_GATEWAY)), ("3xx", "5xx"));
    }
}
