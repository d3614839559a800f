//! The estimate of what is left, with the latencies of the seeds.

use aida_protocol::{NodeId, Step, Usd};
use aida_workflow::{Event, ScenePlan, State, Timings, decide};
use serde_json::json;

/// Writer 5 s, director 8, audio 8, visual 12; 180 s of video as three clips of 60 s side by side.
fn seeds() -> Timings {
    Timings { writer: 5_000, director: 8_000, audio: 8_000, visual: 12_000, clip: 60_000, assembly: 0 }
}

fn state(timings: Timings) -> State {
    State::new(&crate::common::brief("video", &json!({})), 1, timings)
}

fn three_scenes() -> Vec<ScenePlan> {
    vec![ScenePlan { duration_ms: 5_000, own_picture: false }; 3]
}

fn success(node: NodeId) -> Event {
    Event::JobSucceeded {
        node,
        attempt: 1,
        scenes: (node.step == Step::Writer).then(three_scenes),
        cost: Usd::ZERO,
        model: String::new(),
        seconds: 0.0,
        partial: None,
        downgrades: Vec::new(),
    }
}

#[test]
fn the_seeds_latencies_bind_a_film_by_85_seconds() {
    let known = State { scenes: Some(three_scenes()), ..state(seeds()) };
    assert_eq!(known.eta_ms(0), Some(85_000));
    assert_eq!(state(seeds()).eta_ms(0), Some(85_000), "before the scenes are known too");
    assert_eq!(state(Timings { assembly: 7_000, ..seeds() }).eta_ms(0), Some(92_000));
}

#[test]
fn a_slow_audio_becomes_the_critical_path() {
    assert_eq!(state(Timings { audio: 40_000, ..seeds() }).eta_ms(0), Some(105_000));
}

#[test]
fn running_jobs_are_credited_with_the_time_they_had() {
    let started = decide(&state(seeds()), &Event::Started, 1_000).state;
    assert_eq!(started.eta_ms(1_000), Some(85_000));
    assert_eq!(started.eta_ms(3_000), Some(83_000));
    assert_eq!(started.eta_ms(60_000), Some(80_500), "overdue: a tenth is still to come");
    assert_eq!(started.eta_ms(-5_000), Some(85_000), "a clock that went back credits nothing");

    let written = decide(&started, &success(NodeId::once(Step::Writer)), 6_000).state;
    assert_eq!(written.eta_ms(6_000), Some(80_000));
    let directed = decide(&written, &success(NodeId::once(Step::Director)), 14_000).state;
    assert_eq!(directed.eta_ms(14_000), Some(72_000));
}

#[test]
fn nothing_is_estimated_after_the_end() {
    let cancelled = decide(&state(seeds()), &Event::CancelRequested, 0).state;
    assert_eq!(cancelled.eta_ms(0), None);
}

#[test]
fn extreme_times_do_not_overflow() {
    let timings = Timings { clip: u64::MAX, assembly: u64::MAX, ..seeds() };
    let started = decide(&state(timings), &Event::Started, i64::MAX).state;
    assert_eq!(started.deadline, Some(i64::MAX));
    assert_eq!(started.eta_ms(i64::MIN), Some(u64::MAX));
}
