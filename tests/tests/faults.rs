//! A rehearsing fleet with two planners: bad messages, a planner that stands still, processes that end in order.

#[allow(dead_code, reason = "shared with the test of crash points")]
mod beside;
mod letters;
#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use std::{
    collections::BTreeMap,
    process::Command,
    time::{Duration, Instant},
};

use aida_lab::{chaos::Database, poison};
use support::Fleet;
use tokio::runtime::Runtime;

/// How long anything that is waited for may take.
const PATIENCE: Duration = Duration::from_secs(120);

const OPEN: &str = "SELECT count(*) FROM workflow WHERE status IN ('accepted', 'running', 'paused')";
/// What a test that waits in vain has to show.
const OPEN_ROWS: &str = "SELECT concat_ws(' ', w.id, w.status, 'started', w.started_at::time(0), j.node, j.attempt, j.status,
    'crashes', j.crashes, 'sent', j.dispatched_at::time(0), 'of batch', j.batch, 'now', now()::time(0)) AS line
    FROM workflow w LEFT JOIN job j ON j.workflow_id = w.id AND j.status <> 'succeeded'
    WHERE w.finished_at IS NULL ORDER BY line";
const DOUBLED: &str = "SELECT count(*) FROM (SELECT FROM job WHERE status = 'succeeded'
    GROUP BY workflow_id, node HAVING count(*) > 1) d";

/// Two of what is ended or stopped; agents that pretend. Another `up` has to say the same, or it makes another fleet.
const UP: [&str; 7] = [
    "--set",
    "worker.rehearsal=true",
    "--set",
    "worker.rehearsal_milliseconds=200",
    "up",
    "--replicas",
    "planner=2,visual=2,video=2",
];

struct Site {
    fleet: Fleet,
    api: String,
    broker_url: String,
    database: Database,
    runtime: Runtime,
    submitted: usize,
}

impl Site {
    fn start() -> Self {
        let fleet = Fleet::new();
        fleet.aida(&UP).success();
        Site {
            api: fleet.api_url(),
            broker_url: beside::secret(&fleet, "broker-url"),
            database: Database::new(&beside::secret(&fleet, "database-url")),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
            fleet,
            submitted: 0,
        }
    }

    fn submit(&mut self) -> String {
        self.submitted += 1;
        let (key, subject) = (format!("fault-{}", self.submitted), format!("a fault {}", self.submitted));
        let since = Instant::now();
        loop {
            match beside::submit(&self.api, &key, &subject) {
                Ok(id) => return id,
                Err(error) => assert!(since.elapsed() < PATIENCE, "not accepted: {error}"),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn count(&mut self, sql: &str) -> i64 {
        self.runtime.block_on(self.database.count(sql)).expect("the database answers")
    }

    /// Waits until `sql` counts `wanted`; how long it took.
    fn until(&mut self, what: &str, sql: &str, wanted: i64) -> Duration {
        let since = Instant::now();
        loop {
            let found = self.count(sql);
            if found == wanted {
                return since.elapsed();
            }
            if since.elapsed() > PATIENCE {
                let open = self.runtime.block_on(self.database.texts(OPEN_ROWS)).unwrap_or_default();
                panic!("{what}: {found} instead of {wanted}\n{}", open.join("\n"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn send(&self, queue: &str, bodies: &[Vec<u8>]) {
        self.runtime.block_on(poison::send(&self.broker_url, queue, bodies)).expect("the broker takes them");
    }

    fn pids(&self) -> BTreeMap<String, i64> {
        self.fleet.processes().into_iter().collect()
    }
}

fn signal(name: &str, pid: i64) {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status().expect("kill runs");
    assert!(sent.success(), "{name} {pid}");
}

fn is_gone(pid: i64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.is_empty() || stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('Z'))
}

#[test]
fn a_fleet_bears_bad_messages_a_frozen_planner_and_its_own_end() {
    let mut site = Site::start();
    poison_ends_as_dead_letters_and_kills_nobody(&mut site);
    dead_letters_can_be_worked_with(&mut site);
    a_frozen_planner_stops_nobody(&mut site);
    who_is_asked_to_end_finishes_first(&mut site);
    who_is_asked_twice_ends_at_once(&mut site);
    assert_eq!(site.count("SELECT count(*) FROM workflow"), site.submitted as i64);
    assert_eq!(site.count("SELECT count(*) FROM workflow WHERE status <> 'completed'"), 0);
    assert_eq!(site.count(DOUBLED), 0);
}

fn poison_ends_as_dead_letters_and_kills_nobody(site: &mut Site) {
    let before = site.pids();
    let mut sent = 0;
    for (number, queue) in poison::queues().iter().enumerate() {
        // The same body without an id is the same letter, so that each queue has its own.
        let own = |poison: poison::Poison| [poison.body, b" ".repeat(number)].concat();
        let bodies: Vec<Vec<u8>> = poison::unreadable().into_iter().map(own).collect();
        site.send(queue, &bodies);
        sent += bodies.len() as i64;
    }
    site.until("letters are kept", "SELECT count(*) FROM dead_letter", sent);
    // A stranger's word about a workflow that runs, and about none.
    let id = site.submit();
    let nobody = "01932b1e-7c00-7000-8000-000000000001";
    let foreign = [("writer", "stranger"), ("director", "stranger")]
        .map(|(node, tenant)| poison::foreign_reply(&id, node, tenant));
    site.send("aida.replies", &foreign);
    site.send("aida.replies", &[poison::foreign_reply(nobody, "writer", "local")]);
    site.until("all workflows end", OPEN, 0);
    let foreign = "SELECT count(*) FROM dead_letter WHERE reason = 'foreign'";
    site.until("foreign replies are kept", foreign, 2);
    assert_eq!(site.count("SELECT count(*) FROM workflow WHERE status <> 'completed'"), 0);
    assert_eq!(site.pids(), before, "a process ended");
}

fn dead_letters_can_be_worked_with(site: &mut Site) {
    let of_each_queue = poison::unreadable().len();
    let all = site.count("SELECT count(*) FROM dead_letter") as usize;
    let kept = letters::Kept { of_each_queue, foreign: 2, all };
    let Site { fleet, database, runtime, .. } = site;
    letters::are_listed_shown_replayed_and_discarded(fleet, &kept, |wanted| {
        let since = Instant::now();
        loop {
            let found = runtime.block_on(database.count("SELECT count(*) FROM dead_letter"));
            match found.expect("the database answers") {
                found if found == wanted as i64 => return,
                found => assert!(since.elapsed() < PATIENCE, "{found} letters instead of {wanted}"),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    // It does not circle: a whole workflow later there are no more.
    let before = site.count("SELECT count(*) FROM dead_letter");
    site.submit();
    site.until("all workflows end", OPEN, 0);
    assert_eq!(site.count("SELECT count(*) FROM dead_letter"), before);
}

fn a_frozen_planner_stops_nobody(site: &mut Site) {
    let planner = site.pids()["planner-1"];
    for _ in 0..10 {
        site.submit();
    }
    signal("-STOP", planner);
    let ids: Vec<String> = (0..10).map(|_| site.submit()).collect();
    let finished =
        format!("SELECT count(*) FROM workflow WHERE finished_at IS NOT NULL AND id >= '{}'", ids[0]);
    let since = Instant::now();
    while site.count(&finished) == 0 {
        assert!(since.elapsed() < PATIENCE, "nothing ends while one of two planners stands still");
        std::thread::sleep(Duration::from_millis(50));
    }
    println!("first end after {:.1} s", since.elapsed().as_secs_f64());
    let all = site.until("all workflows end without it", OPEN, 0);
    println!("all ends after {:.1} s", all.as_secs_f64());
    signal("-CONT", planner);
    for _ in 0..5 {
        site.submit();
    }
    site.until("all workflows end", OPEN, 0);
    assert_eq!(site.count(DOUBLED), 0);
}

fn who_is_asked_to_end_finishes_first(site: &mut Site) {
    let crashes = site.count("SELECT coalesce(sum(crashes), 0)::int8 FROM job");
    for (name, pid) in site.pids() {
        for _ in 0..3 {
            site.submit();
        }
        let since = Instant::now();
        signal("-TERM", pid);
        while !is_gone(pid) {
            assert!(since.elapsed() < PATIENCE, "{name} does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
        println!("{name} ended after {:.2} s", since.elapsed().as_secs_f64());
    }
    site.until("all workflows end", OPEN, 0);
    let after = site.count("SELECT coalesce(sum(crashes), 0)::int8 FROM job");
    assert_eq!(after, crashes, "a job was given out again that had ended, or that nobody had given back");
    assert_eq!(site.count(DOUBLED), 0);
}

fn who_is_asked_twice_ends_at_once(site: &mut Site) {
    site.fleet.aida(&UP).success();
    for (name, pid) in site.pids() {
        if !name.starts_with("planner") && !name.starts_with("visual") {
            continue;
        }
        for _ in 0..5 {
            site.submit();
        }
        signal("-TERM", pid);
        Command::new("kill").args(["-TERM", &pid.to_string()]).status().expect("kill runs");
        let since = Instant::now();
        while !is_gone(pid) {
            assert!(since.elapsed() < PATIENCE, "{name} does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    site.until("all workflows end", OPEN, 0);
}
