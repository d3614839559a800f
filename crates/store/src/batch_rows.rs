//! What a planner's batch writes: rows, not yet statements.

use aida_protocol::{AssetRef, JobError, NodeId, TenantId, ToldEvent, Usd, WorkflowId, WorkflowStatus};
use chrono::{DateTime, Utc};
use serde_json::{Value, value::RawValue};
use uuid::Uuid;

use crate::{DeadLetter, ReplayedLetter};

/// What changed about one workflow.
#[derive(Debug, Clone)]
pub struct WorkflowUpdate {
    pub id: WorkflowId,
    /// The transaction that has to have written the row last, or else nothing of the batch is written. `None` when the row
    /// is locked and anybody may have.
    pub written_by: Option<i64>,
    pub status: WorkflowStatus,
    pub current_step: Option<&'static str>,
    pub progress: u8,
    pub message: String,
    /// `None` keeps what is stored.
    pub plan: Option<Value>,
    pub cost: Usd,
    pub event_seq: i64,
    pub started_at: Option<DateTime<Utc>>,
    /// `None` keeps what is stored.
    pub deadline_at: Option<DateTime<Utc>>,
    pub eta_at: Option<DateTime<Utc>>,
}

/// A job that is dispatched from now on.
#[derive(Debug, Clone)]
pub struct OpenedJob {
    pub workflow_id: WorkflowId,
    pub tenant: TenantId,
    pub node: NodeId,
    pub attempt: i32,
    pub deadline_at: DateTime<Utc>,
}

/// A job that has ended.
#[derive(Debug, Clone)]
pub struct ClosedJob {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
    /// `succeeded`, `failed` or `cancelled`.
    pub status: &'static str,
    pub model: Option<String>,
    pub worker: Option<String>,
    pub seconds: Option<f64>,
    pub cost: Usd,
    pub error: Option<JobError>,
    /// As JSON.
    pub result: Option<Box<RawValue>>,
    pub assets: Vec<AssetRef>,
    /// When the failed attempt is followed by another.
    pub next_attempt_at: Option<DateTime<Utc>>,
}

/// A job whose message is sent once more, now by this planner.
#[derive(Debug, Clone)]
pub struct ResentJob {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
}

/// Everything one batch writes.
#[derive(Debug, Clone, Default)]
pub struct BatchWrites {
    pub workflows: Vec<WorkflowUpdate>,
    pub opened: Vec<OpenedJob>,
    pub closed: Vec<ClosedJob>,
    pub resent: Vec<ResentJob>,
    /// All of the batch's time.
    pub events: Vec<ToldEvent>,
    /// Final results, as JSON.
    pub results: Vec<(WorkflowId, Box<RawValue>)>,
    /// Requests that are carried out.
    pub requests: Vec<Uuid>,
    /// Failed attempts that nothing follows any more, or that have been followed.
    pub cleared_retries: Vec<(WorkflowId, NodeId, i32)>,
    /// Jobs whose success no longer counts.
    pub superseded: Vec<(WorkflowId, NodeId)>,
    /// Workflows that go on after their end.
    pub reopened: Vec<WorkflowId>,
    pub dead_letters: Vec<DeadLetter>,
    pub replayed: Vec<ReplayedLetter>,
}

impl BatchWrites {
    /// Adds what another part of the batch writes.
    pub fn append(&mut self, other: BatchWrites) {
        let BatchWrites {
            workflows,
            opened,
            closed,
            resent,
            events,
            results,
            requests,
            cleared_retries,
            superseded,
            reopened,
            dead_letters,
            replayed,
        } = other;
        self.workflows.extend(workflows);
        self.opened.extend(opened);
        self.closed.extend(closed);
        self.resent.extend(resent);
        self.events.extend(events);
        self.results.extend(results);
        self.requests.extend(requests);
        self.cleared_retries.extend(cleared_retries);
        self.superseded.extend(superseded);
        self.reopened.extend(reopened);
        self.dead_letters.extend(dead_letters);
        self.replayed.extend(replayed);
    }

    pub fn is_empty(&self) -> bool {
        self.workflows.is_empty()
            && self.resent.is_empty()
            && self.requests.is_empty()
            && self.replayed.is_empty()
            && self.dead_letters.is_empty()
    }
}
