use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::Response,
    routing::post,
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Fault, KEY, World, answer, hang, lost, no_json, read};

pub fn routes() -> Router<Arc<World>> {
    Router::new().route("/anthropic/v1/messages", post(messages))
}

/// Millionths of a dollar for a token in, and for one out; times ten, to stay whole.
fn prices(model: &str) -> Option<(u64, u64)> {
    match model {
        "claude-haiku-5-5" => Some((1, 5)),
        "claude-sonnet-5-5" => Some((20, 100)),
        "claude-opus-5-5" => Some((40, 200)),
        "claude-sonnet-4-5-20250929" => Some((30, 150)),
        _ => None,
    }
}

fn error(status: u16) -> Value {
    let kind = match status {
        401 => "authentication_error",
        402 => "billing_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        400..500 => "invalid_request_error",
        _ => "api_error",
    };
    json!({"type": "error", "error": {"type": kind, "message": "a fake error"}, "request_id": "req_fake"})
}

async fn messages(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    // Newer clients of the vendor's send the key as a bearer.
    let bearer = format!("Bearer {KEY}");
    let may = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    if !may("x-api-key", KEY) && !may("authorization", &bearer) {
        return answer(401, error(401));
    }
    let fault = world.fault("anthropic");
    if let Some(response) = fault.and_then(|fault| fault.refusal(error)) {
        return response;
    }
    let model = request["model"].as_str().unwrap_or_default().to_owned();
    let Some((input_price, output_price)) = prices(&model) else { return answer(404, error(404)) };
    if !takes(&request, &headers) {
        return answer(400, error(400));
    }
    let schema = &request["output_config"]["format"]["schema"];
    tokio::time::sleep((world.options.takes)(&model)).await;
    let (system, prompt) = (text(&request["system"]), text(&request["messages"][0]["content"]));
    let said = (world.options.brain)(&system, &prompt, schema).to_string();
    let (said, stop) = match fault {
        Some(Fault::Refuse) => (String::new(), "refusal"),
        Some(Fault::BadAnswer) => ("Here is your script: {\"scenes\": [".to_owned(), "end_turn"),
        Some(Fault::Truncated) => (said.chars().take(20).collect(), "max_tokens"),
        _ => (said, "end_turn"),
    };
    let input = (system.len() + prompt.len() + schema.to_string().len()).div_ceil(4) as u64;
    let output = said.len().div_ceil(4) as u64;
    let id = world.id("msg_");
    world.charge("anthropic", &model, &id, (input * input_price + output * output_price).div_ceil(10));
    match fault {
        Some(Fault::Hang) => return hang().await,
        Some(Fault::LoseReply) => return lost(),
        _ => {}
    }
    let mut response = answer(
        200,
        json!({
            "id": id, "type": "message", "role": "assistant", "model": model,
            "content": [{"type": "thinking", "thinking": "", "signature": "x"}, {"type": "text", "text": said}],
            "stop_reason": stop, "stop_sequence": null,
            "usage": {"input_tokens": input, "output_tokens": output, "cache_read_input_tokens": null},
        }),
    );
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("request-id", id);
    }
    response
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => blocks.iter().filter_map(|block| block["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// Whether the newest models take such a request.
fn takes(request: &Value, headers: &HeaderMap) -> bool {
    let sampling = ["temperature", "top_p", "top_k"].iter().any(|name| !request[*name].is_null());
    let forced = matches!(request["tool_choice"]["type"].as_str(), Some("tool" | "any"));
    let schema = &request["output_config"]["format"]["schema"];
    headers.contains_key("anthropic-version")
        && request["max_tokens"].as_u64().is_some_and(|tokens| tokens > 0)
        && request["messages"]
            .as_array()
            .is_some_and(|messages| messages.last().is_some_and(|last| last["role"] == "user"))
        && !sampling
        && !forced
        && (schema.is_null() || schema_taken(schema))
}

/// The subset that can be compiled: closed objects, no bounds.
pub fn schema_taken(schema: &Value) -> bool {
    const UNKNOWN: [&str; 8] = [
        "minimum",
        "maximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "maxItems",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ];
    match schema {
        Value::Object(map) => {
            let closed = map.get("type").is_none_or(|kind| kind != "object")
                || map.get("additionalProperties") == Some(&Value::Bool(false));
            let items = map.get("minItems").is_none_or(|least| least.as_u64().is_some_and(|least| least < 2));
            closed
                && items
                && !UNKNOWN.iter().any(|name| map.contains_key(*name))
                && map.iter().all(|(name, part)| match (name.as_str(), part) {
                    // A property may be called anything.
                    ("properties", Value::Object(parts)) => parts.values().all(schema_taken),
                    (_, part) => schema_taken(part),
                })
        }
        Value::Array(parts) => parts.iter().all(schema_taken),
        _ => true,
    }
}
