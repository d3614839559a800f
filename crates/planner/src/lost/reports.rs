use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use aida_broker::{Broker, BrokerError, Subscription, decode};
use aida_ops::Shutdown;
use aida_protocol::{Agent, HELD_SILENCE_SECONDS, HeldJob, HeldMessage, routing};

const EVERY: Duration = Duration::from_secs(1);
/// A job is in the worker's list a little after it left its queue.
const ON_THE_WAY: Duration = Duration::from_millis(500);
/// About what the broker itself waits before it gives such a worker's messages to others.
const SILENT: Duration = Duration::from_secs(HELD_SILENCE_SECONDS);
/// Jobs in hand that are looked up to learn how far a queue has come.
const YOUNG: usize = 32;

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
    pub(super) fn nobody_holds(
        &self,
        job: HeldJob,
        workers: &[String],
        since: Instant,
        now: Instant,
    ) -> bool {
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

    /// Whether somebody has named it of late.
    pub(super) fn somebody_holds(&self, job: HeldJob) -> bool {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.last.values().any(|report| report.held.contains(&job))
    }

    /// Some of this agent's jobs that are in hand, those of the youngest workflows.
    pub(super) fn young_in_hand(&self, agent: Agent) -> Vec<HeldJob> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let all = heard.last.values().flat_map(|report| &report.held);
        let mut held: Vec<HeldJob> = all.filter(|job| job.node.agent() == agent).copied().collect();
        held.sort_unstable_by_key(|job| std::cmp::Reverse(job.workflow_id));
        held.truncate(YOUNG);
        held
    }
}

impl Heard {
    fn forget(&mut self, now: Instant) {
        self.last.retain(|_, report| now.duration_since(report.at) < SILENT);
        self.begun.retain(|_, report| now.duration_since(report.at) < SILENT);
    }
}

#[cfg(test)]
impl Reports {
    pub(super) fn say(&self, worker: &str, jobs: &[HeldJob], more: bool, at: Instant) {
        let (version, worker) = (aida_protocol::MESSAGE_VERSION, worker.to_owned());
        self.note(HeldMessage { version, worker, jobs: jobs.to_vec(), more }, at);
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::{NodeId, Step, WorkflowId};
    use uuid::Uuid;

    use super::*;

    fn job(number: u128) -> HeldJob {
        let workflow_id = WorkflowId(Uuid::from_u128(number));
        HeldJob { workflow_id, node: NodeId::once(Step::Writer), attempt: 1 }
    }

    #[test]
    fn a_job_is_lost_only_when_everybody_has_spoken_since() {
        let (reports, start) = (Reports::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        reports.begin(start);
        let both = ["a".to_owned(), "b".to_owned()];
        reports.say("a", &[], false, at(2));
        assert!(!reports.nobody_holds(job(1), &both, start, at(2)), "b has not spoken");
        reports.say("b", &[job(2)], false, start);
        assert!(!reports.nobody_holds(job(1), &both, start, at(2)), "b spoke too early");
        reports.say("b", &[job(2)], false, at(2));
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
        reports.say("a", &[], false, at(3));
        assert!(!reports.nobody_holds(job(1), &both, at(1), at(4)), "b may not have been heard yet");
        assert!(reports.nobody_holds(job(1), &both, at(1), at(6)));
        reports.say("b", &[job(1)], false, at(6));
        reports.say("a", &[], false, at(10));
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
        reports.say("a", &[job(1)], true, at(2));
        assert!(!reports.nobody_holds(job(3), &alone, start, at(2)));
        reports.say("a", &[job(2)], false, at(3));
        assert!(reports.nobody_holds(job(3), &alone, start, at(3)));
        assert!(!reports.nobody_holds(job(3), &alone, at(2), at(3)), "its beginning is older");
        assert!(!reports.nobody_holds(job(1), &alone, start, at(3)));
    }
}
