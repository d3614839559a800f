use aida_store::CancelRequest;
use axum::{Json, extract::State, http::StatusCode};

use crate::{
    ApiError, App,
    auth::Caller,
    params::{Query, WorkflowPath},
    wire::CancelAccepted,
};

/// Asks for a workflow to be cancelled.
///
/// The planner carries it out; asking twice is the same as once. What was paid stays paid, what was made stays.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/cancel",
    operation_id = "cancelWorkflow",
    tag = "workflows",
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 202, description = "Stored; `workflow.finished` tells when it is done",
            body = ref("#/components/schemas/CancelAccepted"), content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
        (status = 409, description = "It has ended already"),
    ),
    security(("key" = [])),
)]
pub async fn cancel(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    query: Query,
) -> Result<(StatusCode, Json<CancelAccepted>), ApiError> {
    query.finish()?;
    match app.store().request_cancel(&caller.tenant, id, &caller.actor).await? {
        CancelRequest::Unknown => Err(ApiError::NotFound),
        CancelRequest::AlreadyTerminal(status) => Err(ApiError::AlreadyEnded(status)),
        CancelRequest::Stored => {
            tracing::info!(workflow_id = %id, tenant = %caller.tenant, actor = caller.actor, "cancel asked for");
            let body = CancelAccepted { id, requested: "cancel".to_owned(), links: app.links(id) };
            Ok((StatusCode::ACCEPTED, Json(body)))
        }
    }
}
