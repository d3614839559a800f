//! Who works: planners and workers, their heartbeats, and what a worker reports about its jobs.

use aida_protocol::{Agent, NodeId, WorkflowId};
use uuid::Uuid;

use crate::{Store, StoreError};

/// A worker and what it can do.
#[derive(Debug, Clone)]
pub struct WorkerRow {
    pub id: String,
    pub version: String,
    pub host: String,
    /// Agent, how many of its jobs at once, and the ids of its models.
    pub agents: Vec<(Agent, i32, Vec<String>)>,
}

/// What the database says of a job that was delivered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redelivered {
    /// How often a worker went away while it had this attempt, this time included.
    pub crashes: i32,
    /// Whether the attempt still waits for a reply.
    pub open: bool,
}

const REGISTER_PLANNER: &str = "-- register planner
INSERT INTO planner (id, version, host) VALUES ($1, $2, $3)";

// Inserts it again when it was forgotten, as one that was stopped for an hour is: what it leaves must be found.
const PLANNER_HEARTBEAT: &str = "-- planner heartbeat
INSERT INTO planner AS p (id, version, host, confirmed_batch, starts_per_second) VALUES ($1, '', '', $2, $3)
ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), confirmed_batch = greatest(p.confirmed_batch, $2),
    starts_per_second = $3";

const REMOVE_PLANNER: &str = "-- remove planner
UPDATE planner SET gone_at = now(), confirmed_batch = greatest(confirmed_batch, $2) WHERE id = $1";

const FORGET_PLANNERS: &str = "-- forget planners
DELETE FROM planner p WHERE p.heartbeat_at < now() - interval '1 hour'
AND NOT EXISTS (SELECT FROM job j WHERE j.planner = p.id AND j.status = 'dispatched')";

const FORGET_KEYS: &str = "-- forget keys
DELETE FROM idempotency WHERE (tenant, key) IN (
    SELECT tenant, key FROM idempotency WHERE at < now() - interval '7 days' LIMIT 10000)";

const REGISTER_WORKER: &str = "-- register worker
INSERT INTO worker (id, version, host) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, host = excluded.host,
    started_at = now(), heartbeat_at = now()";

const CLEAR_WORKER_AGENTS: &str = "-- clear worker agents
DELETE FROM worker_agent WHERE worker_id = $1";

const INSERT_WORKER_AGENT: &str = "-- insert worker agent
INSERT INTO worker_agent (worker_id, agent, permits, models) VALUES ($1, $2, $3, $4)";

const WORKER_HEARTBEAT: &str = "-- worker heartbeat
UPDATE worker SET heartbeat_at = now() WHERE id = $1";

const REMOVE_WORKER: &str = "-- remove worker
DELETE FROM worker WHERE id = $1";

const FORGET_WORKERS: &str = "-- forget workers
DELETE FROM worker WHERE heartbeat_at < now() - interval '1 hour'";

const JOB_REDELIVERED: &str = "-- job redelivered
UPDATE job SET crashes = crashes + (hand_backs = 0)::integer, hand_backs = greatest(hand_backs - 1, 0)
WHERE workflow_id = $1 AND node = $2 AND attempt = $3
RETURNING crashes, status = 'dispatched'";

const JOB_HANDED_BACK: &str = "-- job handed back
UPDATE job SET hand_backs = hand_backs + 1 WHERE workflow_id = $1 AND node = $2 AND attempt = $3";

const IS_JOB_OPEN: &str = "-- is job open
SELECT status = 'dispatched' FROM job WHERE workflow_id = $1 AND node = $2 AND attempt = $3";

/// Rows that a planner writes now are being closed.
const JOBS_MAY_COME_BACK: &str = "-- jobs may come back
UPDATE job SET hand_backs = 1 WHERE (workflow_id, node, attempt) IN (
    SELECT workflow_id, node, attempt FROM job
    WHERE status = 'dispatched' AND agent = ANY($1) AND hand_backs = 0 FOR UPDATE SKIP LOCKED)";

const CRASHES_OF_JOB: &str = "-- crashes of job
SELECT crashes FROM job WHERE workflow_id = $1 AND node = $2 AND attempt = $3";

impl Store {
    pub async fn register_planner(&self, id: Uuid, version: &str, host: &str) -> Result<(), StoreError> {
        self.execute("register planner", REGISTER_PLANNER, &[&id, &version, &host]).await.map(|_| ())
    }

    /// Says that the planner lives, up to which batch the broker has everything, and how many workflows a
    /// second it started lately.
    pub async fn planner_heartbeat(
        &self,
        id: Uuid,
        confirmed_batch: i64,
        starts_per_second: f64,
    ) -> Result<(), StoreError> {
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&id, &confirmed_batch, &starts_per_second];
        self.execute("planner heartbeat", PLANNER_HEARTBEAT, &parameters).await.map(|_| ())
    }

    /// Says that the planner ends; what it has not confirmed is sent by the others at once.
    pub async fn remove_planner(&self, id: Uuid, confirmed_batch: i64) -> Result<(), StoreError> {
        self.execute("remove planner", REMOVE_PLANNER, &[&id, &confirmed_batch]).await.map(|_| ())
    }

    /// Deletes rows of processes that have been gone for an hour and owe nothing, and keys of submits that
    /// are older than seven days.
    pub async fn forget_the_gone(&self) -> Result<(), StoreError> {
        self.execute("forget keys", FORGET_KEYS, &[]).await?;
        self.execute("forget planners", FORGET_PLANNERS, &[]).await?;
        self.execute("forget workers", FORGET_WORKERS, &[]).await.map(|_| ())
    }

    pub async fn register_worker(&self, worker: &WorkerRow) -> Result<(), StoreError> {
        let worker = std::sync::Arc::new(worker.clone());
        self.run_tx("register worker", move |tx| {
            let worker = worker.clone();
            Box::pin(async move {
                let failed = StoreError::query("register worker");
                let row: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
                    [&worker.id, &worker.version, &worker.host];
                tx.execute(REGISTER_WORKER, &row).await.map_err(failed)?;
                tx.execute(CLEAR_WORKER_AGENTS, &[&worker.id])
                    .await
                    .map_err(StoreError::query("clear worker agents"))?;
                for (agent, permits, models) in &worker.agents {
                    tx.execute(INSERT_WORKER_AGENT, &[&worker.id, &agent.as_str(), permits, models])
                        .await
                        .map_err(StoreError::query("insert worker agent"))?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Whether the worker is still registered; if not it has to register again.
    pub async fn worker_heartbeat(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.execute("worker heartbeat", WORKER_HEARTBEAT, &[&id]).await? == 1)
    }

    pub async fn remove_worker(&self, id: &str) -> Result<(), StoreError> {
        self.execute("remove worker", REMOVE_WORKER, &[&id]).await.map(|_| ())
    }

    /// Counts a worker that went away with this job. To be committed before the job runs again.
    pub async fn job_redelivered(
        &self,
        workflow: WorkflowId,
        node: NodeId,
        attempt: i32,
    ) -> Result<Redelivered, StoreError> {
        let row = self
            .within("job redelivered", async {
                let client = self.client().await?;
                client
                    .query_opt(JOB_REDELIVERED, &[&workflow.0, &node.to_string(), &attempt])
                    .await
                    .map_err(StoreError::query("job redelivered"))
            })
            .await?;
        Ok(row.map_or(Redelivered { crashes: 0, open: false }, |row| Redelivered {
            crashes: row.get(0),
            open: row.get(1),
        }))
    }

    /// Says that a worker gives the job back because it ends: its next delivery is no crash. To be committed
    /// before the message goes back.
    pub async fn job_handed_back(
        &self,
        workflow: WorkflowId,
        node: NodeId,
        attempt: i32,
    ) -> Result<(), StoreError> {
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&workflow.0, &node.to_string(), &attempt];
        self.execute("job handed back", JOB_HANDED_BACK, &parameters).await.map(|_| ())
    }

    /// Says that a worker of these agents ends in order. While its consumer was being cancelled the broker may have given it
    /// jobs that it never saw (RabbitMQ's quorum queues do), and nobody can tell which: of every open job the next
    /// redelivery counts as no crash. To be committed before the channel closes, which gives them back.
    pub async fn jobs_may_come_back(&self, agents: &[Agent]) -> Result<(), StoreError> {
        let agents: Vec<&str> = agents.iter().map(|agent| agent.as_str()).collect();
        self.execute("jobs may come back", JOBS_MAY_COME_BACK, &[&agents]).await.map(|_| ())
    }

    /// Whether an answer of this attempt is still wanted.
    pub async fn is_job_open(
        &self,
        workflow: WorkflowId,
        node: NodeId,
        attempt: i32,
    ) -> Result<bool, StoreError> {
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&workflow.0, &node.to_string(), &attempt];
        let rows = self.rows("is job open", IS_JOB_OPEN, &parameters).await?;
        Ok(rows.first().is_some_and(|row| row.get(0)))
    }

    /// How often this attempt took its worker down.
    pub async fn crashes_of(
        &self,
        workflow: WorkflowId,
        node: NodeId,
        attempt: i32,
    ) -> Result<i32, StoreError> {
        let client = self.client().await?;
        let row = client
            .query_opt(CRASHES_OF_JOB, &[&workflow.0, &node.to_string(), &attempt])
            .await
            .map_err(StoreError::query("crashes of job"))?;
        Ok(row.map_or(0, |row| row.get(0)))
    }

    /// Runs one statement of its own, by a constant text.
    pub(crate) async fn execute(
        &self,
        name: &'static str,
        sql: &'static str,
        parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<u64, StoreError> {
        self.within(name, async {
            let client = self.client().await?;
            let statement = client.prepare_cached(sql).await.map_err(StoreError::query(name))?;
            client.execute(&statement, parameters).await.map_err(StoreError::query(name))
        })
        .await
    }
}
