//! Events as they happen, for all streams of this process.
//!
//! ```text
//!  planner ── hint with the events ─────────────────────────┐
//!  event table ◀── one poll for all watched ── Tailer ──────┤ broadcast by workflow
//!       ▲          workflows, every second                  ▼
//!       └── replay, and whatever the broadcast left out ── EventStream ──▶ one client
//! ```
//!
//! The table is the truth. A stream that misses something (it is slow, or a number is left out) reads the table again
//! from where it stands, so nothing is lost; what it has seen already it drops, so nothing doubles. What this process has
//! just accepted it knows from the first event on ([`fresh`]), until somebody watches it.

mod fresh;
mod stream;
mod tailer;

pub use stream::{EventStream, Frame};

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use aida_ops::Shutdown;
use aida_protocol::{EventHint, ProgressMessage, TenantId, ToldEvent, WorkflowEvent, WorkflowId};
use aida_store::{FeedCursor, FeedHead, Store};
use tokio::sync::{Notify, broadcast};

use fresh::Fresh;

/// Events that a slow stream may be behind before it has to read the table again.
const HELD: usize = 256;

/// What happens to a watched workflow.
#[derive(Debug, Clone)]
pub(crate) enum Live {
    Event(Arc<ToldEvent>),
    Progress(Arc<ProgressMessage>),
}

/// The feed of one process. Cheap to clone.
#[derive(Clone)]
pub struct EventFeed {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    known: Mutex<Known>,
    /// The table has something new that nobody told.
    news: Notify,
}

/// The workflows of which events are passed on or held; each is either watched or fresh.
#[derive(Default)]
struct Known {
    watched: HashMap<WorkflowId, Watched>,
    fresh: Fresh,
}

struct Watched {
    tenant: TenantId,
    /// `seq` up to which events were broadcast.
    after: i64,
    sender: broadcast::Sender<Live>,
}

impl EventFeed {
    /// Starts the process's tailer; it ends with `shutdown`.
    pub fn start(store: Store, shutdown: Shutdown) -> Self {
        let inner = Arc::new(Inner { store, known: Mutex::default(), news: Notify::new() });
        tokio::spawn(tailer::run(Arc::clone(&inner), shutdown));
        EventFeed { inner }
    }

    /// A workflow is stored, with this first event, and nobody has heard of it yet.
    pub fn accepted(&self, tenant: TenantId, first: &WorkflowEvent) {
        // Who cannot be told so reads it.
        let Ok(first) = ToldEvent::of(first) else { return };
        let mut known = self.inner.known();
        if !known.watched.contains_key(&first.workflow_id) {
            known.fresh.accepted(tenant, first, Instant::now());
        }
    }

    /// All events of a workflow that was accepted here a moment ago, once; `None` for any other.
    pub fn fresh_stream(
        &self,
        tenant: &TenantId,
        workflow_id: WorkflowId,
        shutdown: &Shutdown,
    ) -> Option<EventStream> {
        let mut known = self.inner.known();
        let events = known.fresh.take(workflow_id, tenant)?;
        let told = events.len() as i64;
        let cursor = FeedCursor { tenant: tenant.clone(), workflow_id, after: 0 };
        let live = known.watch(&cursor, told);
        let stream = EventStream::new(self.inner.store.clone(), cursor, false, live, shutdown.clone());
        Some(stream.knowing(events))
    }

    /// All events after `cursor.after`, stored ones first. `head` was read before.
    pub fn stream(&self, cursor: FeedCursor, head: FeedHead, shutdown: Shutdown) -> EventStream {
        // Watched first, read second: what is stored in between comes by one way or by both.
        let live = {
            let mut known = self.inner.known();
            // From now on its events go to who watches; what is held of it would end here.
            known.fresh.missed(cursor.workflow_id);
            known.watch(&cursor, head.event_seq)
        };
        EventStream::new(self.inner.store.clone(), cursor, head.status.is_terminal(), live, shutdown)
    }

    /// Somebody says that there are new events, and mostly which.
    pub fn hint(&self, hint: EventHint) {
        // A line break would end the event for a client before its time; what is written here holds none.
        let one_line = |event: &ToldEvent| !event.body.get().contains(['\r', '\n']);
        if !hint.events.is_empty() && hint.events.iter().all(one_line) {
            self.inner.broadcast(hint.events);
            return;
        }
        let mut known = self.inner.known();
        hint.workflow_ids.iter().for_each(|id| known.fresh.missed(*id));
        if hint.workflow_ids.iter().any(|id| known.watched.contains_key(id)) {
            self.inner.news.notify_one();
        }
    }

    /// Passes a job's progress on to who watches; it is never stored.
    pub fn progress(&self, message: ProgressMessage) {
        let known = self.inner.known();
        let Some(entry) = known.watched.get(&message.workflow_id) else { return };
        if entry.tenant == message.tenant {
            // Nobody may be listening any more.
            let _ = entry.sender.send(Live::Progress(Arc::new(message)));
        }
    }
}

impl Inner {
    /// Passes events on to who watches. What a stream has not had from before them it reads.
    fn broadcast(&self, events: Vec<ToldEvent>) {
        let mut known = self.known();
        for event in events {
            let Some(entry) = known.watched.get_mut(&event.workflow_id) else {
                known.fresh.told(event);
                continue;
            };
            // Told and read it comes twice; and a workflow that was left and watched again may stand further on.
            if event.seq > entry.after {
                entry.after = event.seq;
                // Nobody may be listening any more.
                let _ = entry.sender.send(Live::Event(Arc::new(event)));
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// `told` is the `seq` up to which the stream knows the events, or reads them itself.
    fn watch(&mut self, cursor: &FeedCursor, told: i64) -> broadcast::Receiver<Live> {
        let entry = self.watched.entry(cursor.workflow_id).or_insert_with(|| Watched {
            tenant: cursor.tenant.clone(),
            after: told,
            sender: broadcast::channel(HELD).0,
        });
        entry.sender.subscribe()
    }
}
