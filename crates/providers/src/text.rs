use aida_models::Quantity;
use async_trait::async_trait;
use serde_json::Value;

use crate::CallError;

/// One question to a model of text.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRequest {
    pub system: String,
    pub prompt: String,
    /// JSON schema of the answer, in the subset that every provider takes: no bounds, every object closed.
    pub schema: Value,
    /// A name for the schema: letters, digits, `_` and `-`.
    pub schema_name: String,
    pub max_output_tokens: u32,
}

/// What a model answered. The JSON fits no schema for certain; who asked checks it.
#[derive(Debug, Clone, PartialEq)]
pub struct TextAnswer {
    pub json: Value,
    pub used: Quantity,
    /// The provider's name for the call.
    pub request_id: Option<String>,
}

/// A model that answers in JSON.
#[async_trait]
pub trait TextModel: Send + Sync {
    /// Calls once.
    async fn complete(&self, endpoint: &str, request: &TextRequest) -> Result<TextAnswer, CallError>;
}

/// The JSON object in a model's text. Servers without structured output wrap it in a fence or in words.
pub(crate) fn json_in(text: &str) -> Option<Value> {
    let text = text.trim();
    let whole = serde_json::from_str::<Value>(text).ok();
    let inner = || {
        let (start, end) = (text.find('{')?, text.rfind('}')?);
        serde_json::from_str(text.get(start..=end)?).ok()
    };
    whole.or_else(inner).filter(Value::is_object)
}
