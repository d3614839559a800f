use std::process::ExitCode;

use aida_ops::{Arguments, CommonArgs, Service};
use clap::{Parser, Subcommand};

/// AIDA's planner: decides what every workflow does next.
#[derive(Parser)]
#[command(name = "aida-planner")]
struct Planner {
    #[command(flatten)]
    common: CommonArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Brings the database's schema up to date, then ends
    Migrate,
}

impl Arguments for Planner {
    fn common(&self) -> &CommonArgs {
        &self.common
    }

    fn serves(&self) -> bool {
        self.command.is_none()
    }
}

/// Messages and rows are many small allocations; the system's allocator took a quarter of the planner's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    aida_ops::run("aida-planner", |arguments: Planner, service: Service| async move {
        match arguments.command {
            None => aida_planner::run(service).await,
            Some(Command::Migrate) => aida_planner::migrate(&service).await,
        }
    })
}
