//! The bench of the fleet's speed measures a real fleet.

#[allow(dead_code, reason = "this test starts its fleet through the bench")]
mod support;

use std::{
    io::Read as _,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

#[test]
fn the_bench_measures_a_fleet_that_does_nothing() {
    let folder = tempfile::Builder::new().prefix("aida-bench-").tempdir().expect("a folder");
    let output = Command::new(support::aida())
        .arg("--set")
        .arg(format!("fleet.home={}", folder.path().display()))
        .args(["bench", "fleet", "--seconds", "1", "--json"])
        .output()
        .expect("aida runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    let speed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let figure = |name: &str| speed[name].as_f64().unwrap_or_else(|| panic!("{name} in {speed}"));
    for name in
        ["workflows_per_second", "ceiling_ratio", "p50_ms", "p99_ms", "fsync_us", "commits_per_workflow"]
    {
        assert!(figure(name) > 0.0, "{name} in {speed}");
    }
    // The brief, ten jobs and ten replies; a run cuts some workflows off at its ends.
    assert!(figure("confirmed_messages_per_workflow") > 15.0, "{speed}");
    assert!(!folder.path().join("bench").exists(), "the bench leaves nothing behind");
}

/// Ctrl-C while the fleet starts or is measured: nothing goes on behind the user's back.
#[test]
fn an_interrupted_bench_takes_its_fleet_with_it() {
    const PATIENCE: Duration = Duration::from_secs(120);
    let folder = tempfile::Builder::new().prefix("aida-bench-").tempdir().expect("a folder");
    let mut bench = Command::new(support::aida())
        .arg("--set")
        .arg(format!("fleet.home={}", folder.path().display()))
        .args(["--set", "planner.max_batch=77", "bench", "fleet", "--seconds", "60"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("aida runs");
    let state = || -> Value {
        let file = std::fs::read(folder.path().join("bench/fleet.json")).unwrap_or_default();
        serde_json::from_slice(&file).unwrap_or_default()
    };
    let pids = || -> Vec<u64> {
        let processes = state()["processes"].as_array().cloned().unwrap_or_default();
        processes.iter().filter_map(|process| process["id"]["pid"].as_u64()).collect()
    };
    let begin = Instant::now();
    while pids().is_empty() {
        assert!(begin.elapsed() < PATIENCE, "no process has started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let started = pids();
    let supervisor = state()["supervisor"]["pid"].as_u64().expect("a supervisor");
    let variables = std::fs::read(format!("/proc/{supervisor}/environ")).unwrap_or_default();
    let mut variables = variables.split(|byte| *byte == 0);
    assert!(variables.any(|line| line == b"AIDA_PLANNER__MAX_BATCH=77"), "the fleet has not what was set");
    let sent = Command::new("kill").args(["-INT", &bench.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let mut said = String::new();
    bench.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert_eq!(bench.wait().expect("an end").code(), Some(130), "{said}");
    assert!(said.contains("interrupted"), "{said}");
    // Whoever has ended has no command line any more, even before init has taken note.
    let lives = |pid: &u64| !std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default().is_empty();
    let left: Vec<u64> = started.into_iter().filter(lives).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!folder.path().join("bench").exists(), "the bench leaves nothing behind");
}
