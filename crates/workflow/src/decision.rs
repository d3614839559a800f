use std::fmt;

use aida_protocol::{EventKind, JobError, NodeId, Usd, WorkflowStatus};
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
    },
    JobFailed {
        node: NodeId,
        attempt: i32,
        error: JobError,
        cost: Usd,
    },
    /// An open attempt's deadline is over.
    DeadlinePassed {
        node: NodeId,
        attempt: i32,
    },
    /// The workflow's own time is over.
    TimedOut,
    CancelRequested,
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
