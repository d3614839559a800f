//! One batch from lock to commit, and what follows it.

mod attempt;
mod bury;
mod ending;
mod messages;
mod recall;
mod work;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use aida_ops::crash::{self, Point};
use aida_protocol::WorkflowId;
use aida_store::{Batch, BatchWrites, ClosedJob, Store, StoreError};
use aida_workflow::{JobStatus, Timings};
use uuid::Uuid;

use crate::{
    clock::Clock,
    decide::Working,
    doubts::Doubts,
    input::Input,
    memory::{Memory, Trust},
    metrics::PlannerMetrics,
    outbox::Outbox,
    prices::Prices,
};

/// Pause before inputs are tried again whose workflows another planner holds.
const HELD_PAUSE: Duration = Duration::from_millis(5);
/// Pause before a batch is tried again that the database refused.
const REFUSED_PAUSE: Duration = Duration::from_millis(200);

/// Everything that a batch needs.
pub(crate) struct Batcher {
    pub planner: Uuid,
    pub store: Store,
    pub outbox: Outbox,
    pub metrics: PlannerMetrics,
    /// What jobs took before; refreshed by the sweeper.
    pub timings: Arc<RwLock<Timings>>,
    /// Jobs that were opened minus jobs that were closed since the sweeper last counted.
    pub outstanding_delta: Arc<AtomicI64>,
    /// Seconds that jobs took, by step; the sweeper stores them.
    pub observed: Arc<Mutex<Vec<(&'static str, f64)>>>,
    pub workflow_timeout_ms: u64,
    pub next_batch: i64,
    pub memory: Memory,
    pub trust: Trust,
    pub clock: Clock,
    pub doubts: Doubts,
    pub prices: Prices,
}

/// What a batch could not deal with now.
#[derive(Default)]
pub(crate) struct Leftover {
    /// Their workflows are held by another planner, or the database could not be reached.
    pub inputs: Vec<Input>,
    /// How long to wait before the next try.
    pub pause_for: Duration,
}

impl Batcher {
    /// Deals with `inputs` in one transaction. A failing batch is halved until the one that fails stands
    /// alone; that one becomes a dead letter and its workflow fails.
    pub async fn process(&mut self, inputs: Vec<Input>) -> Leftover {
        let mut leftover = Leftover::default();
        let mut stack = vec![inputs];
        while let Some(mut inputs) = stack.pop() {
            let started = Instant::now();
            let count = inputs.len();
            match self.transact(&inputs).await {
                Ok(held) => {
                    self.metrics.batch_inputs.observe(count as f64);
                    self.metrics.batch_seconds.observe(started.elapsed().as_secs_f64());
                    self.settle(inputs, &held, &mut leftover);
                }
                Err(error) if retryable(&error) => {
                    tracing::warn!(error = format!("{error:#}"), inputs = count, "a batch has to wait");
                    self.metrics.batches_failed.inc();
                    leftover.inputs.append(&mut inputs);
                    leftover.pause_for = REFUSED_PAUSE;
                }
                Err(error) if count > 1 => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        inputs = count,
                        "halving a batch that fails"
                    );
                    self.metrics.batches_failed.inc();
                    let rest = inputs.split_off(count / 2);
                    stack.push(rest);
                    stack.push(inputs);
                }
                Err(error) => {
                    self.metrics.batches_failed.inc();
                    if let Some(input) = inputs.pop() {
                        stack.extend(self.bury(input, &error).await.map(|input| vec![input]));
                    }
                }
            }
        }
        leftover
    }

    /// Acks what was dealt with; keeps what another planner holds.
    fn settle(&self, inputs: Vec<Input>, held: &[WorkflowId], leftover: &mut Leftover) {
        let mut done = Vec::new();
        for input in inputs {
            if held.contains(&input.workflow_id) {
                leftover.pause_for = leftover.pause_for.max(HELD_PAUSE);
                leftover.inputs.push(input);
                continue;
            }
            self.metrics.inputs.with_label_values(&[input.cause.name()]).inc();
            done.extend(input.delivery);
        }
        if !done.is_empty() {
            crash::at(Point::PlannerBeforeAck);
            tokio::spawn(async move {
                aida_broker::settle_all(done).await;
                crash::at(Point::PlannerAcked);
            });
        }
    }

    /// Sends again what the broker may not have: jobs of our batches whose commit had no answer and, of workflows with a stale
    /// reply, what other planners have not said to be confirmed.
    async fn resend_unconfirmed(
        &self,
        batch: &Batch,
        workings: &mut HashMap<WorkflowId, Working>,
    ) -> anyhow::Result<()> {
        let locked: Vec<WorkflowId> = workings.keys().copied().collect();
        let mut ids = self.doubts.among(&locked);
        ids.extend(workings.values().filter(|working| working.has_stale_reply).map(Working::id));
        for job in batch.unconfirmed(&ids, self.planner, &self.doubts.batches_of(&locked)).await? {
            if let Some(working) = workings.get_mut(&job.workflow_id) {
                tracing::info!(workflow_id = %job.workflow_id, node = %job.node, "sending a job again");
                working.resend(job.node, job.attempt);
            }
        }
        Ok(())
    }

    fn settle_doubts(&mut self, locked: &[WorkflowId]) {
        for batch in self.doubts.settle(locked) {
            self.outbox.done(batch);
        }
    }

    fn count_outstanding(&self, writes: &BatchWrites) {
        let delta = writes.opened.len() as i64 - writes.closed.len() as i64;
        self.outstanding_delta.fetch_add(delta, Ordering::Relaxed);
    }

    /// Keeps what the jobs took that succeeded, for the estimates of later ones.
    fn observe(&self, closed: &[ClosedJob]) {
        let succeeded = closed.iter().filter(|job| job.status == JobStatus::Succeeded.as_str());
        let took = succeeded.filter_map(|job| Some((job.node.step.as_str(), job.seconds?)));
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).extend(took);
    }
}

fn retryable(error: &anyhow::Error) -> bool {
    error.downcast_ref::<StoreError>().is_some_and(StoreError::retryable)
}
