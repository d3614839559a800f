//! What is private in a brief is looked for in everything that leaves the product while it is made: requests to providers,
//! the logs of all processes at their finest level, their metrics.

#[allow(dead_code, reason = "shared with the tests of hosted models")]
mod models;
#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use aida_lab::fakes::Fakes;
use models::{options, settings, shown};
use support::Fleet;

/// A sentence, the part of it that must be nowhere, and whether hosted models may do the work.
const PLANTED: [(&str, &[&str], bool); 5] = [
    (
        "scrivi a canarina.gialla@example.org, chiama +39 347 1234567, vieni in via Canarino Giallo 77",
        &["canarina", "347 1234567", "Canarino Giallo"],
        true,
    ),
    ("il codice è RSSMRA85T10A562S", &["RSSMRA85T10A562S"], false),
    ("bonifico su IT60X0542811101000000123456", &["IT60X0542811101000000123456"], false),
    ("paga con 4111 1111 1111 1111", &["4111 1111 1111"], false),
    ("usa sk-ant-api03-canary0123456789abcdef", &["canary0123456789"], false),
];

#[test]
fn canaries_are_in_no_request_no_log_and_no_metric_of_a_fleet() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let fakes = runtime.block_on(Fakes::start(options())).expect("a port");
    let (fleet, folder) = (Fleet::new(), tempfile::tempdir().expect("a folder"));
    let mut set = settings(&fakes, folder.path());
    set.extend(["--set".to_owned(), "log.level=trace".to_owned(), "up".to_owned()]);
    fleet.aida(&set.iter().map(String::as_str).collect::<Vec<_>>()).success();
    for (sentence, canaries, hosted) in PLANTED {
        let made = fleet.make(&[&format!("Immagine per scarpe di tela, {sentence}")]);
        assert_eq!(made.json["status"], "completed", "{}", made.json);
        let told = shown(&fleet, made.json["id"].as_str().expect("an id"));
        let models = told["workflow"]["result"]["metadata"]["models_used"].to_string();
        assert_eq!(models.contains("Claude") && models.contains("FLUX"), hosted, "{canaries:?}: {models}");
        assert!(hosted || !(models.contains("Claude") || models.contains("FLUX")), "{canaries:?}: {models}");
    }
    let sent = fakes.seen().join("\n");
    assert!(sent.contains("[EMAIL_1]"), "the address was masked");
    let logs = fleet.logged();
    assert!(logs.contains(" TRACE ") || logs.contains(" DEBUG "), "the logs are at their finest level");
    let metrics = fleet.metrics();
    assert!(metrics.contains("aida_model_private_total"), "the metrics were read");
    for (place, text) in [("request", &sent), ("log", &logs), ("metric", &metrics)] {
        for canary in PLANTED.iter().flat_map(|(_, canaries, _)| *canaries) {
            let around = text
                .find(canary)
                .map(|at| text[at.saturating_sub(200)..].chars().take(400).collect::<String>());
            assert_eq!(around, None, "{canary} is in a {place}");
        }
    }
}
