use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Aspect, AudioResult, DirectorResult, Downgrade, PostText, Usd, VideoResult, VisualResult, WorkflowStatus,
    WriterResult,
};

/// What a workflow delivers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FinalResult {
    /// `completed`, `partial`, `failed` or `cancelled`.
    pub status: WorkflowStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// Every finished film, one for each shape that was asked for. The first is also that of the fields beside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub videos: Vec<FilmVersion>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image_urls: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// Subtitle files: `.srt` and `.vtt`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption_urls: Vec<String>,
    /// The inspection report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_url: Option<String>,
    pub metadata: FinalMetadata,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<PostText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub downgrades: Vec<Downgrade>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assets: Option<FilmAssets>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<FilmError>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<FilmProgress>,
}

/// The film in one of its shapes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilmVersion {
    pub aspect_ratio: Aspect,
    /// `completed`, or `partial` when its inspection found a fault.
    pub status: WorkflowStatus,
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// Subtitle files: `.srt` and `.vtt`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption_urls: Vec<String>,
    /// The inspection report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_url: Option<String>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// `1080x1920`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<FilmError>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct FinalMetadata {
    /// Seconds of film or sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_audio: Option<bool>,
    /// US dollars. The estimate is the catalogue's, from the brief and the script that was written; what a script's length
    /// does to prompts is part of it, what fails and is paid is not.
    pub cost: Spent<Usd>,
    /// Seconds.
    pub time: Spent<f64>,
    pub agents_used: Vec<String>,
    pub models_used: Vec<String>,
    /// Where the work was done: `local`, `hosted` or `hybrid`. Absent while no other models than the studio's are configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Why these models.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// What was expected and what it came to.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Spent<T> {
    pub estimated: T,
    pub actual: T,
}

/// The agents' own results.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct FilmAssets {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<WriterResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storyboard: Option<DirectorResult>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<VisualResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_video: Option<VideoResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioResult>,
}

/// Why a workflow failed or stayed partial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilmError {
    /// An agent's name, or `planner`.
    pub agent: String,
    pub reason: String,
    pub timestamp: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilmProgress {
    pub current_step: String,
    /// 0 to 100.
    pub percent: u8,
    pub message: String,
}
