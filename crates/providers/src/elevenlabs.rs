//! ElevenLabs: text to speech, by the voice in the path.

use std::path::Path;

use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;

use crate::{
    CallError, CallErrorKind, Charged, Http, MediaKind,
    anthropic::maybe_charged,
    caller::Endpoint,
    media,
    speech::{Speech, SpeechModel, SpeechRequest},
};

pub(crate) struct Elevenlabs {
    pub http: Http,
    pub at: Endpoint,
}

#[async_trait]
impl SpeechModel for Elevenlabs {
    async fn speak(
        &self,
        endpoint: &str,
        request: &SpeechRequest,
        folder: &Path,
        name: &str,
    ) -> Result<Speech, CallError> {
        if request.voice.is_empty() || !request.voice.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(CallError::new(CallErrorKind::Rejected, "the voice's id is not one"));
        }
        let mut url = self.at.path(&format!("v1/text-to-speech/{}", request.voice))?;
        url.set_query(Some("output_format=mp3_44100_128"));
        let body = json!({"text": request.text, "model_id": endpoint, "language_code": request.language});
        let call = self.http.request(Method::POST, url).header("xi-api-key", self.at.key()).json(&body);
        let cap = usize::try_from(self.http.options.file_cap).unwrap_or(usize::MAX);
        let answer = self.http.send(call, cap).await.map_err(maybe_charged)?;
        if !answer.ok() {
            let body = answer.json().unwrap_or_default();
            let status = body["detail"]["status"].as_str().unwrap_or_default();
            let error = answer.error(status);
            return Err(match status {
                "quota_exceeded" => CallError { kind: CallErrorKind::Billing, ..error },
                _ => error,
            });
        }
        let kept = media::keep(&answer.body, MediaKind::Sound, folder, name).await;
        Ok(Speech { file: kept.map_err(|error| error.charged(Charged::Yes(None)))? })
    }
}
