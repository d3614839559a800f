//! The local fleet as users run it: the built binary `aida`, real PostgreSQL and RabbitMQ, a folder of its own.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use serde_json::Value;

/// A fleet that is taken down when the test ends, however it ends.
struct TestFleet {
    folder: tempfile::TempDir,
}

impl TestFleet {
    fn new() -> Self {
        TestFleet { folder: tempfile::tempdir().unwrap() }
    }

    fn home(&self) -> std::path::PathBuf {
        self.folder.path().join("fleet")
    }

    fn aida(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aida"));
        command.args(arguments).current_dir(self.folder.path()).env("AIDA_FLEET__HOME", self.home());
        command.output().unwrap()
    }

    fn up(&self) -> Value {
        let output = self.aida(&["up", "--services-only", "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn state(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.home().join("fleet.json")).unwrap()).unwrap()
    }

    fn port(&self, name: &str) -> u16 {
        self.state()["ports"][name].as_u64().unwrap().try_into().unwrap()
    }
}

impl Drop for TestFleet {
    fn drop(&mut self) {
        let output = self.aida(&["down"]);
        // A database whose user cannot enter this folder keeps its files in one of its own.
        let state = std::fs::read(self.home().join("fleet.json")).unwrap_or_default();
        let state: Value = serde_json::from_slice(&state).unwrap_or_default();
        let database = state["database_folder"].as_str().map(Path::new).and_then(Path::parent);
        if let Some(folder) = database.filter(|folder| !folder.starts_with(self.folder.path())) {
            assert!(folder.starts_with("/var/lib"), "{}", folder.display());
            let _ = std::fs::remove_dir_all(folder);
        }
        if !std::thread::panicking() {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

fn pid(report: &Value, name: &str) -> u64 {
    let processes = report["processes"].as_array().unwrap();
    processes.iter().find(|process| process["name"] == name).unwrap()["pid"].as_u64().unwrap()
}

fn kill(pid: u64) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    let end = Instant::now() + Duration::from_secs(10);
    while is_running(pid) {
        assert!(Instant::now() < end, "{pid} does not end");
        std::thread::yield_now();
    }
}

/// Zombies have ended; who reaps them is the system's affair.
fn is_running(pid: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

fn speaks_amqp(port: u16) -> bool {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(b"AMQP\x00\x00\x09\x01").unwrap();
    let mut answer = [0u8; 512];
    stream.read(&mut answer).unwrap() > 0 && answer[0] == 1
}

/// What `psql` says to one statement, over the address that the fleet gives its programs.
fn sql(home: &Path, statement: &str) -> String {
    let url = std::fs::read_to_string(home.join("secrets/database-url")).unwrap();
    let output = Command::new("psql").args(["-qtA", &url, "-c", statement]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn services_start_survive_crashes_and_end() {
    let fleet = TestFleet::new();
    let home = fleet.home();
    assert_eq!(fleet.aida(&["status"]).status.code(), Some(5), "there is no fleet yet");

    let first = fleet.up();
    assert!(speaks_amqp(fleet.port("rabbitmq")));
    sql(&home, "CREATE TABLE kept (n integer); INSERT INTO kept VALUES (42)");
    for name in ["postgres", "rabbitmq", "epmd", "rabbitmq/distribution"] {
        assert!(fleet.port(name) < 32_768, "{name}");
    }
    assert!(fleet.aida(&["status"]).status.success());

    // Nothing is done twice.
    let second = fleet.up();
    for name in ["postgres", "rabbitmq", "epmd"] {
        assert_eq!(pid(&first, name), pid(&second, name));
    }

    // A crash is repaired; so is a killed supervisor, whose processes live on and are taken over.
    kill(pid(&second, "postgres"));
    let supervisor = fleet.state()["supervisor"]["pid"].as_u64().unwrap();
    kill(supervisor);
    let third = fleet.up();
    assert_ne!(pid(&third, "postgres"), pid(&second, "postgres"));
    assert_eq!(pid(&third, "rabbitmq"), pid(&second, "rabbitmq"));
    assert_eq!(sql(&home, "SELECT n FROM kept"), "42");

    // Data outlive the fleet, and nothing else does.
    let down = fleet.aida(&["down"]);
    assert!(down.status.success(), "{}", String::from_utf8_lossy(&down.stderr));
    for name in ["postgres", "rabbitmq", "epmd"] {
        assert!(!is_running(pid(&third, name)), "{name} still runs");
    }
    assert_eq!(fleet.aida(&["status"]).status.code(), Some(5));
    fleet.up();
    assert_eq!(sql(&home, "SELECT n FROM kept"), "42");
}

#[test]
fn secrets_are_shown_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_aida"));
    command.args(["config", "show"]).current_dir(folder.path());
    command.env("AIDA_DATABASE__URL", "postgres://aida:hunter2@db/aida").env("AIDA_CLIENT__KEY", "hunter2");
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && !text.contains("hunter2"), "{text}");
    assert!(text.contains("postgres://aida:***@db/aida  # environment AIDA_DATABASE__URL"), "{text}");
}

#[test]
fn bad_input_and_absent_fleets_have_their_exit_statuses() {
    let folder = tempfile::tempdir().unwrap();
    let aida = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aida"));
        command
            .args(arguments)
            .current_dir(folder.path())
            .env("AIDA_FLEET__HOME", folder.path().join("fleet"));
        command.output().unwrap()
    };
    assert_eq!(aida(&["make", "x", "--aspect", "2:1"]).status.code(), Some(2));
    assert_eq!(aida(&["--set", "planner.max_bach=1", "status"]).status.code(), Some(2));
    assert_eq!(aida(&["ls"]).status.code(), Some(5));
    // Nobody listens there: the one JSON object says so.
    let output = aida(&["--api", "http://127.0.0.1:9", "make", "x", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), json["status"].as_str()), (Some(5), Some("unreachable")));
    assert!(json["id"].is_null() && json["error"].as_str().unwrap().contains("127.0.0.1:9"), "{json}");
}
