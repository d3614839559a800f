use std::{sync::Arc, time::Instant};

use aida_assets::AssetStore;
use aida_models::{JobContext, MadeFile, SpeechModel};
use aida_protocol::{
    Agent, AgentResult, AudioFormat, AudioResult, ErrorKind, JobError, JobInput, JobMessage, SceneNarration,
};
use async_trait::async_trait;

use super::{
    AgentWork, Capabilities, Done,
    files::{Files, local},
    invalid_input, metadata, misrouted,
};

/// Speaks the narration and plays the music.
pub struct Audio {
    model: Arc<dyn SpeechModel>,
}

impl Audio {
    pub fn new(model: Arc<dyn SpeechModel>) -> Self {
        Audio { model }
    }
}

#[async_trait]
impl AgentWork for Audio {
    fn agent(&self) -> Agent {
        Agent::Audio
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(self.model.id())
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[Agent::Writer]
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        let JobInput::Audio(input) = input else { return Err(misrouted(Agent::Audio, input)) };
        if input.script.scenes.is_empty() {
            return Err(invalid_input("the script has no scene"));
        }
        if !input.brief.narration && !input.brief.music {
            return Err(invalid_input("the brief wants neither voice nor music"));
        }
        Ok(())
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        assets: &AssetStore,
    ) -> Result<Done, JobError> {
        let JobInput::Audio(input) = &job.input else { return Err(misrouted(Agent::Audio, &job.input)) };
        let started = Instant::now();
        let mixed = self.model.speak(input, context).await?;
        let (cost, model) = (mixed.cost, context.made_by(self.model.id()));
        let timings = write_narration(&mixed.narration, context, &model).await?;
        let mut files = Files::new(assets, context);
        let audio = files.store(mixed.mix).await?;
        let result = AudioResult {
            success: true,
            audio_url: audio.url(job.workflow_id),
            duration: mixed.duration,
            format: if audio.media_type == "audio/mpeg" { AudioFormat::Mp3 } else { AudioFormat::Wav },
            model_used: model.clone(),
            metadata: metadata(cost, started, &model),
            audio,
            narration: files.store_some(timings).await?,
            voice: files.store_some(mixed.voice).await?,
            error: None,
        };
        Ok(Done { result: AgentResult::Audio(Box::new(result)), assets: files.into_made(), cost, model })
    }
}

/// The word timings as a file; none when nobody speaks.
async fn write_narration(
    narration: &[SceneNarration],
    context: &JobContext,
    model: &str,
) -> Result<Option<MadeFile>, JobError> {
    if narration.iter().all(|scene| scene.words.is_empty()) {
        return Ok(None);
    }
    let json = serde_json::to_vec(narration)
        .map_err(|error| JobError::new(ErrorKind::Internal, format!("the word timings: {error}")))?;
    let path = context.scratch().join("narration.json");
    tokio::fs::write(&path, json).await.map_err(|error| local(&error))?;
    Ok(Some(MadeFile {
        path,
        name: "narration.json".to_owned(),
        media_type: "application/json".to_owned(),
        source: model.to_owned(),
        licence: None,
    }))
}
