use std::fmt;

use aida_protocol::{Downgrade, EventKind, JobError, NodeId, Usd, WorkflowStatus};
use serde::Serialize;

use crate::{Millis, ScenePlan, State};

/// What happened to a workflow.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// There is room: the accepted workflow begins.
    Started,
    JobSucceeded {
        node: NodeId,
        attempt: i32,
        /// From the writer only: what the script's scenes are.
        scenes: Option<Vec<ScenePlan>>,
        cost: Usd,
        model: String,
        seconds: f64,
        /// From assembly only: the fault that the inspection found.
        partial: Option<String>,
        /// The models that its agent passed over on the way.
        downgrades: Vec<Downgrade>,
    },
    JobFailed {
        node: NodeId,
        attempt: i32,
        error: JobError,
        cost: Usd,
        /// Models that failed for good.
        without: Vec<String>,
    },
    /// The attempt's message died in its queue, or the attempt took its workers down.
    JobDead {
        node: NodeId,
        attempt: i32,
        error: JobError,
    },
    /// The pause after a failed attempt is over.
    RetryDue {
        node: NodeId,
        attempt: i32,
    },
    /// An open attempt's deadline is over.
    DeadlinePassed {
        node: NodeId,
        attempt: i32,
    },
    /// The workflow's own time is over.
    TimedOut,
    CancelRequested,
    PauseRequested,
    ResumeRequested,
    /// Do this node again and all that follows from it; without one, all that failed.
    RetryRequested {
        from: Option<NodeId>,
    },
    /// The dead letter of this node's job is replayed.
    Replayed {
        node: NodeId,
    },
}

/// What to do, why nothing (more) is done, and the state that the workflow is in afterwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub state: State,
    /// In the order of execution. `Finish` is always the last.
    pub commands: Vec<Command>,
    pub reasons: Vec<Reason>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Send this attempt of the node to its agent.
    Dispatch {
        node: NodeId,
        attempt: i32,
        deadline: Millis,
    },
    /// Tell the workers to stop the open attempts of these nodes; their replies no longer count.
    CancelJobs {
        nodes: Vec<NodeId>,
    },
    SetWorkflowDeadline {
        at: Millis,
    },
    /// The failed attempt is followed by another then.
    RetryAt {
        node: NodeId,
        attempt: i32,
        at: Millis,
    },
    /// No attempt of this job follows: it is a dead letter.
    Bury {
        node: NodeId,
        attempt: i32,
        error: JobError,
    },
    /// The workflow goes on after its end. What these nodes made no longer counts.
    Reopen {
        nodes: Vec<NodeId>,
    },
    /// The workflow has ended. `agent` is the agent at fault, or `planner`.
    Finish {
        status: WorkflowStatus,
        agent: Option<String>,
        reason: Option<String>,
    },
    /// Keep this as a durable event.
    Emit(EventKind),
}

/// Why an event changed nothing, or what a node waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// The reply or deadline is of an attempt that is not open: a duplicate, or one that was given up.
    StaleAttempt {
        node: NodeId,
        attempt: i32,
    },
    AlreadyFinished {
        status: WorkflowStatus,
    },
    AlreadyStarted,
    NotStarted,
    /// The deadline was moved after it was found due.
    NotDue {
        at: Option<Millis>,
    },
    /// Nothing is dispatched while the workflow is paused.
    Paused,
    NotPaused,
    /// Only a workflow that has ended is done again.
    StillGoing {
        status: WorkflowStatus,
    },
    NothingToRetry,
    NoSuchNode {
        node: NodeId,
    },
    /// The failed attempt is followed by another then.
    RetriesAt {
        node: NodeId,
        at: Millis,
    },
    WaitsFor {
        node: NodeId,
        on: Vec<NodeId>,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::StaleAttempt { node, attempt } => write!(f, "attempt {attempt} of {node} is not open"),
            Reason::AlreadyFinished { status } => write!(f, "the workflow has ended: {}", status.as_str()),
            Reason::AlreadyStarted => f.write_str("the workflow has already started"),
            Reason::NotStarted => f.write_str("the workflow has not started"),
            Reason::NotDue { at: Some(at) } => write!(f, "not due before {at}"),
            Reason::NotDue { at: None } => f.write_str("there is no deadline"),
            Reason::Paused => f.write_str("the workflow is paused"),
            Reason::NotPaused => f.write_str("the workflow is not paused"),
            Reason::StillGoing { status } => write!(f, "the workflow has not ended: {}", status.as_str()),
            Reason::NothingToRetry => f.write_str("there is nothing to do again"),
            Reason::NoSuchNode { node } => write!(f, "the workflow has no node {node}"),
            Reason::RetriesAt { node, at } => write!(f, "{node} is tried again at {at}"),
            Reason::WaitsFor { node, on } => {
                write!(f, "{node} waits for ")?;
                for (index, need) in on.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{need}")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::Step;

    use super::*;

    #[test]
    fn reasons_read_as_sentences() {
        let reason = Reason::WaitsFor {
            node: NodeId::scene(Step::Clip, 2),
            on: vec![NodeId::once(Step::Audio), NodeId::scene(Step::Visual, 1)],
        };
        assert_eq!(reason.to_string(), "clip-2 waits for audio, visual-1");
        let reason = Reason::AlreadyFinished { status: WorkflowStatus::Partial };
        assert_eq!(reason.to_string(), "the workflow has ended: partial");
    }
}
