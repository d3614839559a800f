//! Anthropic's Messages API. Structured output by `output_config.format`; no sampling parameter, since newer models refuse
//! every one of them.

use aida_models::Quantity;
use async_trait::async_trait;
use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::{
    CallError, CallErrorKind, Charged, Http,
    caller::Endpoint,
    text::{TextAnswer, TextModel, TextRequest, json_in},
};

const VERSION: &str = "2023-06-01";

pub(crate) struct Anthropic {
    pub http: Http,
    pub at: Endpoint,
}

impl Anthropic {
    fn url(&self) -> Result<Url, CallError> {
        self.at.path("v1/messages")
    }
}

#[async_trait]
impl TextModel for Anthropic {
    async fn complete(&self, endpoint: &str, request: &TextRequest) -> Result<TextAnswer, CallError> {
        let body = json!({
            "model": endpoint,
            "max_tokens": request.max_output_tokens,
            "system": request.system,
            "messages": [{"role": "user", "content": request.prompt}],
            "output_config": {"format": {"type": "json_schema", "schema": request.schema}},
        });
        let call = self
            .http
            .request(Method::POST, self.url()?)
            .header("x-api-key", self.at.key())
            .header("anthropic-version", VERSION)
            .json(&body);
        let answer = self.http.send(call, self.http.options.json_cap).await.map_err(maybe_charged)?;
        if !answer.ok() {
            let body = answer.json().unwrap_or_default();
            let name = body["error"]["type"].as_str().unwrap_or_default();
            return Err(answer.error(name));
        }
        let header = answer.headers.get("request-id").and_then(|value| value.to_str().ok());
        let request_id = header.map(str::to_owned);
        // An answer that cannot be read was paid for all the same.
        let body = answer.json().map_err(|error| error.charged(Charged::Yes(None)))?;
        let used = usage(&body);
        let charged = |error: CallError| error.charged(Charged::Yes(Some(used)));
        match body["stop_reason"].as_str() {
            Some("refusal") => {
                return Err(charged(CallError::new(CallErrorKind::Refused, "the model refused")));
            }
            Some("max_tokens" | "model_context_window_exceeded") => {
                return Err(charged(CallError::invalid("the answer was longer than it may be")));
            }
            _ => {}
        }
        // The first block may be the model's thinking.
        let blocks = body["content"].as_array().map(Vec::as_slice).unwrap_or_default();
        let text =
            blocks.iter().find(|block| block["type"] == "text").and_then(|block| block["text"].as_str());
        let json =
            text.and_then(json_in).ok_or_else(|| charged(CallError::invalid("the answer holds no JSON")))?;
        Ok(TextAnswer { json, used, request_id })
    }
}

/// Nullable fields occur. What was written to or read from the cache is input too.
fn usage(body: &Value) -> Quantity {
    let count = |name: &str| body["usage"][name].as_u64().unwrap_or(0);
    Quantity {
        input_tokens: count("input_tokens")
            + count("cache_creation_input_tokens")
            + count("cache_read_input_tokens"),
        output_tokens: count("output_tokens"),
        ..Quantity::default()
    }
}

/// A request whose answer is lost may have been worked on.
pub(crate) fn maybe_charged(error: CallError) -> CallError {
    match error.kind {
        CallErrorKind::ReplyLost => error.charged(Charged::Unknown),
        // Too long an answer is an answer.
        CallErrorKind::InvalidOutput => error.charged(Charged::Yes(None)),
        _ => error,
    }
}
