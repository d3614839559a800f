//! A file from a model that works through a queue: asked for once, waited for as long as it takes, stored at once.

use std::{path::PathBuf, time::Duration};

use aida_models::{JobContext, JobScope, ModelSpec, Quantity};
use aida_protocol::{ErrorKind, JobError, Usd};
use aida_providers::{
    CallError, CallErrorKind, Caller, Charged, Making, MediaKind, Polled, QueuedModel, Ticket,
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::{
    Hosted,
    ledger::{Opened, Purchase, database},
    walk::Passed,
};

/// A provider that takes this many times the expected time is given up.
const PATIENCE: f64 = 8.0;
/// And at least this long.
const LEAST_PATIENCE: Duration = Duration::from_secs(60);
/// How often a made file is fetched.
const FETCHES: u32 = 3;

/// A file that a model made, in the job's scratch folder and in the object store.
pub struct Made {
    pub path: PathBuf,
    pub media_type: String,
}

/// What is wanted.
pub struct Want<'a> {
    pub purchase: Purchase<'a>,
    pub making: Making,
    pub kind: MediaKind,
    pub used: Quantity,
    /// Name of the file, without its ending.
    pub name: String,
}

impl Hosted {
    pub fn queue_of(&self, model: &ModelSpec) -> Result<&dyn QueuedModel, Passed> {
        match self.settings.callers.get(&model.provider) {
            Some(Caller::Queued(caller)) => Ok(&**caller),
            _ => Err(Passed::over(ErrorKind::InvalidInput, "its provider has no queue")),
        }
    }

    pub async fn make(&self, want: Want<'_>, scope: &JobScope, context: &JobContext) -> Result<Made, Passed> {
        let Want { purchase, making, kind, used, name } = want;
        let (model, cost) = (purchase.model, purchase.reserve);
        let queue = self.queue_of(model)?;
        let (id, ticket) = match self.open(purchase, scope, context).await? {
            Opened::Answered(stored) => return self.stored(&stored, &name, context).await,
            Opened::Resume(id, ticket) => {
                let ticket = serde_json::from_value(ticket).map_err(|_| {
                    Passed::over(ErrorKind::Internal, "the ledger holds a ticket that cannot be read")
                })?;
                (id, ticket)
            }
            Opened::Call(id) => match queue.submit(&making).await {
                Ok(ticket) => {
                    self.keep_ticket(id, &ticket).await?;
                    (id, ticket)
                }
                Err(error) => return Err(self.settle_failure(id, model, &used, &error, context).await?),
            },
        };
        let made = async {
            let address = self.wait(queue, model, &ticket, context).await?;
            self.fetch(queue, &address, kind, &name, context).await
        };
        match made.await {
            Ok(file) => {
                let put = self.assets.put_file(&file.path).await;
                let stored = put.map_err(|_| {
                    Passed::end(JobError::new(ErrorKind::Unavailable, "the object store cannot be reached"))
                })?;
                let result = json!({
                    "sha256": stored.sha256, "media_type": file.media_type, "ending": file.ending,
                });
                self.settle(id, model, cost, result, context).await?;
                Ok(Made { path: file.path, media_type: file.media_type.to_owned() })
            }
            Err(Waited::Stopped(error)) => Err(Passed::end(error)),
            Err(Waited::Failed(error)) => Err(self.settle_failure(id, model, &used, &error, context).await?),
        }
    }

    /// The ticket is all that stands between us and paying twice; it is kept for as long as it takes.
    async fn keep_ticket(&self, id: uuid::Uuid, ticket: &Ticket) -> Result<(), Passed> {
        let json = serde_json::to_value(ticket)
            .map_err(|_| Passed::over(ErrorKind::Internal, "a ticket cannot be written"))?;
        let mut tries = 0;
        loop {
            match self.store.call_submitted(id, &ticket.request_id, &json).await {
                Ok(()) => return Ok(()),
                Err(error) if error.retryable() && tries < 20 => {
                    tries += 1;
                    sleep(Duration::from_millis(250)).await;
                }
                Err(error) => return Err(database(error)),
            }
        }
    }

    async fn wait(
        &self,
        queue: &dyn QueuedModel,
        model: &ModelSpec,
        ticket: &Ticket,
        context: &JobContext,
    ) -> Result<String, Waited> {
        let started = Instant::now();
        let patience = Duration::from_secs_f64(model.expected_seconds * PATIENCE).max(LEAST_PATIENCE);
        let mut pause = self.settings.poll;
        loop {
            // The request goes on without us; whoever comes back finds its ticket.
            context.check_cancelled().map_err(Waited::Stopped)?;
            match queue.poll(ticket).await {
                Ok(Polled::Done(address)) => return Ok(address),
                Ok(Polled::Working(_)) => pause = self.settings.poll,
                Err(error) if error.passes() => {
                    let longer = (pause * 2).min(Duration::from_secs(10));
                    pause = error.retry_after.unwrap_or(longer).min(Duration::from_secs(30));
                }
                Err(error) => return Err(Waited::Failed(error)),
            }
            if started.elapsed() > patience {
                let error = CallError::new(CallErrorKind::Failed, "it took too long");
                return Err(Waited::Failed(error.charged(Charged::Unknown)));
            }
            let share = started.elapsed().as_secs_f64() / model.expected_seconds;
            context.progress((share * 60.0).min(65.0) as u8 + 5, "waiting for the model");
            sleep(pause).await;
        }
    }

    async fn fetch(
        &self,
        queue: &dyn QueuedModel,
        address: &str,
        kind: MediaKind,
        name: &str,
        context: &JobContext,
    ) -> Result<aida_providers::MediaFile, Waited> {
        let mut tried = 0;
        loop {
            context.check_cancelled().map_err(Waited::Stopped)?;
            tried += 1;
            match queue.fetch(address, kind, context.scratch(), name).await {
                Ok(file) => return Ok(file),
                // It was made, so it was charged.
                Err(error) if tried == FETCHES => {
                    return Err(Waited::Failed(error.charged(Charged::Yes(None))));
                }
                Err(_) => sleep(self.settings.poll).await,
            }
        }
    }

    /// A file that was paid for before.
    pub async fn stored(&self, stored: &Value, name: &str, context: &JobContext) -> Result<Made, Passed> {
        let text = |field: &str| stored[field].as_str().unwrap_or_default();
        let ending: String = text("ending").chars().filter(char::is_ascii_alphanumeric).take(5).collect();
        let path = context.scratch().join(format!("{name}.{ending}"));
        let got = self.assets.get_to_file(text("sha256"), &path).await;
        got.map_err(|_| Passed::over(ErrorKind::Unavailable, "a file that was paid for cannot be fetched"))?;
        Ok(Made { path, media_type: text("media_type").to_owned() })
    }
}

enum Waited {
    /// The job was stopped; the request goes on.
    Stopped(JobError),
    Failed(CallError),
}

/// What a file costs when all goes well.
pub fn price(model: &ModelSpec, used: &Quantity) -> Usd {
    model.price.cost(used)
}
