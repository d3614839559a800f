use std::path::Path;

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    CallError, MediaFile, MediaKind,
    sniff::{self, Media},
};

/// A picture that goes with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub bytes: bytes::Bytes,
    pub media_type: &'static str,
}

impl Picture {
    /// `None` when the bytes are no PNG, JPEG or WebP.
    pub fn of(bytes: bytes::Bytes) -> Option<Self> {
        let media = sniff::kind(&bytes)?;
        let is_picture = matches!(media, Media::Png | Media::Jpeg | Media::WebP);
        is_picture.then(|| Picture { bytes, media_type: media.media_type() })
    }

    pub(crate) fn as_data_url(&self) -> String {
        format!("data:{};base64,{}", self.media_type, STANDARD.encode(&self.bytes))
    }
}

/// What is asked of a model that works through a queue: the endpoint and its input, as its provider wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct Making {
    pub endpoint: String,
    pub input: Value,
}

/// What a provider gave for a request it took. To be stored before the first poll: it is all that is needed to go on
/// with the request, in any process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub request_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_url: Option<String>,
}

/// How a request stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Polled {
    /// It waits or is worked on; how many are before it, where that is told.
    Working(Option<u32>),
    /// It is done; the address of the file.
    Done(String),
}

/// A model that takes a request and works on it later.
#[async_trait]
pub trait QueuedModel: Send + Sync {
    /// Hands over a picture and returns how the input names it. Nothing is charged for it.
    async fn upload(&self, picture: &Picture) -> Result<String, CallError>;

    /// Asks once. An error of kind `ReplyLost` leaves open whether it was taken. `webhook` is the address to be told at when
    /// it is done; a provider without webhooks leaves it out.
    async fn submit(&self, making: &Making, webhook: Option<&str>) -> Result<Ticket, CallError>;

    /// The ticket of a request of which only the id is known, because a webhook named it.
    fn ticket(&self, _endpoint: &str, request_id: &str) -> Ticket {
        let request_id = request_id.to_owned();
        Ticket { request_id, status_url: None, response_url: None, cancel_url: None }
    }

    /// May be repeated freely. An error that [`CallError::passes`] says nothing about the request.
    async fn poll(&self, ticket: &Ticket) -> Result<Polled, CallError>;

    /// Tells the provider that nobody waits any more. What it has begun it may finish and charge.
    async fn cancel(&self, ticket: &Ticket) -> Result<(), CallError>;

    /// Fetches what a request made. May be repeated freely.
    async fn fetch(
        &self,
        address: &str,
        kind: MediaKind,
        folder: &Path,
        name: &str,
    ) -> Result<MediaFile, CallError>;
}
