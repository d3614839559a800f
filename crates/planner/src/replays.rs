//! Replays of dead letters that somebody asked for: a job goes through the core, any other message back to
//! its queue as it was.

use aida_broker::Publisher;
use aida_store::{DueLetter, LetterState, ReplayedLetter, Store, StoreError};
use uuid::Uuid;

use crate::{
    input::{Cause, Input},
    metrics::PlannerMetrics,
};

/// Most letters of one look.
const FINDS: i64 = 100;

pub(crate) struct Replays {
    pub publisher: Publisher,
    pub metrics: PlannerMetrics,
}

impl Replays {
    /// The jobs whose replay is due. Messages of nobody's job are sent here; when the broker has one and the
    /// row does not say so yet, it is sent twice under the same id, which every reader bears.
    pub async fn due(&self, store: &Store) -> Result<Vec<Input>, StoreError> {
        let (mut jobs, mut sent) = (Vec::new(), Vec::new());
        for letter in store.due_replays(FINDS).await? {
            match letter.job {
                Some((workflow_id, node)) => {
                    jobs.push(Input::found(workflow_id, Cause::Replay { letter: letter.id, node }));
                }
                None => sent.extend(self.send(letter).await),
            }
        }
        if !sent.is_empty() {
            store.letters_replayed(&sent).await?;
        }
        Ok(jobs)
    }

    /// `None` when the broker is away: then it is due again.
    async fn send(&self, letter: DueLetter) -> Option<ReplayedLetter> {
        let DueLetter { id, queue, body, .. } = letter;
        let answer = |state, outcome: &str, note: String| {
            self.metrics.replays.with_label_values(&[outcome]).inc();
            Some(ReplayedLetter { id, state, note })
        };
        if !aida_broker::queue_names().contains(&queue) {
            return answer(LetterState::Dead, "refused", format!("{queue:?} is no queue of this fleet"));
        }
        // Under an id of its own, so that it is another letter when it dies again; the same id each time that it is sent.
        let message_id = Uuid::new_v5(&id, b"replay").to_string();
        match self.publisher.publish_bytes(&queue, &message_id, &body).await {
            Ok(()) => answer(LetterState::Replayed, "done", format!("sent to {queue} again")),
            Err(error) if error.retryable() => None,
            Err(error) => answer(LetterState::Dead, "refused", error.to_string()),
        }
    }
}
