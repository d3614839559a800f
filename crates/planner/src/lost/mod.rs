//! Finds jobs whose message is gone although the broker had confirmed it: a queue that was emptied, a broker that lost its
//! disk. Their deadlines would help them too, but only after minutes.
//!
//! A message is in its queue or in a worker's hand. So a job is lost when it has left its queue, and since then every worker
//! of its agent has said what it has in hand, and none has named it. What a worker had in hand that is silent for long, the
//! broker has put back into the queue. A job that is thought lost and is not is done twice and counted once.
//!
//! A job has left its queue when that is empty, and when a much younger job of its agent is in somebody's hand: queues are
//! first in, first out. The second says nothing of a job that was put back or sent again.

mod reports;

pub(crate) use reports::Reports;

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use aida_broker::Broker;
use aida_protocol::{Agent, HeldJob, routing};
use aida_store::{OldJob, Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::input::{Cause, Input};

const EVERY: Duration = Duration::from_secs(1);
/// Jobs that are younger are on their way.
const OLD_SECONDS: f64 = 2.0;
/// Two planners publish side by side; a job that was dispatched so much later than another came after it into the queue.
const MUCH_YOUNGER: TimeDelta = TimeDelta::seconds(2);
const FINDS: i64 = 200;
const PATIENCE: Duration = Duration::from_secs(2);
/// After a longer pause between two looks the search begins anew.
const LONG_AGO: Duration = Duration::from_secs(3);

/// What one look at an agent's queue has shown.
struct Seen {
    at: Instant,
    left: Left,
    workers: Vec<String>,
}

/// Which jobs are not in the queue.
enum Left {
    All,
    /// Those that were dispatched before.
    Before(DateTime<Utc>),
}

/// The search, which one planner of the fleet does.
pub(crate) struct LostJobs {
    pub planner: Uuid,
    pub reports: Reports,
    known: Known,
    looked: Option<Instant>,
}

/// What is remembered of old jobs from one look to the next.
#[derive(Default)]
struct Known {
    /// Since when each of these is known to be in no queue.
    suspects: HashMap<HeldJob, Instant>,
    /// Jobs whose place in the queue says nothing: they were in somebody's hand, or were sent again.
    moved: HashSet<HeldJob>,
}

impl LostJobs {
    pub fn new(planner: Uuid, reports: Reports) -> Self {
        LostJobs { planner, reports, known: Known::default(), looked: None }
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
            self.known.suspects.clear();
        }
        self.looked = Some(Instant::now());
        let old = store.old_jobs(OLD_SECONDS, FINDS).await?;
        if old.is_empty() || store.first_planner(takeover.as_secs_f64()).await? != Some(self.planner) {
            self.known = Known::default();
            return Ok(Vec::new());
        }
        let queues = self.look_at_queues(store, broker, &old).await?;
        let mut lost = Vec::new();
        for job in self.known.lost(&old, &queues, &self.reports, Instant::now()) {
            let HeldJob { workflow_id, node, attempt } = job;
            tracing::warn!(%workflow_id, %node, attempt, "a job's message is gone; sending it again");
            lost.push(Input::found(workflow_id, Cause::Resend { node, attempt }));
        }
        Ok(lost)
    }

    async fn look_at_queues(
        &self,
        store: &Store,
        broker: &Broker,
        old: &[OldJob],
    ) -> Result<HashMap<Agent, Seen>, StoreError> {
        let mut queues = HashMap::new();
        // A reply that waits is of a job that nobody holds any more.
        if is_empty(broker, routing::REPLY_QUEUE).await != Some(true) {
            return Ok(queues);
        }
        let agents: HashSet<Agent> = old.iter().map(|job| job.agent).collect();
        for agent in agents {
            let at = Instant::now();
            let left = match is_empty(broker, &routing::job_queue(agent)).await {
                Some(true) => Left::All,
                Some(false) => {
                    let young = self.reports.young_in_hand(agent);
                    let Some(newest) = store.newest_dispatch(&young).await? else { continue };
                    Left::Before(newest - MUCH_YOUNGER)
                }
                None => continue,
            };
            queues.insert(agent, Seen { at, left, workers: store.workers_of(agent).await? });
        }
        Ok(queues)
    }
}

impl Known {
    fn lost(
        &mut self,
        old: &[OldJob],
        queues: &HashMap<Agent, Seen>,
        reports: &Reports,
        now: Instant,
    ) -> Vec<HeldJob> {
        let (mut lost, mut before) = (Vec::new(), std::mem::take(self));
        for found in old {
            let (workflow_id, node, attempt) = (found.job.workflow_id, found.job.node, found.job.attempt);
            let job = HeldJob { workflow_id, node, attempt };
            if before.moved.contains(&job) || reports.somebody_holds(job) {
                self.moved.insert(job);
            }
            let Some(seen) = queues.get(&found.agent) else { continue };
            let has_left = match seen.left {
                Left::All => true,
                Left::Before(time) => found.dispatched_at < time && !self.moved.contains(&job),
            };
            if !has_left {
                continue;
            }
            let since = before.suspects.remove(&job).unwrap_or(seen.at);
            // With no worker at all nobody can have it.
            if since < seen.at && reports.nobody_holds(job, &seen.workers, since, now) {
                self.moved.insert(job);
                lost.push(job);
            } else {
                self.suspects.insert(job, since);
            }
        }
        lost
    }
}

/// When the broker does not answer nothing is known.
async fn is_empty(broker: &Broker, queue: &str) -> Option<bool> {
    let depth = tokio::time::timeout(PATIENCE, broker.queue_depth(queue)).await;
    Some(depth.ok()?.ok()?.messages == 0)
}

#[cfg(test)]
mod tests {
    use aida_protocol::{NodeId, Step, WorkflowId};
    use aida_store::DueJob;

    use super::*;

    /// Of the writer, dispatched so many seconds after the first.
    fn old(number: u128, second: i64) -> OldJob {
        let job = DueJob {
            workflow_id: WorkflowId(Uuid::from_u128(number)),
            node: NodeId::once(Step::Writer),
            attempt: 1,
        };
        OldJob { job, agent: Agent::Writer, dispatched_at: DateTime::UNIX_EPOCH + TimeDelta::seconds(second) }
    }

    fn held(job: &OldJob) -> HeldJob {
        HeldJob { workflow_id: job.job.workflow_id, node: job.job.node, attempt: job.job.attempt }
    }

    fn seen(at: Instant, left: Left) -> HashMap<Agent, Seen> {
        HashMap::from([(Agent::Writer, Seen { at, left, workers: Vec::new() })])
    }

    fn before(second: i64) -> Left {
        Left::Before(DateTime::UNIX_EPOCH + TimeDelta::seconds(second))
    }

    #[test]
    fn what_a_full_queue_has_passed_is_lost_and_sent_once() {
        let (mut known, reports, start) = (Known::default(), Reports::default(), Instant::now());
        let jobs = [old(1, 0), old(2, 7)];
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(known.lost(&jobs, &seen(at(0), before(5)), &reports, at(0)), []);
        assert_eq!(known.lost(&jobs, &seen(at(1), before(5)), &reports, at(1)), [held(&jobs[0])]);
        // It waits at the end now.
        for second in 2..6 {
            assert_eq!(known.lost(&jobs, &seen(at(second), before(6)), &reports, at(second)), []);
        }
        // Unless the queue is empty.
        assert_eq!(known.lost(&jobs, &seen(at(6), Left::All), &reports, at(6)), []);
        let both = jobs.iter().map(held).collect::<Vec<_>>();
        assert_eq!(known.lost(&jobs, &seen(at(7), Left::All), &reports, at(7)), both);
    }

    #[test]
    fn what_was_in_hand_may_have_been_put_back() {
        let (mut known, reports, start) = (Known::default(), Reports::default(), Instant::now());
        let jobs = [old(1, 0)];
        let at = |seconds| start + Duration::from_secs(seconds);
        reports.say("w", &[held(&jobs[0])], false, at(0));
        assert_eq!(known.lost(&jobs, &seen(at(0), before(5)), &reports, at(0)), []);
        reports.say("w", &[], false, at(1));
        for second in 1..6 {
            assert_eq!(known.lost(&jobs, &seen(at(second), before(5)), &reports, at(second)), []);
        }
    }

    #[test]
    fn a_look_that_failed_is_no_reason() {
        let (mut known, reports, start) = (Known::default(), Reports::default(), Instant::now());
        let (jobs, at) = ([old(1, 0)], |seconds| start + Duration::from_secs(seconds));
        assert_eq!(known.lost(&jobs, &seen(at(0), Left::All), &reports, at(0)), []);
        assert_eq!(known.lost(&jobs, &HashMap::new(), &reports, at(1)), []);
        assert_eq!(known.lost(&jobs, &seen(at(2), Left::All), &reports, at(2)), [], "it begins anew");
    }
}
