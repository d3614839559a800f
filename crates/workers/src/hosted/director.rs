use std::sync::Arc;

use aida_models::{JobContext, JobScope, ModelKind, ModelSpec, StoryboardModel, Storyboarded, WorkPlan};
use aida_protocol::{DirectorInput, JobError, Usd};
use async_trait::async_trait;

use super::{
    Hosted, answers, prompts,
    question::Question,
    walk::{Errand, Passed, Way},
};

/// Decides how scenes look with a hosted model.
pub struct HostedDirector(pub Arc<Hosted>);

#[async_trait]
impl StoryboardModel for HostedDirector {
    fn id(&self) -> &str {
        "hosted"
    }

    async fn direct(&self, input: &DirectorInput, context: &JobContext) -> Result<Storyboarded, JobError> {
        let errand = Errand {
            kind: ModelKind::Text,
            brief: &input.brief,
            words: format!("{}\n{}", prompts::brief_text(&input.brief), prompts::script_text(&input.script)),
            plan: WorkPlan::of_script(&input.brief, &input.script),
        };
        let mut directed =
            self.0.walk(errand, context, &Directing { hosted: &self.0, input, context }).await?;
        directed.cost = context.told().paid;
        Ok(directed)
    }
}

struct Directing<'a> {
    hosted: &'a Hosted,
    input: &'a DirectorInput,
    context: &'a JobContext,
}

#[async_trait]
impl Way<Storyboarded> for Directing<'_> {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<Storyboarded, Passed> {
        let DirectorInput { brief, script } = self.input;
        let question = Question {
            brief,
            schema: answers::storyboard_schema(),
            schema_name: "storyboard",
            tokens: 1_500 + script.scenes.len() as u32 * 300,
            prompt: &|fault| prompts::director(brief, script, fault),
            read: &|answer| answers::storyboard(answer, script),
        };
        let storyboard = self.hosted.ask(question, model, scope, self.context).await?;
        Ok(Storyboarded { storyboard, cost: Usd::ZERO })
    }

    async fn studio(&self) -> Result<Storyboarded, JobError> {
        self.hosted.studio.storyboard.direct(self.input, self.context).await
    }

    fn studio_id(&self) -> &str {
        self.hosted.studio.storyboard.id()
    }
}
