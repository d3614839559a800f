use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Fault, World, answer, hang, lost, no_json, read};

/// A server of one's own: it takes any key and costs nothing, so it is charged at zero.
pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/openai/v1/chat/completions", post(chat))
        .route("/openai/v1/models", get(|| async {
            Json(json!({"object": "list", "data": [{"id": "llama3.1", "object": "model", "owned_by": "fake"}]}))
        }))
}

fn error(status: u16) -> Value {
    json!({"error": {"message": "a fake error", "type": "api_error", "param": null, "code": null, "status": status}})
}

async fn chat(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    let fault = world.fault("openai");
    if let Some(response) = fault.and_then(|fault| fault.refusal(error)) {
        return response;
    }
    let of = |role: &str| -> String {
        let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        messages
            .iter()
            .filter(|message| message["role"] == role)
            .filter_map(|message| message["content"].as_str())
            .collect()
    };
    let schema = &request["response_format"]["json_schema"]["schema"];
    let said = (world.options.brain)(&of("system"), &of("user"), schema).to_string();
    let (said, finish) = match fault {
        Some(Fault::BadAnswer) => ("Sure!".to_owned(), "stop"),
        Some(Fault::Truncated) => (said.chars().take(20).collect(), "length"),
        Some(Fault::Refuse) => (String::new(), "content_filter"),
        _ => (said, "stop"),
    };
    let id = world.id("chatcmpl-");
    let model = request["model"].as_str().unwrap_or_default();
    world.charge("openai", model, &id, 0);
    match fault {
        Some(Fault::Hang) => return hang().await,
        Some(Fault::LoseReply) => return lost(),
        _ => {}
    }
    answer(
        200,
        json!({
            "id": id, "object": "chat.completion", "created": 1_790_000_000, "model": model,
            "choices": [{"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": finish}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 200, "total_tokens": 300},
        }),
    )
}
