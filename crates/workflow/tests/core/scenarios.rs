//! Plays the scripts of `tests/scenarios/*.txt` and compares what is decided with the text committed there.
//!
//! A script holds comments (`#`), one `brief` line, at most one `timings` line, and steps: a time in seconds, what happens, its
//! arguments. Indented lines are the expected output. `AIDA_UPDATE_SCENARIOS=1` writes them anew.

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

use aida_protocol::{EventKind, JobError, NodeId, ProjectBrief, Step, Usd};
use aida_workflow::{Command, Decision, Event, Millis, ScenePlan, State, Timings, check, decide};
use serde_json::{Value, json};

/// The seeds' own latencies, and some time for the assembly.
fn seed_timings() -> Timings {
    Timings { assembly: 10_000, ..crate::common::seeds() }
}

struct Play {
    brief: ProjectBrief,
    state: State,
    output: String,
}

type Arguments<'a> = BTreeMap<&'a str, &'a str>;

impl Play {
    fn of(line: &str) -> Play {
        let mut words = line.split_whitespace();
        let content_type = words.next().expect("a content type");
        let arguments: Arguments = words.map(|word| word.split_once('=').expect("name=value")).collect();
        let mut fields = json!({});
        for (name, value) in arguments {
            let field = match name {
                "script" => ("script", json!(crate::common::script(&numbers(value)))),
                "pictures" => ("pictures", Value::Array(value.split(',').map(picture).collect())),
                other => (other, value.parse().expect("JSON")),
            };
            fields[field.0] = field.1;
        }
        let brief = crate::common::brief(content_type, &fields);
        Play { state: State::new(&brief, 1, seed_timings()), brief, output: String::new() }
    }

    fn step(&mut self, line: &str) {
        let (time, what) = line.split_once(' ').unwrap_or_else(|| panic!("{line:?} is not a step"));
        let now = (time.parse::<f64>().expect("seconds") * 1_000.0).round() as Millis;
        let event = self.event(what);
        let decision = decide(&self.state, &event, now);
        assert_eq!(check(&self.state, &decision), Ok(()), "{line}");
        assert_eq!(decide(&self.state, &event, now), decision, "deciding again changes nothing: {line}");
        let stored = serde_json::to_string(&decision.state).expect("states are JSON");
        assert_eq!(serde_json::from_str::<State>(&stored).expect("states load"), decision.state);
        self.show(&decision, now);
        self.state = decision.state;
    }

    fn event(&self, what: &str) -> Event {
        let mut words = what.split_whitespace();
        let name = words.next().unwrap_or_default();
        let node = || -> NodeId { what.split_whitespace().nth(1).expect("a node").parse().expect("a node") };
        let pairs = what.split_whitespace().skip(2);
        let arguments: Arguments = pairs.filter_map(|word| word.split_once('=')).collect();
        let attempt = arguments.get("attempt").map_or(1, |text| text.parse().expect("an attempt"));
        let dollars = arguments.get("cost").map_or(0.0, |text| text.parse().expect("dollars"));
        let cost = Usd::from_dollars(dollars).expect("an amount");
        match name {
            "start" => Event::Started,
            "cancel" => Event::CancelRequested,
            "pause" => Event::PauseRequested,
            "resume" => Event::ResumeRequested,
            "retry" if what.trim() == "retry" => Event::RetryRequested { from: None },
            "retry" => Event::RetryRequested { from: Some(node()) },
            "replay" => Event::Replayed { node: node() },
            "due" => Event::RetryDue { node: node(), attempt },
            "dead" => {
                let error = JobError::new(aida_protocol::ErrorKind::Internal, "three workers went away");
                Event::JobDead { node: node(), attempt, error }
            }
            "timeout" => Event::TimedOut,
            "deadline" => Event::DeadlinePassed { node: node(), attempt },
            "ok" => Event::JobSucceeded {
                node: node(),
                attempt,
                scenes: arguments.get("scenes").map(|text| self.scenes(text)),
                cost,
                model: "studio/test".to_owned(),
                seconds: 1.0,
                partial: arguments.get("partial").map(|text| text.replace('_', " ")),
                downgrades: Vec::new(),
            },
            "fail" => {
                let kind = arguments.get("kind").expect("kind=…");
                let kind = serde_json::from_value(json!(kind)).expect("an error kind");
                Event::JobFailed {
                    node: node(),
                    attempt,
                    error: JobError {
                        retry_after_seconds: arguments
                            .get("after")
                            .map(|text| text.parse().expect("seconds")),
                        ..JobError::new(kind, "it did not work")
                    },
                    cost,
                    without: arguments.get("without").map(|text| (*text).to_owned()).into_iter().collect(),
                }
            }
            other => panic!("{other:?} is no event"),
        }
    }

    fn scenes(&self, text: &str) -> Vec<ScenePlan> {
        ScenePlan::of(&self.brief, &crate::common::script(&numbers(text)).scenes)
    }

    fn show(&mut self, decision: &Decision, now: Millis) {
        for command in &decision.commands {
            writeln!(self.output, "    > {}", command_text(command)).expect("strings take all");
        }
        for reason in &decision.reasons {
            writeln!(self.output, "    ? {reason}").expect("strings take all");
        }
        let state = &decision.state;
        let step = state.current_step().map_or("-", |agent| agent.as_str());
        let eta = state.eta_ms(now).map_or("-".to_owned(), |left| format!("{} s", seconds(left)));
        writeln!(
            self.output,
            "    = {} {} % [{step}] {:?}, {eta} to go, {} USD",
            state.status.as_str(),
            state.progress,
            state.message(),
            state.cost
        )
        .expect("strings take all");
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(',').map(|number| number.parse().expect("seconds")).collect()
}

/// `2` is a picture for scene 2, `_` one that names no scene.
fn picture(text: &str) -> Value {
    json!({"sha256": "0".repeat(64), "scene": text.parse::<u16>().ok()})
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}

fn command_text(command: &Command) -> String {
    let list = |nodes: &[NodeId]| nodes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let blame = |agent: &Option<String>, reason: &Option<String>| match (agent, reason) {
        (None, None) => String::new(),
        (agent, reason) => {
            format!(" by {}: {}", agent.as_deref().unwrap_or("-"), reason.as_deref().unwrap_or("-"))
        }
    };
    match command {
        Command::Dispatch { node, attempt, deadline } => {
            format!("dispatch {node} attempt {attempt} until {}", seconds(deadline.unsigned_abs()))
        }
        Command::CancelJobs { nodes } => format!("cancel jobs {}", list(nodes)),
        Command::SetWorkflowDeadline { at } => format!("workflow deadline {}", seconds(at.unsigned_abs())),
        Command::RetryAt { node, attempt, at } => {
            format!("retry {node} after attempt {attempt} at {}", seconds(at.unsigned_abs()))
        }
        Command::Bury { node, attempt, error } => format!("bury {node} attempt {attempt} {error}"),
        Command::Reopen { nodes } => format!("reopen {}", list(nodes)),
        Command::Finish { status, agent, reason } => {
            format!("finish {}{}", status.as_str(), blame(agent, reason))
        }
        Command::Emit(event) => {
            let rest = match event {
                EventKind::Accepted | EventKind::Started | EventKind::Paused | EventKind::Resumed => {
                    String::new()
                }
                EventKind::Planned { nodes } | EventKind::Reopened { nodes } => list(nodes),
                EventKind::JobRetrying { node, attempt, seconds, .. } => {
                    format!("{node} after attempt {attempt} in {seconds} s")
                }
                EventKind::JobDowngraded { node, from, to, reason, .. } => {
                    format!("{node} from {from} to {to}: {reason}")
                }
                EventKind::JobDispatched { node, attempt, .. }
                | EventKind::JobSucceeded { node, attempt, .. }
                | EventKind::JobCancelled { node, attempt, .. } => format!("{node} attempt {attempt}"),
                EventKind::JobFailed { node, attempt, kind, reason, .. } => {
                    format!("{node} attempt {attempt} {kind}: {reason}")
                }
                EventKind::Finished { status, agent, reason } => {
                    format!("{}{}", status.as_str(), blame(agent, reason))
                }
            };
            format!("emit {} {rest}", event.name()).trim_end().to_owned()
        }
    }
}

/// The script with the output that it has now.
fn play(text: &str) -> String {
    let mut played: Option<Play> = None;
    let mut result = String::new();
    for line in text.lines().filter(|line| !line.starts_with("    ")) {
        result.push_str(line);
        result.push('\n');
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(brief) = line.strip_prefix("brief ") {
            played = Some(Play::of(brief));
            continue;
        }
        let play = played.as_mut().expect("a brief comes first");
        if let Some(changed) = line.strip_prefix("timings ") {
            for pair in changed.split_whitespace() {
                let (name, value) = pair.split_once('=').expect("step=milliseconds");
                let step = Step::ALL.into_iter().find(|step| step.as_str() == name).expect("a step");
                play.state.timings = play.state.timings.with(step, value.parse().expect("milliseconds"));
            }
            continue;
        }
        play.step(line);
        result.push_str(&std::mem::take(&mut play.output));
    }
    result
}

#[test]
fn every_scenario_decides_as_committed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("scenarios").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    assert!(paths.len() >= 14, "only {} scenarios", paths.len());
    let update = env::var_os("AIDA_UPDATE_SCENARIOS").is_some();
    let mut wrong = Vec::new();
    for path in paths {
        let committed = fs::read_to_string(&path).expect("a text");
        let now = play(&committed);
        if update {
            fs::write(&path, &now).expect("a writable scenario");
        } else if now != committed {
            let first = now.lines().zip(committed.lines()).position(|(now, then)| now != then);
            wrong.push(format!(
                "{} from line {:?} on; now:\n{now}",
                path.display(),
                first.map(|line| line + 1)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
