//! Runs an agent once: in its folder, under its deadline, with its flag.

use std::{panic::AssertUnwindSafe, pin::pin, time::Duration};

use aida_models::{JobContext, Told};
use aida_protocol::{Downgrade, ErrorKind, JobError, JobMessage, JobOutcome};
use chrono::Utc;
use futures::FutureExt;
use tokio::{
    sync::SemaphorePermit,
    time::{Instant, sleep_until, timeout},
};

use super::{
    STOP_PATIENCE, progress,
    running::{Stop, Ticket},
    worker::Worker,
};
use crate::agents::{AgentWork, Done, Spends};

/// A delivery may be held for half an hour, then the broker closes its channel.
const LONGEST: Duration = Duration::from_secs(25 * 60);

/// What ended an attempt before the agent did.
#[derive(Clone, Copy)]
enum Cut {
    Deadline,
    Stop(Stop),
}

/// How the attempt ended and which models were passed over; `None` when it is to be handed back.
pub async fn run(
    worker: &Worker,
    work: &dyn AgentWork,
    job: &JobMessage,
    ticket: &Ticket,
) -> Option<(JobOutcome, Vec<Downgrade>)> {
    let mut told = Told::default();
    let result = match prepare(worker, work, job, ticket).await {
        Ok(slot) => execute(worker, work, job, ticket, slot, &mut told).await,
        Err(error) => Err(error),
    };
    let outcome = match result {
        Ok(Done { result, assets, cost, model }) => JobOutcome::Succeeded { result, assets, cost, model },
        Err(_) if ticket.stop() == Some(Stop::HandBack) => return None,
        Err(error) => {
            let JobMessage { workflow_id, node, attempt, .. } = job;
            tracing::warn!(%workflow_id, %node, attempt, kind = %error.kind, "a job failed");
            JobOutcome::Failed { error, cost: told.paid }
        }
    };
    Some((outcome, told.downgrades))
}

/// How long the job may still take.
pub fn remaining(job: &JobMessage) -> Duration {
    (job.deadline_at - Utc::now()).to_std().unwrap_or_default().min(LONGEST)
}

/// Checks the job and waits for a place on the processor, if it needs one.
async fn prepare<'a>(
    worker: &'a Worker,
    work: &dyn AgentWork,
    job: &JobMessage,
    ticket: &Ticket,
) -> Result<Option<SemaphorePermit<'a>>, JobError> {
    work.check(&job.input)?;
    let remaining = remaining(job);
    if remaining.is_zero() {
        return Err(cut_off(Cut::Deadline));
    }
    let deadline = Instant::now() + remaining;
    let slot = async {
        match work.capabilities().spends {
            Spends::Waiting => None,
            Spends::Processor(threads) => worker.processor.take(threads).await,
        }
    };
    tokio::select! {
        biased;
        why = ticket.stopped() => Err(cut_off(Cut::Stop(why))),
        () = sleep_until(deadline) => Err(cut_off(Cut::Deadline)),
        slot = slot => Ok(slot),
    }
}

async fn execute(
    worker: &Worker,
    work: &dyn AgentWork,
    job: &JobMessage,
    ticket: &Ticket,
    slot: Option<SemaphorePermit<'_>>,
    told: &mut Told,
) -> Result<Done, JobError> {
    let make_folder = || worker.scratch.for_job().map_err(|error| crate::agents::scratch_failed(&error));
    let folder = if work.makes_files() { Some(make_folder()?) } else { None };
    let path = folder.as_ref().map_or(worker.scratch.path(), |folder| folder.path());
    let share = slot.as_ref().map(|_| worker.share());
    let threads = share.as_ref().map_or(1, |share| share.threads);
    let progress = progress::of(worker.publisher.clone(), job);
    let context = JobContext::new(path.to_owned(), threads, progress, ticket.flag().clone());
    let context = context.for_job(job);
    let result = run_until_cut(worker, work, job, ticket, &context).await;
    *told = context.told().clone();
    result
}

async fn run_until_cut(
    worker: &Worker,
    work: &dyn AgentWork,
    job: &JobMessage,
    ticket: &Ticket,
    context: &JobContext,
) -> Result<Done, JobError> {
    let deadline = Instant::now() + remaining(job);
    let mut running = pin!(AssertUnwindSafe(work.execute(job, context, &worker.assets)).catch_unwind());
    let cut = tokio::select! {
        biased;
        result = &mut running => return unpanicked(job, result),
        why = ticket.stopped() => Cut::Stop(why),
        () = sleep_until(deadline) => Cut::Deadline,
    };
    context.cancelled().store(true, std::sync::atomic::Ordering::Relaxed);
    match timeout(STOP_PATIENCE, running).await {
        // It was done already; that is worth more than the word to stop.
        Ok(Ok(Ok(done))) => Ok(done),
        Ok(Ok(Err(_)) | Err(_)) => Err(cut_off(cut)),
        Err(_) => {
            tracing::warn!(workflow_id = %job.workflow_id, node = %job.node, "a job does not stop");
            Err(cut_off(cut))
        }
    }
}

fn unpanicked(
    job: &JobMessage,
    result: std::thread::Result<Result<Done, JobError>>,
) -> Result<Done, JobError> {
    result.unwrap_or_else(|_| {
        tracing::error!(workflow_id = %job.workflow_id, node = %job.node, "an agent panicked");
        Err(JobError::new(ErrorKind::Internal, "the agent ended unexpectedly"))
    })
}

fn cut_off(cut: Cut) -> JobError {
    match cut {
        Cut::Deadline => JobError::new(ErrorKind::Timeout, "the job's deadline passed"),
        Cut::Stop(Stop::Cancelled) => JobError::new(ErrorKind::Cancelled, "the job was cancelled"),
        Cut::Stop(Stop::HandBack) => JobError::new(ErrorKind::Cancelled, "the worker ends"),
    }
}
