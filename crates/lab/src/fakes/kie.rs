use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Fault, KEY, World, answer, file, files, hang, lost, no_json, read};

pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/kie/api/v1/mj/generate", post(generate))
        .route("/kie/api/v1/mj/record-info", get(record))
        .route("/kie/api/file-base64-upload", post(upload))
        .route("/kie/files/{id}", get(download))
}

/// HTTP says 200 whatever happened.
fn coded(code: u16, data: Value) -> Response {
    answer(200, json!({"code": code, "msg": "a fake message", "data": data}))
}

fn may(headers: &HeaderMap) -> bool {
    headers.get("authorization").is_some_and(|value| value == format!("Bearer {KEY}").as_str())
}

async fn generate(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    if !may(&headers) {
        return coded(401, Value::Null);
    }
    let fault = world.fault("kie");
    match fault {
        Some(Fault::Status(code)) => return coded(code, Value::Null),
        Some(Fault::RateLimited { .. }) => return coded(429, Value::Null),
        _ => {}
    }
    let prompt = request["prompt"].as_str().filter(|prompt| (1..=2000).contains(&prompt.chars().count()));
    let task = request["taskType"].as_str().unwrap_or_default();
    // Whatever is not made from words alone needs a picture.
    let pictures = request["fileUrls"].as_array().map_or(0, Vec::len);
    if prompt.is_none() || !task.starts_with("mj_") || (task != "mj_txt2img" && pictures == 0) {
        return coded(422, Value::Null);
    }
    let id = world.id(if fault == Some(Fault::CompletedWithError) { "bad-" } else { "mj-" });
    if fault != Some(Fault::CompletedWithError) {
        world.charge("kie", "midjourney", &id, 40_000);
    }
    match fault {
        Some(Fault::Hang) => hang().await,
        Some(Fault::LoseReply) => lost(),
        _ => coded(200, json!({"taskId": id})),
    }
}

/// Takes a picture as a data URL; the address is where it is found for a day.
async fn upload(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    if !may(&headers) {
        return coded(401, Value::Null);
    }
    if let Some(Fault::Status(code)) = world.fault("kie.upload") {
        return coded(code, Value::Null);
    }
    let picture = request["base64Data"].as_str().and_then(|url| url.strip_prefix("data:image/"));
    let bytes = picture.and_then(|url| STANDARD.decode(url.split_once(";base64,")?.1).ok());
    if bytes.is_none_or(|bytes| bytes.is_empty()) || request["uploadPath"].as_str().is_none_or(str::is_empty)
    {
        return coded(400, Value::Null);
    }
    let address = format!("{}/kie/files/{}", world.base, world.id("up-"));
    answer(200, json!({"success": true, "code": 200, "msg": "", "data": {"downloadUrl": address}}))
}

async fn record(
    State(world): State<Arc<World>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let Some(id) = query.get("taskId").filter(|_| may(&headers)) else { return coded(401, Value::Null) };
    if id.starts_with("bad-") {
        return coded(200, json!({"taskId": id, "successFlag": 3, "errorCode": 501}));
    }
    let url = |number: u8| json!({"resultUrl": format!("{}/kie/files/{id}-{number}", world.base)});
    coded(
        200,
        json!({
            "taskId": id, "successFlag": 1, "resultInfoJson": {"resultUrls": [url(0), url(1), url(2), url(3)]},
        }),
    )
}

async fn download(Path(_): Path<String>) -> Response {
    file("image/png", files::png(576, 1024))
}
