use std::path::PathBuf;

use aida_models::{JobContext, MixedSound, SpeechModel};
use aida_protocol::{AudioInput, ErrorKind, JobError};
use async_trait::async_trait;

use super::blocking;

/// Speaks with espeak-ng through the helper program `aida-voice`, plays a music bed under it, mixes both.
#[derive(Debug, Clone)]
pub struct StudioVoice {
    helper: PathBuf,
}

impl StudioVoice {
    pub const ID: &'static str = "studio/voice";

    /// `helper` is the program `aida-voice`.
    pub fn new(helper: impl Into<PathBuf>) -> StudioVoice {
        StudioVoice { helper: helper.into() }
    }
}

#[async_trait]
impl SpeechModel for StudioVoice {
    fn id(&self) -> &str {
        Self::ID
    }

    async fn speak(&self, input: &AudioInput, context: &JobContext) -> Result<MixedSound, JobError> {
        let language = input.brief.voice.language.unwrap_or(input.brief.language);
        if input.brief.narration && !language.is_of_studio() {
            let reason = format!("the studio does not speak {}", language.name());
            return Err(JobError::new(ErrorKind::InvalidInput, reason));
        }
        let (input, helper) = (input.clone(), self.helper.clone());
        blocking(context, move |context| aida_sound::speak(&input, &helper, context)).await
    }
}
