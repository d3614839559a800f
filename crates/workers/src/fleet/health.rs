use std::{sync::Arc, time::Duration};

use aida_broker::{Broker, ConsumerProbe};
use aida_ops::Readiness;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Twice the time between looks and some more: a look that does not come is no progress.
const LOOK_LIMIT: Duration = Duration::from_secs(5);
/// A delivery that waits for longer while permits should be free means that the loop hangs.
const STUCK_AFTER: Duration = Duration::from_secs(30);

/// Reports whether the broker is there and every consumer takes what comes, until `stop`.
pub async fn watch(
    broker: Arc<Broker>,
    consumers: Vec<ConsumerProbe>,
    readiness: Readiness,
    stop: CancellationToken,
) {
    let connection = readiness.check("broker", Some(LOOK_LIMIT));
    let consuming = readiness.check("consumers", Some(LOOK_LIMIT));
    while !stop.is_cancelled() {
        connection.set(if broker.is_connected() { Ok(()) } else { Err("not connected") });
        consuming.set(state(&consumers));
        stop.run_until_cancelled(sleep(LOOK_EVERY)).await;
    }
    consuming.fail("the worker ends");
    // The checks live as long as their handles: they have to say so until the process is gone.
    std::mem::forget((connection, consuming));
}

fn state(consumers: &[ConsumerProbe]) -> Result<(), &'static str> {
    if !consumers.iter().all(ConsumerProbe::is_consuming) {
        return Err("not consuming");
    }
    if consumers.iter().any(|consumer| consumer.is_stuck(STUCK_AFTER)) {
        return Err("deliveries wait and nobody takes them");
    }
    Ok(())
}
