use std::sync::{Arc, Weak};

use lapin::{BasicProperties, Channel, options::BasicPublishOptions, types::ShortString};
use tokio::sync::mpsc;
use tracing::debug;

use crate::{answer, link::Link};

/// Announcements that wait to be written; what comes while it is full is dropped.
const WAITING: usize = 1024;
const TRANSIENT: u8 = 1;

/// Publishes what may get lost, in order, from a task of its own.
pub(crate) struct Announcer {
    waiting: mpsc::Sender<Announced>,
}

struct Announced {
    exchange: ShortString,
    key: ShortString,
    body: Vec<u8>,
}

impl Announcer {
    pub(crate) fn start(link: &Arc<Link>) -> Self {
        let (waiting, receiver) = mpsc::channel(WAITING);
        tokio::spawn(run(Arc::downgrade(link), receiver));
        Announcer { waiting }
    }

    pub(crate) fn announce(&self, exchange: &str, key: &str, body: Vec<u8>) {
        let (Ok(exchange), Ok(key)) = (ShortString::try_new(exchange), ShortString::try_new(key)) else {
            return;
        };
        // Full or shut down: announcements may get lost.
        let _ = self.waiting.try_send(Announced { exchange, key, body });
    }
}

async fn run(link: Weak<Link>, mut waiting: mpsc::Receiver<Announced>) {
    let mut channel: Option<Channel> = None;
    while let Some(announced) = waiting.recv().await {
        let Some(link) = link.upgrade() else { return };
        let Some(connection) = link.current().filter(|connection| !connection.status().blocked()) else {
            channel = None;
            continue;
        };
        if !channel.as_ref().is_some_and(|channel| channel.status().connected()) {
            channel = answer::channel(&connection).await.ok();
        }
        let Some(open) = &channel else { continue };
        let properties = BasicProperties::default()
            .with_delivery_mode(TRANSIENT)
            .with_content_type("application/json".into());
        let Announced { exchange, key, body } = announced;
        let sent = open.basic_publish(exchange, key, BasicPublishOptions::default(), &body, properties);
        let sent = answer::of(open, sent).await;
        if let Err(error) = sent {
            debug!(%error, "an announcement was lost");
            channel = None;
        }
    }
}
