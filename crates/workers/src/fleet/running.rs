use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use aida_protocol::{HeldJob, JobMessage, NodeId, WorkflowId};
use tokio::sync::watch;

/// How long cancelled workflows and answered jobs are remembered: longer than a message of theirs can
/// still be on its way to us.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Forgetting goes over all that is remembered, so it is not done for every job.
const FORGET_EVERY: Duration = Duration::from_secs(5);

/// One attempt of one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
}

impl Key {
    pub fn of(job: &JobMessage) -> Self {
        Key { workflow_id: job.workflow_id, node: job.node, attempt: job.attempt }
    }
}

/// Why a running job has to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Its workflow is over.
    Cancelled,
    /// The process ends; another worker shall do it.
    HandBack,
}

/// Which jobs run in this process.
#[derive(Default)]
pub struct Running {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    jobs: HashMap<Key, Job>,
    cancelled: HashMap<WorkflowId, Instant>,
    answered: HashMap<Key, Instant>,
    forgot: Option<Instant>,
}

struct Job {
    flag: Arc<AtomicBool>,
    stop: watch::Sender<Option<Stop>>,
}

impl Job {
    fn stop(&self, why: Stop) {
        self.stop.send_replace(Some(why));
        self.flag.store(true, Ordering::Relaxed);
    }
}

/// Whether a job may run.
pub enum Admission {
    Run(Ticket),
    /// It runs already, from an earlier delivery. The receiver ends when it has ended.
    Runs(watch::Receiver<Option<Stop>>),
    /// It has been answered; only the ack was lost.
    Answered,
}

/// Says that a job runs, as long as it lives.
pub struct Ticket {
    key: Key,
    flag: Arc<AtomicBool>,
    stop: watch::Receiver<Option<Stop>>,
    inner: Arc<Mutex<Inner>>,
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    pub fn admit(&self, key: Key) -> Admission {
        let mut inner = lock(&self.inner);
        inner.forget(Instant::now());
        if inner.answered.contains_key(&key) {
            return Admission::Answered;
        }
        if let Some(job) = inner.jobs.get(&key) {
            return Admission::Runs(job.stop.subscribe());
        }
        let (stop, stopped) = watch::channel(None);
        let job = Job { flag: Arc::default(), stop };
        if inner.cancelled.contains_key(&key.workflow_id) {
            job.stop(Stop::Cancelled);
        }
        let flag = job.flag.clone();
        inner.jobs.insert(key, job);
        Admission::Run(Ticket { key, flag, stop: stopped, inner: self.inner.clone() })
    }

    /// The answer that was given is lost: the job may run once more.
    pub fn forget_answer(&self, key: Key) {
        lock(&self.inner).answered.remove(&key);
    }

    /// Stops the running jobs of these workflows, and those that come within a minute.
    pub fn cancel(&self, workflows: &[WorkflowId]) {
        let mut inner = lock(&self.inner);
        let now = Instant::now();
        inner.forget(now);
        for workflow in workflows {
            inner.cancelled.insert(*workflow, now);
        }
        for (key, job) in &inner.jobs {
            if workflows.contains(&key.workflow_id) {
                job.stop(Stop::Cancelled);
            }
        }
    }

    /// What runs now, or waits for its place.
    pub fn held(&self) -> Vec<HeldJob> {
        let held = |key: &Key| HeldJob { workflow_id: key.workflow_id, node: key.node, attempt: key.attempt };
        lock(&self.inner).jobs.keys().map(held).collect()
    }

    /// Stops everything that still runs, for another worker to do.
    pub fn hand_back(&self) {
        for job in lock(&self.inner).jobs.values() {
            job.stop(Stop::HandBack);
        }
    }
}

impl Inner {
    fn forget(&mut self, now: Instant) {
        if self.forgot.is_some_and(|last| now.duration_since(last) < FORGET_EVERY) {
            return;
        }
        self.forgot = Some(now);
        self.cancelled.retain(|_, since| now.duration_since(*since) < REMEMBERED);
        self.answered.retain(|_, since| now.duration_since(*since) < REMEMBERED);
    }
}

impl Ticket {
    /// For the model: set when it has to stop.
    pub fn flag(&self) -> &Arc<AtomicBool> {
        &self.flag
    }

    /// Why it has to stop, if it has.
    pub fn stop(&self) -> Option<Stop> {
        *self.stop.borrow()
    }

    /// Ends when it has to stop.
    pub async fn stopped(&self) -> Stop {
        let mut stop = self.stop.clone();
        let why = stop.wait_for(Option::is_some).await.map(|why| *why);
        match why {
            Ok(why) => why.unwrap_or(Stop::Cancelled),
            // The sender lives in the list as long as the ticket does.
            Err(_) => std::future::pending().await,
        }
    }

    /// The reply is with the broker: if the message comes again, an ack is all it needs.
    pub fn answered(&self) {
        lock(&self.inner).answered.insert(self.key, Instant::now());
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        lock(&self.inner).jobs.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::Step;
    use uuid::Uuid;

    use super::*;

    fn key(number: u128) -> Key {
        Key { workflow_id: WorkflowId(Uuid::from_u128(number)), node: NodeId::once(Step::Writer), attempt: 1 }
    }

    fn ticket(running: &Running, key: Key) -> Ticket {
        match running.admit(key) {
            Admission::Run(ticket) => ticket,
            Admission::Runs(_) | Admission::Answered => panic!("{key:?} may not run"),
        }
    }

    #[tokio::test]
    async fn the_same_job_runs_once_and_the_second_learns_when_it_ended() {
        let running = Running::default();
        let first = ticket(&running, key(1));
        let Admission::Runs(mut end) = running.admit(key(1)) else { panic!("it ran twice") };
        first.answered();
        drop(first);
        while end.changed().await.is_ok() {}
        assert!(matches!(running.admit(key(1)), Admission::Answered));
        ticket(&running, Key { attempt: 2, ..key(1) });
        running.forget_answer(key(1));
        ticket(&running, key(1));
    }

    #[tokio::test]
    async fn cancelling_reaches_running_and_coming_jobs_of_its_workflow_only() {
        let running = Running::default();
        let (mine, other) = (ticket(&running, key(1)), ticket(&running, key(2)));
        running.cancel(&[key(1).workflow_id]);
        assert_eq!(mine.stopped().await, Stop::Cancelled);
        assert!(mine.flag().load(Ordering::Relaxed) && !other.flag().load(Ordering::Relaxed));
        let late = ticket(&running, Key { node: NodeId::once(Step::Audio), ..key(1) });
        assert_eq!(late.stop(), Some(Stop::Cancelled));
        running.hand_back();
        assert_eq!(other.stop(), Some(Stop::HandBack));
    }

    #[test]
    fn memories_fade() {
        let running = Running::default();
        running.cancel(&[key(1).workflow_id]);
        let mut inner = lock(&running.inner);
        let later = Instant::now() + REMEMBERED;
        inner.forget(later);
        assert!(inner.cancelled.is_empty());
    }
}
