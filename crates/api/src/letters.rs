//! Dead letters as the API shows them, and what can be asked of them.

use aida_protocol::{Agent, JobError, WorkflowId};
use aida_store::{LetterAction, LetterAttempt, LetterDetail, LetterFilter, LetterRow, Letters, MOST_LETTERS};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::ApiError;

/// One page of dead letters, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetterList {
    pub items: Vec<DeadLetterSummary>,
    /// For the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A message or job that nobody could finish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetterSummary {
    pub id: Uuid,
    /// When it was kept.
    pub at: DateTime<Utc>,
    /// `dead`, `replaying`, `replayed` or `discarded`.
    pub state: String,
    pub queue: String,
    /// `attempts`, `crashed`, `delivery_limit`, `rejected`, `poison`, …
    pub reason: String,
    pub error: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<WorkflowId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<i32>,
    /// What became of the last replay.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Length of the body.
    pub bytes: i64,
}

/// A dead letter with everything that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetterDetail {
    #[serde(flatten)]
    pub summary: DeadLetterSummary,
    /// The body, when it is JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The body in Base64, when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
    pub headers: Value,
    /// Every attempt of its job.
    pub history: Vec<PastAttempt>,
    /// Who did what to it.
    pub audit: Vec<AuditEntry>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PastAttempt {
    pub attempt: i32,
    pub status: String,
    /// How often it took its worker down.
    pub crashes: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<String>,
    pub dispatched_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<JobError>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    pub at: DateTime<Utc>,
    /// A key's id; `local` without keys.
    pub actor: String,
    /// `replay` or `discard`.
    pub action: String,
}

/// Which dead letters: `ids` or `filter`, one of both. Only those that are dead are taken.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadLetterAction {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<Uuid>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<DeadLetterFilter>,
    /// Only say which would be taken.
    #[serde(default)]
    pub dry_run: bool,
    /// Replays a second, 0.01 to 1000; 10 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<f64>,
}

/// What is absent does not matter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadLetterFilter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<WorkflowId>,
    /// Kept then or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// Kept earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// In the error, the reason or the queue's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What an action took, or would take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetterActionResult {
    /// `replay` or `discard`.
    pub action: String,
    pub dry_run: bool,
    pub count: usize,
    pub ids: Vec<Uuid>,
}

impl DeadLetterAction {
    /// # Errors
    /// When neither or both of `ids` and `filter` are given, or the rate is out of bounds.
    pub fn read(self) -> Result<(Letters, bool, f64), ApiError> {
        let per_second = self.per_second.unwrap_or(10.0);
        if !(0.01..=1_000.0).contains(&per_second) {
            return Err(ApiError::field("per_second", "must be 0.01 to 1000"));
        }
        let letters = match (self.ids, self.filter) {
            (Some(ids), None) if ids.len() as i64 <= MOST_LETTERS => Letters::Ids(ids),
            (Some(_), None) => return Err(ApiError::field("ids", format!("must be {MOST_LETTERS} at most"))),
            (None, Some(filter)) => Letters::Filter(filter.into()),
            _ => return Err(ApiError::field("ids", "give either ids or a filter")),
        };
        Ok((letters, self.dry_run, per_second))
    }
}

impl From<DeadLetterFilter> for LetterFilter {
    fn from(filter: DeadLetterFilter) -> LetterFilter {
        LetterFilter {
            agent: filter.agent,
            reason: filter.reason,
            state: None,
            workflow_id: filter.workflow_id,
            since: filter.since,
            until: filter.until,
            text: filter.text,
        }
    }
}

impl From<LetterRow> for DeadLetterSummary {
    fn from(row: LetterRow) -> Self {
        DeadLetterSummary {
            id: row.id,
            at: row.at,
            state: row.state,
            queue: row.queue,
            reason: row.reason,
            error: row.error,
            tenant: row.tenant,
            workflow_id: row.workflow_id,
            node: row.node,
            agent: row.agent,
            attempt: row.attempt,
            note: row.note,
            bytes: row.bytes,
        }
    }
}

impl From<LetterDetail> for DeadLetterDetail {
    fn from(detail: LetterDetail) -> Self {
        let body: Option<Value> = serde_json::from_slice(&detail.body).ok();
        DeadLetterDetail {
            summary: detail.row.into(),
            body_base64: body.is_none().then(|| STANDARD.encode(&detail.body)),
            body,
            headers: detail.headers,
            history: detail.history.into_iter().map(PastAttempt::from).collect(),
            audit: detail.audit.into_iter().map(AuditEntry::from).collect(),
        }
    }
}

impl From<LetterAttempt> for PastAttempt {
    fn from(attempt: LetterAttempt) -> Self {
        PastAttempt {
            attempt: attempt.attempt,
            status: attempt.status,
            crashes: attempt.crashes,
            worker: attempt.worker,
            dispatched_at: attempt.dispatched_at,
            finished_at: attempt.finished_at,
            error: attempt.error,
        }
    }
}

impl From<LetterAction> for AuditEntry {
    fn from(action: LetterAction) -> Self {
        AuditEntry { at: action.at, actor: action.actor, action: action.action }
    }
}
