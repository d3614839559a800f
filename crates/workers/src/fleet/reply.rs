use std::time::Duration;

use aida_broker::PublishError;
use aida_protocol::{
    Downgrade, ErrorKind, JobError, JobMessage, JobOutcome, MESSAGE_VERSION, ReplyMessage,
    routing::REPLY_QUEUE,
};
use tokio::time::sleep;

use super::worker::Worker;

const PAUSE: Duration = Duration::from_millis(200);

/// Publishes a job's reply until the broker confirms it. `false` when it never will: then the job has to
/// be done again elsewhere.
pub async fn send(
    worker: &Worker,
    job: &JobMessage,
    outcome: JobOutcome,
    downgrades: Vec<Downgrade>,
    seconds: f64,
) -> bool {
    let id = format!("{}/{}/{}/reply", job.workflow_id, job.node, job.attempt);
    let mut reply = ReplyMessage {
        version: MESSAGE_VERSION,
        workflow_id: job.workflow_id,
        tenant: job.tenant.clone(),
        node: job.node,
        attempt: job.attempt,
        worker: worker.id.clone(),
        seconds,
        traceparent: job.traceparent.clone(),
        downgrades,
        outcome,
    };
    loop {
        match worker.publisher.publish(REPLY_QUEUE, &id, &reply).await {
            Ok(()) => return true,
            Err(PublishError::TooLarge { bytes, .. }) => {
                let JobOutcome::Succeeded { cost, .. } = reply.outcome else {
                    tracing::error!(id, bytes, "a failure's reply is too large");
                    return false;
                };
                let reason = format!("the result of {bytes} bytes is too large");
                reply.outcome =
                    JobOutcome::Failed { error: JobError::new(ErrorKind::InvalidOutput, reason), cost };
            }
            Err(error) if error.retryable() => {
                if let Some(more) = worker.unconfirmed.now() {
                    tracing::warn!(id, more, %error, "a reply is not confirmed yet");
                }
                worker.metrics.reply_retried(job.input.agent());
                sleep(PAUSE).await;
            }
            Err(error) => {
                tracing::error!(id, %error, "a reply cannot be sent");
                return false;
            }
        }
    }
}
