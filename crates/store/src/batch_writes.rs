//! How a planner's batch is written: a few statements over arrays, sent together with COMMIT.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use deadpool_postgres::Object;
use futures::future::try_join_all;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::{
    BatchWrites, OpenedJob, StoreError,
    batch_columns::{
        Parameter, asset_columns, closed_columns, column, event_columns, opened_columns, result_columns,
        updated_columns,
    },
    dead_letter::INSERT_DEAD_LETTER,
    dead_letter_actions::LETTERS_REPLAYED,
};

/// What nearly every batch does, in one statement: each one costs a round through both programs, which for a single
/// workflow is more than the work itself. What a batch has nothing of are empty arrays. All parts see the rows as they were
/// before, so that what a batch opens and closes takes two of them.
///
/// A workflow that somebody else has written since is not updated; then the number of updated ones is not that of the given
/// ones, and the text that says so is no number: the statement fails, and with it the transaction.
const WRITE_BATCH: &str = "-- write batch
WITH updated AS (
    UPDATE workflow w SET
        status = u.status, current_step = u.current_step, progress = u.progress, message = u.message,
        plan = coalesce(u.plan, w.plan), cost = u.cost, event_seq = u.event_seq, updated_at = now(),
        started_at = coalesce(w.started_at, u.started_at),
        finished_at = CASE WHEN u.terminal THEN now() END,
        deadline_at = coalesce(u.deadline_at, w.deadline_at), eta_at = u.eta_at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::jsonb[], $7::bigint[],
                $8::bigint[], $9::timestamptz[], $10::boolean[], $11::timestamptz[], $12::timestamptz[], $13::bigint[])
        AS u (id, status, current_step, progress, message, plan, cost, event_seq, started_at, terminal, deadline_at, eta_at,
              written_by)
    WHERE w.id = u.id AND w.xmin::text::bigint = coalesce(u.written_by, w.xmin::text::bigint)
    RETURNING 1
), opened AS (
    INSERT INTO job (workflow_id, node, attempt, tenant, agent, planner, batch, deadline_at)
    SELECT j.workflow_id, j.node, j.attempt, j.tenant, j.agent, $14, $15, j.deadline_at
    FROM unnest($16::uuid[], $17::text[], $18::integer[], $19::text[], $20::text[], $21::timestamptz[])
        AS j (workflow_id, node, attempt, tenant, agent, deadline_at)
), closed AS (
    UPDATE job SET
        status = c.status, finished_at = now(), model = c.model, worker = c.worker, seconds = c.seconds,
        cost = c.cost, error = c.error, result = c.result, next_attempt_at = c.next_attempt_at
    FROM unnest($22::uuid[], $23::text[], $24::integer[], $25::text[], $26::text[], $27::text[],
                $28::double precision[], $29::bigint[], $30::jsonb[], $31::json[], $32::timestamptz[])
        AS c (workflow_id, node, attempt, status, model, worker, seconds, cost, error, result, next_attempt_at)
    WHERE job.workflow_id = c.workflow_id AND job.node = c.node AND job.attempt = c.attempt
), told AS (
    INSERT INTO event (workflow_id, seq, at, body)
    SELECT e.workflow_id, e.seq, $33, e.body
    FROM unnest($34::uuid[], $35::bigint[], $36::json[]) AS e (workflow_id, seq, body)
), ended AS (
    INSERT INTO workflow_result (workflow_id, result) SELECT * FROM unnest($37::uuid[], $38::json[])
    ON CONFLICT (workflow_id) DO UPDATE SET result = excluded.result
)
SELECT clock_timestamp(), pg_current_xact_id()::text::bigint & 4294967295,
       CASE WHEN count(*) < cardinality($1)
            THEN (count(*) || ' of ' || cardinality($1) || ' workflows are as they were')::bigint
            ELSE count(*) END
FROM updated";

const RESEND_JOBS: &str = "-- resend jobs
UPDATE job SET planner = $4, batch = $5
FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS r (workflow_id, node, attempt)
WHERE job.workflow_id = r.workflow_id AND job.node = r.node AND job.attempt = r.attempt";

const INSERT_ASSETS: &str = "-- insert assets
INSERT INTO asset (workflow_id, name, sha256, bytes, media_type, source, licence, node)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[])
ON CONFLICT (workflow_id, name) DO UPDATE SET
    sha256 = excluded.sha256, bytes = excluded.bytes, media_type = excluded.media_type,
    source = excluded.source, licence = excluded.licence, node = excluded.node, at = now()";

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

/// One statement with its parameters.
pub(crate) struct WriteStep {
    name: &'static str,
    sql: &'static str,
    parameters: Vec<Parameter>,
}

macro_rules! step {
    ($name:literal, $sql:expr, $($parameter:expr),+ $(,)?) => {
        WriteStep { name: $name, sql: $sql, parameters: vec![$(Box::new($parameter) as Parameter),+] }
    };
}

impl BatchWrites {
    pub(crate) fn steps(&self, planner: Uuid, batch: i64, now: DateTime<Utc>) -> Vec<WriteStep> {
        let mut steps = Vec::new();
        // Before the results of this batch: a workflow may be reopened and end at once.
        if !self.reopened.is_empty() {
            steps.push(step!("forget results", FORGET_RESULTS, column!(self.reopened, id => id.0)));
        }
        let mut opened = self.opened.as_slice();
        // When a message cannot be built.
        if self.closes_what_it_opens() {
            steps.push(BatchWrites::default().write_step(opened, planner, batch, now));
            opened = &[];
        }
        steps.push(self.write_step(opened, planner, batch, now));
        self.add_rare_steps(&mut steps, planner, batch);
        steps
    }

    /// What nearly every batch writes, with the jobs that are opened.
    fn write_step(&self, opened: &[OpenedJob], planner: Uuid, batch: i64, now: DateTime<Utc>) -> WriteStep {
        let mut parameters = updated_columns(&self.workflows);
        parameters.extend(opened_columns(opened, planner, batch));
        parameters.extend(closed_columns(&self.closed));
        parameters.extend(event_columns(&self.events, now));
        parameters.extend(result_columns(&self.results));
        WriteStep { name: "write batch", sql: WRITE_BATCH, parameters }
    }

    fn closes_what_it_opens(&self) -> bool {
        let opened: HashSet<_> =
            self.opened.iter().map(|job| (job.workflow_id, job.node, job.attempt)).collect();
        self.closed.iter().any(|job| opened.contains(&(job.workflow_id, job.node, job.attempt)))
    }

    /// What assets, requests, failures, retries and replays write.
    fn add_rare_steps(&self, steps: &mut Vec<WriteStep>, planner: Uuid, batch: i64) {
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
        if self.closed.iter().any(|job| !job.assets.is_empty()) {
            let parameters = asset_columns(&self.closed);
            steps.push(WriteStep { name: "insert assets", sql: INSERT_ASSETS, parameters });
        }
        if !self.requests.is_empty() {
            steps.push(step!("close requests", CLOSE_REQUESTS, self.requests.clone()));
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

/// What goes before the writes of a batch. Waiting for a row that another planner holds would wait for whatever holds that
/// one up: rows that are not locked yet are not waited for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Footing {
    /// Every workflow is locked.
    Locked,
    /// The transaction is open, and some are only remembered.
    Mixed,
    /// Nothing is locked, and no transaction open.
    Remembered,
}

impl Footing {
    const fn prelude(self) -> Option<&'static str> {
        match self {
            Footing::Locked => None,
            Footing::Mixed => Some("SET LOCAL lock_timeout = '50ms'"),
            Footing::Remembered => Some("BEGIN; SET LOCAL lock_timeout = '50ms'"),
        }
    }
}

/// Which transaction it was, and the database's clock in it.
#[derive(Debug, Clone, Copy)]
pub struct Committed {
    /// As the rows that it wrote name it.
    pub transaction: i64,
    pub at: DateTime<Utc>,
}

/// Sends all statements and COMMIT without waiting in between, and BEGIN before them where it is missing. When one fails the
/// server rolls back whatever COMMIT says, and the failed statement's error is returned.
pub(crate) async fn write_and_commit(
    client: &Object,
    steps: &[WriteStep],
    footing: Footing,
) -> Result<Committed, StoreError> {
    let mut prepared = Vec::with_capacity(steps.len());
    for step in steps {
        prepared.push(client.prepare_cached(step.sql).await.map_err(StoreError::query(step.name))?);
    }
    // Polled in this order on one connection, so they arrive in this order.
    let begin = async {
        match footing.prelude() {
            None => Ok(()),
            Some(prelude) => client.batch_execute(prelude).await.map_err(StoreError::query("begin")),
        }
    };
    let writes = try_join_all(steps.iter().zip(&prepared).map(|(step, statement)| async move {
        let parameters: Vec<&(dyn ToSql + Sync)> =
            step.parameters.iter().map(|parameter| parameter.as_ref() as &(dyn ToSql + Sync)).collect();
        client.query(statement, &parameters).await.map_err(StoreError::query(step.name))
    }));
    let commit = async { client.batch_execute("COMMIT").await.map_err(StoreError::query("commit")) };
    let ((), rows, ()) = tokio::try_join!(begin, writes, commit)?;
    // Every batch has the step that writes its workflows, which alone answers rows.
    let row = rows.iter().flatten().next_back();
    row.map(|row| Committed { at: row.get(0), transaction: row.get(1) })
        .ok_or_else(|| StoreError::corrupt("workflow", "xmin", "the batch's statement answered nothing"))
}
