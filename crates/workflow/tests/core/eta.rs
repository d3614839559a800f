//! The estimate of what is left, with the latencies of the seeds.

use std::num::NonZeroU32;

use aida_protocol::{NodeId, Step, Usd};
use aida_workflow::{Event, JobState, JobStatus, ScenePlan, State, Timings, decide};
use serde_json::json;

use crate::common::seeds;

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
fn more_clips_than_places_come_in_rounds() {
    let places = NonZeroU32::new(2);
    let timings = Timings { clips_at_once: places, ..seeds() };
    let mut film = State { scenes: Some(vec![three_scenes()[0]; 5]), ..state(timings) };
    // Writer 5 s, director 8, visual 12, and three rounds of clips.
    assert_eq!(film.eta_ms(0), Some(5_000 + 8_000 + 12_000 + 180_000));
    film.timings.visuals_at_once = places;
    assert_eq!(
        film.eta_ms(0),
        Some(5_000 + 8_000 + 12_000 + 180_000),
        "the first picture is enough for a clip"
    );
    film.timings.visuals_at_once = NonZeroU32::new(5);
    film.timings.clips_at_once = NonZeroU32::new(5);
    assert_eq!(film.eta_ms(0), Some(85_000), "there is room for all");

    // The clips are under way.
    film.timings.clips_at_once = places;
    for node in film.nodes() {
        let status = if node.step == Step::Clip { JobStatus::Dispatched } else { JobStatus::Succeeded };
        let expected_ms = film.timings.of(node.step);
        let job = JobState {
            status,
            attempt: 1,
            deadline: None,
            cost: Usd::ZERO,
            expected_ms,
            dispatched_at: 0,
            retry_at: None,
        };
        film.jobs.insert(node, job);
    }
    film.jobs.remove(&NodeId::once(Step::Assembly));
    assert_eq!(film.eta_ms(0), Some(180_000));
    assert_eq!(film.eta_ms(50_000), Some(130_000));
    assert_eq!(film.eta_ms(170_000), Some(126_000), "none is done: two rounds and the end of one");
    for scene in 1..=3 {
        film.jobs.get_mut(&NodeId::scene(Step::Clip, scene)).unwrap().status = JobStatus::Succeeded;
    }
    assert_eq!(film.eta_ms(70_000), Some(60_000), "quicker than thought: one round at most");
    assert_eq!(film.eta_ms(130_000), Some(50_000));
    assert_eq!(film.eta_ms(500_000), Some(6_000), "overdue: a tenth is still to come");
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
