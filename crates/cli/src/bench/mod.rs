//! Measuring what this machine does.

mod film;
mod overload;
pub mod private;
mod scale;
mod speed;

use aida_ops::Settings;
use private::Overrides;

use crate::{args::BenchCommand, exit::Exit, fleet::Fleet};

/// What of a fleet is not ours.
const SERVICES: &[&str] = &["postgres", "rabbitmq", "epmd"];

/// # Errors
/// When the fleet does not start, or breaks off while it is measured.
pub async fn run(command: &BenchCommand, settings: &Settings, overrides: Overrides) -> anyhow::Result<Exit> {
    match command {
        BenchCommand::Fleet(args) => speed::run(args, settings, overrides).await,
        BenchCommand::Film(args) => film::run(args, settings, overrides).await,
        BenchCommand::Overload(args) => overload::run(args, settings, overrides).await,
        BenchCommand::Scale(args) => scale::run(args, settings, overrides).await,
    }
}

/// Process ids of those roles, or of all others.
fn pids(fleet: &Fleet, roles: &[&str], of_them: bool) -> Vec<i32> {
    let processes =
        fleet.processes.iter().filter(|process| roles.contains(&process.role.as_str()) == of_them);
    processes.filter_map(|process| Some(process.id?.pid)).collect()
}
