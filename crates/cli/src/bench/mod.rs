//! Measuring what this machine does.

mod speed;

use aida_ops::Settings;

use crate::{args::BenchCommand, exit::Exit};

/// # Errors
/// When the fleet does not start, or breaks off while it is measured.
pub async fn run(command: &BenchCommand, settings: &Settings) -> anyhow::Result<Exit> {
    match command {
        BenchCommand::Fleet(args) => speed::run(args, settings).await,
    }
}
