//! Every message kind has a golden file that must load for ever, and lose nothing on the way.

use std::{fs, path::Path};

use aida_protocol::{
    Agent, BriefMessage, ControlMessage, EventHint, FinalResult, HeldMessage, JobInput, JobMessage,
    ProgressMessage, ProjectBrief, ReplyMessage, WorkflowEvent,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads a golden file as `T`, writes it again and holds both against each other.
fn loads<T: Serialize + DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(format!("{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let loaded: T =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} no longer loads: {error}"));
    let written: Value = serde_json::to_value(&loaded).expect("it can be written");
    let golden: Value = serde_json::from_str(&text).expect("golden files are JSON");
    assert_eq!(written, golden, "{name} lost something");
    loaded
}

#[test]
fn jobs_and_replies_of_every_agent_load() {
    for agent in Agent::ALL {
        let job: JobMessage = loads(&format!("job_{agent}"));
        assert_eq!((job.input.agent(), job.node.agent()), (agent, agent));
        let reply: ReplyMessage = loads(&format!("reply_{agent}"));
        assert_eq!(reply.node.agent(), agent);
    }
    loads::<ReplyMessage>("reply_failed");
    loads::<ReplyMessage>("reply_failed_shape");
}

#[test]
fn the_other_messages_load() {
    loads::<BriefMessage>("brief_message");
    loads::<ProgressMessage>("progress_message");
    loads::<EventHint>("event_hint");
    let hint: EventHint = loads("event_hint_told");
    assert_eq!(hint.events[0].read().expect("an event").kind.name(), hint.events[0].event);
    loads::<ControlMessage>("control_message");
    loads::<HeldMessage>("held_message");
    loads::<ProjectBrief>("project_brief");
    loads::<ProjectBrief>("project_brief_shapes");
    loads::<ProjectBrief>("project_brief_reference");
    loads::<FinalResult>("final_result");
    loads::<FinalResult>("final_result_shapes");
    let events: Vec<WorkflowEvent> = loads("workflow_events");
    for (event, seq) in events.iter().zip(1..) {
        assert_eq!(event.seq, seq);
        assert_eq!(serde_json::to_value(&event.kind).expect("writable")["event"], event.kind.name());
    }
}

#[test]
fn messages_of_before_an_added_field_load() {
    // What version 1 requires at least; everything else has to have a default for ever.
    let reply = r#"{"version": 1, "workflow_id": "01932b1e-7c00-7000-8000-000000000001", "tenant": "local",
        "node": "audio", "attempt": 1, "worker": "w", "seconds": 1,
        "outcome": {"outcome": "failed", "error": {"kind": "timeout", "reason": ""}, "cost": 0}}"#;
    serde_json::from_str::<ReplyMessage>(reply).expect("loads");
}

#[test]
fn a_job_is_read_wherever_its_agent_stands_and_refused_without_it() {
    for agent in Agent::ALL {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("golden/job_{agent}.json"));
        let golden: Value = serde_json::from_str(&fs::read_to_string(path).expect("readable")).expect("JSON");
        let fields = golden["input"].as_object().expect("fields").iter();
        let fields = fields.filter(|(key, _)| *key != "agent").map(|(key, value)| format!("{key:?}:{value}"));
        let rest = fields.collect::<Vec<_>>().join(",");
        let first: JobInput = serde_json::from_value(golden["input"].clone()).expect("loads");
        let last: JobInput =
            serde_json::from_str(&format!("{{{rest},\"agent\":\"{agent}\"}}")).expect("loads");
        assert_eq!(first, last);
        let refused = serde_json::from_str::<JobInput>(&format!("{{{rest}}}")).expect_err("no agent");
        assert!(refused.to_string().contains("agent"), "{refused}");
    }
    serde_json::from_str::<JobInput>("{}").expect_err("nothing at all");
    serde_json::from_str::<JobInput>("[]").expect_err("no fields");
}
