use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Aspect, FrameSize, Language, Platform, Script, Usd, is_sha256};

/// What the user wants: complete and checked, as the server stores it. See [`crate::BriefInput`] for what it accepts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectBrief {
    /// The user's own id of the brief; any short string.
    pub id: String,
    pub user_id: String,
    pub conversation_id: String,
    pub content_type: ContentType,
    /// What was asked, in the user's words.
    pub requirements: Vec<String>,
    /// Such as `energico`, `professionale`, `cinematic`.
    pub quality_keywords: Vec<String>,
    #[serde(default)]
    pub style_preferences: StylePreferences,
    #[serde(default)]
    pub budget_constraints: BudgetConstraints,
    pub language: Language,
    pub created_at: DateTime<Utc>,

    /// What the film is about: `scarpe eco-friendly`.
    pub subject: String,
    /// Who it is for: `Gen Z`. Empty for everybody.
    #[serde(default)]
    pub audience: String,
    #[serde(default)]
    pub tone: Tone,
    #[serde(default)]
    pub platform: Platform,
    /// The shape of the film; of the first, where several are asked for.
    #[serde(default)]
    pub aspect: Aspect,
    /// Every shape that is asked for, each once, `aspect` first. Empty when that is the only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aspects: Vec<Aspect>,
    /// Asked length of film or audio, 5 to 600.
    pub duration_seconds: f64,
    /// How many pictures an `image` brief asks for, 1 to 12.
    #[serde(default = "one")]
    pub image_count: u16,
    /// Facts and phrases that have to appear.
    #[serde(default)]
    pub must_have: Vec<String>,
    #[serde(default)]
    pub voice: VoiceProfile,
    /// Whether the film is narrated. A film without narration has music only.
    #[serde(default = "yes")]
    pub narration: bool,
    #[serde(default = "yes")]
    pub music: bool,
    #[serde(default = "yes")]
    pub captions: bool,
    /// Whether a cheaper or simpler model may stand in when the better one fails.
    #[serde(default = "yes")]
    pub allow_downgrade: bool,
    #[serde(default)]
    pub priority: Priority,
    /// Seconds that the work may take from its start; absent for the fleet's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u32>,
    /// A script of the user's own; then no writer is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Script>,
    /// The user's own pictures; scenes that have one need no visual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
    /// Texts of the user's own from which the writer takes facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub material: Vec<Material>,
}

const fn yes() -> bool {
    true
}

const fn one() -> u16 {
    1
}

/// What is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContentType {
    Image,
    #[default]
    Video,
    Audio,
    /// Film, pictures and sound.
    MultiAsset,
}

impl ContentType {
    pub const ALL: [ContentType; 4] =
        [ContentType::Image, ContentType::Video, ContentType::Audio, ContentType::MultiAsset];

    pub const fn as_str(self) -> &'static str {
        match self {
            ContentType::Image => "image",
            ContentType::Video => "video",
            ContentType::Audio => "audio",
            ContentType::MultiAsset => "multi_asset",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct StylePreferences {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gallery_selected: Vec<StyleChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_description: Option<String>,
    /// A picture whose style is to be taken: the SHA-256 of an upload, or an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_image: Option<String>,
}

impl StylePreferences {
    /// The upload that `reference_image` names.
    pub fn reference_upload(&self) -> Option<&str> {
        self.reference_image.as_deref().filter(|reference| is_sha256(reference))
    }

    /// Whether only models that take over a style will do.
    pub fn needs_artistic_model(&self) -> bool {
        self.reference_image.is_some()
            || self.gallery_selected.iter().any(|style| style.requires_artistic_model)
    }
}

/// A style of the gallery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StyleChoice {
    pub id: String,
    #[serde(default)]
    pub requires_artistic_model: bool,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct BudgetConstraints {
    #[serde(rename = "type", default)]
    pub kind: BudgetType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_cost: Option<Usd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<BudgetPriority>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetType {
    HardLimit,
    SoftPreference,
    #[default]
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetPriority {
    Cost,
    Quality,
    Speed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Energetic,
    Elegant,
    Professional,
    Friendly,
    Playful,
    Calm,
    Emotional,
    Dramatic,
    Informative,
    #[default]
    Neutral,
}

impl Tone {
    pub const ALL: [Tone; 10] = [
        Tone::Energetic,
        Tone::Elegant,
        Tone::Professional,
        Tone::Friendly,
        Tone::Playful,
        Tone::Calm,
        Tone::Emotional,
        Tone::Dramatic,
        Tone::Informative,
        Tone::Neutral,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Tone::Energetic => "energetic",
            Tone::Elegant => "elegant",
            Tone::Professional => "professional",
            Tone::Friendly => "friendly",
            Tone::Playful => "playful",
            Tone::Calm => "calm",
            Tone::Emotional => "emotional",
            Tone::Dramatic => "dramatic",
            Tone::Informative => "informative",
            Tone::Neutral => "neutral",
        }
    }

    /// How fast the studio's voice speaks in this tone when nothing presses it, as a factor of a neutral one. Who
    /// writes for the voice and who speaks have to agree on it.
    pub const fn speaking_speed(self) -> f64 {
        match self {
            Tone::Energetic => 1.06,
            Tone::Playful => 1.03,
            Tone::Friendly | Tone::Neutral | Tone::Informative => 1.00,
            Tone::Professional => 0.98,
            Tone::Elegant => 0.94,
            Tone::Emotional => 0.93,
            Tone::Dramatic => 0.92,
            Tone::Calm => 0.90,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
    #[default]
    Any,
}

/// How the narration sounds. What is `None` follows the brief.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct VoiceProfile {
    #[serde(default)]
    pub gender: Gender,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
}

/// A picture of the user's own, uploaded before (`POST /v1/uploads`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// SHA-256 that the upload answered.
    pub sha256: String,
    /// The scene it is for, from 1; without it pictures fill the scenes in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<u16>,
}

/// A text of the user's own that sentences of the script may come from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// A title or a file's name; told as the source of what is taken from it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(default)]
    pub format: MaterialFormat,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialFormat {
    #[default]
    Text,
    Markdown,
    Html,
}

impl MaterialFormat {
    /// What a file holds, by the ending of its name, else by how its text begins.
    pub fn of_file(name: &str, text: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("html" | "htm" | "xhtml") => return MaterialFormat::Html,
            Some("md" | "markdown") => return MaterialFormat::Markdown,
            _ => {}
        }
        let start: String = text.trim_start().chars().take(2_000).collect::<String>().to_lowercase();
        let is_html = start.starts_with("<!doctype html")
            || ["<html", "<body", "<p>", "<h1", "</p>", "<article"].iter().any(|tag| start.contains(tag));
        let is_markdown = start
            .lines()
            .any(|line| ["# ", "## ", "- ", "* ", "> "].iter().any(|mark| line.starts_with(mark)));
        match (is_html, is_markdown) {
            (true, _) => MaterialFormat::Html,
            (false, true) => MaterialFormat::Markdown,
            (false, false) => MaterialFormat::Text,
        }
    }
}

impl ProjectBrief {
    pub fn frame_size(&self) -> FrameSize {
        self.aspect.frame_size()
    }

    /// Every shape that is asked for, the first one first.
    pub fn every_aspect(&self) -> impl Iterator<Item = Aspect> + '_ {
        let others = self.aspects.iter().copied().filter(|aspect| *aspect != self.aspect);
        std::iter::once(self.aspect).chain(others)
    }

    /// The same wish in one shape alone.
    #[must_use]
    pub fn in_aspect(&self, aspect: Aspect) -> ProjectBrief {
        ProjectBrief { aspect, aspects: Vec::new(), ..self.clone() }
    }

    /// The picture that the user gives for scene `scene` (from 1), if any.
    /// Pictures that name no scene fill, in order, the scenes that no other picture names.
    pub fn picture_of(&self, scene: u16) -> Option<&Picture> {
        if let Some(named) = self.pictures.iter().find(|picture| picture.scene == Some(scene)) {
            return Some(named);
        }
        let is_named = |number: u16| self.pictures.iter().any(|picture| picture.scene == Some(number));
        let free_before = (1..scene).filter(|number| !is_named(*number)).count();
        self.pictures.iter().filter(|picture| picture.scene.is_none()).nth(free_before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_name_then_by_text() {
        for (name, text, format) in [
            ("a.HTML", "x", MaterialFormat::Html),
            ("notes.md", "<p>x</p>", MaterialFormat::Markdown),
            ("page", "<!DOCTYPE html><title>x</title>", MaterialFormat::Html),
            ("notes.txt", "Title\n\n# Part\ntext", MaterialFormat::Markdown),
            ("notes.txt", "One sentence. 3 < 4.", MaterialFormat::Text),
            ("", "", MaterialFormat::Text),
        ] {
            assert_eq!(MaterialFormat::of_file(name, text), format, "{name}");
        }
    }
}
