use std::path::PathBuf;

use aida_protocol::{FrameSize, ImageFormat, PostText, SceneNarration, Script, Storyboard, Usd};

/// A file that a model left in the scratch folder.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeFile {
    pub path: PathBuf,
    /// The asset's name in its workflow, such as `scene-1.png`.
    pub name: String,
    pub media_type: String,
    /// Who made it: a model's id, or `user`.
    pub source: String,
    pub licence: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Written {
    pub script: Script,
    pub post: PostText,
    pub cost: Usd,
}

#[derive(Debug, Clone)]
pub struct Storyboarded {
    pub storyboard: Storyboard,
    pub cost: Usd,
}

#[derive(Debug, Clone)]
pub struct DrawnPicture {
    pub image: MadeFile,
    pub format: ImageFormat,
    /// The studio's own description of the layers, for the motion.
    pub composition: Option<MadeFile>,
    pub size: FrameSize,
    pub depicts: Vec<String>,
    pub cost: Usd,
}

#[derive(Debug, Clone)]
pub struct AnimatedClip {
    pub video: MadeFile,
    /// Seconds.
    pub duration: f64,
    pub cost: Usd,
}

#[derive(Debug, Clone)]
pub struct MixedSound {
    /// Voice and music, 48 kHz stereo, as long as the film; not mastered.
    pub mix: MadeFile,
    /// The voice alone on the same time line; absent when nobody speaks.
    pub voice: Option<MadeFile>,
    /// One entry a scene, in order.
    pub narration: Vec<SceneNarration>,
    /// Seconds.
    pub duration: f64,
    pub cost: Usd,
}
