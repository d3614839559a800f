//! Dead letters as their operator sees them: `aida dead ls`, `show`, `replay` and `discard` on a fleet that was poisoned.

use serde_json::Value;

use crate::support::Fleet;

/// Letters of one queue, and letters of replies that concern somebody else's workflow.
pub struct Kept {
    pub of_each_queue: usize,
    pub foreign: usize,
    pub all: usize,
}

fn dead(fleet: &Fleet, arguments: &[&str]) -> Value {
    let output = fleet.aida(&[["dead"].as_slice(), arguments, &["--json"]].concat()).success();
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.stdout))
}

fn list(fleet: &Fleet, filter: &[&str]) -> Vec<Value> {
    let listed = dead(fleet, &[["ls", "--limit", "500"].as_slice(), filter].concat());
    listed.as_array().cloned().expect("a list")
}

fn ids(letters: &[Value]) -> Vec<&str> {
    letters.iter().filter_map(|letter| letter["id"].as_str()).collect()
}

fn count(answer: &Value) -> usize {
    answer["count"].as_u64().unwrap_or_else(|| panic!("no count in {answer}")) as usize
}

/// Lists, filters, shows, replays and discards. `until_kept` waits until there are so many letters.
pub fn are_listed_shown_replayed_and_discarded(
    fleet: &Fleet,
    kept: &Kept,
    mut until_kept: impl FnMut(usize),
) {
    assert_eq!(list(fleet, &["--state", "dead"]).len(), kept.all);
    let foreign = list(fleet, &["--reason", "foreign"]);
    assert_eq!(foreign.len(), kept.foreign);
    let visual = ["--text", "aida.jobs.visual"];
    let of_visual = list(fleet, &visual);
    assert_eq!(of_visual.len(), kept.of_each_queue);
    assert!(of_visual.iter().all(|letter| letter["queue"] == "aida.jobs.visual"));
    let first = ids(&of_visual)[0];
    let shown = dead(fleet, &["show", first]);
    assert_eq!(shown["state"], "dead");
    assert!(!shown["body"].is_null() || !shown["body_base64"].is_null(), "{shown}");
    assert!(shown["error"].as_str().is_some_and(|error| !error.is_empty()), "{shown}");

    // What would be done is not done.
    let would = dead(fleet, &[["replay", "--dry-run"].as_slice(), &visual].concat());
    assert_eq!(count(&would), kept.of_each_queue);
    assert_eq!(list(fleet, &["--state", "dead"]).len(), kept.all);

    // Two at once are one, and what is poison still is another letter, once.
    let replay = || count(&dead(fleet, &["replay", first]));
    let both = std::thread::scope(|scope| {
        let other = scope.spawn(replay);
        replay() + other.join().expect("the other one")
    });
    assert_eq!(both, 1);
    until_kept(kept.all + 1);
    let audio = dead(fleet, &["replay", "--text", "aida.jobs.audio"]);
    assert_eq!(count(&audio), kept.of_each_queue);
    until_kept(kept.all + 1 + kept.of_each_queue);
    assert_eq!(list(fleet, &["--state", "replayed"]).len(), 1 + kept.of_each_queue);
    assert_eq!(list(fleet, &["--state", "dead"]).len(), kept.all);

    assert_eq!(count(&dead(fleet, &["discard", "--reason", "foreign"])), kept.foreign);
    assert_eq!(list(fleet, &["--state", "discarded"]).len(), kept.foreign);
    assert_eq!(count(&dead(fleet, &["replay", ids(&foreign)[0]])), 0, "a discarded letter is not replayed");

    for (letter, action) in [(first, "replay"), (ids(&foreign)[0], "discard")] {
        let shown = dead(fleet, &["show", letter]);
        let audit = shown["audit"].as_array().cloned().unwrap_or_default();
        assert_eq!(audit.len(), 1, "{shown}");
        assert_eq!(audit[0]["action"], action, "{shown}");
        assert!(audit[0]["actor"].as_str().is_some_and(|actor| !actor.is_empty()), "{shown}");
    }
}
