//! The program itself, as it is started.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStderr, Command, Output, Stdio},
    time::{Duration, Instant},
};

use aida_broker::{Broker, BrokerOptions, decode, testing::PrivateBroker};
use aida_protocol::{
    BriefMessage, MESSAGE_VERSION, NodeId, ProgressMessage, Step, TenantId, WorkflowId,
    routing::{BRIEF_QUEUE, TELEMETRY_EXCHANGE, progress_key},
};
use aida_store::testing::TestDatabase;
use serde_json::Value;

/// The settings of one API, all its files in one folder.
fn command(database: &TestDatabase, folder: &Path) -> Command {
    // Nobody listens there: the API goes on without a broker.
    command_with_broker(database, folder, "amqp://guest:guest@127.0.0.1:9/%2f")
}

fn command_with_broker(database: &TestDatabase, folder: &Path, broker: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aida-api"));
    command.current_dir(folder);
    for set in [
        format!("database.url={}", database.url),
        format!("broker.url={broker}"),
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
    log: Option<BufReader<ChildStderr>>,
}

impl Process {
    fn start(mut command: Command) -> Self {
        let child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut process = Process { child, address: String::new(), log: None };
        let mut log = BufReader::new(process.child.stderr.take().unwrap());
        let mut line = String::new();
        while process.address.is_empty() {
            line.clear();
            assert_ne!(log.read_line(&mut line).unwrap(), 0, "it ended before it listened");
            if let Some((_, rest)) = line.split_once("listening address=") {
                process.address = rest.split_whitespace().next().unwrap().to_owned();
            }
        }
        process.log = Some(log);
        process
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

    /// Where an accepted brief is.
    fn accepted(&self) -> String {
        let accepted = self.submit();
        assert!(accepted.starts_with("HTTP/1.1 202"), "{accepted}");
        accepted.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned()
    }

    /// What `/readyz` says once `holds` is true of it.
    fn ready_when(&self, holds: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let ready = self.get("/readyz", "");
            if holds(&ready) {
                return ready;
            }
            assert!(Instant::now() < deadline, "{ready}");
        }
    }

    fn watch(&self, location: &str) -> TcpStream {
        self.connect(&format!("GET {location}/events HTTP/1.1\r\nHost: HOST\r\n\r\n"))
    }

    fn terminate(&self) {
        let status = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
    }

    /// Its exit status, which comes soon; its log ends when it ends.
    fn wait(&mut self) -> Option<i32> {
        let (sender, ended) = std::sync::mpsc::channel();
        let mut log = self.log.take().unwrap();
        std::thread::spawn(move || sender.send(log.read_to_end(&mut Vec::new())));
        ended.recv_timeout(Duration::from_secs(10)).expect("it ends within ten seconds").unwrap();
        self.child.wait().unwrap().code()
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
    let ready = process.ready_when(|ready| ready.starts_with("HTTP/1.1 200"));
    assert!(ready.contains("\"broker\":{\"connected\":false"), "{ready}");
    let memory = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap();
    let resident = memory.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes: u64 = resident.split_whitespace().next().unwrap().parse().unwrap();
    assert!(kilobytes < 40_000, "{kilobytes} kB resident");

    let location = process.accepted();
    let mut stream = process.watch(&location);
    read_until(&mut stream, "event: workflow.accepted");
    process.terminate();
    // The last chunk of a chunked answer: the stream was ended, not cut.
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "{rest:?}");
    assert_eq!(process.wait(), Some(0));
}

fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let (mut seen, mut buffer) = (String::new(), [0; 4_096]);
    while !seen.contains(wanted) {
        let count = stream.read(&mut buffer).unwrap();
        assert_ne!(count, 0, "the stream ended before {wanted}: {seen}");
        seen.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn the_broker_is_told_and_heard_and_may_go() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut server = tokio::task::spawn_blocking(PrivateBroker::start).await.unwrap();
    let broker = Broker::connect(&server.url(), "test", BrokerOptions::default()).await.unwrap();
    let mut briefs = broker.consume(BRIEF_QUEUE, 1).await.unwrap();
    let process = Process::start(command_with_broker(&database, folder.path(), &server.url()));
    process.ready_when(|ready| ready.contains("\"connected\":true"));
    let location = process.accepted();
    let delivery = briefs.next().await.unwrap();
    let told: BriefMessage = decode(&delivery.body).unwrap();
    delivery.ack().await.unwrap();
    let id: WorkflowId = location.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!((told.workflow_id, told.tenant), (id, TenantId::local()));

    let mut stream = process.watch(&location);
    read_until(&mut stream, "event: workflow.accepted");
    let message = ProgressMessage {
        version: MESSAGE_VERSION,
        workflow_id: id,
        tenant: TenantId::local(),
        node: NodeId::once(Step::Writer),
        attempt: 1,
        percent: 40,
        message: "writing".to_owned(),
        traceparent: None,
    };
    let publisher = broker.publisher();
    // Again and again: what is announced before the API listens is lost, as it may be.
    let announcing = tokio::spawn(async move {
        let mut every = tokio::time::interval(Duration::from_millis(50));
        loop {
            every.tick().await;
            publisher.announce(TELEMETRY_EXCHANGE, &progress_key(id), &message);
        }
    });
    let seen = read_until(&mut stream, "\"percent\":40");
    announcing.abort();
    assert!(seen.contains("event: job.progress") && !seen.contains("id: 2"), "{seen}");

    broker.close().await;
    tokio::task::spawn_blocking(move || server.kill()).await.unwrap();
    process.ready_when(|ready| ready.starts_with("HTTP/1.1 200") && ready.contains("\"connected\":false"));
    process.accepted();
}
