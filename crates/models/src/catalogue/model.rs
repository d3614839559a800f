use std::fmt;

use aida_protocol::{Aspect, FrameSize, Language};
use serde::{Deserialize, Serialize};

use super::Price;

/// What a model makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    Text,
    Image,
    Video,
    Speech,
}

impl ModelKind {
    pub const ALL: [ModelKind; 4] = [ModelKind::Text, ModelKind::Image, ModelKind::Video, ModelKind::Speech];

    pub const fn as_str(self) -> &'static str {
        match self {
            ModelKind::Text => "text",
            ModelKind::Image => "image",
            ModelKind::Video => "video",
            ModelKind::Speech => "speech",
        }
    }
}

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How good, and how dear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    Fast,
    Standard,
    Premium,
    /// For styles of the gallery that need a model of their own.
    Artistic,
}

impl Tier {
    pub const fn as_str(self) -> &'static str {
        match self {
            Tier::Fast => "fast",
            Tier::Standard => "standard",
            Tier::Premium => "premium",
            Tier::Artistic => "artistic",
        }
    }
}

/// The wire format that a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    Anthropic,
    OpenaiChat,
    Fal,
    Kie,
    Xtts,
    Coqui,
    OpenaiSpeech,
    Elevenlabs,
    Piper,
}

/// How a model wants to be spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    #[default]
    Plain,
    Flux,
    Hunyuan,
    Midjourney,
    Kling,
    Veo,
    Sora,
    Hailuo,
}

/// Who serves models, and how often it may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSpec {
    pub id: String,
    pub protocol: Protocol,
    pub base_url: String,
    /// Where files for its models are handed over, when that is elsewhere; without it they go inside the request.
    #[serde(default)]
    pub upload_url: Option<String>,
    /// Where the keys are that its webhooks are signed with; without it its requests are only polled.
    #[serde(default)]
    pub webhook_keys_url: Option<String>,
    /// By the whole fleet.
    pub requests_per_minute: u32,
    /// Calls of the whole fleet that may be under way.
    pub concurrent: u32,
    /// A server in the operator's own network.
    #[serde(default)]
    pub private: bool,
}

/// A day, `2026-11-30`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(String);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if shape { Ok(Day(text)) } else { Err(format!("{text:?} is not a day such as 2026-11-30")) }
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a model permits. What is absent is not limited.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Seconds that a clip may have.
    pub durations: Vec<u32>,
    pub aspects: Vec<Aspect>,
    pub max_megapixels: Option<f64>,
    pub languages: Vec<Language>,
    pub max_prompt_characters: Option<usize>,
    pub max_output_tokens: Option<u32>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// As users see it.
    pub id: String,
    pub provider: String,
    /// What the provider calls it.
    pub endpoint: String,
    pub kind: ModelKind,
    pub tier: Tier,
    /// Of one usual call.
    pub expected_seconds: f64,
    pub price: Price,
    #[serde(default)]
    pub dialect: Dialect,
    #[serde(default)]
    pub limits: Limits,
    /// The first day on which it does not answer any more.
    #[serde(default)]
    pub retired_on: Option<Day>,
    /// Why it is not to be used.
    #[serde(default)]
    pub unavailable: Option<String>,
}

impl ModelSpec {
    /// Whether it draws in the style of a picture or of the gallery's codes.
    pub fn takes_style(&self) -> bool {
        self.dialect == Dialect::Midjourney
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if !(self.expected_seconds > 0.0 && self.expected_seconds.is_finite()) {
            return Err("expected_seconds is no length of time".to_owned());
        }
        if self.kind == ModelKind::Video && self.limits.durations.is_empty() {
            return Err("a model of video needs the durations it permits".to_owned());
        }
        self.price.check(self.kind)
    }

    /// Seconds to ask of a model of video for a scene: the shortest permitted clip that fills it, else the longest.
    pub fn clip_seconds(&self, scene: f64) -> u32 {
        let mut durations = self.limits.durations.clone();
        durations.sort_unstable();
        let fits = durations.iter().find(|seconds| f64::from(**seconds) + 0.05 >= scene);
        fits.or(durations.last()).copied().unwrap_or(5)
    }

    /// The largest picture with the shape of `frame` that the model may draw: no larger than the frame, sides in steps of
    /// 16 pixels.
    pub fn picture_size(&self, frame: FrameSize) -> FrameSize {
        let pixels = f64::from(frame.width) * f64::from(frame.height);
        let most = self.limits.max_megapixels.map_or(pixels, |most| most * 1e6);
        let scale = (most / pixels.max(1.0)).sqrt().min(1.0);
        let side = |length: u32| ((f64::from(length) * scale / 16.0).floor() as u32 * 16).max(256);
        FrameSize { width: side(frame.width), height: side(frame.height) }
    }
}

#[cfg(test)]
mod tests {
    use crate::Catalogue;

    use super::*;

    #[test]
    fn clips_and_pictures_are_asked_for_as_the_model_permits() {
        let catalogue = Catalogue::built_in();
        let kling = catalogue.model("Kling 2.5 Pro").unwrap();
        let asked: Vec<u32> =
            [1.0, 4.9, 5.0, 5.04, 5.2, 30.0].map(|scene| kling.clip_seconds(scene)).to_vec();
        assert_eq!(asked, [5, 5, 5, 5, 10, 10]);
        let flux = catalogue.model("FLUX Pro").unwrap();
        for aspect in Aspect::ALL {
            let (frame, size) = (aspect.frame_size(), flux.picture_size(aspect.frame_size()));
            assert!(size.width * size.height <= 1_000_000 && size.width % 16 == 0 && size.height % 16 == 0);
            let off = f64::from(size.width) / f64::from(size.height) * f64::from(frame.height)
                / f64::from(frame.width);
            assert!((off - 1.0).abs() < 0.03, "{aspect:?} {size:?}");
        }
    }
}
