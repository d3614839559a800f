//! The bench of the fleet's speed measures a real fleet.

#[allow(dead_code, reason = "this test starts its fleet through the bench")]
mod support;

use serde_json::Value;

#[test]
fn the_bench_measures_a_fleet_that_does_nothing() {
    let folder = tempfile::Builder::new().prefix("aida-bench-").tempdir().expect("a folder");
    let output = std::process::Command::new(support::aida())
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
