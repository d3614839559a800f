//! Acks of one channel, gathered: the broker writes each `basic.ack` into the log of a quorum queue, but one ack can stand for
//! all deliveries up to its own.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use lapin::{Acker, Channel, options::BasicAckOptions};
use tokio::{sync::oneshot, time::sleep};

use crate::{BrokerError, SettleError, answer};

/// An ack that comes alone goes out at once; those that come so soon after one another go together.
const GATHER: Duration = Duration::from_millis(5);

/// A delivery's tag, and what settles it.
pub(crate) type Tagged = (u64, Acker);

/// What a channel delivered and what of it is to be acked.
#[derive(Debug)]
pub(crate) struct Acks {
    /// It lives as long as a delivery of it is unsettled: closing it would hand the message to another.
    channel: Channel,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Tags that the broker waits for an answer to. An ack for all up to a tag must not reach over one of them.
    unsettled: BTreeSet<u64>,
    waiting: Vec<Waiting>,
    /// A task sends what waits.
    sending: bool,
}

#[derive(Debug)]
struct Waiting {
    tag: u64,
    acker: Acker,
    told: oneshot::Sender<Result<(), SettleError>>,
}

/// What came of an ack.
pub(crate) struct Answer(oneshot::Receiver<Result<(), SettleError>>);

impl Answer {
    pub async fn get(self) -> Result<(), SettleError> {
        // The task ended with its runtime.
        self.0.await.unwrap_or(Err(SettleError::OwnershipLost(None)))
    }
}

impl Acks {
    pub fn new(channel: Channel) -> Arc<Self> {
        Arc::new(Acks { channel, state: Mutex::default() })
    }

    pub fn delivered(&self, tag: u64) {
        self.lock().unsettled.insert(tag);
    }

    /// The broker was told otherwise than by an ack.
    pub fn settled(&self, tag: u64) {
        self.lock().unsettled.remove(&tag);
    }

    /// Acks these, together with others of the channel. Goes on without whoever waits for the answers.
    pub fn ack(self: &Arc<Self>, deliveries: impl IntoIterator<Item = Tagged>) -> Vec<Answer> {
        let mut state = self.lock();
        let answers = deliveries
            .into_iter()
            .map(|(tag, acker)| {
                let (told, answer) = oneshot::channel();
                state.waiting.push(Waiting { tag, acker, told });
                Answer(answer)
            })
            .collect();
        if !std::mem::replace(&mut state.sending, true) {
            tokio::spawn(self.clone().send());
        }
        answers
    }

    async fn send(self: Arc<Self>) {
        loop {
            let (waiting, unsettled) = {
                let mut state = self.lock();
                let waiting = std::mem::take(&mut state.waiting);
                if waiting.is_empty() {
                    state.sending = false;
                    return;
                }
                let ours: BTreeSet<u64> = waiting.iter().map(|waiting| waiting.tag).collect();
                (waiting, state.unsettled.difference(&ours).next().copied())
            };
            self.send_all(waiting, unsettled.unwrap_or(u64::MAX)).await;
            // Who holds one delivery at a time gets the next by this ack.
            if unsettled.is_some() {
                sleep(GATHER).await;
            }
        }
    }

    /// `first_unsettled` is the lowest tag that must not be acked.
    async fn send_all(&self, mut waiting: Vec<Waiting>, first_unsettled: u64) {
        waiting.sort_unstable_by_key(|waiting| waiting.tag);
        let together = waiting.partition_point(|waiting| waiting.tag < first_unsettled);
        let alone = waiting.split_off(together);
        let last = waiting.pop();
        if let Some(last) = last {
            let told = self.send_one(&last.acker, !waiting.is_empty()).await;
            // What a channel's end leaves open for the last it leaves open for all.
            for each in waiting {
                let same = if told.is_ok() { Ok(()) } else { Err(SettleError::OwnershipLost(None)) };
                self.tell(each, same);
            }
            self.tell(last, told);
        }
        for each in alone {
            let told = self.send_one(&each.acker, false).await;
            self.tell(each, told);
        }
    }

    async fn send_one(&self, acker: &Acker, multiple: bool) -> Result<(), SettleError> {
        self.sent(acker.ack(BasicAckOptions { multiple })).await
    }

    /// What comes of telling the broker.
    pub async fn sent(&self, telling: impl Future<Output = lapin::Result<bool>>) -> Result<(), SettleError> {
        match answer::of(&self.channel, telling).await {
            Ok(true) => Ok(()),
            // The channel was gone before anything was sent.
            Ok(false) => Err(SettleError::OwnershipLost(None)),
            Err(BrokerError::Protocol(error)) => Err(SettleError::OwnershipLost(Some(error))),
            Err(_) => Err(SettleError::OwnershipLost(None)),
        }
    }

    fn tell(&self, waiting: Waiting, told: Result<(), SettleError>) {
        self.settled(waiting.tag);
        // Nobody waits for an ack that was dropped half-way.
        let _ = waiting.told.send(told);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
