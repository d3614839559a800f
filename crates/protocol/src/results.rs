use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AssetRef, Usd};

/// What a job cost and who did it; part of every result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Metadata {
    pub cost: Usd,
    /// Seconds of work.
    pub time: f64,
    #[serde(default)]
    pub model_used: String,
    /// `model`, or which level-2 fallback made it: `template_fallback`, `simplified_fallback`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default)]
    pub retries: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fallback_used: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WriterResult {
    pub success: bool,
    pub script: Script,
    /// Title, description and tags to post with the work.
    #[serde(default)]
    pub post: PostText,
    pub metadata: Metadata,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The words of a film, scene by scene. The scenes' durations are the film's truth for time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Script {
    pub scenes: Vec<Scene>,
    /// All narration, scene after scene.
    pub voiceover: String,
    pub tone: String,
    /// What the writer has to say of its work, in the film's language: what would make it richer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Scene {
    /// From 1, without gaps.
    pub id: u16,
    /// Seconds.
    pub duration: f64,
    /// What the scene is about.
    pub text: String,
    /// What the voice says here.
    #[serde(default)]
    pub narration: String,
    /// The few words that stand in the picture; not the narration.
    #[serde(default)]
    pub headline: String,
    /// A smaller line above or below the headline; may be empty.
    #[serde(default)]
    pub kicker: String,
    /// `hook`, `point`, `proof`, `call_to_action`, …
    #[serde(default)]
    pub role: String,
    /// Words of the scene's language that a picture can show.
    #[serde(default)]
    pub concepts: Vec<String>,
    /// The sentences of the brief's material that the scene was made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Where a sentence of a script comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Title or file name of the material; `material 1` when it has none.
    pub title: String,
    /// The sentence as it stands there.
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct PostText {
    pub title: String,
    pub description: String,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DirectorResult {
    pub success: bool,
    pub storyboard: Storyboard,
    pub metadata: Metadata,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Storyboard {
    pub scenes: Vec<Shot>,
}

/// How one scene looks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Shot {
    pub scene_id: u16,
    /// Natural language, in the film's language.
    pub visual_description: String,
    /// `push in`, `pull out`, `pan left`, `pan right`, `tilt up`, `tilt down`, `parallax`, `static`; free text from a model.
    pub camera_movement: String,
    pub lighting: String,
    pub mood: String,
    /// `close-up`, `medium shot`, `wide shot`, …
    #[serde(default)]
    pub shot: String,
    /// Name of a studio layout; empty when the illustrator may choose.
    #[serde(default)]
    pub layout: String,
    /// Name of a studio palette; the same through a film.
    #[serde(default)]
    pub palette: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dimensions {
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ImageFormat {
    #[serde(rename = "PNG")]
    Png,
    #[serde(rename = "JPEG")]
    Jpeg,
    WebP,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VisualResult {
    pub success: bool,
    pub scene_id: u16,
    pub image_url: String,
    pub dimensions: Dimensions,
    pub format: ImageFormat,
    pub model_used: String,
    pub metadata: Metadata,
    /// The still itself.
    pub image: AssetRef,
    /// How the studio composed it (layers that the motion moves); absent for pictures of other models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composition: Option<AssetRef>,
    /// What the picture shows, in words.
    #[serde(default)]
    pub depicts: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VideoResult {
    pub success: bool,
    pub video_url: String,
    /// Seconds.
    pub duration: f64,
    /// `1080x1920`.
    pub resolution: String,
    pub has_audio: bool,
    pub model_used: String,
    pub metadata: Metadata,
    /// Absent on the finished film.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene_id: Option<u16>,
    pub video: AssetRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum AudioFormat {
    Mp3,
    Wav,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AudioResult {
    pub success: bool,
    pub audio_url: String,
    /// Seconds.
    pub duration: f64,
    pub format: AudioFormat,
    pub model_used: String,
    pub metadata: Metadata,
    /// The mix of voice and music over the whole film, not yet mastered.
    pub audio: AssetRef,
    /// A JSON list of [`SceneNarration`], one a scene; absent when nobody speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narration: Option<AssetRef>,
    /// The raw voice alone, for measuring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<AssetRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What is said in one scene, and when.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SceneNarration {
    pub scene_id: u16,
    pub words: Vec<WordTiming>,
    /// How fast it is said, as a factor of the voice's natural speed; absent when nobody speaks, or for a voice whose
    /// natural speed nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
}

/// One word as written, with the time it is spoken, in seconds from the start of its scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WordTiming {
    pub text: String,
    pub start: f64,
    pub end: f64,
}

/// A simpler way that had to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Downgrade {
    pub job: String,
    pub from: String,
    pub to: String,
    pub reason: String,
}
