//! From the catalogue and a key to something that can be called.

use std::sync::Arc;

use aida_models::{Protocol, ProviderSpec};
use reqwest::Url;

use crate::{
    CallError, CallErrorKind, Http, QueuedModel, SpeechModel, TextModel, anthropic::Anthropic,
    elevenlabs::Elevenlabs, fal::Fal, kie::Kie, openai_chat::OpenaiChat, speech_servers::SpeechServer,
};

/// A provider that this fleet may call.
#[derive(Clone, Default)]
pub struct Access {
    pub key: Option<String>,
    /// Instead of the catalogue's address.
    pub base_url: Option<String>,
}

/// The adapter of one provider.
#[derive(Clone)]
pub enum Caller {
    Text(Arc<dyn TextModel>),
    Queued(Arc<dyn QueuedModel>),
    Speech(Arc<dyn SpeechModel>),
}

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("provider {0}: its address is no http(s) address")]
    Address(String),
    #[error("provider {0}: its key holds characters that no header can carry")]
    Key(String),
}

/// Where a provider is, and the key for it.
#[derive(Clone)]
pub(crate) struct Endpoint {
    base: Url,
    key: String,
}

impl Endpoint {
    fn new(id: &str, address: &str, key: Option<&str>) -> Result<Self, ConnectError> {
        // Paths are joined to it, which drops what stands behind the last slash.
        let address = format!("{}/", address.trim_end_matches('/'));
        let base = Url::parse(&address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let key = key.unwrap_or_default().to_owned();
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ConnectError::Key(id.to_owned()));
        }
        Ok(Endpoint { base: base.ok_or_else(|| ConnectError::Address(id.to_owned()))?, key })
    }

    pub fn path(&self, path: &str) -> Result<Url, CallError> {
        let joined = self.base.join(path).ok();
        let inside = joined.filter(|url| url.as_str().starts_with(self.base.as_str()));
        inside.ok_or_else(|| CallError::new(CallErrorKind::Rejected, "the endpoint's name is no path"))
    }

    pub fn base(&self) -> &Url {
        &self.base
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn has_key(&self) -> bool {
        !self.key.is_empty()
    }
}

impl Caller {
    /// # Errors
    /// When the address or the key cannot be used.
    pub fn connect(provider: &ProviderSpec, access: &Access, http: &Http) -> Result<Self, ConnectError> {
        let address = access.base_url.as_deref().unwrap_or(&provider.base_url);
        let at = Endpoint::new(&provider.id, address, access.key.as_deref())?;
        let upload = provider.upload_url.as_deref();
        let upload = upload.map(|url| Endpoint::new(&provider.id, url, access.key.as_deref())).transpose()?;
        let http = http.clone();
        Ok(match provider.protocol {
            Protocol::Anthropic => Caller::Text(Arc::new(Anthropic { http, at })),
            Protocol::OpenaiChat => Caller::Text(Arc::new(OpenaiChat { http, at })),
            Protocol::Fal => Caller::Queued(Arc::new(Fal { http, at, upload })),
            Protocol::Kie => Caller::Queued(Arc::new(Kie { http, at, upload })),
            Protocol::Elevenlabs => Caller::Speech(Arc::new(Elevenlabs { http, at })),
            protocol @ (Protocol::Xtts | Protocol::Coqui | Protocol::OpenaiSpeech | Protocol::Piper) => {
                Caller::Speech(Arc::new(SpeechServer { http, at, protocol }))
            }
        })
    }
}
