//! Many workflows at once, and many stored: the bench of both measures a real fleet, and pages stay quick.

#[allow(dead_code, reason = "this test starts its fleet through the bench")]
mod support;

use serde_json::Value;

#[test]
fn many_workflows_at_once_and_many_stored_ones_are_borne() {
    let folder = tempfile::Builder::new().prefix("aida-scale-").tempdir().expect("a folder");
    let output = std::process::Command::new(support::aida())
        .arg("--set")
        .arg(format!("fleet.home={}", folder.path().display()))
        .args(["bench", "scale", "--workflows", "300", "--job-seconds", "1", "--stored", "20000", "--json"])
        .output()
        .expect("aida runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    let scale: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let (at_once, stored) = (&scale["at_once"], &scale["stored"]);
    let figure = |of: &Value, name: &str| of[name].as_f64().unwrap_or_else(|| panic!("{name} in {scale}"));
    assert_eq!(figure(at_once, "not_completed"), 0.0, "{scale}");
    // Each of them waits for five seconds, so that they run together.
    assert!(figure(at_once, "running_together") > 100.0, "{scale}");
    assert!(figure(at_once, "memory_peak_mb") < 1_000.0, "{scale}");
    assert!(figure(&at_once["status"], "count") > 0.0, "{scale}");
    assert_eq!(figure(stored, "jobs_each"), 10.0, "{scale}");
    assert!(figure(stored, "events_each") > 10.0, "{scale}");
    // A page that looks at every row takes many times as long as one that does not; ten times the bound for a busy machine.
    let pages = stored["pages"].as_object().unwrap_or_else(|| panic!("{scale}"));
    for (name, page) in pages {
        assert!(figure(page, "p50_ms") < 500.0, "{name}: {page}");
    }
    assert!(!folder.path().join("bench-scale").exists(), "the bench leaves nothing behind");
}
