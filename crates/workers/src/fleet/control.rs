use std::sync::Arc;

use aida_broker::{Subscription, decode};
use aida_protocol::ControlMessage;

use super::worker::Worker;

/// Hears which workflows are over and stops their jobs.
pub async fn listen(mut control: Subscription, worker: Arc<Worker>) {
    while let Some(heard) = control.next().await {
        match decode::<ControlMessage>(&heard.body) {
            Ok(message) => {
                tracing::debug!(workflows = message.cancel.len(), from = %message.from, "cancelling");
                worker.running.cancel(&message.cancel);
            }
            Err(error) => tracing::warn!(%error, "a control message cannot be read"),
        }
    }
}
