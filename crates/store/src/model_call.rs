//! The ledger of calls to hosted models. A call is opened before it is made, under the attempt that is open and with its
//! price reserved; whoever comes later finds it here and goes on with it instead of paying again.

use aida_protocol::{NodeId, TenantId, Usd, WorkflowId};
use chrono::NaiveDate;
use deadpool_postgres::Transaction;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Store, StoreError,
    model_gate::{self, ProviderRate},
    spend::{self, Limits},
};

/// What is about to be asked.
#[derive(Debug, Clone)]
pub struct NewCall {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
    pub tenant: TenantId,
    pub provider: String,
    pub model: String,
    /// SHA-256 of endpoint and input.
    pub digest: String,
    /// What it will cost at most.
    pub reserve: Usd,
    pub limits: Limits,
    pub rate: ProviderRate,
    /// Answers of the tenant's own that are no older than this are taken instead of a call.
    pub reuse_seconds: u32,
    pub privacy: Option<Value>,
    /// SHA-256 of the prompt's template.
    pub prompt: Option<String>,
}

/// What to do about a call.
#[derive(Debug, Clone, PartialEq)]
pub enum OpenedCall {
    /// Make it.
    Call(Uuid),
    /// The provider has it already: ask for it with this ticket.
    Resume { id: Uuid, ticket: Value },
    /// The provider has it, as a webhook told: its ticket can be made from the id.
    Found { id: Uuid, request_id: String },
    /// It was answered before. `cost` is what this very attempt paid for it before its worker went away; else zero.
    Answered { result: Value, cost: Usd },
    /// An earlier call may or may not have been taken. It is not made again.
    Unknown,
    /// Its breaker is open.
    Broken,
    /// Not now: `rate`, `concurrent` or `retry_after`, and when to ask again.
    Busy { seconds: f64, why: &'static str },
    /// It failed before, and the provider's retry budget is used up.
    NoRetry,
    /// The attempt is over: somebody else has the job, or nobody wants it any more.
    NotOpen,
    /// It does not fit this budget.
    OverBudget(&'static str),
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq)]
pub struct SettledCall {
    pub status: CallStatus,
    pub cost: Usd,
    pub result: Option<Value>,
    pub error: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStatus {
    Succeeded,
    Failed,
    /// What was reserved counts as spent: a limit must hold even if it was charged.
    Unknown,
}

impl CallStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            CallStatus::Succeeded => "succeeded",
            CallStatus::Failed => "failed",
            CallStatus::Unknown => "unknown",
        }
    }
}

const LAST_TRY: &str = "-- last try of model call
SELECT id, try, status, ticket, result, attempt, cost, told->>'request_id' AS told FROM model_call
WHERE workflow_id = $1 AND node = $2 AND model = $3 AND digest = $4 ORDER BY try DESC LIMIT 1 FOR UPDATE";

const SAME: &str = "-- same model call
SELECT result FROM model_call
WHERE tenant = $1 AND model = $2 AND digest = $3 AND status = 'succeeded' AND result IS NOT NULL
AND settled_at > now() - make_interval(secs => $4) ORDER BY settled_at DESC LIMIT 1";

const OPEN: &str = "-- open model call
INSERT INTO model_call (id, workflow_id, node, attempt, tenant, provider, model, digest, try, reserved, privacy, prompt, opened_at)
SELECT $1::uuid, workflow_id, node, attempt, tenant, $5::text, $6::text, $7::text, $8::integer, $9::bigint, $10::jsonb, $11::text, clock_timestamp()
FROM job
WHERE workflow_id = $2 AND node = $3 AND attempt = $4 AND status = 'dispatched'
ON CONFLICT (workflow_id, node, model, digest, try) DO NOTHING RETURNING day";

const SUBMITTED: &str = "-- submitted model call
UPDATE model_call SET status = 'submitted', request_id = $2, ticket = $3, submitted_at = now()
WHERE id = $1 AND (status = 'open' OR status = 'submitted' AND ticket IS NULL)";

const FOUND: &str = "-- found model call
UPDATE model_call SET status = 'submitted', request_id = $2, submitted_at = now(), settled_at = NULL, error = NULL
WHERE id = $1 AND status IN ('open', 'submitted', 'unknown')";

const SETTLE: &str = "-- settle model call
UPDATE model_call c SET status = $2, cost = $3, result = $4, error = $5, reserved = 0, settled_at = now(),
    counted = CASE WHEN $2 = 'unknown' THEN before.reserved + before.counted ELSE $3 END
FROM (SELECT id, reserved, counted FROM model_call WHERE id = $1 FOR UPDATE) before
WHERE c.id = before.id AND c.status IN ('open', 'submitted')
RETURNING before.reserved, c.counted - before.counted AS spent, c.workflow_id, c.tenant, c.day";

const PAID: &str = "-- models paid for job
SELECT model FROM model_call WHERE workflow_id = $1 AND node = $2
AND (status IN ('open', 'submitted', 'unknown') OR status = 'succeeded' AND result IS NOT NULL)
GROUP BY model ORDER BY max(opened_at) DESC";

const AT_STATUS: &str = "-- calls at status
SELECT id FROM model_call WHERE status = $1 ORDER BY opened_at";

const JOB_CALLS: &str = "-- calls of workflow
SELECT node, model, status, cost, reserved FROM model_call WHERE workflow_id = $1 ORDER BY opened_at, id";

/// A line of a workflow's bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    pub node: String,
    pub model: String,
    pub status: String,
    pub cost: Usd,
    pub reserved: Usd,
}

impl Store {
    /// Opens a call, or says what there is instead.
    pub async fn open_call(&self, call: NewCall) -> Result<OpenedCall, StoreError> {
        let call = std::sync::Arc::new(call);
        let opened = self
            .run_tx("open model call", move |tx| {
                let call = call.clone();
                Box::pin(async move { open(tx, &call).await })
            })
            .await;
        match opened {
            // Rolled back with all that was reserved.
            Err(StoreError::OverBudget { scope }) => Ok(OpenedCall::OverBudget(scope)),
            opened => opened,
        }
    }

    /// Keeps the provider's ticket. To be committed before the first poll.
    pub async fn call_submitted(&self, id: Uuid, request_id: &str, ticket: &Value) -> Result<(), StoreError> {
        self.execute("submitted model call", SUBMITTED, &[&id, &request_id, ticket]).await.map(|_| ())
    }

    /// Writes down how a call ended and moves its price from reserved to spent. The first word counts.
    pub async fn settle_call(&self, id: Uuid, settled: SettledCall) -> Result<(), StoreError> {
        let settled = std::sync::Arc::new(settled);
        self.run_tx("settle model call", move |tx| {
            let settled = settled.clone();
            Box::pin(async move { settle(tx, id, &settled).await })
        })
        .await
    }

    /// The models that have, or may have, taken a call of this job, the last one first. They come first whenever the job is
    /// done again: only so is it seen that there is nothing to pay, or that nobody knows.
    pub async fn models_paid_for(
        &self,
        workflow: WorkflowId,
        node: NodeId,
    ) -> Result<Vec<String>, StoreError> {
        let client = self.client().await?;
        let rows = client.query(PAID, &[&workflow.0, &node.to_string()]).await;
        Ok(rows.map_err(StoreError::query("models paid for job"))?.iter().map(|row| row.get(0)).collect())
    }

    /// All calls that stand at a status, such as `unknown`.
    pub async fn calls_at(&self, status: &str) -> Result<Vec<Uuid>, StoreError> {
        let client = self.client().await?;
        let rows = client.query(AT_STATUS, &[&status]).await.map_err(StoreError::query("calls at status"))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Every call of a workflow, in order.
    pub async fn calls_of(&self, workflow: WorkflowId) -> Result<Vec<CallLine>, StoreError> {
        let client = self.client().await?;
        let rows =
            client.query(JOB_CALLS, &[&workflow.0]).await.map_err(StoreError::query("calls of workflow"))?;
        let money = |row: &tokio_postgres::Row, name| Usd::from_ten_thousandths(row.get(name));
        Ok(rows
            .iter()
            .map(|row| CallLine {
                node: row.get("node"),
                model: row.get("model"),
                status: row.get("status"),
                cost: money(row, "cost"),
                reserved: money(row, "reserved"),
            })
            .collect())
    }
}

async fn open(tx: &Transaction<'_>, call: &NewCall) -> Result<OpenedCall, StoreError> {
    let node = call.node.to_string();
    let key: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&call.workflow_id.0, &node, &call.model, &call.digest];
    let last = tx.query_opt(LAST_TRY, &key).await.map_err(StoreError::query("last try of model call"))?;
    let mut number = 1;
    if let Some(row) = last {
        let (id, ticket): (Uuid, Option<Value>) = (row.get("id"), row.get("ticket"));
        match (row.get::<_, &str>("status"), ticket) {
            ("succeeded", _) => {
                if let Some(result) = row.get("result") {
                    let mine = row.get::<_, i32>("attempt") == call.attempt;
                    let cost = if mine { row.get("cost") } else { 0 };
                    return Ok(OpenedCall::Answered { result, cost: Usd::from_ten_thousandths(cost) });
                }
            }
            ("submitted", Some(ticket)) => return Ok(OpenedCall::Resume { id, ticket }),
            ("open" | "submitted" | "unknown", _) if row.get::<_, Option<&str>>("told").is_some() => {
                let request_id: String = row.get("told");
                let found = tx.execute(FOUND, &[&id, &request_id]).await;
                found.map_err(StoreError::query("found model call"))?;
                return Ok(OpenedCall::Found { id, request_id });
            }
            ("open" | "submitted", _) => {
                // Its worker went away between the call and its answer.
                let lost = SettledCall {
                    status: CallStatus::Unknown,
                    cost: Usd::ZERO,
                    result: None,
                    error: Some("worker_lost"),
                };
                settle(tx, id, &lost).await?;
                return Ok(OpenedCall::Unknown);
            }
            ("unknown", _) => return Ok(OpenedCall::Unknown),
            _ => {}
        }
        number = row.get::<_, i32>("try") + 1;
    }
    if call.reuse_seconds > 0 {
        let age = f64::from(call.reuse_seconds);
        let same: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&call.tenant.as_str(), &call.model, &call.digest, &age];
        let same = tx.query_opt(SAME, &same).await.map_err(StoreError::query("same model call"))?;
        if let Some(row) = same {
            return Ok(OpenedCall::Answered { result: row.get("result"), cost: Usd::ZERO });
        }
    }
    if let Some(obstacle) = model_gate::pass(tx, call, number).await? {
        return Ok(obstacle);
    }
    let id = Uuid::now_v7();
    let reserve = call.reserve.ten_thousandths();
    let row: [&(dyn tokio_postgres::types::ToSql + Sync); 11] = [
        &id,
        &call.workflow_id.0,
        &node,
        &call.attempt,
        &call.provider,
        &call.model,
        &call.digest,
        &number,
        &reserve,
        &call.privacy,
        &call.prompt,
    ];
    let opened = tx.query_opt(OPEN, &row).await.map_err(StoreError::query("open model call"))?;
    let Some(opened) = opened else { return Ok(OpenedCall::NotOpen) };
    let day: NaiveDate = opened.get("day");
    spend::reserve(tx, call.workflow_id, &call.tenant, day, reserve, &call.limits).await?;
    Ok(OpenedCall::Call(id))
}

async fn settle(tx: &Transaction<'_>, id: Uuid, settled: &SettledCall) -> Result<(), StoreError> {
    let cost = settled.cost.ten_thousandths().max(0);
    let row: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
        [&id, &settled.status.as_str(), &cost, &settled.result, &settled.error];
    let before = tx.query_opt(SETTLE, &row).await.map_err(StoreError::query("settle model call"))?;
    let Some(before) = before else { return Ok(()) };
    let reserved: i64 = before.get("reserved");
    // What an unknown call counted as spent until a webhook told of it is not counted twice.
    let (spent, tenant): (i64, String) = (before.get("spent"), before.get("tenant"));
    spend::settle(tx, before.get("workflow_id"), &tenant, before.get("day"), reserved, spent).await
}
