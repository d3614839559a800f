//! JSON bodies, read strictly: what is not understood is refused, with the field's name.

use aida_protocol::FieldError;
use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{ApiError, App};

/// How deep objects and lists may be nested.
const MAX_DEPTH: usize = 32;

/// A JSON body of type `T`. Unknown fields are refused at any depth.
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned + Serialize> FromRequest<App> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::UnsupportedMediaType("the body must be sent as application/json"));
        }
        let limit = app.settings().max_body_bytes;
        refuse_declared_length(request.headers(), limit)?;
        let bytes = read_body(request.into_body(), limit).await?;
        parse(&bytes).map(ApiJson)
    }
}

/// Refuses a body before it is read when its own header says that it is too long.
pub fn refuse_declared_length(headers: &HeaderMap, limit: u64) -> Result<(), ApiError> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let declared = declared.and_then(|text| text.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit) { Err(ApiError::TooLarge(limit)) } else { Ok(()) }
}

/// A whole body of at most `limit` bytes.
pub async fn read_body(body: Body, limit: u64) -> Result<bytes::Bytes, ApiError> {
    to_bytes(body, usize::try_from(limit).unwrap_or(usize::MAX)).await.map_err(|error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        if cause.contains("length limit") { ApiError::TooLarge(limit) } else { ApiError::BrokenBody }
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn parse<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, ApiError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiError::EmptyBody);
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        return Err(ApiError::InvalidJson(format!("not UTF-8 after byte {}", error.valid_up_to())));
    }
    // The parser itself stops at a depth of 128, so that the walk over the value is bounded too.
    let sent: Value =
        serde_json::from_slice(bytes).map_err(|error| ApiError::InvalidJson(error.to_string()))?;
    if depth(&sent) > MAX_DEPTH {
        return Err(ApiError::InvalidJson(format!("nested more than {MAX_DEPTH} deep")));
    }
    // Read again from the text: a field that is written twice is refused only there.
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let understood: T = serde_path_to_error::deserialize(&mut parser).map_err(|error| {
        let field = error.path().to_string();
        let field = if field == "." { String::new() } else { field };
        ApiError::Invalid(vec![field_error(field, &error.into_inner().to_string())])
    })?;
    let kept = serde_json::to_value(&understood).map_err(|error| ApiError::Internal(error.to_string()))?;
    let mut unknown = Vec::new();
    lost_fields(&sent, &kept, "", &mut unknown);
    if unknown.is_empty() { Ok(understood) } else { Err(ApiError::Invalid(unknown)) }
}

/// In the words of JSON, and with the name of a field that is unknown or doubled.
fn field_error(path: String, message: &str) -> FieldError {
    let message = message.split(" at line ").next().unwrap_or(message);
    let reason = match message.find("expected struct ") {
        Some(at) => format!("{}expected an object", &message[..at]),
        None => message.to_owned(),
    };
    let rest = reason.strip_prefix("unknown field `").or_else(|| reason.strip_prefix("duplicate field `"));
    let named = rest.and_then(|rest| rest.split('`').next());
    let field = match named {
        Some(name) if !path.ends_with(name) => join(&path, name),
        _ => path,
    };
    FieldError::new(field, reason)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Finds what was sent and is not in what was understood. Types that are also stored ignore unknown fields,
/// so that newer programs can write them; in a request an ignored field is a mistake.
fn lost_fields(sent: &Value, kept: &Value, path: &str, unknown: &mut Vec<FieldError>) {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => {
            for (name, value) in sent.iter().filter(|(_, value)| !value.is_null()) {
                let path = join(path, name);
                match kept.get(name) {
                    Some(kept) => lost_fields(value, kept, &path, unknown),
                    None => unknown.push(FieldError::new(path, "unknown field")),
                }
            }
        }
        (Value::Array(sent), Value::Array(kept)) => {
            for (index, (sent, kept)) in sent.iter().zip(kept).enumerate() {
                lost_fields(sent, kept, &format!("{path}[{index}]"), unknown);
            }
        }
        // serde takes a list for an object, field by field in our order; nobody can mean that.
        (Value::Array(_), Value::Object(_)) => {
            unknown.push(FieldError::new(path, "invalid type: sequence, expected an object"));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::BriefInput;

    use super::*;

    fn refused(body: &str) -> (u16, Vec<String>) {
        let error = parse::<BriefInput>(body.as_bytes()).map(drop).unwrap_err();
        let fields = error.problem().errors.into_iter().map(|error| error.field).collect();
        (error.kind().status.as_u16(), fields)
    }

    #[test]
    fn what_is_wrong_is_named() {
        let invalid = |field: &str| (422, vec![field.to_owned()]);
        for (body, field) in [
            (r#"{"sbuject": "x"}"#, "sbuject"),
            (r#"{"duration_seconds": "long"}"#, "duration_seconds"),
            (r#"{"requirements": ["a", 1]}"#, "requirements[1]"),
            (r#"{"script": {"scenes": [{"duration": 5, "sound": "x"}]}}"#, "script.scenes[0].sound"),
            (r#"{"voice": {"gender": "any", "pitch": 2}}"#, "voice.pitch"),
            (r#"{"budget_constraints": {"type": "none", "limit": 1}}"#, "budget_constraints.limit"),
            (
                r#"{"style_preferences": {"gallery_selected": [{"id": "a", "x": 1}]}}"#,
                "style_preferences.gallery_selected[0].x",
            ),
            (r#"{"text": "a", "text": "b"}"#, "text"),
            (r#"["text"]"#, ""),
            (r#"{"text": "a", "voice": ["any"]}"#, "voice"),
            (r#""text""#, ""),
            ("null", ""),
            (r#"{"tone": "loud"}"#, "tone"),
        ] {
            assert_eq!(refused(body), invalid(field), "{body}");
        }
    }

    #[test]
    fn what_is_not_json_is_400() {
        let deep = format!("{{\"text\": {}1{}}}", "[".repeat(32), "]".repeat(32));
        let deeper = "[".repeat(100_000);
        for body in ["", " \n", "{", "{\"text\": \"a\"} x", deep.as_str(), deeper.as_str()] {
            assert_eq!(refused(body).0, 400, "{:.40}", body);
        }
        let error = parse::<BriefInput>(b"{\"text\": \"\xff\"}").map(drop).unwrap_err();
        assert_eq!(error.to_string(), "the body is not JSON: not UTF-8 after byte 10");
    }

    #[test]
    fn nulls_and_known_fields_are_taken() {
        let brief: BriefInput = parse(br#"{"text": "a", "tone": null, "budget_constraints": {}}"#).unwrap();
        assert_eq!(brief.text.as_deref(), Some("a"));
    }

    #[test]
    fn only_json_is_json() {
        let headers = |kind: &'static str| {
            HeaderMap::from_iter([(header::CONTENT_TYPE, axum::http::HeaderValue::from_static(kind))])
        };
        assert!(is_json(&headers("application/json; charset=utf-8")));
        assert!(is_json(&headers("application/vnd.aida+json")));
        assert!(!is_json(&headers("text/plain")) && !is_json(&HeaderMap::new()));
    }
}
