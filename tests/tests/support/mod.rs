//! A fleet of its own in a temporary folder, driven through the program `aida` as a user would.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// How long anything that is waited for may take.
const PATIENCE: Duration = Duration::from_secs(240);

pub struct Fleet {
    folder: TempDir,
    out: String,
}

/// What `aida make --json` or `aida watch --json` said.
pub struct MakeOutcome {
    pub status: i32,
    pub json: Value,
}

pub struct Output {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Output {
    pub fn success(self) -> Self {
        assert_eq!(self.status, 0, "{}\n{}", self.stdout, self.stderr);
        self
    }
}

impl MakeOutcome {
    /// Where a delivered file lies; of a list the first.
    pub fn path(&self, key: &str) -> PathBuf {
        let value = &self.json[key];
        let path = value.as_str().or_else(|| value[0].as_str());
        PathBuf::from(path.unwrap_or_else(|| panic!("{key} is not a file in {}", self.json)))
    }
}

/// The folder of the built programs: this test lies in its `deps`.
fn programs() -> PathBuf {
    let this = std::env::current_exe().expect("the test's own path");
    this.parent().and_then(Path::parent).expect("target/release/deps").to_owned()
}

/// The built program `aida`.
pub fn aida() -> PathBuf {
    let aida = programs().join("aida");
    assert!(aida.exists(), "{} is missing: build the programs first (./aida test does)", aida.display());
    aida
}

impl Fleet {
    pub fn new() -> Self {
        aida();
        let folder = tempfile::Builder::new().prefix("aida-fleet-").tempdir().expect("a temporary folder");
        let out = folder.path().join("out").display().to_string();
        Fleet { folder, out }
    }

    pub fn out(&self) -> &str {
        &self.out
    }

    /// What all processes of the fleet have logged.
    pub fn logged(&self) -> String {
        let files = fs::read_dir(self.folder.path().join("home").join("log")).expect("the logs");
        let paths = files.map(|entry| entry.expect("a log").path());
        paths.map(|path| String::from_utf8_lossy(&fs::read(path).expect("a log")).into_owned()).collect()
    }

    pub fn aida(&self, arguments: &[&str]) -> Output {
        let output = Command::new(programs().join("aida"))
            .args(arguments)
            .env("AIDA_FLEET__HOME", self.folder.path().join("home"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("aida runs");
        Output {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn json_of(&self, arguments: &[&str]) -> MakeOutcome {
        let output = self.aida(arguments);
        let json = serde_json::from_str(&output.stdout).unwrap_or_else(|error| {
            panic!("not one JSON object ({error}): {}\n{}", output.stdout, output.stderr)
        });
        MakeOutcome { status: output.status, json }
    }

    pub fn make(&self, arguments: &[&str]) -> MakeOutcome {
        let mut all = vec!["make"];
        all.extend_from_slice(arguments);
        all.extend(["--json", "--out", &self.out]);
        self.json_of(&all)
    }

    pub fn watch(&self, id: &str) -> MakeOutcome {
        self.json_of(&["watch", id, "--json", "--out", &self.out])
    }

    /// Returns as soon as the work is accepted.
    pub fn submit(&self, text: &str) -> String {
        let outcome = self.make(&[text, "--no-wait"]);
        outcome.json["id"].as_str().unwrap_or_else(|| panic!("no id in {}", outcome.json)).to_owned()
    }

    /// How many workflows there are.
    pub fn count(&self) -> usize {
        let listed = self.aida(&["ls", "--json", "--limit", "100"]).success();
        let listed: Value = serde_json::from_str(&listed.stdout).expect("JSON");
        listed.as_array().or_else(|| listed["items"].as_array()).expect("a list").len()
    }

    /// Waits until the first job of a workflow has ended.
    pub fn until_running(&self, id: &str) {
        let since = Instant::now();
        loop {
            let shown = self.aida(&["show", id, "--json"]).success();
            if shown.stdout.contains("\"succeeded\"") {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{id} does not run: {}", shown.stdout);
        }
    }

    /// What `aida status --json` says.
    pub fn state(&self) -> Value {
        serde_json::from_str(&self.aida(&["status", "--json"]).success().stdout).expect("JSON")
    }

    pub fn api_url(&self) -> String {
        self.state()["api"].as_str().expect("the API's address").to_owned()
    }

    /// Our own processes, without database and broker: name and pid.
    pub fn processes(&self) -> Vec<(String, i64)> {
        let state = self.state();
        let listed = state["processes"].as_array().expect("processes").iter();
        let ours = listed.filter(|process| process["metrics"].is_string());
        ours.filter_map(|process| Some((process["name"].as_str()?.to_owned(), process["pid"].as_i64()?)))
            .collect()
    }

    pub fn terminate(&self, (name, pid): &(String, i64)) {
        let sent = Command::new("kill").args(["-TERM", &pid.to_string()]).status().expect("kill runs");
        assert!(sent.success(), "{name} was not there");
    }

    /// The metrics of all our processes, one after the other.
    pub fn metrics(&self) -> String {
        let state = self.state();
        let listed = state["processes"].as_array().expect("processes").iter();
        let addresses = listed.filter_map(|process| process["metrics"].as_str());
        addresses.map(support_http::get).collect()
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        self.aida(&["down"]);
    }
}

pub mod support_http {
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    use serde_json::Value;

    /// One GET of `http://host:port/path`, head and body.
    pub fn get(url: &str) -> String {
        ask("GET", url, "")
    }

    /// A GET or POST and the JSON that comes back, or null.
    pub fn json(method: &str, url: &str, body: &str) -> Value {
        let answer = ask(method, url, body);
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        serde_json::from_str(body).unwrap_or_default()
    }

    /// Of version 1.0, whose answers come in one piece.
    fn ask(method: &str, url: &str, body: &str) -> String {
        let rest = url.strip_prefix("http://").unwrap_or(url);
        let (address, path) = rest.split_once('/').unwrap_or((rest, "metrics"));
        let mut stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        let length = body.len();
        write!(
            stream,
            "{method} /{path} HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}

pub fn probe(path: &Path) -> Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-show_streams", "-show_format", "-of", "json"])
        .arg(path)
        .output()
        .expect("ffprobe runs");
    serde_json::from_slice(&output.stdout).expect("ffprobe answers JSON")
}

/// Whether the index (`moov`) stands before the data (`mdat`).
pub fn is_faststart(path: &Path) -> bool {
    let bytes = fs::read(path).expect("the film");
    let at = |name: &[u8]| bytes.windows(4).position(|window| window == name);
    matches!((at(b"moov"), at(b"mdat")), (Some(moov), Some(mdat)) if moov < mdat)
}
