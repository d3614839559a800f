use std::{sync::Arc, time::Duration};

use aida_ops::memory;
use aida_protocol::{
    HeldJob, HeldMessage, MESSAGE_VERSION,
    routing::{HELD_KEY, TELEMETRY_EXCHANGE},
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::worker::Worker;

const EVERY: Duration = Duration::from_secs(1);
/// Most jobs that one message names; a longer list takes several, and is said less often.
const OF_ONE_MESSAGE: usize = 1_000;

/// Says what this worker has in hand, so that planners notice a message that got lost.
pub async fn tell(worker: Arc<Worker>, stop: CancellationToken) {
    let mut tide = Tide::default();
    while !stop.is_cancelled() {
        let held = worker.running.held();
        if tide.has_fallen(held.len()) {
            // It fails only when the runtime ends.
            let _ = tokio::task::spawn_blocking(memory::give_back).await;
        }
        let messages = messages(&worker.id, &held);
        for message in &messages {
            worker.publisher.announce(TELEMETRY_EXCHANGE, HELD_KEY, message);
        }
        let pause = EVERY * messages.len().div_ceil(2) as u32;
        stop.run_until_cancelled(sleep(pause)).await;
    }
}

/// Thousands of jobs in hand, or the pictures of a few, leave holes in the heap when they end.
#[derive(Default)]
struct Tide {
    highest: usize,
}

impl Tide {
    /// Whether most of what was in hand at one time has ended; told once.
    fn has_fallen(&mut self, now: usize) -> bool {
        self.highest = self.highest.max(now);
        let fallen = self.highest > 2 * now;
        if fallen {
            self.highest = now;
        }
        fallen
    }
}

fn messages(worker: &str, held: &[HeldJob]) -> Vec<HeldMessage> {
    let message = |jobs: &[HeldJob], more| HeldMessage {
        version: MESSAGE_VERSION,
        worker: worker.to_owned(),
        jobs: jobs.to_vec(),
        more,
    };
    let mut parts = held.chunks(OF_ONE_MESSAGE).peekable();
    let mut messages = Vec::new();
    while let Some(part) = parts.next() {
        messages.push(message(part, parts.peek().is_some()));
    }
    if messages.is_empty() {
        messages.push(message(&[], false));
    }
    messages
}

#[cfg(test)]
mod tests {
    use aida_protocol::{NodeId, Step, WorkflowId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_tide_falls_once() {
        let mut tide = Tide::default();
        let told: Vec<bool> = [0, 1, 5, 3, 2, 2, 1, 0, 0].map(|now| tide.has_fallen(now)).into();
        assert_eq!(told, [false, false, false, false, true, false, false, true, false]);
    }

    #[test]
    fn a_long_list_comes_in_parts() {
        let job = |number| HeldJob {
            workflow_id: WorkflowId(Uuid::from_u128(number)),
            node: NodeId::once(Step::Writer),
            attempt: 1,
        };
        let held: Vec<HeldJob> = (0..2_500).map(job).collect();
        let said = messages("a", &held);
        let shape: Vec<(usize, bool)> = said.iter().map(|part| (part.jobs.len(), part.more)).collect();
        assert_eq!(shape, [(1_000, true), (1_000, true), (500, false)]);
        assert_eq!(said.into_iter().flat_map(|part| part.jobs).collect::<Vec<_>>(), held);
        assert_eq!(messages("a", &[]).len(), 1, "an empty hand is said too");
    }
}
