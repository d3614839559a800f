//! `aida up --observe`: every panel of the dashboard shows something on a fleet at work.

#[allow(dead_code, reason = "this fleet only rehearses")]
mod support;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::Value;
use support::{Fleet, support_http};

const DASHBOARD: &str = include_str!("../../infra/grafana/dashboards/fleet.json");
const PATIENCE: Duration = Duration::from_secs(120);

/// Title and query of every target of every panel.
fn queries() -> Vec<(String, String)> {
    let dashboard: Value = serde_json::from_str(DASHBOARD).expect("the dashboard is JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    panels
        .iter()
        .flat_map(|panel| {
            let targets = panel["targets"].as_array().cloned().unwrap_or_default();
            targets
                .into_iter()
                .map(|target| (text(&panel["title"]), text(&target["expr"])))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn prometheus_url(fleet: &Fleet) -> String {
    fleet.state()["prometheus"].as_str().expect("the address of Prometheus").to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The series that Prometheus has for `query` now. Every one has to be a number; a division by nothing is none.
fn series(prometheus: &str, query: &str) -> usize {
    let url = format!("{prometheus}/api/v1/query?query={}", encoded(query));
    let answer = support_http::json("GET", &url, "");
    assert_eq!(answer["status"], "success", "{query}: {answer}");
    let found = answer["data"]["result"].as_array().expect("a vector");
    found.iter().filter(|one| one["value"][1].as_str().is_some_and(|value| value != "NaN")).count()
}

#[test]
fn every_panel_has_data_under_load() {
    let fleet = Fleet::new();
    fleet.aida(&["up", "--observe", "--set", "worker.rehearsal=true"]).success();
    let prometheus = prometheus_url(&fleet);
    let queries = queries();
    assert!(queries.len() > 40, "{} queries", queries.len());
    let mut without: BTreeSet<_> = queries.into_iter().collect();
    let since = Instant::now();
    while !without.is_empty() {
        assert!(since.elapsed() < PATIENCE, "no data: {without:#?}");
        fleet.submit("Video 10s TikTok sul caffè della mattina");
        without.retain(|(_, query)| series(&prometheus, &query.replace("$__rate_interval", "15s")) == 0);
    }
    assert!(series(&prometheus, "up{job=\"aida\"} == 1") >= 8, "every process of ours is read");
    let rules = support_http::get(&format!("{prometheus}/api/v1/rules"));
    assert!(rules.contains("AdmissionClosed") && !rules.contains("\"health\":\"err\""), "{rules}");
    // Without the flag it stays, with =false it goes.
    fleet.aida(&["up"]).success();
    assert_eq!(prometheus_url(&fleet), prometheus);
    let status = fleet.aida(&["up", "--observe=false"]).success().stdout;
    assert!(!status.contains("prometheus"), "{status}");
}
