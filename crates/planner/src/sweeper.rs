//! Looks at regular times for what no message tells: deadlines, workflows that wait, jobs that a
//! planner left unsent. Also where the fleet's gauges come from.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use aida_broker::Broker;
use aida_ops::{Check, Shutdown};
use aida_protocol::{Agent, Step};
use aida_store::{FleetBacklog, Store, StoreError};
use aida_workflow::Timings;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    capacity::{most_running, with_places},
    input::{Cause, Input},
    lost::LostJobs,
    metrics::PlannerMetrics,
    outbox::Outbox,
    pace::StartRate,
    replays::Replays,
};

/// Most that one look finds of each kind; the rest is found by the next.
const FINDS: i64 = 200;
/// How many jobs a workflow has outstanding on the average once it runs, for counting starts between looks.
const JOBS_PER_START: i64 = 3;

/// Whether an accepted workflow may start at once. Shared between the sweeper, which counts, and the inbox.
#[derive(Clone, Default)]
pub(crate) struct Admission {
    /// Jobs that may still be dispatched before the next count.
    room: Arc<AtomicI64>,
    /// Workflows that wait in Postgres; a newcomer must not overtake them.
    waiting: Arc<AtomicI64>,
}

impl Admission {
    /// Takes room for one workflow, if there is any and nobody waits for it.
    pub fn take_one(&self) -> bool {
        if self.waiting.load(Ordering::Relaxed) > 0 {
            return false;
        }
        let taken = self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| {
            (room > 0).then_some(room - JOBS_PER_START)
        });
        taken.is_ok()
    }

    fn set(&self, room: i64, waiting: i64) {
        self.room.store(room, Ordering::Relaxed);
        self.waiting.store(waiting, Ordering::Relaxed);
    }
}

/// One planner's sweeper.
pub(crate) struct Sweeper {
    pub planner: Uuid,
    pub store: Store,
    pub broker: Arc<Broker>,
    pub outbox: Outbox,
    pub metrics: PlannerMetrics,
    pub admission: Admission,
    pub timings: Arc<RwLock<Timings>>,
    pub outstanding_delta: Arc<AtomicI64>,
    /// Seconds that jobs took, by step, since this was stored last.
    pub observed: Arc<Mutex<Vec<(&'static str, f64)>>>,
    pub found: mpsc::Sender<Vec<Input>>,
    pub interval: Duration,
    pub takeover: Duration,
    pub min_outstanding: i64,
    /// Most workflows of one tenant that run at once.
    pub of_one_tenant: i64,
    pub starts: StartRate,
    pub replays: Replays,
    pub lost: LostJobs,
    pub check: Check,
}

impl Sweeper {
    /// Sweeps until shutdown or until nobody takes what it finds.
    pub async fn run(mut self, shutdown: Shutdown) {
        let mut slow = Instant::now() - Duration::from_secs(3_600);
        while !shutdown.is_requested() {
            let looked = self.sweep().await;
            if let Err(error) = &looked {
                tracing::warn!(%error, "the sweeper cannot look");
            }
            self.check.set(looked);
            if slow.elapsed() > Duration::from_secs(2) {
                slow = Instant::now();
                self.look_around().await;
            }
            tokio::select! {
                () = shutdown.requested() => {}
                () = tokio::time::sleep(self.interval) => {}
            }
            if self.found.is_closed() {
                return;
            }
        }
    }

    async fn sweep(&mut self) -> Result<(), StoreError> {
        let confirmed = self.outbox.confirmed_batch();
        self.store.planner_heartbeat(self.planner, confirmed, self.starts.per_second()).await?;
        let mut found = Vec::new();
        for job in self.store.due_jobs(FINDS).await? {
            let cause = Cause::DeadlinePassed { node: job.node, attempt: job.attempt };
            found.push(Input::found(job.workflow_id, cause));
        }
        for job in self.store.due_retries(FINDS).await? {
            let cause = Cause::RetryDue { node: job.node, attempt: job.attempt };
            found.push(Input::found(job.workflow_id, cause));
        }
        found.extend(self.replays.due(&self.store).await?);
        for workflow_id in self.store.due_workflows(FINDS).await? {
            found.push(Input::found(workflow_id, Cause::TimedOut));
        }
        for job in self.store.orphaned_jobs(self.takeover.as_secs_f64(), FINDS).await? {
            let cause = Cause::Resend { node: job.node, attempt: job.attempt };
            found.push(Input::found(job.workflow_id, cause));
        }
        found.extend(self.lost.look(&self.store, &self.broker, self.takeover).await?);
        self.outstanding_delta.store(0, Ordering::Relaxed);
        let backlog = self.store.backlog().await?;
        found.extend(self.start_what_waits(&backlog).await?);
        self.show(&backlog);
        if !found.is_empty() {
            // Waits for the batcher when it is busy; what is found twice is decided once.
            let _ = self.found.send(found).await;
        }
        Ok(())
    }

    /// Keeps how many jobs the workers that are there do side by side, beside what jobs took.
    fn know_places(&self, permits: &HashMap<Agent, i64>) -> Timings {
        let mut timings = self.timings.write().unwrap_or_else(PoisonError::into_inner);
        *timings = with_places(*timings, permits);
        *timings
    }

    async fn start_what_waits(&self, backlog: &FleetBacklog) -> Result<Vec<Input>, StoreError> {
        let limit = self.min_outstanding.max(4 * backlog.all_permits());
        let delta = self.outstanding_delta.load(Ordering::Relaxed);
        let most_running = most_running(&self.know_places(&backlog.permits), &backlog.permits);
        let places = most_running.saturating_sub(backlog.running).saturating_mul(JOBS_PER_START);
        let mut room = places.min(limit - backlog.outstanding() - delta);
        let mut starts = Vec::new();
        let mut waiting = backlog.waiting;
        if waiting > 0 && room > 0 {
            let places = (room / JOBS_PER_START).clamp(1, FINDS);
            for workflow_id in self.store.waiting_workflows(places, self.of_one_tenant).await? {
                starts.push(Input::found(workflow_id, Cause::Start));
                room -= JOBS_PER_START;
            }
            // Many of those that were counted are only on their way here. Who has a place need not be waited for.
            let all_have_places = (starts.len() as i64) < places;
            waiting = if all_have_places { 0 } else { waiting - starts.len() as i64 };
        }
        // A limit of each tenant can only be kept by starting in turn.
        let all_in_turn = i64::from(self.of_one_tenant < i64::MAX);
        self.admission.set(room, all_in_turn.max(waiting));
        self.metrics.admission_limit_jobs.set(limit);
        self.metrics.admission_limit_workflows.set(most_running);
        self.metrics.admission_open.set(i64::from(room > 0));
        Ok(starts)
    }

    fn show(&self, backlog: &FleetBacklog) {
        let metrics = &self.metrics;
        let states =
            [("accepted", backlog.waiting), ("running", backlog.running), ("paused", backlog.paused)];
        for (status, count) in states {
            metrics.workflows.with_label_values(&[status]).set(count);
        }
        metrics.oldest_waiting_seconds.set(backlog.oldest_waiting_seconds);
        metrics.permits.set(backlog.all_permits());
        metrics.unconfirmed.set(backlog.unconfirmed);
        for agent in Agent::ALL {
            let found = backlog.agents.iter().find(|found| found.agent == agent);
            let (count, age) = found.map_or((0, 0.0), |found| (found.dispatched, found.oldest_seconds));
            metrics.outstanding_jobs.with_label_values(&[agent.as_str()]).set(count);
            metrics.oldest_job_seconds.with_label_values(&[agent.as_str()]).set(age);
        }
    }

    /// What need not be looked at so often.
    async fn look_around(&self) {
        let observed = std::mem::take(&mut *self.observed.lock().unwrap_or_else(PoisonError::into_inner));
        if !observed.is_empty()
            && let Err(error) = self.store.observe_timings(&observed).await
        {
            tracing::debug!(%error, "timings are not kept");
        }
        match self.store.step_timings().await {
            Ok(found) => {
                let mut known = self.timings.write().unwrap_or_else(PoisonError::into_inner);
                *known = timings(&found, *known);
            }
            Err(error) => tracing::debug!(%error, "timings cannot be read"),
        }
        if let Err(error) = self.store.forget_the_gone().await {
            tracing::debug!(%error, "old rows of the fleet stay");
        }
        for queue in aida_broker::queue_names() {
            let depth = tokio::time::timeout(Duration::from_secs(2), self.broker.queue_depth(&queue)).await;
            if let Ok(Ok(depth)) = depth {
                self.metrics.queue_messages.with_label_values(&[&queue]).set(depth.messages.into());
                self.metrics.queue_consumers.with_label_values(&[&queue]).set(depth.consumers.into());
            }
        }
    }
}

/// The stored averages over what was known.
fn timings(found: &HashMap<String, f64>, known: Timings) -> Timings {
    Step::ALL.into_iter().fold(known, |timings, step| match found.get(step.as_str()) {
        Some(seconds) => timings.with(step, (seconds * 1_000.0) as u64),
        None => timings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newcomers_do_not_overtake_those_who_wait() {
        let admission = Admission::default();
        assert!(!admission.take_one(), "nothing was counted yet");
        admission.set(4, 0);
        assert!(admission.take_one() && admission.take_one(), "room is taken before it is used up");
        assert!(!admission.take_one());
        admission.set(100, 1);
        assert!(!admission.take_one());
    }

    #[test]
    fn stored_times_replace_the_defaults() {
        let found = HashMap::from([("clip".to_owned(), 2.5)]);
        assert_eq!(timings(&found, Timings::default()).clip, 2_500);
        assert_eq!(timings(&found, Timings::default()).writer, Timings::default().writer);
    }
}
