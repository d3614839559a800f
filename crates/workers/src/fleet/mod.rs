//! The loops around the agents: take, run, reply, ack; cancel; end in order.

mod attempt;
mod control;
mod health;
mod held;
mod intake;
mod job;
mod pressure;
mod progress;
mod registry;
mod reply;
mod running;
mod tide;
mod worker;

use std::{path::PathBuf, sync::Arc, time::Duration};

use aida_assets::AssetStore;
use aida_broker::{Broker, BrokerError, Consumer};
use aida_ops::Shutdown;
use aida_protocol::{
    Agent,
    routing::{CONTROL_EXCHANGE, job_queue},
};
use aida_store::Store;
use tokio::{task::JoinSet, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{WorkerMetrics, agents::AgentWork, scratch::Scratch};
pub use health::Checks;
pub use pressure::Reserve;
use worker::Worker;

/// How long jobs that were told to stop may take to do so.
const STOP_PATIENCE: Duration = Duration::from_secs(5);
/// How long the last word to the database may take.
const LAST_WORD_PATIENCE: Duration = Duration::from_secs(2);

/// What a fleet is made of.
pub struct FleetParts {
    pub broker: Arc<Broker>,
    pub store: Store,
    pub assets: AssetStore,
    pub agents: Vec<AgentSlot>,
    /// Unique among all workers: `host/pid/…`.
    pub worker_id: String,
    pub host: String,
    pub metrics: WorkerMetrics,
    pub checks: Checks,
    pub shutdown: Shutdown,
    pub options: FleetOptions,
}

/// One agent and how many of its jobs may run at once.
pub struct AgentSlot {
    pub work: Arc<dyn AgentWork>,
    pub permits: usize,
}

#[derive(Debug, Clone)]
pub struct FleetOptions {
    /// How long running jobs may take after the process was asked to end.
    pub grace: Duration,
    /// Between two signs of life in the database.
    pub heartbeat: Duration,
    /// Threads that all jobs share.
    pub threads: usize,
    /// Where the folder for running jobs is made; the system's folder for temporary files without it.
    pub scratch: Option<PathBuf>,
    /// What has to be free for a job to be taken.
    pub reserve: Reserve,
}

#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    #[error("the scratch folder cannot be made")]
    Scratch(#[source] std::io::Error),
    #[error(transparent)]
    Broker(#[from] BrokerError),
    /// It stayed away for longer than the broker's options allow.
    #[error("the connection to the broker is gone for good")]
    BrokerGone,
}

/// Works until the process is asked to end, then ends in order: takes no more, finishes what runs within
/// the grace time, hands the rest back, signs off.
///
/// # Errors
/// When it cannot start, or when the broker is gone for good.
pub async fn run(parts: FleetParts) -> Result<(), FleetError> {
    let scratch = Scratch::new(parts.options.scratch.as_deref(), &parts.host).map_err(FleetError::Scratch)?;
    let control = parts.broker.subscribe(CONTROL_EXCHANGE, &[""]).await?;
    let mut consumers = Vec::new();
    for slot in &parts.agents {
        consumers.push(consume(&parts.broker, slot).await?);
        parts.metrics.prepare(slot.work.agent(), slot.permits, &slot.work.capabilities().models);
    }
    let worker = Arc::new(Worker::new(&parts, scratch));
    let (taking, signed_on) = (CancellationToken::new(), CancellationToken::new());
    let probes = consumers.iter().map(Consumer::probe).collect();
    let monitor =
        tokio::spawn(health::watch(parts.broker.clone(), probes, parts.checks.clone(), taking.clone()));
    let listener = tokio::spawn(control::listen(control, worker.clone()));
    let registry = tokio::spawn(registry::keep_registered(
        parts.store.clone(),
        registry::row(&parts),
        parts.options.heartbeat,
        parts.checks.registration.clone(),
        signed_on.clone(),
    ));
    let telling = tokio::spawn(held::tell(worker.clone(), signed_on.clone()));
    let agents: Vec<Agent> = parts.agents.iter().map(|slot| slot.work.agent()).collect();
    let (jobs, mut intakes) = (TaskTracker::new(), JoinSet::new());
    for (slot, consumer) in parts.agents.into_iter().zip(consumers) {
        intakes.spawn(intake::take(worker.clone(), slot, consumer, jobs.clone(), taking.clone()));
    }

    let outcome = tokio::select! {
        () = parts.shutdown.requested() => Ok(()),
        () = parts.broker.closed() => Err(FleetError::BrokerGone),
    };
    taking.cancel();
    if outcome.is_ok() {
        while intakes.join_next().await.is_some() {}
        finish(&worker, &jobs, parts.options.grace).await;
        let told = timeout(LAST_WORD_PATIENCE, worker.store.jobs_may_come_back(&agents)).await;
        if !matches!(told, Ok(Ok(()))) {
            tracing::warn!("what this worker gives back unseen will count as a crash");
        }
    }
    signed_on.cancel();
    // A panic there is logged by the runtime; the process ends anyway.
    let _ = registry.await;
    let _ = monitor.await;
    let _ = telling.await;
    listener.abort();
    parts.broker.close().await;
    outcome
}

async fn consume(broker: &Broker, slot: &AgentSlot) -> Result<Consumer, BrokerError> {
    let prefetch = u16::try_from(slot.permits).unwrap_or(u16::MAX);
    broker.consume(&job_queue(slot.work.agent()), prefetch).await
}

async fn finish(worker: &Worker, jobs: &TaskTracker, grace: Duration) {
    jobs.close();
    if timeout(grace, jobs.wait()).await.is_ok() {
        return;
    }
    tracing::warn!(jobs = jobs.len(), "the grace time is over: handing running jobs back");
    worker.running.hand_back();
    // Twice: stopping takes one patience at most, telling the broker a little more.
    if timeout(STOP_PATIENCE * 2, jobs.wait()).await.is_err() {
        tracing::warn!(jobs = jobs.len(), "some jobs did not stop; the broker hands them on");
    }
}
