//! One delivery, from decoding to the ack.

use std::time::{Duration, Instant};

use aida_broker::{Delivery, SettleError, decode};
use aida_ops::crash::{self, Point};
use aida_protocol::{Downgrade, ErrorKind, JobMessage, JobOutcome, MAX_CRASHES};
use aida_store::Redelivered;
use tokio::time::{sleep, timeout};

use super::{
    attempt, reply,
    running::{Admission, Key, Ticket},
    worker::Worker,
};
use crate::{agents::AgentWork, metrics::Ended};

const DATABASE_PAUSE: Duration = Duration::from_millis(500);
const HAND_BACK_PATIENCE: Duration = Duration::from_secs(2);

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

async fn process(worker: &Worker, work: &dyn AgentWork, mut delivery: Delivery) -> Ended {
    let taken = Instant::now();
    let job: JobMessage = match decode(&delivery.body) {
        Ok(job) => job,
        Err(error) => {
            tracing::error!(queue = delivery.queue, message_id = delivery.message_id, %error, "not a job's message");
            settled(delivery.reject().await);
            return Ended::Undecodable;
        }
    };
    // Thousands of jobs may wait in one worker; their text once is enough.
    delivery.body = Vec::new();
    let ticket = match worker.running.admit(Key::of(&job)) {
        Admission::Run(ticket) => ticket,
        Admission::Answered => match asked_anew(worker, &job, &delivery).await {
            Some(ticket) => ticket,
            None => {
                settled(delivery.ack().await);
                return Ended::Stale;
            }
        },
        Admission::Runs(mut end) => {
            // The broker gave it out again while we still do it; wait, and look again.
            while end.changed().await.is_ok() {}
            return match worker.running.admit(Key::of(&job)) {
                Admission::Answered => {
                    settled(delivery.ack().await);
                    Ended::Stale
                }
                Admission::Run(_) | Admission::Runs(_) => {
                    give_back(worker, &job, delivery).await;
                    Ended::HandedBack
                }
            };
        }
    };
    crash::at(Point::WorkerTook);
    let standing = if delivery.redelivered {
        worker.metrics.redelivered(work.agent());
        let standing = standing(worker, &job).await;
        crash::at(Point::WorkerCounted);
        standing
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
        Standing::Poison(crashes) => {
            // To the dead letters: the planner finds it there with its body, and tries a simpler way.
            tracing::error!(workflow_id = %job.workflow_id, node = %job.node, attempt = job.attempt, crashes, "a job takes its workers down");
            settled(delivery.reject().await);
            return Ended::Failed;
        }
    };
    finish(worker, work, delivery, &ticket, &job, outcome, taken).await
}

/// Whether a job that was answered has to be done again: its message is a new one, and no planner has the answer. The broker
/// has lost it then, or it waits for a planner; what is answered twice is counted once.
async fn asked_anew(worker: &Worker, job: &JobMessage, delivery: &Delivery) -> Option<Ticket> {
    if delivery.redelivered {
        return None;
    }
    let open = worker.store.is_job_open(job.workflow_id, job.node, job.attempt).await;
    if !open.unwrap_or(true) {
        return None;
    }
    tracing::warn!(workflow_id = %job.workflow_id, node = %job.node, attempt = job.attempt, "nobody has the answer; doing it again");
    worker.running.forget_answer(Key::of(job));
    match worker.running.admit(Key::of(job)) {
        Admission::Run(ticket) => Some(ticket),
        Admission::Runs(_) | Admission::Answered => None,
    }
}

/// Replies, then acks; or gives the job back when it has no outcome.
async fn finish(
    worker: &Worker,
    work: &dyn AgentWork,
    delivery: Delivery,
    ticket: &Ticket,
    job: &JobMessage,
    outcome: Option<(JobOutcome, Vec<Downgrade>)>,
    taken: Instant,
) -> Ended {
    let Some((outcome, downgrades)) = outcome else {
        give_back(worker, job, delivery).await;
        return Ended::HandedBack;
    };
    let seconds = taken.elapsed().as_secs_f64();
    let ended = count(worker, work, &outcome, seconds);
    crash::at(Point::WorkerDone);
    if !reply::send(worker, job, outcome, downgrades, seconds).await {
        give_back(worker, job, delivery).await;
        return Ended::HandedBack;
    }
    crash::at(Point::WorkerReplied);
    ticket.answered();
    settled(delivery.ack().await);
    crash::at(Point::WorkerAcked);
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
            if error.kind == ErrorKind::Exhausted {
                worker.pressure.exhausted();
            }
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

/// Gives back a delivery that nobody has read yet.
pub async fn hand_back(worker: &Worker, delivery: Delivery) {
    match decode::<JobMessage>(&delivery.body) {
        Ok(job) => give_back(worker, &job, delivery).await,
        Err(_) => settled(delivery.requeue().await),
    }
}

/// Gives a job back for another to do. The database is told first, or the next delivery would count as a
/// crash; when it cannot be told in time, that is what it counts as.
async fn give_back(worker: &Worker, job: &JobMessage, delivery: Delivery) {
    let told = worker.store.job_handed_back(job.workflow_id, job.node, job.attempt);
    if !matches!(timeout(HAND_BACK_PATIENCE, told).await, Ok(Ok(()))) {
        tracing::warn!(workflow_id = %job.workflow_id, node = %job.node, "handed back without a word");
    }
    crash::at(Point::WorkerBeforeHandBack);
    settled(delivery.requeue().await);
    crash::at(Point::WorkerHandedBack);
}

fn settled(answer: Result<(), SettleError>) {
    if let Err(error) = answer {
        tracing::debug!(%error, "a delivery was lost before it was settled; it comes again");
    }
}
