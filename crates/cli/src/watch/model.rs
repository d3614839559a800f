use std::collections::BTreeMap;

use aida_protocol::{EventKind, NodeId, ProgressMessage, Usd, WorkflowEvent, WorkflowStatus};

/// A workflow as its watcher sees it: what its events say, and nothing else. Times are seconds since watching began.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    pub jobs: BTreeMap<NodeId, Job>,
    /// 0 to 100.
    pub progress: u8,
    pub message: String,
    /// Seconds to go, and when that was said.
    pub eta: Option<(f64, f64)>,
    pub cost: Usd,
    pub ended: Option<WorkflowStatus>,
    /// Why it ended badly.
    pub reason: Option<String>,
    last_seq: i64,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Job {
    #[default]
    Waiting,
    Working {
        attempt: i32,
        since: f64,
        percent: u8,
        message: String,
    },
    Done {
        seconds: f64,
        cost: Usd,
        model: String,
    },
    Failed {
        reason: String,
    },
    Cancelled,
}

impl Model {
    /// Takes an event once, however often it comes. Whether it was new.
    pub fn apply(&mut self, event: &WorkflowEvent, now: f64) -> bool {
        if event.seq <= self.last_seq {
            return false;
        }
        self.last_seq = event.seq;
        self.progress = self.progress.max(event.progress);
        self.message.clone_from(&event.message);
        self.eta = event.eta_seconds.map(|seconds| (seconds, now));
        self.cost = event.cost_so_far;
        match &event.kind {
            EventKind::Accepted | EventKind::Started | EventKind::Paused | EventKind::Resumed => {}
            EventKind::JobRetrying { node, seconds, .. } => {
                self.jobs.insert(*node, Job::Failed { reason: format!("tried again in {seconds:.1} s") });
            }
            EventKind::JobDowngraded { node, to, .. } => {
                self.jobs.insert(*node, Job::Failed { reason: format!("goes on with {to}") });
            }
            EventKind::Reopened { nodes } => {
                (self.ended, self.reason, self.progress) = (None, None, event.progress);
                for node in nodes {
                    self.jobs.insert(*node, Job::Waiting);
                }
            }
            EventKind::Planned { nodes } => {
                for node in nodes {
                    self.jobs.entry(*node).or_default();
                }
            }
            EventKind::JobDispatched { node, attempt, .. } => {
                let job = Job::Working { attempt: *attempt, since: now, percent: 0, message: String::new() };
                self.jobs.insert(*node, job);
            }
            EventKind::JobSucceeded { node, model, seconds, cost, .. } => {
                let job = Job::Done { seconds: *seconds, cost: *cost, model: model.clone() };
                self.jobs.insert(*node, job);
            }
            EventKind::JobFailed { node, kind, reason, .. } => {
                self.jobs.insert(*node, Job::Failed { reason: format!("{kind}: {reason}") });
            }
            EventKind::JobCancelled { node, .. } => {
                self.jobs.insert(*node, Job::Cancelled);
            }
            EventKind::Finished { status, agent, reason } => {
                self.ended = Some(*status);
                self.reason = match (agent, reason) {
                    (Some(agent), Some(reason)) => Some(format!("{agent}: {reason}")),
                    (_, reason) => reason.clone(),
                };
            }
        }
        true
    }

    /// Takes what a worker says of its job, unless the job has another attempt or has ended.
    pub fn apply_progress(&mut self, said: &ProgressMessage) {
        let Some(Job::Working { attempt, percent, message, .. }) = self.jobs.get_mut(&said.node) else {
            return;
        };
        if *attempt == said.attempt && said.percent >= *percent {
            *percent = said.percent;
            message.clone_from(&said.message);
        }
    }

    /// Seconds to go now.
    pub fn eta_at(&self, now: f64) -> Option<f64> {
        let (seconds, said) = self.eta?;
        Some((seconds - (now - said)).max(0.0))
    }

    pub fn last_seq(&self) -> Option<String> {
        (self.last_seq > 0).then(|| self.last_seq.to_string())
    }
}
