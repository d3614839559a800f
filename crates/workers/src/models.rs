use std::{path::PathBuf, sync::Arc};

use aida_models::{ImageModel, ScriptModel, SpeechModel, StoryboardModel, VideoModel};
use aida_studio::{StudioDirector, StudioIllustrator, StudioMotion, StudioVoice, StudioWriter};

/// The model that each agent works with.
#[derive(Clone)]
pub struct Models {
    pub script: Arc<dyn ScriptModel>,
    pub storyboard: Arc<dyn StoryboardModel>,
    pub image: Arc<dyn ImageModel>,
    pub video: Arc<dyn VideoModel>,
    pub speech: Arc<dyn SpeechModel>,
}

impl Models {
    /// The local models. `voice_helper` is the program that speaks.
    pub fn studio(voice_helper: PathBuf) -> Self {
        Models {
            script: Arc::new(StudioWriter),
            storyboard: Arc::new(StudioDirector),
            image: Arc::new(StudioIllustrator),
            video: Arc::new(StudioMotion),
            speech: Arc::new(StudioVoice::new(voice_helper)),
        }
    }
}
