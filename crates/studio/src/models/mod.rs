//! The studio's crafts as models. All of them are work for a processor, so they run on blocking threads.

mod director;
mod illustrator;
mod motion;
mod recorded;
mod voice;
mod writer;

pub use director::StudioDirector;
pub use illustrator::StudioIllustrator;
pub use motion::StudioMotion;
pub use recorded::mix_recorded;
pub use voice::StudioVoice;
pub use writer::StudioWriter;

use aida_models::JobContext;
use aida_protocol::{ErrorKind, JobError};

/// Runs `work` on a blocking thread. A panic in it is an error of the job, not of the worker.
async fn blocking<T, E, F>(context: &JobContext, work: F) -> Result<T, JobError>
where
    T: Send + 'static,
    E: Into<JobError> + Send + 'static,
    F: FnOnce(&JobContext) -> Result<T, E> + Send + 'static,
{
    context.check_cancelled()?;
    let context = context.clone();
    match tokio::task::spawn_blocking(move || work(&context)).await {
        Ok(result) => result.map_err(Into::into),
        Err(_) => Err(JobError::new(ErrorKind::Internal, "the studio's work ended unexpectedly")),
    }
}

#[cfg(test)]
mod tests {
    use std::{path::PathBuf, sync::atomic::Ordering};

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_and_a_cancelled_job_does_not_start() {
        let context = JobContext::quiet(PathBuf::new(), 1);
        let panics = |_: &JobContext| -> Result<(), JobError> { panic!("a bug") };
        let error = blocking(&context, panics).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Internal);
        context.cancelled().store(true, Ordering::Relaxed);
        assert_eq!(blocking(&context, panics).await.unwrap_err().kind, ErrorKind::Cancelled);
    }
}
