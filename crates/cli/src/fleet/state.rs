use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::process::ProcessId;

/// What the fleet should be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wanted {
    /// Grows with each `up`; the supervisor repeats it once it has taken it.
    pub request: u64,
    /// Where the programs are.
    pub programs: PathBuf,
    /// Processes by role. Roles that are missing have none.
    pub replicas: BTreeMap<String, u32>,
    /// Asked port of the API; 0 for any.
    pub api_port: u16,
    /// With Prometheus.
    #[serde(default)]
    pub observe: bool,
}

/// What the fleet is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fleet {
    /// The last request that the supervisor took.
    pub request: u64,
    /// All that is wanted is ready, and runs the newest programs.
    #[serde(default)]
    pub settled: bool,
    #[serde(default)]
    pub supervisor: Option<ProcessId>,
    /// What identifies the supervisor's own program; a newer one takes over.
    #[serde(default)]
    pub supervisor_program: String,
    /// Identifies the settings that the programs run with.
    #[serde(default)]
    pub settings: String,
    /// Chosen once, by name: `postgres`, `rabbitmq`, `api`, `metrics/visual-1`, …
    pub ports: BTreeMap<String, u16>,
    /// Where the database's files are, which is not always inside the fleet's folder.
    #[serde(default)]
    pub database_folder: Option<PathBuf>,
    pub processes: Vec<Process>,
}

impl Fleet {
    pub fn process(&self, name: &str) -> Option<&Process> {
        self.processes.iter().find(|process| process.name == name)
    }

    pub fn port(&self, name: &str) -> Option<u16> {
        self.ports.get(name).copied()
    }

    pub fn prometheus_url(&self) -> Option<String> {
        self.process(super::prometheus::NAME)?;
        self.port(super::prometheus::NAME).map(|port| format!("http://127.0.0.1:{port}"))
    }

    pub fn api_url(&self) -> Option<String> {
        self.port("api-1").map(|port| format!("http://127.0.0.1:{port}"))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// `visual-1`, `postgres`.
    pub name: String,
    pub role: String,
    pub state: ProcessState,
    #[serde(default)]
    pub id: Option<ProcessId>,
    /// Identifies the file that runs, so that a newer build is noticed.
    #[serde(default)]
    pub program: String,
    /// Port of `/readyz` and `/metrics`; services have none.
    #[serde(default)]
    pub metrics_port: Option<u16>,
    /// How often it ended without being asked.
    pub crashes: u32,
    /// Why it is not ready.
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessState {
    /// Waits for what it needs, or for its next try.
    Waiting,
    Starting,
    Ready,
    /// Was ready and is not now.
    Unready,
    Stopping,
    Stopped,
}

impl ProcessState {
    pub const fn as_str(self) -> &'static str {
        match self {
            ProcessState::Waiting => "waiting",
            ProcessState::Starting => "starting",
            ProcessState::Ready => "ready",
            ProcessState::Unready => "not ready",
            ProcessState::Stopping => "stopping",
            ProcessState::Stopped => "stopped",
        }
    }
}
