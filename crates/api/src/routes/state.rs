use aida_store::WorkflowVersion;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{
    ApiError, App,
    auth::Caller,
    params::{Query, WorkflowPath},
};

/// Everything about one workflow.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}",
    operation_id = "getWorkflow",
    tag = "workflows",
    params(
        ("id" = String, Path, format = Uuid),
        ("If-None-Match" = Option<String>, Header, description = "An `ETag` of before: 304 when nothing changed"),
    ),
    responses(
        (status = 200, description = "Its state", body = ref("#/components/schemas/WorkflowState"),
            content_type = "application/json",
            headers(("ETag" = String, description = "Changes when the workflow changes"))),
        (status = 304, description = "Nothing changed"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
    ),
    security(("key" = [])),
)]
pub async fn state(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    if let Some(known) = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) {
        let version = app.store().workflow_version(&caller.tenant, id).await?.ok_or(ApiError::NotFound)?;
        let etag = etag(version);
        if matches(known, &etag) {
            return Ok((StatusCode::NOT_MODIFIED, caching(etag)).into_response());
        }
    }
    let found = app.store().workflow_state(&caller.tenant, id).await?;
    let (version, mut state) = found.ok_or(ApiError::NotFound)?;
    state.expected_cost = crate::estimate::between(&app, &state);
    Ok((caching(etag(version)), Json(state)).into_response())
}

fn etag(version: WorkflowVersion) -> String {
    format!("W/\"{}-{:x}\"", version.event_seq, version.updated_at.timestamp_micros())
}

fn caching(etag: String) -> [(header::HeaderName, String); 2] {
    [(header::ETAG, etag), (header::CACHE_CONTROL, "private, no-cache".to_owned())]
}

/// Whether an `If-None-Match` names this tag; weak comparison (RFC 9110, 8.8.3.2).
pub(super) fn matches(if_none_match: &str, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if_none_match.trim() == "*" || if_none_match.split(',').any(|tag| opaque(tag) == opaque(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        assert!(
            matches("W/\"1-a\"", "W/\"1-a\"")
                && matches("\"x\", \"1-a\"", "W/\"1-a\"")
                && matches("*", "\"b\"")
        );
        assert!(!matches("\"1-b\"", "W/\"1-a\""));
    }
}
