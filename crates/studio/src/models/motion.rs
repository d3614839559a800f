use aida_models::{AnimatedClip, ClipFiles, JobContext, VideoModel};
use aida_protocol::{ClipInput, JobError};
use async_trait::async_trait;

use super::blocking;

/// Moves the layers of a still, adds transition and captions, and encodes the clip.
#[derive(Debug, Clone, Copy, Default)]
pub struct StudioMotion;

impl StudioMotion {
    pub const ID: &'static str = "studio/motion";
}

#[async_trait]
impl VideoModel for StudioMotion {
    fn id(&self) -> &str {
        Self::ID
    }

    async fn animate(
        &self,
        input: &ClipInput,
        files: &ClipFiles,
        context: &JobContext,
    ) -> Result<AnimatedClip, JobError> {
        let (input, files) = (input.clone(), files.clone());
        blocking(context, move |context| aida_picture::animate(&input, &files, context)).await
    }
}
