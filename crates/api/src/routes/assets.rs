use aida_assets::AssetError;
use aida_protocol::{AssetRef, is_asset_name};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::state::matches;
use crate::{
    ApiError, App,
    auth::Caller,
    params::{Query, WorkflowPath},
    problem::Chain,
    range::{Asked, asked},
    wire::{AssetList, AssetView},
};

/// The files of a workflow: finished work, and what it was made from.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/assets",
    operation_id = "listAssets",
    tag = "assets",
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, description = "By name", body = ref("#/components/schemas/AssetList"),
            content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
    ),
    security(("key" = [])),
)]
pub async fn assets(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    query: Query,
) -> Result<Json<AssetList>, ApiError> {
    query.finish()?;
    let found = app.store().assets(&caller.tenant, id).await?;
    if found.is_empty() {
        app.store().workflow_version(&caller.tenant, id).await?.ok_or(ApiError::NotFound)?;
    }
    let view = |asset: AssetRef| AssetView { url: app.link(&asset.url(id)), asset };
    Ok(Json(AssetList { items: found.into_iter().map(view).collect() }))
}

/// One file, or a part of it.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/assets/{name}",
    operation_id = "getAsset",
    tag = "assets",
    params(
        ("id" = String, Path, format = Uuid),
        ("name" = String, Path, example = "film.mp4"),
        ("Range" = Option<String>, Header, example = "bytes=0-1023", description = "One range; more than one answers all"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` that the range is of"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what is known"),
    ),
    responses(
        (status = 200, description = "All of it", body = Vec<u8>, content_type = "application/octet-stream",
            headers(("ETag" = String, description = "SHA-256 of the file"))),
        (status = 206, description = "The range", body = Vec<u8>, content_type = "application/octet-stream",
            headers(("Content-Range" = String))),
        (status = 304, description = "It is what is known"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such file of this tenant"),
        (status = 416, description = "The range lies outside"),
    ),
    security(("key" = [])),
)]
pub async fn asset(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    Path(names): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (_, name) = names;
    if !is_asset_name(&name) {
        return Err(ApiError::NotFound);
    }
    let asset = app.store().asset(&caller.tenant, id, &name).await?.ok_or(ApiError::NotFound)?;
    let etag = format!("\"{}\"", asset.sha256);
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(header::IF_NONE_MATCH).is_some_and(|known| matches(known, &etag)) {
        return Ok((StatusCode::NOT_MODIFIED, described(&asset, &etag)).into_response());
    }
    // A range of something else than what is here now is of no use.
    let range_holds = text(header::IF_RANGE).is_none_or(|known| known.trim() == etag);
    let range = text(header::RANGE).filter(|_| range_holds && method == Method::GET);
    let (status, part) = match asked(range, asset.bytes) {
        Asked::Unsatisfiable => return Err(ApiError::RangeNotSatisfiable(asset.bytes)),
        Asked::Whole => (StatusCode::OK, None),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, Some(part)),
    };
    let mut described = described(&asset, &etag);
    let length = part.as_ref().map_or(asset.bytes, |part| part.end - part.start);
    described.insert(header::CONTENT_LENGTH, length.into());
    if let Some(part) = &part {
        let text = format!("bytes {}-{}/{}", part.start, part.end - 1, asset.bytes);
        insert(&mut described, header::CONTENT_RANGE, &text);
    }
    if method == Method::HEAD {
        return Ok((status, described).into_response());
    }
    let blob = app.assets().get_range(&asset.sha256, part).await.map_err(|error| failed(&error))?;
    Ok((status, described, Body::from_stream(blob.into_stream())).into_response())
}

/// What is known of the file without its bytes. A file is what was found out when it was stored, is never
/// guessed again by the browser, and runs no script when it is opened by itself.
fn described(asset: &AssetRef, etag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    insert(&mut headers, header::CONTENT_TYPE, &asset.media_type);
    insert(&mut headers, header::ETAG, etag);
    // Names hold nothing that would need quoting; see `is_asset_name`.
    insert(&mut headers, header::CONTENT_DISPOSITION, &format!("inline; filename=\"{}\"", asset.name));
    insert(&mut headers, header::ACCEPT_RANGES, "bytes");
    insert(&mut headers, header::CACHE_CONTROL, "private, no-cache");
    insert(&mut headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    headers
}

fn insert(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    let value = HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(name, value);
}

pub(super) fn failed(error: &AssetError) -> ApiError {
    if error.retryable() {
        tracing::warn!(error = %Chain(error), "the object store failed");
        ApiError::Unavailable("object store")
    } else {
        ApiError::Internal(Chain(error).to_string())
    }
}
