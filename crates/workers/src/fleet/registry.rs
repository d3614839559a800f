use std::time::Duration;

use aida_ops::Check;
use aida_store::{Store, WorkerRow};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::FleetParts;

pub fn row(parts: &FleetParts) -> WorkerRow {
    let agents = parts.agents.iter().map(|slot| {
        let permits = i32::try_from(slot.permits).unwrap_or(i32::MAX);
        (slot.work.agent(), permits, slot.work.capabilities().models)
    });
    WorkerRow {
        id: parts.worker_id.clone(),
        version: aida_ops::version().to_owned(),
        host: parts.host.clone(),
        agents: agents.collect(),
    }
}

/// Says what this worker can do and, again and again, that it lives; signs off at `stop`. Work goes on
/// while the database is away.
pub async fn keep_registered(
    store: Store,
    row: WorkerRow,
    every: Duration,
    check: Check,
    stop: CancellationToken,
) {
    let mut registered = false;
    while !stop.is_cancelled() {
        let said = if registered {
            store.worker_heartbeat(&row.id).await.map(|known| registered = known)
        } else {
            store.register_worker(&row).await.map(|()| registered = true)
        };
        match said {
            Ok(()) if !registered => continue,
            Ok(()) => check.ok(),
            Err(error) => {
                tracing::warn!(%error, "the worker cannot say that it lives");
                check.fail("the database does not answer");
            }
        }
        stop.run_until_cancelled(sleep(every)).await;
    }
    if let Err(error) = store.remove_worker(&row.id).await {
        tracing::warn!(%error, "the worker cannot sign off; it counts as gone when it stays silent");
    }
}
