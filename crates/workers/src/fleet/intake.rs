use std::{sync::Arc, time::Duration};

use aida_broker::Consumer;
use tokio::{sync::Semaphore, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{AgentSlot, job, worker::Worker};

const LOOK_AGAIN: Duration = Duration::from_millis(500);

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
        if !room_for_one_more(&worker, &stop).await {
            job::hand_back(&worker, delivery).await;
            break;
        }
        let (worker, work) = (worker.clone(), slot.work.clone());
        jobs.spawn(async move {
            job::handle(&worker, &*work, delivery).await;
            drop(permit);
        });
    }
    consumer.cancel().await;
    while let Some(unstarted) = consumer.next().await {
        job::hand_back(&worker, unstarted).await;
    }
}

/// Waits until the machine has memory and disk for one more job. `false` when told to stop meanwhile.
async fn room_for_one_more(worker: &Worker, stop: &CancellationToken) -> bool {
    while let Some(resource) = worker.pressure.short_of() {
        worker.metrics.waits_for(resource);
        if stop.run_until_cancelled(sleep(LOOK_AGAIN)).await.is_none() {
            return false;
        }
    }
    true
}
