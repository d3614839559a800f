//! Hosted models, and model servers in the operator's own network: one small file a wire format, over one HTTP client.
//!
//! ```text
//!                    ┌ TextModel    complete: one call, one answer
//!  worker ──▶ Caller ┼ SpeechModel  speak: one call, one sound
//!                    └ QueuedModel  submit ─▶ Ticket (to be stored at once) ─▶ poll … ─▶ MediaFile, fetched and checked
//! ```
//!
//! An adapter calls once and says exactly how that ended ([`CallError`]): whether the provider may charge for it is
//! part of the error. It never repeats a call; who pays decides. What a provider answers is data: an address in it is
//! called only when it is the provider's own or public (see [`address`]), and a file is what its bytes say. A webhook
//! ([`WebhookKeys`]) is a hint to look, from whoever the provider's key says.
//!
//! No log line holds a key, a prompt or an answer.

pub mod address;
mod anthropic;
mod caller;
mod elevenlabs;
mod error;
mod fal;
mod fal_input;
mod http;
mod kie;
mod media;
mod openai_chat;
mod queue;
mod sniff;
mod speech;
mod speech_servers;
mod text;
mod webhook;

pub use caller::{Access, Caller, ConnectError};
pub use error::{CallError, CallErrorKind, Charged};
pub use fal_input::{image_input, video_input};
pub use http::{Http, HttpOptions};
pub use media::{MediaFile, MediaKind};
pub use queue::{Making, Picture, Polled, QueuedModel, Ticket};
pub use speech::{Speech, SpeechModel, SpeechRequest};
pub use text::{TextAnswer, TextModel, TextRequest};
pub use webhook::{Webhook, WebhookError, WebhookKeys};
