use aida_providers::{Webhook, WebhookError};
use aida_store::Told;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use uuid::Uuid;

use crate::{
    ApiError, App,
    body::{read_body, refuse_declared_length},
    params::Query,
};

const FAL: &str = "fal";
/// Largest body of a webhook: it names files, it does not hold them.
const LARGEST: u64 = 1 << 20;

/// What fal.ai tells of a request that it has worked on.
///
/// Only the signature counts, and that the call is one of ours: the body is not read. A worker that waits for the call then
/// asks fal.ai how it went. Where no public address is configured there is nothing here.
#[utoipa::path(
    post,
    path = "/v1/webhooks/fal",
    operation_id = "fal_webhook",
    tag = "service",
    params(("call" = Uuid, Query, description = "The call that it is about, as was given with the request")),
    request_body(content(("application/json"))),
    responses(
        (status = 200, description = "Taken, now or before"),
        (status = 403, description = "Not signed by fal.ai within the last five minutes, or about another request"),
        (status = 404, description = "No such call, or webhooks are not taken"),
        (status = 413, description = "The body is too large"),
        (status = 422, description = "The query does not name a call"),
        (status = 503, description = "The keys of fal.ai or the database cannot be reached; send it again"),
    ),
)]
pub async fn fal(
    State(app): State<App>,
    headers: HeaderMap,
    mut query: Query,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let keys = app.webhook_keys().ok_or(ApiError::NotFound)?;
    let call: Option<Uuid> = query.take("call");
    query.finish()?;
    let call = call.ok_or_else(|| ApiError::field("call", "is missing"))?;
    refuse_declared_length(&headers, LARGEST)?;
    let body = read_body(body, LARGEST).await?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let webhook = Webhook {
        request_id: header("x-fal-webhook-request-id"),
        user_id: header("x-fal-webhook-user-id"),
        timestamp: header("x-fal-webhook-timestamp"),
        signature: header("x-fal-webhook-signature"),
        body: &body,
    };
    let counted = |outcome: &str| app.metrics().webhooks.with_label_values(&[FAL, outcome]).inc();
    if let Err(error) = keys.verify(&webhook, chrono::Utc::now().timestamp()).await {
        counted(outcome(error));
        return Err(match error {
            WebhookError::NoKeys => ApiError::Unavailable("the keys of webhooks"),
            error => {
                tracing::warn!(%error, "a webhook was refused");
                ApiError::Unsigned(error.to_string())
            }
        });
    }
    // It becomes part of an address.
    if !webhook.request_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        counted("other");
        return Err(ApiError::Unsigned("the request's id is none".to_owned()));
    }
    let told = app.store().tell_call(call, FAL, webhook.request_id).await?;
    counted(match told {
        Told::First => "taken",
        Told::Again => "doubled",
        Told::Other => "other",
        Told::Nobody => "nobody",
    });
    match told {
        Told::First | Told::Again => Ok(StatusCode::OK),
        Told::Other => Err(ApiError::Unsigned("the call is known under another id".to_owned())),
        Told::Nobody => Err(ApiError::NotFound),
    }
}

const fn outcome(error: WebhookError) -> &'static str {
    match error {
        WebhookError::Malformed | WebhookError::Forged => "forged",
        WebhookError::Stale => "stale",
        WebhookError::NoKeys => "no_keys",
    }
}
