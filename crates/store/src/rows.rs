use aida_protocol::{NodeId, TenantId, Usd, WorkflowId, WorkflowStatus};
use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio_postgres::Row;

use crate::StoreError;

/// A workflow's row, locked by a [`crate::Batch`].
#[derive(Debug, Clone)]
pub struct LockedWorkflow {
    pub id: WorkflowId,
    pub tenant: TenantId,
    pub status: WorkflowStatus,
    pub progress: u8,
    pub cost: Usd,
    pub event_seq: i64,
    /// The transaction that wrote the row last. One that is remembered says that nothing has changed since.
    pub written_by: i64,
    /// What the core keeps besides the jobs; absent until the workflow has started, and before it is read.
    pub plan: Option<Value>,
    pub accepted_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub deadline_at: Option<DateTime<Utc>>,
}

impl LockedWorkflow {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(LockedWorkflow {
            id: WorkflowId(row.get("id")),
            tenant: read_tenant(row, "workflow")?,
            status: read_status(row)?,
            progress: row.get::<_, i16>("progress") as u8,
            cost: Usd::from_ten_thousandths(row.get("cost")),
            event_seq: row.get("event_seq"),
            written_by: row.get("written_by"),
            plan: None,
            accepted_at: row.get("accepted_at"),
            started_at: row.get("started_at"),
            deadline_at: row.get("deadline_at"),
        })
    }
}

/// One attempt of a job, without its result.
#[derive(Debug, Clone)]
pub struct JobRow {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
    /// `dispatched`, `succeeded`, `failed`, `cancelled` or `superseded`.
    pub status: String,
    pub cost: Usd,
    pub dispatched_at: DateTime<Utc>,
    pub deadline_at: DateTime<Utc>,
    /// When the failed attempt is followed by another.
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub model: Option<String>,
    pub seconds: Option<f64>,
}

impl JobRow {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(JobRow {
            workflow_id: WorkflowId(row.get("workflow_id")),
            node: read_node(row, "job")?,
            attempt: row.get("attempt"),
            status: row.get("status"),
            cost: Usd::from_ten_thousandths(row.get("cost")),
            dispatched_at: row.get("dispatched_at"),
            deadline_at: row.get("deadline_at"),
            next_attempt_at: row.get("next_attempt_at"),
            model: row.get("model"),
            seconds: row.get("seconds"),
        })
    }
}

pub(crate) fn read_node(row: &Row, table: &'static str) -> Result<NodeId, StoreError> {
    row.get::<_, &str>("node").parse().map_err(|error| StoreError::corrupt(table, "node", error))
}

pub(crate) fn read_tenant(row: &Row, table: &'static str) -> Result<TenantId, StoreError> {
    row.get::<_, &str>("tenant").parse().map_err(|error| StoreError::corrupt(table, "tenant", error))
}

pub(crate) fn read_status(row: &Row) -> Result<WorkflowStatus, StoreError> {
    row.get::<_, &str>("status").parse().map_err(|error| StoreError::corrupt("workflow", "status", error))
}
