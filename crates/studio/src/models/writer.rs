use aida_models::{JobContext, ScriptModel, Written};
use aida_protocol::{ErrorKind, JobError, Usd, WriterInput};
use async_trait::async_trait;

use super::blocking;

/// Writes by grammar in six languages.
#[derive(Debug, Clone, Copy, Default)]
pub struct StudioWriter;

impl StudioWriter {
    pub const ID: &'static str = "studio/writer";
}

#[async_trait]
impl ScriptModel for StudioWriter {
    fn id(&self) -> &str {
        Self::ID
    }

    async fn write(&self, input: &WriterInput, context: &JobContext) -> Result<Written, JobError> {
        if !input.brief.language.is_of_studio() {
            let language = input.brief.language.name();
            return Err(JobError::new(
                ErrorKind::InvalidInput,
                format!("the studio does not write {language}"),
            ));
        }
        let input = input.clone();
        blocking(context, move |context| {
            context.progress(10, "writing the script");
            let aida_script::Written { script, post } = aida_script::write(&input);
            Ok::<_, JobError>(Written { script, post, cost: Usd::ZERO })
        })
        .await
    }
}
