use std::path::Path;

use async_trait::async_trait;

use crate::{CallError, MediaFile};

/// One piece of text to speak.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeechRequest {
    pub text: String,
    /// ISO 639-1.
    pub language: String,
    /// The provider's name of a voice.
    pub voice: String,
}

/// What was spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    pub file: MediaFile,
}

/// A model that speaks.
#[async_trait]
pub trait SpeechModel: Send + Sync {
    /// Calls once; leaves the sound in `folder` as `name` with its ending.
    async fn speak(
        &self,
        endpoint: &str,
        request: &SpeechRequest,
        folder: &Path,
        name: &str,
    ) -> Result<Speech, CallError>;
}
