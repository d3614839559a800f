use std::sync::Arc;

use aida_models::{
    Dialect, DrawnPicture, ImageModel, JobContext, JobScope, MadeFile, ModelKind, ModelSpec, WorkPlan,
    image_call,
};
use aida_protocol::{ErrorKind, ImageFormat, JobError, Usd, VisualInput};
use aida_providers::{Making, MediaKind, image_input};
use async_trait::async_trait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Hosted, dialect,
    ledger::{Purchase, digest},
    pictures,
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

impl Drawing<'_> {
    /// The picture whose style is to be taken, for a model that can.
    fn style_picture(&self, model: &ModelSpec) -> Option<&str> {
        let style = self.input.brief.style_preferences.reference_image.as_deref();
        style.filter(|_| model.takes_style())
    }

    /// A style is given by a picture of the user's own or by codes of the gallery, not by both.
    fn midjourney(&self, model: &ModelSpec, prompt: &str) -> Value {
        let brief = &self.input.brief;
        let mut body = json!({
            "taskType": "mj_txt2img", "prompt": prompt, "speed": "fast", "version": model.endpoint,
            "aspectRatio": brief.aspect.as_str(),
        });
        match self.style_picture(model) {
            Some(picture) => {
                body["taskType"] = json!("mj_style_reference");
                body["fileUrls"] = json!([picture]);
            }
            None => body["prompt"] = json!(format!("{prompt}{}", dialect::style_codes(brief))),
        }
        body
    }

    /// The address under which the provider finds the style's picture. `let_out` is its name as it may leave.
    async fn hand_over(&self, model: &ModelSpec, picture: &str, let_out: &str) -> Result<String, Passed> {
        if self.input.brief.style_preferences.reference_upload().is_none() {
            let same = picture == let_out;
            let hidden = || Passed::over(ErrorKind::InvalidInput, "the address of the style must not leave");
            return same.then(|| picture.to_owned()).ok_or_else(hidden);
        }
        let path = self.context.scratch().join("style");
        let got = self.hosted.assets.get_to_file(picture, &path).await;
        got.map_err(|_| Passed::over(ErrorKind::Unavailable, "the style's picture cannot be fetched"))?;
        self.hosted.hand_over(model, &pictures::read(&path).await?).await
    }
}

#[async_trait]
impl Way<DrawnPicture> for Drawing<'_> {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<DrawnPicture, Passed> {
        let input = self.input;
        let mut prompt = dialect::picture(model, &input.shot, &input.brief);
        let mut style = self.style_picture(model).unwrap_or_default().to_owned();
        let out = self.hosted.let_out(model, &mut [&mut prompt, &mut style])?;
        let size = model.picture_size(input.frame);
        let mut body = match model.dialect {
            Dialect::Midjourney => self.midjourney(model, &prompt),
            _ => image_input(model, &prompt, size, seed(input)),
        };
        let used = image_call(model, input.frame);
        let purchase = Purchase {
            model,
            brief: &input.brief,
            // Not the address of an uploaded picture: it is another each time.
            digest: digest(&[&model.endpoint, &body.to_string()]),
            reserve: price(model, &used),
            privacy: Some(out.record),
            prompt: None,
            reuse_seconds: self.hosted.settings.reuse_files_seconds,
        };
        if let Some(picture) = self.style_picture(model) {
            body["fileUrls"] = json!([self.hand_over(model, picture, &style).await?]);
        }
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
