use std::{
    collections::HashMap,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aida_protocol::routing::WORK_EXCHANGE;
use lapin::{
    BasicProperties, Channel, Confirmation, PublisherConfirm,
    options::{BasicPublishOptions, ConfirmSelectOptions},
    types::{AMQPValue, ShortString},
};
use serde::Serialize;
use tokio::time::{sleep, timeout};
use tracing::{debug, error, warn};

use crate::{
    BrokerError, BrokerOptions, PublishError,
    announcer::Announcer,
    answer,
    codec::encode,
    link::Link,
    topology::{self, table},
};

/// Milliseconds since 1970 at which a message was published.
pub(crate) const SENT_HEADER: &str = "aida-sent-ms";

const PERSISTENT: u8 = 2;
const RESEND_PAUSE: Duration = Duration::from_millis(50);

/// Sends messages. Cheap to clone; any number of publishes may be under way at once, and one round of
/// confirms then serves them all.
#[derive(Clone)]
pub struct Publisher {
    inner: Arc<Inner>,
}

struct Inner {
    link: Arc<Link>,
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
    announcer: Announcer,
    timeout: Duration,
}

/// The confirmed channel of one queue. lapin gives a returned message to the next confirm that comes,
/// whichever it belongs to; with one queue a channel all of them share the reason.
struct Lane {
    channel: tokio::sync::Mutex<Option<Channel>>,
    /// Held while a publish takes its number and hands its frames over. Without it two threads can do
    /// so in different orders, and a confirm then settles the wrong message.
    order: Mutex<()>,
}

/// One message on its way.
struct Parcel<'a> {
    queue: ShortString,
    message_id: ShortString,
    body: &'a [u8],
}

impl Publisher {
    pub(crate) fn new(link: Arc<Link>, options: &BrokerOptions) -> Self {
        let announcer = Announcer::start(&link);
        let inner = Inner { link, lanes: Mutex::default(), announcer, timeout: options.publish_timeout };
        Publisher { inner: Arc::new(inner) }
    }

    /// Sends `body` to `queue` and returns when the broker has it on its disks.
    ///
    /// A connection that is lost meanwhile is waited for and the message sent again, so that it can
    /// arrive twice; consumers know it by `message_id`. Gives up after [`BrokerOptions::publish_timeout`].
    pub async fn publish<T: Serialize + ?Sized>(
        &self,
        queue: &str,
        message_id: &str,
        body: &T,
    ) -> Result<(), PublishError> {
        self.publish_bytes(queue, message_id, &encode(&body)?).await
    }

    /// [`Publisher::publish`] of a body that is JSON already, such as a dead letter's.
    pub async fn publish_bytes(
        &self,
        queue: &str,
        message_id: &str,
        body: &[u8],
    ) -> Result<(), PublishError> {
        let name = |text: &str| ShortString::try_new(text).map_err(|_| PublishError::Name(text.to_owned()));
        let parcel = Parcel { queue: name(queue)?, message_id: name(message_id)?, body };
        let lane = self.inner.lane(queue);
        timeout(self.inner.timeout, self.inner.send(&lane, &parcel)).await.unwrap_or_else(|_| {
            self.inner.link.suspect();
            let seconds = self.inner.timeout.as_secs_f64();
            Err(PublishError::TimedOut { queue: queue.to_owned(), seconds })
        })
    }

    /// Sends what may get lost (progress, hints, control): at once, unconfirmed, dropped when the
    /// connection is not there. Never waits.
    pub fn announce<T: Serialize + ?Sized>(&self, exchange: &str, key: &str, body: &T) {
        match encode(&body) {
            Ok(body) => self.inner.announcer.announce(exchange, key, body),
            Err(error) => error!(exchange, %error, "an announcement cannot be written"),
        }
    }
}

impl Inner {
    fn lane(&self, queue: &str) -> Arc<Lane> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(queue) {
            return Arc::clone(lane);
        }
        let lane = Arc::new(Lane { channel: tokio::sync::Mutex::default(), order: Mutex::default() });
        lanes.insert(queue.to_owned(), Arc::clone(&lane));
        lane
    }

    async fn send(&self, lane: &Lane, parcel: &Parcel<'_>) -> Result<(), PublishError> {
        let queue = || parcel.queue.to_string();
        let mut declared_again = false;
        loop {
            match self.send_once(lane, parcel).await {
                Ok(Confirmation::Ack(None)) => return Ok(()),
                Ok(Confirmation::Ack(Some(_))) if declared_again => {
                    return Err(PublishError::Unroutable { queue: queue() });
                }
                Ok(Confirmation::Ack(Some(_))) => {
                    warn!(queue = queue(), "a queue is missing; declaring the topology again");
                    declared_again = true;
                    if let Err(error) = self.declare_again().await {
                        warn!(%error, "declaring the topology failed");
                    }
                }
                Ok(Confirmation::Nack(_)) => return Err(PublishError::Refused { queue: queue() }),
                Ok(Confirmation::NotRequested) => return Err(PublishError::NotConfirming),
                Err(BrokerError::Closed) => return Err(PublishError::Closed),
                Err(error) => {
                    debug!(queue = queue(), %error, "a publish broke off; sending again");
                    self.link.suspect();
                    sleep(RESEND_PAUSE).await;
                }
            }
        }
    }

    async fn send_once(&self, lane: &Lane, parcel: &Parcel<'_>) -> Result<Confirmation, BrokerError> {
        let channel = lane.channel(&self.link).await?;
        let sent = async { lane.hand_over(&channel, parcel).await?.await };
        answer::of(&channel, sent).await
    }

    async fn declare_again(&self) -> Result<(), BrokerError> {
        topology::declare(&*self.link.connection().await?).await
    }
}

impl Lane {
    async fn channel(&self, link: &Link) -> Result<Channel, BrokerError> {
        let mut slot = self.channel.lock().await;
        if let Some(channel) = &*slot
            && channel.status().connected()
        {
            return Ok(channel.clone());
        }
        *slot = None;
        let channel = link.channel().await?;
        answer::of(&channel, channel.confirm_select(ConfirmSelectOptions::default())).await?;
        *slot = Some(channel.clone());
        Ok(channel)
    }

    async fn hand_over(&self, channel: &Channel, parcel: &Parcel<'_>) -> lapin::Result<PublisherConfirm> {
        let options = BasicPublishOptions { mandatory: true, immediate: false };
        let mut publish = pin!(channel.basic_publish(
            WORK_EXCHANGE.into(),
            parcel.queue.clone(),
            options,
            parcel.body,
            properties(parcel.message_id.clone()),
        ));
        let mut begun = false;
        poll_fn(|context| {
            if begun {
                return publish.as_mut().poll(context);
            }
            begun = true;
            let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
            publish.as_mut().poll(context)
        })
        .await
    }
}

fn properties(message_id: ShortString) -> BasicProperties {
    let sent = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
    BasicProperties::default()
        .with_delivery_mode(PERSISTENT)
        .with_content_type("application/json".into())
        .with_message_id(message_id)
        .with_headers(table([(SENT_HEADER, AMQPValue::LongLongInt(sent))]))
}
