//! Calls as the ledger sees them.

use aida_models::{JobContext, JobScope, ModelSpec, Quantity};
use aida_protocol::{BudgetType, ErrorKind, JobError, ProjectBrief, Usd};
use aida_providers::{CallError, CallErrorKind, Charged};
use aida_store::{CallStatus, NewCall, OpenedCall, SettledCall, SpendLimits, StoreError};
use serde_json::Value;
use sha2::{Digest, Sha256};
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
}

/// What to do.
pub enum Opened {
    Call(Uuid),
    Resume(Uuid, Value),
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
        let model = &purchase.model.id;
        if !self.store.model_may_be_called(model).await.map_err(database)? {
            return Err(Passed::over(ErrorKind::Unavailable, "its breaker is open"));
        }
        let budget = &purchase.brief.budget_constraints;
        let hard = budget.max_cost.filter(|_| budget.kind == BudgetType::HardLimit);
        let call = NewCall {
            workflow_id: scope.workflow_id,
            node: scope.node,
            attempt: scope.attempt,
            tenant: scope.tenant.clone(),
            provider: purchase.model.provider.clone(),
            model: model.clone(),
            digest: purchase.digest,
            reserve: purchase.reserve,
            limits: SpendLimits { workflow: hard, ..self.settings.limits },
            reuse_seconds: self.settings.reuse_seconds,
            privacy: purchase.privacy,
            prompt: purchase.prompt,
        };
        match self.store.open_call(call).await.map_err(database)? {
            OpenedCall::Call(id) => Ok(Opened::Call(id)),
            OpenedCall::Resume { id, ticket } => Ok(Opened::Resume(id, ticket)),
            OpenedCall::Answered { result, cost } => {
                context.told().paid += cost;
                Ok(Opened::Answered(result))
            }
            OpenedCall::Unknown => {
                Err(Passed::over(ErrorKind::Timeout, "unknown: an earlier call may have been taken"))
            }
            OpenedCall::NotOpen => {
                let reason = "the attempt is over";
                Err(Passed::end(JobError::new(ErrorKind::Cancelled, reason)))
            }
            OpenedCall::OverBudget(scope) => {
                Err(Passed::over(ErrorKind::Budget, format!("the {scope}'s budget has no room for it")))
            }
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
        if own && self.store.model_failed(&model.id).await.map_err(database)? {
            tracing::warn!(model = model.id, "its breaker is open");
        }
        let known = if status == CallStatus::Unknown { "unknown: " } else { "" };
        let reason = format!("{known}{}", error.reason);
        let mut job = JobError::new(error.kind.job_kind(), reason);
        job.retry_after_seconds = error.retry_after.map(|pause| pause.as_secs_f64());
        Ok(Passed { error: job, ends: false })
    }
}

/// Without the ledger nothing may be called.
pub fn database(error: StoreError) -> Passed {
    tracing::warn!(%error, "the ledger cannot be reached");
    Passed::end(JobError::new(ErrorKind::Unavailable, "the ledger of calls cannot be reached"))
}
