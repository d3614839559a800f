//! How a planner's batch is written: a few statements over arrays, sent together with COMMIT.

use chrono::{DateTime, Utc};
use deadpool_postgres::Object;
use futures::future::try_join_all;
use tokio_postgres::types::{Json, ToSql};
use uuid::Uuid;

use crate::{
    BatchWrites, ClosedJob, OpenedJob, StoreError, WorkflowUpdate, dead_letter::INSERT_DEAD_LETTER,
    dead_letter_actions::LETTERS_REPLAYED,
};

const UPDATE_WORKFLOWS: &str = "-- update workflows
UPDATE workflow w SET
    status = u.status, current_step = u.current_step, progress = u.progress, message = u.message,
    plan = coalesce(u.plan, w.plan), cost = u.cost, event_seq = u.event_seq, updated_at = now(),
    started_at = coalesce(w.started_at, u.started_at),
    finished_at = CASE WHEN u.terminal THEN now() END,
    deadline_at = coalesce(u.deadline_at, w.deadline_at), eta_at = u.eta_at
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::jsonb[], $7::bigint[],
            $8::bigint[], $9::timestamptz[], $10::boolean[], $11::timestamptz[], $12::timestamptz[])
    AS u (id, status, current_step, progress, message, plan, cost, event_seq, started_at, terminal, deadline_at, eta_at)
WHERE w.id = u.id";

const INSERT_JOBS: &str = "-- insert jobs
INSERT INTO job (workflow_id, node, attempt, tenant, agent, planner, batch, deadline_at)
SELECT j.workflow_id, j.node, j.attempt, j.tenant, j.agent, $6, $7, j.deadline_at
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $8::timestamptz[])
    AS j (workflow_id, node, attempt, tenant, agent, deadline_at)";

const CLOSE_JOBS: &str = "-- close jobs
UPDATE job SET
    status = c.status, finished_at = now(), model = c.model, worker = c.worker, seconds = c.seconds,
    cost = c.cost, error = c.error, result = c.result, next_attempt_at = c.next_attempt_at
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::double precision[],
            $8::bigint[], $9::jsonb[], $10::json[], $11::timestamptz[])
    AS c (workflow_id, node, attempt, status, model, worker, seconds, cost, error, result, next_attempt_at)
WHERE job.workflow_id = c.workflow_id AND job.node = c.node AND job.attempt = c.attempt";

const RESEND_JOBS: &str = "-- resend jobs
UPDATE job SET planner = $4, batch = $5
FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS r (workflow_id, node, attempt)
WHERE job.workflow_id = r.workflow_id AND job.node = r.node AND job.attempt = r.attempt";

const INSERT_EVENTS: &str = "-- insert events
INSERT INTO event (workflow_id, seq, at, body)
SELECT e.workflow_id, e.seq, $4, e.body FROM unnest($1::uuid[], $2::bigint[], $3::json[]) AS e (workflow_id, seq, body)";

const INSERT_ASSETS: &str = "-- insert assets
INSERT INTO asset (workflow_id, name, sha256, bytes, media_type, source, licence, node)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[])
ON CONFLICT (workflow_id, name) DO UPDATE SET
    sha256 = excluded.sha256, bytes = excluded.bytes, media_type = excluded.media_type,
    source = excluded.source, licence = excluded.licence, node = excluded.node, at = now()";

const INSERT_RESULTS: &str = "-- insert results
INSERT INTO workflow_result (workflow_id, result) SELECT * FROM unnest($1::uuid[], $2::json[])
ON CONFLICT (workflow_id) DO UPDATE SET result = excluded.result";

const CLOSE_REQUESTS: &str = "-- close requests
UPDATE request SET done_at = now() WHERE id = ANY($1)";

const CLEAR_RETRIES: &str = "-- clear retries
UPDATE job SET next_attempt_at = NULL
FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS r (workflow_id, node, attempt)
WHERE job.workflow_id = r.workflow_id AND job.node = r.node AND job.attempt = r.attempt";

const SUPERSEDE_JOBS: &str = "-- supersede jobs
UPDATE job SET status = 'superseded' FROM unnest($1::uuid[], $2::text[]) AS r (workflow_id, node)
WHERE job.workflow_id = r.workflow_id AND job.node = r.node AND job.status = 'succeeded'";

const FORGET_RESULTS: &str = "-- forget results
DELETE FROM workflow_result WHERE workflow_id = ANY($1)";

const CONFIRM_BATCH: &str = "-- confirm batch
UPDATE planner SET confirmed_batch = $2, heartbeat_at = now() WHERE id = $1";

/// One statement with its parameters.
pub(crate) struct WriteStep {
    name: &'static str,
    sql: &'static str,
    parameters: Vec<Box<dyn ToSql + Sync + Send>>,
}

macro_rules! step {
    ($name:literal, $sql:expr, $($parameter:expr),+ $(,)?) => {
        WriteStep { name: $name, sql: $sql, parameters: vec![$(Box::new($parameter) as Box<dyn ToSql + Sync + Send>),+] }
    };
}

/// One column of a list of rows.
macro_rules! column {
    ($rows:expr, $row:ident => $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>()
    };
}

impl BatchWrites {
    pub(crate) fn steps(
        &self,
        planner: Uuid,
        batch: i64,
        confirmed_batch: i64,
        now: DateTime<Utc>,
    ) -> Vec<WriteStep> {
        let mut steps = vec![step!("confirm batch", CONFIRM_BATCH, planner, confirmed_batch)];
        if !self.workflows.is_empty() {
            steps.push(update_workflows(&self.workflows));
        }
        // A job may be opened and, when its message cannot be built, closed in one batch.
        if !self.opened.is_empty() {
            steps.push(insert_jobs(&self.opened, planner, batch));
        }
        if !self.closed.is_empty() {
            steps.push(close_jobs(&self.closed));
        }
        self.add_rare_steps(&mut steps);
        if !self.resent.is_empty() {
            let rows = &self.resent;
            steps.push(step!(
                "resend jobs",
                RESEND_JOBS,
                column!(rows, row => row.workflow_id.0),
                column!(rows, row => row.node.to_string()),
                column!(rows, row => row.attempt),
                planner,
                batch,
            ));
        }
        if !self.events.is_empty() {
            let rows = &self.events;
            steps.push(step!(
                "insert events",
                INSERT_EVENTS,
                column!(rows, row => row.workflow_id.0),
                column!(rows, row => row.seq),
                column!(rows, row => Json(row.body.clone())),
                now,
            ));
        }
        if self.closed.iter().any(|job| !job.assets.is_empty()) {
            steps.push(insert_assets(&self.closed));
        }
        if !self.results.is_empty() {
            let rows = &self.results;
            steps.push(step!(
                "insert results",
                INSERT_RESULTS,
                column!(rows, row => row.0.0),
                column!(rows, row => Json(row.1.clone())),
            ));
        }
        if !self.requests.is_empty() {
            steps.push(step!("close requests", CLOSE_REQUESTS, self.requests.clone()));
        }
        steps
    }

    /// What only failures, retries and replays write.
    fn add_rare_steps(&self, steps: &mut Vec<WriteStep>) {
        if !self.cleared_retries.is_empty() {
            let rows = &self.cleared_retries;
            steps.push(step!(
                "clear retries",
                CLEAR_RETRIES,
                column!(rows, row => row.0.0),
                column!(rows, row => row.1.to_string()),
                column!(rows, row => row.2),
            ));
        }
        if !self.superseded.is_empty() {
            let rows = &self.superseded;
            steps.push(step!(
                "supersede jobs",
                SUPERSEDE_JOBS,
                column!(rows, row => row.0.0),
                column!(rows, row => row.1.to_string()),
            ));
        }
        if !self.reopened.is_empty() {
            steps.push(step!("forget results", FORGET_RESULTS, column!(self.reopened, id => id.0)));
        }
        for letter in &self.dead_letters {
            steps.push(step!(
                "insert dead letter",
                INSERT_DEAD_LETTER,
                Uuid::now_v7(),
                letter.message_id.clone(),
                letter.queue.clone(),
                letter.reason.clone(),
                letter.error.clone(),
                letter.tenant.as_ref().map(|tenant| tenant.as_str().to_owned()),
                letter.workflow_id.map(|id| id.0),
                letter.node.map(|node| node.to_string()),
                letter.body.clone(),
                letter.headers.clone(),
                letter.agent().map(|agent| agent.as_str()),
                letter.attempt,
            ));
        }
        if !self.replayed.is_empty() {
            let rows = &self.replayed;
            steps.push(step!(
                "letters replayed",
                LETTERS_REPLAYED,
                column!(rows, row => row.id),
                column!(rows, row => row.state.as_str()),
                column!(rows, row => row.note.clone()),
            ));
        }
    }
}

fn update_workflows(rows: &[WorkflowUpdate]) -> WriteStep {
    step!(
        "update workflows",
        UPDATE_WORKFLOWS,
        column!(rows, row => row.id.0),
        column!(rows, row => row.status.as_str()),
        column!(rows, row => row.current_step),
        column!(rows, row => i16::from(row.progress)),
        column!(rows, row => row.message.clone()),
        column!(rows, row => row.plan.clone()),
        column!(rows, row => row.cost.ten_thousandths()),
        column!(rows, row => row.event_seq),
        column!(rows, row => row.started_at),
        column!(rows, row => row.status.is_terminal()),
        column!(rows, row => row.deadline_at),
        column!(rows, row => row.eta_at),
    )
}

fn insert_jobs(rows: &[OpenedJob], planner: Uuid, batch: i64) -> WriteStep {
    step!(
        "insert jobs",
        INSERT_JOBS,
        column!(rows, row => row.workflow_id.0),
        column!(rows, row => row.node.to_string()),
        column!(rows, row => row.attempt),
        column!(rows, row => row.tenant.as_str().to_owned()),
        column!(rows, row => row.node.agent().as_str()),
        planner,
        batch,
        column!(rows, row => row.deadline_at),
    )
}

fn close_jobs(rows: &[ClosedJob]) -> WriteStep {
    step!(
        "close jobs",
        CLOSE_JOBS,
        column!(rows, row => row.workflow_id.0),
        column!(rows, row => row.node.to_string()),
        column!(rows, row => row.attempt),
        column!(rows, row => row.status),
        column!(rows, row => row.model.clone()),
        column!(rows, row => row.worker.clone()),
        column!(rows, row => row.seconds),
        column!(rows, row => row.cost.ten_thousandths()),
        column!(rows, row => row.error.clone().map(Json)),
        column!(rows, row => row.result.clone().map(Json)),
        column!(rows, row => row.next_attempt_at),
    )
}

fn insert_assets(jobs: &[ClosedJob]) -> WriteStep {
    let rows: Vec<_> = jobs.iter().flat_map(|job| job.assets.iter().map(move |asset| (job, asset))).collect();
    step!(
        "insert assets",
        INSERT_ASSETS,
        column!(rows, row => row.0.workflow_id.0),
        column!(rows, row => row.1.name.clone()),
        column!(rows, row => row.1.sha256.clone()),
        column!(rows, row => row.1.bytes as i64),
        column!(rows, row => row.1.media_type.clone()),
        column!(rows, row => row.1.source.clone()),
        column!(rows, row => row.1.licence.clone()),
        column!(rows, row => row.0.node.to_string()),
    )
}

/// Sends all statements and COMMIT without waiting in between. When one fails the server rolls back whatever
/// COMMIT says, and the failed statement's error is returned.
pub(crate) async fn write_and_commit(client: &Object, steps: &[WriteStep]) -> Result<(), StoreError> {
    let mut prepared = Vec::with_capacity(steps.len());
    for step in steps {
        prepared.push(client.prepare_cached(step.sql).await.map_err(StoreError::query(step.name))?);
    }
    // Polled in this order on one connection, so they arrive in this order.
    let writes = try_join_all(steps.iter().zip(&prepared).map(|(step, statement)| async move {
        let parameters: Vec<&(dyn ToSql + Sync)> =
            step.parameters.iter().map(|parameter| parameter.as_ref() as &(dyn ToSql + Sync)).collect();
        client.execute(statement, &parameters).await.map_err(StoreError::query(step.name))
    }));
    let commit = async { client.batch_execute("COMMIT").await.map_err(StoreError::query("commit")) };
    tokio::try_join!(writes, commit).map(|_| ())
}
