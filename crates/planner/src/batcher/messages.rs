//! What a batch sends: the messages of jobs, and the letters of those that were given up.

use aida_protocol::{Again, JobMessage, MESSAGE_VERSION, NodeId, WorkflowId, routing};
use aida_store::DeadLetter;
use aida_workflow::{Millis, Way};
use chrono::DateTime;
use uuid::Uuid;

use crate::{
    decide::{Buried, Sending, Working},
    jobs::{self, BuildError, Film, Results},
    outbox::Parcel,
};

pub(super) fn parcel(working: &Working, sending: &Sending, results: &Results) -> anyhow::Result<Parcel> {
    Ok(Parcel::of(&message(working, sending.node, sending.attempt, sending.deadline, results)?)?)
}

fn message(
    working: &Working,
    node: NodeId,
    attempt: i32,
    deadline: Millis,
    results: &Results,
) -> Result<JobMessage, BuildError> {
    let state = &working.state;
    Ok(JobMessage {
        version: MESSAGE_VERSION,
        workflow_id: working.id(),
        tenant: working.row.tenant.clone(),
        node,
        attempt,
        deadline_at: DateTime::from_timestamp_millis(deadline).unwrap_or_default(),
        traceparent: Some(traceparent(working.id(), node, attempt)),
        again: state.tries.get(&node).map(|tries| Again {
            simple: tries.way == Way::Simple,
            without: tries.without.clone(),
            fault: tries.fault.clone(),
        }),
        input: jobs::input(node, Film { brief: &working.brief, results, state, aspect: None })?,
    })
}

/// The jobs that were given up, as letters with the message of their last attempt.
pub(super) fn letters(working: &Working, results: &Results) -> Vec<DeadLetter> {
    let letter = |buried: &Buried| {
        let Buried { node, attempt, error } = buried;
        let last = working.state.jobs.get(node).map_or(0, |job| job.dispatched_at);
        let message = message(working, *node, *attempt, last, results);
        DeadLetter {
            message_id: format!("{}/{node}/{attempt}/attempts", working.id()),
            queue: routing::job_queue(node.agent()),
            reason: "attempts".to_owned(),
            error: error.to_string(),
            tenant: Some(working.row.tenant.clone()),
            workflow_id: Some(working.id()),
            node: Some(*node),
            attempt: Some(*attempt),
            body: message.ok().and_then(|message| aida_broker::encode(&message).ok()).unwrap_or_default(),
            headers: serde_json::json!({}),
        }
    };
    working.buried.iter().map(letter).collect()
}

/// W3C trace context: the workflow is the trace, the attempt the span. Derived, so that a message that is
/// built again carries the same.
fn traceparent(id: WorkflowId, node: NodeId, attempt: i32) -> String {
    let span = Uuid::new_v5(&id.0, format!("{node}/{attempt}").as_bytes()).as_u64_pair().0.max(1);
    format!("00-{}-{span:016x}-01", id.0.simple())
}
