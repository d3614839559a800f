//! What a batch tells the metrics once it is committed: a batch that is refused is decided once more, and what it has cost
//! must not be counted twice.

use aida_protocol::{Agent, EventKind, WorkflowStatus};
use aida_store::{BatchWrites, LetterState};

use crate::metrics::PlannerMetrics;

/// What the batch's rows do not say.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub violations: u64,
    pub stale_inputs: u64,
    started: u64,
    retried: Vec<Agent>,
    downgraded: Vec<Agent>,
    /// How workflows ended, and after how many seconds.
    ended: Vec<(WorkflowStatus, f64)>,
}

impl Tally {
    pub fn note(&mut self, event: &EventKind) {
        match event {
            EventKind::Started => self.started += 1,
            EventKind::JobRetrying { agent, .. } => self.retried.push(*agent),
            EventKind::JobDowngraded { agent, .. } => self.downgraded.push(*agent),
            _ => {}
        }
    }

    pub fn end(&mut self, status: WorkflowStatus, seconds: f64) {
        self.ended.push((status, seconds));
    }

    pub fn append(&mut self, other: Tally) {
        let Tally { violations, stale_inputs, started, retried, downgraded, ended } = other;
        self.violations += violations;
        self.stale_inputs += stale_inputs;
        self.started += started;
        self.retried.extend(retried);
        self.downgraded.extend(downgraded);
        self.ended.extend(ended);
    }
}

impl PlannerMetrics {
    /// Counts a batch that is committed, or one that had nothing to write.
    pub fn count(&self, writes: &BatchWrites, tally: &Tally) {
        self.violations.inc_by(tally.violations);
        self.stale_inputs.inc_by(tally.stale_inputs);
        self.workflows_started.inc_by(tally.started);
        tally.retried.iter().for_each(|agent| self.jobs_retried.with_label_values(&[agent.as_str()]).inc());
        tally.downgraded.iter().for_each(|agent| self.downgrades.with_label_values(&[agent.as_str()]).inc());
        for (status, seconds) in &tally.ended {
            self.workflows_finished.with_label_values(&[status.as_str()]).inc();
            self.workflow_seconds.observe(*seconds);
        }
        for closed in &writes.closed {
            let (agent, cost) = (closed.node.agent().as_str(), closed.cost.dollars().max(0.0));
            self.jobs_closed.with_label_values(&[agent, closed.status]).inc();
            self.job_cost.with_label_values(&[agent]).inc_by(cost);
            self.cost.inc_by(cost);
            if let Some(error) = &closed.error {
                self.jobs_failed.with_label_values(&[error.kind.as_str()]).inc();
            }
        }
        self.workflows_reopened.inc_by(writes.reopened.len() as u64);
        for letter in &writes.dead_letters {
            self.dead_letters.with_label_values(&[&letter.reason]).inc();
        }
        for letter in &writes.replayed {
            let outcome = if matches!(letter.state, LetterState::Replayed) { "done" } else { "refused" };
            self.replays.with_label_values(&[outcome]).inc();
        }
    }
}
