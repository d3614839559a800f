use aida_broker::Delivery;
use aida_protocol::{JobError, NodeId, ReplyMessage, WorkflowId};
use aida_workflow::Event;
use uuid::Uuid;

/// One thing that a batch has to deal with, and the message to ack once it has.
pub(crate) struct Input {
    pub workflow_id: WorkflowId,
    pub cause: Cause,
    /// Acked after the commit. Dropped before, it comes again.
    pub delivery: Option<Delivery>,
}

/// What happened.
pub(crate) enum Cause {
    /// There is room for an accepted workflow.
    Start,
    Reply(Box<ReplyMessage>),
    /// The job's deadline was found to be over; looked at again under the lock.
    DeadlinePassed {
        node: NodeId,
        attempt: i32,
    },
    /// The workflow's time was found to be over.
    TimedOut,
    /// A user asked for it, in the row `request`.
    Ask {
        request: Uuid,
        event: Event,
    },
    /// The pause after a failed attempt was found to be over.
    RetryDue {
        node: NodeId,
        attempt: i32,
    },
    /// A dead letter of this node's job is to be replayed.
    Replay {
        letter: Uuid,
        node: NodeId,
    },
    /// The job's message may never have reached the broker.
    Resend {
        node: NodeId,
        attempt: i32,
    },
    /// The job's message died in its queue; the letter is kept.
    Dead {
        node: NodeId,
        attempt: i32,
        error: JobError,
    },
    /// The job's reply cannot be stored.
    Lost {
        node: NodeId,
        attempt: i32,
        error: JobError,
    },
}

impl Input {
    pub fn found(workflow_id: WorkflowId, cause: Cause) -> Self {
        Input { workflow_id, cause, delivery: None }
    }

    /// The row of the request that this is about.
    pub fn request(&self) -> Option<Uuid> {
        match self.cause {
            Cause::Ask { request, .. } => Some(request),
            _ => None,
        }
    }
}

impl Cause {
    /// For logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Cause::Start => "start",
            Cause::Reply(_) => "reply",
            Cause::DeadlinePassed { .. } => "deadline",
            Cause::TimedOut => "timeout",
            Cause::Ask { .. } => "request",
            Cause::RetryDue { .. } => "retry",
            Cause::Replay { .. } => "replay",
            Cause::Dead { .. } => "dead",
            Cause::Resend { .. } => "resend",
            Cause::Lost { .. } => "lost",
        }
    }
}
