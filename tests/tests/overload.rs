//! Ten times what a small fleet can do, and a broker that stands still: refused at the door, and nothing lost.

#[allow(dead_code, reason = "this test starts its fleet through the bench")]
mod support;

use serde_json::Value;

#[test]
fn overload_is_refused_at_the_door_and_a_still_broker_loses_nothing() {
    let folder = tempfile::Builder::new().prefix("aida-overload-").tempdir().expect("a folder");
    let output = std::process::Command::new(support::aida())
        .arg("--set")
        .arg(format!("fleet.home={}", folder.path().display()))
        .args(["bench", "overload", "--seconds", "6", "--broker-seconds", "6", "--json"])
        .output()
        .expect("aida runs");
    let error = String::from_utf8_lossy(&output.stderr);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {error}"));
    let count = |who: &Value, status: &str| who["statuses"][status].as_u64().unwrap_or_default();
    assert!(count(&told["hog"], "429") > count(&told["hog"], "202"), "{told}");
    let only = |who: &Value, known: &[&str]| {
        let statuses = who["statuses"].as_object().unwrap_or_else(|| panic!("{told}"));
        !statuses.is_empty() && statuses.keys().all(|status| known.contains(&status.as_str()))
    };
    assert!(only(&told["hog"], &["202", "429", "503"]), "{told}");
    // The hog's refusals are its own.
    assert!(only(&told["small"], &["202"]), "{told}");
    assert!(only(&told["still_broker"]["told"], &["202", "429", "503"]), "{told}");
    assert_eq!(told["faults"], 0, "every refusal says when to come back: {told}");
    assert_eq!(told["accepted"], told["completed"], "{told}");
    // Far more than requests of its own take, far less than a leak of what was refused.
    assert!(told["memory_growth_mb"].as_f64().is_some_and(|grown| grown < 64.0), "{told}");
    assert_eq!((told["holds"].as_bool(), output.status.code()), (Some(true), Some(0)), "{told}\n{error}");
}
