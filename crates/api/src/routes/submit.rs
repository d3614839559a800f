use std::sync::Arc;

use aida_ops::crash::{self, Point};
use aida_protocol::{
    BriefDefaults, BriefInput, BriefMessage, FieldError, MESSAGE_VERSION, ProjectBrief, TenantId, Usd,
    WorkflowId, WorkflowStatus,
};
use aida_store::{NewWorkflow, Submitted as StoredAs};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::Utc;
use uuid::Uuid;

use crate::{
    ApiError, App, auth::Caller, body::ApiJson, idempotency::Once, understand::understood, wire::Submitted,
};

/// Accepts a brief.
///
/// A sentence (`{"text": "…"}`), some fields, or a whole ProjectBrief. The answer comes when the brief is stored:
/// from then on it is not lost.
#[utoipa::path(
    post,
    path = "/v1/workflows",
    operation_id = "submitWorkflow",
    tag = "workflows",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "The same key with the same body is the same workflow, for seven days")),
    request_body(
        content = ref("#/components/schemas/BriefInput"),
        content_type = "application/json",
        example = json!({"text": "Video Instagram 30s per scarpe eco-friendly, Gen Z, energico"})
    ),
    responses(
        (status = 202, description = "Stored; it starts when there is room",
            body = ref("#/components/schemas/Submitted"), content_type = "application/json",
            headers(
                ("Location" = String, description = "Where the workflow is"),
                ("Idempotency-Replayed" = String, description = "`true` when the key was used for it before"),
            )),
        (status = 400, description = "Not one JSON object"),
        (status = 401, description = "No valid API key"),
        (status = 409, description = "The first request with this Idempotency-Key is not answered yet"),
        (status = 413, description = "More than 1 MiB"),
        (status = 415, description = "Not sent as JSON"),
        (status = 422, description = "A field was refused, it cannot be paid, or the Idempotency-Key was used for another body"),
        (status = 429, description = "This tenant has too many waiting"),
        (status = 503, description = "The fleet has too many waiting, or the database does not answer"),
    ),
    security(("key" = [])),
)]
pub async fn submit(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    ApiJson(input): ApiJson<BriefInput>,
) -> Result<Response, ApiError> {
    let outcome = accept(&app, &caller, &headers, input).await;
    if let Err(error) = &outcome {
        let reason = match error {
            ApiError::Invalid(_) => Some("invalid"),
            ApiError::TenantIsFull { .. } => Some("tenant_full"),
            ApiError::FleetIsFull { .. } => Some("fleet_full"),
            ApiError::KeyReused => Some("key_reused"),
            ApiError::KeyInProgress => Some("key_in_progress"),
            _ => None,
        };
        reason.into_iter().for_each(|reason| app.metrics().refused.with_label_values(&[reason]).inc());
    }
    let (id, replayed, estimated_cost) = outcome?;
    let links = app.links(id);
    let location = [(header::LOCATION, links.workflow.clone())];
    let body = Json(Submitted { id, status: WorkflowStatus::Accepted, estimated_cost, links });
    let mut answer = (StatusCode::ACCEPTED, location, body).into_response();
    if replayed {
        answer.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    Ok(answer)
}

/// The workflow of an earlier submit with the same key.
async fn before(app: &App, caller: &Caller, once: Option<&Once>) -> Result<Option<WorkflowId>, ApiError> {
    let Some(once) = once else { return Ok(None) };
    match app.store().submitted_before(&caller.tenant, once.as_stored()).await? {
        Some(StoredAs::Before(id)) => Ok(Some(id)),
        Some(_) => Err(ApiError::KeyReused),
        None => Ok(None),
    }
}

async fn accept(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    input: BriefInput,
) -> Result<(WorkflowId, bool, Option<Usd>), ApiError> {
    let once = Once::read(headers, &input)?;
    // Also when there is no room for others: this one has its place.
    if let Some(id) = before(app, caller, once.as_ref()).await? {
        return Ok((id, true, None));
    }
    if let Err(full) = app.admission().admit(&caller.tenant).await {
        // The room may have gone to the same submit, sent twice.
        let id = before(app, caller, once.as_ref()).await?.ok_or(full)?;
        return Ok((id, true, None));
    }
    let id = WorkflowId(Uuid::now_v7());
    let brief = complete(app, caller, id, input).await?;
    refuse_unknown_pictures(app, &caller.tenant, &brief).await?;
    let estimated = crate::estimate::before(app, &caller.tenant, &brief).await?;
    let content_type = brief.content_type;
    let message = "the brief is accepted".to_owned();
    let workflow = Arc::new(NewWorkflow { id, tenant: caller.tenant.clone(), brief, message });
    crash::at(Point::ApiBeforeStore);
    match store(app, &workflow, once.as_ref()).await? {
        StoredAs::New => crash::at(Point::ApiStored),
        StoredAs::Before(id) => return Ok((id, true, None)),
        StoredAs::OtherBody => return Err(ApiError::KeyReused),
    }
    app.admission().accepted(&caller.tenant);
    app.metrics().submitted.with_label_values(&[content_type.as_str()]).inc();
    app.outbox().hand_over(BriefMessage {
        version: MESSAGE_VERSION,
        workflow_id: id,
        tenant: caller.tenant.clone(),
        traceparent: traceparent(headers),
    });
    tracing::info!(workflow_id = %id, tenant = %caller.tenant, content_type = content_type.as_str(), "accepted");
    Ok((id, false, estimated))
}

async fn complete(
    app: &App,
    caller: &Caller,
    id: WorkflowId,
    input: BriefInput,
) -> Result<ProjectBrief, ApiError> {
    let empty_text = input.text.as_deref().is_some_and(|text| text.trim().is_empty());
    let understood = understood(app, &input).await?;
    let defaults =
        BriefDefaults { id: format!("brief_{id}"), user_id: caller.tenant.to_string(), now: Utc::now() };
    let completed = input.or(understood).complete(defaults);
    match completed {
        Ok(brief) if !empty_text => Ok(brief),
        outcome => {
            let mut errors = outcome.err().unwrap_or_default();
            if empty_text {
                // What it is about would have been understood from the text.
                errors.retain(|error| error.field != "subject");
                errors.insert(0, FieldError::new("text", "must not be empty"));
            }
            Err(ApiError::Invalid(errors))
        }
    }
}

async fn refuse_unknown_pictures(app: &App, tenant: &TenantId, brief: &ProjectBrief) -> Result<(), ApiError> {
    let pictures = brief.pictures.iter().enumerate();
    let mut named: Vec<(String, &str)> = pictures
        .map(|(index, picture)| (format!("pictures[{index}].sha256"), picture.sha256.as_str()))
        .collect();
    let style = brief.style_preferences.reference_upload();
    named.extend(style.map(|hash| ("style_preferences.reference_image".to_owned(), hash)));
    if named.is_empty() {
        return Ok(());
    }
    let hashes: Vec<_> = named.iter().map(|(_, hash)| *hash).collect();
    let known = app.store().known_uploads(tenant, &hashes).await?;
    let unknown = named.into_iter().filter(|(_, hash)| !known.contains(*hash));
    let errors: Vec<_> =
        unknown.map(|(field, _)| FieldError::new(field, "is not an upload of this tenant")).collect();
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}

/// Stores it once, also when the answer to the first commit was lost: the id is ours, so that a second try
/// that meets it knows the first one to have succeeded. One without a key goes together with others.
async fn store(app: &App, workflow: &Arc<NewWorkflow>, once: Option<&Once>) -> Result<StoredAs, ApiError> {
    if let Some(once) = once {
        return match app.store().submit_once(workflow, once.as_stored()).await {
            // Who has the key holds it for longer than a statement may take.
            Err(error) if error.is_statement_timeout() => Err(ApiError::KeyInProgress),
            Err(error) if error.retryable() => {
                Ok(app.store().submit_once(workflow, once.as_stored()).await?)
            }
            outcome => Ok(outcome?),
        };
    }
    let accepted_at = match app.intake().store(Arc::clone(workflow)).await {
        Some(accepted_at) => accepted_at,
        None => match app.store().submit(workflow).await {
            Ok(accepted_at) => accepted_at,
            Err(error) if error.is_unique_violation() => return Ok(StoredAs::New),
            Err(error) => return Err(error.into()),
        },
    };
    // Before anybody can hear of the workflow and do something with it.
    app.feed().accepted(workflow.tenant.clone(), &workflow.first_event(accepted_at));
    Ok(StoredAs::New)
}

/// The trace that the client is in, when it says so in the form of the standard (W3C Trace Context).
fn traceparent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("traceparent")?.to_str().ok()?;
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    let hexadecimal = text.bytes().all(|byte| byte == b'-' || matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (lengths == [2, 32, 16, 2] && hexadecimal).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_real_trace_is_carried_on() {
        let real = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let read = |text: &str| {
            traceparent(&HeaderMap::from_iter([(
                axum::http::HeaderName::from_static("traceparent"),
                text.parse().unwrap(),
            )]))
        };
        assert_eq!(read(real).as_deref(), Some(real));
        assert_eq!(read(&real.to_uppercase()), None);
        assert_eq!(read("00-1-2-3"), None);
        assert_eq!(traceparent(&HeaderMap::new()), None);
    }
}
