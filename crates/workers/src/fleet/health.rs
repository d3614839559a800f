use std::{sync::Arc, time::Duration};

use aida_broker::{Broker, ConsumerProbe};
use aida_ops::{Check, Readiness};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Twice the time between looks and some more: a look that does not come is no progress.
const LOOK_LIMIT: Duration = Duration::from_secs(5);
/// A delivery that waits for longer while permits should be free means that the loop hangs.
const STUCK_AFTER: Duration = Duration::from_secs(30);

/// What `/readyz` shows of a worker: false from the start, until each has reported.
#[derive(Clone)]
pub struct Checks {
    pub(super) broker: Check,
    pub(super) consumers: Check,
    pub(super) registration: Check,
}

impl Checks {
    /// `heartbeat` is the time between two signs of life in the database.
    pub fn new(readiness: &Readiness, heartbeat: Duration) -> Self {
        Checks {
            broker: readiness.check("broker", Some(LOOK_LIMIT)),
            consumers: readiness.check("consumers", Some(LOOK_LIMIT)),
            registration: readiness.check("registration", Some(heartbeat * 3)),
        }
    }
}

/// Reports whether the broker is there and every consumer takes what comes, until `stop`.
pub async fn watch(
    broker: Arc<Broker>,
    consumers: Vec<ConsumerProbe>,
    checks: Checks,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        checks.broker.set(if broker.is_connected() { Ok(()) } else { Err("not connected") });
        checks.consumers.set(state(&consumers));
        stop.run_until_cancelled(sleep(LOOK_EVERY)).await;
    }
    checks.consumers.fail("the worker ends");
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
