//! What happens to messages, against a real node.

use std::time::Duration;

use aida_broker::{
    BODY_LIMIT_BYTES, Broker, BrokerError, BrokerOptions, Consumer, DELIVERY_LIMIT, Delivery, PublishError,
    SettleError, settle_all, testing::PrivateBroker,
};
use aida_protocol::{
    Agent,
    routing::{BRIEF_QUEUE, CONTROL_EXCHANGE, DEAD_QUEUE, REPLY_QUEUE, TELEMETRY_EXCHANGE, job_queue},
};
use futures::future::join_all;
use lapin::options::QueueDeleteOptions;
use serde_json::{Value, json};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

async fn connect(node: &PrivateBroker) -> Broker {
    Broker::connect(&node.url(), "test", BrokerOptions::default()).await.expect("a connection")
}

async fn next(consumer: &mut Consumer) -> Delivery {
    timeout(PATIENCE, consumer.next()).await.expect("a delivery in time").expect("a living consumer")
}

fn value(delivery: &Delivery) -> Value {
    serde_json::from_slice(&delivery.body).expect("JSON")
}

/// One node serves all the scenes, one after the other: starting one takes seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_arrive_come_again_and_die() {
    let node = PrivateBroker::start();
    connecting_ends_every_time(&node).await;
    many_confirms_are_under_way_at_once(&node).await;
    the_largest_messages_pass_side_by_side(&node).await;
    the_prefetch_holds(&node).await;
    acks_that_go_together_leave_out_what_is_open(&node).await;
    what_an_old_connection_held_comes_again(&node).await;
    dropped_and_cancelled_deliveries_go_back(&node).await;
    rejected_and_returning_messages_die_with_their_reason(&node).await;
    announcements_reach_who_listens(&node).await;
    refusals_are_told_apart(&node).await;
    a_missing_queue_is_declared_again(&node).await;
}

/// Each takes many frames, and all together more than a connection's buffers hold.
/// A connection that was closed in the instant in which a channel of it was dropped answered nothing, not even the farewell.
async fn connecting_ends_every_time(node: &PrivateBroker) {
    for _ in 0..20 {
        let brokers = timeout(PATIENCE, join_all((0..8).map(|_| connect(node)))).await.expect("connections");
        timeout(PATIENCE, join_all(brokers.iter().map(Broker::close))).await.expect("all closed");
    }
}

async fn the_largest_messages_pass_side_by_side(node: &PrivateBroker) {
    const COUNT: usize = 12;
    let broker = connect(node).await;
    let (publisher, mut consumer) =
        (broker.publisher(), broker.consume(REPLY_QUEUE, 100).await.expect("a consumer"));
    // Two quotes belong to the text's JSON.
    let texts: Vec<_> = ('a'..).take(COUNT).map(|c| c.to_string().repeat(BODY_LIMIT_BYTES - 2)).collect();
    let sends = texts.iter().enumerate().map(|(number, text)| {
        let publisher = publisher.clone();
        async move { publisher.publish(REPLY_QUEUE, &format!("large-{number}"), text).await }
    });
    for sent in join_all(sends).await {
        sent.expect("a confirm");
    }
    let mut seen = Vec::new();
    for _ in 0..COUNT {
        let delivery = next(&mut consumer).await;
        seen.push(value(&delivery).as_str().expect("a text").to_owned());
        delivery.ack().await.expect("an ack");
    }
    seen.sort_unstable();
    assert!(seen == texts, "what arrived is not what was sent");
    // What was acked is settled when the consumer ends: its channel takes one thing after the other.
    consumer.cancel().await;
    broker.close().await;
}

async fn many_confirms_are_under_way_at_once(node: &PrivateBroker) {
    let broker = connect(node).await;
    let (publisher, mut consumer) =
        (broker.publisher(), broker.consume(REPLY_QUEUE, 100).await.expect("a consumer"));
    let sends: Vec<_> = (0..500)
        .map(|number| {
            let publisher = publisher.clone();
            tokio::spawn(async move {
                publisher.publish(REPLY_QUEUE, &format!("id-{number}"), &json!({"number": number})).await
            })
        })
        .collect();
    let mut seen = vec![false; 500];
    for _ in 0..500 {
        let delivery = next(&mut consumer).await;
        let number = value(&delivery)["number"].as_u64().expect("a number");
        assert_eq!(delivery.message_id, format!("id-{number}"));
        assert_eq!((delivery.queue.as_str(), delivery.redelivered), (REPLY_QUEUE, false));
        assert!(delivery.sent_at.is_some() && delivery.age() < PATIENCE);
        assert!(!std::mem::replace(&mut seen[number as usize], true), "{number} came twice");
        delivery.ack().await.expect("an ack");
    }
    for sent in join_all(sends).await {
        sent.expect("no panic").expect("a confirm");
    }
    // What was acked is settled when the consumer ends: its channel takes one thing after the other.
    consumer.cancel().await;
    broker.close().await;
    let again = connect(node).await;
    let depth = again.queue_depth(REPLY_QUEUE).await.expect("the depth");
    assert_eq!((depth.messages, depth.consumers), (0, 0));
    again.close().await;
}

async fn the_prefetch_holds(node: &PrivateBroker) {
    let broker = connect(node).await;
    let publisher = broker.publisher();
    for number in 0..5 {
        publisher.publish(BRIEF_QUEUE, "p", &json!({"number": number})).await.expect("a confirm");
    }
    let mut consumer = broker.consume(BRIEF_QUEUE, 3).await.expect("a consumer");
    let held = [next(&mut consumer).await, next(&mut consumer).await, next(&mut consumer).await];
    assert!(consumer.try_next().is_none());
    assert!(timeout(Duration::from_millis(300), consumer.next()).await.is_err(), "a fourth came");
    assert_eq!(settle_all(held.into()).await, 0);
    for _ in 0..2 {
        next(&mut consumer).await.ack().await.expect("an ack");
    }
    assert!(consumer.probe().is_consuming() && consumer.probe().waiting() == 0);
    broker.close().await;
    assert!(timeout(PATIENCE, consumer.next()).await.expect("an end").is_none());
    assert!(!consumer.probe().is_consuming());
}

async fn acks_that_go_together_leave_out_what_is_open(node: &PrivateBroker) {
    const COUNT: usize = 60;
    let (first, second) = (connect(node).await, connect(node).await);
    for number in 0..COUNT {
        first.publisher().publish(BRIEF_QUEUE, &number.to_string(), &json!({})).await.expect("a confirm");
    }
    let mut consumer = first.consume(BRIEF_QUEUE, COUNT as u16).await.expect("a consumer");
    let mut held = Vec::new();
    for _ in 0..COUNT {
        held.push(next(&mut consumer).await);
    }
    let mut open = Vec::new();
    for number in [40, 21, 7] {
        open.push(held.remove(number));
    }
    // From several tasks, newest first, and some in one go.
    held.reverse();
    let (some, others) = (held.split_off(30), held);
    let acks: Vec<_> = others.into_iter().map(|delivery| tokio::spawn(delivery.ack())).collect();
    assert_eq!(settle_all(some).await, 0);
    for ack in join_all(acks).await {
        ack.expect("no panic").expect("an ack");
    }
    open.pop().expect("the lowest").requeue().await.expect("a requeue");
    consumer.cancel().await;
    drop(open);
    first.close().await;
    let mut consumer = second.consume(BRIEF_QUEUE, COUNT as u16).await.expect("a consumer");
    let mut left = Vec::new();
    for _ in 0..3 {
        let delivery = next(&mut consumer).await;
        assert!(delivery.redelivered);
        left.push(delivery.message_id.clone());
        delivery.ack().await.expect("an ack");
    }
    left.sort_unstable();
    assert_eq!(left, ["21", "40", "7"]);
    let more = timeout(Duration::from_millis(300), consumer.next()).await;
    assert!(more.is_err(), "one came again that was acked");
    second.close().await;
}

async fn what_an_old_connection_held_comes_again(node: &PrivateBroker) {
    let (first, second) = (connect(node).await, connect(node).await);
    first.publisher().publish(BRIEF_QUEUE, "again", &json!({})).await.expect("a confirm");
    let held = next(&mut first.consume(BRIEF_QUEUE, 1).await.expect("a consumer")).await;
    assert!(held.is_ours());
    first.close().await;
    let lost = held.ack().await;
    assert!(matches!(lost, Err(SettleError::OwnershipLost(_))), "{lost:?}");
    let mut consumer = second.consume(BRIEF_QUEUE, 1).await.expect("a consumer");
    let again = next(&mut consumer).await;
    assert_eq!((again.message_id.as_str(), again.redelivered, again.delivery_count), ("again", true, 1));
    again.ack().await.expect("an ack");
    second.close().await;
}

async fn dropped_and_cancelled_deliveries_go_back(node: &PrivateBroker) {
    let broker = connect(node).await;
    for id in ["a", "b"] {
        broker.publisher().publish(BRIEF_QUEUE, id, &json!({})).await.expect("a confirm");
    }
    let mut consumer = broker.consume(BRIEF_QUEUE, 2).await.expect("a consumer");
    let running = next(&mut consumer).await;
    drop(next(&mut consumer).await);
    assert!(next(&mut consumer).await.redelivered, "what was dropped comes again");
    consumer.cancel().await;
    while let Some(unstarted) = timeout(PATIENCE, consumer.next()).await.expect("an end") {
        unstarted.requeue().await.expect("a requeue");
    }
    drop(consumer);
    running.ack().await.expect("a running job outlives its consumer");
    let mut other = broker.consume(BRIEF_QUEUE, 2).await.expect("a consumer");
    let back = next(&mut other).await;
    assert_eq!(back.message_id, "b");
    back.ack().await.expect("an ack");
    broker.close().await;
}

async fn rejected_and_returning_messages_die_with_their_reason(node: &PrivateBroker) {
    let broker = connect(node).await;
    let publisher = broker.publisher();
    let queue = job_queue(Agent::Writer);
    let (mut consumer, mut dead) = (
        broker.consume(&queue, 1).await.expect("a consumer"),
        broker.consume(DEAD_QUEUE, 1).await.expect("a consumer"),
    );
    publisher.publish(&queue, "bad", &json!({"bad": true})).await.expect("a confirm");
    next(&mut consumer).await.reject().await.expect("a reject");
    let letter = next(&mut dead).await;
    let death = letter.death.clone().expect("a death");
    assert_eq!((death.reason.as_str(), death.queue.as_str()), ("rejected", queue.as_str()));
    assert_eq!((letter.message_id.as_str(), value(&letter)), ("bad", json!({"bad": true})));
    letter.ack().await.expect("an ack");

    publisher.publish(&queue, "poison", &json!({})).await.expect("a confirm");
    for expected in 0..=DELIVERY_LIMIT {
        let delivery = next(&mut consumer).await;
        assert_eq!(i64::from(delivery.delivery_count), expected);
        delivery.requeue().await.expect("a requeue");
    }
    let letter = next(&mut dead).await;
    assert_eq!(letter.death.as_ref().map(|death| death.reason.as_str()), Some("delivery_limit"));
    letter.ack().await.expect("an ack");
    broker.close().await;
}

async fn announcements_reach_who_listens(node: &PrivateBroker) {
    let broker = connect(node).await;
    let publisher = broker.publisher();
    let mut progress = broker.subscribe(TELEMETRY_EXCHANGE, &["progress.*"]).await.expect("a subscription");
    let mut control = broker.subscribe(CONTROL_EXCHANGE, &[""]).await.expect("a subscription");
    publisher.announce(TELEMETRY_EXCHANGE, "events", &json!({"heard": false}));
    publisher.announce(TELEMETRY_EXCHANGE, "progress.a", &json!({"percent": 7}));
    publisher.announce(CONTROL_EXCHANGE, "", &json!({"cancel": []}));
    let heard = timeout(PATIENCE, progress.next()).await.expect("progress in time").expect("progress");
    assert_eq!((heard.key.as_str(), heard.body.as_slice()), ("progress.a", br#"{"percent":7}"#.as_slice()));
    let heard = timeout(PATIENCE, control.next()).await.expect("control in time").expect("control");
    assert_eq!(heard.body, br#"{"cancel":[]}"#);
    assert!(progress.try_next().is_none());
    broker.close().await;
    assert!(timeout(PATIENCE, control.next()).await.expect("an end").is_none());
}

async fn refusals_are_told_apart(node: &PrivateBroker) {
    let broker = connect(node).await;
    let publisher = broker.publisher();
    let large = "x".repeat(BODY_LIMIT_BYTES);
    let refused = publisher.publish(REPLY_QUEUE, "id", &large).await.expect_err("too large");
    assert!(matches!(refused, PublishError::TooLarge { .. }) && !refused.retryable(), "{refused:?}");
    let refused = publisher.publish("aida.nowhere", "id", &json!({})).await.expect_err("no such queue");
    assert!(matches!(refused, PublishError::Unroutable { .. }) && refused.retryable(), "{refused:?}");
    let refused = publisher.publish(REPLY_QUEUE, &"i".repeat(300), &json!({})).await.expect_err("a long id");
    assert!(matches!(refused, PublishError::Name(_)), "{refused:?}");
    let unknown = broker.queue_depth("aida.nowhere").await;
    assert!(matches!(unknown, Err(BrokerError::Protocol(_))), "{unknown:?}");
    assert!(broker.is_connected() && !broker.is_blocked());
    broker.close().await;
    let refused = publisher.publish(REPLY_QUEUE, "id", &json!({})).await.expect_err("closed");
    assert!(matches!(refused, PublishError::Closed), "{refused:?}");

    let strangers = node.url().replace("guest:guest", "guest:wrong");
    let refused = Broker::connect(&strangers, "test", BrokerOptions::default()).await;
    assert!(matches!(refused, Err(BrokerError::Refused(_))), "{:?}", refused.err());
}

async fn a_missing_queue_is_declared_again(node: &PrivateBroker) {
    let broker = connect(node).await;
    let publisher = broker.publisher();
    let queue = job_queue(Agent::Audio);
    publisher.publish(&queue, "before", &json!({})).await.expect("a confirm");
    let other =
        lapin::Connection::connect(&node.url(), lapin::ConnectionProperties::default()).await.unwrap();
    let channel = other.create_channel().await.unwrap();
    channel.queue_delete(queue.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
    publisher.publish(&queue, "after", &json!({})).await.expect("a confirm");
    let delivery = next(&mut broker.consume(&queue, 1).await.expect("a consumer")).await;
    assert_eq!(delivery.message_id, "after");
    delivery.ack().await.expect("an ack");
    broker.close().await;
}
