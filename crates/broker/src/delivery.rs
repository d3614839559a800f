use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use lapin::{
    Acker,
    options::{BasicNackOptions, BasicRejectOptions},
    types::{AMQPValue, FieldTable},
};

use crate::{
    SettleError,
    acks::{Acks, Answer, Tagged},
    publisher::SENT_HEADER,
};

/// A message that is ours until it is acked, given back or rejected. Dropped unsettled it is given
/// back, so that a task that panics leaks no place in the prefetch.
#[derive(Debug)]
pub struct Delivery {
    pub body: Vec<u8>,
    /// Empty when the publisher gave none.
    pub message_id: String,
    /// The queue it was published to.
    pub queue: String,
    pub redelivered: bool,
    /// How often it was delivered before, as the broker counts.
    pub delivery_count: u32,
    /// When it was published, by the publisher's clock.
    pub sent_at: Option<SystemTime>,
    /// Why it is here, in the dead queue.
    pub death: Option<Death>,
    hold: Option<Hold>,
}

/// Why a message was dead-lettered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// `rejected`, `delivery_limit`, `expired` or `maxlen`.
    pub reason: String,
    /// The queue it died in.
    pub queue: String,
}

#[derive(Debug)]
struct Hold {
    tag: u64,
    acker: Acker,
    acks: Arc<Acks>,
}

impl Delivery {
    pub(crate) fn new(delivery: lapin::message::Delivery, acks: Arc<Acks>) -> Self {
        let tag = delivery.delivery_tag;
        acks.delivered(tag);
        let empty = FieldTable::default();
        let headers = delivery.properties.headers().as_ref().unwrap_or(&empty);
        let sent = headers.inner().get(SENT_HEADER).and_then(integer);
        Delivery {
            message_id: delivery
                .properties
                .message_id()
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            queue: delivery.routing_key.to_string(),
            redelivered: delivery.redelivered,
            delivery_count: headers.inner().get("x-delivery-count").and_then(integer).unwrap_or(0) as u32,
            sent_at: sent.map(|millis| UNIX_EPOCH + Duration::from_millis(millis)),
            death: death(headers),
            hold: Some(Hold { tag, acker: delivery.acker, acks }),
            body: delivery.data,
        }
    }

    /// Seconds since it was published; zero when unknown or when the clocks differ.
    pub fn age(&self) -> Duration {
        self.sent_at.and_then(|sent| SystemTime::now().duration_since(sent).ok()).unwrap_or_default()
    }

    /// Whether it can still be settled, as far as we know.
    pub fn is_ours(&self) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.acker.usable())
    }

    /// Says that the message is done with: only after its effects are stored.
    pub async fn ack(mut self) -> Result<(), SettleError> {
        let hold = self.hold.take();
        let answer = hold.and_then(|hold| hold.acks.ack([(hold.tag, hold.acker)]).pop());
        match answer {
            Some(answer) => answer.get().await,
            None => Err(SettleError::OwnershipLost(None)),
        }
    }

    /// Gives the message back to its queue; counts towards the delivery limit.
    pub async fn requeue(mut self) -> Result<(), SettleError> {
        let Some(hold) = self.hold.take() else { return Err(SettleError::OwnershipLost(None)) };
        hold.requeue().await
    }

    /// Sends the message to the dead queue.
    pub async fn reject(mut self) -> Result<(), SettleError> {
        let Some(hold) = self.hold.take() else { return Err(SettleError::OwnershipLost(None)) };
        hold.reject().await
    }
}

impl Hold {
    async fn requeue(&self) -> Result<(), SettleError> {
        let telling = self.acker.nack(BasicNackOptions { requeue: true, multiple: false });
        let sent = self.acks.sent(telling).await;
        self.acks.settled(self.tag);
        sent
    }

    async fn reject(&self) -> Result<(), SettleError> {
        let sent = self.acks.sent(self.acker.reject(BasicRejectOptions { requeue: false })).await;
        self.acks.settled(self.tag);
        sent
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if let Some(hold) = self.hold.take()
            && hold.acker.usable()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move { hold.requeue().await });
        }
    }
}

/// Acks many deliveries in one go; answers how many were no longer ours.
pub async fn settle_all(deliveries: Vec<Delivery>) -> usize {
    let mut channels: Vec<(Arc<Acks>, Vec<Tagged>)> = Vec::new();
    let mut lost = 0;
    for mut delivery in deliveries {
        let Some(Hold { tag, acker, acks }) = delivery.hold.take() else {
            lost += 1;
            continue;
        };
        match channels.iter_mut().find(|(known, _)| Arc::ptr_eq(known, &acks)) {
            Some((_, held)) => held.push((tag, acker)),
            None => channels.push((acks, vec![(tag, acker)])),
        }
    }
    let answers: Vec<Answer> = channels.into_iter().flat_map(|(acks, held)| acks.ack(held)).collect();
    for answer in answers {
        lost += usize::from(answer.get().await.is_err());
    }
    lost
}

fn integer(value: &AMQPValue) -> Option<u64> {
    match *value {
        AMQPValue::LongLongInt(number) => number.try_into().ok(),
        AMQPValue::LongInt(number) => number.try_into().ok(),
        AMQPValue::LongUInt(number) => Some(number.into()),
        AMQPValue::ShortInt(number) => number.try_into().ok(),
        AMQPValue::ShortUInt(number) => Some(number.into()),
        AMQPValue::ShortShortInt(number) => number.try_into().ok(),
        AMQPValue::ShortShortUInt(number) => Some(number.into()),
        _ => None,
    }
}

/// The newest entry of `x-death`; the broker puts it first.
fn death(headers: &FieldTable) -> Option<Death> {
    let AMQPValue::FieldArray(entries) = headers.inner().get("x-death")? else { return None };
    let AMQPValue::FieldTable(entry) = entries.as_slice().first()? else { return None };
    Some(Death { reason: string(entry, "reason")?, queue: string(entry, "queue")? })
}

fn string(table: &FieldTable, key: &str) -> Option<String> {
    match table.inner().get(key)? {
        AMQPValue::LongString(text) => Some(String::from_utf8_lossy(text.as_bytes()).into_owned()),
        AMQPValue::ShortString(text) => Some(text.to_string()),
        _ => None,
    }
}
