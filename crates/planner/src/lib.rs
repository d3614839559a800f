//! The consumer around the pure core: it alone decides what a workflow does next.
//!
//! ```text
//!  briefs ──┐                       ┌─▶ one Postgres transaction (aida_store::Batch)
//!  replies ─┼─▶ Inbox ─▶ Batcher ───┤      └─▶ ack what came in, publish what goes out (Outbox)
//!  sweeps ──┘   (never lingers)     └─ aida_workflow::decide, for each workflow of the batch
//! ```
//!
//! Postgres is the truth: a message that comes twice, late or not at all changes nothing that is stored.
//! The job row is the outbox; [`outbox::Outbox`] tells up to which batch the broker has everything, and the
//! sweeper of any planner sends what lies above that mark when its planner is gone.

mod asks;
mod batcher;
mod capacity;
mod clock;
mod dead;
mod decide;
mod doubts;
mod film;
mod inbox;
mod input;
mod jobs;
mod lost;
mod memory;
mod metrics;
mod outbox;
mod pace;
mod prices;
mod rebuild;
mod replays;
mod run;
mod sweeper;
mod tally;

pub use run::{migrate, run};
