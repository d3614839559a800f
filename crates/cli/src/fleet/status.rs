use std::fmt::Write as _;

use serde::Serialize;

use super::{
    files::Home,
    probe::Probe,
    state::{Fleet, ProcessState},
};

/// `aida status`.
#[derive(Debug, Clone, Serialize)]
pub struct StatusReport {
    /// The supervisor lives and all that is wanted is ready.
    pub ready: bool,
    pub supervised: bool,
    pub api: Option<String>,
    /// Where Prometheus answers, when the fleet is observed.
    pub prometheus: Option<String>,
    pub folder: String,
    pub database_folder: Option<String>,
    pub processes: Vec<ProcessReport>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ProcessReport {
    pub name: String,
    pub state: ProcessState,
    pub pid: Option<i32>,
    pub metrics: Option<String>,
    pub resident_bytes: Option<u64>,
    pub crashes: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What runs now: the supervisor's word, checked against the processes and their own `/readyz`.
///
/// # Errors
/// When the fleet's file cannot be read.
pub async fn status(home: &Home) -> anyhow::Result<StatusReport> {
    let fleet: Fleet = super::read(home)?.unwrap_or_default();
    let supervised = fleet.supervisor.is_some_and(|id| id.is_alive());
    let mut processes = Vec::new();
    for process in &fleet.processes {
        let id = process.id.filter(|id| id.is_alive());
        let (mut state, mut note) = (process.state, process.note.clone());
        if id.is_none() && !matches!(state, ProcessState::Waiting) {
            state = ProcessState::Stopped;
        } else if id.is_some()
            && let Some(port) = process.metrics_port
            && let Err(reason) = Probe::Http(port).ask().await
        {
            (state, note) = (ProcessState::Unready, reason);
        }
        processes.push(ProcessReport {
            name: process.name.clone(),
            state,
            pid: id.map(|id| id.pid),
            metrics: process.metrics_port.map(|port| format!("http://127.0.0.1:{port}/metrics")),
            resident_bytes: id.and_then(|id| id.resident_bytes()),
            crashes: process.crashes,
            note,
        });
    }
    let all_ready = processes.iter().all(|process| process.state == ProcessState::Ready);
    Ok(StatusReport {
        ready: supervised && all_ready && !processes.is_empty(),
        supervised,
        api: fleet.process("api-1").and(fleet.api_url()),
        prometheus: fleet.prometheus_url(),
        folder: home.root().display().to_string(),
        database_folder: fleet.database_folder.map(|folder| folder.display().to_string()),
        processes,
    })
}

impl StatusReport {
    /// For people.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for process in &self.processes {
            let memory = process
                .resident_bytes
                .map(|bytes| format!("{:.0} MB", bytes as f64 / 1e6))
                .unwrap_or_default();
            let pid = process.pid.map(|pid| pid.to_string()).unwrap_or_default();
            let crashes =
                if process.crashes > 0 { format!("  crashes {}", process.crashes) } else { String::new() };
            let note = if process.note.is_empty() { String::new() } else { format!("  {}", process.note) };
            let line = format!(
                "{:12} {:9} {pid:>8} {memory:>8}{crashes}{note}",
                process.name,
                process.state.as_str()
            );
            let _ = writeln!(text, "{}", line.trim_end());
        }
        if !self.supervised {
            text.push_str("no supervisor: `aida up` starts the fleet\n");
        }
        if let Some(api) = &self.api {
            let _ = writeln!(text, "API     {api}   docs {api}/docs");
        }
        if let Some(prometheus) = &self.prometheus {
            let _ = writeln!(text, "metrics {prometheus}");
        }
        let _ = writeln!(text, "data    {}", self.folder);
        if let Some(folder) = self.database_folder.as_ref().filter(|folder| !folder.starts_with(&self.folder))
        {
            let _ = writeln!(text, "        {folder} (database)");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_is_wrong() {
        let report = StatusReport {
            ready: false,
            supervised: true,
            api: Some("http://127.0.0.1:20001".into()),
            prometheus: Some("http://127.0.0.1:20002".into()),
            folder: "/r/.aida".into(),
            database_folder: Some("/var/lib/aida-1/postgres".into()),
            processes: vec![
                ProcessReport {
                    name: "postgres".into(),
                    state: ProcessState::Ready,
                    pid: Some(17),
                    metrics: None,
                    resident_bytes: Some(32_000_000),
                    crashes: 0,
                    note: String::new(),
                },
                ProcessReport {
                    name: "visual-1".into(),
                    state: ProcessState::Waiting,
                    pid: None,
                    metrics: None,
                    resident_bytes: None,
                    crashes: 2,
                    note: "ended unasked (exit status: 1)".into(),
                },
            ],
        };
        let expected = "\
postgres     ready           17    32 MB
visual-1     waiting                      crashes 2  ended unasked (exit status: 1)
API     http://127.0.0.1:20001   docs http://127.0.0.1:20001/docs
metrics http://127.0.0.1:20002
data    /r/.aida
        /var/lib/aida-1/postgres (database)
";
        assert_eq!(report.text(), expected);
    }
}
