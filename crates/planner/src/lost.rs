//! Finds jobs whose message is gone although the broker had confirmed it: a queue that was emptied, a broker that lost its
//! disk. Their deadlines would help them too, but only after minutes.
//!
//! A message is in its queue or in a worker's hand. So a job is lost when its queue was empty, and since then every worker
//! of its agent has said what it has in hand, and none has named it. A job that is thought lost and is not is done twice and
//! counted once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use aida_broker::{Broker, BrokerError, Subscription, decode};
use aida_ops::Shutdown;
use aida_protocol::{Agent, HeldJob, HeldMessage, routing};
use aida_store::{Store, StoreError};
use uuid::Uuid;

use crate::input::{Cause, Input};

const EVERY: Duration = Duration::from_secs(1);
/// Jobs that are younger are on their way.
const OLD_SECONDS: f64 = 3.0;
/// A job is in the worker's list a little after it left its queue.
const ON_THE_WAY: Duration = Duration::from_millis(500);
/// What was said longer ago is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(60);
const FINDS: i64 = 200;
const PATIENCE: Duration = Duration::from_secs(2);
/// After a longer pause between two looks the search begins anew.
const LONG_AGO: Duration = Duration::from_secs(3);

/// What each worker said last.
#[derive(Clone, Default)]
pub(crate) struct Reports {
    last: Arc<Mutex<HashMap<String, Report>>>,
}

struct Report {
    at: Instant,
    held: HashSet<HeldJob>,
}

impl Reports {
    /// Listens until shutdown. What is missed is said again a second later.
    pub async fn listen(self, broker: Arc<Broker>, shutdown: Shutdown) {
        let listening = async {
            loop {
                match broker.subscribe(routing::TELEMETRY_EXCHANGE, &[routing::HELD_KEY]).await {
                    Ok(heard) => self.hear(heard).await,
                    Err(BrokerError::Closed) => return,
                    Err(error) => tracing::debug!(%error, "what workers hold cannot be heard"),
                }
                tokio::time::sleep(EVERY).await;
            }
        };
        shutdown.token().run_until_cancelled(listening).await;
    }

    async fn hear(&self, mut heard: Subscription) {
        while let Some(announcement) = heard.next().await {
            match decode::<HeldMessage>(&announcement.body) {
                Ok(message) => self.note(message, Instant::now()),
                Err(error) => tracing::debug!(%error, "a worker's list cannot be read"),
            }
        }
    }

    fn note(&self, message: HeldMessage, at: Instant) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|_, report| at.duration_since(report.at) < FORGOTTEN);
        last.insert(message.worker, Report { at, held: message.jobs.into_iter().collect() });
    }

    /// Whether all of `workers` have spoken since `since`, and none has named `job`.
    fn nobody_holds(&self, job: HeldJob, workers: &[String], since: Instant) -> bool {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let after = since + ON_THE_WAY;
        workers.iter().all(|worker| last.get(worker).is_some_and(|report| report.at >= after))
            && !last.values().any(|report| report.held.contains(&job))
    }
}

/// The search, which one planner of the fleet does.
pub(crate) struct LostJobs {
    pub planner: Uuid,
    pub reports: Reports,
    /// Since when each of these is known to be in no queue.
    suspects: HashMap<HeldJob, Instant>,
    looked: Option<Instant>,
}

impl LostJobs {
    pub fn new(planner: Uuid, reports: Reports) -> Self {
        LostJobs { planner, reports, suspects: HashMap::new(), looked: None }
    }

    /// The jobs that have to be sent again. `takeover` is how long a planner may be silent.
    pub async fn look(
        &mut self,
        store: &Store,
        broker: &Broker,
        takeover: Duration,
    ) -> Result<Vec<Input>, StoreError> {
        if self.looked.is_some_and(|last| last.elapsed() < EVERY) {
            return Ok(Vec::new());
        }
        // While the database was away, answers waited in the planners' hands.
        if self.looked.is_none_or(|last| last.elapsed() > LONG_AGO) {
            self.suspects.clear();
        }
        self.looked = Some(Instant::now());
        let old = store.old_jobs(OLD_SECONDS, FINDS).await?;
        if old.is_empty() || store.first_planner(takeover.as_secs_f64()).await? != Some(self.planner) {
            self.suspects.clear();
            return Ok(Vec::new());
        }
        let mut empty: HashMap<Agent, (Instant, Vec<String>)> = HashMap::new();
        let agents: HashSet<Agent> = old.iter().map(|job| job.agent).collect();
        // A reply that waits is of a job that nobody holds any more.
        if is_empty(broker, routing::REPLY_QUEUE).await {
            for agent in agents {
                let before = Instant::now();
                if is_empty(broker, &routing::job_queue(agent)).await {
                    empty.insert(agent, (before, store.workers_of(agent).await?));
                }
            }
        }
        let mut lost = Vec::new();
        let mut suspects = HashMap::new();
        for found in &old {
            let Some((before, workers)) = empty.get(&found.agent) else { continue };
            let (workflow_id, node, attempt) = (found.job.workflow_id, found.job.node, found.job.attempt);
            let job = HeldJob { workflow_id, node, attempt };
            let since = self.suspects.get(&job).copied().unwrap_or(*before);
            // With no worker at all nobody can have it.
            if since < *before && self.reports.nobody_holds(job, workers, since) {
                tracing::warn!(%workflow_id, %node, attempt, "a job's message is gone; sending it again");
                lost.push(Input::found(workflow_id, Cause::Resend { node, attempt }));
            } else {
                suspects.insert(job, since);
            }
        }
        self.suspects = suspects;
        Ok(lost)
    }
}

/// When the broker does not answer it is not known to be empty.
async fn is_empty(broker: &Broker, queue: &str) -> bool {
    let depth = tokio::time::timeout(PATIENCE, broker.queue_depth(queue)).await;
    matches!(depth, Ok(Ok(depth)) if depth.messages == 0)
}

#[cfg(test)]
mod tests {
    use aida_protocol::{MESSAGE_VERSION, NodeId, Step, WorkflowId};

    use super::*;

    fn job(number: u128) -> HeldJob {
        let workflow_id = WorkflowId(Uuid::from_u128(number));
        HeldJob { workflow_id, node: NodeId::once(Step::Writer), attempt: 1 }
    }

    #[test]
    fn a_job_is_lost_only_when_everybody_has_spoken_since() {
        let (reports, start) = (Reports::default(), Instant::now());
        let say = |worker: &str, jobs: &[HeldJob], seconds: u64| {
            let message =
                HeldMessage { version: MESSAGE_VERSION, worker: worker.to_owned(), jobs: jobs.to_vec() };
            reports.note(message, start + Duration::from_secs(seconds));
        };
        let both = ["a".to_owned(), "b".to_owned()];
        say("a", &[], 2);
        assert!(!reports.nobody_holds(job(1), &both, start), "b has not spoken");
        say("b", &[job(2)], 0);
        assert!(!reports.nobody_holds(job(1), &both, start), "b spoke too early");
        say("b", &[job(2)], 2);
        assert!(reports.nobody_holds(job(1), &both, start));
        assert!(!reports.nobody_holds(job(2), &both, start), "b has it");
        assert!(!reports.nobody_holds(job(2), &both[..1], start), "whoever has it");
    }
}
