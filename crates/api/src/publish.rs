//! Tells the planners of accepted briefs. A brief that cannot be told is found by their sweeper: it is stored.

use std::{sync::Arc, time::Duration};

use aida_broker::{Broker, BrokerOptions, Publisher};
use aida_ops::crash::{self, Point};
use aida_protocol::{BriefMessage, routing::BRIEF_QUEUE};
use tokio::{sync::mpsc, task::JoinSet};

use crate::Metrics;

/// Briefs that may wait to be told; those beyond are left to the sweeper.
const WAITING: usize = 1_024;
/// Publishes under way at once.
const AT_ONCE: usize = 64;
/// How long one may take. Short: the sweeper is no slower.
pub const TIMEOUT: Duration = Duration::from_secs(2);

/// Where accepted briefs are handed over; never waits.
#[derive(Clone)]
pub struct BriefOutbox {
    sender: mpsc::Sender<BriefMessage>,
    metrics: Arc<Metrics>,
}

impl BriefOutbox {
    pub fn new(metrics: Arc<Metrics>) -> (Self, mpsc::Receiver<BriefMessage>) {
        let (sender, receiver) = mpsc::channel(WAITING);
        (BriefOutbox { sender, metrics }, receiver)
    }

    pub fn hand_over(&self, message: BriefMessage) {
        if self.sender.try_send(message).is_err() {
            self.metrics.publish_failures.inc();
        }
    }
}

/// For connections of the API: it goes on without the broker, for however long.
pub fn broker_options(mut options: BrokerOptions) -> BrokerOptions {
    options.give_up_after = None;
    options.publish_timeout = TIMEOUT;
    options
}

/// Publishes what is handed over, until every outbox is gone.
pub async fn run(broker: Arc<Broker>, mut briefs: mpsc::Receiver<BriefMessage>, metrics: Arc<Metrics>) {
    let publisher = broker.publisher();
    let mut under_way = JoinSet::new();
    while let Some(message) = briefs.recv().await {
        while under_way.len() >= AT_ONCE {
            under_way.join_next().await;
        }
        while under_way.try_join_next().is_some() {}
        if broker.is_connected() {
            under_way.spawn(publish(publisher.clone(), message, Arc::clone(&metrics)));
        } else {
            metrics.publish_failures.inc();
        }
    }
    while under_way.join_next().await.is_some() {}
}

async fn publish(publisher: Publisher, message: BriefMessage, metrics: Arc<Metrics>) {
    let id = message.workflow_id.to_string();
    crash::at(Point::ApiBeforePublish);
    if let Err(error) = publisher.publish(BRIEF_QUEUE, &id, &message).await {
        metrics.publish_failures.inc();
        tracing::debug!(workflow_id = id, %error, "a brief was not published; the sweeper will find it");
    }
    crash::at(Point::ApiPublished);
}
