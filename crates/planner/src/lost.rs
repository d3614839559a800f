//! Finds jobs whose message is gone although the broker had confirmed it: a queue that was emptied, a broker that lost its
//! disk. Their deadlines would help them too, but only after minutes.
//!
//! A message is in its queue or in a worker's hand. So a job is lost when its queue was empty, and since then every worker
//! of its agent has said what it has in hand, and none has named it. What a worker had in hand that is silent for long, the
//! broker has put back into the queue. A job that is thought lost and is not is done twice and counted once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use aida_broker::{Broker, BrokerError, Subscription, decode};
use aida_ops::Shutdown;
use aida_protocol::{Agent, HELD_SILENCE_SECONDS, HeldJob, HeldMessage, routing};
use aida_store::{Store, StoreError};
use uuid::Uuid;

use crate::input::{Cause, Input};

const EVERY: Duration = Duration::from_secs(1);
/// Jobs that are younger are on their way.
const OLD_SECONDS: f64 = 2.0;
/// A job is in the worker's list a little after it left its queue.
const ON_THE_WAY: Duration = Duration::from_millis(500);
/// About what the broker itself waits before it gives such a worker's messages to others.
const SILENT: Duration = Duration::from_secs(HELD_SILENCE_SECONDS);
const FINDS: i64 = 200;
const PATIENCE: Duration = Duration::from_secs(2);
/// After a longer pause between two looks the search begins anew.
const LONG_AGO: Duration = Duration::from_secs(3);

/// What each worker said last.
#[derive(Clone, Default)]
pub(crate) struct Reports {
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    /// Since when everything is heard that is said.
    listening: Option<Instant>,
    last: HashMap<String, Report>,
    /// Lists of which more is to come.
    begun: HashMap<String, Report>,
}

struct Report {
    /// When its first part came.
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
        self.begin(Instant::now());
        while let Some(announcement) = heard.next().await {
            match decode::<HeldMessage>(&announcement.body) {
                Ok(message) => self.note(message, Instant::now()),
                Err(error) => tracing::debug!(%error, "a worker's list cannot be read"),
            }
        }
    }

    fn begin(&self, now: Instant) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        *heard = Heard { listening: Some(now), ..Heard::default() };
    }

    fn note(&self, message: HeldMessage, now: Instant) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.forget(now);
        let begun = heard.begun.remove(&message.worker);
        let mut report = begun.unwrap_or(Report { at: now, held: HashSet::new() });
        report.held.extend(message.jobs);
        let list = if message.more { &mut heard.begun } else { &mut heard.last };
        list.insert(message.worker, report);
    }

    /// Whether all of `workers` have spoken since `since` or are silent for long, and none has named `job`.
    fn nobody_holds(&self, job: HeldJob, workers: &[String], since: Instant, now: Instant) -> bool {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.forget(now);
        let after = since + ON_THE_WAY;
        let quiet = heard.listening.is_some_and(|begun| now.duration_since(begun) >= SILENT);
        let has_spoken = |worker: &String| match heard.last.get(worker) {
            Some(report) => report.at >= after,
            None => quiet,
        };
        workers.iter().all(has_spoken) && !heard.last.values().any(|report| report.held.contains(&job))
    }
}

impl Heard {
    fn forget(&mut self, now: Instant) {
        self.last.retain(|_, report| now.duration_since(report.at) < SILENT);
        self.begun.retain(|_, report| now.duration_since(report.at) < SILENT);
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
            if since < *before && self.reports.nobody_holds(job, workers, since, Instant::now()) {
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

    fn say(reports: &Reports, worker: &str, jobs: &[HeldJob], more: bool, at: Instant) {
        let (version, worker) = (MESSAGE_VERSION, worker.to_owned());
        reports.note(HeldMessage { version, worker, jobs: jobs.to_vec(), more }, at);
    }

    #[test]
    fn a_job_is_lost_only_when_everybody_has_spoken_since() {
        let (reports, start) = (Reports::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        reports.begin(start);
        let both = ["a".to_owned(), "b".to_owned()];
        say(&reports, "a", &[], false, at(2));
        assert!(!reports.nobody_holds(job(1), &both, start, at(2)), "b has not spoken");
        say(&reports, "b", &[job(2)], false, start);
        assert!(!reports.nobody_holds(job(1), &both, start, at(2)), "b spoke too early");
        say(&reports, "b", &[job(2)], false, at(2));
        assert!(reports.nobody_holds(job(1), &both, start, at(3)));
        assert!(!reports.nobody_holds(job(2), &both, start, at(3)), "b has it");
        assert!(!reports.nobody_holds(job(2), &both[..1], start, at(3)), "whoever has it");
    }

    #[test]
    fn a_worker_that_is_silent_for_long_has_nothing_in_hand() {
        let (reports, start) = (Reports::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        reports.begin(start);
        let both = ["a".to_owned(), "b".to_owned()];
        say(&reports, "a", &[], false, at(3));
        assert!(!reports.nobody_holds(job(1), &both, at(1), at(4)), "b may not have been heard yet");
        assert!(reports.nobody_holds(job(1), &both, at(1), at(6)));
        say(&reports, "b", &[job(1)], false, at(6));
        say(&reports, "a", &[], false, at(10));
        assert!(!reports.nobody_holds(job(1), &both, at(1), at(10)));
        assert!(reports.nobody_holds(job(1), &both, at(1), at(12)), "b has gone since");
        reports.begin(at(12));
        assert!(!reports.nobody_holds(job(1), &both, at(1), at(13)), "nobody was heard in between");
    }

    #[test]
    fn a_list_counts_when_all_of_it_has_come() {
        let (reports, start) = (Reports::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        reports.begin(start);
        let alone = ["a".to_owned()];
        say(&reports, "a", &[job(1)], true, at(2));
        assert!(!reports.nobody_holds(job(3), &alone, start, at(2)));
        say(&reports, "a", &[job(2)], false, at(3));
        assert!(reports.nobody_holds(job(3), &alone, start, at(3)));
        assert!(!reports.nobody_holds(job(3), &alone, at(2), at(3)), "its beginning is older");
        assert!(!reports.nobody_holds(job(1), &alone, start, at(3)));
    }
}
