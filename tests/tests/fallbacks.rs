//! Every kind of error, every second way of doing a step, and both ends of a timeout, on a fleet that rehearses.

#[allow(dead_code, reason = "shared with the test of crash points")]
mod beside;
mod site;
#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use site::Site;
use support::support_http;

const PATIENCE: Duration = Duration::from_secs(120);

const SCRIPT: &str = "the template script";
const SHOTS: &str = "one plain shot a scene";
const PICTURE: &str = "a plain picture of the studio";
const NEIGHBOUR: &str = "another scene's picture, or none";
const STILL: &str = "a plain still of the studio";
const VOICE: &str = "the plain voice of the studio";
const SILENT: &str = "a silent film";

/// What fails, how the workflow ends, and what stands in.
const CASES: &[(&str, &str, &[&str])] = &[
    // Tried again, and well: every kind that a repetition can mend.
    ("writer timeout 1", "completed", &[]),
    ("visual-1 rate_limited 2", "completed", &[]),
    ("audio unavailable 1", "completed", &[]),
    ("director invalid_output 1", "completed", &[]),
    ("visual-2 refused 1", "completed", &[]),
    ("clip-1 exhausted 1", "completed", &[]),
    ("assembly internal 2", "completed", &[]),
    ("clip-2 cancelled 1", "completed", &[]),
    // No repetition helps: the simpler way at once.
    ("writer auth 1", "completed", &[SCRIPT]),
    ("director budget 1", "completed", &[SHOTS]),
    ("visual-1 invalid_input 1", "completed", &[PICTURE]),
    ("clip-3 auth 1", "completed", &[STILL]),
    ("audio budget 1", "completed", &[VOICE]),
    // Bad for as often as is tried, and the simpler way.
    ("visual-3 refused 2", "completed", &[PICTURE]),
    ("writer invalid_output 2", "completed", &[SCRIPT]),
    ("clip-1 unavailable 3", "completed", &[STILL]),
    // Nothing left but to do without.
    ("visual-2 auth 9", "partial", &[PICTURE, NEIGHBOUR]),
    ("audio auth 9", "partial", &[VOICE, SILENT]),
    ("writer auth 9", "failed", &[SCRIPT]),
    ("clip-2 auth 9", "failed", &[STILL]),
    ("assembly invalid_input 1", "failed", &[]),
];

/// Jobs that are never answered: which, how many pictures are there when the workflow's time is over, and how it ends.
/// Pictures are something to deliver where they were asked for.
const LATE: &[(&str, &str, i64, &str)] = &[
    ("multi_asset", "assembly silence 9", 3, "partial"),
    ("image", "visual-2 silence 9", 2, "partial"),
    ("video", "visual-2 silence 9", 2, "failed"),
    ("video", "writer silence 9", 0, "failed"),
];

/// Of a workflow, its deadline passes now.
const TIME_OVER: &str = "UPDATE workflow SET deadline_at = now() WHERE id = '{id}' RETURNING status";
/// Of its one silent attempt, the deadline passes now.
const JOB_OVER: &str =
    "UPDATE job SET deadline_at = now() WHERE workflow_id = '{id}' AND node = 'clip-3' AND attempt = 1
    AND status = 'dispatched' RETURNING status";

impl Site {
    fn submit(&self, content_type: &str, what: &str) -> String {
        let brief = json!({
            "content_type": content_type, "language": "en", "subject": format!("fail {what}"), "duration_seconds": 6
        });
        let answer = support_http::json("POST", &format!("{}/v1/workflows", self.api), &brief.to_string());
        answer["id"].as_str().unwrap_or_else(|| panic!("not accepted: {answer}")).to_owned()
    }

    fn texts(&mut self, sql: &str, id: &str) -> Vec<String> {
        self.runtime.block_on(self.database.texts(&sql.replace("{id}", id))).expect("the database answers")
    }

    fn until(&mut self, what: &str, sql: &str, id: &str, holds: impl Fn(&[String]) -> bool) {
        let since = Instant::now();
        loop {
            let found = self.texts(sql, id);
            if holds(&found) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{what}: {found:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn result(&self, id: &str) -> Value {
        support_http::json("GET", &format!("{}/v1/workflows/{id}", self.api), "")["result"].clone()
    }

    /// The sum of all series of a metric, of all processes.
    fn metric(&self, name: &str) -> f64 {
        let metrics = self.fleet.metrics();
        let series = metrics.lines().filter(|line| line.starts_with(name));
        series.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
    }
}

fn stand_ins(result: &Value) -> Vec<&str> {
    let downgrades = result["downgrades"].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(downgrades.iter().all(|one| one["reason"].is_string() && one["job"].is_string()), "{result}");
    downgrades.iter().filter_map(|one| one["to"].as_str()).collect()
}

/// The error names the agent and a reason.
fn is_told(result: &Value, agent: &str) {
    let error = &result["error"];
    assert_eq!(error["agent"], agent, "{result}");
    assert!(error["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{result}");
}

#[test]
fn every_error_and_every_second_way_is_told() {
    let mut site = Site::start(&["--set", "worker.rehearsal=true", "up"]);
    let since = Instant::now();
    let ids: BTreeMap<&str, String> =
        CASES.iter().map(|(what, ..)| (*what, site.submit("video", what))).collect();
    let late: Vec<String> = LATE.iter().map(|(kind, what, ..)| site.submit(kind, what)).collect();
    a_silent_job_is_given_up_and_done_again(&mut site);
    for ((_, what, pictures, _), id) in LATE.iter().zip(&late) {
        let done = "SELECT node FROM job WHERE workflow_id = '{id}' AND node LIKE 'visual%' AND status = 'succeeded'";
        site.until(what, done, id, |nodes| nodes.len() as i64 == *pictures);
        let node = what.split(' ').next().expect("a node");
        let silent = format!(
            "SELECT node FROM job WHERE workflow_id = '{{id}}' AND node = '{node}' AND status = 'dispatched'"
        );
        site.until(what, &silent, id, |nodes| nodes.len() == 1);
        assert_eq!(site.texts(TIME_OVER, id), ["running"]);
    }
    site.until("all end", "SELECT subject FROM workflow WHERE finished_at IS NULL", "", <[String]>::is_empty);
    println!("all ended after {:.1} s", since.elapsed().as_secs_f64());
    let told = every_case_ended_as_it_must(&mut site, &ids);
    for ((kind, what, pictures, status), id) in LATE.iter().zip(&late) {
        let result = site.result(id);
        assert_eq!(result["status"], *status, "{kind} {what}: {result}");
        is_told(&result, what.split([' ', '-']).next().expect("an agent"));
        let delivered = result["image_urls"].as_array().map_or(0, Vec::len) as i64;
        assert_eq!(delivered, if *status == "partial" { *pictures } else { 0 }, "{kind} {what}: {result}");
    }
    // What a planner counted just before it was asked is there; there is nothing that counts a downgrade twice.
    assert_eq!(site.metric("aida_downgrades_total{"), told as f64);
}

/// A job whose deadline passes without an answer is tried again, by the planner's clock.
fn a_silent_job_is_given_up_and_done_again(site: &mut Site) {
    let id = site.submit("video", "clip-3 silence 1");
    site.until("a silent job", JOB_OVER, &id, |changed| changed.len() == 1);
    let ended = "SELECT status FROM workflow WHERE id = '{id}' AND finished_at IS NOT NULL";
    site.until("it ends", ended, &id, |status| status.len() == 1);
    let result = site.result(&id);
    assert_eq!(result["status"], "completed", "{result}");
    assert_eq!(stand_ins(&result), Vec::<&str>::new(), "{result}");
    let kinds =
        "SELECT body->>'kind' FROM event WHERE workflow_id = '{id}' AND body->>'event' = 'job.failed'";
    assert_eq!(site.texts(kinds, &id), ["timeout"]);
}

/// How many downgrades there were.
fn every_case_ended_as_it_must(site: &mut Site, ids: &BTreeMap<&str, String>) -> usize {
    let events = "SELECT body->>'to' FROM event
         WHERE workflow_id = '{id}' AND body->>'event' = 'job.downgraded' ORDER BY seq";
    let kinds = "SELECT DISTINCT body->>'kind' FROM event
         WHERE workflow_id = '{id}' AND body->>'event' = 'job.failed'";
    let mut told = 0;
    for (what, status, wanted) in CASES {
        let id = &ids[what];
        let result = site.result(id);
        assert_eq!(result["status"], *status, "{what}: {result}");
        assert_eq!(stand_ins(&result), *wanted, "{what}: {result}");
        assert_eq!(site.texts(events, id), *wanted, "{what}");
        let mut words = what.split(' ');
        let (node, kind) = (words.next().expect("a node"), words.next().expect("a kind"));
        assert_eq!(site.texts(kinds, id), [kind], "{what}");
        if *status == "failed" {
            is_told(&result, if node.starts_with("clip") { "video" } else { node });
        }
        told += wanted.len();
    }
    for kind in ["timeout", "rate_limited", "refused", "exhausted", "auth", "budget", "invalid_input"] {
        assert!(site.metric(&format!("aida_jobs_failed_total{{kind=\"{kind}\"")) >= 1.0, "{kind}");
    }
    told
}
