//! The pure core: what a workflow does next, and why.
//!
//! ```text
//!              brief ──Recipe::of──▶ lines ──┐
//!                                            ▼
//!  (State, Event, now) ──decide──▶ Decision { state, commands, reasons } ──check──▶ ok | Violation
//!                                               │
//!                                               └─▶ the planner writes `state` and executes `commands`
//! ```
//!
//! Invariant: nothing here reads a clock, draws a random number or does IO. Time comes as `now`
//! (milliseconds of the database's clock), chance as `State::seed`.
//!
//! Invariant: the same state, event and time give the same decision, for ever.

mod check;
mod deadlines;
mod decision;
mod eta;
mod failure;
mod graph;
mod progress;
mod recipe;
mod reopen;
pub mod retry;
mod state;
mod timings;
mod transition;
mod turn;
mod version;
mod ways;

pub use check::{Violation, check};
pub use deadlines::{WORKFLOW_TIMEOUT_MS, job_deadline_ms};
pub use decision::{Command, Decision, Event, Reason};
pub use recipe::{Line, RECIPE_VERSION, Recipe, Which};
pub use state::{JobState, JobStatus, MAX_SCENES, Millis, STATE_VERSION, ScenePlan, State};
pub use timings::Timings;
pub use transition::decide;
pub use ways::{Tries, Way};
