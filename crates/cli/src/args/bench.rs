//! What `bench` and `chaos` take.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Workflows a second of a fresh private fleet whose jobs do nothing, beside its broker's ceiling
    Fleet(BenchFleetArgs),
    /// One film of a fresh private fleet: wall time, picture time beside x264 alone, memory
    Film(BenchFilmArgs),
    /// Ten times what a fresh private fleet can do, from a hog and small tenants; then a broker that stands still
    Overload(BenchOverloadArgs),
    /// Thousands of workflows started at once on a fresh private fleet, and as many finished ones stored as wanted
    Scale(BenchScaleArgs),
}

#[derive(Debug, clap::Args)]
pub struct BenchFleetArgs {
    /// How long each load lasts
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub seconds: u64,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct BenchFilmArgs {
    /// Length of the film
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(5..=600))]
    pub seconds: u64,
    /// Keep the film here
    #[arg(long, value_name = "FILE")]
    pub keep: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct BenchOverloadArgs {
    /// How long the load lasts
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(2..=3_600))]
    pub seconds: u64,
    /// How long the broker stands still [default: as long as the load, 60 at most]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub broker_seconds: Option<u64>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct BenchScaleArgs {
    /// Workflows that are started at once; 0 for none
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub workflows: u32,
    /// How long each of their jobs waits
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=60))]
    pub job_seconds: u64,
    /// Finished workflows that are stored, about 17 KB each; 0 for none
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    pub stored: u32,
    /// Leave the fleet's folder there
    #[arg(long)]
    pub keep: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct ChaosArgs {
    /// Workflows that are submitted meanwhile
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub workflows: u32,
    /// The same seed breaks the same things in the same order
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many faults [default: one for 30 workflows]
    #[arg(long)]
    pub faults: Option<u32>,
    /// Only this kind of fault, such as purge-queues; may be given many times
    #[arg(long, value_name = "KIND", value_parser = fault_kind)]
    pub only: Vec<String>,
    /// Leave the fleet's folder behind, with its logs
    #[arg(long)]
    pub keep: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

fn fault_kind(name: &str) -> Result<String, String> {
    let known = aida_lab::chaos::kinds();
    if known.iter().any(|kind| kind == name) {
        Ok(name.to_owned())
    } else {
        Err(format!("one of {}", known.join(", ")))
    }
}
