mod check;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Aspect, BudgetConstraints, ContentType, Language, Material, Picture, Platform, Priority, ProjectBrief,
    Scene, Script, StyleChoice, StylePreferences, Tone, VoiceProfile, is_sha256,
};

use check::Check;

/// Bounds of a brief. What lies outside is refused with the field's name.
pub mod limits {
    pub const TEXT_CHARS: usize = 4_000;
    pub const LINE_CHARS: usize = 500;
    pub const LIST_ITEMS: usize = 50;
    pub const MIN_SECONDS: f64 = 5.0;
    pub const MAX_SECONDS: f64 = 600.0;
    pub const MAX_IMAGES: u16 = 12;
    pub const MAX_SCENES: usize = 60;
    pub const NARRATION_CHARS: usize = 2_000;
    pub const MATERIAL_ITEMS: usize = 8;
    /// Bytes of all material together: a job's message carries it, and may have 256 KiB.
    pub const MATERIAL_BYTES: usize = 64 * 1024;
    pub const TIMEOUT_SECONDS: std::ops::RangeInclusive<u32> = 60..=3_600;
}

/// One field that was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldError {
    /// Path in the body, such as `pictures[0].sha256`; empty for the body itself.
    pub field: String,
    pub reason: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        FieldError { field: field.into(), reason: reason.into() }
    }
}

/// A brief as users send it: a sentence, a few fields, or everything. What is missing is understood from
/// `text` and `requirements`, or filled by the server.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefInput {
    /// One sentence: `Video Instagram 30s per scarpe eco-friendly, Gen Z, energico`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<ContentType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirements: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_keywords: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style_preferences: Option<StylePreferencesInput>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_constraints: Option<BudgetConstraints>,
    /// ISO 639-1, with or without a region: `it`, `pt-BR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspect: Option<Aspect>,
    /// Several shapes of the same film, each once: one film each, all with the same script, voice and music.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspects: Option<Vec<Aspect>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_count: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_have: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceProfile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narration: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub music: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captions: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_downgrade: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Seconds that the work may take from its start, 60 to 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptInput>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<Vec<Picture>>,
    /// Text, Markdown or HTML from which the writer takes facts; at most eight, 64 KiB in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<Vec<Material>>,
}

/// The user's own script.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptInput {
    pub scenes: Vec<ScriptSceneInput>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptSceneInput {
    /// Seconds.
    pub duration: f64,
    /// What the voice says; may be empty.
    #[serde(default)]
    pub narration: String,
    /// The words in the picture.
    #[serde(default)]
    pub headline: String,
    /// What the scene shows.
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StylePreferencesInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gallery_selected: Option<Vec<GallerySelection>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_description: Option<String>,
    /// A picture whose style is to be taken: the SHA-256 of an upload, or an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_image: Option<String>,
}

/// A style of the gallery, by id or as an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum GallerySelection {
    Id(String),
    Choice(StyleChoice),
}

/// What the server fills in.
#[derive(Debug, Clone)]
pub struct BriefDefaults {
    /// For an absent `id`.
    pub id: String,
    /// For an absent `user_id`: the tenant.
    pub user_id: String,
    pub now: DateTime<Utc>,
}

impl BriefInput {
    /// Takes from `other` what `self` leaves open. What has to appear is taken from both: a price that stands in
    /// the sentence stays one when facts are listed beside it.
    pub fn or(self, other: BriefInput) -> BriefInput {
        // Whoever says one shape means this one, whatever else was understood.
        let says_shape = self.aspect.is_some() || self.aspects.is_some();
        let (aspect, aspects) =
            if says_shape { (self.aspect, self.aspects) } else { (other.aspect, other.aspects) };
        BriefInput {
            text: self.text.or(other.text),
            id: self.id.or(other.id),
            user_id: self.user_id.or(other.user_id),
            conversation_id: self.conversation_id.or(other.conversation_id),
            content_type: self.content_type.or(other.content_type),
            requirements: self.requirements.or(other.requirements),
            quality_keywords: self.quality_keywords.or(other.quality_keywords),
            style_preferences: match (self.style_preferences, other.style_preferences) {
                (Some(own), Some(other)) => Some(own.or(other)),
                (own, other) => own.or(other),
            },
            budget_constraints: self.budget_constraints.or(other.budget_constraints),
            language: self.language.or(other.language),
            created_at: self.created_at.or(other.created_at),
            subject: self.subject.or(other.subject),
            audience: self.audience.or(other.audience),
            tone: self.tone.or(other.tone),
            platform: self.platform.or(other.platform),
            aspect,
            aspects,
            duration_seconds: self.duration_seconds.or(other.duration_seconds),
            image_count: self.image_count.or(other.image_count),
            must_have: both(self.must_have, other.must_have),
            voice: self.voice.or(other.voice),
            narration: self.narration.or(other.narration),
            music: self.music.or(other.music),
            captions: self.captions.or(other.captions),
            allow_downgrade: self.allow_downgrade.or(other.allow_downgrade),
            priority: self.priority.or(other.priority),
            timeout_seconds: self.timeout_seconds.or(other.timeout_seconds),
            script: self.script.or(other.script),
            pictures: self.pictures.or(other.pictures),
            material: self.material.or(other.material),
        }
    }

    /// The brief that will be stored, or every field that is wrong.
    pub fn complete(self, defaults: BriefDefaults) -> Result<ProjectBrief, Vec<FieldError>> {
        let mut check = Check::default();
        self.check_texts(&mut check);
        let language = check.language(self.language.as_deref());
        let script = check.script(self.script);
        let duration_seconds = check.duration(self.duration_seconds, script.as_ref());
        let image_count = self.image_count.unwrap_or(1);
        check.that((1..=limits::MAX_IMAGES).contains(&image_count), "image_count", || {
            format!("must be 1 to {}", limits::MAX_IMAGES)
        });
        let pictures = check.pictures(self.pictures.unwrap_or_default());
        let material = check.material(self.material.unwrap_or_default());
        check.budget(self.budget_constraints.as_ref());
        check.that(
            self.timeout_seconds.is_none_or(|seconds| limits::TIMEOUT_SECONDS.contains(&seconds)),
            "timeout_seconds",
            || format!("must be {} to {}", limits::TIMEOUT_SECONDS.start(), limits::TIMEOUT_SECONDS.end()),
        );

        let requirements = self.requirements.or(self.text.clone().map(|text| vec![text])).unwrap_or_default();
        let subject = self.subject.unwrap_or_default().trim().to_owned();
        check.that(!subject.is_empty() || script.is_some(), "subject", || {
            "the brief does not say what it is about".to_owned()
        });
        let platform = self.platform.unwrap_or_default();
        let (aspect, aspects) = check.aspects(self.aspect, self.aspects, platform.usual_aspect());
        let brief = ProjectBrief {
            id: self.id.unwrap_or(defaults.id),
            user_id: self.user_id.unwrap_or(defaults.user_id),
            conversation_id: self.conversation_id.unwrap_or_default(),
            content_type: self.content_type.unwrap_or_default(),
            requirements,
            quality_keywords: self.quality_keywords.unwrap_or_default(),
            style_preferences: self
                .style_preferences
                .map(StylePreferencesInput::complete)
                .unwrap_or_default(),
            budget_constraints: self.budget_constraints.unwrap_or_default(),
            language: language.unwrap_or(Language::En),
            created_at: self.created_at.unwrap_or(defaults.now),
            subject,
            audience: self.audience.unwrap_or_default(),
            tone: self.tone.unwrap_or_default(),
            platform,
            aspect,
            aspects,
            duration_seconds,
            image_count,
            must_have: self.must_have.unwrap_or_default(),
            voice: self.voice.unwrap_or_default(),
            narration: self.narration.unwrap_or(true),
            music: self.music.unwrap_or(true),
            captions: self.captions.unwrap_or(true),
            allow_downgrade: self.allow_downgrade.unwrap_or(true),
            priority: self.priority.unwrap_or_default(),
            timeout_seconds: self.timeout_seconds,
            script,
            pictures,
            material,
        };
        check.that(
            brief.content_type != ContentType::Audio || brief.narration || brief.music,
            "narration",
            || "an audio brief needs narration or music".to_owned(),
        );
        if check.errors.is_empty() { Ok(brief) } else { Err(check.errors) }
    }

    fn check_texts(&self, check: &mut Check) {
        check.line("text", self.text.as_deref(), limits::TEXT_CHARS);
        for (field, value) in [
            ("id", &self.id),
            ("user_id", &self.user_id),
            ("conversation_id", &self.conversation_id),
            ("subject", &self.subject),
            ("audience", &self.audience),
        ] {
            check.line(field, value.as_deref(), limits::LINE_CHARS);
        }
        for (field, value) in [("id", &self.id), ("user_id", &self.user_id)] {
            check.that(value.as_deref() != Some(""), field, || "must not be empty".to_owned());
        }
        check.list("requirements", self.requirements.as_deref());
        check.list("quality_keywords", self.quality_keywords.as_deref());
        check.list("must_have", self.must_have.as_deref());
        let Some(style) = &self.style_preferences else { return };
        check.line(
            "style_preferences.custom_description",
            style.custom_description.as_deref(),
            limits::TEXT_CHARS,
        );
        check.reference(style.reference_image.as_deref());
        let selected = style.gallery_selected.as_deref().unwrap_or_default();
        check.count("style_preferences.gallery_selected", selected.len());
        for (index, selection) in selected.iter().enumerate() {
            let id = match selection {
                GallerySelection::Id(id) => id,
                GallerySelection::Choice(choice) => &choice.id,
            };
            check.line(&format!("style_preferences.gallery_selected[{index}]"), Some(id), limits::LINE_CHARS);
        }
    }
}

/// The items of both lists, none twice, as many as a list may hold.
fn both(own: Option<Vec<String>>, other: Option<Vec<String>>) -> Option<Vec<String>> {
    let (mut own, other) = match (own, other) {
        (Some(own), Some(other)) => (own, other),
        (own, other) => return own.or(other),
    };
    for item in other {
        let is_known = own.iter().any(|known| known.to_lowercase().contains(&item.to_lowercase()));
        if !is_known && own.len() < limits::LIST_ITEMS {
            own.push(item);
        }
    }
    Some(own)
}

impl StylePreferencesInput {
    fn or(self, other: Self) -> Self {
        StylePreferencesInput {
            gallery_selected: self.gallery_selected.or(other.gallery_selected),
            custom_description: self.custom_description.or(other.custom_description),
            reference_image: self.reference_image.or(other.reference_image),
        }
    }

    fn complete(self) -> StylePreferences {
        let choice = |selection| match selection {
            GallerySelection::Id(id) => StyleChoice { id, requires_artistic_model: false },
            GallerySelection::Choice(choice) => choice,
        };
        StylePreferences {
            gallery_selected: self.gallery_selected.unwrap_or_default().into_iter().map(choice).collect(),
            custom_description: self.custom_description,
            reference_image: self.reference_image,
        }
    }
}
