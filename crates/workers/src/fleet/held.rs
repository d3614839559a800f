use std::{sync::Arc, time::Duration};

use aida_protocol::{
    HeldMessage, MESSAGE_VERSION,
    routing::{HELD_KEY, TELEMETRY_EXCHANGE},
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::worker::Worker;

const EVERY: Duration = Duration::from_secs(1);
/// More than this in hand is said in part: what is not named may be done twice, which is harmless.
const MOST: usize = 1_000;

/// Says what this worker has in hand, so that planners notice a message that got lost.
pub async fn tell(worker: Arc<Worker>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let mut jobs = worker.running.held();
        jobs.truncate(MOST);
        let held = HeldMessage { version: MESSAGE_VERSION, worker: worker.id.clone(), jobs };
        worker.publisher.announce(TELEMETRY_EXCHANGE, HELD_KEY, &held);
        stop.run_until_cancelled(sleep(EVERY)).await;
    }
}
