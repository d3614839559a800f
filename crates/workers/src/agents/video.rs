use std::{sync::Arc, time::Instant};

use aida_assets::AssetStore;
use aida_models::{ClipFiles, JobContext, VideoModel};
use aida_protocol::{
    Agent, AgentResult, ClipInput, JobError, JobInput, JobMessage, SceneNarration, VideoResult,
};
use async_trait::async_trait;

use super::{AgentWork, CLIP_THREADS, Capabilities, Done, files::Files, invalid_input, metadata, misrouted};

/// Sets the still of one scene in motion.
pub struct Video {
    model: Arc<dyn VideoModel>,
}

impl Video {
    pub fn new(model: Arc<dyn VideoModel>) -> Self {
        Video { model }
    }
}

#[async_trait]
impl AgentWork for Video {
    fn agent(&self) -> Agent {
        Agent::Video
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::with_threads(self.model.id(), CLIP_THREADS)
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[Agent::Visual, Agent::Audio]
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        let JobInput::Video(input) = input else { return Err(misrouted(Agent::Video, input)) };
        if input.frame.width % 2 != 0 || input.frame.height % 2 != 0 || input.frame.width == 0 {
            return Err(invalid_input("the frame's sides have to be even"));
        }
        if !(input.scene.duration > 0.0 && input.scene.duration.is_finite()) {
            return Err(invalid_input("the scene has no length"));
        }
        Ok(())
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        assets: &AssetStore,
    ) -> Result<Done, JobError> {
        let JobInput::Video(input) = &job.input else { return Err(misrouted(Agent::Video, &job.input)) };
        let started = Instant::now();
        let mut files = Files::new(assets, context);
        let local = clip_files(input, &files).await?;
        let clip = self.model.animate(input, &local, context).await?;
        let video = files.store(clip.video).await?;
        let (cost, model) = (clip.cost, context.made_by(self.model.id()));
        let result = VideoResult {
            success: true,
            video_url: video.url(job.workflow_id),
            duration: clip.duration,
            resolution: format!("{}x{}", input.frame.width, input.frame.height),
            has_audio: false,
            model_used: model.clone(),
            metadata: metadata(cost, started, &model),
            scene_id: Some(input.scene.id),
            video,
            error: None,
        };
        Ok(Done { result: AgentResult::Video(Box::new(result)), assets: files.into_made(), cost, model })
    }
}

async fn clip_files(input: &ClipInput, files: &Files<'_>) -> Result<ClipFiles, JobError> {
    let previous = input.previous.as_ref();
    let said = files.narration(input.narration.as_ref()).await?;
    let silent = SceneNarration { scene_id: input.scene.id, words: vec![], speed: None };
    Ok(ClipFiles {
        image: files.fetch(&input.picture.image).await?,
        composition: files.fetch_some(input.picture.composition.as_ref()).await?,
        previous_image: files.fetch_some(previous.map(|picture| &picture.image)).await?,
        previous_composition: files
            .fetch_some(previous.and_then(|picture| picture.composition.as_ref()))
            .await?,
        footage: None,
        narration: said.into_iter().find(|scene| scene.scene_id == input.scene.id).unwrap_or(silent),
    })
}
