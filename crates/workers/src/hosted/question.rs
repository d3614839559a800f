//! One question to a model of text, with one chance to mend the answer.

use aida_models::{JobContext, JobScope, ModelSpec, Quantity};
use aida_protocol::{ErrorKind, ProjectBrief};
use aida_providers::{Caller, TextRequest};
use serde_json::Value;

use super::{
    Hosted,
    gate::restore,
    ledger::{Opened, Purchase, digest},
    prompts::Prompt,
    walk::Passed,
};

/// What is asked, and how an answer is judged.
pub struct Question<'a, T> {
    pub brief: &'a ProjectBrief,
    pub schema: Value,
    pub schema_name: &'static str,
    /// Tokens that a usual answer needs at most.
    pub tokens: u32,
    /// The prompt, with what was wrong with the last answer.
    pub prompt: &'a (dyn Fn(Option<&str>) -> Result<Prompt, minijinja::Error> + Sync),
    pub read: &'a (dyn Fn(&Value) -> Result<T, String> + Sync),
}

impl Hosted {
    pub async fn ask<T: Send>(
        &self,
        question: Question<'_, T>,
        model: &ModelSpec,
        scope: &JobScope,
        context: &JobContext,
    ) -> Result<T, Passed> {
        let mut fault = scope.again.fault.clone();
        for round in 0..2 {
            let answer = self.ask_once(&question, fault.as_deref(), model, scope, context).await?;
            match (question.read)(&answer) {
                Ok(value) => return Ok(value),
                Err(wrong) if round == 0 => fault = Some(wrong),
                Err(wrong) => return Err(Passed::over(ErrorKind::InvalidOutput, wrong)),
            }
        }
        Err(Passed::over(ErrorKind::InvalidOutput, "the answer could not be mended"))
    }

    async fn ask_once<T>(
        &self,
        question: &Question<'_, T>,
        fault: Option<&str>,
        model: &ModelSpec,
        scope: &JobScope,
        context: &JobContext,
    ) -> Result<Value, Passed> {
        let Some(Caller::Text(caller)) = self.settings.callers.get(&model.provider) else {
            return Err(Passed::over(ErrorKind::InvalidInput, "its provider serves no text"));
        };
        let prompt = (question.prompt)(fault)
            .map_err(|error| Passed::over(ErrorKind::Internal, format!("the prompt: {}", error.kind())))?;
        let (mut system, mut text) = (prompt.system, prompt.question);
        let out = self.let_out(model, &mut [&mut system, &mut text])?;
        let most = model.limits.max_output_tokens.unwrap_or(u32::MAX).min(question.tokens);
        let request = TextRequest {
            system,
            prompt: text,
            schema: question.schema.clone(),
            schema_name: question.schema_name.to_owned(),
            max_output_tokens: most,
        };
        let asked = request.system.len() + request.prompt.len() + request.schema.to_string().len();
        // No tokenizer makes more tokens than bytes; three bytes a token is already much.
        let usual = Quantity {
            input_tokens: asked as u64 / 2 + 500,
            output_tokens: u64::from(most),
            ..Quantity::default()
        };
        let purchase = Purchase {
            model,
            brief: question.brief,
            digest: digest(&[&model.endpoint, &request.system, &request.prompt, question.schema_name]),
            reserve: model.price.cost(&usual),
            privacy: Some(out.record),
            prompt: Some(prompt.hash),
            reuse_seconds: self.settings.reuse_seconds,
        };
        let id = match self.open(purchase, scope, context).await? {
            Opened::Answered(answer) => return Ok(restore(&answer, &out.masker)),
            // There is no ticket for a call that answers at once.
            Opened::Resume(..) | Opened::Found(..) => {
                return Err(Passed::over(ErrorKind::Internal, "a ticket for a text"));
            }
            Opened::Call(id) => id,
        };
        match caller.complete(&model.endpoint, &request).await {
            Ok(answer) => {
                let cost = model.price.cost(&answer.used);
                self.settle(id, model, cost, answer.json.clone(), context).await?;
                Ok(restore(&answer.json, &out.masker))
            }
            Err(error) => Err(self.settle_failure(id, model, &usual, &error, context).await?),
        }
    }
}
