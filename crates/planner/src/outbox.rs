//! Sends what a batch has decided, and knows up to which batch everything has arrived.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aida_broker::{PublishError, Publisher};
use aida_ops::{
    Seldom,
    crash::{self, Point},
};
use aida_protocol::{
    Agent, ControlMessage, EventHint, JobMessage, MESSAGE_VERSION, ToldEvent, WorkflowId, routing,
};
use futures::future::join_all;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// An event has some 400 bytes, so that this is a message of 100 KiB.
const EVENTS_OF_A_HINT: usize = 256;

/// A job's message, ready to go.
pub(crate) struct Parcel {
    pub agent: Agent,
    pub message_id: String,
    pub body: Vec<u8>,
}

impl Parcel {
    /// # Errors
    /// When the message is over the broker's limit.
    pub fn of(message: &JobMessage) -> Result<Parcel, PublishError> {
        let JobMessage { workflow_id, node, attempt, .. } = message;
        Ok(Parcel {
            agent: message.input.agent(),
            message_id: format!("{workflow_id}/{node}/{attempt}"),
            body: aida_broker::encode(message)?,
        })
    }
}

/// Publishes in the background, batch by batch, until the broker has everything.
#[derive(Clone)]
pub(crate) struct Outbox {
    planner: Uuid,
    publisher: Publisher,
    marks: Arc<Mutex<Marks>>,
    unconfirmed: Arc<Seldom>,
    tasks: TaskTracker,
}

/// Which batches are out. `confirmed` has all before it behind it.
#[derive(Debug, Default)]
struct Marks {
    confirmed: i64,
    done_above: BTreeSet<i64>,
}

impl Marks {
    fn done(&mut self, batch: i64) {
        self.done_above.insert(batch);
        while self.done_above.remove(&(self.confirmed + 1)) {
            self.confirmed += 1;
        }
    }
}

impl Outbox {
    pub fn new(planner: Uuid, publisher: Publisher) -> Self {
        let (marks, unconfirmed) = Default::default();
        Outbox { planner, publisher, marks, unconfirmed, tasks: TaskTracker::new() }
    }

    /// The highest batch of which, with all before it, the broker has every job.
    pub fn confirmed_batch(&self) -> i64 {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).confirmed
    }

    /// Sends a committed batch. Returns at once; every batch number has to come here once.
    pub fn send(&self, batch: i64, parcels: Vec<Parcel>) {
        if parcels.is_empty() {
            self.done(batch);
            return;
        }
        let outbox = self.clone();
        self.tasks.spawn(async move {
            join_all(parcels.iter().map(|parcel| outbox.insist(parcel))).await;
            outbox.done(batch);
        });
    }

    /// Tells API processes what is new, and workers which workflows are over.
    pub fn announce(&self, events: Vec<ToldEvent>, cancelled: Vec<WorkflowId>) {
        if !cancelled.is_empty() {
            let control = ControlMessage { version: MESSAGE_VERSION, cancel: cancelled, from: self.planner };
            self.publisher.announce(routing::CONTROL_EXCHANGE, "", &control);
        }
        for hint in hints(events) {
            self.publisher.announce(routing::TELEMETRY_EXCHANGE, routing::EVENT_HINT_KEY, &hint);
        }
    }

    /// Waits until everything is out, at most `patience`. What is not is sent by another planner.
    pub async fn close(&self, patience: Duration) {
        self.tasks.close();
        if tokio::time::timeout(patience, self.tasks.wait()).await.is_err() {
            tracing::warn!("some jobs are not confirmed; another planner will send them");
        }
    }

    /// Nothing of this batch has to be sent.
    pub fn done(&self, batch: i64) {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).done(batch);
    }

    /// Publishes until it is confirmed. When it never is, the job's own deadline ends the wait.
    async fn insist(&self, parcel: &Parcel) {
        let queue = routing::job_queue(parcel.agent);
        crash::at(Point::PlannerBeforePublish);
        loop {
            match self.publisher.publish_bytes(&queue, &parcel.message_id, &parcel.body).await {
                Ok(()) => return crash::at(Point::PlannerPublished),
                Err(error) if error.retryable() => {
                    if let Some(more) = self.unconfirmed.now() {
                        tracing::warn!(message_id = parcel.message_id, more, %error, "a job is not confirmed yet");
                    }
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                Err(error) => {
                    tracing::error!(message_id = parcel.message_id, %error, "a job cannot be published");
                    // Never marked as sent: the batch stays open for whoever comes after this process.
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}

/// Messages that tell of `events`, those of one workflow in one of them.
fn hints(events: Vec<ToldEvent>) -> Vec<EventHint> {
    let mut hints: Vec<EventHint> = Vec::new();
    for event in events {
        let workflow_id = event.workflow_id;
        match hints.last_mut() {
            Some(hint) if hint.workflow_ids.last() == Some(&workflow_id) => hint.events.push(event),
            Some(hint) if hint.events.len() < EVENTS_OF_A_HINT => {
                hint.workflow_ids.push(workflow_id);
                hint.events.push(event);
            }
            _ => hints.push(EventHint {
                version: MESSAGE_VERSION,
                workflow_ids: vec![workflow_id],
                events: vec![event],
            }),
        }
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_moves_only_over_finished_batches() {
        let mut marks = Marks::default();
        for (batch, confirmed) in [(2, 0), (3, 0), (1, 3), (5, 3), (4, 5)] {
            marks.done(batch);
            assert_eq!(marks.confirmed, confirmed, "after {batch}");
        }
        assert!(marks.done_above.is_empty());
    }
}
