//! Workers: they take jobs, do them, and say how they ended. They decide nothing.
//!
//! ```text
//!  aida.jobs.<agent> ──▶ intake (permits) ──▶ job: scratch folder, deadline, cancel flag
//!                                               │ fetch inputs ▸ model ▸ store files
//!  aida.replies ◀── confirmed reply ◀───────────┘ then, and only then, the job is acked
//!  aida.control ──▶ cancel flags of running jobs
//! ```
//!
//! An [`agents::AgentWork`] is what one agent does; [`agents::all`] is the one list of them. The
//! [`fleet`] runs them: it holds each delivery until the reply is confirmed, so that a worker that goes
//! away at any moment loses nothing.
//!
//! Invariant: a job that is already running here is never started a second time, however often its
//! message comes.

pub mod agents;
pub mod fleet;
mod hosted;
mod metrics;
mod models;
mod processor;
mod run;
mod scratch;

pub use hosted::{Hosted, HostedMetrics, HostedSettings};
pub use metrics::WorkerMetrics;
pub use models::Models;
pub use run::run;
