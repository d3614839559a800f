//! One workflow of a batch: its events go through the core, the commands become rows and messages.
//!
//! Nothing here waits or touches the database; the batcher loads and writes.

mod close;
mod play;
mod write;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use aida_protocol::{
    EventKind, JobError, NodeId, ProjectBrief, ReplyMessage, WorkflowEvent, WorkflowId, WorkflowStatus,
};
use aida_store::{ClosedJob, DeadLetter, LockedWorkflow, ReplayedLetter};
use aida_workflow::{Command, Event, Millis, Reason, State, Timings, check};
use chrono::{DateTime, Utc};

use crate::{jobs::Results, memory::Remembered, rebuild, tally::Tally};

/// A job to be sent after the commit.
pub(crate) struct Sending {
    pub node: NodeId,
    pub attempt: i32,
    pub deadline: Millis,
    pub again: bool,
}

/// A job that was given up.
pub(crate) struct Buried {
    pub node: NodeId,
    pub attempt: i32,
    pub error: JobError,
}

/// How the workflow ended in this batch.
pub(crate) struct Finish {
    pub status: WorkflowStatus,
    pub agent: Option<String>,
    pub reason: Option<String>,
}

/// A locked workflow while its part of the batch is worked out.
pub(crate) struct Working {
    pub row: LockedWorkflow,
    pub brief: Arc<ProjectBrief>,
    pub state: State,
    /// What was known of finished jobs before this batch; not all of it when it was not remembered.
    pub known: Results,
    /// What the column `plan` holds; `None` when it is not known to be the state's.
    stored_plan: Option<State>,
    pub sending: Vec<Sending>,
    pub finish: Option<Finish>,
    /// Results that came with this batch.
    pub fresh: Results,
    pub tally: Tally,
    /// Whether running jobs have to be stopped.
    pub cancelled: bool,
    /// A reply came for an attempt that is not open: something went wrong before it.
    pub has_stale_reply: bool,
    now: DateTime<Utc>,
    /// Of the state as it is, once somebody has asked.
    eta: Option<Option<u64>>,
    closed: Vec<ClosedJob>,
    events: Vec<WorkflowEvent>,
    seq: i64,
    changed: bool,
    written: bool,
    requests: Vec<uuid::Uuid>,
    /// Jobs that were given up in this batch.
    pub buried: Vec<Buried>,
    cleared_retries: Vec<(WorkflowId, NodeId, i32)>,
    /// Nodes whose success no longer counts; the workflow goes on after its end.
    superseded: Option<Vec<NodeId>>,
    replayed: Vec<ReplayedLetter>,
    /// Replies that named another tenant than the workflow's: they change nothing.
    foreign: Vec<DeadLetter>,
}

impl Working {
    pub fn new(row: LockedWorkflow, brief: Arc<ProjectBrief>, state: State, now: DateTime<Utc>) -> Self {
        let seq = row.event_seq;
        let stored_plan = row.plan.is_some().then(|| rebuild::kept(&state));
        Working {
            row,
            brief,
            state,
            known: Results::new(),
            stored_plan,
            sending: Vec::new(),
            finish: None,
            fresh: Results::new(),
            tally: Tally::default(),
            cancelled: false,
            has_stale_reply: false,
            now,
            eta: None,
            closed: Vec::new(),
            events: Vec::new(),
            seq,
            changed: false,
            written: false,
            requests: Vec::new(),
            buried: Vec::new(),
            cleared_retries: Vec::new(),
            superseded: None,
            replayed: Vec::new(),
            foreign: Vec::new(),
        }
    }

    /// Goes on from what was remembered of a workflow that nobody has changed since.
    pub fn remembered(memory: Remembered, timings: Timings, now: DateTime<Utc>) -> Self {
        let Remembered { row, brief, mut state, results } = memory;
        state.timings = timings;
        let stored_plan = Some(rebuild::kept(&state));
        Working { known: results, stored_plan, ..Working::new(row, brief, state, now) }
    }

    /// What `transaction` has written, to go on from.
    pub fn into_memory(self, transaction: i64) -> Remembered {
        let Working { row, seq, state, brief, known: mut results, fresh, .. } = self;
        results.extend(fresh);
        let row = LockedWorkflow { event_seq: seq, written_by: transaction, plan: None, ..row };
        Remembered { row, brief, state, results }
    }

    pub fn id(&self) -> WorkflowId {
        self.row.id
    }

    /// Lets the core decide and carries it out. Answers its reasons.
    fn decide(&mut self, event: &Event, reply: Option<&ReplyMessage>) -> Vec<Reason> {
        let now = self.now.timestamp_millis();
        // A fault of the core must cost its own workflow only.
        let decided = catch_unwind(AssertUnwindSafe(|| aida_workflow::decide(&self.state, event, now)));
        let Ok(decision) = decided else {
            tracing::error!(workflow_id = %self.id(), "the core panicked");
            self.tally.violations += 1;
            self.give_up("the planner failed while deciding");
            return Vec::new();
        };
        if let Err(violation) = check(&self.state, &decision) {
            tracing::error!(workflow_id = %self.id(), %violation, "a decision broke a rule");
            self.tally.violations += 1;
        }
        if decision.reasons.iter().any(is_stale) {
            self.tally.stale_inputs += 1;
        }
        let before = std::mem::replace(&mut self.state, decision.state);
        self.eta = None;
        self.close_job(&before, event, reply);
        self.clear_retries(&before);
        self.changed |= before != self.state;
        for command in decision.commands {
            self.execute(command);
        }
        decision.reasons
    }

    /// Ends a workflow that cannot be decided about.
    pub fn give_up(&mut self, reason: &str) {
        if self.state.status.is_terminal() {
            return;
        }
        self.state.status = WorkflowStatus::Failed;
        self.eta = None;
        self.changed = true;
        let (agent, reason) = (Some("planner".to_owned()), Some(reason.to_owned()));
        self.emit(EventKind::Finished {
            status: WorkflowStatus::Failed,
            agent: agent.clone(),
            reason: reason.clone(),
        });
        self.finish = Some(Finish { status: WorkflowStatus::Failed, agent, reason });
    }

    fn execute(&mut self, command: Command) {
        match command {
            Command::Dispatch { node, attempt, deadline } => {
                self.sending.push(Sending { node, attempt, deadline, again: false });
            }
            Command::CancelJobs { nodes } => {
                self.cancelled = true;
                for node in nodes {
                    self.cancel_job(node);
                }
            }
            // The state carries them; `write` and `close_job` store them.
            Command::SetWorkflowDeadline { .. } | Command::RetryAt { .. } => {}
            Command::Bury { node, attempt, error } => {
                self.buried.push(Buried { node, attempt, error });
            }
            Command::Reopen { nodes } => self.reopen(nodes),
            Command::Finish { status, agent, reason } => {
                self.finish = Some(Finish { status, agent, reason });
            }
            Command::Emit(kind) => {
                self.tally.note(&kind);
                self.emit(kind);
            }
        }
    }

    fn reopen(&mut self, nodes: Vec<NodeId>) {
        self.finish = None;
        self.cancelled = false;
        for node in &nodes {
            self.fresh.remove(node);
            self.known.remove(node);
        }
        self.superseded.get_or_insert_default().extend(nodes);
    }

    /// Milliseconds until the end. The longest path is looked for once for each state.
    fn eta_ms(&mut self) -> Option<u64> {
        let now = self.now.timestamp_millis();
        *self.eta.get_or_insert_with(|| self.state.eta_ms(now))
    }

    fn emit(&mut self, kind: EventKind) {
        self.seq += 1;
        let eta = self.eta_ms();
        self.events.push(WorkflowEvent {
            workflow_id: self.id(),
            seq: self.seq,
            at: self.now,
            kind,
            progress: self.state.progress,
            message: self.state.message(),
            eta_seconds: eta.map(|millis| millis as f64 / 1_000.0),
            cost_so_far: self.state.cost,
        });
    }

    /// Sends the message of an open attempt once more.
    pub fn resend(&mut self, node: NodeId, attempt: i32) {
        let planned = self.sending.iter().any(|sending| sending.node == node);
        let Some(job) = self.state.jobs.get(&node) else { return };
        if let (true, false, Some(deadline)) = (self.state.is_open(node, attempt), planned, job.deadline) {
            self.sending.push(Sending { node, attempt, deadline, again: true });
        }
    }
}

fn is_stale(reason: &Reason) -> bool {
    matches!(reason, Reason::StaleAttempt { .. } | Reason::AlreadyFinished { .. })
}
