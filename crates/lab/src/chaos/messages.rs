//! The broker from outside: copies of what goes by, doubled and stale messages, emptied queues.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use aida_protocol::{Agent, routing};
use futures::StreamExt as _;
use lapin::{
    BasicProperties, Channel, Connection, ConnectionProperties,
    options::{
        BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, QueueBindOptions,
        QueueDeclareOptions, QueuePurgeOptions,
    },
    types::{AMQPValue, FieldTable},
};

use crate::farewell::farewell;

/// Messages that are remembered.
const KEPT: usize = 3_000;
/// No answer of the broker takes so long; then there is none.
const PATIENCE: Duration = Duration::from_secs(10);
const PERSISTENT: u8 = 2;
/// Milliseconds since 1970 at which a message was published.
const SENT_HEADER: &str = "aida-sent-ms";

/// A message that went by.
#[derive(Clone)]
struct Seen {
    at: Instant,
    key: String,
    body: Vec<u8>,
    properties: BasicProperties,
}

/// Hears all durable messages and can send them again.
#[derive(Clone)]
pub struct Messages {
    url: String,
    seen: Arc<Mutex<VecDeque<Seen>>>,
}

/// All durable queues that take work.
fn queues() -> Vec<String> {
    let fixed = [routing::BRIEF_QUEUE.to_owned(), routing::REPLY_QUEUE.to_owned()];
    fixed.into_iter().chain(Agent::ALL.map(routing::job_queue)).collect()
}

impl Messages {
    /// Listens until the program ends, whatever happens to the broker.
    pub fn hear(url: &str) -> Self {
        let messages = Messages { url: url.to_owned(), seen: Arc::default() };
        let heard = messages.clone();
        tokio::spawn(async move {
            loop {
                // A broker that is away is what is being tried.
                let _ = heard.listen().await;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        });
        messages
    }

    async fn connect(&self) -> anyhow::Result<Connection> {
        let connecting = Connection::connect(&self.url, ConnectionProperties::default());
        Ok(tokio::time::timeout(PATIENCE, connecting).await??)
    }

    async fn listen(&self) -> anyhow::Result<()> {
        let connection = self.connect().await?;
        let channel = connection.create_channel().await?;
        let mut arguments = FieldTable::default();
        arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(KEPT as i64));
        let options = QueueDeclareOptions::exclusive().auto_delete();
        let queue = channel.queue_declare("".into(), options, arguments).await?;
        for key in queues() {
            let (exchange, none) = (routing::WORK_EXCHANGE.into(), FieldTable::default());
            channel
                .queue_bind(queue.name().clone(), exchange, key.into(), QueueBindOptions::default(), none)
                .await?;
        }
        let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let mut consumer =
            channel.basic_consume(queue.name().clone(), "".into(), options, FieldTable::default()).await?;
        while let Some(delivery) = consumer.next().await {
            let delivery = delivery?;
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.len() == KEPT {
                seen.pop_front();
            }
            seen.push_back(Seen {
                at: Instant::now(),
                key: delivery.routing_key.to_string(),
                body: delivery.data,
                properties: delivery.properties,
            });
        }
        Ok(())
    }

    /// Sends the newest `count` messages once more; how many the broker has confirmed.
    pub async fn double(&self, count: usize) -> anyhow::Result<usize> {
        let newest: Vec<Seen> = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.iter().rev().take(count).cloned().collect()
        };
        self.send(newest).await
    }

    /// Sends `count` of the oldest messages that were heard at least `age` ago once more, as if they were an hour old.
    pub async fn send_old(&self, count: usize, age: Duration) -> anyhow::Result<usize> {
        let oldest: Vec<Seen> = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.iter().filter(|seen| seen.at.elapsed() >= age).take(count).map(hour_old).collect()
        };
        self.send(oldest).await
    }

    async fn send(&self, messages: Vec<Seen>) -> anyhow::Result<usize> {
        let work = async {
            let connection = self.connect().await?;
            let channel = confirming(&connection).await?;
            let mut sent = 0;
            for seen in messages {
                let properties = seen.properties.with_delivery_mode(PERSISTENT);
                publish(&channel, &seen.key, &seen.body, properties).await?;
                sent += 1;
            }
            farewell(&connection, "sent").await;
            anyhow::Ok(sent)
        };
        tokio::time::timeout(PATIENCE, work).await?
    }

    /// Loses messages: empties all queues and takes part of what comes for a moment, until something was there; how much it
    /// was. Who consumes leaves a queue nothing to be emptied of, so that emptying alone would find nothing.
    pub async fn purge(&self, patience: Duration) -> anyhow::Result<u32> {
        const MOMENT: Duration = Duration::from_millis(500);
        let work = async {
            let connection = self.connect().await?;
            let channel = connection.create_channel().await?;
            let (mut gone, mut taking) = (0, Vec::new());
            for queue in queues() {
                gone += channel.queue_purge(queue.clone().into(), QueuePurgeOptions::default()).await?;
                let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
                let none = FieldTable::default();
                taking.push(channel.basic_consume(queue.into(), "".into(), options, none).await?);
            }
            let (mut taken, since) = (futures::stream::select_all(taking), Instant::now());
            while since.elapsed() < MOMENT || gone == 0 && since.elapsed() < patience {
                match tokio::time::timeout(MOMENT, taken.next()).await {
                    Ok(Some(message)) => gone += u32::from(message.is_ok()),
                    Ok(None) => break,
                    Err(_) => {}
                }
            }
            farewell(&connection, "purged").await;
            anyhow::Ok(gone)
        };
        tokio::time::timeout(PATIENCE + patience, work).await?
    }

    /// [`Messages::left`], asked over a new connection until there is an answer.
    ///
    /// # Errors
    /// The last, when there is none for half a minute.
    pub async fn left_in_the_end(&self) -> anyhow::Result<(u32, u32)> {
        const TRIES: usize = 30;
        let mut last = self.left().await;
        for _ in 1..TRIES {
            if last.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            last = self.left().await;
        }
        last
    }

    /// Messages that lie in the durable queues and in the dead queue, held ones not counted.
    pub async fn left(&self) -> anyhow::Result<(u32, u32)> {
        let work = async {
            let connection = self.connect().await?;
            let channel = connection.create_channel().await?;
            let mut counts = Vec::new();
            for queue in queues().into_iter().chain([routing::DEAD_QUEUE.to_owned()]) {
                let options = QueueDeclareOptions::durable().passive();
                let found = channel.queue_declare(queue.into(), options, FieldTable::default()).await?;
                counts.push(found.message_count());
            }
            farewell(&connection, "counted").await;
            let dead = counts.pop().unwrap_or_default();
            anyhow::Ok((counts.iter().sum(), dead))
        };
        tokio::time::timeout(PATIENCE, work).await?
    }

    /// Whether the broker takes connections.
    pub async fn answers(&self) -> bool {
        match self.connect().await {
            Ok(connection) => {
                farewell(&connection, "there").await;
                true
            }
            Err(_) => false,
        }
    }
}

/// The message as it would come after an hour on its way.
fn hour_old(seen: &Seen) -> Seen {
    const HOUR_MS: i64 = 3_600_000;
    let mut headers = seen.properties.headers().clone().unwrap_or_default();
    if let Some(AMQPValue::LongLongInt(sent)) = headers.inner().get(SENT_HEADER).cloned() {
        headers.insert(SENT_HEADER.into(), AMQPValue::LongLongInt(sent - HOUR_MS));
    }
    Seen { properties: seen.properties.clone().with_headers(headers), ..seen.clone() }
}

async fn confirming(connection: &Connection) -> anyhow::Result<Channel> {
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    Ok(channel)
}

async fn publish(
    channel: &Channel,
    key: &str,
    body: &[u8],
    properties: BasicProperties,
) -> anyhow::Result<()> {
    let options = BasicPublishOptions { mandatory: true, immediate: false };
    let exchange = routing::WORK_EXCHANGE.into();
    let confirm = channel.basic_publish(exchange, key.into(), options, body, properties).await?.await?;
    anyhow::ensure!(confirm.is_ack(), "the broker refused a message");
    Ok(())
}
