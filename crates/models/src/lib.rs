//! What a model is, whoever serves it: the studio on this machine or a provider far away.
//!
//! Each trait takes the job's own input and leaves files in the job's scratch folder; the worker
//! hashes and stores them. Models report progress and must stop soon after `cancelled` is set.
//!
//! Which models there are is data ([`Catalogue`]); which of them a brief gets, and why, is decided by [`select`]
//! from the brief and from what is measured, without asking anybody.

mod catalogue;
mod context;
mod output;
mod select;

pub use catalogue::{
    Catalogue, CatalogueError, ChainSpec, Day, Dialect, Limits, ModelKind, ModelSpec, Price, Protocol,
    ProviderSpec, Quantity, Tier,
};
pub use context::{JobContext, JobScope, Progress, Told};
pub use output::{AnimatedClip, DrawnPicture, MadeFile, MixedSound, Storyboarded, Written};
pub use select::{
    Conditions, Health, Made, Offer, Route, STUDIO, Selection, WorkPlan, image_call, select, speech_call,
    unspoken, video_call,
};

use std::path::PathBuf;

use aida_protocol::{
    AudioInput, ClipInput, DirectorInput, JobError, SceneNarration, VisualInput, WriterInput,
};
use async_trait::async_trait;

/// Writes scripts.
#[async_trait]
pub trait ScriptModel: Send + Sync {
    /// Such as `studio/writer`.
    fn id(&self) -> &str;
    async fn write(&self, input: &WriterInput, context: &JobContext) -> Result<Written, JobError>;
}

/// Decides how each scene of a script looks.
#[async_trait]
pub trait StoryboardModel: Send + Sync {
    fn id(&self) -> &str;
    async fn direct(&self, input: &DirectorInput, context: &JobContext) -> Result<Storyboarded, JobError>;
}

/// Draws one still.
#[async_trait]
pub trait ImageModel: Send + Sync {
    fn id(&self) -> &str;
    async fn draw(&self, input: &VisualInput, context: &JobContext) -> Result<DrawnPicture, JobError>;
}

/// Local copies of what a [`ClipInput`] names by hash.
#[derive(Debug, Clone, Default)]
pub struct ClipFiles {
    pub image: PathBuf,
    pub composition: Option<PathBuf>,
    pub previous_image: Option<PathBuf>,
    pub previous_composition: Option<PathBuf>,
    /// A film of the scene that another model made; then it is shown, and not the still.
    pub footage: Option<PathBuf>,
    /// What is said in this scene; no words when nobody speaks.
    pub narration: SceneNarration,
}

/// Sets one still in motion for the length of its scene.
#[async_trait]
pub trait VideoModel: Send + Sync {
    fn id(&self) -> &str;
    async fn animate(
        &self,
        input: &ClipInput,
        files: &ClipFiles,
        context: &JobContext,
    ) -> Result<AnimatedClip, JobError>;
}

/// Speaks the narration, plays the music, mixes both over the length of the film.
#[async_trait]
pub trait SpeechModel: Send + Sync {
    fn id(&self) -> &str;
    async fn speak(&self, input: &AudioInput, context: &JobContext) -> Result<MixedSound, JobError>;
}
