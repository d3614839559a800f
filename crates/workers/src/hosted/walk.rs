//! The way along a chain: the first model that does the job, else the next, and a word about each that was passed over.

use std::time::{Duration, Instant};

use aida_models::{
    Conditions, Day, Health, JobContext, JobScope, ModelKind, ModelSpec, STUDIO, WorkPlan, select,
};
use aida_protocol::{Downgrade, ErrorKind, JobError, ProjectBrief};
use async_trait::async_trait;

use super::Hosted;

/// How long measured health is good for.
const HEALTH_AGE: Duration = Duration::from_secs(2);

/// Why a model did not do the job.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    pub error: JobError,
    /// The whole job ends: it was cancelled, or is somebody else's.
    pub ends: bool,
}

impl Passed {
    pub fn over(kind: ErrorKind, reason: impl Into<String>) -> Self {
        Passed { error: JobError::new(kind, reason), ends: false }
    }

    pub fn end(error: JobError) -> Self {
        Passed { error, ends: true }
    }
}

/// One job's work, by a hosted model and by the studio.
#[async_trait]
pub trait Way<T: Send>: Sync {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<T, Passed>;
    async fn studio(&self) -> Result<T, JobError>;
    fn studio_id(&self) -> &str;
}

/// What a walk is about.
pub struct Errand<'a> {
    pub kind: ModelKind,
    pub brief: &'a ProjectBrief,
    /// The user's and the writers' words that a model would see.
    pub words: String,
    pub plan: WorkPlan,
}

impl Hosted {
    pub async fn walk<T: Send>(
        &self,
        errand: Errand<'_>,
        context: &JobContext,
        way: &dyn Way<T>,
    ) -> Result<T, JobError> {
        let Some(scope) = context.scope() else { return self.studio(context, way).await };
        if scope.again.simple {
            return self.studio(context, way).await;
        }
        let chain = self.chain(&errand, scope).await;
        let mut last = None;
        for (place, id) in chain.iter().enumerate() {
            context.check_cancelled()?;
            let Some(model) = self.settings.catalogue.model(id) else {
                return self.studio(context, way).await;
            };
            match way.hosted(model, scope).await {
                Ok(done) => {
                    context.told().model = Some(id.clone());
                    return Ok(done);
                }
                Err(passed) if passed.ends => return Err(passed.error),
                Err(passed) => {
                    let JobScope { workflow_id, node, attempt, .. } = scope;
                    tracing::warn!(%workflow_id, %node, attempt, model = id, kind = %passed.error.kind, "a model was passed over");
                    if let Some(next) = chain.get(place + 1) {
                        let to = if next == STUDIO { way.studio_id() } else { next };
                        context.told().downgrades.push(Downgrade {
                            job: node.to_string(),
                            from: id.clone(),
                            to: to.to_owned(),
                            reason: passed.error.to_string(),
                        });
                    }
                    last = Some(passed.error);
                }
            }
        }
        Err(last.unwrap_or_else(|| JobError::new(ErrorKind::Unavailable, "no model may do this job")))
    }

    async fn studio<T: Send>(&self, context: &JobContext, way: &dyn Way<T>) -> Result<T, JobError> {
        let _place = self.processor.acquire().await;
        context.told().model = Some(way.studio_id().to_owned());
        way.studio().await
    }

    /// The models to try, without those that failed for good in earlier attempts.
    async fn chain(&self, errand: &Errand<'_>, scope: &JobScope) -> Vec<String> {
        let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
        let Ok(today) = Day::try_from(today) else { return vec![STUDIO.to_owned()] };
        let conditions = Conditions {
            providers: self.settings.callers.keys().cloned().collect(),
            health: self.health().await,
            today,
            local_only: self.must_stay(&errand.words),
            local_load: 0.0,
        };
        let selection = select(&self.settings.catalogue, errand.brief, &errand.plan, &conditions);
        for reason in &selection.reasons {
            tracing::debug!(workflow_id = %scope.workflow_id, node = %scope.node, reason, "models were chosen");
        }
        let chain = selection.chain(errand.kind).iter();
        chain.filter(|id| !scope.again.without.contains(id)).cloned().collect()
    }

    /// How models have been doing, a few seconds old at most. Without the database nothing is known of them.
    async fn health(&self) -> std::collections::BTreeMap<String, Health> {
        let lock = || self.health.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((at, known)) = lock().as_ref()
            && at.elapsed() < HEALTH_AGE
        {
            return known.clone();
        }
        let found = match self.store.models_lately().await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "nothing is known of the models' health");
                Vec::new()
            }
        };
        let health = |model: aida_store::ModelHealth| {
            let enough = model.calls >= 10;
            let health = Health {
                broken: model.breaker == "open",
                success_rate: model.success_rate.filter(|_| enough),
                p50_seconds: model.p50_seconds.filter(|_| enough),
            };
            (model.model, health)
        };
        let known: std::collections::BTreeMap<_, _> = found.into_iter().map(health).collect();
        *lock() = Some((Instant::now(), known.clone()));
        known
    }
}
