use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use lapin::{ErrorKind, options::QueueDeclareOptions, types::FieldTable};
use tokio::time::{sleep, timeout};

use crate::{
    BrokerError, BrokerOptions, Consumer, Publisher, Subscription, answer,
    attempts::Attempts,
    link::{self, Link},
};

/// How many messages a queue holds ready, and how many consumers it has. A quorum queue goes on counting
/// a consumer that was cancelled until it has settled what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueDepth {
    pub messages: u32,
    pub consumers: u32,
}

/// Both connections of a process.
pub struct Broker {
    publishing: Arc<Link>,
    consuming: Arc<Link>,
    publisher: Publisher,
}

impl Broker {
    /// Connects to one of `url`'s addresses (`amqp://…`, several separated by commas) and declares the
    /// topology. `name` is what the broker's own tools show.
    ///
    /// Waits as long as [`BrokerOptions::give_up_after`] says for a broker that is not there yet; wrong
    /// credentials and a topology with other arguments fail at once.
    pub async fn connect(url: &str, name: &str, options: BrokerOptions) -> Result<Broker, BrokerError> {
        first_contact(url, name, &options).await?;
        let broker = Broker::start(url, name, options)?;
        broker.publishing.connection().await?;
        broker.consuming.connection().await?;
        Ok(broker)
    }

    /// Returns at once and connects meanwhile: for processes that can do without for a time.
    pub fn start(url: &str, name: &str, options: BrokerOptions) -> Result<Broker, BrokerError> {
        let publishing = Link::start(url, format!("{name} publishing"), &options)?;
        let consuming = Link::start(url, format!("{name} consuming"), &options)?;
        let publisher = Publisher::new(Arc::clone(&publishing), &options);
        Ok(Broker { publishing, consuming, publisher })
    }

    pub fn publisher(&self) -> Publisher {
        self.publisher.clone()
    }

    /// Takes deliveries of `queue`, at most `prefetch` of them unsettled.
    pub async fn consume(&self, queue: &str, prefetch: u16) -> Result<Consumer, BrokerError> {
        Consumer::start(Arc::clone(&self.consuming), queue, prefetch).await
    }

    /// Hears what is announced on `exchange` under `keys`, over an exclusive queue that goes with us.
    pub async fn subscribe(&self, exchange: &str, keys: &[&str]) -> Result<Subscription, BrokerError> {
        Subscription::start(Arc::clone(&self.consuming), exchange, keys).await
    }

    /// Fails when the queue does not exist.
    pub async fn queue_depth(&self, queue: &str) -> Result<QueueDepth, BrokerError> {
        // A channel of its own: asking for a queue that is not there kills it.
        let channel = self.consuming.channel().await?;
        let options = QueueDeclareOptions::durable().passive();
        let asked = channel.queue_declare(queue.into(), options, FieldTable::default());
        let queue = answer::of(&channel, asked).await?;
        Ok(QueueDepth { messages: queue.message_count(), consumers: queue.consumer_count() })
    }

    /// Whether the broker refuses to read from publishers, short of memory or disk.
    pub fn is_blocked(&self) -> bool {
        self.publishing.is_blocked()
    }

    pub fn is_connected(&self) -> bool {
        self.publishing.current().is_some() && self.consuming.current().is_some()
    }

    /// Resolves when a connection is gone for good; the process should then exit with an error.
    pub async fn closed(&self) {
        tokio::select! {
            () = self.publishing.closed() => {}
            () = self.consuming.closed() => {}
        }
    }

    /// Closes both connections; what is unsettled goes back to its queue.
    pub async fn close(&self) {
        tokio::join!(self.publishing.close(), self.consuming.close());
    }
}

/// Tells at once what no waiting will mend.
async fn first_contact(url: &str, name: &str, options: &BrokerOptions) -> Result<(), BrokerError> {
    let since = Instant::now();
    let addresses = link::addresses(url, options)?;
    let mut last = None;
    let mut attempts = Attempts::new(options.connect_timeout);
    for uri in addresses.iter().cycle() {
        match attempts.connect(uri, name).await {
            Some(Ok(connection)) => {
                // It has served its purpose; the links make their own.
                let _ = timeout(options.connect_timeout, connection.close(200, "OK".into())).await;
                return Ok(());
            }
            Some(Err(BrokerError::Protocol(error))) if is_refusal(&error) => {
                return Err(BrokerError::Refused(error));
            }
            Some(Err(error @ BrokerError::Topology { .. })) => return Err(error),
            Some(Err(BrokerError::Protocol(error))) => last = Some(error),
            Some(Err(_)) | None => {}
        }
        if options.give_up_after.is_some_and(|limit| since.elapsed() >= limit) {
            break;
        }
        sleep(options.backoff_limit.min(Duration::from_millis(200))).await;
    }
    Err(BrokerError::Unreachable { seconds: since.elapsed().as_secs_f64(), last })
}

fn is_refusal(error: &lapin::Error) -> bool {
    matches!(error.kind(), ErrorKind::ProtocolError(error) if error.get_message().as_str().contains("ACCESS_REFUSED"))
}
