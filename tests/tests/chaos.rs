//! A short run of `aida chaos`: a few faults on a real fleet, and nothing lost.

#[allow(dead_code, reason = "this test starts its fleet through the command")]
mod support;

use serde_json::Value;

#[test]
fn a_fleet_that_is_broken_a_few_times_loses_nothing() {
    let folder = tempfile::Builder::new().prefix("aida-chaos-").tempdir().expect("a folder");
    let output = std::process::Command::new(support::aida())
        .arg("--set")
        .arg(format!("fleet.home={}", folder.path().display()))
        .args(["chaos", "--workflows", "40", "--faults", "4", "--seed", "11", "--json"])
        .output()
        .expect("aida runs");
    let error = String::from_utf8_lossy(&output.stderr);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{error}"));
    let figure = |name: &str| report[name].as_i64().unwrap_or_else(|| panic!("{name} in {report:#}"));
    for name in ["lost", "duplicated", "not_terminal", "ledger_difference"] {
        assert_eq!(figure(name), 0, "{name} in {report:#}\n{error}");
    }
    assert_eq!(report["violations"], serde_json::json!([]), "{report:#}\n{error}");
    assert_eq!((figure("workflows"), figure("faults_scheduled")), (40, 4), "{report:#}");
    assert!(figure("accepted") >= 36, "{report:#}");
    assert!(figure("faults_proven") >= 2 && figure("fault_kinds") >= 2, "{report:#}");
    assert!(report["recovery_p99_seconds"].is_f64() && report["valid"].is_boolean(), "{report:#}");
    assert!(!folder.path().join("chaos").exists(), "nothing is left behind");
}
