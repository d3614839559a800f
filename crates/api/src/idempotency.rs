//! `Idempotency-Key`: a key of the client's own under which one submit is one workflow, however often it is sent.

use aida_protocol::BriefInput;
use axum::http::HeaderMap;
use sha2::{Digest as _, Sha256};

use crate::ApiError;

const HEADER: &str = "idempotency-key";
/// As short as the draft of the IETF suggests, as long as a careful client needs.
const MAX_CHARS: usize = 255;

/// A key and the digest of the body that came with it.
pub struct Once {
    pub key: String,
    pub digest: [u8; 32],
}

impl Once {
    /// The request's key, if it has one. The digest is of the body as it was understood, so that spaces and
    /// the order of fields do not matter.
    ///
    /// # Errors
    /// When the key is not 1 to 255 visible ASCII characters.
    pub fn read(headers: &HeaderMap, input: &BriefInput) -> Result<Option<Once>, ApiError> {
        let mut sent = headers.get_all(HEADER).iter();
        let Some(value) = sent.next() else { return Ok(None) };
        let key = value.to_str().ok().filter(|key| {
            (1..=MAX_CHARS).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        });
        let Some(key) = key.filter(|_| sent.next().is_none()) else {
            return Err(ApiError::field(
                "Idempotency-Key",
                format!("must be given once, with 1 to {MAX_CHARS} visible ASCII characters"),
            ));
        };
        let body = serde_json::to_vec(input).map_err(|error| ApiError::Internal(error.to_string()))?;
        Ok(Some(Once { key: key.to_owned(), digest: Sha256::digest(body).into() }))
    }

    pub fn as_stored(&self) -> aida_store::IdempotencyKey<'_> {
        aida_store::IdempotencyKey { key: &self.key, digest: &self.digest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str, body: &str) -> Result<Option<Once>, ApiError> {
        let headers = HeaderMap::from_iter([(
            axum::http::HeaderName::from_static(HEADER),
            axum::http::HeaderValue::from_bytes(key.as_bytes()).unwrap(),
        )]);
        Once::read(&headers, &serde_json::from_str(body).unwrap())
    }

    #[test]
    fn the_digest_is_of_what_was_understood() {
        let digest = |body| read("k", body).unwrap().unwrap().digest;
        let first = digest(r#"{"text": "a", "tone": "calm"}"#);
        assert_eq!(first, digest(r#"{ "tone":"calm","text":"a","language":null }"#));
        assert_ne!(first, digest(r#"{"text": "b", "tone": "calm"}"#));
    }

    #[test]
    fn odd_keys_are_refused() {
        for key in ["", "a b", "ä", &"k".repeat(256)] {
            assert!(read(key, "{}").is_err(), "{key}");
        }
        assert!(Once::read(&HeaderMap::new(), &BriefInput::default()).unwrap().is_none());
        assert_eq!(read(&"k".repeat(255), "{}").unwrap().unwrap().key.len(), 255);
    }
}
