//! Every labelled commit, publish and ack: a process dies there, and nothing is lost.
//!
//! One fleet rehearses; beside it, for each label, a process that is to die there. It is given work until it has.

mod beside;
#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use std::{
    process::{Child, Command},
    time::{Duration, Instant},
};

use aida_lab::{chaos::Database, poison};
use aida_ops::crash::{CRASH_VARIABLE, Point};
use support::Fleet;

/// How long anything that is waited for may take.
const PATIENCE: Duration = Duration::from_secs(180);
const AGENTS: &str = "writer,director,visual,video,audio,assembly";

struct Drill {
    fleet: Fleet,
    api: String,
    accepted: Vec<String>,
    submitted: usize,
    broker_url: String,
    runtime: tokio::runtime::Runtime,
}

/// A process that is to die; killed when the test fails before.
struct Doomed(Child);

impl Drop for Doomed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drill {
    fn start() -> Self {
        let fleet = Fleet::new();
        fleet.aida(&["--set", "worker.rehearsal=true", "up"]).success();
        let (api, broker_url) = (fleet.api_url(), beside::secret(&fleet, "broker-url"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Drill { fleet, api, accepted: Vec::new(), submitted: 0, broker_url, runtime }
    }

    /// Submits one brief under a key of its own to `api`; the same again when there was no answer, to the fleet's.
    fn submit_to(&mut self, api: &str) {
        self.submitted += 1;
        let key = format!("drill-{}", self.submitted);
        let subject = format!("a drill {:05}", self.submitted);
        let since = Instant::now();
        let mut url = api.to_owned();
        let id = loop {
            match beside::submit(&url, &key, &subject) {
                Ok(id) => break id,
                Err(error) => {
                    assert!(since.elapsed() < PATIENCE, "{url} does not accept: {error}");
                    url = self.api.clone();
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
        };
        self.accepted.push(id);
    }

    fn submit(&mut self) {
        let api = self.api.clone();
        self.submit_to(&api);
    }

    fn doom(&self, program: &str, point: Point, variables: &[(&str, &str)]) -> Doomed {
        let mut command: Command = beside::program(&self.fleet, program);
        command.env(CRASH_VARIABLE, format!("{}:1", point.label())).envs(variables.iter().copied());
        Doomed(command.spawn().expect("it starts"))
    }

    /// Gives work by `work` until `doomed` is gone.
    fn until_dead(&mut self, doomed: &mut Doomed, point: Point, mut work: impl FnMut(&mut Self)) {
        use std::os::unix::process::ExitStatusExt as _;
        const ABORTED: i32 = 6;
        let since = Instant::now();
        loop {
            if let Some(status) = doomed.0.try_wait().expect("its state") {
                assert_eq!(status.signal(), Some(ABORTED), "{}: {status}", point.label());
                return;
            }
            assert!(since.elapsed() < PATIENCE, "nobody came to {}", point.label());
            work(self);
        }
    }

    fn die_at(&mut self, point: Point) {
        let worker = [("AIDA_WORKER__AGENTS", AGENTS), ("AIDA_WORKER__REHEARSAL", "true")];
        match point {
            Point::ApiBeforeStore | Point::ApiStored | Point::ApiBeforePublish | Point::ApiPublished => {
                let port = beside::free_port();
                let listen = format!("127.0.0.1:{port}");
                let mut doomed = self.doom("aida-api", point, &[("AIDA_API__LISTEN", &listen)]);
                let own = format!("http://{listen}");
                self.until_dead(&mut doomed, point, |drill| {
                    if beside::answers(&own) {
                        drill.submit_to(&own);
                    }
                });
            }
            Point::PlannerLocked
            | Point::PlannerBeforeCommit
            | Point::PlannerCommitted
            | Point::PlannerBeforeAck
            | Point::PlannerAcked
            | Point::PlannerBeforePublish
            | Point::PlannerPublished => {
                let mut doomed = self.doom("aida-planner", point, &[]);
                self.until_dead(&mut doomed, point, Drill::submit);
            }
            Point::PlannerBeforeDefer => {
                // No room before the first look: what comes until then has to wait.
                let few = [
                    ("AIDA_PLANNER__MIN_OUTSTANDING_JOBS", "1"),
                    ("AIDA_PLANNER__SWEEP_INTERVAL_MS", "60000"),
                ];
                for _ in 0..20 {
                    self.submit();
                }
                let mut doomed = self.doom("aida-planner", point, &few);
                self.until_dead(&mut doomed, point, Drill::submit);
            }
            Point::DeadBeforeKeep | Point::DeadKept => {
                let mut doomed = self.doom("aida-planner", point, &[]);
                self.until_dead(&mut doomed, point, |drill| {
                    let body = format!("no message {}", drill.submitted).into_bytes();
                    let (body, queue) = ([body], "aida.jobs.writer");
                    let sent = poison::send(&drill.broker_url, queue, &body);
                    drill.runtime.block_on(sent).expect("the broker takes it");
                    drill.submit();
                });
            }
            Point::WorkerTook | Point::WorkerDone | Point::WorkerReplied | Point::WorkerAcked => {
                let mut doomed = self.doom("aida-worker", point, &worker);
                self.until_dead(&mut doomed, point, Drill::submit);
            }
            Point::WorkerCounted => {
                let mut doomed = self.doom("aida-worker", point, &worker);
                self.until_dead(&mut doomed, point, |drill| {
                    // Another that dies leaves a job that is given out again.
                    let mut other = drill.doom("aida-worker", Point::WorkerTook, &worker);
                    drill.until_dead(&mut other, Point::WorkerTook, Drill::submit);
                });
            }
            Point::WorkerBeforeHandBack | Point::WorkerHandedBack => {
                let slow =
                    [("AIDA_WORKER__REHEARSAL_MILLISECONDS", "600000"), ("AIDA_WORKER__GRACE_SECONDS", "0")];
                let mut doomed = self.doom("aida-worker", point, &[worker.as_slice(), &slow].concat());
                let pid = doomed.0.id().to_string();
                let mut held = 0;
                self.until_dead(&mut doomed, point, |drill| {
                    drill.submit();
                    held += 1;
                    // By now it has some in hand; asked only once, because a second time ends it at once.
                    if held == 60 {
                        Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
                    }
                });
            }
        }
    }

    /// Every accepted workflow ends, once, and nothing is left open.
    fn all_end(&mut self) {
        let mut database = Database::new(&beside::secret(&self.fleet, "database-url"));
        let since = Instant::now();
        let open = "SELECT count(*) FROM workflow WHERE status IN ('accepted', 'running', 'paused')";
        loop {
            let left = self.runtime.block_on(database.count(open)).expect("the database answers");
            if left == 0 {
                break;
            }
            assert!(since.elapsed() < PATIENCE, "{left} workflows do not end");
            std::thread::sleep(Duration::from_millis(100));
        }
        let mut count = |sql: &str| self.runtime.block_on(database.count(sql)).expect("the database answers");
        assert_eq!(count("SELECT count(*) FROM workflow"), self.submitted as i64, "one for each key");
        assert_eq!(count("SELECT count(*) FROM workflow WHERE status <> 'completed'"), 0);
        assert_eq!(count("SELECT count(*) FROM job WHERE status = 'dispatched'"), 0);
        let twice = "SELECT count(*) FROM (SELECT FROM job WHERE status = 'succeeded'
            GROUP BY workflow_id, node HAVING count(*) > 1) d";
        assert_eq!(count(twice), 0, "a result counted twice");
        self.accepted.sort();
        self.accepted.dedup();
        assert_eq!(self.accepted.len(), self.submitted, "two keys, one workflow");
    }
}

#[test]
fn whoever_dies_wherever_nothing_is_lost() {
    let mut drill = Drill::start();
    for point in Point::ALL {
        let since = Instant::now();
        drill.die_at(*point);
        println!("{}: {:.1} s", point.label(), since.elapsed().as_secs_f64());
    }
    drill.all_end();
    println!("{} workflows", drill.submitted);
}
