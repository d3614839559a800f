//! Webhooks of fal.ai: whether the provider has signed one, and lately. Each carries an Ed25519 signature (RFC 8032) over
//! request id, user id, time and the SHA-256 of its body, a line each; the public keys are a JSON Web Key Set (RFC 8037).
//!
//! The signature says who sent it and not what for: any customer of the provider can have it call any address. So nothing
//! in a body is believed, and the address that was given with a request must name a call that nobody else can guess.

use std::time::{Duration, Instant};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, Url};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::{CallError, ConnectError, Http};

/// How far its time may be from ours, in seconds.
const WINDOW_SECONDS: i64 = 300;
/// How long keys are good for; the provider asks for a day at most.
const KEPT: Duration = Duration::from_secs(12 * 3_600);
/// Pause before the keys are fetched again after they could not be had, or did not fit.
const PAUSE: Duration = Duration::from_secs(30);
/// Keys of a set that are looked at.
const MOST_KEYS: usize = 16;
const LONGEST_HEADER: usize = 200;

/// A webhook as it came; nothing of it is checked yet.
#[derive(Debug, Clone, Copy)]
pub struct Webhook<'a> {
    /// `X-Fal-Webhook-Request-Id`
    pub request_id: &'a str,
    /// `X-Fal-Webhook-User-Id`
    pub user_id: &'a str,
    /// `X-Fal-Webhook-Timestamp`, Unix seconds.
    pub timestamp: &'a str,
    /// `X-Fal-Webhook-Signature`, hexadecimal.
    pub signature: &'a str,
    pub body: &'a [u8],
}

/// Why a webhook is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("a header of the signature is missing or is none")]
    Malformed,
    #[error("it was signed more than five minutes from now")]
    Stale,
    #[error("none of the provider's keys has signed it")]
    Forged,
    #[error("the provider's keys cannot be had")]
    NoKeys,
}

/// The provider's public keys, fetched when they are needed and kept for a while.
pub struct WebhookKeys {
    http: Http,
    url: Url,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: Vec<[u8; 32]>,
    fetched: Option<Instant>,
    not_before: Option<Instant>,
}

impl WebhookKeys {
    /// # Errors
    /// When `url` is no http(s) address.
    pub fn new(http: Http, url: &str) -> Result<Self, ConnectError> {
        let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = parsed.ok_or_else(|| ConnectError::Address("of the keys".to_owned()))?;
        Ok(WebhookKeys { http, url, known: Mutex::default() })
    }

    /// Checks time and signature. `now` is in Unix seconds.
    ///
    /// # Errors
    /// Why it is not to be taken.
    pub async fn verify(&self, webhook: &Webhook<'_>, now: i64) -> Result<(), WebhookError> {
        let plain = |text: &str| {
            (1..=LONGEST_HEADER).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if !plain(webhook.request_id) || !plain(webhook.user_id) {
            return Err(WebhookError::Malformed);
        }
        let signature = bytes_of(webhook.signature).ok_or(WebhookError::Malformed)?;
        let at: i64 = webhook.timestamp.parse().map_err(|_| WebhookError::Malformed)?;
        if at.abs_diff(now) > WINDOW_SECONDS.unsigned_abs() {
            return Err(WebhookError::Stale);
        }
        let text = signed_text(webhook);
        let fits = |keys: &[[u8; 32]]| {
            keys.iter()
                .any(|key| UnparsedPublicKey::new(&ED25519, key).verify(text.as_bytes(), &signature).is_ok())
        };
        let mut known = self.known.lock().await;
        if known.fetched.is_none_or(|at| at.elapsed() > KEPT) {
            self.fetch(&mut known).await;
        }
        if fits(&known.keys) {
            return Ok(());
        }
        // The provider may have a new key.
        self.fetch(&mut known).await;
        match (fits(&known.keys), known.keys.is_empty()) {
            (true, _) => Ok(()),
            (false, true) => Err(WebhookError::NoKeys),
            (false, false) => Err(WebhookError::Forged),
        }
    }

    /// Fetches the keys, unless that was done a moment ago: whoever sends forged webhooks shall not make us call.
    async fn fetch(&self, known: &mut Known) {
        if known.not_before.is_some_and(|at| Instant::now() < at) {
            return;
        }
        let first = known.fetched.is_none();
        match self.ask().await {
            Ok(keys) => {
                *known = Known { keys, fetched: Some(Instant::now()), not_before: None };
                // The first keys are there because they were needed; whether they fit is still to be seen.
                if !first {
                    known.not_before = Some(Instant::now() + PAUSE);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the keys of webhooks cannot be fetched");
                known.not_before = Some(Instant::now() + PAUSE);
                if known.fetched.is_some_and(|at| at.elapsed() > 2 * KEPT) {
                    *known = Known { not_before: known.not_before, ..Known::default() };
                }
            }
        }
    }

    async fn ask(&self) -> Result<Vec<[u8; 32]>, CallError> {
        let request = self.http.request(Method::GET, self.url.clone());
        let answer = self.http.send(request, 64 << 10).await?;
        if !answer.ok() {
            return Err(answer.error(""));
        }
        let keys = keys_of(&answer.json()?);
        if keys.is_empty() { Err(CallError::invalid("no Ed25519 key is among them")) } else { Ok(keys) }
    }
}

fn signed_text(webhook: &Webhook<'_>) -> String {
    let digest = Sha256::digest(webhook.body);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    [webhook.request_id, webhook.user_id, webhook.timestamp, &digest].join("\n")
}

/// 64 bytes of 128 hexadecimal digits.
fn bytes_of(signature: &str) -> Option<[u8; 64]> {
    let digits = signature.as_bytes();
    if digits.len() != 128 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 64];
    for (byte, pair) in bytes.iter_mut().zip(signature.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

fn keys_of(set: &Value) -> Vec<[u8; 32]> {
    let listed = set["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours = listed.iter().filter(|key| key["kty"] == "OKP" && key["crv"] == "Ed25519");
    let read = |key: &Value| -> Option<[u8; 32]> {
        URL_SAFE_NO_PAD.decode(key["x"].as_str()?.trim_end_matches('=')).ok()?.try_into().ok()
    };
    ours.filter_map(read).take(MOST_KEYS).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_keys_that_can_sign_are_read() {
        let x = URL_SAFE_NO_PAD.encode([7; 32]);
        let set = json!({"keys": [
            {"kty": "OKP", "crv": "Ed25519", "x": x}, {"kty": "OKP", "crv": "X25519", "x": x},
            {"kty": "RSA", "n": "AQAB"}, {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}, 5,
        ]});
        assert_eq!(keys_of(&set), [[7; 32]]);
        assert!(keys_of(&json!([])).is_empty());
    }

    #[test]
    fn a_signature_has_its_length_and_only_digits() {
        assert_eq!(bytes_of(&"0f".repeat(64)), Some([15; 64]));
        for wrong in ["", "0f", &"+f".repeat(64), &"é".repeat(64), &"0f".repeat(65)] {
            assert_eq!(bytes_of(wrong), None, "{wrong}");
        }
    }
}
