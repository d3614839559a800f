use std::{path::PathBuf, sync::Arc};

use aida_models::{
    JobContext, JobScope, MixedSound, ModelKind, ModelSpec, SpeechModel, WorkPlan, speech_call,
};
use aida_protocol::{AudioInput, ErrorKind, JobError, Scene};
use aida_providers::{Caller, SpeechRequest};
use aida_studio::mix_recorded;
use async_trait::async_trait;
use serde_json::json;

use super::{
    Hosted,
    ledger::{Opened, Purchase, digest},
    prompts,
    queued::price,
    walk::{Errand, Passed, Way},
};

/// Speaks with a hosted model, scene by scene; the studio plays and mixes.
pub struct HostedSpeech(pub Arc<Hosted>);

#[async_trait]
impl SpeechModel for HostedSpeech {
    fn id(&self) -> &str {
        "hosted"
    }

    async fn speak(&self, input: &AudioInput, context: &JobContext) -> Result<MixedSound, JobError> {
        let errand = Errand {
            kind: ModelKind::Speech,
            brief: &input.brief,
            words: prompts::script_text(&input.script),
            plan: WorkPlan::of_script(&input.brief, &input.script),
        };
        let way = Speaking { hosted: &self.0, input, context };
        let mut mixed = if input.brief.narration {
            self.0.walk(errand, context, &way).await?
        } else {
            context.told().model = Some(way.studio_id().to_owned());
            way.studio().await?
        };
        mixed.cost = context.told().paid;
        Ok(mixed)
    }
}

struct Speaking<'a> {
    hosted: &'a Hosted,
    input: &'a AudioInput,
    context: &'a JobContext,
}

impl Speaking<'_> {
    /// One scene's sound, from the model or from what was paid before.
    async fn scene(&self, scene: &Scene, model: &ModelSpec, scope: &JobScope) -> Result<PathBuf, Passed> {
        let (hosted, context) = (self.hosted, self.context);
        let Some(Caller::Speech(caller)) = hosted.settings.callers.get(&model.provider) else {
            return Err(Passed::over(ErrorKind::InvalidInput, "its provider does not speak"));
        };
        let mut text = scene.narration.trim().to_owned();
        // A voice reads placeholders aloud, so what would be masked is not spoken elsewhere at all.
        let out = hosted.let_out(model, &mut [&mut text])?;
        if !out.masker.is_empty() {
            return Err(Passed::over(ErrorKind::InvalidInput, "the text must not leave"));
        }
        let characters = text.chars().count();
        if model.limits.max_prompt_characters.is_some_and(|most| characters > most) {
            return Err(Passed::over(ErrorKind::InvalidInput, "a scene's text is longer than it speaks"));
        }
        let brief = &self.input.brief;
        let language = brief.voice.language.unwrap_or(brief.language).code().to_owned();
        let voice = hosted.settings.voices.get(&model.provider).cloned().unwrap_or_default();
        let used = speech_call(characters as u64);
        let cost = price(model, &used);
        let purchase = Purchase {
            model,
            brief,
            digest: digest(&[&model.endpoint, &voice, &language, &text]),
            reserve: cost,
            privacy: Some(out.record),
            prompt: None,
            reuse_seconds: hosted.settings.reuse_files_seconds,
        };
        let name = format!("said-{}", scene.id);
        let id = match hosted.open(purchase, scope, context).await? {
            Opened::Answered(stored) => return Ok(hosted.stored(&stored, &name, context).await?.path),
            Opened::Resume(..) | Opened::Found(..) => {
                return Err(Passed::over(ErrorKind::Internal, "a ticket for a sound"));
            }
            Opened::Call(id) => id,
        };
        let request = SpeechRequest { text, language, voice };
        match caller.speak(&model.endpoint, &request, context.scratch(), &name).await {
            Ok(speech) => {
                let put = hosted.assets.put_file(&speech.file.path).await;
                let stored = put.map_err(|_| {
                    Passed::end(JobError::new(ErrorKind::Unavailable, "the object store cannot be reached"))
                })?;
                let result = json!({
                    "sha256": stored.sha256, "media_type": speech.file.media_type, "ending": speech.file.ending,
                });
                hosted.settle(id, model, cost, result, context).await?;
                Ok(speech.file.path)
            }
            Err(error) => Err(hosted.settle_failure(id, model, &used, &error, context).await?),
        }
    }
}

#[async_trait]
impl Way<MixedSound> for Speaking<'_> {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<MixedSound, Passed> {
        let scenes = &self.input.script.scenes;
        let mut files = Vec::with_capacity(scenes.len());
        for (number, scene) in scenes.iter().enumerate() {
            self.context.check_cancelled().map_err(Passed::end)?;
            self.context.progress((number * 60 / scenes.len().max(1)) as u8 + 5, "speaking");
            let silent = scene.narration.trim().is_empty();
            files.push(if silent { None } else { Some(self.scene(scene, model, scope).await?) });
        }
        let _place = self.hosted.processor.take(1).await;
        let mixed = mix_recorded(self.input, files, self.context).await;
        mixed.map_err(|error| match error.kind {
            ErrorKind::Cancelled => Passed::end(error),
            _ => Passed::by(error),
        })
    }

    async fn studio(&self) -> Result<MixedSound, JobError> {
        self.hosted.studio.speech.speak(self.input, self.context).await
    }

    fn studio_id(&self) -> &str {
        self.hosted.studio.speech.id()
    }
}
