//! Briefs and latencies for the tests, from as little as a test cares about.

use aida_protocol::{ProjectBrief, Scene, Script};
use aida_workflow::Timings;
use serde_json::json;

/// A complete brief with `fields` set on top of the usual ones.
pub fn brief(content_type: &str, fields: &serde_json::Value) -> ProjectBrief {
    let mut value = json!({
        "id": "b1", "user_id": "u1", "conversation_id": "", "content_type": content_type,
        "requirements": [], "quality_keywords": [], "language": "it",
        "created_at": "2026-11-20T10:00:00Z", "subject": "scarpe", "duration_seconds": 15.0
    });
    let object = value.as_object_mut().expect("the brief is an object");
    for (name, field) in fields.as_object().into_iter().flatten() {
        object.insert(name.clone(), field.clone());
    }
    serde_json::from_value(value).expect("the test's brief is valid")
}

pub fn script(durations: &[f64]) -> Script {
    let scenes =
        (1..).zip(durations).map(|(id, duration)| Scene { id, duration: *duration, ..Scene::default() });
    Script { scenes: scenes.collect(), ..Script::default() }
}

/// Writer 5 s, director 8, audio 8, visual 12; 180 s of video as three clips of 60 s side by side.
pub fn seeds() -> Timings {
    Timings {
        writer: 5_000,
        director: 8_000,
        audio: 8_000,
        visual: 12_000,
        clip: 60_000,
        assembly: 0,
        ..Timings::default()
    }
}
