//! Jobs whose message may be gone although the broker once had it.

use aida_protocol::Agent;
use uuid::Uuid;

use crate::{DueJob, Store, StoreError};

/// An open job that the broker has confirmed a while ago.
#[derive(Debug, Clone)]
pub struct OldJob {
    pub job: DueJob,
    pub agent: Agent,
}

const FIRST_PLANNER: &str = "-- first planner
SELECT id FROM planner WHERE gone_at IS NULL AND heartbeat_at > now() - make_interval(secs => $1)
ORDER BY id LIMIT 1";

const OLD_JOBS: &str = "-- old jobs
SELECT j.workflow_id, j.node, j.attempt, j.agent FROM job j JOIN planner p ON p.id = j.planner
WHERE j.status = 'dispatched' AND j.dispatched_at < now() - make_interval(secs => $1) AND j.deadline_at > now()
AND j.batch <= p.confirmed_batch ORDER BY j.deadline_at LIMIT $2";

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
            Ok(OldJob { job: DueJob::read(row)?, agent })
        };
        rows.iter().map(read).collect()
    }

    /// Live workers that take this agent's jobs.
    pub async fn workers_of(&self, agent: Agent) -> Result<Vec<String>, StoreError> {
        let rows = self.rows("workers of agent", WORKERS_OF, &[&agent.as_str()]).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}
