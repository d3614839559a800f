//! Who waits for whom, on rehearsing fleets: a tenant with many workflows holds up nobody, what is urgent goes first, and
//! replicas share what waits.
//!
//! `TURNS_WAITING=5000` and `TURNS_REPLICAS=16 TURNS_JOBS=1600` say how many workflows wait, and how many replicas share how
//! many jobs.

#[allow(dead_code, reason = "shared with the test of crash points")]
mod beside;
mod site;
#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use std::{
    env,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use site::Site;

/// How long anything that is waited for may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// Jobs of a film of six seconds that one agent does: its pictures.
const PICTURES: usize = 3;

fn number(variable: &str, usual: usize) -> usize {
    let Ok(text) = env::var(variable) else { return usual };
    text.parse().unwrap_or_else(|error| panic!("{variable}={text}: {error}"))
}

/// A fleet whose agents pretend, and that lets as many wait as come.
fn site(arguments: &[&str]) -> Site {
    let settings =
        ["worker.rehearsal=true", "api.max_waiting_workflows=100000", "api.max_waiting_per_tenant=100000"];
    let mut all: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
    all.extend(arguments);
    Site::start(&all)
}

impl Site {
    /// A header with a new key of the tenant.
    fn key(&self, tenant: &str) -> String {
        let mut command = beside::program(&self.fleet, "aida-api");
        command.args(["keys", "create", "--tenant", tenant, "--json"]).stdout(Stdio::piped());
        let made = command.output().expect("aida-api runs");
        let made: Value = serde_json::from_slice(&made.stdout).expect("JSON");
        format!("Authorization: Bearer {}", made["key"].as_str().expect("a key"))
    }

    fn submit(&self, header: &str, priority: &str) -> String {
        let brief = json!({
            "content_type": "video", "language": "en", "subject": "a turn", "duration_seconds": 6, "priority": priority
        });
        beside::submit_brief(&self.api, header, &brief).expect("accepted")
    }

    fn count(&mut self, sql: &str) -> i64 {
        self.runtime.block_on(self.database.count(sql)).expect("the database answers")
    }

    /// Waits until `sql` counts `wanted` or more.
    fn until(&mut self, what: &str, sql: &str, wanted: i64) {
        let since = Instant::now();
        loop {
            let found = self.count(sql);
            if found >= wanted {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{what}: {found} instead of {wanted}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Seconds from a workflow's acceptance to its end, by the database's clock.
    fn seconds_of(&mut self, id: &str) -> f64 {
        let ended = format!("SELECT count(*) FROM workflow WHERE id = '{id}' AND status = 'completed'");
        self.until("a workflow ends", &ended, 1);
        let took = format!(
            "SELECT (extract(epoch FROM finished_at - accepted_at) * 1000)::int8 FROM workflow WHERE id = '{id}'"
        );
        self.count(&took) as f64 / 1_000.0
    }

    /// Normal workflows of the hog that were accepted before this one, and started while it waited.
    fn let_in_before(&mut self, id: &str) -> i64 {
        self.count(&format!(
            "SELECT count(*) FROM workflow w JOIN workflow late ON late.id = '{id}'
             WHERE w.tenant = 'hog' AND w.id < late.id
             AND w.started_at > late.accepted_at AND w.started_at < late.started_at"
        ))
    }
}

const WAITING: &str = "SELECT count(*) FROM workflow WHERE tenant = 'hog' AND status = 'accepted'";
const RUNNING: &str = "SELECT count(*) FROM workflow WHERE status = 'running'";

#[test]
fn a_hog_holds_up_nobody_and_what_is_urgent_goes_first() {
    let waiting = number("TURNS_WAITING", 300) as i64;
    let places = "worker.permits=writer=2,director=2,visual=2,video=2,audio=2,assembly=2";
    let mut site = site(&["--set", places, "--set", "worker.rehearsal_milliseconds=100", "up"]);
    let [hog, small] = ["hog", "small"].map(|tenant| site.key(tenant));
    let alone = site.submit(&small, "normal");
    let alone = site.seconds_of(&alone);
    while site.count(WAITING) < waiting {
        for _ in 0..100 {
            site.submit(&hog, "normal");
        }
    }
    for (who, header, priority) in [("another tenant's", &small, "normal"), ("an urgent one", &hog, "high")] {
        site.until("the hog's run", RUNNING, 10);
        let (waits, running) = (site.count(WAITING), site.count(RUNNING));
        let id = site.submit(header, priority);
        let (seconds, before) = (site.seconds_of(&id), site.let_in_before(&id));
        println!(
            "{waits} waiting, {running} running; {who}: {seconds:.2} s, alone {alone:.2} s, {before} let in before it"
        );
        assert!(before <= running, "{before} were let in before {who}, {running} ran already");
        assert!(site.count(WAITING) > 0, "nobody waits any more, so that this shows nothing");
    }
}

/// Seconds in which so many replicas with one place each did so many jobs of 200 ms.
fn seconds_with(replicas: usize, jobs: usize) -> f64 {
    let permits = "worker.permits=writer=64,director=64,visual=1,video=64,audio=64,assembly=64";
    let replicas = format!("visual={replicas}");
    let mut site = site(&[
        "--set",
        permits,
        "--set",
        "worker.rehearsal_milliseconds=200",
        "--set",
        "planner.min_outstanding_jobs=10000",
        "up",
        "--replicas",
        &replicas,
    ]);
    let header = site.key("many");
    for _ in 0..jobs.div_ceil(PICTURES) {
        site.submit(&header, "normal");
    }
    site.until(
        "the jobs end",
        "SELECT count(*) FROM job WHERE agent = 'visual' AND status = 'succeeded'",
        jobs as i64,
    );
    let span = "SELECT (extract(epoch FROM max(finished_at) - min(dispatched_at)) * 1000)::int8 FROM job
        WHERE agent = 'visual'";
    site.count(span) as f64 / 1_000.0
}

#[test]
fn replicas_share_what_waits() {
    let (replicas, jobs) = (number("TURNS_REPLICAS", 4), number("TURNS_JOBS", 80));
    let (one, many) = (seconds_with(1, jobs), seconds_with(replicas, jobs));
    let ratio = many * replicas as f64 / one;
    println!(
        "{jobs} jobs: one replica {one:.1} s, {replicas} replicas {many:.1} s, {ratio:.2} of their share"
    );
    // The first job and the last are a part of so few.
    assert!(ratio < 1.1 + 4.0 * replicas as f64 / jobs as f64, "{ratio}");
}
