//! A file from a model that works through a queue: asked for once, waited for as long as it takes, stored at once.

use std::{path::PathBuf, time::Duration};

use aida_models::{JobContext, JobScope, ModelSpec, Quantity};
use aida_protocol::{ErrorKind, JobError, Usd};
use aida_providers::{
    CallError, CallErrorKind, Caller, Charged, Making, MediaKind, Polled, QueuedModel, Ticket,
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{
    Hosted,
    ledger::{Opened, Purchase, database},
    walk::Passed,
};

/// A provider that takes this many times the expected time is given up.
const PATIENCE: f64 = 8.0;
/// And at least this long.
const LEAST_PATIENCE: Duration = Duration::from_secs(60);
/// A provider that tells by itself is asked so many times more seldom, in case that its word does not come.
const SELDOM: u32 = 10;
/// Longest pause between two looks for its word.
const LONGEST_LOOK: Duration = Duration::from_millis(500);
/// For so many times the expected seconds its word is waited for when its answer to the request was lost.
const LOST_PATIENCE: f64 = 1.5;
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
            Opened::Found(id, request_id) => (id, self.found(queue, id, &making, &request_id).await?),
            Opened::Call(id) => match self.submit(queue, id, model, &making, context).await? {
                Ok(ticket) => (id, ticket),
                Err(error) => return Err(self.settle_failure(id, model, &used, &error, context).await?),
            },
        };
        let made = async {
            let address = self.wait(queue, id, model, &ticket, context).await?;
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

    /// Asks once. Where the answer was lost a webhook may still tell that it was taken.
    async fn submit(
        &self,
        queue: &dyn QueuedModel,
        id: Uuid,
        model: &ModelSpec,
        making: &Making,
        context: &JobContext,
    ) -> Result<Result<Ticket, CallError>, Passed> {
        let webhook = self.settings.webhook_of(&model.provider, id);
        let error = match queue.submit(making, webhook.as_deref()).await {
            Ok(ticket) => {
                self.keep_ticket(id, &ticket).await?;
                return Ok(Ok(ticket));
            }
            Err(error) => error,
        };
        if webhook.is_none() || error.charged != Charged::Unknown {
            return Ok(Err(error));
        }
        let patience = Duration::from_secs_f64(model.expected_seconds * LOST_PATIENCE);
        let told = self.told_within(id, &model.provider, patience, context).await;
        match told.map_err(Passed::end)? {
            Some(request_id) => self.found(queue, id, making, &request_id).await.map(Ok),
            None => Ok(Err(error)),
        }
    }

    /// Goes on with a request of which a webhook gave the id.
    async fn found(
        &self,
        queue: &dyn QueuedModel,
        id: Uuid,
        making: &Making,
        request_id: &str,
    ) -> Result<Ticket, Passed> {
        let ticket = queue.ticket(&making.endpoint, request_id);
        self.keep_ticket(id, &ticket).await?;
        Ok(ticket)
    }

    /// Waits for a webhook about a call; the provider's id of it.
    async fn told_within(
        &self,
        id: Uuid,
        provider: &str,
        patience: Duration,
        context: &JobContext,
    ) -> Result<Option<String>, JobError> {
        let since = Instant::now();
        loop {
            context.check_cancelled()?;
            match self.store.call_told(id).await {
                Ok(Some(request_id)) => {
                    self.metrics.told(provider);
                    return Ok(Some(request_id));
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "whether a webhook came is not known"),
            }
            let left = patience.saturating_sub(since.elapsed());
            if left.is_zero() {
                return Ok(None);
            }
            sleep(self.settings.poll.min(LONGEST_LOOK).min(left)).await;
        }
    }

    /// The ticket is all that stands between us and paying twice; it is kept for as long as it takes.
    async fn keep_ticket(&self, id: Uuid, ticket: &Ticket) -> Result<(), Passed> {
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
        id: Uuid,
        model: &ModelSpec,
        ticket: &Ticket,
        context: &JobContext,
    ) -> Result<String, Waited> {
        let started = Instant::now();
        // A provider that will tell is asked seldom until it has.
        let mut will_tell = self.settings.webhook_of(&model.provider, id).is_some();
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
            if will_tell {
                let seldom = pause * SELDOM;
                let told = self.told_within(id, &model.provider, seldom, context).await;
                will_tell = told.map_err(Waited::Stopped)?.is_none();
            } else {
                sleep(pause).await;
            }
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
