//! Every exchange, queue and binding, and the arguments they are declared with. Arguments cannot be
//! changed while a queue exists.

use aida_protocol::{
    Agent,
    routing::{
        BRIEF_QUEUE, CONTROL_EXCHANGE, DEAD_EXCHANGE, DEAD_QUEUE, REPLY_QUEUE, TELEMETRY_EXCHANGE,
        WORK_EXCHANGE, job_queue,
    },
};
use lapin::{
    Channel, Connection, ExchangeKind,
    options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable},
};

use crate::{BrokerError, answer};

/// How often the broker delivers a message again before it is dead. Explicit, because RabbitMQ 3 has
/// no limit of its own; a clean close of the consumer counts too, so that it must allow for deploys.
pub const DELIVERY_LIMIT: i64 = 20;

/// Messages in one queue at which it refuses more: an alarm, far over what admission lets through.
pub const QUEUE_LENGTH_ALARM: i64 = 1_000_000;

/// RabbitMQ 4 drops what passes its own default limit of 20; dead letters must outlast any number of
/// planners that die while they read them.
const DEAD_DELIVERY_LIMIT: i64 = 1_000_000_000;

/// Durable queues that take work: the briefs', the replies', each agent's.
pub fn queue_names() -> Vec<String> {
    let mut names = vec![BRIEF_QUEUE.to_owned(), REPLY_QUEUE.to_owned()];
    names.extend(Agent::ALL.into_iter().map(job_queue));
    names
}

pub(crate) async fn declare(connection: &Connection) -> Result<(), BrokerError> {
    let channel = answer::channel(connection).await?;
    let exchanges = [
        (WORK_EXCHANGE, ExchangeKind::Direct),
        (DEAD_EXCHANGE, ExchangeKind::Fanout),
        (CONTROL_EXCHANGE, ExchangeKind::Fanout),
        (TELEMETRY_EXCHANGE, ExchangeKind::Topic),
    ];
    for (name, kind) in exchanges {
        let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        channel
            .exchange_declare(name.into(), kind, options, FieldTable::default())
            .await
            .map_err(|source| BrokerError::Topology { name: name.to_owned(), source })?;
    }
    declare_queue(&channel, DEAD_QUEUE, DEAD_EXCHANGE, dead_arguments()).await?;
    for name in queue_names() {
        declare_queue(&channel, &name, WORK_EXCHANGE, work_arguments()).await?;
    }
    // Not by dropping it: a connection that is closed at once stumbles over the channel's farewell.
    answer::of(&channel, channel.close(200, "declared".into())).await
}

async fn declare_queue(
    channel: &Channel,
    name: &str,
    exchange: &str,
    arguments: FieldTable,
) -> Result<(), BrokerError> {
    let failed = |source| BrokerError::Topology { name: name.to_owned(), source };
    channel.queue_declare(name.into(), QueueDeclareOptions::durable(), arguments).await.map_err(failed)?;
    let (options, none) = (QueueBindOptions::default(), FieldTable::default());
    channel.queue_bind(name.into(), exchange.into(), name.into(), options, none).await.map_err(failed)
}

/// At-least-once dead-lettering needs all of: a quorum queue, a dead-letter exchange, the strategy, and
/// `reject-publish`; with any of them missing RabbitMQ falls back, silently, to at most once.
fn work_arguments() -> FieldTable {
    table([
        ("x-queue-type", text("quorum")),
        ("x-delivery-limit", AMQPValue::LongLongInt(DELIVERY_LIMIT)),
        ("x-dead-letter-exchange", text(DEAD_EXCHANGE)),
        ("x-dead-letter-strategy", text("at-least-once")),
        ("x-overflow", text("reject-publish")),
        ("x-max-length", AMQPValue::LongLongInt(QUEUE_LENGTH_ALARM)),
    ])
}

fn dead_arguments() -> FieldTable {
    table([
        ("x-queue-type", text("quorum")),
        ("x-delivery-limit", AMQPValue::LongLongInt(DEAD_DELIVERY_LIMIT)),
        ("x-overflow", text("reject-publish")),
        ("x-max-length", AMQPValue::LongLongInt(QUEUE_LENGTH_ALARM)),
    ])
}

/// A subscriber that falls behind loses the oldest.
pub(crate) fn subscription_arguments() -> FieldTable {
    table([
        ("x-max-length", AMQPValue::LongLongInt(10_000)),
        ("x-max-length-bytes", AMQPValue::LongLongInt(32 << 20)),
        ("x-overflow", text("drop-head")),
    ])
}

pub(crate) fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

pub(crate) fn table<const N: usize>(entries: [(&str, AMQPValue); N]) -> FieldTable {
    let mut table = FieldTable::default();
    for (key, value) in entries {
        table.insert(key.into(), value);
    }
    table
}
