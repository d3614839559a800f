//! The HTTP interface: it checks, commits, tells the planners, and reads. It never decides and never locks a workflow.
//!
//! ```text
//!  POST /v1/workflows ─▶ body ─▶ admission ─▶ understand ─▶ store (commit) ─▶ 202
//!                                                             └─▶ publish (a hint; the planner's sweeper is the truth)
//!  GET  …/events      ◀─ feed ◀─ event table        ◀── telemetry (hints, progress)
//!  GET  …             ◀─ store, object store
//! ```
//!
//! Invariant: what was refused left nothing behind, neither a row nor a message.
//! Invariant: every read carries the caller's tenant; what is another's looks like what is not there.
//! Invariant: routes and their documentation are declared in one place each (`routes`), and every error is a
//! [`Problem`](aida_protocol::Problem).

mod admission;
mod app;
mod auth;
mod body;
mod cursor;
mod estimate;
mod feed;
mod idempotency;
mod intake;
pub mod keys_command;
mod letters;
mod metrics;
mod middleware;
mod openapi;
mod params;
mod problem;
mod publish;
mod range;
mod router;
mod routes;
mod schemas;
mod serve;
mod server;
mod sniff;
mod telemetry;
mod understand;
mod wire;

pub use app::{App, AppParts, KnownModels, webhook_keys};
pub use auth::{ApiKey, Caller, KeyError, Keyring, Pepper, PepperError};
pub use feed::EventFeed;
pub use letters::{
    AuditEntry, DeadLetterAction, DeadLetterActionResult, DeadLetterDetail, DeadLetterFilter, DeadLetterList,
    DeadLetterSummary, PastAttempt,
};
pub use metrics::Metrics;
pub use openapi::document;
pub use problem::{ApiError, PROBLEM_JSON};
pub use publish::BriefOutbox;
pub use router::router;
pub use serve::serve;
pub use wire::{
    AssetList, AssetView, BrokerHealth, Health, JobList, Links, RequestAccepted, Submitted, UploadReceipt,
    VersionInfo, WorkflowList,
};
