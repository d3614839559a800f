//! The way along a chain: the first model that does the job, else the next, and a word about each that was passed over.

use std::time::{Duration, Instant};

use aida_models::{
    Conditions, Day, Health, JobContext, JobScope, ModelKind, ModelSpec, STUDIO, WorkPlan, image_call,
    select, speech_call, video_call,
};
use aida_protocol::{Downgrade, ErrorKind, JobError, ProjectBrief, Usd};
use async_trait::async_trait;

use super::Hosted;

/// How long measured health is good for.
const HEALTH_AGE: Duration = Duration::from_secs(2);
/// A call of this price is not followed by another of its kind while nobody knows whether it was charged.
const DEAR: Usd = Usd::from_ten_thousandths(100);
/// Seconds before a repetition, besides what the provider asks for, and the most that is waited on its word.
const RETRY_PAUSE: f64 = 0.5;
const LONGEST_PAUSE: f64 = 10.0;

/// Why a model did not do the job.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    pub error: JobError,
    /// The whole job ends: it was cancelled, or is somebody else's.
    pub ends: bool,
    /// The same model may do it in a moment, and nothing was charged.
    pub again: bool,
    /// It may have been taken and charged; nobody knows.
    pub unknown: bool,
}

impl Passed {
    pub fn over(kind: ErrorKind, reason: impl Into<String>) -> Self {
        Passed::by(JobError::new(kind, reason))
    }

    pub fn end(error: JobError) -> Self {
        Passed { error, ends: true, again: false, unknown: false }
    }

    pub fn by(error: JobError) -> Self {
        Passed { error, ends: false, again: false, unknown: false }
    }
}

/// One job's work, by a hosted model and by the studio.
#[async_trait]
pub trait Way<T: Send>: Sync {
    async fn hosted(&self, model: &ModelSpec, scope: &JobScope) -> Result<T, Passed>;
    async fn studio(&self) -> Result<T, JobError>;
    fn studio_id(&self) -> &str;
    /// Threads that the studio's way keeps busy.
    fn studio_threads(&self) -> usize {
        1
    }
}

/// What a walk is about.
pub struct Errand<'a> {
    pub kind: ModelKind,
    pub brief: &'a ProjectBrief,
    /// The user's and the writers' words that a model would see.
    pub words: String,
    pub plan: WorkPlan,
}

/// What one call of the errand costs with `model`.
fn one_call(errand: &Errand<'_>, model: &ModelSpec) -> Usd {
    let used = match model.kind {
        ModelKind::Text => errand.plan.script_call(),
        ModelKind::Image => image_call(model, errand.brief.frame_size()),
        ModelKind::Video => video_call(model, 1.0),
        ModelKind::Speech => speech_call(100),
    };
    model.price.cost(&used)
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
        let (mut last, mut unknown) = (None, false);
        for (place, id) in chain.iter().enumerate() {
            context.check_cancelled()?;
            let Some(model) = self.settings.catalogue.model(id) else {
                return self.studio(context, way).await;
            };
            if unknown && errand.brief.allow_downgrade && one_call(&errand, model) >= DEAR {
                continue;
            }
            match self.with_one_retry(model, scope, way).await {
                Ok(done) => {
                    context.told().model = Some(id.clone());
                    return Ok(done);
                }
                Err(passed) if passed.ends => return Err(passed.error),
                Err(passed) => {
                    let JobScope { workflow_id, node, attempt, .. } = scope;
                    tracing::warn!(%workflow_id, %node, attempt, model = id, kind = %passed.error.kind, "a model was passed over");
                    unknown |= passed.unknown;
                    let affordable = |id: &&String| {
                        let model = self.settings.catalogue.model(id);
                        !unknown
                            || !errand.brief.allow_downgrade
                            || model.is_none_or(|model| one_call(&errand, model) < DEAR)
                    };
                    if let Some(next) = chain[place + 1..].iter().find(affordable) {
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

    /// What failed for the moment is asked again once, where the fleet's retry budget has room for it.
    async fn with_one_retry<T: Send>(
        &self,
        model: &ModelSpec,
        scope: &JobScope,
        way: &dyn Way<T>,
    ) -> Result<T, Passed> {
        let passed = match way.hosted(model, scope).await {
            Err(passed) if passed.again => passed,
            outcome => return outcome,
        };
        let asked = passed.error.retry_after_seconds.unwrap_or(0.0);
        if asked > LONGEST_PAUSE {
            return Err(passed);
        }
        let may = self.store.may_retry(&model.provider).await.map_err(super::ledger::database)?;
        self.metrics.retried(&model.provider, may);
        if !may {
            return Err(passed);
        }
        tokio::time::sleep(Duration::from_secs_f64(asked) + super::ledger::jittered(RETRY_PAUSE)).await;
        way.hosted(model, scope).await
    }

    async fn studio<T: Send>(&self, context: &JobContext, way: &dyn Way<T>) -> Result<T, JobError> {
        let _place = self.processor.take(way.studio_threads()).await;
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
        // What was paid for comes first, whatever has become of its model since.
        let mut chain: Vec<String> = match self.store.models_paid_for(scope.workflow_id, scope.node).await {
            Ok(paid) => paid.into_iter().filter(|id| self.settings.catalogue.model(id).is_some()).collect(),
            Err(error) => {
                tracing::warn!(%error, "what was paid for this job is not known");
                Vec::new()
            }
        };
        for id in selection.chain(errand.kind) {
            if !chain.contains(id) {
                chain.push(id.clone());
            }
        }
        chain.retain(|id| !scope.again.without.contains(id));
        chain
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
        for model in &found {
            self.metrics.breaker(&model.model, model.breaker);
        }
        let known: std::collections::BTreeMap<_, _> = found.into_iter().map(health).collect();
        *lock() = Some((Instant::now(), known.clone()));
        known
    }
}
