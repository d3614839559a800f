//! One workflow of a batch: its events go through the core, the commands become rows and messages.
//!
//! Nothing here waits or touches the database; the batcher loads and writes.

mod close;
mod write;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use aida_protocol::{
    AgentResult, ErrorKind, EventKind, JobError, JobOutcome, NodeId, ProjectBrief, ReplyMessage, Usd,
    WorkflowEvent, WorkflowId, WorkflowStatus, routing,
};
use aida_store::{ClosedJob, DeadLetter, LetterState, LockedWorkflow, ReplayedLetter};
use aida_workflow::{Command, Event, Millis, Reason, ScenePlan, State, check};
use chrono::{DateTime, Utc};

use crate::{input::Cause, jobs::Results, memory::Remembered, metrics::PlannerMetrics, rebuild};

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
    /// Seconds of the jobs that succeeded in this batch.
    pub observed: Vec<(&'static str, f64)>,
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
            observed: Vec::new(),
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
    pub fn remembered(row: LockedWorkflow, memory: Remembered, now: DateTime<Utc>) -> Self {
        let Remembered { brief, state, results, .. } = memory;
        let stored_plan = Some(rebuild::kept(&state));
        Working { known: results, stored_plan, ..Working::new(row, brief, state, now) }
    }

    pub fn id(&self) -> WorkflowId {
        self.row.id
    }

    /// Plays one input. What changes nothing leaves no trace but a metric.
    pub fn play(&mut self, cause: &Cause, metrics: &PlannerMetrics) {
        match cause {
            Cause::Start => drop(self.decide(&Event::Started, None, metrics)),
            Cause::Reply(reply) => self.play_reply(reply, metrics),
            Cause::DeadlinePassed { node, attempt } => {
                let event = Event::DeadlinePassed { node: *node, attempt: *attempt };
                self.decide(&event, None, metrics);
            }
            Cause::RetryDue { node, attempt } => {
                let event = Event::RetryDue { node: *node, attempt: *attempt };
                self.decide(&event, None, metrics);
            }
            Cause::TimedOut => drop(self.decide(&Event::TimedOut, None, metrics)),
            Cause::Ask { request, event } => {
                self.requests.push(*request);
                self.decide(event, None, metrics);
            }
            Cause::Replay { letter, node } => self.replay(*letter, *node, metrics),
            Cause::Resend { node, attempt } => self.resend(*node, *attempt),
            Cause::Dead { node, attempt, error } => {
                let event = Event::JobDead { node: *node, attempt: *attempt, error: error.clone() };
                self.decide(&event, None, metrics);
                // The message itself is kept already.
                self.buried.retain(|buried| (buried.node, buried.attempt) != (*node, *attempt));
            }
            Cause::Lost { node, attempt, error } => {
                let event = failed(*node, *attempt, error.clone(), Usd::ZERO);
                self.decide(&event, None, metrics);
            }
        }
    }

    /// Does a dead letter's job again; the letter says what became of it.
    fn replay(&mut self, letter: uuid::Uuid, node: NodeId, metrics: &PlannerMetrics) {
        let refused = self.decide(&Event::Replayed { node }, None, metrics).into_iter().find_map(|reason| {
            let refuses = matches!(
                reason,
                Reason::StillGoing { .. } | Reason::NothingToRetry | Reason::NoSuchNode { .. }
            );
            refuses.then_some(reason)
        });
        let (state, note) = match &refused {
            None => (LetterState::Replayed, "its job is done again".to_owned()),
            // Two letters of one job: the other one was quicker, or the job has been done since.
            Some(Reason::NothingToRetry) => (LetterState::Replayed, "its job has been done".to_owned()),
            Some(reason) => (LetterState::Dead, reason.to_string()),
        };
        metrics.replays.with_label_values(&[if refused.is_none() { "done" } else { "refused" }]).inc();
        self.replayed.push(ReplayedLetter { id: letter, state, note });
    }

    /// A message that cannot be built fails its job, in the batch that wanted to send it.
    pub fn fail_sending(&mut self, node: NodeId, attempt: i32, reason: String, metrics: &PlannerMetrics) {
        let error = JobError::new(ErrorKind::Internal, reason);
        self.decide(&failed(node, attempt, error, Usd::ZERO), None, metrics);
    }

    fn play_reply(&mut self, reply: &ReplyMessage, metrics: &PlannerMetrics) {
        if reply.tenant != self.row.tenant {
            tracing::error!(workflow_id = %self.id(), node = %reply.node, "a reply of another tenant");
            metrics.dead_letters.with_label_values(&["foreign"]).inc();
            self.foreign.push(foreign_letter(reply));
            return;
        }
        let (node, attempt) = (reply.node, reply.attempt);
        let event = match &reply.outcome {
            JobOutcome::Failed { error, cost } => Event::JobFailed {
                node,
                attempt,
                error: error.clone(),
                cost: *cost,
                without: reply.downgrades.iter().map(|passed| passed.from.clone()).collect(),
            },
            JobOutcome::Succeeded { result, .. } if result.agent() != node.agent() => {
                let reason = format!("{node} was answered with a result of {}", result.agent());
                let error = JobError::new(ErrorKind::InvalidOutput, reason);
                failed(node, attempt, error, Usd::ZERO)
            }
            JobOutcome::Succeeded { result, cost, model, .. } => Event::JobSucceeded {
                node,
                attempt,
                scenes: self.scenes_of(result),
                cost: *cost,
                model: model.clone(),
                seconds: reply.seconds,
                partial: fault_of(result),
                downgrades: reply.downgrades.clone(),
            },
        };
        let reasons = self.decide(&event, Some(reply), metrics);
        self.has_stale_reply |= reasons.iter().any(|reason| matches!(reason, Reason::StaleAttempt { .. }));
    }

    fn scenes_of(&self, result: &AgentResult) -> Option<Vec<ScenePlan>> {
        match result {
            AgentResult::Writer(result) => Some(ScenePlan::of(&self.brief, &result.script.scenes)),
            _ => None,
        }
    }

    /// Lets the core decide and carries it out. Answers its reasons.
    fn decide(
        &mut self,
        event: &Event,
        reply: Option<&ReplyMessage>,
        metrics: &PlannerMetrics,
    ) -> Vec<Reason> {
        let now = self.now.timestamp_millis();
        // A fault of the core must cost its own workflow only.
        let decided = catch_unwind(AssertUnwindSafe(|| aida_workflow::decide(&self.state, event, now)));
        let Ok(decision) = decided else {
            tracing::error!(workflow_id = %self.id(), "the core panicked");
            metrics.violations.inc();
            self.give_up("the planner failed while deciding");
            return Vec::new();
        };
        if let Err(violation) = check(&self.state, &decision) {
            tracing::error!(workflow_id = %self.id(), %violation, "a decision broke a rule");
            metrics.violations.inc();
        }
        if decision.reasons.iter().any(is_stale) {
            metrics.stale_inputs.inc();
        }
        let before = std::mem::replace(&mut self.state, decision.state);
        self.eta = None;
        self.close_job(&before, event, reply, metrics);
        self.clear_retries(&before);
        self.changed |= before != self.state;
        for command in decision.commands {
            self.execute(command, metrics);
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

    fn execute(&mut self, command: Command, metrics: &PlannerMetrics) {
        match command {
            Command::Dispatch { node, attempt, deadline } => {
                self.sending.push(Sending { node, attempt, deadline, again: false });
            }
            Command::CancelJobs { nodes } => {
                self.cancelled = true;
                for node in nodes {
                    self.cancel_job(node, metrics);
                }
            }
            // The state carries them; `write` and `close_job` store them.
            Command::SetWorkflowDeadline { .. } | Command::RetryAt { .. } => {}
            Command::Bury { node, attempt, error } => {
                self.buried.push(Buried { node, attempt, error });
            }
            Command::Reopen { nodes } => self.reopen(nodes, metrics),
            Command::Finish { status, agent, reason } => {
                self.finish = Some(Finish { status, agent, reason });
            }
            Command::Emit(kind) => {
                count(&kind, metrics);
                self.emit(kind);
            }
        }
    }

    fn reopen(&mut self, nodes: Vec<NodeId>, metrics: &PlannerMetrics) {
        metrics.workflows_reopened.inc();
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

/// A reply that names a workflow of somebody else, as it came.
fn foreign_letter(reply: &ReplyMessage) -> DeadLetter {
    let ReplyMessage { workflow_id, node, attempt, tenant, .. } = reply;
    DeadLetter {
        message_id: format!("{workflow_id}/{node}/{attempt}/foreign/{tenant}"),
        queue: routing::REPLY_QUEUE.to_owned(),
        reason: "foreign".to_owned(),
        error: "the workflow belongs to another tenant".to_owned(),
        tenant: None,
        workflow_id: None,
        node: None,
        attempt: None,
        body: aida_broker::encode(reply).unwrap_or_default(),
        headers: serde_json::json!({}),
    }
}

/// A failure that names no model.
fn failed(node: NodeId, attempt: i32, error: JobError, cost: Usd) -> Event {
    Event::JobFailed { node, attempt, error, cost, without: Vec::new() }
}

fn count(kind: &EventKind, metrics: &PlannerMetrics) {
    match kind {
        EventKind::Started => metrics.workflows_started.inc(),
        EventKind::JobRetrying { agent, .. } => {
            metrics.jobs_retried.with_label_values(&[agent.as_str()]).inc()
        }
        EventKind::JobDowngraded { agent, .. } => {
            metrics.downgrades.with_label_values(&[agent.as_str()]).inc()
        }
        _ => {}
    }
}

fn is_stale(reason: &Reason) -> bool {
    matches!(reason, Reason::StaleAttempt { .. } | Reason::AlreadyFinished { .. })
}

/// The fault that the inspection of a finished film found.
fn fault_of(result: &AgentResult) -> Option<String> {
    let AgentResult::Assembly(result) = result else { return None };
    if result.status == WorkflowStatus::Completed {
        return None;
    }
    let reason = result.error.as_ref().map(|error| error.reason.clone());
    Some(reason.unwrap_or_else(|| "the film did not pass its inspection".to_owned()))
}
