//! Webhooks of the queue: signed with a key of the fakes' own, whose public half is where the real one's is.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::{
    digest,
    signature::{Ed25519KeyPair, KeyPair},
};
use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Fakes, Fault, World, lock};

const USER: &str = "fake-user";
/// Pause before one that was not taken is sent again, and how often; the real one takes two hours for ten.
const AGAIN: Duration = Duration::from_millis(200);
const TIMES: u32 = 10;
/// Age of one that is sent once more by somebody who kept it, in seconds.
const OLD: i64 = 600;

/// Who signs.
pub(crate) struct Signer(Mutex<Ed25519KeyPair>);

/// A key that nobody has seen before.
fn fresh() -> Ed25519KeyPair {
    Ed25519KeyPair::generate().expect("the system's random numbers")
}

impl Signer {
    pub fn new() -> Self {
        Signer(Mutex::new(fresh()))
    }
}

/// A webhook's headers.
pub type Signed = Vec<(&'static str, String)>;

fn signed(key: &Ed25519KeyPair, request_id: &str, body: &[u8], at: i64) -> Signed {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let text = format!("{request_id}\n{USER}\n{at}\n{}", hex(digest::digest(&digest::SHA256, body).as_ref()));
    vec![
        ("x-fal-webhook-request-id", request_id.to_owned()),
        ("x-fal-webhook-user-id", USER.to_owned()),
        ("x-fal-webhook-timestamp", at.to_string()),
        ("x-fal-webhook-signature", hex(key.sign(text.as_bytes()).as_ref())),
    ]
}

impl Fakes {
    /// The headers of a webhook that fal.ai would send at this Unix time.
    pub fn signed(&self, request_id: &str, body: &[u8], at: i64) -> Signed {
        signed(&lock(&self.world.signer.0), request_id, body, at)
    }

    /// The same, signed by somebody else.
    pub fn forged(&self, request_id: &str, body: &[u8], at: i64) -> Signed {
        signed(&fresh(), request_id, body, at)
    }

    /// From now on another key signs.
    pub fn change_webhook_key(&self) {
        *lock(&self.world.signer.0) = fresh();
    }

    /// What was answered to webhooks, in order: status, 0 where nobody answered.
    pub fn webhook_answers(&self) -> Vec<u16> {
        lock(&self.world.webhook_answers).clone()
    }
}

pub async fn keys(State(world): State<Arc<World>>) -> Json<Value> {
    let x = URL_SAFE_NO_PAD.encode(lock(&world.signer.0).public_key());
    Json(json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig"}]}))
}

/// Tells `address` of a request when it is done, in the way that `fault` says.
pub fn tell(world: &Arc<World>, id: &str, address: String, takes: Duration, body: Value) {
    let fault = world.fault("fal.webhook");
    let (world, id) = (world.clone(), id.to_owned());
    tokio::spawn(async move {
        tokio::time::sleep(takes).await;
        let body = body.to_string();
        let now = chrono::Utc::now().timestamp();
        let headers = match fault {
            Some(Fault::Forge) => signed(&fresh(), &id, body.as_bytes(), now),
            Some(Fault::Replay) => signed(&lock(&world.signer.0), &id, body.as_bytes(), now - OLD),
            Some(Fault::Silence) => return,
            _ => signed(&lock(&world.signer.0), &id, body.as_bytes(), now),
        };
        let taken = send(&world, &address, &headers, &body).await;
        match fault {
            Some(Fault::Forge | Fault::Replay) => {}
            Some(Fault::Double) => {
                send(&world, &address, &headers, &body).await;
            }
            _ if !taken => {
                for _ in 0..TIMES {
                    tokio::time::sleep(AGAIN).await;
                    if send(&world, &address, &headers, &body).await {
                        return;
                    }
                }
            }
            _ => {}
        }
    });
}

/// Whether it was taken.
async fn send(world: &World, address: &str, headers: &Signed, body: &str) -> bool {
    let client = reqwest::Client::new();
    let request = client.post(address).header("content-type", "application/json").body(body.to_owned());
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    let answer = request.timeout(Duration::from_secs(15)).send().await;
    let status = answer.map_or(0, |answer| answer.status().as_u16());
    lock(&world.webhook_answers).push(status);
    (200..300).contains(&status)
}
