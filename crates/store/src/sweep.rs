//! What the planner's sweeper looks for. Nothing here locks: whoever acts on an answer looks again under the lock.

use std::collections::HashMap;

use aida_protocol::{Agent, NodeId, TenantId, WorkflowId};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use crate::{
    RequestKind, Store, StoreError,
    rows::{read_node, read_tenant},
};

/// A dispatched job whose deadline has passed, or whose message may never have been sent.
#[derive(Debug, Clone)]
pub struct DueJob {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
}

/// Something a user asked for.
#[derive(Debug, Clone)]
pub struct OpenRequest {
    pub id: Uuid,
    pub workflow_id: WorkflowId,
    pub tenant: TenantId,
    pub kind: RequestKind,
    /// Of a retry: the node to start from.
    pub node: Option<NodeId>,
}

/// How much an agent has to do.
#[derive(Debug, Clone)]
pub struct AgentBacklog {
    pub agent: Agent,
    pub dispatched: i64,
    /// Since the oldest dispatched job was dispatched, in seconds.
    pub oldest_seconds: f64,
}

#[derive(Debug, Clone, Default)]
pub struct FleetBacklog {
    pub agents: Vec<AgentBacklog>,
    pub waiting: i64,
    /// Since the oldest waiting workflow was accepted, in seconds.
    pub oldest_waiting_seconds: f64,
    pub running: i64,
    pub paused: i64,
    /// What all live workers can do at once, by agent; agents without a worker are missing.
    pub permits: HashMap<Agent, i64>,
    /// Dispatched jobs that no planner knows to be with the broker.
    pub unconfirmed: i64,
}

impl FleetBacklog {
    pub fn outstanding(&self) -> i64 {
        self.agents.iter().map(|agent| agent.dispatched).sum()
    }

    /// What all live workers can do at once.
    pub fn all_permits(&self) -> i64 {
        self.permits.values().sum()
    }
}

const ORPHANED: &str = "-- orphaned jobs
SELECT j.workflow_id, j.node, j.attempt FROM planner p
JOIN job j ON j.planner = p.id AND j.batch > p.confirmed_batch AND j.status = 'dispatched'
WHERE p.gone_at IS NOT NULL OR p.heartbeat_at < now() - make_interval(secs => $1) LIMIT $2";

/// A worker that has been silent for this long counts as gone.
const PERMITS: &str = "-- permits
SELECT a.agent, sum(a.permits)::bigint FROM worker_agent a JOIN worker w ON w.id = a.worker_id
WHERE w.heartbeat_at > now() - interval '15 seconds' GROUP BY a.agent";

const UNCONFIRMED: &str = "-- unconfirmed jobs
SELECT count(*) FROM planner p
JOIN job j ON j.planner = p.id AND j.batch > p.confirmed_batch AND j.status = 'dispatched'";

// The tenants are found one by one over the index, however many workflows of one of them wait.
const WAITING: &str = "-- waiting workflows
WITH RECURSIVE tenants AS (
    (SELECT tenant FROM workflow WHERE status = 'accepted' ORDER BY tenant LIMIT 1)
    UNION ALL
    SELECT (SELECT tenant FROM workflow WHERE status = 'accepted' AND tenant > t.tenant ORDER BY tenant LIMIT 1)
    FROM tenants t WHERE t.tenant IS NOT NULL
), running AS (
    SELECT tenant, count(*) AS count FROM workflow WHERE status = 'running' GROUP BY tenant
)
SELECT turn.id FROM tenants LEFT JOIN running USING (tenant) CROSS JOIN LATERAL (
    SELECT id, priority,
        coalesce(running.count, 0) + row_number() OVER (ORDER BY priority DESC, id) AS nth
    FROM workflow WHERE status = 'accepted' AND tenant = tenants.tenant
    ORDER BY priority DESC, id LIMIT $1
) AS turn WHERE turn.nth <= $2 ORDER BY turn.priority DESC, turn.nth, turn.id LIMIT $1";

const DUE_JOBS: &str = "-- due jobs
SELECT workflow_id, node, attempt FROM job
WHERE status = 'dispatched' AND deadline_at <= now() ORDER BY deadline_at LIMIT $1";

const DUE_RETRIES: &str = "-- due retries
SELECT j.workflow_id, j.node, j.attempt FROM job j JOIN workflow w ON w.id = j.workflow_id
WHERE j.next_attempt_at <= now() AND w.status = 'running' ORDER BY j.next_attempt_at LIMIT $1";

const DUE_WORKFLOWS: &str = "-- due workflows
SELECT id FROM workflow WHERE status = 'running' AND deadline_at <= now() ORDER BY deadline_at LIMIT $1";

const OPEN_REQUESTS: &str = "-- open requests
SELECT r.id, r.workflow_id, r.kind, r.argument, w.tenant FROM request r JOIN workflow w ON w.id = r.workflow_id
WHERE r.done_at IS NULL ORDER BY r.at LIMIT $1";

const RUNNING: &str = "-- running workflows
SELECT count(*) FILTER (WHERE status = 'accepted'), count(*) FILTER (WHERE status = 'running'),
       count(*) FILTER (WHERE status = 'paused'),
       coalesce(extract(epoch FROM now() - min(accepted_at) FILTER (WHERE status = 'accepted')), 0)::double precision
FROM workflow WHERE status IN ('accepted', 'running', 'paused')";

const AGENTS: &str = "-- backlog of agents
SELECT agent, count(*), extract(epoch FROM now() - min(dispatched_at))::double precision
FROM job WHERE status = 'dispatched' GROUP BY agent";

impl Store {
    /// Accepted workflows in the order in which they should start: by priority, then one of each tenant in
    /// turn, those that run counted in; no tenant shall have more than `of_one_tenant` running.
    pub async fn waiting_workflows(
        &self,
        limit: i64,
        of_one_tenant: i64,
    ) -> Result<Vec<WorkflowId>, StoreError> {
        let rows = self.rows("waiting workflows", WAITING, &[&limit, &of_one_tenant]).await?;
        Ok(rows.iter().map(|row| WorkflowId(row.get(0))).collect())
    }

    /// Jobs whose deadline has passed.
    pub async fn due_jobs(&self, limit: i64) -> Result<Vec<DueJob>, StoreError> {
        let rows = self.rows("due jobs", DUE_JOBS, &[&limit]).await?;
        rows.iter().map(DueJob::read).collect()
    }

    /// Failed attempts whose pause is over, of workflows that are not paused.
    pub async fn due_retries(&self, limit: i64) -> Result<Vec<DueJob>, StoreError> {
        let rows = self.rows("due retries", DUE_RETRIES, &[&limit]).await?;
        rows.iter().map(DueJob::read).collect()
    }

    /// Running workflows whose time is over.
    pub async fn due_workflows(&self, limit: i64) -> Result<Vec<WorkflowId>, StoreError> {
        let rows = self.rows("due workflows", DUE_WORKFLOWS, &[&limit]).await?;
        Ok(rows.iter().map(|row| WorkflowId(row.get(0))).collect())
    }

    pub async fn open_requests(&self, limit: i64) -> Result<Vec<OpenRequest>, StoreError> {
        let rows = self.rows("open requests", OPEN_REQUESTS, &[&limit]).await?;
        let read = |row: &tokio_postgres::Row| {
            Ok(OpenRequest {
                id: row.get("id"),
                workflow_id: WorkflowId(row.get("workflow_id")),
                tenant: read_tenant(row, "workflow")?,
                kind: RequestKind::read(row.get("kind"))?,
                node: row
                    .get::<_, Option<&str>>("argument")
                    .map(|text| {
                        text.parse().map_err(|error| StoreError::corrupt("request", "argument", error))
                    })
                    .transpose()?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Dispatched jobs whose planner is gone without the broker's confirmation for them.
    /// A planner is gone when it said so or was silent for `silent_seconds`.
    pub async fn orphaned_jobs(&self, silent_seconds: f64, limit: i64) -> Result<Vec<DueJob>, StoreError> {
        let rows = self.rows("orphaned jobs", ORPHANED, &[&silent_seconds, &limit]).await?;
        rows.iter().map(DueJob::read).collect()
    }

    /// How much there is to do and who is there to do it.
    pub async fn backlog(&self) -> Result<FleetBacklog, StoreError> {
        let (agents, running, permits, unconfirmed) = tokio::try_join!(
            self.rows("backlog of agents", AGENTS, &[]),
            self.row("running workflows", RUNNING),
            self.rows("permits", PERMITS, &[]),
            self.row("unconfirmed jobs", UNCONFIRMED),
        )?;
        let read_permits = |row: &tokio_postgres::Row| {
            let agent: &str = row.get(0);
            let agent = agent.parse().map_err(|error| StoreError::corrupt("worker_agent", "agent", error))?;
            Ok::<_, StoreError>((agent, row.get(1)))
        };
        let read_agent = |row: &tokio_postgres::Row| {
            let agent: &str = row.get(0);
            Ok::<_, StoreError>(AgentBacklog {
                agent: agent.parse().map_err(|error| StoreError::corrupt("job", "agent", error))?,
                dispatched: row.get(1),
                oldest_seconds: row.get(2),
            })
        };
        Ok(FleetBacklog {
            agents: agents.iter().map(read_agent).collect::<Result<_, _>>()?,
            waiting: running.get(0),
            running: running.get(1),
            paused: running.get(2),
            oldest_waiting_seconds: running.get(3),
            permits: permits.iter().map(read_permits).collect::<Result<_, _>>()?,
            unconfirmed: unconfirmed.get(0),
        })
    }
}

impl Store {
    /// What a constant statement of its own answers.
    pub(crate) async fn rows(
        &self,
        name: &'static str,
        sql: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        self.within(name, async {
            let client = self.client().await?;
            let statement = client.prepare_cached(sql).await.map_err(StoreError::query(name))?;
            client.query(&statement, parameters).await.map_err(StoreError::query(name))
        })
        .await
    }

    async fn row(&self, name: &'static str, sql: &'static str) -> Result<Row, StoreError> {
        let rows = self.rows(name, sql, &[]).await?;
        rows.into_iter().next().ok_or_else(|| StoreError::corrupt("answer", name, "no row"))
    }
}

impl DueJob {
    pub(crate) fn read(row: &tokio_postgres::Row) -> Result<Self, StoreError> {
        Ok(DueJob {
            workflow_id: WorkflowId(row.get("workflow_id")),
            node: read_node(row, "job")?,
            attempt: row.get("attempt"),
        })
    }
}
