//! The names of exchanges and queues; the arguments they are declared with are the broker crate's.

use crate::{Agent, WorkflowId};

/// Direct exchange of all durable work.
pub const WORK_EXCHANGE: &str = "aida.work";
/// Where what nobody could take goes.
pub const DEAD_EXCHANGE: &str = "aida.dead";
/// Fanout to every worker.
pub const CONTROL_EXCHANGE: &str = "aida.control";
/// Topic exchange of progress and hints; nothing there is durable.
pub const TELEMETRY_EXCHANGE: &str = "aida.telemetry";

pub const BRIEF_QUEUE: &str = "aida.briefs";
pub const REPLY_QUEUE: &str = "aida.replies";
pub const DEAD_QUEUE: &str = "aida.dead";

/// Queue and routing key of an agent's jobs: `aida.jobs.writer`.
pub fn job_queue(agent: Agent) -> String {
    format!("aida.jobs.{agent}")
}

pub const EVENT_HINT_KEY: &str = "events";
/// Of what workers have in hand.
pub const HELD_KEY: &str = "held";

/// Routing key of a job's progress; `progress.*` catches all.
pub fn progress_key(workflow: WorkflowId) -> String {
    format!("progress.{workflow}")
}
