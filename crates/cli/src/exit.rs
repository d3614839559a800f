use std::process::ExitCode;

use aida_protocol::WorkflowStatus;

/// What the command's exit status says; scripts rely on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Completed,
    /// The command itself failed on this machine: a file that cannot be written, a fleet that does not end.
    Error,
    BadInput,
    Partial,
    Failed,
    /// No fleet answers, or it does not start.
    Unreachable,
    Cancelled,
    /// Ctrl-C: watching ended and the work goes on, or a measurement ended and its fleet with it.
    Interrupted,
}

impl Exit {
    pub const fn status(self) -> u8 {
        match self {
            Exit::Completed => 0,
            Exit::Error => 1,
            Exit::BadInput => 2,
            Exit::Partial => 3,
            Exit::Failed => 4,
            Exit::Unreachable => 5,
            Exit::Cancelled => 6,
            Exit::Interrupted => 130,
        }
    }

    /// Of a workflow that has ended; one that has not is no failure.
    pub const fn of(status: WorkflowStatus) -> Self {
        match status {
            WorkflowStatus::Completed
            | WorkflowStatus::Accepted
            | WorkflowStatus::Running
            | WorkflowStatus::Paused => Exit::Completed,
            WorkflowStatus::Partial => Exit::Partial,
            WorkflowStatus::Failed => Exit::Failed,
            WorkflowStatus::Cancelled => Exit::Cancelled,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.status())
    }
}
