//! Dead letters: keeping and reading them.

use aida_protocol::{Agent, JobError, NodeId, TenantId, WorkflowId};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use tokio_postgres::{Row, types::Json};
use uuid::Uuid;

use crate::{Store, StoreError};

/// A message or job that nobody could finish.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The broker's message id: a letter that is delivered twice is kept once.
    pub message_id: String,
    pub queue: String,
    /// `undecodable`, `delivery_limit`, `crashed`, `attempts`, `poison`, …
    pub reason: String,
    pub error: String,
    pub tenant: Option<TenantId>,
    pub workflow_id: Option<WorkflowId>,
    pub node: Option<NodeId>,
    pub attempt: Option<i32>,
    pub body: Vec<u8>,
    pub headers: Value,
}

impl DeadLetter {
    /// Whose job it was.
    pub fn agent(&self) -> Option<Agent> {
        self.node.map(NodeId::agent)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    Dead,
    /// Asked for; the planner will do it.
    Replaying,
    Replayed,
    Discarded,
}

impl LetterState {
    pub const ALL: [LetterState; 4] =
        [LetterState::Dead, LetterState::Replaying, LetterState::Replayed, LetterState::Discarded];

    pub const fn as_str(self) -> &'static str {
        match self {
            LetterState::Dead => "dead",
            LetterState::Replaying => "replaying",
            LetterState::Replayed => "replayed",
            LetterState::Discarded => "discarded",
        }
    }
}

/// Whose letters: a tenant's, and for the operator those that name no tenant.
#[derive(Debug, Clone, Copy)]
pub struct LetterScope<'a> {
    pub tenant: &'a TenantId,
    pub nobodys: bool,
}

/// Which letters; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LetterFilter {
    pub agent: Option<Agent>,
    pub reason: Option<String>,
    pub state: Option<String>,
    pub workflow_id: Option<WorkflowId>,
    /// Kept then or later.
    pub since: Option<DateTime<Utc>>,
    /// Kept earlier.
    pub until: Option<DateTime<Utc>>,
    /// In the error, the reason or the queue's name, in any case.
    pub text: Option<String>,
}

/// A letter as it is listed.
#[derive(Debug, Clone)]
pub struct LetterRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub state: String,
    pub queue: String,
    pub reason: String,
    pub error: String,
    pub tenant: Option<String>,
    pub workflow_id: Option<WorkflowId>,
    pub node: Option<String>,
    pub agent: Option<String>,
    pub attempt: Option<i32>,
    /// What became of the last replay.
    pub note: String,
    pub bytes: i64,
}

/// A letter with everything that is known about it.
#[derive(Debug, Clone)]
pub struct LetterDetail {
    pub row: LetterRow,
    pub body: Vec<u8>,
    pub headers: Value,
    pub history: Vec<LetterAttempt>,
    pub audit: Vec<LetterAction>,
}

/// One attempt of the letter's job.
#[derive(Debug, Clone, Deserialize)]
pub struct LetterAttempt {
    pub attempt: i32,
    pub status: String,
    pub crashes: i32,
    pub worker: Option<String>,
    pub dispatched_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub error: Option<JobError>,
}

/// What somebody did to a letter.
#[derive(Debug, Clone, Deserialize)]
pub struct LetterAction {
    pub at: DateTime<Utc>,
    pub actor: String,
    pub action: String,
}

pub(crate) const INSERT_DEAD_LETTER: &str = "-- insert dead letter
INSERT INTO dead_letter
    (id, message_id, queue, reason, error, tenant, workflow_id, node, body, headers, agent, attempt)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (message_id) DO NOTHING";

macro_rules! letter_columns {
    () => {
        "id, at, state, queue, reason, error, tenant, workflow_id, node, agent, attempt, note, \
         octet_length(body)::bigint AS bytes"
    };
}

/// The filter's part of a WHERE clause: parameters 1 to 9.
macro_rules! letter_filter {
    () => {
        "(tenant = $1 OR ($2 AND tenant IS NULL))
    AND ($3::text IS NULL OR agent = $3)
    AND ($4::text IS NULL OR reason = $4)
    AND ($5::text IS NULL OR state = $5)
    AND ($6::uuid IS NULL OR workflow_id = $6)
    AND ($7::timestamptz IS NULL OR at >= $7)
    AND ($8::timestamptz IS NULL OR at < $8)
    AND ($9::text IS NULL OR position(lower($9) IN lower(error || ' ' || reason || ' ' || queue)) > 0)"
    };
}
pub(crate) use letter_filter;

const LIST: &str = concat!(
    "-- list dead letters\nSELECT ",
    letter_columns!(),
    " FROM dead_letter\nWHERE ",
    letter_filter!(),
    "\n    AND ($10::uuid IS NULL OR id < $10)\nORDER BY id DESC LIMIT $11"
);

const ONE: &str = concat!(
    "-- dead letter\nSELECT ",
    letter_columns!(),
    ", body, headers,
    (SELECT coalesce(json_agg(json_build_object('attempt', j.attempt, 'status', j.status, 'crashes', j.crashes,
        'worker', j.worker, 'dispatched_at', j.dispatched_at, 'finished_at', j.finished_at, 'error', j.error)
        ORDER BY j.attempt), '[]')
     FROM job j WHERE j.workflow_id = d.workflow_id AND j.node = d.node AND j.tenant = d.tenant) AS history,
    (SELECT coalesce(json_agg(json_build_object('at', a.at, 'actor', a.actor, 'action', a.action) ORDER BY a.at, a.id), '[]')
     FROM audit a WHERE a.subject = d.id) AS audit
FROM dead_letter d WHERE id = $1 AND (tenant = $2 OR ($3 AND tenant IS NULL))"
);

impl Store {
    /// Keeps a dead letter. Whether it was new.
    pub async fn insert_dead_letter(&self, letter: &DeadLetter) -> Result<bool, StoreError> {
        let inserted = self
            .execute(
                "insert dead letter",
                INSERT_DEAD_LETTER,
                &[
                    &Uuid::now_v7(),
                    &letter.message_id,
                    &letter.queue,
                    &letter.reason,
                    &letter.error,
                    &letter.tenant.as_ref().map(TenantId::as_str),
                    &letter.workflow_id.map(|id| id.0),
                    &letter.node.map(|node| node.to_string()),
                    &letter.body,
                    &letter.headers,
                    &letter.agent().map(Agent::as_str),
                    &letter.attempt,
                ],
            )
            .await?;
        Ok(inserted == 1)
    }

    /// Newest first, those older than `before`.
    pub async fn list_dead_letters(
        &self,
        scope: LetterScope<'_>,
        filter: &LetterFilter,
        before: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<LetterRow>, StoreError> {
        let client = self.client().await?;
        // Not prepared for good: the server plans for the filters that are set.
        let rows = client
            .query(
                LIST,
                &[
                    &scope.tenant.as_str(),
                    &scope.nobodys,
                    &filter.agent.map(Agent::as_str),
                    &filter.reason,
                    &filter.state,
                    &filter.workflow_id.map(|id| id.0),
                    &filter.since,
                    &filter.until,
                    &filter.text,
                    &before,
                    &limit,
                ],
            )
            .await
            .map_err(StoreError::query("list dead letters"))?;
        Ok(rows.iter().map(LetterRow::read).collect())
    }

    pub async fn dead_letter(
        &self,
        scope: LetterScope<'_>,
        id: Uuid,
    ) -> Result<Option<LetterDetail>, StoreError> {
        let client = self.client().await?;
        let row = client
            .query_opt(ONE, &[&id, &scope.tenant.as_str(), &scope.nobodys])
            .await
            .map_err(StoreError::query("dead letter"))?;
        row.as_ref().map(LetterDetail::read).transpose()
    }
}

impl LetterRow {
    fn read(row: &Row) -> Self {
        LetterRow {
            id: row.get("id"),
            at: row.get("at"),
            state: row.get("state"),
            queue: row.get("queue"),
            reason: row.get("reason"),
            error: row.get("error"),
            tenant: row.get("tenant"),
            workflow_id: row.get::<_, Option<Uuid>>("workflow_id").map(WorkflowId),
            node: row.get("node"),
            agent: row.get("agent"),
            attempt: row.get("attempt"),
            note: row.get("note"),
            bytes: row.get("bytes"),
        }
    }
}

impl LetterDetail {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let Json(history) =
            row.try_get("history").map_err(|error| StoreError::corrupt("job", "error", error))?;
        let Json(audit) = row.try_get("audit").map_err(|error| StoreError::corrupt("audit", "at", error))?;
        Ok(LetterDetail {
            row: LetterRow::read(row),
            body: row.get("body"),
            headers: row.get("headers"),
            history,
            audit,
        })
    }
}
