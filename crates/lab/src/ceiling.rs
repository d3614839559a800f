//! What the broker alone can do: publish, confirm, deliver and ack messages that nobody thinks about.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::{StreamExt as _, stream::FuturesUnordered};
use lapin::{
    BasicProperties, Channel, Connection, ConnectionProperties,
    options::{
        BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, ConfirmSelectOptions,
        QueueDeclareOptions, QueueDeleteOptions,
    },
    types::{AMQPValue, FieldTable},
};

use crate::farewell::farewell;

const QUEUE: &str = "aida.lab.ceiling";
/// Messages without a confirm, and deliveries without an ack.
const IN_FLIGHT: u16 = 256;
const PERSISTENT: u8 = 2;

/// Messages of `bytes` that the broker at `url` takes, confirms, delivers and has acked in a second, over a quorum queue,
/// with 256 confirms and 256 deliveries in flight. Lasts about `time`.
///
/// # Errors
/// When the broker is not reachable or refuses.
pub async fn messages_per_second(url: &str, bytes: usize, time: Duration) -> anyhow::Result<f64> {
    let connect = || Connection::connect(url, ConnectionProperties::default());
    let (sending, taking) = (connect().await.context("the broker")?, connect().await?);
    let (out, into) = (sending.create_channel().await?, taking.create_channel().await?);
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    out.queue_declare(QUEUE.into(), QueueDeclareOptions::durable(), arguments).await?;
    out.confirm_select(ConfirmSelectOptions::default()).await?;
    into.basic_qos(IN_FLIGHT, BasicQosOptions::default()).await?;
    let consumer = into
        .basic_consume(QUEUE.into(), "".into(), BasicConsumeOptions::default(), FieldTable::default())
        .await?;
    let started = Instant::now();
    let (published, taken) =
        futures::future::try_join(publish(&out, bytes, started, time), take(consumer, started, time)).await?;
    out.queue_delete(QUEUE.into(), QueueDeleteOptions::default()).await?;
    for connection in [sending, taking] {
        farewell(&connection, "measured").await;
    }
    Ok(published.min(taken))
}

async fn publish(channel: &Channel, bytes: usize, started: Instant, time: Duration) -> anyhow::Result<f64> {
    let body = vec![b'x'; bytes];
    let properties = BasicProperties::default().with_delivery_mode(PERSISTENT);
    let (mut waiting, mut confirmed) = (FuturesUnordered::new(), 0u64);
    while started.elapsed() < time {
        while waiting.len() < usize::from(IN_FLIGHT) {
            let options = BasicPublishOptions { mandatory: true, immediate: false };
            waiting.push(
                channel.basic_publish("".into(), QUEUE.into(), options, &body, properties.clone()).await?,
            );
        }
        if let Some(confirm) = waiting.next().await {
            anyhow::ensure!(confirm?.is_ack(), "the broker refused a message");
            confirmed += 1;
        }
    }
    let rate = confirmed as f64 / started.elapsed().as_secs_f64();
    while let Some(confirm) = waiting.next().await {
        confirm?;
    }
    Ok(rate)
}

async fn take(mut consumer: lapin::Consumer, started: Instant, time: Duration) -> anyhow::Result<f64> {
    let mut acked = 0u64;
    while started.elapsed() < time {
        let Ok(Some(delivery)) = tokio::time::timeout(time, consumer.next()).await else { break };
        delivery?.ack(BasicAckOptions::default()).await?;
        acked += 1;
    }
    Ok(acked as f64 / started.elapsed().as_secs_f64())
}
