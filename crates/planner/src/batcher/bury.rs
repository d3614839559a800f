//! The one input that makes its batch fail.

use aida_protocol::{ErrorKind, JobError, JobOutcome};
use aida_store::DeadLetter;

use super::Batcher;
use crate::input::{Cause, Input};

impl Batcher {
    /// The single input that makes its batch fail: kept as a dead letter. A reply is tried once more as the
    /// failure of its job, so that its workflow ends with a reason.
    pub(super) async fn bury(&self, input: Input, error: &anyhow::Error) -> Option<Input> {
        tracing::error!(workflow_id = %input.workflow_id, cause = input.cause.name(), error = format!("{error:#}"), "poison");
        self.metrics.dead_letters.with_label_values(&["poison"]).inc();
        let again = lost(&input, error);
        let Some(delivery) = input.delivery else { return again };
        let letter = DeadLetter {
            message_id: delivery.message_id.clone(),
            queue: delivery.queue.clone(),
            reason: "poison".to_owned(),
            error: format!("{error:#}"),
            tenant: None,
            workflow_id: Some(input.workflow_id),
            node: None,
            attempt: None,
            body: delivery.body.clone(),
            headers: serde_json::json!({}),
        };
        if let Err(error) = self.store.insert_dead_letter(&letter).await {
            // Not kept, so not acked: it comes again.
            tracing::error!(%error, "a dead letter is not kept");
            return None;
        }
        tokio::spawn(aida_broker::settle_all(vec![delivery]));
        again
    }
}

/// Only replies stand for a job that has to end.
fn lost(input: &Input, error: &anyhow::Error) -> Option<Input> {
    let Cause::Reply(reply) = &input.cause else { return None };
    if matches!(reply.outcome, JobOutcome::Failed { .. }) {
        return None;
    }
    let error = JobError::new(ErrorKind::Internal, format!("the result could not be stored: {error:#}"));
    let cause = Cause::Lost { node: reply.node, attempt: reply.attempt, error };
    Some(Input::found(input.workflow_id, cause))
}
