//! RabbitMQ: the topology, publishing with confirms, consuming with permits.
//!
//! ```text
//!            ┌── publishing link ──▶ one confirmed channel a queue ──▶ aida.work ──▶ quorum queues
//!  Publisher ┤                                                             │ refused, limit passed
//!            └── announcements ────▶ aida.telemetry, aida.control          ▼
//!  Consumer  ◀── consuming link ◀── one channel a consumer            aida.dead
//! ```
//!
//! Two connections, so that a blocked publisher never stops an ack. Each is held by a supervisor that
//! connects again after every loss, declares the topology, and gives up for good after
//! [`BrokerOptions::give_up_after`]; then [`Broker::closed`] resolves and the process should exit.
//!
//! Invariant: whatever a channel of an old connection delivered cannot be settled on a new one.
//! Such deliveries answer [`SettleError::OwnershipLost`] and come again.
//!
//! Invariant: lapin's own recovery stays off. It revives connections but no channel that the broker
//! closed (a delivery held too long, a queue that went away), so the links rebuild channels anyway,
//! and one mechanism is easier to trust than two.
//!
//! Invariant: no answer of the broker is waited for once its connection is gone, and no farewell without a limit; the client
//! library can lose both (`answer.rs`).

mod acks;
mod announcer;
mod answer;
mod attempts;
mod broker;
mod codec;
mod consumer;
mod delivery;
mod error;
mod link;
mod options;
mod probe;
mod publisher;
mod subscription;
#[cfg(feature = "testing")]
pub mod testing;
mod topology;

pub use broker::{Broker, QueueDepth};
pub use codec::{BODY_LIMIT_BYTES, decode, encode};
pub use consumer::Consumer;
pub use delivery::{Death, Delivery, settle_all};
pub use error::{BrokerError, DecodeError, PublishError, SettleError};
pub use options::BrokerOptions;
pub use probe::ConsumerProbe;
pub use publisher::Publisher;
pub use subscription::{Announcement, Subscription};
pub use topology::{DELIVERY_LIMIT, QUEUE_LENGTH_ALARM, queue_names};
