use std::sync::Arc;

use aida_models::{JobContext, JobScope, ModelKind, ModelSpec, ScriptModel, WorkPlan, Written};
use aida_protocol::{JobError, WriterInput};
use async_trait::async_trait;

use super::{
    Hosted, answers, prompts,
    question::Question,
    walk::{Errand, Passed, Way},
};

/// Writes the script with a hosted model.
pub struct HostedWriter(pub Arc<Hosted>);

#[async_trait]
impl ScriptModel for HostedWriter {
    fn id(&self) -> &str {
        "hosted"
    }

    async fn write(&self, input: &WriterInput, context: &JobContext) -> Result<Written, JobError> {
        let errand = Errand {
            kind: ModelKind::Text,
            brief: &input.brief,
            words: prompts::brief_text(&input.brief),
            plan: WorkPlan::of_brief(&input.brief),
        };
        let mut written = self.0.walk(errand, context, &Writing { hosted: &self.0, input, context }).await?;
        written.cost = context.told().paid;
        Ok(written)
    }
}

struct Writing<'a> {
    hosted: &'a Hosted,
    input: &'a WriterInput,
    context: &'a JobContext,
}

#[async_trait]
impl Way<Written> for Writing<'_> {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<Written, Passed> {
        let brief = &self.input.brief;
        let scenes = WorkPlan::of_brief(brief).scenes.len() as u32;
        let question = Question {
            brief,
            schema: answers::script_schema(),
            schema_name: "script",
            tokens: 1_500 + scenes * 300,
            prompt: &|fault| prompts::writer(brief, fault),
            read: &|answer| answers::script(answer, brief),
        };
        let (script, post) = self.hosted.ask(question, model, scope, self.context).await?;
        Ok(Written { script, post, cost: aida_protocol::Usd::ZERO })
    }

    async fn studio(&self) -> Result<Written, JobError> {
        self.hosted.studio.script.write(self.input, self.context).await
    }

    fn studio_id(&self) -> &str {
        self.hosted.studio.script.id()
    }
}
