//! `aida make` against an API that cuts its event stream in the middle.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

const ID: &str = "01920000-0000-7000-8000-0000deadbeef";
const FILM: &[u8] = b"not really a film";

/// What was asked, in order: `METHOD path` and, for streams, the last event id; bodies of briefs.
#[derive(Default)]
struct Heard {
    requests: Vec<String>,
    briefs: Vec<Value>,
    streams: usize,
}

struct FakeApi {
    url: String,
    heard: Arc<Mutex<Heard>>,
}

impl FakeApi {
    /// An API whose workflow ends with `status`.
    fn start(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Heard::default()));
        let for_server = heard.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let heard = for_server.clone();
                std::thread::spawn(move || answer(stream, &heard, status));
            }
        });
        FakeApi { url, heard }
    }

    fn make(&self, arguments: &[&str]) -> (Option<i32>, Value, String, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_aida"));
        command.args(["--api", &self.url, "make", "--json"]).args(arguments).current_dir(folder.path());
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert_eq!(stdout.lines().count(), 1, "one JSON object and nothing else: {stdout}\n{said}");
        (output.status.code(), serde_json::from_str(&stdout).unwrap(), said, folder)
    }
}

fn event(seq: u32, mut body: Value) -> String {
    let known = json!({"workflow_id": ID, "seq": seq, "at": "2026-01-01T00:00:00Z", "progress": seq * 10,
        "message": "", "cost_so_far": 0.0});
    body.as_object_mut().unwrap().extend(known.as_object().unwrap().clone());
    format!("id: {seq}\nevent: {}\ndata: {body}\n\n", body["event"].as_str().unwrap())
}

fn job(seq: u32, name: &str) -> String {
    let mut body = json!({"event": name, "node": "writer", "agent": "writer", "attempt": 1});
    if name == "job.succeeded" {
        body["model"] = "studio/writer".into();
        body["seconds"] = 0.5.into();
        body["cost"] = 0.into();
    }
    event(seq, body)
}

fn state(status: &str) -> Value {
    let url = |name: &str| format!("/v1/workflows/{ID}/assets/{name}");
    json!({
        "id": ID, "brief_id": "b", "user_id": "local", "status": status, "progress": 100, "current_message": "",
        "accepted_at": "2026-01-01T00:00:00Z", "last_updated": "2026-01-01T00:00:42Z",
        "finished_at": "2026-01-01T00:00:42Z", "priority": "normal",
        "brief": {"id": "b", "user_id": "local", "conversation_id": "", "content_type": "video", "requirements": [],
            "quality_keywords": [], "language": "it", "created_at": "2026-01-01T00:00:00Z",
            "subject": "Scarpe eco-friendly", "duration_seconds": 30},
        "total_cost_so_far": 0.0, "total_time_so_far": 1.0, "agents_called": [], "errors": [],
        "result": {"status": status, "video_url": url("film.mp4"), "caption_urls": [url("film.srt")],
            "metadata": {"duration": 30.0, "cost": {"estimated": 0, "actual": 0},
                "time": {"estimated": 0, "actual": 1.0}, "agents_used": [], "models_used": []}},
    })
}

fn answer(stream: TcpStream, heard: &Mutex<Heard>, status: &str) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length, mut last_event) = (String::new(), 0, String::new());
    reader.read_line(&mut line).unwrap();
    let request = line.rsplit_once(' ').map(|(request, _)| request.to_owned()).unwrap_or_default();
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "last-event-id" => last_event = format!(" after {value}"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut heard = heard.lock().unwrap();
    heard.requests.push(format!("{request}{last_event}"));
    let json = "application/json";
    let (code, kind, answer) = match request.split_once("/v1/").map_or("", |(_, path)| path) {
        "workflows" => {
            let brief: Value = serde_json::from_slice(&body).unwrap();
            let refused = brief["duration_seconds"] == 601.0;
            heard.briefs.push(brief);
            if refused {
                let problem = json!({"type": "/problems/invalid-brief", "title": "The brief is not valid", "status": 422,
                    "detail": "", "errors": [{"field": "duration_seconds", "reason": "must be 5 to 600"}]});
                (422, "application/problem+json", problem.to_string().into_bytes())
            } else {
                (202, json, json!({"id": ID, "status": "accepted"}).to_string().into_bytes())
            }
        }
        path if path.ends_with("/events") => {
            heard.streams += 1;
            let finished = event(5, json!({"event": "workflow.finished", "status": status}));
            let text = match heard.streams {
                // Cut in the middle of event 3.
                1 => format!(
                    ": hello\n\n{}{}id: 3\ndata: {{",
                    job(1, "job.dispatched"),
                    job(2, "job.succeeded")
                ),
                // Event 2 comes twice, as it may.
                _ => format!("{}{}{}", job(2, "job.succeeded"), job(3, "job.dispatched"), finished),
            };
            (200, "text/event-stream", text.into_bytes())
        }
        path if path.ends_with("film.mp4") => (200, "video/mp4", FILM.to_vec()),
        path if path.ends_with("film.srt") => (200, "text/plain", b"1\n".to_vec()),
        _ => {
            // The workflow runs until its last event was given.
            let status = if heard.streams < 2 { "running" } else { status };
            (200, json, state(status).to_string().into_bytes())
        }
    };
    drop(heard);
    let head = format!(
        "HTTP/1.1 {code} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    let mut stream = stream;
    // A client that has heard enough may be gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&answer));
}

#[test]
fn a_film_is_watched_through_a_cut_and_fetched() {
    let api = FakeApi::start("completed");
    let (status, outcome, said, folder) = api.make(&["Un film", "--seconds", "30", "--out", "films"]);
    assert_eq!((status, outcome["status"].as_str()), (Some(0), Some("completed")), "{said}");
    assert_eq!(outcome["video"], "films/scarpe-eco-friendly-deadbeef/film.mp4");
    assert_eq!(outcome["captions"], json!(["films/scarpe-eco-friendly-deadbeef/film.srt"]));
    assert_eq!(outcome["wall_seconds"], 42.0);
    assert_eq!(std::fs::read(folder.path().join(outcome["video"].as_str().unwrap())).unwrap(), FILM);
    let heard = api.heard.lock().unwrap();
    assert_eq!(heard.briefs, [json!({"text": "Un film", "duration_seconds": 30.0})]);
    let streams: Vec<_> = heard.requests.iter().filter(|request| request.contains("/events")).collect();
    let events = format!("GET /v1/workflows/{ID}/events");
    assert_eq!(streams, [&events, &format!("{events} after 2")]);
    assert_eq!(
        said.matches("writer       done").count(),
        1,
        "an event that comes twice is shown once: {said}"
    );
}

#[test]
fn failures_are_one_json_object_too() {
    for (status, code) in [("partial", 3), ("failed", 4), ("cancelled", 6)] {
        let (exit, outcome, said, _) = FakeApi::start(status).make(&["Un film"]);
        assert_eq!((exit, outcome["status"].as_str()), (Some(code), Some(status)), "{said}");
    }
    let (exit, outcome, ..) = FakeApi::start("completed").make(&["Un film", "--seconds", "601"]);
    assert_eq!((exit, outcome["status"].as_str()), (Some(2), Some("refused")));
    assert_eq!(outcome["errors"][0]["field"], "duration_seconds");
}

#[test]
fn without_waiting_only_the_id_comes() {
    let api = FakeApi::start("completed");
    let (exit, outcome, ..) = api.make(&["Un film", "--no-wait"]);
    assert_eq!(
        (exit, outcome["id"].as_str(), outcome["status"].as_str()),
        (Some(0), Some(ID), Some("accepted"))
    );
    assert_eq!(api.heard.lock().unwrap().requests, ["POST /v1/workflows"]);
}
