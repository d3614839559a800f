//! The program itself, as it is started.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStderr, Command, Output, Stdio},
    time::{Duration, Instant},
};

use aida_store::testing::TestDatabase;
use serde_json::Value;

/// The settings of one API, all its files in one folder.
fn command(database: &TestDatabase, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aida-api"));
    command.current_dir(folder);
    for set in [
        format!("database.url={}", database.url),
        // Nobody listens there: the API goes on without a broker.
        "broker.url=amqp://guest:guest@127.0.0.1:9/%2f".to_owned(),
        format!("assets.url=file://{}/assets", folder.display()),
        format!("fleet.home={}/fleet", folder.display()),
        "metrics.listen=127.0.0.1:0".to_owned(),
        "api.listen=127.0.0.1:0".to_owned(),
        "api.grace_seconds=5".to_owned(),
    ] {
        command.arg("--set").arg(set);
    }
    command
}

/// A running API; killed when it is dropped.
struct Process {
    child: Child,
    address: String,
    _log: BufReader<ChildStderr>,
}

impl Process {
    fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(log.read_line(&mut line).unwrap(), 0, "it ended before it listened");
            if let Some((_, rest)) = line.split_once("listening address=") {
                let address = rest.split_whitespace().next().unwrap().to_owned();
                return Process { child, address, _log: log };
            }
        }
    }

    fn connect(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let request = request.replace("HOST", &self.address);
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The whole answer to a request that closes its connection.
    fn ask(&self, request: &str) -> String {
        let mut answer = String::new();
        self.connect(request).read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str, headers: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n{headers}\r\n"))
    }

    fn submit(&self) -> String {
        let body = "{\"text\": \"a film of shoes\"}";
        let head = "POST /v1/workflows HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\
                    Content-Type: application/json\r\n";
        self.ask(&format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()))
    }

    fn terminate(&self) {
        let status = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
    }

    fn wait(&mut self) -> i32 {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(Instant::now() < deadline, "it did not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn keys(database: &TestDatabase, folder: &Path, arguments: &[&str]) -> Output {
    let output = command(database, folder).arg("keys").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

#[tokio::test]
async fn another_address_needs_keys_before_it_starts() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let public = |with_pepper: bool| {
        let mut command = command(&database, folder.path());
        command.args(["--set", "api.listen=0.0.0.0:0"]);
        if with_pepper {
            command.args(["--set", "api.key_pepper=a pepper of more than 32 characters"]);
        }
        command
    };
    let refused = public(false).output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("api.key_pepper is not set"));
    let refused = public(true).output().unwrap();
    assert!(!refused.status.success());
    let log = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(log.contains("any address but loopback needs API keys"), "{log}");

    let made = public(true).args(["keys", "create", "--tenant", "anna"]).output().unwrap();
    assert!(made.status.success());
    let process = Process::start(public(true));
    assert!(process.get("/v1/workflows", "").starts_with("HTTP/1.1 401"));
    let key = String::from_utf8(made.stdout).unwrap();
    let authorization = format!("Authorization: Bearer {}\r\n", key.trim());
    assert!(process.get("/v1/workflows", &authorization).starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn keys_are_made_listed_and_revoked() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let made = keys(&database, folder.path(), &["create", "--tenant", "anna", "--name", "laptop", "--json"]);
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with(&format!("aida_{id}_")));
    let process = Process::start(command(&database, folder.path()));
    let authorization = format!("Authorization: Bearer {key}\r\n");
    assert!(process.get("/v1/workflows", &authorization).starts_with("HTTP/1.1 200"));

    let listed = keys(&database, folder.path(), &["list", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&made["id"], &Value::from("laptop")));
    let secret = key.rsplit('_').next().unwrap();
    assert!(!listed.to_string().contains(secret));

    keys(&database, folder.path(), &["revoke", id]);
    let revoked = Instant::now();
    while process.get("/v1/workflows", &authorization).starts_with("HTTP/1.1 200") {
        assert!(revoked.elapsed() < Duration::from_millis(1_500), "still valid");
        std::thread::sleep(Duration::from_millis(20));
    }
    let text = String::from_utf8(keys(&database, folder.path(), &["list"]).stdout).unwrap();
    assert!(text.contains("revoked") && text.contains("anna"), "{text}");
    let unknown = command(&database, folder.path()).args(["keys", "revoke", "nobody"]).output().unwrap();
    assert!(!unknown.status.success());
    let bad = command(&database, folder.path()).args(["keys", "create", "--tenant", "A B"]).output().unwrap();
    assert!(!bad.status.success());
}

#[tokio::test]
async fn it_serves_without_a_broker_and_ends_in_order() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(command(&database, folder.path()));
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let ready = process.get("/readyz", "");
        if ready.starts_with("HTTP/1.1 200") {
            assert!(ready.contains("\"broker\":{\"connected\":false"), "{ready}");
            break;
        }
        assert!(Instant::now() < deadline, "{ready}");
        std::thread::sleep(Duration::from_millis(20));
    }
    let accepted = process.submit();
    assert!(accepted.starts_with("HTTP/1.1 202"), "{accepted}");
    let location = accepted.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    let memory = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap();
    let resident = memory.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes: u64 = resident.split_whitespace().next().unwrap().parse().unwrap();
    assert!(kilobytes < 40_000, "{kilobytes} kB resident");

    let mut stream = process.connect(&format!("GET {location}/events HTTP/1.1\r\nHost: HOST\r\n\r\n"));
    let mut seen = String::new();
    let mut buffer = [0; 4_096];
    while !seen.contains("event: workflow.accepted") {
        let count = stream.read(&mut buffer).unwrap();
        assert_ne!(count, 0, "the stream ended early: {seen}");
        seen.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
    }
    process.terminate();
    // The last chunk of a chunked answer: the stream was ended, not cut.
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "{rest:?}");
    assert_eq!(process.wait(), 0);
}
