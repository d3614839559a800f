use axum::{
    Json,
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use crate::{
    ApiError,
    problem::PROBLEM_KINDS,
    schemas::{self, Published},
};

/// The JSON Schemas that are published.
#[utoipa::path(
    get,
    path = "/schemas",
    operation_id = "listSchemas",
    tag = "service",
    responses((status = 200, description = "Their paths", body = Vec<String>, content_type = "application/json")),
)]
pub async fn schemas() -> Json<Vec<String>> {
    Json(schemas::all().iter().map(path).collect())
}

/// One JSON Schema (draft 2020-12).
#[utoipa::path(
    get,
    path = "/schemas/{name}",
    operation_id = "getSchema",
    tag = "service",
    params(("name" = String, Path, example = "ProjectBrief.json")),
    responses(
        (status = 200, description = "The schema", body = Object, content_type = "application/schema+json"),
        (status = 404, description = "No such schema"),
    ),
)]
pub async fn schema(Path(name): Path<String>) -> Result<Response, ApiError> {
    let wanted = name.strip_suffix(".json").ok_or(ApiError::NotFound)?;
    let published = schemas::all().into_iter().find(|published| published.name == wanted);
    let published = published.ok_or(ApiError::NotFound)?;
    let mut schema = (published.whole)();
    schema.insert("$id".to_owned(), path(&published).into());
    Ok(([(header::CONTENT_TYPE, "application/schema+json")], Json(schema)).into_response())
}

fn path(published: &Published) -> String {
    format!("/schemas/{}.json", published.name)
}

/// What a kind of problem means, and what to do about it: where the `type` of a problem leads.
#[utoipa::path(
    get,
    path = "/problems/{name}",
    operation_id = "getProblem",
    tag = "service",
    params(("name" = String, Path, example = "invalid-request")),
    responses(
        (status = 200, description = "Title, status and advice", body = Object, content_type = "application/json"),
        (status = 404, description = "No such kind of problem"),
    ),
)]
pub async fn problem(Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    let kind = PROBLEM_KINDS.iter().find(|kind| kind.slug == name).ok_or(ApiError::NotFound)?;
    Ok(Json(json!({
        "type": format!("/problems/{}", kind.slug),
        "title": kind.title,
        "status": kind.status.as_u16(),
        "advice": kind.advice,
    })))
}
