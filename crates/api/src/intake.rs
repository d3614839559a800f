//! Stores accepted briefs. Those that come while one statement is under way go together with the next, so that a busy API
//! commits seldom and an idle one at once.

use std::sync::Arc;

use aida_store::{NewWorkflow, Store};
use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, oneshot};

/// Briefs that may wait for their turn; who comes then waits to be let in.
const WAITING: usize = 1_024;
/// Most briefs of one statement.
const TOGETHER: usize = 64;

struct Waiting {
    workflow: Arc<NewWorkflow>,
    told: oneshot::Sender<Option<DateTime<Utc>>>,
}

/// Where briefs are handed in. The task behind it ends with it.
pub struct Intake {
    sender: mpsc::Sender<Waiting>,
}

impl Intake {
    pub fn start(store: Store) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(run(store, receiver));
        Intake { sender }
    }

    /// When it was accepted. Without an answer it may be stored nevertheless: who stores it alone then has to bear that
    /// it is there.
    pub async fn store(&self, workflow: Arc<NewWorkflow>) -> Option<DateTime<Utc>> {
        let (told, answer) = oneshot::channel();
        self.sender.send(Waiting { workflow, told }).await.ok()?;
        answer.await.ok().flatten()
    }
}

async fn run(store: Store, mut receiver: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::new();
    while receiver.recv_many(&mut waiting, TOGETHER).await > 0 {
        let workflows: Vec<&NewWorkflow> = waiting.iter().map(|waiting| &*waiting.workflow).collect();
        let stored = store.submit_all(&workflows).await;
        if let Err(error) = &stored {
            tracing::debug!(%error, briefs = workflows.len(), "not stored together; each will be tried alone");
        }
        let accepted_at = stored.ok();
        for waiting in waiting.drain(..) {
            // Its client may have gone meanwhile.
            let _ = waiting.told.send(accepted_at);
        }
    }
}
