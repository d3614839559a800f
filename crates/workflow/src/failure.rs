//! What follows a failed attempt: another, a simpler way, or the end.

use aida_protocol::{Downgrade, EventKind, JobError, NodeId, WorkflowStatus};

use crate::{
    Command, JobStatus, Reason, Way, retry,
    turn::{Turn, later},
};

/// Most of a reason that is kept for the next prompt, in characters.
const FAULT_CHARS: usize = 500;

impl Turn {
    /// An attempt has failed; its worker passed over `without` for good.
    pub fn fail(&mut self, node: NodeId, error: &JobError, without: &[String]) {
        let attempt = self.close_failed(node, error);
        let tries = self.state.tries.entry(node).or_default();
        tries.failures.push(error.kind);
        for model in without {
            if !tries.without.contains(model) {
                tries.without.push(model.clone());
            }
        }
        tries.fault = Some(error.reason.chars().take(FAULT_CHARS).collect());
        let failed = tries.failures.len() as u32;
        let alike = tries.failures.iter().filter(|kind| **kind == error.kind).count() as u32;
        if retry::is_repeated(tries.way, error, failed, alike) {
            let jitter = retry::delay_ms(self.state.seed, node, attempt + 1, failed);
            return self.retry_later(node, attempt, retry::asked_wait_ms(error) + jitter);
        }
        self.give_way(node, attempt, error);
    }

    /// An attempt is dead: its message could not be delivered, or it took its workers down. Never again the
    /// same way.
    pub fn bury(&mut self, node: NodeId, error: &JobError) {
        let attempt = self.close_failed(node, error);
        let tries = self.state.tries.entry(node).or_default();
        tries.failures.push(error.kind);
        tries.fault = None;
        self.give_way(node, attempt, error);
    }

    pub fn retry_due(&mut self, node: NodeId, attempt: i32) {
        let waiting = self.state.jobs.get(&node).filter(|job| job.attempt == attempt);
        let Some(at) = waiting.and_then(|job| job.retry_at) else {
            return self.refuse(Reason::StaleAttempt { node, attempt });
        };
        if at > self.now {
            return self.refuse(Reason::NotDue { at: Some(at) });
        }
        self.advance();
    }

    fn close_failed(&mut self, node: NodeId, error: &JobError) -> i32 {
        let attempt = self.close(node, JobStatus::Failed);
        self.emit(EventKind::JobFailed {
            node,
            agent: node.agent(),
            attempt,
            kind: error.kind,
            reason: error.reason.clone(),
        });
        attempt
    }

    fn retry_later(&mut self, node: NodeId, attempt: i32, wait_ms: u64) {
        let at = later(self.now, wait_ms);
        if let Some(job) = self.state.jobs.get_mut(&node) {
            job.retry_at = Some(at);
        }
        self.commands.push(Command::RetryAt { node, attempt, at });
        let seconds = wait_ms as f64 / 1_000.0;
        self.emit(EventKind::JobRetrying { node, agent: node.agent(), attempt, seconds });
    }

    fn give_way(&mut self, node: NodeId, attempt: i32, error: &JobError) {
        let Some(way) = self.state.next_way(node) else {
            self.commands.push(Command::Bury { node, attempt, error: error.clone() });
            let reason = format!("{node}: {error}");
            return self.finish(WorkflowStatus::Failed, Some(node.agent().as_str()), Some(reason));
        };
        self.downgrade(node, way, error);
        if way == Way::LeftOut {
            self.commands.push(Command::Bury { node, attempt, error: error.clone() });
        }
        self.advance();
    }

    fn downgrade(&mut self, node: NodeId, way: Way, error: &JobError) {
        let tries = self.state.tries.entry(node).or_default();
        let (from, to) = (tries.way.name(node.step).to_owned(), way.name(node.step).to_owned());
        (tries.way, tries.failures) = (way, Vec::new());
        let reason = error.to_string();
        self.add_downgrade(Downgrade { job: node.to_string(), from, to, reason }, node);
    }

    pub fn add_downgrade(&mut self, downgrade: Downgrade, node: NodeId) {
        let Downgrade { from, to, reason, .. } = downgrade.clone();
        self.state.downgrades.push(downgrade);
        self.emit(EventKind::JobDowngraded { node, agent: node.agent(), from, to, reason });
    }
}
