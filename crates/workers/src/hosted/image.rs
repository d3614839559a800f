use std::sync::Arc;

use aida_models::{
    Dialect, DrawnPicture, ImageModel, JobContext, JobScope, MadeFile, ModelKind, ModelSpec, WorkPlan,
    image_call,
};
use aida_protocol::{ImageFormat, JobError, Usd, VisualInput};
use aida_providers::{Making, MediaKind, image_input};
use async_trait::async_trait;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Hosted, dialect,
    ledger::{Purchase, digest},
    queued::{Want, price},
    walk::{Errand, Passed, Way},
};

/// Draws stills with a hosted model.
pub struct HostedImage(pub Arc<Hosted>);

#[async_trait]
impl ImageModel for HostedImage {
    fn id(&self) -> &str {
        "hosted"
    }

    async fn draw(&self, input: &VisualInput, context: &JobContext) -> Result<DrawnPicture, JobError> {
        let errand = Errand {
            kind: ModelKind::Image,
            brief: &input.brief,
            words: format!("{}\n{}", super::prompts::brief_text(&input.brief), input.shot.visual_description),
            plan: WorkPlan::of_brief(&input.brief),
        };
        let mut drawn = self.0.walk(errand, context, &Drawing { hosted: &self.0, input, context }).await?;
        drawn.cost = context.told().paid;
        Ok(drawn)
    }
}

struct Drawing<'a> {
    hosted: &'a Hosted,
    input: &'a VisualInput,
    context: &'a JobContext,
}

/// The same brief and scene give the same seed.
fn seed(input: &VisualInput) -> u32 {
    let hash = Sha256::new()
        .chain_update(&input.brief.subject)
        .chain_update(input.scene.id.to_be_bytes())
        .chain_update(&input.shot.visual_description)
        .finalize();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) >> 1
}

#[async_trait]
impl Way<DrawnPicture> for Drawing<'_> {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<DrawnPicture, Passed> {
        let input = self.input;
        let mut prompt = dialect::picture(model, &input.shot, &input.brief);
        let out = self.hosted.let_out(model, &mut [&mut prompt])?;
        let size = model.picture_size(input.frame);
        let body = match model.dialect {
            Dialect::Midjourney => json!({
                "taskType": "mj_txt2img", "prompt": prompt, "speed": "fast", "version": model.endpoint,
                "aspectRatio": input.brief.aspect.as_str(),
            }),
            _ => image_input(model, &prompt, size, seed(input)),
        };
        let used = image_call(model, input.frame);
        let purchase = Purchase {
            model,
            brief: &input.brief,
            digest: digest(&[&model.endpoint, &body.to_string()]),
            reserve: price(model, &used),
            privacy: Some(out.record),
            prompt: None,
            reuse_seconds: self.hosted.settings.reuse_files_seconds,
        };
        let want = Want {
            purchase,
            making: Making { endpoint: model.endpoint.clone(), input: body },
            kind: MediaKind::Image,
            used,
            name: format!("scene-{}", input.scene.id),
        };
        let made = self.hosted.make(want, scope, self.context).await?;
        let format = match made.media_type.as_str() {
            "image/jpeg" => ImageFormat::Jpeg,
            "image/webp" => ImageFormat::WebP,
            _ => ImageFormat::Png,
        };
        let name = made.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(DrawnPicture {
            image: MadeFile {
                path: made.path,
                name,
                media_type: made.media_type,
                source: model.id.clone(),
                licence: None,
            },
            format,
            composition: None,
            size,
            depicts: vec![input.shot.visual_description.clone()],
            cost: Usd::ZERO,
        })
    }

    async fn studio(&self) -> Result<DrawnPicture, JobError> {
        self.hosted.studio.image.draw(self.input, self.context).await
    }

    fn studio_id(&self) -> &str {
        self.hosted.studio.image.id()
    }
}
