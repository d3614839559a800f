//! New workflows, each stored once.

use aida_protocol::{EventKind, ProjectBrief, TenantId, Usd, WorkflowEvent, WorkflowId};
use chrono::{DateTime, Utc};
use tokio_postgres::types::{Json, ToSql};

use crate::{Store, StoreError};

/// A workflow to be accepted.
#[derive(Debug, Clone)]
pub struct NewWorkflow {
    pub id: WorkflowId,
    pub tenant: TenantId,
    pub brief: ProjectBrief,
    /// Shown in the first event.
    pub message: String,
}

impl NewWorkflow {
    /// The event that is stored with it.
    pub fn first_event(&self, at: DateTime<Utc>) -> WorkflowEvent {
        WorkflowEvent {
            workflow_id: self.id,
            seq: 1,
            at,
            kind: EventKind::Accepted,
            progress: 0,
            message: self.message.clone(),
            eta_seconds: None,
            cost_so_far: Usd::ZERO,
        }
    }
}

/// What became of a submit that carried a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    New,
    /// The same was submitted under this key before.
    Before(WorkflowId),
    /// Something else was submitted under this key before.
    OtherBody,
}

/// A key of the client's own and what came with it.
#[derive(Debug, Clone, Copy)]
pub struct IdempotencyKey<'a> {
    pub key: &'a str,
    /// SHA-256 of the body as it was understood.
    pub digest: &'a [u8],
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

const INSERT_WORKFLOWS: &str = "-- insert workflows
WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::text[],
                         $9::json[], $10::json[])
        AS a (id, tenant, brief_id, user_id, content_type, subject, priority, message, brief, event)
), accepted AS (
    INSERT INTO workflow (id, tenant, brief_id, user_id, content_type, subject, priority, message, event_seq)
    SELECT id, tenant, brief_id, user_id, content_type, subject, priority, message, 1 FROM asked
), briefs AS (
    INSERT INTO workflow_brief (workflow_id, brief) SELECT id, brief FROM asked
), told AS (
    INSERT INTO event (workflow_id, seq, body) SELECT id, 1, event FROM asked
)
SELECT now()";

// The key's row first: whoever comes second waits for the first's commit and then stores nothing.
const INSERT_WORKFLOW_ONCE: &str = "-- insert workflow once
WITH mine AS (
    INSERT INTO idempotency (tenant, key, digest, workflow_id) VALUES ($2, $11, $12, $1)
    ON CONFLICT (tenant, key) DO NOTHING
    RETURNING workflow_id
), accepted AS (
    INSERT INTO workflow (id, tenant, brief_id, user_id, content_type, subject, priority, message, event_seq)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, 1 FROM mine
    RETURNING id, accepted_at
), asked AS (
    INSERT INTO workflow_brief (workflow_id, brief) SELECT id, $9 FROM accepted
), told AS (
    INSERT INTO event (workflow_id, seq, at, body) SELECT id, 1, accepted_at, $10 FROM accepted
)
SELECT accepted_at FROM accepted";

const SUBMITTED_BEFORE: &str = "-- submitted before
SELECT digest, workflow_id FROM idempotency
WHERE tenant = $1 AND key = $2 AND at > now() - interval '7 days'";

impl Store {
    /// Stores an accepted workflow with its brief and first event, in one statement.
    pub async fn submit(&self, workflow: &NewWorkflow) -> Result<DateTime<Utc>, StoreError> {
        let columns = Columns::of(workflow);
        let failed = || StoreError::query("insert workflow");
        let inserted = self.within("insert workflow", async {
            let client = self.client().await?;
            let statement = client.prepare_cached(INSERT_WORKFLOW).await.map_err(failed())?;
            client.query_one(&statement, &columns.list()).await.map_err(failed())
        });
        let row = inserted.await?;
        Ok(row.get(0))
    }

    /// The same for several, in one statement: all or none, accepted at one time.
    pub async fn submit_all(&self, workflows: &[&NewWorkflow]) -> Result<DateTime<Utc>, StoreError> {
        let columns: Vec<Columns> = workflows.iter().map(|workflow| Columns::of(workflow)).collect();
        let failed = || StoreError::query("insert workflows");
        let inserted = self.within("insert workflows", async {
            let client = self.client().await?;
            let statement = client.prepare_cached(INSERT_WORKFLOWS).await.map_err(failed())?;
            macro_rules! column {
                ($row:ident => $value:expr) => {
                    columns.iter().map(|$row| $value).collect::<Vec<_>>()
                };
            }
            let values: [&(dyn ToSql + Sync); 10] = [
                &column!(row => row.workflow.id.0),
                &column!(row => row.tenant),
                &column!(row => row.workflow.brief.id.as_str()),
                &column!(row => row.workflow.brief.user_id.as_str()),
                &column!(row => row.content_type),
                &column!(row => row.workflow.brief.subject.as_str()),
                &column!(row => row.priority),
                &column!(row => row.workflow.message.as_str()),
                &column!(row => &row.brief),
                &column!(row => &row.event),
            ];
            client.query_one(&statement, &values).await.map_err(failed())
        });
        let row = inserted.await?;
        Ok(row.get(0))
    }

    /// The same under a key: of any number of submits with one key, one is stored.
    pub async fn submit_once(
        &self,
        workflow: &NewWorkflow,
        key: IdempotencyKey<'_>,
    ) -> Result<Submitted, StoreError> {
        let columns = Columns::of(workflow);
        let mut values = columns.list().to_vec();
        values.extend([&key.key as &(dyn ToSql + Sync), &key.digest]);
        let failed = || StoreError::query("insert workflow once");
        let inserted = self.within("insert workflow once", async {
            let client = self.client().await?;
            let statement = client.prepare_cached(INSERT_WORKFLOW_ONCE).await.map_err(failed())?;
            client.query_opt(&statement, &values).await.map_err(failed())
        });
        if inserted.await?.is_some() {
            return Ok(Submitted::New);
        }
        // Stored by another, or by a try of ours whose answer was lost.
        match self.submitted_before(&workflow.tenant, key).await? {
            Some(Submitted::Before(id)) if id == workflow.id => Ok(Submitted::New),
            Some(before) => Ok(before),
            // It was older than seven days, and is swept soon.
            None => Ok(Submitted::OtherBody),
        }
    }

    /// What was submitted under this key in the last seven days.
    pub async fn submitted_before(
        &self,
        tenant: &TenantId,
        key: IdempotencyKey<'_>,
    ) -> Result<Option<Submitted>, StoreError> {
        let failed = || StoreError::query("submitted before");
        let asked = self.within("submitted before", async {
            let client = self.client().await?;
            let statement = client.prepare_cached(SUBMITTED_BEFORE).await.map_err(failed())?;
            client.query_opt(&statement, &[&tenant.as_str(), &key.key]).await.map_err(failed())
        });
        let row = asked.await?;
        Ok(row.map(|row| {
            let same = row.get::<_, &[u8]>("digest") == key.digest;
            if same { Submitted::Before(WorkflowId(row.get("workflow_id"))) } else { Submitted::OtherBody }
        }))
    }
}

/// The values of a new workflow's rows, as the statements number them.
struct Columns<'a> {
    workflow: &'a NewWorkflow,
    tenant: &'a str,
    content_type: &'static str,
    priority: i16,
    brief: Json<&'a ProjectBrief>,
    event: Json<WorkflowEvent>,
}

impl<'a> Columns<'a> {
    fn of(workflow: &'a NewWorkflow) -> Self {
        Columns {
            workflow,
            tenant: workflow.tenant.as_str(),
            content_type: workflow.brief.content_type.as_str(),
            priority: workflow.brief.priority as i16,
            brief: Json(&workflow.brief),
            // Its time is replaced by its column when it is read.
            event: Json(workflow.first_event(workflow.brief.created_at)),
        }
    }

    fn list(&self) -> [&(dyn ToSql + Sync); 10] {
        let (workflow, brief) = (self.workflow, &self.workflow.brief);
        [
            &workflow.id.0,
            &self.tenant,
            &brief.id,
            &brief.user_id,
            &self.content_type,
            &brief.subject,
            &self.priority,
            &workflow.message,
            &self.brief,
            &self.event,
        ]
    }
}
