//! What the API shows: workflows and their jobs, each of one tenant.

mod state;

use aida_protocol::{
    Agent, ContentType, JobError, JobView, Priority, TenantId, Usd, WorkflowId, WorkflowState,
    WorkflowStatus, WorkflowSummary,
};
use chrono::{DateTime, TimeDelta, Utc};
use tokio_postgres::{Row, types::Json};
use uuid::Uuid;

use crate::{
    Store, StoreError,
    rows::{read_node, read_status},
};
use state::read_state;

/// Changes with every change of the workflow's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkflowVersion {
    pub event_seq: i64,
    pub updated_at: DateTime<Utc>,
}

/// Which workflows of a tenant to list; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkflowFilter {
    /// Any of these.
    pub statuses: Option<Vec<WorkflowStatus>>,
    pub content_type: Option<ContentType>,
    /// Accepted then or later.
    pub since: Option<DateTime<Utc>>,
    /// Accepted earlier.
    pub until: Option<DateTime<Utc>>,
    /// Older than this workflow.
    pub before: Option<WorkflowId>,
}

/// How much waits to be started.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Waiting {
    pub all: i64,
    pub of_tenant: i64,
    /// Seconds since the oldest of them was accepted.
    pub oldest_seconds: f64,
    /// How many the live planners started a second lately.
    pub starts_per_second: f64,
}

const WORKFLOW_VERSION: &str = "-- workflow version
SELECT event_seq, updated_at FROM workflow WHERE id = $1 AND tenant = $2";

// One statement, so that the row and its jobs are of one moment.
const WORKFLOW_STATE: &str = "-- workflow state
SELECT w.id, w.brief_id, w.user_id, w.status, w.current_step, w.progress, w.message, w.priority, w.cost,
    w.event_seq, w.accepted_at, w.started_at, w.updated_at, w.finished_at, w.eta_at, b.brief, r.result,
    (SELECT coalesce(json_agg(json_build_object('node', j.node, 'agent', j.agent, 'attempt', j.attempt,
        'status', j.status, 'seconds', j.seconds, 'error', j.error, 'result', j.result,
        'at', coalesce(j.finished_at, j.dispatched_at)) ORDER BY j.dispatched_at, j.node, j.attempt), '[]')
     FROM job j WHERE j.workflow_id = w.id AND j.tenant = w.tenant) AS jobs
FROM workflow w
JOIN workflow_brief b ON b.workflow_id = w.id
LEFT JOIN workflow_result r ON r.workflow_id = w.id
WHERE w.id = $1 AND w.tenant = $2";

// Ids begin with their time: without the bounds on them, a page of an old day would begin its search at today's.
const LIST_WORKFLOWS: &str = "-- list workflows
SELECT id, status, content_type, subject, current_step, progress, message, priority, accepted_at, finished_at, cost
FROM workflow
WHERE tenant = $1
    AND ($2::text[] IS NULL OR status = ANY ($2))
    AND ($3::text IS NULL OR content_type = $3)
    AND ($4::timestamptz IS NULL OR accepted_at >= $4)
    AND ($5::timestamptz IS NULL OR accepted_at < $5)
    AND ($6::uuid IS NULL OR id < $6)
    AND ($8::uuid IS NULL OR id >= $8)
ORDER BY id DESC LIMIT $7";

/// An id's time is of the process that accepted the workflow, `accepted_at` of the database: clocks are less apart.
const CLOCKS_APART: TimeDelta = TimeDelta::hours(1);

// The outer join tells a workflow without jobs from one that is not there.
const JOBS_OF_WORKFLOW: &str = "-- jobs of workflow
SELECT j.node, j.agent, j.attempt, j.status, j.model, j.worker, j.dispatched_at, j.finished_at, j.deadline_at,
    j.seconds, j.cost, j.error, j.result
FROM workflow w LEFT JOIN job j ON j.workflow_id = w.id AND j.tenant = w.tenant
WHERE w.id = $1 AND w.tenant = $2
ORDER BY j.dispatched_at, j.node, j.attempt";

const WAITING: &str = "-- waiting
SELECT count(*) AS all_of_them, count(*) FILTER (WHERE tenant = $1) AS of_tenant,
    coalesce(extract(epoch FROM now() - min(accepted_at)), 0)::double precision AS oldest_seconds,
    (SELECT coalesce(sum(starts_per_second), 0) FROM planner
     WHERE gone_at IS NULL AND heartbeat_at > now() - interval '15 seconds') AS starts_per_second
FROM workflow WHERE status = 'accepted'";

impl Store {
    pub async fn workflow_version(
        &self,
        tenant: &TenantId,
        workflow: WorkflowId,
    ) -> Result<Option<WorkflowVersion>, StoreError> {
        let client = self.client().await?;
        let statement =
            client.prepare_cached(WORKFLOW_VERSION).await.map_err(StoreError::query("workflow version"))?;
        let row = client
            .query_opt(&statement, &[&workflow.0, &tenant.as_str()])
            .await
            .map_err(StoreError::query("workflow version"))?;
        Ok(row.as_ref().map(WorkflowVersion::read))
    }

    pub async fn workflow_state(
        &self,
        tenant: &TenantId,
        workflow: WorkflowId,
    ) -> Result<Option<(WorkflowVersion, WorkflowState)>, StoreError> {
        let client = self.client().await?;
        let statement =
            client.prepare_cached(WORKFLOW_STATE).await.map_err(StoreError::query("workflow state"))?;
        let row = client
            .query_opt(&statement, &[&workflow.0, &tenant.as_str()])
            .await
            .map_err(StoreError::query("workflow state"))?;
        row.map(|row| Ok((WorkflowVersion::read(&row), read_state(&row)?))).transpose()
    }

    /// Newest first.
    pub async fn list_workflows(
        &self,
        tenant: &TenantId,
        filter: &WorkflowFilter,
        limit: i64,
    ) -> Result<Vec<WorkflowSummary>, StoreError> {
        let statuses: Option<Vec<_>> =
            filter.statuses.as_ref().map(|statuses| statuses.iter().map(|status| status.as_str()).collect());
        let client = self.client().await?;
        // Not prepared for good: the server plans for the filters that are set.
        let rows = client
            .query(
                LIST_WORKFLOWS,
                &[
                    &tenant.as_str(),
                    &statuses,
                    &filter.content_type.map(ContentType::as_str),
                    &filter.since,
                    &filter.until,
                    &filter.ids_below(),
                    &limit,
                    &filter.since.and_then(|since| since.checked_sub_signed(CLOCKS_APART)).map(first_id),
                ],
            )
            .await
            .map_err(StoreError::query("list workflows"))?;
        rows.iter().map(read_summary).collect()
    }

    /// Every attempt, in the order of dispatch; `None` when there is no such workflow of this tenant.
    pub async fn jobs_of(
        &self,
        tenant: &TenantId,
        workflow: WorkflowId,
    ) -> Result<Option<Vec<JobView>>, StoreError> {
        let client = self.client().await?;
        let rows = client
            .query(JOBS_OF_WORKFLOW, &[&workflow.0, &tenant.as_str()])
            .await
            .map_err(StoreError::query("jobs of workflow"))?;
        if rows.is_empty() {
            return Ok(None);
        }
        let present = rows.iter().filter(|row| row.get::<_, Option<&str>>("node").is_some());
        present.map(read_job).collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// What is accepted and not yet started.
    pub async fn waiting(&self, tenant: &TenantId) -> Result<Waiting, StoreError> {
        let client = self.client().await?;
        let row =
            client.query_one(WAITING, &[&tenant.as_str()]).await.map_err(StoreError::query("waiting"))?;
        Ok(Waiting {
            all: row.get("all_of_them"),
            of_tenant: row.get("of_tenant"),
            oldest_seconds: row.get("oldest_seconds"),
            starts_per_second: row.get("starts_per_second"),
        })
    }
}

impl WorkflowFilter {
    fn ids_below(&self) -> Option<Uuid> {
        let until = self.until.and_then(|until| until.checked_add_signed(CLOCKS_APART)).map(first_id);
        self.before.map(|id| id.0).into_iter().chain(until).min()
    }
}

/// The lowest id of that moment (RFC 9562, version 7: the milliseconds come first).
fn first_id(at: DateTime<Utc>) -> Uuid {
    let milliseconds = u128::try_from(at.timestamp_millis()).unwrap_or_default().min((1 << 48) - 1);
    Uuid::from_u128(milliseconds << 80)
}

impl WorkflowVersion {
    fn read(row: &Row) -> Self {
        WorkflowVersion { event_seq: row.get("event_seq"), updated_at: row.get("updated_at") }
    }
}

fn read_agent(name: &str, table: &'static str, column: &'static str) -> Result<Agent, StoreError> {
    name.parse().map_err(|error: String| StoreError::corrupt(table, column, error))
}

fn read_priority(row: &Row) -> Priority {
    match row.get::<_, i16>("priority") {
        0 => Priority::Low,
        1 => Priority::Normal,
        _ => Priority::High,
    }
}

fn read_current_step(row: &Row) -> Result<Option<Agent>, StoreError> {
    let step: Option<&str> = row.get("current_step");
    step.map(|name| read_agent(name, "workflow", "current_step")).transpose()
}

fn read_summary(row: &Row) -> Result<WorkflowSummary, StoreError> {
    let name: &str = row.get("content_type");
    let content_type = ContentType::ALL.into_iter().find(|known| known.as_str() == name);
    Ok(WorkflowSummary {
        id: WorkflowId(row.get("id")),
        status: read_status(row)?,
        content_type: content_type.ok_or_else(|| StoreError::corrupt("workflow", "content_type", name))?,
        subject: row.get("subject"),
        current_step: read_current_step(row)?,
        progress: row.get::<_, i16>("progress") as u8,
        current_message: row.get("message"),
        priority: read_priority(row),
        accepted_at: row.get("accepted_at"),
        finished_at: row.get("finished_at"),
        cost: Usd::from_ten_thousandths(row.get("cost")),
    })
}

fn read_job(row: &Row) -> Result<JobView, StoreError> {
    let error: Option<Json<JobError>> =
        row.try_get("error").map_err(|error| StoreError::corrupt("job", "error", error))?;
    Ok(JobView {
        node: read_node(row, "job")?,
        agent: read_agent(row.get("agent"), "job", "agent")?,
        attempt: row.get("attempt"),
        status: row.get("status"),
        model: row.get("model"),
        worker: row.get("worker"),
        dispatched_at: row.get("dispatched_at"),
        finished_at: row.get("finished_at"),
        deadline_at: row.get("deadline_at"),
        seconds: row.get("seconds"),
        cost: Usd::from_ten_thousandths(row.get("cost")),
        error: error.map(|Json(error)| error),
        result: row.get("result"),
    })
}
