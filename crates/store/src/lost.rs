//! Jobs whose message may be gone although the broker once had it.

use aida_protocol::{Agent, HeldJob};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{DueJob, Store, StoreError};

/// An open job that the broker has confirmed a while ago.
#[derive(Debug, Clone)]
pub struct OldJob {
    pub job: DueJob,
    pub agent: Agent,
    /// By the database's clock; a job that was sent again keeps its first.
    pub dispatched_at: DateTime<Utc>,
}

const FIRST_PLANNER: &str = "-- first planner
SELECT id FROM planner WHERE gone_at IS NULL AND heartbeat_at > now() - make_interval(secs => $1)
ORDER BY id LIMIT 1";

const OLD_JOBS: &str = "-- old jobs
SELECT j.workflow_id, j.node, j.attempt, j.agent, j.dispatched_at FROM job j JOIN planner p ON p.id = j.planner
WHERE j.status = 'dispatched' AND j.dispatched_at < now() - make_interval(secs => $1) AND j.deadline_at > now()
AND j.batch <= p.confirmed_batch ORDER BY j.deadline_at LIMIT $2";

const NEWEST_DISPATCH: &str = "-- newest dispatch
SELECT max(j.dispatched_at) FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS h (workflow_id, node, attempt)
JOIN job j ON j.workflow_id = h.workflow_id AND j.node = h.node AND j.attempt = h.attempt";

/// The same time as for permits: a worker that has been silent for this long counts as gone.
const WORKERS_OF: &str = "-- workers of agent
SELECT w.id FROM worker_agent a JOIN worker w ON w.id = a.worker_id
WHERE a.agent = $1 AND w.heartbeat_at > now() - interval '15 seconds'";

impl Store {
    /// The one planner, among those that were heard of in the last `seconds`, that does what one is enough for.
    /// Two may believe it for a moment, so it must bear being done twice.
    pub async fn first_planner(&self, seconds: f64) -> Result<Option<Uuid>, StoreError> {
        let rows = self.rows("first planner", FIRST_PLANNER, &[&seconds]).await?;
        Ok(rows.first().map(|row| row.get(0)))
    }

    /// Open jobs that were dispatched more than `seconds` ago and that the broker has confirmed.
    pub async fn old_jobs(&self, seconds: f64, limit: i64) -> Result<Vec<OldJob>, StoreError> {
        let rows = self.rows("old jobs", OLD_JOBS, &[&seconds, &limit]).await?;
        let read = |row: &tokio_postgres::Row| {
            let agent: &str = row.get("agent");
            let agent = agent.parse().map_err(|error| StoreError::corrupt("job", "agent", error))?;
            Ok(OldJob { job: DueJob::read(row)?, agent, dispatched_at: row.get("dispatched_at") })
        };
        rows.iter().map(read).collect()
    }

    /// When the youngest of these was dispatched.
    pub async fn newest_dispatch(&self, jobs: &[HeldJob]) -> Result<Option<DateTime<Utc>>, StoreError> {
        if jobs.is_empty() {
            return Ok(None);
        }
        let workflows: Vec<Uuid> = jobs.iter().map(|job| job.workflow_id.0).collect();
        let nodes: Vec<String> = jobs.iter().map(|job| job.node.to_string()).collect();
        let attempts: Vec<i32> = jobs.iter().map(|job| job.attempt).collect();
        let rows = self.rows("newest dispatch", NEWEST_DISPATCH, &[&workflows, &nodes, &attempts]).await?;
        Ok(rows.first().and_then(|row| row.get(0)))
    }

    /// Live workers that take this agent's jobs.
    pub async fn workers_of(&self, agent: Agent) -> Result<Vec<String>, StoreError> {
        let rows = self.rows("workers of agent", WORKERS_OF, &[&agent.as_str()]).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}
