//! Who asks. Keys belong to tenants; without any key, programs of this machine are tenant `local`.

mod key;
mod keyring;
mod pepper;

pub use key::{ApiKey, KeyError};
pub use keyring::Keyring;
pub use pepper::{Pepper, PepperError};

use aida_protocol::TenantId;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{ApiError, App};

/// The tenant that a request acts for, and by which right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub tenant: TenantId,
    /// A key's id; `local` without keys.
    pub actor: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Only routes behind `authenticate` have it; a route that forgot the layer serves nobody.
        parts.extensions.get::<Caller>().cloned().ok_or(ApiError::Unauthorized("no API key was checked"))
    }
}

/// Lets through who has a valid key, or anybody of this machine when there are no keys.
pub async fn authenticate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match caller(&app, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let Some(sent) = headers.get(header::AUTHORIZATION) else { return keyless(app, headers).await };
    let sent = sent.to_str().map_err(|_| ApiError::Unauthorized("the Authorization header is not text"))?;
    let token = sent.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) =
        token.ok_or(ApiError::Unauthorized("the Authorization header is not `Bearer aida_…`"))?;
    let key: ApiKey =
        token.trim().parse().map_err(|_| ApiError::Unauthorized("the API key is not well formed"))?;
    app.keyring().check(&key).await?.ok_or(ApiError::Unauthorized("the API key is unknown or was revoked"))
}

async fn keyless(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    if !app.keyless_allowed() || app.keyring().has_keys().await? {
        return Err(ApiError::Unauthorized("an API key is needed"));
    }
    // A page of the web must not act through its visitor's browser: neither by a plain cross-site request,
    // nor under a name of its own that it lets resolve to this machine.
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if matches!(site, Some("cross-site" | "same-site")) {
        return Err(ApiError::Forbidden("without keys no other web site may ask"));
    }
    if !headers.get(header::HOST).and_then(|value| value.to_str().ok()).is_none_or(names_this_machine) {
        return Err(ApiError::Forbidden("without keys only the names of this machine are served"));
    }
    Ok(Caller { tenant: TenantId::local(), actor: "local".to_owned() })
}

fn names_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let address = name.parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_this_machine() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "127.1.2.3", "[::1]:8080"] {
            assert!(names_this_machine(host), "{host}");
        }
        for host in ["example.com", "localhost.example.com", "10.0.0.1", "[::2]", "", "a b"] {
            assert!(!names_this_machine(host), "{host}");
        }
    }
}
