use std::process::ExitCode;

use aida_ops::{Arguments, CommonArgs, Service};
use clap::Parser;

/// AIDA's worker: does the jobs of some agents, or of all.
#[derive(Parser)]
#[command(name = "aida-worker")]
struct Worker {
    #[command(flatten)]
    common: CommonArgs,
    /// Agents to run: writer, director, visual, video, audio, assembly; all of them without it
    #[arg(long, value_name = "AGENT,…")]
    agents: Option<String>,
    /// Jobs at a time by agent, such as visual=2
    #[arg(long, value_name = "AGENT=N,…")]
    permits: Option<String>,
}

impl Arguments for Worker {
    fn common(&self) -> &CommonArgs {
        &self.common
    }

    fn flags(&self) -> Vec<(String, String, String)> {
        let flag = |name: &str, value: &Option<String>| {
            let value = value.clone()?;
            Some((format!("--{name}"), format!("worker.{name}"), value))
        };
        flag("agents", &self.agents).into_iter().chain(flag("permits", &self.permits)).collect()
    }
}

fn main() -> ExitCode {
    aida_ops::run("aida-worker", |_: Worker, service: Service| aida_workers::run(service))
}
