//! Whether a webhook is genuine, against the fake provider's keys.

use std::time::Duration;

use aida_lab::fakes::{Fakes, Options, Signed};
use aida_providers::{Http, HttpOptions, Webhook, WebhookError, WebhookKeys};

const NOW: i64 = 1_790_000_000;
const BODY: &[u8] = br#"{"request_id":"fal-1","status":"OK"}"#;

fn keys(address: &str) -> WebhookKeys {
    let http = Http::new(HttpOptions { timeout: Duration::from_secs(2), ..HttpOptions::default() });
    WebhookKeys::new(http.expect("a client"), address).expect("an address")
}

async fn stage() -> (Fakes, WebhookKeys) {
    let fakes = Fakes::start(Options::default()).await.expect("a port");
    let keys = keys(&format!("{}/.well-known/jwks.json", fakes.url("fal")));
    (fakes, keys)
}

async fn verify(keys: &WebhookKeys, signed: &Signed, body: &[u8], now: i64) -> Result<(), WebhookError> {
    let header =
        |name: &str| signed.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
    let webhook = Webhook {
        request_id: header("x-fal-webhook-request-id"),
        user_id: header("x-fal-webhook-user-id"),
        timestamp: header("x-fal-webhook-timestamp"),
        signature: header("x-fal-webhook-signature"),
        body,
    };
    keys.verify(&webhook, now).await
}

#[tokio::test]
async fn only_what_the_provider_signed_lately_is_genuine() {
    let (fakes, keys) = stage().await;
    let genuine = fakes.signed("fal-1", BODY, NOW);
    for later in [0, 300, -300] {
        assert_eq!(verify(&keys, &genuine, BODY, NOW + later).await, Ok(()), "{later} s later");
    }
    for later in [301, -301, 86_400] {
        let refused = verify(&keys, &genuine, BODY, NOW + later).await;
        assert_eq!(refused, Err(WebhookError::Stale), "{later} s later");
    }
    let other_body = br#"{"request_id":"fal-1","status":"ERROR"}"#;
    assert_eq!(verify(&keys, &genuine, other_body, NOW).await, Err(WebhookError::Forged));
    let forged = fakes.forged("fal-1", BODY, NOW);
    assert_eq!(verify(&keys, &forged, BODY, NOW).await, Err(WebhookError::Forged));
    // Each header is signed.
    for (place, (name, value)) in
        [(0, ("x-fal-webhook-request-id", "fal-2")), (1, ("x-fal-webhook-user-id", "somebody"))]
    {
        let mut changed = genuine.clone();
        changed[place] = (name, value.to_owned());
        assert_eq!(verify(&keys, &changed, BODY, NOW).await, Err(WebhookError::Forged), "{name}");
    }
    let mut newer = genuine.clone();
    newer[2].1 = (NOW + 1).to_string();
    assert_eq!(verify(&keys, &newer, BODY, NOW).await, Err(WebhookError::Forged));
    for place in 0..4 {
        let mut without = genuine.clone();
        without.remove(place);
        assert_eq!(verify(&keys, &without, BODY, NOW).await, Err(WebhookError::Malformed), "{place}");
    }
}

#[tokio::test]
async fn a_new_key_is_found_and_forged_ones_do_not_make_us_ask() {
    let (fakes, keys) = stage().await;
    assert_eq!(verify(&keys, &fakes.signed("fal-1", BODY, NOW), BODY, NOW).await, Ok(()));
    let old = fakes.signed("fal-1", BODY, NOW);
    fakes.change_webhook_key();
    assert_eq!(verify(&keys, &fakes.signed("fal-1", BODY, NOW), BODY, NOW).await, Ok(()), "the new key");
    assert_eq!(verify(&keys, &old, BODY, NOW).await, Err(WebhookError::Forged), "the old one is gone");
    // Asked a moment ago: not again, whatever comes.
    fakes.change_webhook_key();
    let newest = fakes.signed("fal-1", BODY, NOW);
    assert_eq!(verify(&keys, &newest, BODY, NOW).await, Err(WebhookError::Forged));
}

#[tokio::test]
async fn without_keys_nothing_is_genuine_and_nothing_is_called_forged() {
    let nobody = keys("http://127.0.0.1:9/jwks.json");
    let (fakes, _) = stage().await;
    let genuine = fakes.signed("fal-1", BODY, NOW);
    assert_eq!(verify(&nobody, &genuine, BODY, NOW).await, Err(WebhookError::NoKeys));
    let http = Http::new(HttpOptions::default()).expect("a client");
    assert!(WebhookKeys::new(http, "file:///etc/passwd").is_err());
}
