use std::{sync::Arc, time::Instant};

use aida_assets::AssetStore;
use aida_models::{JobContext, StoryboardModel};
use aida_protocol::{Agent, AgentResult, DirectorResult, ErrorKind, JobError, JobInput, JobMessage};
use async_trait::async_trait;

use super::{AgentWork, Capabilities, Done, invalid_input, metadata, misrouted};

/// Decides how each scene looks.
pub struct Director {
    model: Arc<dyn StoryboardModel>,
}

impl Director {
    pub fn new(model: Arc<dyn StoryboardModel>) -> Self {
        Director { model }
    }
}

#[async_trait]
impl AgentWork for Director {
    fn agent(&self) -> Agent {
        Agent::Director
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(self.model.id())
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[Agent::Writer]
    }

    fn makes_files(&self) -> bool {
        false
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        let JobInput::Director(input) = input else { return Err(misrouted(Agent::Director, input)) };
        if input.script.scenes.is_empty() {
            return Err(invalid_input("the script has no scene"));
        }
        Ok(())
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        _: &AssetStore,
    ) -> Result<Done, JobError> {
        let JobInput::Director(input) = &job.input else {
            return Err(misrouted(Agent::Director, &job.input));
        };
        let started = Instant::now();
        let directed = self.model.direct(input, context).await?;
        let (cost, model) = (directed.cost, context.made_by(self.model.id()));
        // What follows is planned scene by scene.
        let scenes = input.script.scenes.iter().map(|scene| scene.id);
        if !directed.storyboard.scenes.iter().map(|shot| shot.scene_id).eq(scenes) {
            return Err(JobError::new(
                ErrorKind::InvalidOutput,
                "the storyboard's scenes are not the script's",
            ));
        }
        let result = DirectorResult {
            success: true,
            storyboard: directed.storyboard,
            metadata: metadata(cost, started, &model),
            error: None,
        };
        Ok(Done { result: AgentResult::Director(Box::new(result)), assets: vec![], cost, model })
    }
}
