//! What the API writes: new workflows, and what users ask of running ones.

use aida_protocol::{EventKind, ProjectBrief, TenantId, Usd, WorkflowEvent, WorkflowId, WorkflowStatus};
use chrono::{DateTime, Utc};
use tokio_postgres::types::Json;
use uuid::Uuid;

use crate::{Store, StoreError, rows::read_status};

/// A workflow to be accepted.
#[derive(Debug, Clone)]
pub struct NewWorkflow {
    pub id: WorkflowId,
    pub tenant: TenantId,
    pub brief: ProjectBrief,
    /// Shown in the first event.
    pub message: String,
}

/// What became of a request to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelRequest {
    /// Stored now or before; the planner will carry it out.
    Stored,
    /// The workflow had ended already.
    AlreadyTerminal(WorkflowStatus),
    /// There is no such workflow of this tenant.
    Unknown,
}

const INSERT_WORKFLOW: &str = "-- insert workflow
WITH accepted AS (
    INSERT INTO workflow (id, tenant, brief_id, user_id, content_type, subject, priority, message, event_seq)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
    RETURNING id, accepted_at
), asked AS (
    INSERT INTO workflow_brief (workflow_id, brief) SELECT id, $9 FROM accepted
), told AS (
    INSERT INTO event (workflow_id, seq, at, body) SELECT id, 1, accepted_at, $10 FROM accepted
)
SELECT accepted_at FROM accepted";

const STATUS_OF: &str = "-- status of workflow
SELECT status FROM workflow WHERE id = $1 AND tenant = $2";

const INSERT_REQUEST: &str = "-- insert request
INSERT INTO request (id, workflow_id, kind, actor) VALUES ($1, $2, 'cancel', $3)
ON CONFLICT (workflow_id, kind) WHERE done_at IS NULL DO NOTHING";

impl Store {
    /// Stores an accepted workflow with its brief and first event, in one statement.
    pub async fn submit(&self, workflow: &NewWorkflow) -> Result<DateTime<Utc>, StoreError> {
        let brief = &workflow.brief;
        // Times and numbers of the stored body are replaced by its columns when it is read.
        let event = WorkflowEvent {
            workflow_id: workflow.id,
            seq: 1,
            at: brief.created_at,
            kind: EventKind::Accepted,
            progress: 0,
            message: workflow.message.clone(),
            eta_seconds: None,
            cost_so_far: Usd::ZERO,
        };
        let client = self.client().await?;
        let statement =
            client.prepare_cached(INSERT_WORKFLOW).await.map_err(StoreError::query("insert workflow"))?;
        let row = client
            .query_one(
                &statement,
                &[
                    &workflow.id.0,
                    &workflow.tenant.as_str(),
                    &brief.id,
                    &brief.user_id,
                    &brief.content_type.as_str(),
                    &brief.subject,
                    &(brief.priority as i16),
                    &workflow.message,
                    &Json(brief),
                    &Json(&event),
                ],
            )
            .await
            .map_err(StoreError::query("insert workflow"))?;
        Ok(row.get(0))
    }

    /// Asks for a workflow to be cancelled; asking twice is the same as once.
    pub async fn request_cancel(
        &self,
        tenant: &TenantId,
        workflow: WorkflowId,
        actor: &str,
    ) -> Result<CancelRequest, StoreError> {
        let client = self.client().await?;
        let found = client
            .query_opt(STATUS_OF, &[&workflow.0, &tenant.as_str()])
            .await
            .map_err(StoreError::query("status of workflow"))?;
        let Some(row) = found else { return Ok(CancelRequest::Unknown) };
        let status = read_status(&row)?;
        if status.is_terminal() {
            return Ok(CancelRequest::AlreadyTerminal(status));
        }
        client
            .execute(INSERT_REQUEST, &[&Uuid::now_v7(), &workflow.0, &actor])
            .await
            .map_err(StoreError::query("insert request"))?;
        Ok(CancelRequest::Stored)
    }
}
