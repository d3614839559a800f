use std::sync::Arc;

use aida_models::{
    AnimatedClip, ClipFiles, JobContext, JobScope, ModelKind, ModelSpec, VideoModel, WorkPlan, video_call,
};
use aida_protocol::{ClipInput, ErrorKind, JobError};
use aida_providers::{Making, MediaKind, video_input};
use async_trait::async_trait;

use super::{
    Hosted, dialect,
    ledger::{Purchase, digest},
    pictures,
    queued::{Want, price},
    walk::{Errand, Passed, Way},
};
use crate::agents::CLIP_THREADS;

/// Sets stills in motion with a hosted model; the studio's one pass makes clips of what it gives.
pub struct HostedVideo(pub Arc<Hosted>);

#[async_trait]
impl VideoModel for HostedVideo {
    fn id(&self) -> &str {
        "hosted"
    }

    async fn animate(
        &self,
        input: &ClipInput,
        files: &ClipFiles,
        context: &JobContext,
    ) -> Result<AnimatedClip, JobError> {
        let errand = Errand {
            kind: ModelKind::Video,
            brief: &input.brief,
            words: format!(
                "{}\n{}\n{}",
                super::prompts::brief_text(&input.brief),
                input.scene.text,
                input.picture.shot.visual_description
            ),
            plan: WorkPlan::of_brief(&input.brief),
        };
        let way = Animating { hosted: &self.0, input, files, context };
        let mut clip = self.0.walk(errand, context, &way).await?;
        clip.cost = context.told().paid;
        Ok(clip)
    }
}

struct Animating<'a> {
    hosted: &'a Hosted,
    input: &'a ClipInput,
    files: &'a ClipFiles,
    context: &'a JobContext,
}

#[async_trait]
impl Way<AnimatedClip> for Animating<'_> {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<AnimatedClip, Passed> {
        let (hosted, input) = (self.hosted, self.input);
        let mut prompt = dialect::motion(model, &input.picture.shot, &input.scene.text);
        let out = hosted.let_out(model, &mut [&mut prompt])?;
        let picture = pictures::read(&self.files.image).await?;
        let seconds = model.clip_seconds(input.scene.duration);
        let used = video_call(model, input.scene.duration);
        let parts = [&model.endpoint, &prompt, &seconds.to_string(), &input.picture.image.sha256];
        let purchase = Purchase {
            model,
            brief: &input.brief,
            // Not the address of the uploaded still: it is another each time.
            digest: digest(&parts.map(String::as_str)),
            reserve: price(model, &used),
            privacy: Some(out.record),
            prompt: None,
            reuse_seconds: hosted.settings.reuse_files_seconds,
        };
        let address = hosted.hand_over(model, &picture).await?;
        let body = video_input(model, &prompt, &address, seconds, input.brief.aspect);
        let want = Want {
            purchase,
            making: Making { endpoint: model.endpoint.clone(), input: body },
            kind: MediaKind::Video,
            used,
            name: format!("footage-{}", input.scene.id),
        };
        let made = hosted.make(want, scope, self.context).await?;
        let files = ClipFiles { footage: Some(made.path), ..self.files.clone() };
        let _place = hosted.processor.take(CLIP_THREADS).await;
        let clip = hosted.studio.video.animate(input, &files, self.context).await;
        let mut clip = clip.map_err(|error| match error.kind {
            ErrorKind::Cancelled => Passed::end(error),
            _ => Passed::by(error),
        })?;
        clip.video.source = model.id.clone();
        Ok(clip)
    }

    async fn studio(&self) -> Result<AnimatedClip, JobError> {
        self.hosted.studio.video.animate(self.input, self.files, self.context).await
    }

    fn studio_id(&self) -> &str {
        self.hosted.studio.video.id()
    }

    fn studio_threads(&self) -> usize {
        CLIP_THREADS
    }
}
