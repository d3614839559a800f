use std::{sync::Arc, time::Instant};

use aida_assets::AssetStore;
use aida_models::{JobContext, ScriptModel};
use aida_protocol::{Agent, AgentResult, JobError, JobInput, JobMessage, WriterResult};
use async_trait::async_trait;

use super::{AgentWork, Capabilities, Done, invalid_input, metadata, misrouted};

/// Writes the script.
pub struct Writer {
    model: Arc<dyn ScriptModel>,
}

impl Writer {
    pub fn new(model: Arc<dyn ScriptModel>) -> Self {
        Writer { model }
    }
}

#[async_trait]
impl AgentWork for Writer {
    fn agent(&self) -> Agent {
        Agent::Writer
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(self.model.id())
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[]
    }

    fn makes_files(&self) -> bool {
        false
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        let JobInput::Writer(input) = input else { return Err(misrouted(Agent::Writer, input)) };
        if input.brief.subject.trim().is_empty() {
            return Err(invalid_input("the brief has no subject"));
        }
        Ok(())
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        _: &AssetStore,
    ) -> Result<Done, JobError> {
        let JobInput::Writer(input) = &job.input else { return Err(misrouted(Agent::Writer, &job.input)) };
        let started = Instant::now();
        let written = self.model.write(input, context).await?;
        let (cost, model) = (written.cost, context.made_by(self.model.id()));
        let result = WriterResult {
            success: true,
            script: written.script,
            post: written.post,
            metadata: metadata(cost, started, &model),
            error: None,
        };
        Ok(Done { result: AgentResult::Writer(Box::new(result)), assets: vec![], cost, model })
    }
}
