//! The one HTTP client: timeouts, size caps, no redirects, errors by cause.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::{
    Client, Method, RequestBuilder, Response, Url,
    header::{HeaderMap, RETRY_AFTER},
    redirect::Policy,
};
use serde_json::Value;

use crate::{CallError, CallErrorKind, address::PublicOnly};

/// Longest wait that a provider may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

#[derive(Debug, Clone)]
pub struct HttpOptions {
    pub connect_timeout: Duration,
    /// From sending a request to the last byte of its answer.
    pub timeout: Duration,
    /// For a file.
    pub file_timeout: Duration,
    /// Largest JSON answer, in bytes.
    pub json_cap: usize,
    /// Largest file, in bytes.
    pub file_cap: u64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        HttpOptions {
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(60),
            file_timeout: Duration::from_secs(180),
            json_cap: 8 << 20,
            file_cap: 512 << 20,
        }
    }
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Http {
    own: Client,
    public: Client,
    pub(crate) options: HttpOptions,
}

/// A whole answer.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// # Errors
    /// When it is no JSON.
    pub fn json(&self) -> Result<Value, CallError> {
        serde_json::from_slice(&self.body).map_err(|_| CallError::invalid("the answer is no JSON"))
    }

    pub fn media_type(&self) -> &str {
        let header = self.headers.get("content-type").and_then(|value| value.to_str().ok());
        header.map_or("", |value| value.split(';').next().unwrap_or_default().trim())
    }

    /// What a status that is no success means; `name` is the provider's own word for it.
    pub fn error(&self, name: &str) -> CallError {
        let kind = match self.status {
            401 | 403 => CallErrorKind::Auth,
            402 => CallErrorKind::Billing,
            408 | 409 | 425 | 500.. => CallErrorKind::Unavailable,
            429 => CallErrorKind::RateLimited,
            _ => CallErrorKind::Rejected,
        };
        let name = crate::error::plain(name);
        let reason = format!("status {}{}{name}", self.status, if name.is_empty() { "" } else { " " });
        CallError { retry_after: retry_after(&self.headers), ..CallError::new(kind, reason) }
    }
}

impl Http {
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new(options: HttpOptions) -> Result<Self, CallError> {
        let builder = || {
            Client::builder()
                .connect_timeout(options.connect_timeout)
                .redirect(Policy::none())
                .user_agent(concat!("aida/", env!("CARGO_PKG_VERSION")))
        };
        let build = |builder: reqwest::ClientBuilder| {
            builder.build().map_err(|error| {
                CallError::new(CallErrorKind::Unreachable, format!("no HTTP client: {}", error.without_url()))
            })
        };
        let (own, public) = (build(builder())?, build(builder().dns_resolver(PublicOnly))?);
        Ok(Http { own, public, options })
    }

    /// A request to the provider's own address.
    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.own.request(method, url).timeout(self.options.timeout)
    }

    /// A request to an address that an answer named and [`crate::address::check`] let through.
    pub(crate) fn request_named(&self, method: Method, url: Url, base: &Url) -> RequestBuilder {
        let client = if crate::address::same_origin(&url, base) { &self.own } else { &self.public };
        client.request(method, url).timeout(self.options.file_timeout)
    }

    /// Sends and reads the whole answer, up to `cap` bytes.
    pub(crate) async fn send(&self, request: RequestBuilder, cap: usize) -> Result<Answer, CallError> {
        let mut response = request.send().await.map_err(lost)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = BytesMut::new();
        while let Some(part) = chunk(&mut response).await? {
            if body.len() + part.len() > cap {
                return Err(CallError::invalid(format!("the answer is longer than {cap} bytes")));
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer { status, headers, body: body.freeze() })
    }
}

pub(crate) async fn chunk(response: &mut Response) -> Result<Option<Bytes>, CallError> {
    response.chunk().await.map_err(lost)
}

/// Before the connection stood nothing was sent; after that anything may have happened.
pub(crate) fn lost(error: reqwest::Error) -> CallError {
    let (kind, reason) = if error.is_connect() {
        (CallErrorKind::Unreachable, "no connection")
    } else if error.is_builder() {
        (CallErrorKind::Rejected, "no such request can be made")
    } else if error.is_timeout() {
        (CallErrorKind::ReplyLost, "no whole answer in time")
    } else {
        (CallErrorKind::ReplyLost, "the connection ended before the answer did")
    };
    CallError::new(kind, reason)
}

/// `retry-after-ms`, else `retry-after` in seconds. A date there is not honoured: it would need a clock that agrees.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms").map(|millis| millis / 1e3).or(number(RETRY_AFTER.as_str()))?;
    (seconds.is_finite() && seconds >= 0.0)
        .then(|| Duration::from_secs_f64(seconds.min(LONGEST_WAIT.as_secs_f64())))
}
