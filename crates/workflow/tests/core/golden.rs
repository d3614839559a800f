//! States and recipes that were stored once load for ever.

use std::{fs, path::PathBuf};

use aida_protocol::{NodeId, Step, Usd};
use aida_workflow::{Event, RECIPE_VERSION, Recipe, STATE_VERSION, ScenePlan, State, Timings, decide};
use serde_json::{Value, json};

fn golden(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("golden files are JSON")
}

/// A video whose director has answered, told in version 1.
fn example() -> State {
    let brief = crate::common::brief("video", &json!({"pictures": [{"sha256": "0".repeat(64), "scene": 2}]}));
    let success = |step, scenes, units| Event::JobSucceeded {
        node: NodeId::once(step),
        attempt: 1,
        scenes,
        cost: Usd::from_ten_thousandths(units),
        model: "studio/test".to_owned(),
        seconds: 1.5,
        partial: None,
        downgrades: Vec::new(),
    };
    let scenes = ScenePlan::of(&brief, &crate::common::script(&[5.0, 6.5]).scenes);
    let start = 1_795_000_000_000;
    let mut state = State::new(&brief, u64::MAX, Timings::default());
    for (event, after) in [
        (Event::Started, 0),
        (success(Step::Writer, Some(scenes), 123), 1_000),
        (success(Step::Director, None, 7), 2_000),
    ] {
        state = decide(&state, &event, start + after).state;
    }
    state
}

/// The example after its clip was downgraded and its visual failed once: what version 2 added.
fn troubled() -> State {
    let mut state = example();
    let fail = |state: &State, node: NodeId, kind, now| {
        let attempt = state.jobs[&node].attempt;
        let error = aida_protocol::JobError::new(kind, "it did not work");
        let without = vec!["cloud/painter".to_owned()];
        decide(state, &Event::JobFailed { node, attempt, error, cost: Usd::ZERO, without }, now).state
    };
    let (audio, visual) = (NodeId::once(Step::Audio), NodeId::scene(Step::Visual, 1));
    state = fail(&state, audio, aida_protocol::ErrorKind::Auth, 1_795_000_003_000);
    fail(&state, visual, aida_protocol::ErrorKind::InvalidOutput, 1_795_000_004_000)
}

#[test]
fn version_1_of_the_state_loads() {
    let stored = golden("state-v1.json");
    let loaded = serde_json::from_value::<State>(stored).expect("version 1 loads");
    assert_eq!(State { version: STATE_VERSION, ..loaded }, example());
}

#[test]
fn version_2_of_the_state_loads_and_is_still_written() {
    let stored = golden("state-v2.json");
    assert_eq!(serde_json::from_value::<State>(stored.clone()).expect("version 2 loads"), troubled());
    assert_eq!(STATE_VERSION, 2, "a new version needs a golden file of its own");
    assert_eq!(serde_json::to_value(troubled()).expect("states are JSON"), stored);
}

#[test]
fn version_1_of_the_recipe_loads_and_is_still_written() {
    let stored = golden("recipe-v1.json");
    let example =
        Recipe::of(&crate::common::brief("multi_asset", &json!({"narration": false, "music": false})));
    assert_eq!(serde_json::from_value::<Recipe>(stored.clone()).expect("version 1 loads"), example);
    assert_eq!(serde_json::to_value(example).expect("recipes are JSON"), stored);
}

#[test]
fn version_2_of_the_recipe_loads_and_is_still_written() {
    let stored = golden("recipe-v2.json");
    let example = Recipe::of(&crate::common::brief("video", &json!({"aspects": ["16:9", "9:16", "1:1"]})));
    assert_eq!(serde_json::from_value::<Recipe>(stored.clone()).expect("version 2 loads"), example);
    assert_eq!(RECIPE_VERSION, 2, "a new version needs a golden file of its own");
    assert_eq!(serde_json::to_value(example).expect("recipes are JSON"), stored);
}

/// Fields that states have got since, under which one that needs none of them is still written as before.
#[test]
fn faults_of_films_are_kept() {
    let mut state = troubled();
    state.faults.insert("assembly-1x1".parse().expect("a node"), "the loudness is -20 LUFS".to_owned());
    let stored = serde_json::to_value(&state).expect("states are JSON");
    assert_eq!(stored["faults"], json!({"assembly-1x1": "the loudness is -20 LUFS"}));
    assert_eq!(serde_json::from_value::<State>(stored).expect("states load"), state);
}

#[test]
fn unknown_versions_are_refused() {
    for version in [0, STATE_VERSION + 1] {
        let mut state = golden("state-v1.json");
        state["version"] = json!(version);
        let error = serde_json::from_value::<State>(state).expect_err("an unknown state").to_string();
        assert!(error.contains("is not known"), "{error}");
    }
    let mut state = golden("state-v1.json");
    state["recipe"]["version"] = json!(RECIPE_VERSION + 1);
    assert!(serde_json::from_value::<State>(state).is_err());
}
