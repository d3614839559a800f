//! What users ask of workflows. The planner carries it out; until then the row waits.

use aida_protocol::{NodeId, TenantId, WorkflowId, WorkflowStatus};
use uuid::Uuid;

use crate::{Store, StoreError, rows::read_status};

/// What can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    Cancel,
    /// Start nothing more; what runs may end.
    Pause,
    Resume,
    /// Do a step and what follows from it again, after the end.
    Retry,
}

impl RequestKind {
    pub const ALL: [RequestKind; 4] =
        [RequestKind::Cancel, RequestKind::Pause, RequestKind::Resume, RequestKind::Retry];

    pub const fn as_str(self) -> &'static str {
        match self {
            RequestKind::Cancel => "cancel",
            RequestKind::Pause => "pause",
            RequestKind::Resume => "resume",
            RequestKind::Retry => "retry",
        }
    }

    pub(crate) fn read(text: &str) -> Result<Self, StoreError> {
        let known = RequestKind::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or_else(|| StoreError::corrupt("request", "kind", text))
    }

    /// Whether it makes sense for a workflow in this status. The planner looks again under the lock.
    const fn fits(self, status: WorkflowStatus) -> bool {
        match self {
            RequestKind::Retry => status.is_terminal(),
            RequestKind::Cancel | RequestKind::Pause | RequestKind::Resume => !status.is_terminal(),
        }
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Stored now or before; the planner will carry it out.
    Stored,
    /// Not possible in this status.
    Refused(WorkflowStatus),
    /// There is no such workflow of this tenant.
    Unknown,
}

const STATUS_OF: &str = "-- status of workflow
SELECT status FROM workflow WHERE id = $1 AND tenant = $2";

const INSERT_REQUEST: &str = "-- insert request
INSERT INTO request (id, workflow_id, kind, actor, argument) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workflow_id, kind) WHERE done_at IS NULL DO NOTHING";

impl Store {
    /// Asks something of a workflow; asking twice before it is done is the same as once.
    pub async fn request(
        &self,
        tenant: &TenantId,
        workflow: WorkflowId,
        kind: RequestKind,
        from: Option<NodeId>,
        actor: &str,
    ) -> Result<Asked, StoreError> {
        let client = self.client().await?;
        let found = client
            .query_opt(STATUS_OF, &[&workflow.0, &tenant.as_str()])
            .await
            .map_err(StoreError::query("status of workflow"))?;
        let Some(row) = found else { return Ok(Asked::Unknown) };
        let status = read_status(&row)?;
        if !kind.fits(status) {
            return Ok(Asked::Refused(status));
        }
        let argument = from.map(|node| node.to_string());
        client
            .execute(INSERT_REQUEST, &[&Uuid::now_v7(), &workflow.0, &kind.as_str(), &actor, &argument])
            .await
            .map_err(StoreError::query("insert request"))?;
        Ok(Asked::Stored)
    }
}
