//! Debian's Prometheus over the local fleet: what `aida up --observe` adds.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::Context as _;
use serde::Serialize;

use super::{
    files::{self, Home},
    state::Process,
};

pub const NAME: &str = "prometheus";
const PROGRAM: &str = "/usr/bin/prometheus";
const ALERTS: &str = include_str!("../../../../infra/prometheus/alerts.yml");

/// Every two seconds: a local fleet is looked at closely, and its processes are few.
const CONFIGURATION: &str = "\
global:
  scrape_interval: 2s
  evaluation_interval: 5s
rule_files: [alerts.yml]
scrape_configs:
  - job_name: aida
    file_sd_configs:
      - files: [targets.json]
        refresh_interval: 1s
";

/// Where one process's metrics are, as Prometheus reads it from a file.
#[derive(Debug, Serialize)]
struct Target {
    targets: [String; 1],
    labels: BTreeMap<&'static str, String>,
}

pub fn is_installed() -> bool {
    Path::new(PROGRAM).exists()
}

/// Writes its configuration; existing figures stay.
///
/// # Errors
/// When Prometheus is not installed or the folder cannot be written.
pub fn prepare(home: &Home) -> anyhow::Result<()> {
    anyhow::ensure!(is_installed(), "no {PROGRAM} (apt-get install prometheus)");
    let folder = home.prometheus();
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    files::replace(&folder.join("prometheus.yml"), CONFIGURATION.as_bytes(), 0o600)?;
    files::replace(&folder.join("alerts.yml"), ALERTS.as_bytes(), 0o600)?;
    Ok(())
}

/// The processes whose metrics are read from now on. Prometheus notices the new file by itself.
pub fn write_targets(home: &Home, processes: &[Process]) -> anyhow::Result<()> {
    let target = |process: &Process| {
        let port = process.metrics_port?;
        let labels = BTreeMap::from([("instance", process.name.clone()), ("role", process.role.clone())]);
        Some(Target { targets: [format!("127.0.0.1:{port}")], labels })
    };
    let targets: Vec<_> = processes.iter().filter_map(target).collect();
    files::write_json(&home.prometheus().join("targets.json"), &targets)
}

/// The server in the foreground. It keeps two days.
pub fn server(home: &Home, port: u16) -> Command {
    let folder = home.prometheus();
    let mut command = Command::new(PROGRAM);
    let flag = |name: &str, value: &Path| format!("--{name}={}", value.display());
    command.arg(flag("config.file", &folder.join("prometheus.yml")));
    command.arg(flag("storage.tsdb.path", &folder.join("data")));
    command.arg("--storage.tsdb.retention.time=2d").arg("--log.level=warn");
    command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::state::ProcessState;

    #[test]
    fn targets_are_the_processes_that_have_metrics() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path()).unwrap();
        fs::create_dir_all(home.prometheus()).unwrap();
        let process = |name: &str, metrics_port| Process {
            name: name.to_owned(),
            role: "visual".to_owned(),
            state: ProcessState::Ready,
            id: None,
            program: String::new(),
            metrics_port,
            crashes: 0,
            note: String::new(),
        };
        write_targets(&home, &[process("postgres", None), process("visual-1", Some(21_000))]).unwrap();
        let text = fs::read_to_string(home.prometheus().join("targets.json")).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = serde_json::json!([
            {"targets": ["127.0.0.1:21000"], "labels": {"instance": "visual-1", "role": "visual"}}
        ]);
        assert_eq!(read, expected);
    }
}
