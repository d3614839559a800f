//! A node that goes away and comes back.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use aida_broker::{Broker, BrokerError, BrokerOptions, PublishError, queue_names, testing::PrivateBroker};
use aida_protocol::routing::{BRIEF_QUEUE, CONTROL_EXCHANGE};
use serde_json::json;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publisher_and_consumer_survive_a_restart_and_give_up_in_the_end() {
    let mut node = PrivateBroker::start();
    let options = BrokerOptions {
        publish_timeout: PATIENCE,
        give_up_after: Some(PATIENCE),
        ..BrokerOptions::default()
    };
    let broker = Broker::connect(&node.url(), "test", options).await.expect("a connection");
    let publisher = broker.publisher();
    let mut consumer = broker.consume(BRIEF_QUEUE, 2).await.expect("a consumer");
    let mut control = broker.subscribe(CONTROL_EXCHANGE, &[""]).await.expect("a subscription");
    for id in ["0", "1"] {
        publisher.publish(BRIEF_QUEUE, id, &json!({})).await.expect("a confirm");
    }
    let held = [consumer.next().await.expect("a delivery"), consumer.next().await.expect("a delivery")];

    let sender = {
        let publisher = publisher.clone();
        tokio::spawn(async move {
            for id in 2..200 {
                publisher.publish(BRIEF_QUEUE, &id.to_string(), &json!({})).await?;
            }
            Ok::<_, PublishError>(())
        })
    };
    let mut node = tokio::task::spawn_blocking(move || {
        node.kill();
        node.start_again();
        node
    })
    .await
    .expect("a restart");
    timeout(PATIENCE, sender).await.expect("in time").expect("no panic").expect("all confirmed");
    for delivery in held {
        assert!(!delivery.is_ours());
        delivery.ack().await.expect_err("an ack of a lost delivery");
    }

    // Everything comes, what was held comes again, and never more than the prefetch at once.
    let mut seen = BTreeSet::new();
    while seen.len() < 200 {
        let first = timeout(PATIENCE, consumer.next()).await.expect("in time").expect("a living consumer");
        assert!(consumer.probe().waiting() <= 1, "the prefetch is 2");
        seen.insert(first.message_id.clone());
        first.ack().await.expect("an ack");
    }
    assert!(broker.is_connected());
    hear_again(&broker, &mut control).await;

    node.stop();
    let refused = Broker::connect(
        &node.url(),
        "test",
        BrokerOptions { give_up_after: Some(Duration::from_millis(300)), ..BrokerOptions::default() },
    )
    .await;
    assert!(matches!(refused, Err(BrokerError::Unreachable { .. })), "{:?}", refused.err());
}

/// The subscription binds its new queue some time after the connection is back.
async fn hear_again(broker: &Broker, control: &mut aida_broker::Subscription) {
    let since = Instant::now();
    loop {
        broker.publisher().announce(CONTROL_EXCHANGE, "", &json!({}));
        if timeout(Duration::from_millis(200), control.next()).await.is_ok_and(|heard| heard.is_some()) {
            return;
        }
        assert!(since.elapsed() < PATIENCE, "nothing heard after the restart");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_stays_away_closes_everything() {
    let mut node = PrivateBroker::start();
    let options = BrokerOptions {
        give_up_after: Some(Duration::from_millis(500)),
        publish_timeout: PATIENCE,
        ..BrokerOptions::default()
    };
    let broker = Broker::connect(&node.url(), "test", options).await.expect("a connection");
    let mut consumer = broker.consume(BRIEF_QUEUE, 1).await.expect("a consumer");
    let node = tokio::task::spawn_blocking(move || {
        node.stop();
        node
    })
    .await
    .expect("a stop");
    timeout(PATIENCE, broker.closed()).await.expect("closed in time");
    assert!(timeout(PATIENCE, consumer.next()).await.expect("in time").is_none());
    let refused = broker.publisher().publish(BRIEF_QUEUE, "id", &json!({})).await.expect_err("closed");
    assert!(matches!(refused, PublishError::Closed), "{refused:?}");
    drop(node);
}

/// RabbitMQ forgets which process a queue has that was declared just before it was killed; see infra/rabbitmq/elect.erl.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_queue_works_after_a_kill_right_after_its_declaration() {
    let mut node = PrivateBroker::start();
    let options = BrokerOptions { publish_timeout: PATIENCE, ..BrokerOptions::default() };
    let broker = Broker::connect(&node.url(), "test", options).await.expect("a connection");
    let _node = tokio::task::spawn_blocking(move || {
        node.kill();
        node.start_again();
        node
    })
    .await
    .expect("a restart");
    let publisher = broker.publisher();
    for queue in queue_names() {
        let mut consumer = timeout(2 * PATIENCE, broker.consume(&queue, 1))
            .await
            .unwrap_or_else(|_| panic!("{queue} takes no consumer"))
            .expect("a consumer");
        publisher.publish(&queue, "1", &json!({})).await.unwrap_or_else(|error| panic!("{queue}: {error}"));
        let delivery = timeout(PATIENCE, consumer.next()).await.expect("in time").expect("a delivery");
        delivery.ack().await.expect("an ack");
    }
    broker.close().await;
}
