use std::{collections::VecDeque, sync::Arc};

use aida_ops::Shutdown;
use aida_protocol::{ProgressMessage, ToldEvent};
use aida_store::{FeedCursor, Store};
use tokio::sync::broadcast::{self, error::RecvError};

use super::Live;
use crate::problem::Chain;

/// Events of one read from the table.
const PAGE: i64 = 500;

/// One thing to tell a client.
#[derive(Debug, Clone)]
pub enum Frame {
    Event(Arc<ToldEvent>),
    /// Not stored, without a number: a client that reconnects does not get it again.
    Progress(Arc<ProgressMessage>),
}

/// The events of one workflow for one client. Ends after the last event, when the process ends, and when the
/// database fails; the client then goes on from the last number that it saw.
pub struct EventStream {
    store: Store,
    cursor: FeedCursor,
    live: broadcast::Receiver<Live>,
    shutdown: Shutdown,
    pending: VecDeque<Arc<ToldEvent>>,
    /// The table has, or may have, what the broadcast does not bring.
    behind: bool,
    /// The workflow had ended when the stream began: nothing comes after what is stored.
    terminal: bool,
    /// Whether the last event told of an end.
    finished: bool,
    ended: bool,
}

impl EventStream {
    pub(super) fn new(
        store: Store,
        cursor: FeedCursor,
        terminal: bool,
        live: broadcast::Receiver<Live>,
        shutdown: Shutdown,
    ) -> Self {
        EventStream {
            store,
            cursor,
            live,
            shutdown,
            pending: VecDeque::new(),
            behind: true,
            terminal,
            finished: false,
            ended: false,
        }
    }

    /// Begins with these events, all there are, and not with the table.
    pub(super) fn knowing(self, events: Vec<Arc<ToldEvent>>) -> Self {
        EventStream { pending: events.into(), behind: false, ..self }
    }

    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if self.ended || self.shutdown.is_requested() {
                return None;
            }
            if let Some(event) = self.pending.pop_front() {
                return Some(self.take(event));
            }
            if self.behind {
                self.read().await;
                continue;
            }
            // An end that is followed by more was the end before a reopening.
            if self.terminal || self.finished {
                return None;
            }
            let shutdown = self.shutdown.clone();
            let live = tokio::select! {
                () = shutdown.requested() => return None,
                live = self.live.recv() => live,
            };
            match live {
                Ok(Live::Progress(message)) => return Some(Frame::Progress(message)),
                Ok(Live::Event(event)) if event.seq <= self.cursor.after => {}
                Ok(Live::Event(event)) if event.seq == self.cursor.after + 1 => {
                    return Some(self.take(event));
                }
                Ok(Live::Event(_)) | Err(RecvError::Lagged(_)) => self.behind = true,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn take(&mut self, event: Arc<ToldEvent>) -> Frame {
        self.cursor.after = event.seq;
        self.finished = event.is_last();
        Frame::Event(event)
    }

    async fn read(&mut self) {
        match self.store.events_after(&self.cursor, PAGE).await {
            Ok(events) => {
                self.behind = events.len() as i64 == PAGE;
                self.pending.extend(events.into_iter().map(Arc::new));
            }
            Err(error) => {
                tracing::warn!(error = %Chain(&error), "an event stream ends: the events cannot be read");
                self.ended = true;
            }
        }
    }
}
