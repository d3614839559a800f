use std::sync::Arc;

use aida_broker::Consumer;
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{AgentSlot, job, worker::Worker};

/// Takes an agent's jobs while there are permits, until it is told to stop; then gives back what it has
/// not started.
pub async fn take(
    worker: Arc<Worker>,
    slot: AgentSlot,
    mut consumer: Consumer,
    jobs: TaskTracker,
    stop: CancellationToken,
) {
    let permits = Arc::new(Semaphore::new(slot.permits));
    loop {
        let permit = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            permit = permits.clone().acquire_owned() => permit,
        };
        // Nobody closes the semaphore.
        let Ok(permit) = permit else { break };
        let delivery = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            delivery = consumer.next() => delivery,
        };
        let Some(delivery) = delivery else { break };
        let (worker, work) = (worker.clone(), slot.work.clone());
        jobs.spawn(async move {
            job::handle(&worker, &*work, delivery).await;
            drop(permit);
        });
    }
    consumer.cancel().await;
    while let Some(unstarted) = consumer.next().await {
        if let Err(error) = unstarted.requeue().await {
            tracing::debug!(%error, "a job that was not started went back by itself");
        }
    }
}
