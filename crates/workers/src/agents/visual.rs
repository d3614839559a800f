use std::{sync::Arc, time::Instant};

use aida_assets::AssetStore;
use aida_models::{ImageModel, JobContext};
use aida_protocol::{Agent, AgentResult, Dimensions, JobError, JobInput, JobMessage, VisualResult};
use async_trait::async_trait;

use super::{AgentWork, Capabilities, Done, files::Files, invalid_input, metadata, misrouted};

/// Draws the still of one scene.
pub struct Visual {
    model: Arc<dyn ImageModel>,
}

impl Visual {
    pub fn new(model: Arc<dyn ImageModel>) -> Self {
        Visual { model }
    }
}

#[async_trait]
impl AgentWork for Visual {
    fn agent(&self) -> Agent {
        Agent::Visual
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(self.model.id())
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[Agent::Writer, Agent::Director]
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        let JobInput::Visual(input) = input else { return Err(misrouted(Agent::Visual, input)) };
        if input.frame.width == 0 || input.frame.height == 0 {
            return Err(invalid_input("the picture has no size"));
        }
        if input.scene.id != input.shot.scene_id {
            return Err(invalid_input("scene and shot do not belong together"));
        }
        Ok(())
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        assets: &AssetStore,
    ) -> Result<Done, JobError> {
        let JobInput::Visual(input) = &job.input else { return Err(misrouted(Agent::Visual, &job.input)) };
        let started = Instant::now();
        let drawn = self.model.draw(input, context).await?;
        let mut files = Files::new(assets, context);
        let image = files.store(drawn.image).await?;
        let composition = files.store_some(drawn.composition).await?;
        let (cost, model) = (drawn.cost, context.made_by(self.model.id()));
        let result = VisualResult {
            success: true,
            scene_id: input.scene.id,
            image_url: image.url(job.workflow_id),
            dimensions: Dimensions { width: drawn.size.width, height: drawn.size.height },
            format: drawn.format,
            model_used: model.clone(),
            metadata: metadata(cost, started, &model),
            image,
            composition,
            depicts: drawn.depicts,
            error: None,
        };
        Ok(Done { result: AgentResult::Visual(Box::new(result)), assets: files.into_made(), cost, model })
    }
}
