//! Servers that speak: both of XTTS v2, anything with OpenAI's route, Piper. One call, one sound.

use std::path::Path;

use aida_models::Protocol;
use async_trait::async_trait;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::{
    CallError, Http, MediaKind,
    anthropic::maybe_charged,
    caller::Endpoint,
    media,
    speech::{Speech, SpeechModel, SpeechRequest},
};

pub(crate) struct SpeechServer {
    pub http: Http,
    pub at: Endpoint,
    pub protocol: Protocol,
}

impl SpeechServer {
    fn call(&self, endpoint: &str, request: &SpeechRequest) -> Result<RequestBuilder, CallError> {
        let SpeechRequest { text, language, voice } = request;
        let post = |path: &str| self.at.path(path).map(|url| self.http.request(Method::POST, url));
        Ok(match self.protocol {
            // The slash belongs to it: without it the server redirects.
            Protocol::Xtts => post("tts_to_audio/")?
                .json(&json!({"text": text, "speaker_wav": voice, "language": language})),
            Protocol::Coqui => {
                let mut url = self.at.path("api/tts")?;
                url.query_pairs_mut()
                    .append_pair("text", text)
                    .append_pair("speaker_id", voice)
                    .append_pair("language_id", language);
                self.http.request(Method::GET, url)
            }
            Protocol::Piper if voice.is_empty() => post("synthesize")?.json(&json!({"text": text})),
            Protocol::Piper => post("synthesize")?.json(&json!({"text": text, "voice": voice})),
            _ => {
                let body =
                    json!({"model": endpoint, "input": text, "voice": voice, "response_format": "wav"});
                let call = post("audio/speech")?.json(&body);
                if self.at.has_key() { call.bearer_auth(self.at.key()) } else { call }
            }
        })
    }
}

#[async_trait]
impl SpeechModel for SpeechServer {
    async fn speak(
        &self,
        endpoint: &str,
        request: &SpeechRequest,
        folder: &Path,
        name: &str,
    ) -> Result<Speech, CallError> {
        let cap = usize::try_from(self.http.options.file_cap).unwrap_or(usize::MAX);
        let answer = self.http.send(self.call(endpoint, request)?, cap).await.map_err(maybe_charged)?;
        if !answer.ok() {
            let body = answer.json().unwrap_or_default();
            let code = body["error"]["code"].as_str().or(body["type"].as_str()).unwrap_or_default();
            return Err(answer.error(code));
        }
        if answer.media_type() == "application/json" {
            return Err(CallError::invalid("the answer is no sound"));
        }
        Ok(Speech { file: media::keep(&answer.body, MediaKind::Sound, folder, name).await? })
    }
}
