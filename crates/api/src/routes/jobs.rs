use axum::{Json, extract::State};

use crate::{
    ApiError, App,
    auth::Caller,
    params::{Query, WorkflowPath},
    wire::JobList,
};

/// Every attempt of every job: models, times, costs, errors, results.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/jobs",
    operation_id = "listJobs",
    tag = "workflows",
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, description = "In the order of dispatch", body = ref("#/components/schemas/JobList"),
            content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
    ),
    security(("key" = [])),
)]
pub async fn jobs(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    query: Query,
) -> Result<Json<JobList>, ApiError> {
    query.finish()?;
    let items = app.store().jobs_of(&caller.tenant, id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(JobList { items }))
}
