//! The core as its callers see it.

mod check_rules;
mod common;
mod eta;
mod golden;
mod random_play;
mod scenarios;
