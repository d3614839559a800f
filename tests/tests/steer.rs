//! Cancel, pause, resume and retry in the middle of every agent's work, and what is left of ffmpeg then.

#[allow(dead_code, reason = "most of this asks the API itself")]
mod support;

use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, Instant},
};

use serde_json::Value;
use support::{Fleet, support_http};

const PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(20);
const AGENTS: [&str; 6] = ["writer", "director", "audio", "visual", "video", "assembly"];
const BRIEF: &str = r#"{"text": "Video 10s TikTok sul caffè della mattina"}"#;

/// A workflow as a client of the API sees it.
#[derive(Clone)]
struct Workflow {
    url: String,
}

impl Workflow {
    fn submit(api: &str, brief: &str) -> Workflow {
        let accepted = support_http::json("POST", &format!("{api}/v1/workflows"), brief);
        let id = accepted["id"].as_str().unwrap_or_else(|| panic!("no id in {accepted}"));
        Workflow { url: format!("{api}/v1/workflows/{id}") }
    }

    fn status(&self) -> String {
        support_http::json("GET", &self.url, "")["status"].as_str().unwrap_or_default().to_owned()
    }

    fn jobs(&self) -> Vec<Value> {
        let listed = support_http::json("GET", &format!("{}/jobs", self.url), "");
        listed["items"].as_array().cloned().unwrap_or_default()
    }

    /// Agent, node and attempt of the jobs with this status.
    fn jobs_with(&self, status: &str) -> BTreeSet<String> {
        let jobs = self.jobs().into_iter().filter(|job| job["status"] == status);
        jobs.map(|job| format!("{} {} {}", job["agent"], job["node"], job["attempt"])).collect()
    }

    /// `what` may carry a query.
    fn ask(&self, what: &str) {
        let answer = support_http::json("POST", &format!("{}/{what}", self.url), "");
        assert_eq!(answer["requested"].as_str(), what.split('?').next(), "{answer}");
    }

    /// Waits until `agent` has a job of this workflow in hand.
    fn until_at(&self, agent: &str) {
        until(|| self.jobs_with("dispatched").iter().any(|job| job.contains(agent)), agent);
    }

    fn until(&self, status: &str) {
        until(|| self.status() == status, status);
    }
}

/// Returns how long it took.
fn until(mut condition: impl FnMut() -> bool, what: &str) -> Duration {
    let since = Instant::now();
    while !condition() {
        assert!(since.elapsed() < PATIENCE, "{what}: not within {} s", PATIENCE.as_secs());
        std::thread::sleep(POLL);
    }
    since.elapsed()
}

#[test]
fn work_is_steered_in_the_middle_of_every_agents_job() {
    let fleet = Fleet::new();
    let settings = ["worker.rehearsal=true", "worker.rehearsal_milliseconds=1200"];
    fleet.aida(&["up", "--set", settings[0], "--set", settings[1]]).success();
    let api = fleet.api_url();
    std::thread::scope(|scope| {
        for agent in AGENTS {
            let api = &api;
            scope.spawn(move || a_cancelled_workflow_starts_nothing_more(api, agent));
            scope.spawn(move || a_paused_workflow_ends_what_runs_and_goes_on_later(api, agent));
            scope.spawn(move || a_retry_keeps_what_came_before(api, agent));
        }
    });
    let in_flight =
        |metrics: &str| metrics.lines().filter(|line| line.starts_with("aida_worker_jobs_in_flight")).count();
    assert!(in_flight(&fleet.metrics()) >= AGENTS.len());
    until(
        || {
            let metrics = fleet.metrics();
            let lines = metrics.lines().filter(|line| line.starts_with("aida_worker_jobs_in_flight"));
            lines.into_iter().all(|line| line.ends_with(" 0"))
        },
        "no worker works any more",
    );
}

fn a_cancelled_workflow_starts_nothing_more(api: &str, agent: &str) {
    let workflow = Workflow::submit(api, BRIEF);
    workflow.until_at(agent);
    let asked = Instant::now();
    workflow.ask("cancel");
    workflow.until("cancelled");
    println!("cancel at {agent}: {:.0} ms", asked.elapsed().as_secs_f64() * 1e3);
    let after = workflow.jobs();
    assert!(
        after.iter().any(|job| job["agent"] == agent && job["status"] == "cancelled"),
        "{agent}: {after:?}"
    );
    // Another workflow that comes later goes through the same agents and leaves this one alone.
    Workflow::submit(api, BRIEF).until("completed");
    assert_eq!(workflow.jobs(), after);
}

fn a_paused_workflow_ends_what_runs_and_goes_on_later(api: &str, agent: &str) {
    let workflow = Workflow::submit(api, BRIEF);
    workflow.until_at(agent);
    workflow.ask("pause");
    until(|| workflow.jobs_with("dispatched").is_empty(), "what runs ends");
    let done = workflow.jobs_with("succeeded");
    assert!(done.iter().any(|job| job.contains(agent)), "{agent}: {done:?}");
    if agent != "assembly" {
        assert_eq!(workflow.status(), "paused");
        Workflow::submit(api, BRIEF).until("completed");
        assert_eq!(workflow.jobs_with("succeeded"), done, "nothing was started meanwhile");
        workflow.ask("resume");
    }
    workflow.until("completed");
}

fn a_retry_keeps_what_came_before(api: &str, agent: &str) {
    let workflow = Workflow::submit(api, BRIEF);
    workflow.until("completed");
    let before = workflow.jobs();
    let node = before.iter().find(|job| job["agent"] == agent).expect("the agent's job")["node"].clone();
    workflow.ask(&format!("retry?from={}", node.as_str().expect("a name")));
    until(|| workflow.jobs().len() > before.len(), "the retry begins");
    workflow.until("completed");
    let again = workflow.jobs().into_iter().filter(|job| job["attempt"].as_i64() > Some(1));
    let agents: BTreeSet<_> = again.map(|job| job["agent"].as_str().unwrap_or_default().to_owned()).collect();
    assert!(agents.contains(agent) && agents.contains("assembly"), "{agent}: {agents:?}");
    assert_eq!(agents.contains("writer"), agent == "writer", "{agent}: {agents:?}");
}

/// The ffmpeg processes below `parent`.
fn ffmpegs_of(parent: i64) -> usize {
    let processes = fs::read_dir("/proc").expect("/proc").flatten();
    let stats = processes.filter_map(|process| fs::read_to_string(process.path().join("stat")).ok());
    stats
        .filter(|stat| {
            // pid (name) state parent …; a zombie (Z) has ended.
            let after = stat.rsplit_once(") ").map(|(_, after)| after).unwrap_or_default();
            let mut fields = after.split(' ');
            let lives = fields.next() != Some("Z");
            lives && stat.contains("(ffmpeg)") && fields.next() == Some(parent.to_string().as_str())
        })
        .count()
}

#[test]
fn a_cancel_ends_the_encoders() {
    let fleet = Fleet::new();
    fleet.aida(&["up"]).success();
    let api = fleet.api_url();
    let (_, video) =
        fleet.processes().into_iter().find(|(name, _)| name == "video-1").expect("a video worker");
    let workflow = Workflow::submit(&api, r#"{"text": "A 90 second story about a lighthouse, for YouTube"}"#);
    until(|| ffmpegs_of(video) > 0, "a clip is encoded");
    let asked = Instant::now();
    workflow.ask("cancel");
    until(|| ffmpegs_of(video) == 0, "the encoders have ended");
    println!("ffmpeg ended after {:.0} ms", asked.elapsed().as_secs_f64() * 1e3);
    // A second on a machine of its own; tests share theirs.
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    workflow.until("cancelled");
    // No clip that was waiting is taken up.
    Workflow::submit(&api, r#"{"text": "Post quadrato per una pizzeria", "content_type": "image"}"#)
        .until("completed");
    assert_eq!(ffmpegs_of(video), 0);
}
