//! One delivery, from decoding to the ack.

use std::time::{Duration, Instant};

use aida_broker::{Delivery, SettleError, decode};
use aida_protocol::{ErrorKind, JobError, JobMessage, JobOutcome, Usd};
use aida_store::Redelivered;
use tokio::time::sleep;

use super::{
    attempt, reply,
    running::{Admission, Key, Ticket},
    worker::Worker,
};
use crate::{agents::AgentWork, metrics::Ended};

/// How often a job may take its worker down.
const MAX_CRASHES: i32 = 3;
const DATABASE_PAUSE: Duration = Duration::from_millis(500);

/// What a redelivered job has to do.
enum Standing {
    Run,
    /// Nobody waits for it any more.
    Stale,
    /// It has taken too many workers down.
    Poison(i32),
}

pub async fn handle(worker: &Worker, work: &dyn AgentWork, delivery: Delivery) {
    let ended = process(worker, work, delivery).await;
    worker.metrics.ended(work.agent(), ended);
}

async fn process(worker: &Worker, work: &dyn AgentWork, delivery: Delivery) -> Ended {
    let taken = Instant::now();
    let job: JobMessage = match decode(&delivery.body) {
        Ok(job) => job,
        Err(error) => {
            tracing::error!(queue = delivery.queue, message_id = delivery.message_id, %error, "not a job's message");
            settled(delivery.reject().await);
            return Ended::Undecodable;
        }
    };
    let ticket = match worker.running.admit(Key::of(&job)) {
        Admission::Run(ticket) => ticket,
        Admission::Answered => {
            settled(delivery.ack().await);
            return Ended::Stale;
        }
        Admission::Runs(mut end) => {
            // The broker gave it out again while we still do it; wait, and look again.
            while end.changed().await.is_ok() {}
            return match worker.running.admit(Key::of(&job)) {
                Admission::Answered => {
                    settled(delivery.ack().await);
                    Ended::Stale
                }
                Admission::Run(_) | Admission::Runs(_) => {
                    settled(delivery.requeue().await);
                    Ended::HandedBack
                }
            };
        }
    };
    let standing = if delivery.redelivered {
        worker.metrics.redelivered(work.agent());
        standing(worker, &job).await
    } else {
        Standing::Run
    };
    let outcome = match standing {
        Standing::Run => {
            let _running = worker.metrics.started(work.agent(), delivery.age().as_secs_f64());
            attempt::run(worker, work, &job, &ticket).await
        }
        Standing::Stale => {
            settled(delivery.ack().await);
            return Ended::Stale;
        }
        Standing::Poison(crashes) => Some(poisoned(&job, crashes)),
    };
    finish(worker, work, delivery, &ticket, &job, outcome, taken).await
}

/// Replies, then acks; or gives the job back when it has no outcome.
async fn finish(
    worker: &Worker,
    work: &dyn AgentWork,
    delivery: Delivery,
    ticket: &Ticket,
    job: &JobMessage,
    outcome: Option<JobOutcome>,
    taken: Instant,
) -> Ended {
    let Some(outcome) = outcome else {
        settled(delivery.requeue().await);
        return Ended::HandedBack;
    };
    let seconds = taken.elapsed().as_secs_f64();
    let ended = count(worker, work, &outcome, seconds);
    if !reply::send(worker, job, outcome, seconds).await {
        settled(delivery.requeue().await);
        return Ended::HandedBack;
    }
    ticket.answered();
    settled(delivery.ack().await);
    ended
}

fn count(worker: &Worker, work: &dyn AgentWork, outcome: &JobOutcome, seconds: f64) -> Ended {
    let (agent, metrics) = (work.agent(), &worker.metrics);
    metrics.took(agent, seconds);
    match outcome {
        JobOutcome::Succeeded { cost, model, .. } => {
            metrics.paid(agent, model, *cost);
            Ended::Succeeded
        }
        JobOutcome::Failed { error, .. } => {
            metrics.failed(agent, error.kind);
            if error.kind == ErrorKind::Cancelled { Ended::Cancelled } else { Ended::Failed }
        }
    }
}

/// Counts the crash in the database before the job runs again. Waits for the database, with the delivery
/// in hand, as long as the job has time: without the count a job that kills workers would kill them all.
async fn standing(worker: &Worker, job: &JobMessage) -> Standing {
    loop {
        match worker.store.job_redelivered(job.workflow_id, job.node, job.attempt).await {
            Ok(Redelivered { open: false, .. }) => return Standing::Stale,
            Ok(Redelivered { crashes, .. }) if crashes >= MAX_CRASHES => return Standing::Poison(crashes),
            Ok(Redelivered { .. }) => return Standing::Run,
            Err(error) if attempt::remaining(job).is_zero() => {
                tracing::warn!(%error, "a job's deadline passed while the database was away");
                return Standing::Run;
            }
            Err(error) => {
                tracing::warn!(workflow_id = %job.workflow_id, node = %job.node, %error, "cannot count a crash yet");
                sleep(DATABASE_PAUSE).await;
            }
        }
    }
}

fn poisoned(job: &JobMessage, crashes: i32) -> JobOutcome {
    tracing::error!(workflow_id = %job.workflow_id, node = %job.node, attempt = job.attempt, crashes, "a job takes its workers down");
    let reason = format!("the worker went away {crashes} times while it did this job");
    JobOutcome::Failed { error: JobError::new(ErrorKind::Internal, reason), cost: Usd::ZERO }
}

fn settled(answer: Result<(), SettleError>) {
    if let Err(error) = answer {
        tracing::debug!(%error, "a delivery was lost before it was settled; it comes again");
    }
}
