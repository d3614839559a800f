use std::{sync::Arc, time::Duration};

use aida_ops::Shutdown;
use aida_store::{FeedCursor, StoreError};
use tokio::time::{Instant, sleep_until};

use super::Inner;
use crate::problem::Chain;

/// After a poll, hints have to wait for so many times as long as it took, up to [`LONGEST_REST`]: short polls take a
/// quarter of the time at most, however many hints there are, and an idle API tells at once.
const REST: u32 = 3;
const LONGEST_REST: Duration = Duration::from_millis(50);
/// The poll that needs no hint.
const UNHINTED: Duration = Duration::from_secs(1);
/// Events of one read.
const PAGE: i64 = 2_000;

/// Reads what is new of all watched workflows and broadcasts it, until the process ends.
pub(super) async fn run(feed: Arc<Inner>, shutdown: Shutdown) {
    let mut failing = false;
    loop {
        let begun = Instant::now();
        match poll(&feed).await {
            Ok(()) => failing = false,
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    tracing::warn!(error = %Chain(&error), "new events cannot be read; trying every second");
                }
            }
        }
        let polled = Instant::now();
        let rest = ((polled - begun) * REST).min(LONGEST_REST);
        tokio::select! {
            () = shutdown.requested() => return,
            () = sleep_until(begun + UNHINTED) => {}
            () = feed.news.notified() => {
                tokio::select! {
                    () = shutdown.requested() => return,
                    () = sleep_until(polled + rest) => {}
                }
            }
        }
    }
}

/// One look at the table for what nobody told.
async fn poll(feed: &Inner) -> Result<(), StoreError> {
    loop {
        let cursors = cursors(feed);
        if cursors.is_empty() {
            return Ok(());
        }
        let events = feed.store.events_of_watched(&cursors, PAGE).await?;
        let whole = (events.len() as i64) < PAGE;
        feed.broadcast(events);
        if whole {
            return Ok(());
        }
    }
}

/// Where each workflow that somebody still watches stands.
fn cursors(feed: &Inner) -> Vec<FeedCursor> {
    let mut known = feed.known();
    known.fresh.forget(std::time::Instant::now());
    let watched = &mut known.watched;
    watched.retain(|_, entry| entry.sender.receiver_count() > 0);
    let cursor = |(id, entry): (&_, &super::Watched)| FeedCursor {
        tenant: entry.tenant.clone(),
        workflow_id: *id,
        after: entry.after,
    };
    watched.iter().map(cursor).collect()
}
