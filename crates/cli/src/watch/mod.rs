//! Watching a workflow: its events, in order and once, until its last one.

mod model;
mod render;
mod view;

use std::time::{Duration, Instant};

use aida_protocol::{ProgressMessage, WorkflowEvent, WorkflowId};
use futures::StreamExt as _;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

pub use model::Model;
pub use render::{duration, printable};
pub use view::View;

use crate::client::{Client, ClientError, SseEvent, SseParser};

const REFRESH: Duration = Duration::from_millis(200);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// How long an API may be gone before watching ends; a restart takes less.
const PATIENCE: Duration = Duration::from_secs(90);
/// The same for an API that has not answered at all yet: it may be restarting, or not be there.
const FIRST_PATIENCE: Duration = Duration::from_secs(15);

/// Follows the workflow until it has ended, through cuts of the connection and restarts of the API.
///
/// # Errors
/// When the API refuses, or stays away for too long.
pub async fn follow(client: &Client, id: WorkflowId, view: &mut View) -> Result<Model, ClientError> {
    let mut watcher = Watcher { client, id, view, model: Model::default(), begun: Instant::now() };
    let (mut last_heard, mut patience) = (Instant::now(), FIRST_PATIENCE);
    let mut pause = FIRST_PAUSE;
    loop {
        match watcher.stream().await {
            Ok(heard) => {
                if watcher.model.ended.is_some() || watcher.has_ended_unheard().await? {
                    watcher.view.end();
                    return Ok(watcher.model);
                }
                if heard {
                    (last_heard, patience, pause) = (Instant::now(), PATIENCE, FIRST_PAUSE);
                }
            }
            Err(error) if error.is_passing() && last_heard.elapsed() < patience => {
                if pause == FIRST_PAUSE {
                    watcher.view.say("the connection was lost; trying again");
                }
            }
            Err(error) => {
                watcher.view.end();
                return Err(error);
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

struct Watcher<'a> {
    client: &'a Client,
    id: WorkflowId,
    view: &'a mut View,
    model: Model,
    begun: Instant,
}

impl Watcher<'_> {
    fn now(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    /// Reads one connection to its end, or to the workflow's. Whether anything came.
    async fn stream(&mut self) -> Result<bool, ClientError> {
        let last = self.model.last_seq();
        let mut pieces = self.client.events(self.id, last.as_deref()).await?.bytes_stream();
        let mut parser = SseParser::default();
        let mut heard = false;
        let mut refresh: Interval = interval(REFRESH);
        refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                piece = pieces.next() => {
                    // A cut is the end of this connection, and the caller's reason for the next.
                    let Some(Ok(piece)) = piece else { return Ok(heard) };
                    heard = true;
                    for event in parser.push(&piece) {
                        self.take(&event);
                    }
                    self.show();
                    if self.model.ended.is_some() {
                        return Ok(true);
                    }
                }
                _ = refresh.tick() => self.show(),
            }
        }
    }

    fn show(&mut self) {
        let now = self.now();
        self.view.show(&self.model, now);
    }

    fn take(&mut self, event: &SseEvent) {
        let now = self.now();
        if event.id.is_none() {
            if let Ok(said) = serde_json::from_str::<ProgressMessage>(&event.data) {
                self.model.apply_progress(&said);
            }
            return;
        }
        // Kinds that a newer server knows are passed over.
        if let Ok(event) = serde_json::from_str::<WorkflowEvent>(&event.data) {
            self.model.apply(&event, now);
        }
    }

    /// Whether the workflow has ended although its last event never came.
    async fn has_ended_unheard(&mut self) -> Result<bool, ClientError> {
        match self.client.state(self.id).await {
            Ok(state) if state.status.is_terminal() => {
                self.model.ended = Some(state.status);
                Ok(true)
            }
            Ok(_) => Ok(false),
            Err(error) if error.is_passing() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
