use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, Method},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fault, KEY, World, answer, fal_webhook, file, files, hang, lock, lost, no_json, read};

/// A request of the queue.
pub struct Request {
    endpoint: String,
    input: Value,
    since: Instant,
    takes: Duration,
    fault: Option<Fault>,
    cancelled: bool,
}

pub fn most_at_once(queue: &HashMap<String, Request>) -> usize {
    let under_way = |at: Instant| {
        queue.values().filter(|request| request.since <= at && at < request.since + request.takes).count()
    };
    queue.values().map(|request| under_way(request.since)).max().unwrap_or(0)
}

pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/fal/storage/upload/initiate", post(initiate))
        .route("/fal/uploads/{id}", put(upload))
        .route("/fal/files/{id}", get(download))
        .route("/fal/.well-known/jwks.json", get(fal_webhook::keys))
        .route("/fal/{*path}", post(submit).get(of_request).put(of_request))
}

/// `owner/alias/requests/id`, with `/status` or `/cancel`.
async fn of_request(
    State(world): State<Arc<World>>,
    method: Method,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    let parts: Vec<&str> = path.split('/').collect();
    let [owner, alias, "requests", id, what @ ..] = &parts[..] else { return answer(404, error(404)) };
    let of_app = |request: &Request| request.endpoint.starts_with(&format!("{owner}/{alias}"));
    if !lock(&world.queue).get(*id).is_some_and(of_app) {
        return answer(404, error(404));
    }
    match (method.as_str(), what) {
        ("GET", []) => result(world, id, headers).await,
        ("GET", ["status"]) => status(world, id, headers).await,
        ("PUT", ["cancel"]) => cancel(&world, id, &headers),
        _ => answer(405, error(405)),
    }
}

fn error(status: u16) -> Value {
    let kind = match status {
        504 => "request_timeout",
        503 => "runner_connection_error",
        500.. => "internal_error",
        _ => "bad_request",
    };
    json!({"detail": "a fake error", "error_type": kind})
}

fn invalid(field: &str, kind: &str) -> Response {
    answer(422, json!({"detail": [{"loc": ["body", field], "msg": "a fake error", "type": kind}]}))
}

fn may(headers: &HeaderMap) -> bool {
    headers.get("authorization").is_some_and(|value| value == format!("Key {KEY}").as_str())
}

/// Millionths of a dollar; `Err` names the field that is wrong.
fn price(endpoint: &str, input: &Value) -> Result<u64, &'static str> {
    input["prompt"].as_str().filter(|prompt| !prompt.is_empty()).ok_or("prompt")?;
    let side = |name: &str| input["image_size"][name].as_u64().filter(|side| (256..=4096).contains(side));
    let megapixels = || {
        Ok(side("width")
            .ok_or("image_size")?
            .saturating_mul(side("height").ok_or("image_size")?)
            .div_ceil(1_000_000))
    };
    let duration = |permitted: &[&'static str]| -> Result<u64, &'static str> {
        // A number where a string belongs is refused.
        let asked = input["duration"].as_str().ok_or("duration")?;
        let known = permitted.iter().find(|known| **known == asked).ok_or("duration")?;
        input["image_url"]
            .as_str()
            .filter(|url| url.contains("/files/") || url.starts_with("data:image/"))
            .ok_or("image_url")?;
        known.trim_end_matches('s').parse().map_err(|_| "duration")
    };
    match endpoint {
        "fal-ai/flux-pro/v1.1" => Ok(40_000 * megapixels()?),
        "fal-ai/flux/schnell" => Ok(3_000 * megapixels()?),
        "fal-ai/hunyuan-image/v3/text-to-image" => Ok(100_000 * megapixels()?),
        "fal-ai/bytedance/seedream/v4/text-to-image" => megapixels().map(|_| 30_000),
        "fal-ai/kling-video/v2.5-turbo/pro/image-to-video" => Ok(70_000 * duration(&["5", "10"])?),
        "fal-ai/veo3.1/image-to-video" => {
            let second = if input["generate_audio"] == false { 200_000 } else { 400_000 };
            Ok(second * duration(&["4s", "6s", "8s"])?)
        }
        "fal-ai/minimax/hailuo-02/standard/image-to-video" => Ok(45_000 * duration(&["6", "10"])?),
        _ => Err("endpoint"),
    }
}

#[derive(Deserialize)]
struct Asked {
    fal_webhook: Option<String>,
}

async fn submit(
    State(world): State<Arc<World>>,
    Path(endpoint): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(input) = read(&world, &headers, &body) else { return no_json() };
    if !may(&headers) {
        return answer(401, json!({"detail": "no key"}));
    }
    let fault = world.fault(&format!("fal.submit@{endpoint}"));
    if let Some(response) = fault.and_then(|fault| fault.refusal(error)) {
        return response;
    }
    let price = match price(&endpoint, &input) {
        Err("endpoint") => return answer(404, error(404)),
        Err(field) => return invalid(field, "value_error"),
        Ok(_) if fault == Some(Fault::Refuse) => return invalid("prompt", "content_policy_violation"),
        Ok(price) => price,
    };
    let id = world.id("fal-");
    // What fails on the runner is not billed.
    if fault != Some(Fault::CompletedWithError) {
        world.charge("fal", &endpoint, &id, price);
    }
    let takes = (world.options.takes)(&endpoint);
    let request = Request { endpoint, input, since: Instant::now(), takes, fault, cancelled: false };
    let at = format!("{}/fal/{}/requests/{id}", world.base, app(&request.endpoint));
    if let Some(address) = asked.fal_webhook {
        fal_webhook::tell(&world, &id, address, takes, told(&world, &id, &request));
    }
    lock(&world.queue).insert(id.clone(), request);
    match fault {
        Some(Fault::Hang) => return hang().await,
        Some(Fault::LoseReply) => return lost(),
        Some(Fault::BadAnswer) => return file("text/html", "<html>accepted</html>"),
        _ => tokio::time::sleep((world.options.takes)("submit")).await,
    }
    answer(
        200,
        json!({
            "status": "IN_QUEUE", "request_id": id, "queue_position": 0, "gateway_request_id": id,
            "response_url": at, "status_url": format!("{at}/status"), "cancel_url": format!("{at}/cancel"),
        }),
    )
}

/// Owner and alias of an endpoint's name.
fn app(endpoint: &str) -> String {
    endpoint.split('/').take(2).collect::<Vec<_>>().join("/")
}

/// What a webhook says of a request.
fn told(world: &World, id: &str, request: &Request) -> Value {
    let failed = request.fault == Some(Fault::CompletedWithError);
    let (status, payload) = if failed { ("ERROR", Value::Null) } else { ("OK", output(world, id, request)) };
    json!({"request_id": id, "gateway_request_id": id, "status": status, "payload": payload})
}

async fn status(world: Arc<World>, id: &str, headers: HeaderMap) -> Response {
    if !may(&headers) {
        return answer(401, json!({"detail": "no key"}));
    }
    match world.fault("fal.status") {
        Some(Fault::Hang) => return hang().await,
        Some(Fault::LoseReply) => return lost(),
        Some(fault) => {
            if let Some(response) = fault.refusal(error) {
                return response;
            }
        }
        None => {}
    }
    let queue = lock(&world.queue);
    let Some(request) = queue.get(id) else { return answer(404, error(404)) };
    let since = request.since.elapsed();
    if since * 4 < request.takes {
        return answer(202, json!({"status": "IN_QUEUE", "queue_position": 1, "request_id": id}));
    }
    if since < request.takes {
        return answer(202, json!({"status": "IN_PROGRESS", "logs": [], "request_id": id}));
    }
    let mut done =
        json!({"status": "COMPLETED", "logs": [], "metrics": {"inference_time": 1.0}, "request_id": id});
    if request.fault == Some(Fault::CompletedWithError) {
        done["error"] = json!("a fake error");
        done["error_type"] = json!("runner_server_error");
    }
    answer(200, done)
}

async fn result(world: Arc<World>, id: &str, headers: HeaderMap) -> Response {
    if !may(&headers) {
        return answer(401, json!({"detail": "no key"}));
    }
    match world.fault("fal.result") {
        Some(Fault::BadAnswer) => return answer(200, json!({"unexpected": true})),
        Some(Fault::LoseReply) => return lost(),
        Some(fault) => {
            if let Some(response) = fault.refusal(error) {
                return response;
            }
        }
        None => {}
    }
    let queue = lock(&world.queue);
    let Some(request) = queue.get(id) else { return answer(404, error(404)) };
    if request.fault == Some(Fault::CompletedWithError) {
        return answer(500, error(500));
    }
    answer(200, output(&world, id, request))
}

/// What a model gives for a request.
fn output(world: &World, id: &str, request: &Request) -> Value {
    let url = format!("{}/fal/files/{id}", world.base);
    if request.endpoint.ends_with("image-to-video") {
        return json!({"video": {"url": url, "content_type": "video/mp4", "file_name": "out.mp4"}});
    }
    let size = &request.input["image_size"];
    let image =
        json!({"url": url, "content_type": "image/png", "width": size["width"], "height": size["height"]});
    json!({"images": [image], "seed": 7, "has_nsfw_concepts": [false], "prompt": ""})
}

fn cancel(world: &World, id: &str, headers: &HeaderMap) -> Response {
    if !may(headers) {
        return answer(401, json!({"detail": "no key"}));
    }
    let mut queue = lock(&world.queue);
    let Some(request) = queue.get_mut(id) else { return answer(404, json!({"status": "NOT_FOUND"})) };
    if request.since.elapsed() >= request.takes {
        return answer(400, json!({"status": "ALREADY_COMPLETED"}));
    }
    request.cancelled = true;
    answer(202, json!({"status": "CANCELLATION_REQUESTED"}))
}

async fn initiate(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    if read(&world, &headers, &body).is_none() {
        return no_json();
    }
    if !may(&headers) {
        return answer(401, json!({"detail": "no key"}));
    }
    if let Some(response) = world.fault("fal.upload").and_then(|fault| fault.refusal(error)) {
        return response;
    }
    let id = world.id("up-");
    answer(
        200,
        json!({
            "upload_url": format!("{}/fal/uploads/{id}", world.base),
            "file_url": format!("{}/fal/files/{id}", world.base),
        }),
    )
}

async fn upload(body: Bytes) -> Response {
    if body.is_empty() { answer(400, error(400)) } else { answer(200, json!({})) }
}

/// Files need no key, as those of the real one.
async fn download(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    let fault = world.fault("fal.file");
    let made = lock(&world.queue).get(&id).map(|request| (request.endpoint.clone(), request.input.clone()));
    let Some((endpoint, input)) = made else { return answer(404, error(404)) };
    if let Some(response) = fault.and_then(|fault| fault.refusal(error)) {
        return response;
    }
    let video = endpoint.ends_with("image-to-video");
    let bytes = if video {
        let asked = input["duration"].as_str().unwrap_or("5").trim_end_matches('s').parse().unwrap_or(5);
        (world.options.camera)(asked)
    } else {
        let side = |name: &str| input["image_size"][name].as_u64().unwrap_or(512) as u32;
        files::png(side("width"), side("height"))
    };
    let media_type = if video { "video/mp4" } else { "image/png" };
    match fault {
        Some(Fault::WrongType) => file(media_type, "<html>not what you think</html>"),
        Some(Fault::Truncated) => file(media_type, bytes.slice(..bytes.len() / 2)),
        Some(Fault::LoseReply) => lost().into_response(),
        _ => file(media_type, bytes),
    }
}
