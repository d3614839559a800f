use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Fault, KEY, World, answer, file, files, hang, lost, no_json, read};

/// Characters a second of the fakes' voices.
const PACE: f64 = 16.0;

pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/xtts/tts_to_audio/", post(xtts))
        .route("/coqui/api/tts", get(coqui).post(coqui))
        .route("/openai-speech/v1/audio/speech", post(openai))
        .route("/elevenlabs/v1/text-to-speech/{voice}", post(elevenlabs))
        .route("/piper/synthesize", post(piper))
}

/// Speaks, or goes wrong. `micro_usd` is the price of a character.
async fn speak(
    world: &World,
    point: &str,
    text: &str,
    rate: u32,
    micro_usd: u64,
    error: fn(u16) -> Value,
) -> Response {
    let fault = world.fault(point);
    if let Some(response) = fault.and_then(|fault| fault.refusal(error)) {
        return response;
    }
    let count = text.chars().count();
    world.charge(point, point, &world.id("tts-"), micro_usd * count as u64);
    let wav = files::wav(count as f64 / PACE + 0.2, rate);
    match fault {
        Some(Fault::Hang) => hang().await,
        Some(Fault::LoseReply) => lost(),
        Some(Fault::WrongType | Fault::BadAnswer) => file("audio/wav", "<html>no sound</html>"),
        Some(Fault::Truncated) => file("audio/wav", wav.slice(..20)),
        _ => file("audio/wav", wav),
    }
}

fn detail(_: u16) -> Value {
    json!({"detail": "a fake error"})
}

async fn xtts(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    let known = [
        "en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "zh-cn", "hu", "ko", "ja",
        "hi",
    ];
    let (Some(text), Some(_)) = (request["text"].as_str(), request["speaker_wav"].as_str()) else {
        return answer(422, detail(422));
    };
    // The server's own 400 comes out as 500.
    if request["language"].as_str().is_none_or(|language| !known.contains(&language)) {
        return answer(500, detail(500));
    }
    speak(&world, "xtts", text, 24_000, 0, detail).await
}

async fn coqui(
    State(world): State<Arc<World>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    world.note(&headers, &format!("{query:?}"));
    match query.get("text").filter(|text| !text.is_empty()) {
        Some(text) => {
            speak(&world, "coqui", text, 24_000, 0, |_| json!({"error": "TTS synthesis failed"})).await
        }
        None => answer(400, json!({"error": "Text parameter is required"})),
    }
}

async fn openai(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    let error = |_| json!({"message": "a fake error", "code": "fake", "type": "api_error", "param": null});
    match request["input"].as_str().filter(|text| (1..=4096).contains(&text.chars().count())) {
        Some(text) => speak(&world, "openai-speech", text, 24_000, 0, error).await,
        None => answer(400, error(400)),
    }
}

async fn elevenlabs(
    State(world): State<Arc<World>>,
    Path(_): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    let error = |status: u16| {
        let name = if status == 402 { "quota_exceeded" } else { "fake_error" };
        json!({"detail": {"status": name, "message": "a fake error"}})
    };
    if headers.get("xi-api-key").is_none_or(|key| key != KEY) {
        return answer(401, json!({"detail": {"status": "invalid_api_key", "message": "a fake error"}}));
    }
    match request["text"].as_str().filter(|text| !text.is_empty()) {
        Some(text) => speak(&world, "elevenlabs", text, 44_100, 300, error).await,
        None => {
            answer(422, json!({"detail": [{"loc": ["body", "text"], "msg": "missing", "type": "missing"}]}))
        }
    }
}

async fn piper(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(request) = read(&world, &headers, &body) else { return no_json() };
    match request["text"].as_str().filter(|text| !text.is_empty()) {
        Some(text) => speak(&world, "piper", text, 22_050, 0, |_| json!({})).await,
        None => answer(500, json!({})),
    }
}
