//! Calls as the ledger sees them.

use std::time::{Duration, Instant};

use aida_models::{JobContext, JobScope, ModelSpec, Quantity};
use aida_protocol::{BudgetType, ErrorKind, JobError, ProjectBrief, Usd};
use aida_providers::{CallError, CallErrorKind, Charged};
use aida_store::{CallStatus, NewCall, OpenedCall, SettledCall, SpendLimits, StoreError};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::time::sleep;
use uuid::Uuid;

use super::{Hosted, walk::Passed};

/// What is about to be paid.
pub struct Purchase<'a> {
    pub model: &'a ModelSpec,
    pub brief: &'a ProjectBrief,
    /// Everything that decides what comes back.
    pub digest: String,
    /// The most it can cost.
    pub reserve: Usd,
    pub privacy: Option<Value>,
    pub prompt: Option<String>,
    /// How old the same of before may be to be taken instead.
    pub reuse_seconds: u32,
}

/// What to do.
pub enum Opened {
    Call(Uuid),
    Resume(Uuid, Value),
    /// The provider has it under this id.
    Found(Uuid, String),
    Answered(Value),
}

pub fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // Lengths keep parts from running into each other.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Hosted {
    /// Opens a call in the ledger, or says what there is instead.
    pub async fn open(
        &self,
        purchase: Purchase<'_>,
        scope: &JobScope,
        context: &JobContext,
    ) -> Result<Opened, Passed> {
        let spec = purchase.model;
        let budget = &purchase.brief.budget_constraints;
        let hard = budget.max_cost.filter(|_| budget.kind == BudgetType::HardLimit);
        let call = NewCall {
            workflow_id: scope.workflow_id,
            node: scope.node,
            attempt: scope.attempt,
            tenant: scope.tenant.clone(),
            provider: spec.provider.clone(),
            model: spec.id.clone(),
            digest: purchase.digest,
            reserve: purchase.reserve,
            limits: SpendLimits { workflow: hard, ..self.settings.limits },
            rate: self.settings.rate_of(&spec.provider),
            reuse_seconds: purchase.reuse_seconds,
            privacy: purchase.privacy,
            prompt: purchase.prompt,
        };
        let patience = Duration::from_secs_f64(spec.expected_seconds.clamp(5.0, 60.0));
        let since = Instant::now();
        loop {
            context.check_cancelled().map_err(Passed::end)?;
            match self.store.open_call(call.clone()).await.map_err(database)? {
                OpenedCall::Busy { seconds, why } => {
                    self.metrics.waited(&spec.provider, why);
                    if since.elapsed().as_secs_f64() + seconds > patience.as_secs_f64() {
                        let reason = format!("its provider is busy ({why})");
                        return Err(Passed::over(ErrorKind::RateLimited, reason));
                    }
                    sleep(jittered(seconds.clamp(0.02, 1.0))).await;
                }
                opened => return self.opened(opened, spec, context),
            }
        }
    }

    fn opened(&self, opened: OpenedCall, model: &ModelSpec, context: &JobContext) -> Result<Opened, Passed> {
        match opened {
            OpenedCall::Call(id) => Ok(Opened::Call(id)),
            OpenedCall::Resume { id, ticket } => Ok(Opened::Resume(id, ticket)),
            OpenedCall::Found { id, request_id } => Ok(Opened::Found(id, request_id)),
            OpenedCall::Answered { result, cost } => {
                self.metrics.reused(&model.id);
                context.told().paid += cost;
                Ok(Opened::Answered(result))
            }
            OpenedCall::Unknown => {
                let reason = "unknown: an earlier call may have been taken";
                Err(Passed { unknown: true, ..Passed::over(ErrorKind::Timeout, reason) })
            }
            OpenedCall::Broken => Err(Passed::over(ErrorKind::Unavailable, "its breaker is open")),
            OpenedCall::NoRetry => {
                self.metrics.retried(&model.provider, false);
                Err(Passed::over(ErrorKind::Unavailable, "it failed before; no more repetitions now"))
            }
            OpenedCall::NotOpen => {
                let reason = "the attempt is over";
                Err(Passed::end(JobError::new(ErrorKind::Cancelled, reason)))
            }
            OpenedCall::OverBudget(scope) => {
                Err(Passed::over(ErrorKind::Budget, format!("the {scope}'s budget has no room for it")))
            }
            OpenedCall::Busy { .. } => Err(Passed::over(ErrorKind::RateLimited, "its provider is busy")),
        }
    }

    /// Writes down a success.
    pub async fn settle(
        &self,
        id: Uuid,
        model: &ModelSpec,
        cost: Usd,
        result: Value,
        context: &JobContext,
    ) -> Result<(), Passed> {
        context.told().paid += cost;
        let settled = SettledCall { status: CallStatus::Succeeded, cost, result: Some(result), error: None };
        self.store.settle_call(id, settled).await.map_err(database)?;
        self.metrics.called(&model.id, CallStatus::Succeeded.as_str());
        self.store.model_succeeded(&model.id).await.map_err(database)
    }

    /// Writes down a failure: what it cost, or that nobody knows.
    pub async fn settle_failure(
        &self,
        id: Uuid,
        model: &ModelSpec,
        usual: &Quantity,
        error: &CallError,
        context: &JobContext,
    ) -> Result<Passed, Passed> {
        let (status, cost) = match error.charged {
            Charged::No => (CallStatus::Failed, Usd::ZERO),
            Charged::Yes(used) => (CallStatus::Failed, model.price.cost(&used.unwrap_or(*usual))),
            Charged::Unknown => (CallStatus::Unknown, Usd::ZERO),
        };
        context.told().paid += cost;
        let settled = SettledCall { status, cost, result: None, error: Some(error.kind.as_str()) };
        self.store.settle_call(id, settled).await.map_err(database)?;
        let own = matches!(
            error.kind,
            CallErrorKind::Unreachable
                | CallErrorKind::ReplyLost
                | CallErrorKind::Unavailable
                | CallErrorKind::Failed
                | CallErrorKind::RateLimited
        );
        self.metrics.called(&model.id, status.as_str());
        if let Some(pause) = error.retry_after {
            self.store.model_waits(&model.id, pause.as_secs_f64()).await.map_err(database)?;
        }
        if own && self.store.model_failed(&model.id).await.map_err(database)? {
            self.metrics.breaker(&model.id, "open");
            tracing::warn!(model = model.id, "its breaker is open");
        }
        let known = if status == CallStatus::Unknown { "unknown: " } else { "" };
        let reason = format!("{known}{}", error.reason);
        let mut job = JobError::new(error.kind.job_kind(), reason);
        job.retry_after_seconds = error.retry_after.map(|pause| pause.as_secs_f64());
        Ok(Passed {
            error: job,
            ends: false,
            again: error.passes() && status == CallStatus::Failed,
            unknown: status == CallStatus::Unknown,
        })
    }
}

/// Half to one and a half times as long, so that those who wait do not come together.
pub fn jittered(seconds: f64) -> Duration {
    let share = (Uuid::new_v4().as_u128() as u32) as f64 / f64::from(u32::MAX);
    Duration::from_secs_f64(seconds * (0.5 + share))
}

/// Without the ledger nothing may be called.
pub fn database(error: StoreError) -> Passed {
    tracing::warn!(%error, "the ledger cannot be reached");
    Passed::end(JobError::new(ErrorKind::Unavailable, "the ledger of calls cannot be reached"))
}
