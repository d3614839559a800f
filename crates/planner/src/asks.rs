//! What users ask for (cancel, pause, resume, retry), found in its table. A cancel has to reach a running job within a
//! second, so this looks more often than the sweeper, over an index of what is open.

use std::time::Duration;

use aida_ops::Shutdown;
use aida_store::{OpenRequest, RequestKind, Store};
use aida_workflow::Event;
use tokio::sync::mpsc;

use crate::input::{Cause, Input};

/// Most that one look finds; the rest is found by the next.
const FINDS: i64 = 200;

pub(crate) struct Asks {
    pub store: Store,
    pub found: mpsc::Sender<Vec<Input>>,
    pub interval: Duration,
}

impl Asks {
    /// Looks until shutdown or until nobody takes what it finds.
    pub async fn run(self, shutdown: Shutdown) {
        while !shutdown.is_requested() && !self.found.is_closed() {
            match self.store.open_requests(FINDS).await {
                Ok(requests) if requests.is_empty() => {}
                // Waits for the batcher when it is busy. What is found twice is done once: the batcher looks under the lock.
                Ok(requests) => drop(self.found.send(requests.into_iter().map(input).collect()).await),
                // The sweeper, which needs the same database, turns the planner unready.
                Err(error) => tracing::warn!(%error, "cannot look for requests"),
            }
            tokio::select! {
                () = shutdown.requested() => {}
                () = tokio::time::sleep(self.interval) => {}
            }
        }
    }
}

fn input(request: OpenRequest) -> Input {
    let event = match request.kind {
        RequestKind::Cancel => Event::CancelRequested,
        RequestKind::Pause => Event::PauseRequested,
        RequestKind::Resume => Event::ResumeRequested,
        RequestKind::Retry => Event::RetryRequested { from: request.node },
    };
    Input::found(request.workflow_id, Cause::Ask { request: request.id, event })
}
