//! How attempts ended: what is written of them.

use std::sync::Arc;

use aida_protocol::{ErrorKind, JobError, JobOutcome, NodeId, ReplyMessage, Usd};
use aida_store::ClosedJob;
use aida_workflow::{Event, JobStatus, State};
use chrono::DateTime;

use super::Working;

impl Working {
    /// Attempts that waited for another and no longer do.
    pub(super) fn clear_retries(&mut self, before: &State) {
        for (node, job) in before.jobs.iter().filter(|(_, job)| job.retry_at.is_some()) {
            let still = |now: &&aida_workflow::JobState| now.attempt == job.attempt && now.retry_at.is_some();
            if self.state.jobs.get(node).filter(still).is_none() {
                self.cleared_retries.push((self.row.id, *node, job.attempt));
            }
        }
    }

    /// Writes down how the attempt ended that this event closed, if it closed one.
    pub(super) fn close_job(&mut self, before: &State, event: &Event, reply: Option<&ReplyMessage>) {
        let (node, attempt) = match event {
            Event::JobSucceeded { node, attempt, .. }
            | Event::JobFailed { node, attempt, .. }
            | Event::JobDead { node, attempt, .. }
            | Event::DeadlinePassed { node, attempt } => (*node, *attempt),
            Event::Started
            | Event::RetryDue { .. }
            | Event::TimedOut
            | Event::CancelRequested
            | Event::PauseRequested
            | Event::ResumeRequested
            | Event::RetryRequested { .. }
            | Event::Replayed { .. } => return,
        };
        if !before.is_open(node, attempt) || self.state.is_open(node, attempt) {
            return;
        }
        let Some(job) = self.state.jobs.get(&node) else { return };
        // A simpler way may have followed at once; then this attempt has failed.
        let same = job.attempt == attempt;
        let earlier = before.jobs.get(&node).map_or(Usd::ZERO, |job| job.cost);
        let mut closed = ClosedJob {
            workflow_id: self.id(),
            node,
            attempt,
            status: if same { job.status } else { JobStatus::Failed }.as_str(),
            model: None,
            worker: reply.map(|reply| reply.worker.clone()),
            seconds: reply.map(|reply| reply.seconds),
            cost: job.cost - earlier,
            error: error_of(event),
            result: None,
            assets: vec![],
            next_attempt_at: job.retry_at.filter(|_| same).and_then(DateTime::from_timestamp_millis),
        };
        let succeeded = closed.status == JobStatus::Succeeded.as_str();
        if let Some(JobOutcome::Succeeded { result, assets, model, .. }) =
            reply.map(|reply| &reply.outcome).filter(|_| succeeded)
        {
            closed.model = Some(model.clone());
            closed.assets = assets.clone();
            match result.to_json() {
                Ok(json) => closed.result = Some(json),
                Err(error) => tracing::error!(%error, "a result cannot be written"),
            }
            self.fresh.insert(node, Arc::new(result.clone()));
        }
        if let Some(error) = &closed.error {
            tracing::warn!(workflow_id = %self.id(), %node, attempt, kind = %error.kind, "a job failed");
        }
        self.closed.push(closed);
    }

    pub(super) fn cancel_job(&mut self, node: NodeId) {
        let Some(job) = self.state.jobs.get(&node) else { return };
        let attempt = job.attempt;
        // One that was decided on in this very batch was never sent.
        self.sending.retain(|sending| sending.node != node);
        self.closed.push(ClosedJob {
            workflow_id: self.row.id,
            node,
            attempt,
            status: "cancelled",
            model: None,
            worker: None,
            seconds: None,
            cost: Usd::ZERO,
            error: None,
            result: None,
            assets: vec![],
            next_attempt_at: None,
        });
    }
}

fn error_of(event: &Event) -> Option<JobError> {
    match event {
        Event::JobFailed { error, .. } | Event::JobDead { error, .. } => Some(error.clone()),
        Event::DeadlinePassed { .. } => {
            Some(JobError::new(ErrorKind::Timeout, "the deadline passed without a reply"))
        }
        _ => None,
    }
}
