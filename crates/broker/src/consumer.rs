use std::{pin::pin, sync::Arc, time::Duration};

use futures::StreamExt;
use lapin::{
    Channel,
    options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions},
    types::FieldTable,
};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::warn;
use uuid::Uuid;

use crate::{BrokerError, ConsumerProbe, Delivery, acks::Acks, answer, link::Link};

const RETRY_PAUSE: Duration = Duration::from_millis(200);
/// Registering takes milliseconds; a queue without a leader answers when it has one.
const SLOW: Duration = Duration::from_secs(5);

/// Takes deliveries of one queue, at most `prefetch` of them unsettled, and registers again with the
/// same prefetch after every loss of the connection. Dropping it gives back what it has not handed out.
pub struct Consumer {
    queue: String,
    deliveries: mpsc::UnboundedReceiver<Delivery>,
    probe: ConsumerProbe,
    cancelled: CancellationToken,
    ended: CancellationToken,
}

/// The task that holds the channel; it alone registers, so that [`Consumer::next`] may be dropped
/// half-way in a `select!`.
struct Pump {
    link: Arc<Link>,
    queue: String,
    prefetch: u16,
    deliveries: mpsc::UnboundedSender<Delivery>,
    probe: ConsumerProbe,
    cancelled: CancellationToken,
}

impl Consumer {
    /// Returns when the broker knows the consumer.
    pub(crate) async fn start(link: Arc<Link>, queue: &str, prefetch: u16) -> Result<Self, BrokerError> {
        // Bounded by the prefetch: the broker sends no more until something is settled.
        let (sender, deliveries) = mpsc::unbounded_channel();
        let (probe, cancelled, ended) =
            (ConsumerProbe::new(), CancellationToken::new(), CancellationToken::new());
        let pump = Pump {
            link,
            queue: queue.to_owned(),
            prefetch: prefetch.max(1),
            deliveries: sender,
            probe: probe.clone(),
            cancelled: cancelled.clone(),
        };
        let first = pump.register().await?;
        let guard = ended.clone().drop_guard();
        tokio::spawn(async move {
            let _guard = guard;
            pump.run(first).await;
        });
        Ok(Consumer { queue: queue.to_owned(), deliveries, probe, cancelled, ended })
    }

    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// The next delivery; `None` once cancelled and drained, or when the connection is gone for good.
    /// Safe to drop half-way.
    pub async fn next(&mut self) -> Option<Delivery> {
        self.probe.asked();
        loop {
            let delivery = self.deliveries.recv().await?;
            self.probe.left();
            // What an old connection left behind comes again over the new one.
            if delivery.is_ours() {
                return Some(delivery);
            }
        }
    }

    /// What is there now; never waits.
    pub fn try_next(&mut self) -> Option<Delivery> {
        self.probe.asked();
        loop {
            let delivery = self.deliveries.try_recv().ok()?;
            self.probe.left();
            if delivery.is_ours() {
                return Some(delivery);
            }
        }
    }

    pub fn probe(&self) -> ConsumerProbe {
        self.probe.clone()
    }

    /// Takes no more from the broker. What arrived already can still be taken and settled.
    pub async fn cancel(&self) {
        self.cancelled.cancel();
        self.ended.cancelled().await;
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        self.cancelled.cancel();
    }
}

impl Pump {
    async fn run(self, first: (Channel, lapin::Consumer)) {
        let mut registered = Some(first);
        loop {
            if let Some((channel, consumer)) = registered.take() {
                self.probe.set_consuming(true);
                self.forward(&channel, consumer).await;
                self.probe.set_consuming(false);
            }
            if self.cancelled.is_cancelled() {
                return;
            }
            self.link.suspect();
            match self.cancelled.run_until_cancelled(self.register()).await {
                None | Some(Err(BrokerError::Closed)) => return,
                Some(Ok(next)) => registered = Some(next),
                Some(Err(error)) => {
                    // A queue whose leader is not elected yet, for one.
                    warn!(queue = self.queue, %error, "cannot consume; trying again");
                    self.cancelled.run_until_cancelled(sleep(RETRY_PAUSE)).await;
                }
            }
        }
    }

    async fn register(&self) -> Result<(Channel, lapin::Consumer), BrokerError> {
        let channel = self.link.channel().await?;
        answer::of(&channel, channel.basic_qos(self.prefetch, BasicQosOptions { global: false })).await?;
        let tag = format!("{}.{}", self.queue, Uuid::new_v4().simple());
        let options = BasicConsumeOptions::default();
        let none = FieldTable::default();
        let mut consuming =
            pin!(channel.basic_consume(self.queue.as_str().into(), tag.into(), options, none));
        loop {
            match timeout(SLOW, answer::of(&channel, &mut consuming)).await {
                Ok(consumer) => return Ok((channel.clone(), consumer?)),
                Err(_) => {
                    warn!(queue = self.queue, "a queue has no leader; waiting for it to take a consumer")
                }
            }
        }
    }

    /// Hands deliveries on until the channel breaks or the consumer is cancelled.
    async fn forward(&self, channel: &Channel, mut consumer: lapin::Consumer) {
        let mut asked_to_stop = false;
        let acks = Acks::new(channel.clone());
        loop {
            let next = tokio::select! {
                next = consumer.next() => next,
                () = self.cancelled.cancelled(), if !asked_to_stop => {
                    asked_to_stop = true;
                    let cancel = channel.basic_cancel(consumer.tag(), BasicCancelOptions::default());
                    if let Err(error) = cancel.await {
                        warn!(queue = self.queue, %error, "cancelling a consumer failed");
                        return;
                    }
                    continue;
                }
            };
            let Some(Ok(delivery)) = next else { return };
            self.probe.arrived();
            if self.deliveries.send(Delivery::new(delivery, acks.clone())).is_err() {
                return;
            }
        }
    }
}
