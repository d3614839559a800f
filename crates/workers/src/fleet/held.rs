use std::{sync::Arc, time::Duration};

use aida_ops::memory;
use aida_protocol::{
    HELD_SILENCE_SECONDS, HeldJob, HeldMessage, MESSAGE_VERSION,
    routing::{HELD_KEY, TELEMETRY_EXCHANGE},
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{tide::Tide, worker::Worker};

const EVERY: Duration = Duration::from_secs(1);
/// However much it is: who is silent for longer counts as gone.
const LONGEST_PAUSE: Duration = Duration::from_millis(HELD_SILENCE_SECONDS * 1_000 / 2);
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
        stop.run_until_cancelled(sleep(pause_after(messages.len()))).await;
    }
}

fn pause_after(messages: usize) -> Duration {
    EVERY.saturating_mul(messages.div_ceil(2) as u32).min(LONGEST_PAUSE)
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
    fn much_is_said_less_often_but_before_it_counts_as_silence() {
        assert_eq!([1, 2, 3].map(pause_after), [EVERY, EVERY, 2 * EVERY]);
        assert_eq!(2 * pause_after(60), Duration::from_secs(HELD_SILENCE_SECONDS));
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
