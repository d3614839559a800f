//! What the fleet says while it works: hints of new events, and how far jobs are. All of it may get lost.

use std::time::Duration;

use aida_broker::{Announcement, Broker, decode};
use aida_ops::Shutdown;
use aida_protocol::{
    EventHint, ProgressMessage,
    routing::{EVENT_HINT_KEY, TELEMETRY_EXCHANGE},
};

use crate::feed::EventFeed;

const KEYS: [&str; 2] = [EVENT_HINT_KEY, "progress.*"];
const PAUSE: Duration = Duration::from_secs(1);

/// Passes on to `feed` what the fleet announces, until the process ends.
pub async fn listen(broker: &Broker, feed: EventFeed, shutdown: Shutdown) {
    let listening = async {
        loop {
            match broker.subscribe(TELEMETRY_EXCHANGE, &KEYS).await {
                Ok(mut subscription) => {
                    while let Some(heard) = subscription.next().await {
                        pass_on(&heard, &feed);
                    }
                }
                // Events come nevertheless, by the feed's own poll.
                Err(error) => tracing::debug!(%error, "telemetry cannot be heard"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = shutdown.requested() => {}
        () = listening => {}
    }
}

fn pass_on(heard: &Announcement, feed: &EventFeed) {
    let outcome = if heard.key == EVENT_HINT_KEY {
        decode::<EventHint>(&heard.body).map(|hint| feed.hint(hint))
    } else {
        decode::<ProgressMessage>(&heard.body).map(|message| feed.progress(message))
    };
    if let Err(error) = outcome {
        tracing::debug!(key = heard.key, %error, "telemetry that cannot be read");
    }
}
