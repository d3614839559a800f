use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use lapin::{
    Channel,
    options::{BasicConsumeOptions, QueueBindOptions, QueueDeclareOptions},
    types::FieldTable,
};
use tokio::{sync::mpsc, time::sleep};
use tracing::{debug, warn};

use crate::{BrokerError, ConsumerProbe, answer, link::Link, topology::subscription_arguments};

/// Announcements held for a subscriber that is slow; what comes while it is full is dropped.
const HELD: usize = 4096;
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// Hears what is announced on one exchange while it lives, over a queue of its own. What is announced
/// while the connection is away is missed.
pub struct Subscription {
    heard: mpsc::Receiver<Announcement>,
    probe: ConsumerProbe,
}

/// One announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub key: String,
    pub body: Vec<u8>,
}

struct Ear {
    link: Arc<Link>,
    exchange: String,
    keys: Vec<String>,
    heard: mpsc::Sender<Announcement>,
    probe: ConsumerProbe,
}

impl Subscription {
    /// Returns when the queue is bound: what is announced afterwards is heard.
    pub(crate) async fn start(link: Arc<Link>, exchange: &str, keys: &[&str]) -> Result<Self, BrokerError> {
        let (sender, heard) = mpsc::channel(HELD);
        let probe = ConsumerProbe::new();
        let ear = Ear {
            link,
            exchange: exchange.to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            heard: sender,
            probe: probe.clone(),
        };
        let first = ear.register().await?;
        tokio::spawn(ear.run(first));
        Ok(Subscription { heard, probe })
    }

    /// The next announcement; `None` when the connection is gone for good. Safe to drop half-way.
    pub async fn next(&mut self) -> Option<Announcement> {
        self.probe.asked();
        let heard = self.heard.recv().await?;
        self.probe.left();
        Some(heard)
    }

    /// What is there now; never waits.
    pub fn try_next(&mut self) -> Option<Announcement> {
        self.probe.asked();
        let heard = self.heard.try_recv().ok()?;
        self.probe.left();
        Some(heard)
    }

    pub fn probe(&self) -> ConsumerProbe {
        self.probe.clone()
    }
}

impl Ear {
    async fn run(self, first: (Channel, lapin::Consumer)) {
        let mut registered = Some(first);
        while !self.heard.is_closed() {
            if let Some((_channel, consumer)) = registered.take() {
                self.probe.set_consuming(true);
                self.forward(consumer).await;
                self.probe.set_consuming(false);
            }
            self.link.suspect();
            let next = tokio::select! {
                next = self.register() => next,
                () = self.heard.closed() => return,
            };
            match next {
                Ok(next) => registered = Some(next),
                Err(BrokerError::Closed) => return,
                Err(error) => {
                    warn!(exchange = self.exchange, %error, "cannot subscribe; trying again");
                    sleep(RETRY_PAUSE).await;
                }
            }
        }
    }

    async fn register(&self) -> Result<(Channel, lapin::Consumer), BrokerError> {
        let channel = self.link.channel().await?;
        let options = QueueDeclareOptions::exclusive().auto_delete();
        let declared = channel.queue_declare("".into(), options, subscription_arguments());
        let queue = answer::of(&channel, declared).await?;
        for key in &self.keys {
            let (options, none) = (QueueBindOptions::default(), FieldTable::default());
            let exchange = self.exchange.as_str().into();
            let bound =
                channel.queue_bind(queue.name().clone(), exchange, key.as_str().into(), options, none);
            answer::of(&channel, bound).await?;
        }
        let options = BasicConsumeOptions { no_ack: true, exclusive: true, ..BasicConsumeOptions::default() };
        let asked = channel.basic_consume(queue.name().clone(), "".into(), options, FieldTable::default());
        let consumer = answer::of(&channel, asked).await?;
        Ok((channel, consumer))
    }

    async fn forward(&self, mut consumer: lapin::Consumer) {
        loop {
            let next = tokio::select! {
                next = consumer.next() => next,
                () = self.heard.closed() => return,
            };
            let Some(Ok(delivery)) = next else { return };
            let announcement = Announcement { key: delivery.routing_key.to_string(), body: delivery.data };
            self.probe.arrived();
            if self.heard.try_send(announcement).is_err() {
                self.probe.left();
                debug!(exchange = self.exchange, "a subscriber is slow; an announcement was dropped");
            }
        }
    }
}
