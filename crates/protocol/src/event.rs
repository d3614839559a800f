use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::{Agent, ErrorKind, NodeId, Usd, WorkflowId, WorkflowStatus};

/// Something that happened to a workflow, kept for ever. `(workflow_id, seq)` is its key and `seq` the SSE id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkflowEvent {
    pub workflow_id: WorkflowId,
    /// From 1, without gaps.
    pub seq: i64,
    pub at: DateTime<Utc>,
    #[serde(flatten)]
    pub kind: EventKind,
    /// 0 to 100, after the event.
    pub progress: u8,
    pub message: String,
    /// Seconds to go, as estimated after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_seconds: Option<f64>,
    /// Of the whole workflow, after the event.
    pub cost_so_far: Usd,
}

/// An event as it is stored and told, with what has to be known to pass it on unread.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ToldEvent {
    pub workflow_id: WorkflowId,
    pub seq: i64,
    /// [`EventKind::name`].
    pub event: String,
    /// The [`WorkflowEvent`].
    #[schemars(with = "WorkflowEvent")]
    pub body: Box<RawValue>,
}

impl ToldEvent {
    /// # Errors
    /// When a figure of it is none in JSON.
    pub fn of(event: &WorkflowEvent) -> serde_json::Result<Self> {
        Ok(ToldEvent {
            workflow_id: event.workflow_id,
            seq: event.seq,
            event: event.kind.name().to_owned(),
            body: to_raw_value(event)?,
        })
    }

    /// # Errors
    /// When it was written by a newer program.
    pub fn read(&self) -> serde_json::Result<WorkflowEvent> {
        serde_json::from_str(self.body.get())
    }

    /// Whether nothing follows, unless the workflow is reopened.
    pub fn is_last(&self) -> bool {
        self.event == FINISHED
    }
}

impl PartialEq for ToldEvent {
    fn eq(&self, other: &Self) -> bool {
        (self.workflow_id, self.seq, &self.event, self.body.get())
            == (other.workflow_id, other.seq, &other.event, other.body.get())
    }
}

const FINISHED: &str = "workflow.finished";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event")]
pub enum EventKind {
    #[serde(rename = "workflow.accepted")]
    Accepted,
    #[serde(rename = "workflow.started")]
    Started,
    /// The nodes that the workflow has from now on, finished or not; comes again when the scenes are known.
    #[serde(rename = "workflow.planned")]
    Planned { nodes: Vec<NodeId> },
    #[serde(rename = "job.dispatched")]
    JobDispatched { node: NodeId, agent: Agent, attempt: i32 },
    #[serde(rename = "job.succeeded")]
    JobSucceeded { node: NodeId, agent: Agent, attempt: i32, model: String, seconds: f64, cost: Usd },
    #[serde(rename = "job.failed")]
    JobFailed { node: NodeId, agent: Agent, attempt: i32, kind: ErrorKind, reason: String },
    #[serde(rename = "job.cancelled")]
    JobCancelled { node: NodeId, agent: Agent, attempt: i32 },
    /// The failed attempt will be followed by another in so many seconds.
    #[serde(rename = "job.retrying")]
    JobRetrying { node: NodeId, agent: Agent, attempt: i32, seconds: f64 },
    /// A simpler way has to do from now on; the same stands on the result.
    #[serde(rename = "job.downgraded")]
    JobDowngraded { node: NodeId, agent: Agent, from: String, to: String, reason: String },
    #[serde(rename = "workflow.paused")]
    Paused,
    #[serde(rename = "workflow.resumed")]
    Resumed,
    /// A workflow that had ended goes on: these nodes are done again.
    #[serde(rename = "workflow.reopened")]
    Reopened { nodes: Vec<NodeId> },
    /// The last event of a workflow, unless it is reopened.
    #[serde(rename = "workflow.finished")]
    Finished {
        status: WorkflowStatus,
        /// The agent that failed, when one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

impl EventKind {
    /// The name that SSE carries, as in the `event` field of the JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            EventKind::Accepted => "workflow.accepted",
            EventKind::Started => "workflow.started",
            EventKind::Planned { .. } => "workflow.planned",
            EventKind::JobDispatched { .. } => "job.dispatched",
            EventKind::JobSucceeded { .. } => "job.succeeded",
            EventKind::JobFailed { .. } => "job.failed",
            EventKind::JobCancelled { .. } => "job.cancelled",
            EventKind::JobRetrying { .. } => "job.retrying",
            EventKind::JobDowngraded { .. } => "job.downgraded",
            EventKind::Paused => "workflow.paused",
            EventKind::Resumed => "workflow.resumed",
            EventKind::Reopened { .. } => "workflow.reopened",
            EventKind::Finished { .. } => FINISHED,
        }
    }
}
