//! What users ask of workflows: cancel, pause, resume, retry. Stored here, carried out by the planner.

use aida_protocol::{NodeId, WorkflowId};
use aida_store::{Asked, RequestKind};
use axum::{Json, extract::State, http::StatusCode};

use crate::{
    ApiError, App,
    auth::Caller,
    params::{NoBody, Query, WorkflowPath},
    wire::RequestAccepted,
};

type Answer = Result<(StatusCode, Json<RequestAccepted>), ApiError>;

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
            body = ref("#/components/schemas/RequestAccepted"), content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
        (status = 409, description = "It has ended already"),
        (status = 422, description = "There is a body or an unknown parameter"),
    ),
    security(("key" = [])),
)]
pub async fn cancel(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    query: Query,
    _: NoBody,
) -> Answer {
    query.finish()?;
    ask(&app, &caller, id, RequestKind::Cancel, None).await
}

/// Asks for a workflow to be paused.
///
/// Nothing more is started; what runs may end. The time of the pause does not count towards the timeout.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/pause",
    operation_id = "pauseWorkflow",
    tag = "workflows",
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 202, description = "Stored; `workflow.paused` tells when it is done",
            body = ref("#/components/schemas/RequestAccepted"), content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
        (status = 409, description = "It has ended already"),
        (status = 422, description = "There is a body or an unknown parameter"),
    ),
    security(("key" = [])),
)]
pub async fn pause(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    query: Query,
    _: NoBody,
) -> Answer {
    query.finish()?;
    ask(&app, &caller, id, RequestKind::Pause, None).await
}

/// Asks for a paused workflow to go on.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/resume",
    operation_id = "resumeWorkflow",
    tag = "workflows",
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 202, description = "Stored; `workflow.resumed` tells when it is done",
            body = ref("#/components/schemas/RequestAccepted"), content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
        (status = 409, description = "It has ended already"),
        (status = 422, description = "There is a body or an unknown parameter"),
    ),
    security(("key" = [])),
)]
pub async fn resume(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    query: Query,
    _: NoBody,
) -> Answer {
    query.finish()?;
    ask(&app, &caller, id, RequestKind::Resume, None).await
}

/// Asks for a workflow that has ended to be done again from a step on.
///
/// What was made before that step is kept. Without `from`, all that failed or was left out is done again.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/retry",
    operation_id = "retryWorkflow",
    tag = "workflows",
    params(
        ("id" = String, Path, format = Uuid),
        ("from" = Option<String>, Query, description = "A node, such as `audio` or `visual-2`"),
    ),
    responses(
        (status = 202, description = "Stored; `workflow.reopened` tells when it is done. When there is nothing to do again, nothing changes",
            body = ref("#/components/schemas/RequestAccepted"), content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
        (status = 409, description = "It has not ended"),
        (status = 422, description = "`from` is not a node, or there is a body"),
    ),
    security(("key" = [])),
)]
pub async fn retry(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    mut query: Query,
    _: NoBody,
) -> Answer {
    let from = query.take::<NodeId>("from");
    query.finish()?;
    ask(&app, &caller, id, RequestKind::Retry, from).await
}

async fn ask(app: &App, caller: &Caller, id: WorkflowId, kind: RequestKind, from: Option<NodeId>) -> Answer {
    match app.store().request(&caller.tenant, id, kind, from, &caller.actor).await? {
        Asked::Unknown => Err(ApiError::NotFound),
        Asked::Refused(status) if status.is_terminal() => Err(ApiError::AlreadyEnded(status)),
        Asked::Refused(status) => Err(ApiError::NotEnded(status)),
        Asked::Stored => {
            let requested = kind.as_str();
            tracing::info!(workflow_id = %id, tenant = %caller.tenant, actor = caller.actor, requested, "asked for");
            let body = RequestAccepted { id, requested: requested.to_owned(), links: app.links(id) };
            Ok((StatusCode::ACCEPTED, Json(body)))
        }
    }
}
