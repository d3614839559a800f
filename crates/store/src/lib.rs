//! PostgreSQL: the truth about workflows, jobs, events, files, keys and the fleet.
//!
//! ```text
//!  api ──submit, request──▶ workflow, request ◀──lock, decide, write── planner (Batch)
//!  api ◀─────views, event_feed──── job, event, asset ◀──job_redelivered────── worker
//! ```
//!
//! One file per concern; every statement is a constant that starts with its name, so that the server's
//! log finds it here. [`Store::run_tx`] and [`Batch`] are the only places that open transactions.

mod api_key;
mod asset;
mod batch;
mod batch_columns;
mod batch_rows;
mod batch_writes;
mod dead_letter;
mod dead_letter_actions;
mod error;
mod event_feed;
mod fleet;
mod lost;
mod migrate;
mod model_call;
mod model_gate;
mod model_health;
mod model_told;
mod pool;
mod request;
mod rows;
mod spend;
mod submit;
mod sweep;
#[cfg(feature = "testing")]
pub mod testing;
mod timing;
mod tx;
mod upload;
mod views;

pub use api_key::*;
pub use batch::Batch;
pub use batch_rows::{BatchWrites, ClosedJob, OpenedJob, ResentJob, WorkflowUpdate};
pub use batch_writes::Committed;
pub use dead_letter::*;
pub use dead_letter_actions::*;
pub use error::StoreError;
pub use event_feed::*;
pub use fleet::{Redelivered, WorkerRow};
pub use lost::OldJob;
pub use model_call::{CallLine, CallStatus, NewCall, OpenedCall, SettledCall};
pub use model_gate::ProviderRate;
pub use model_health::{ModelChange, ModelHealth};
pub use model_told::Told;
pub use pool::{Store, StoreOptions};
pub use request::{Asked, RequestKind};
pub use rows::{JobRow, LockedWorkflow};
pub use spend::{Limits as SpendLimits, Spend};
pub use submit::{IdempotencyKey, NewWorkflow, Submitted};
pub use sweep::{AgentBacklog, DueJob, FleetBacklog, OpenRequest};
pub use upload::*;
pub use views::*;
