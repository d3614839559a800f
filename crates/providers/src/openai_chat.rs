//! Chat completions as OpenAI, Ollama, vLLM and llama.cpp speak them. All read the schema at
//! `response_format.json_schema.schema`.

use aida_models::Quantity;
use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;

use crate::{
    CallError, CallErrorKind, Charged, Http,
    anthropic::maybe_charged,
    caller::Endpoint,
    text::{TextAnswer, TextModel, TextRequest, json_in},
};

pub(crate) struct OpenaiChat {
    pub http: Http,
    pub at: Endpoint,
}

#[async_trait]
impl TextModel for OpenaiChat {
    async fn complete(&self, endpoint: &str, request: &TextRequest) -> Result<TextAnswer, CallError> {
        let body = json!({
            "model": endpoint,
            "max_tokens": request.max_output_tokens,
            "messages": [
                {"role": "system", "content": request.system},
                {"role": "user", "content": request.prompt},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": request.schema_name, "schema": request.schema, "strict": true},
            },
        });
        let call = self.http.request(Method::POST, self.at.path("chat/completions")?).json(&body);
        let call = if self.at.has_key() { call.bearer_auth(self.at.key()) } else { call };
        let answer = self.http.send(call, self.http.options.json_cap).await.map_err(maybe_charged)?;
        if !answer.ok() {
            let body = answer.json().unwrap_or_default();
            let code = body["error"]["code"].as_str().or(body["error"]["type"].as_str()).unwrap_or_default();
            let error = answer.error(code);
            let spent = matches!(code, "insufficient_quota" | "credit_balance_exhausted")
                || code.ends_with("_spend_limit_exceeded");
            return Err(if spent { CallError { kind: CallErrorKind::Billing, ..error } } else { error });
        }
        let header = answer.headers.get("x-request-id").and_then(|value| value.to_str().ok());
        let request_id = header.map(str::to_owned);
        let body = answer.json().map_err(|error| error.charged(Charged::Yes(None)))?;
        let count = |name: &str| body["usage"][name].as_u64().unwrap_or(0);
        let used = Quantity {
            input_tokens: count("prompt_tokens"),
            output_tokens: count("completion_tokens"),
            ..Quantity::default()
        };
        let charged = |error: CallError| error.charged(Charged::Yes(Some(used)));
        let choice = &body["choices"][0];
        let refused = choice["message"]["refusal"].is_string() || choice["finish_reason"] == "content_filter";
        if refused {
            return Err(charged(CallError::new(CallErrorKind::Refused, "the model refused")));
        }
        if choice["finish_reason"] == "length" {
            return Err(charged(CallError::invalid("the answer was longer than it may be")));
        }
        let json = choice["message"]["content"].as_str().and_then(json_in);
        let json = json.ok_or_else(|| charged(CallError::invalid("the answer holds no JSON")))?;
        Ok(TextAnswer { json, used, request_id })
    }
}
