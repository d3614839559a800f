//! Stand-ins for hosted models: one local server that speaks their wire formats, with their errors, and keeps its own bill
//! in millionths of a dollar. It has no idempotency that the real ones lack: the same request twice is two charges.
//!
//! Where each behaviour is from: Anthropic's documentation of messages, errors and structured outputs; OpenAI's chat
//! completions; fal.ai's pages on its queue, its webhooks and its errors, and the source of its two clients; KIE's page on
//! Midjourney; the sources of xtts-api-server 0.9, coqui-tts 0.28 and piper-tts 1.8; the source of ElevenLabs' client 2.78.

mod anthropic;
mod bill;
mod fal;
mod fal_webhook;
mod fault;
mod files;
pub mod film;
mod kie;
mod openai;
mod speech;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    body::Body,
    extract::DefaultBodyLimit,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

pub use bill::{Bill, Charge};
pub use fal_webhook::Signed;
pub use fault::{Fault, Faults};
pub use files::{png, wav};

/// The key that every fake provider takes.
pub const KEY: &str = "fake-key-4711";

/// What a model of text answers: system, prompt and schema give a JSON object.
pub type Brain = Arc<dyn Fn(&str, &str, &Value) -> Value + Send + Sync>;
/// What a model of video answers: a clip of so many seconds as MP4.
pub type Camera = Arc<dyn Fn(u32) -> Bytes + Send + Sync>;

#[derive(Clone)]
pub struct Options {
    pub brain: Brain,
    pub camera: Camera,
    /// How long a request of the queue is worked on, by the endpoint's name; how long an answer of a model of text takes, by
    /// the model's; and, as `submit`, the time between taking a request of the queue and saying so.
    pub takes: Arc<dyn Fn(&str) -> Duration + Send + Sync>,
}

impl Default for Options {
    /// Answers with an empty object and no clip, at once.
    fn default() -> Self {
        Options {
            brain: Arc::new(|_, _, _| json!({})),
            camera: Arc::new(|_| Bytes::new()),
            takes: Arc::new(|_| Duration::ZERO),
        }
    }
}

/// All fake providers on one port of loopback. They end when it is dropped.
pub struct Fakes {
    address: SocketAddr,
    world: Arc<World>,
    server: JoinHandle<()>,
}

/// What the servers share.
pub(crate) struct World {
    options: Options,
    base: String,
    bill: Mutex<Bill>,
    faults: Mutex<Faults>,
    queue: Mutex<HashMap<String, fal::Request>>,
    /// Bodies and headers of all requests, for tests that look for what must not be there.
    seen: Mutex<Vec<String>>,
    next: AtomicU64,
    signer: fal_webhook::Signer,
    webhook_answers: Mutex<Vec<u16>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fakes {
    /// # Errors
    /// When no port can be had.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let world = Arc::new(World {
            options,
            base: format!("http://{address}"),
            bill: Mutex::default(),
            faults: Mutex::default(),
            queue: Mutex::default(),
            seen: Mutex::default(),
            next: AtomicU64::new(1),
            signer: fal_webhook::Signer::new(),
            webhook_answers: Mutex::default(),
        });
        let router = Router::new()
            .merge(anthropic::routes())
            .merge(openai::routes())
            .merge(fal::routes())
            .merge(kie::routes())
            .merge(speech::routes())
            .layer(DefaultBodyLimit::max(64 << 20))
            .with_state(world.clone());
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the fake providers ended: {error}");
            }
        });
        Ok(Fakes { address, world, server })
    }

    /// The base address of a provider: `anthropic`, `openai`, `fal`, `kie`, `kie.upload`, `xtts`, `coqui`, `openai-speech`, `elevenlabs`,
    /// `piper`.
    pub fn url(&self, provider: &str) -> String {
        let path = match provider {
            "openai" | "openai-speech" => format!("{provider}/v1"),
            other => other.to_owned(),
        };
        format!("http://{}/{path}", self.address)
    }

    /// Lets the next request at `point` go wrong. Points: `anthropic`, `openai`, `fal.submit`, `fal.status`, `fal.result`,
    /// `fal.file`, `fal.upload`, `fal.webhook`, `fal.submit@…` for endpoints with that in their name, `kie`, `xtts`, `coqui`, `openai-speech`, `elevenlabs`, `piper`.
    pub fn fail(&self, point: &str, fault: Fault) {
        lock(&self.world.faults).next(point, fault);
    }

    /// Lets every request at `point` go wrong.
    pub fn fail_always(&self, point: &str, fault: Fault) {
        lock(&self.world.faults).always(point, fault);
    }

    /// No request goes wrong any more.
    pub fn heal(&self) {
        lock(&self.world.faults).clear();
    }

    /// The most requests of the queue that were worked on at the same time.
    pub fn most_at_once(&self) -> usize {
        fal::most_at_once(&lock(&self.world.queue))
    }

    pub fn bill(&self) -> Bill {
        lock(&self.world.bill).clone()
    }

    /// Everything that was ever sent here: one text a request, headers and body.
    pub fn seen(&self) -> Vec<String> {
        lock(&self.world.seen).clone()
    }
}

impl Drop for Fakes {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl World {
    fn id(&self, prefix: &str) -> String {
        format!("{prefix}{:08}", self.next.fetch_add(1, Ordering::Relaxed))
    }

    fn fault(&self, point: &str) -> Option<Fault> {
        lock(&self.faults).take(point)
    }

    fn charge(&self, provider: &str, model: &str, request_id: &str, micro_usd: u64) {
        let charge = Charge {
            provider: provider.to_owned(),
            model: model.to_owned(),
            request_id: request_id.to_owned(),
            micro_usd,
        };
        lock(&self.bill).charges.push(charge);
    }

    fn note(&self, headers: &HeaderMap, body: &str) {
        lock(&self.seen).push(format!("{headers:?}\n{body}"));
    }
}

/// A body as JSON, noted.
fn read(world: &World, headers: &HeaderMap, body: &Bytes) -> Option<Value> {
    world.note(headers, &String::from_utf8_lossy(body));
    serde_json::from_slice(body).ok()
}

fn no_json() -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": "no JSON"}))).into_response()
}

fn answer(status: u16, body: Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(body)).into_response()
}

/// Begins an answer and cuts the connection: whoever asked cannot know how it went.
fn lost() -> Response {
    let pieces = futures::stream::iter([
        Ok(Bytes::from_static(b"{")),
        Err(std::io::Error::other("the connection is cut")),
    ]);
    Response::new(Body::from_stream(pieces))
}

fn file(media_type: &str, bytes: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, media_type)], bytes.into()).into_response()
}

/// Longer than anybody waits.
async fn hang() -> Response {
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    StatusCode::GATEWAY_TIMEOUT.into_response()
}
