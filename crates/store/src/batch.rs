//! The planner's transaction: lock workflows, read their jobs, write what was decided.
//!
//! `BEGIN` travels with the lock, all writes travel with `COMMIT`. The workflows are locked in one statement and
//! their jobs read in a second: a joined `FOR UPDATE` would return job rows from before the wait for the lock.
//! Who remembers a workflow as its last transaction left it ([`LockedWorkflow::written_by`]) need not read it, nor lock it:
//! writing it fails when that was not the last.

use std::collections::{HashMap, HashSet};

use aida_protocol::{NodeId, ProjectBrief, WorkflowId};
use chrono::{DateTime, Utc};
use deadpool_postgres::Object;
use serde_json::Value;
use tokio_postgres::{Row, types::Json};
use uuid::Uuid;

use crate::{
    BatchWrites, Committed, DueJob, JobRow, LockedWorkflow, Store, StoreError,
    batch_writes::{Footing, write_and_commit},
};

const LOCK: &str = "-- lock workflows
SELECT id, tenant, status, progress, cost, event_seq, accepted_at, started_at, deadline_at,
       xmin::text::bigint AS written_by
FROM workflow WHERE id = ANY($1) ORDER BY id FOR UPDATE SKIP LOCKED";

const EXISTING: &str = "-- existing workflows
SELECT id FROM workflow WHERE id = ANY($1)";

const NOW: &str = "-- now
SELECT clock_timestamp()";

const JOBS: &str = "-- jobs of workflows
SELECT workflow_id, node, attempt, status, cost, dispatched_at, deadline_at, next_attempt_at, model, seconds
FROM job WHERE workflow_id = ANY($1) ORDER BY workflow_id, node, attempt";

const BRIEFS: &str = "-- briefs of workflows
SELECT b.workflow_id, b.brief, w.plan FROM workflow_brief b JOIN workflow w ON w.id = b.workflow_id
WHERE b.workflow_id = ANY($1)";

const RESULTS: &str = "-- results of jobs
SELECT j.workflow_id, j.node, j.result
FROM unnest($1::uuid[], $2::text[]) AS wanted (workflow_id, node)
JOIN job j ON j.workflow_id = wanted.workflow_id AND j.node = wanted.node
WHERE j.status = 'succeeded'";

const UNCONFIRMED: &str = "-- unconfirmed jobs of workflows
SELECT j.workflow_id, j.node, j.attempt FROM job j LEFT JOIN planner p ON p.id = j.planner
WHERE j.workflow_id = ANY($1) AND j.status = 'dispatched'
AND CASE WHEN j.planner = $2 THEN j.batch = ANY($3) ELSE j.batch > coalesce(p.confirmed_batch, 0) END";

const STILL_OPEN: &str = "-- requests still open
SELECT id FROM request WHERE id = ANY($1) AND done_at IS NULL";

/// An open transaction over some workflows, or one that opens when it is committed ([`Store::remembered_batch`]). Dropped
/// without [`Batch::commit`] an open one takes its connection with it, so that the locks go at once.
pub struct Batch {
    store: Store,
    client: Option<Object>,
    /// Those of the asked workflows that exist and that nobody else holds.
    pub workflows: Vec<LockedWorkflow>,
    /// Those that exist but are held by another planner.
    pub held_elsewhere: Vec<WorkflowId>,
    pub jobs: Vec<JobRow>,
    pub briefs: HashMap<WorkflowId, ProjectBrief>,
    /// The database's clock, read after the locks were had.
    pub now: DateTime<Utc>,
}

impl Store {
    /// Locks what it can of `ids` without waiting, and reads their plans, jobs and briefs.
    pub async fn begin_batch(&self, ids: &[WorkflowId]) -> Result<Batch, StoreError> {
        self.lock_batch(ids, ids).await
    }

    /// Locks what it can of `ids` without waiting, and reads the plans, jobs and briefs of those of them that are `unknown`.
    pub async fn lock_batch(&self, ids: &[WorkflowId], unknown: &[WorkflowId]) -> Result<Batch, StoreError> {
        let mut batch = self.remembered_batch(DateTime::UNIX_EPOCH);
        let client = batch.client.insert(self.client().await?);
        let [ids, unknown] = [ids, unknown].map(|ids| ids.iter().map(|id| id.0).collect::<Vec<Uuid>>());
        let Locked { workflows, held_elsewhere, now, read } =
            self.within("lock workflows", lock(client, &ids, &unknown)).await?;
        batch.workflows = workflows;
        batch.held_elsewhere = held_elsewhere;
        batch.now = now;
        batch.take(read)?;
        Ok(batch)
    }

    /// A batch over workflows that are known already, at the database's time `now`. Nothing is locked: each of its
    /// [`WorkflowUpdate`](crate::WorkflowUpdate)s has to say who wrote the row last, and when somebody has written one since, or
    /// holds one, then its commit fails and has certainly not happened. What needs an open transaction fails, too.
    pub fn remembered_batch(&self, now: DateTime<Utc>) -> Batch {
        Batch {
            store: self.clone(),
            client: None,
            workflows: Vec::new(),
            held_elsewhere: Vec::new(),
            jobs: Vec::new(),
            briefs: HashMap::new(),
            now,
        }
    }
}

struct Locked {
    workflows: Vec<LockedWorkflow>,
    held_elsewhere: Vec<WorkflowId>,
    now: DateTime<Utc>,
    read: Read,
}

/// The rows of jobs and briefs.
type Read = (Vec<Row>, Vec<Row>);

/// All in one round trip. What is read is read by statements of their own, after the one that locks.
async fn lock(client: &Object, keys: &[Uuid], unknown: &[Uuid]) -> Result<Locked, StoreError> {
    let lock = client.prepare_cached(LOCK).await.map_err(StoreError::query("lock workflows"))?;
    let now = client.prepare_cached(NOW).await.map_err(StoreError::query("now"))?;
    let begin = async { client.batch_execute("BEGIN").await.map_err(StoreError::query("begin")) };
    let locked = async { client.query(&lock, &[&keys]).await.map_err(StoreError::query("lock workflows")) };
    let now = async { client.query_one(&now, &[]).await.map_err(StoreError::query("now")) };
    let ((), locked, now, read) = tokio::try_join!(begin, locked, now, read(client, unknown))?;
    let workflows: Vec<LockedWorkflow> = locked.iter().map(LockedWorkflow::read).collect::<Result<_, _>>()?;
    let mut held_elsewhere = Vec::new();
    if workflows.len() < keys.len() {
        let existing =
            client.query(EXISTING, &[&keys]).await.map_err(StoreError::query("existing workflows"))?;
        held_elsewhere = existing.iter().map(|row| WorkflowId(row.get(0))).collect();
        held_elsewhere.retain(|id| !workflows.iter().any(|workflow| workflow.id == *id));
    }
    Ok(Locked { workflows, held_elsewhere, now: now.get(0), read })
}

async fn read(client: &Object, keys: &[Uuid]) -> Result<Read, StoreError> {
    if keys.is_empty() {
        return Ok(Read::default());
    }
    let jobs = client.prepare_cached(JOBS).await.map_err(StoreError::query("jobs of workflows"))?;
    let briefs = client.prepare_cached(BRIEFS).await.map_err(StoreError::query("briefs of workflows"))?;
    tokio::try_join!(
        async { client.query(&jobs, &[&keys]).await.map_err(StoreError::query("jobs of workflows")) },
        async { client.query(&briefs, &[&keys]).await.map_err(StoreError::query("briefs of workflows")) },
    )
}

impl Batch {
    /// Reads the plans, jobs and briefs of `ids`, which have to be among the locked workflows.
    pub async fn read(&mut self, ids: &[WorkflowId]) -> Result<(), StoreError> {
        let keys: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let rows = self.store.within("jobs of workflows", read(self.client()?, &keys)).await?;
        self.take(rows)
    }

    /// Those of workflows that are held elsewhere are left out.
    fn take(&mut self, (jobs, briefs): Read) -> Result<(), StoreError> {
        for row in &briefs {
            let id = WorkflowId(row.get("workflow_id"));
            let Some(workflow) = self.workflows.iter_mut().find(|workflow| workflow.id == id) else {
                continue;
            };
            let Json(brief): Json<ProjectBrief> = row
                .try_get("brief")
                .map_err(|error| StoreError::corrupt("workflow_brief", "brief", error))?;
            workflow.plan = row.get("plan");
            self.briefs.insert(id, brief);
        }
        for row in &jobs {
            let job = JobRow::read(row)?;
            if self.briefs.contains_key(&job.workflow_id) {
                self.jobs.push(job);
            }
        }
        Ok(())
    }

    fn client(&self) -> Result<&Object, StoreError> {
        self.client.as_ref().ok_or(StoreError::NotOpen)
    }

    /// The results of finished jobs, as their rows keep them.
    pub async fn results(
        &self,
        wanted: &[(WorkflowId, NodeId)],
    ) -> Result<HashMap<(WorkflowId, NodeId), Value>, StoreError> {
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Uuid> = wanted.iter().map(|(id, _)| id.0).collect();
        let nodes: Vec<String> = wanted.iter().map(|(_, node)| node.to_string()).collect();
        let client = self.client()?;
        let statement = client.prepare_cached(RESULTS).await.map_err(StoreError::query("results of jobs"))?;
        let asked = async {
            client.query(&statement, &[&ids, &nodes]).await.map_err(StoreError::query("results of jobs"))
        };
        let rows = self.store.within("results of jobs", asked).await?;
        let read = |row: &tokio_postgres::Row| {
            let result: Option<Value> = row.get("result");
            Ok((
                (WorkflowId(row.get("workflow_id")), crate::rows::read_node(row, "job")?),
                result.unwrap_or_default(),
            ))
        };
        rows.iter().map(read).collect()
    }

    /// Those of these requests of locked workflows that nobody has carried out yet. Two sweepers may find the same one, and a
    /// pause must not be done again after its resume.
    pub async fn still_open(&self, requests: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        if requests.is_empty() {
            return Ok(HashSet::new());
        }
        let client = self.client()?;
        let failed = || StoreError::query("requests still open");
        let asked = async {
            let statement = client.prepare_cached(STILL_OPEN).await.map_err(failed())?;
            client.query(&statement, &[&requests]).await.map_err(failed())
        };
        let rows = self.store.within("requests still open", asked).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Open jobs of these locked workflows that the broker may not have: those of `doubted` batches of `planner`, and
    /// whatever other planners have not said to be confirmed. Does not see what this batch writes.
    pub async fn unconfirmed(
        &self,
        ids: &[WorkflowId],
        planner: Uuid,
        doubted: &[i64],
    ) -> Result<Vec<DueJob>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let client = self.client()?;
        let failed = || StoreError::query("unconfirmed jobs of workflows");
        let asked = async {
            let statement = client.prepare_cached(UNCONFIRMED).await.map_err(failed())?;
            client.query(&statement, &[&keys, &planner, &doubted]).await.map_err(failed())
        };
        let rows = self.store.within("unconfirmed jobs of workflows", asked).await?;
        rows.iter().map(DueJob::read).collect()
    }

    /// Writes everything and commits, in one round trip. `batch` numbers the planner's batches; up to which of them the broker
    /// has every job is said by [`Store::planner_heartbeat`].
    pub async fn commit(
        mut self,
        planner: Uuid,
        batch: i64,
        writes: &BatchWrites,
    ) -> Result<Committed, StoreError> {
        let locked: HashSet<WorkflowId> = self.workflows.iter().map(|row| row.id).collect();
        let (client, footing) = match self.client.take() {
            None => (self.store.client().await?, Footing::Remembered),
            Some(client) if writes.workflows.iter().all(|update| locked.contains(&update.id)) => {
                (client, Footing::Locked)
            }
            Some(client) => (client, Footing::Mixed),
        };
        let steps = writes.steps(planner, batch, self.now);
        let written = self.store.within("commit", write_and_commit(&client, &steps, footing)).await;
        // What the server refused it has rolled back.
        if written.as_ref().is_err_and(StoreError::may_have_happened) {
            drop(Object::take(client));
        }
        written
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}
