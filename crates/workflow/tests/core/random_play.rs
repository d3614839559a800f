//! Plays random events, in random order, against `check`.

use aida_protocol::{ErrorKind, JobError, NodeId, Step, Usd, WorkflowStatus};
use aida_workflow::{Event, JobState, JobStatus, Millis, ScenePlan, State, Timings, check, decide};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

/// One move of a player who knows nothing of the rules.
#[derive(Debug, Clone)]
struct Move {
    what: u8,
    /// Picks a node among all that could be.
    pick: usize,
    attempt: i32,
    scenes: usize,
    units: i64,
    wait_ms: i64,
}

fn moves(count: usize) -> impl Strategy<Value = Vec<Move>> {
    let one = (0..30_u8, any::<usize>(), -1..4_i32, 0..5_usize, -50..2_000_i64, 0..20_000_i64);
    vec(
        one.prop_map(|(what, pick, attempt, scenes, units, wait_ms)| Move {
            what,
            pick,
            attempt,
            scenes,
            units,
            wait_ms,
        }),
        0..count,
    )
}

fn brief() -> impl Strategy<Value = State> {
    let kinds = prop_oneof![Just("video"), Just("image"), Just("audio"), Just("multi_asset")];
    let shapes = prop_oneof![Just(&[][..]), Just(&["16:9", "1:1"][..]), Just(&["16:9", "9:16", "4:5"][..])];
    (kinds, shapes, any::<bool>(), any::<bool>(), any::<bool>(), 0..4_usize, any::<u64>()).prop_map(
        |(kind, shapes, narration, music, scripted, pictures, seed)| {
            let mut fields =
                json!({"narration": narration || kind == "audio", "music": music, "aspects": shapes});
            fields["pictures"] = vec![json!({"sha256": "0".repeat(64)}); pictures].into();
            if scripted {
                fields["script"] = json!(crate::common::script(&[4.0, 5.5, 6.0]));
            }
            State::new(&crate::common::brief(kind, &fields), seed, Timings::default())
        },
    )
}

fn scenes(count: usize, own: usize) -> Vec<ScenePlan> {
    (0..count).map(|index| ScenePlan { duration_ms: 5_000, own_picture: index < own % 3 }).collect()
}

/// Mostly nodes that are known, sometimes others.
fn node(state: &State, pick: usize) -> NodeId {
    let known = state.nodes();
    let strangers = [NodeId::once(Step::Writer), NodeId::once(Step::Audio), NodeId::scene(Step::Clip, 9)];
    let all: Vec<NodeId> = known.into_iter().chain(strangers).collect();
    all[pick % all.len()]
}

fn success(node: NodeId, attempt: i32, random: &Move) -> Event {
    Event::JobSucceeded {
        node,
        attempt,
        scenes: (node.step == Step::Writer).then(|| scenes(random.scenes, random.pick)),
        cost: Usd::from_ten_thousandths(random.units),
        model: "m".to_owned(),
        seconds: [f64::NAN, f64::INFINITY, -1.0, 2.0][random.pick % 4],
        partial: random.pick.is_multiple_of(7).then(|| "a black span".to_owned()),
        downgrades: Vec::new(),
    }
}

fn event(state: &State, random: &Move) -> Event {
    let node = node(state, random.pick);
    let current = state.jobs.get(&node).map_or(1, |job| job.attempt);
    let attempt = if random.attempt > 0 { current } else { random.attempt };
    match random.what {
        0 if random.pick.is_multiple_of(3) => Event::CancelRequested,
        0 => Event::RetryRequested { from: random.pick.is_multiple_of(2).then_some(node) },
        1 => Event::TimedOut,
        2 => Event::DeadlinePassed { node, attempt },
        3 | 6 | 7 => Event::JobFailed {
            node,
            attempt,
            error: failure(random),
            cost: Usd::from_ten_thousandths(random.units),
            without: vec!["m".to_owned()],
        },
        4 | 5 => Event::Started,
        8 | 9 => Event::RetryDue { node, attempt },
        10 if random.pick.is_multiple_of(2) => Event::PauseRequested,
        10 | 11 => Event::ResumeRequested,
        12 => Event::JobDead { node, attempt, error: failure(random) },
        13 => Event::Replayed { node },
        _ => success(node, attempt, random),
    }
}

fn failure(random: &Move) -> JobError {
    use ErrorKind::{
        Auth, Cancelled, Exhausted, InvalidInput, InvalidOutput, RateLimited, Refused, Timeout, Unavailable,
    };
    let kinds =
        [Timeout, RateLimited, Unavailable, InvalidOutput, Refused, InvalidInput, Auth, Exhausted, Cancelled];
    let kind = kinds[random.pick % kinds.len()];
    let retry_after_seconds = (kind == RateLimited).then_some(random.units as f64 / 10.0);
    JobError { retry_after_seconds, ..JobError::new(kind, "no answer") }
}

fn step(state: &State, event: &Event, now: Millis) -> Result<State, TestCaseError> {
    let decision = decide(state, event, now);
    prop_assert_eq!(check(state, &decision), Ok(()), "{:?} at {}", event, now);
    prop_assert_eq!(&decide(state, event, now), &decision, "deciding is deterministic");
    let stored = serde_json::to_string(&decision.state).expect("states are JSON");
    let loaded: State = serde_json::from_str(&stored).expect("states load");
    prop_assert_eq!(&loaded, &decision.state);
    prop_assert!(
        decision.commands.is_empty()
            || state.status != decision.state.status
            || state.jobs != decision.state.jobs
            || state.deadline != decision.state.deadline
    );
    let spent: Usd = decision.state.jobs.values().map(|job| job.cost).sum();
    prop_assert_eq!(spent, decision.state.cost);
    Ok(decision.state)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn no_rule_breaks_whatever_comes(start in brief(), moves in moves(120)) {
        let mut state = start;
        let mut now = 1_000;
        for random in &moves {
            now += random.wait_ms;
            state = step(&state, &event(&state, random), now)?;
            prop_assert_eq!(state.message().is_empty(), false);
        }
    }

    /// Whoever answers every open job, in any order and with duplicates, comes to an end.
    #[test]
    fn answering_every_job_completes_the_workflow(start in brief(), order in vec(any::<usize>(), 200), count in 1..8_usize) {
        let mut state = step(&start, &Event::Started, 0)?;
        let mut now = 0;
        let mut picks = order.into_iter();
        let mut answered: Option<NodeId> = None;
        while !state.status.is_terminal() {
            let open: Vec<NodeId> = state
                .jobs
                .iter()
                .filter(|(_, job)| job.status == JobStatus::Dispatched)
                .map(|(node, _)| *node)
                .collect();
            prop_assert!(!open.is_empty(), "running, but nobody works: {:?}", state);
            let pick = picks.next().expect("at most 200 jobs");
            now += 100;
            if let (Some(again), true) = (answered, pick.is_multiple_of(3)) {
                let random = Move { what: 9, pick, attempt: 1, scenes: count, units: 5, wait_ms: 0 };
                let same = step(&state, &success(again, 1, &random), now)?;
                prop_assert_eq!(&same, &state, "a duplicate changes nothing");
            }
            let node = open[pick % open.len()];
            let random = Move { what: 9, pick: 1, attempt: 1, scenes: count, units: 5, wait_ms: 0 };
            state = step(&state, &success(node, 1, &random), now)?;
            answered = Some(node);
        }
        prop_assert_eq!(state.status, WorkflowStatus::Completed);
        prop_assert_eq!(state.progress, 100);
        prop_assert_eq!(state.current_step(), None);
        prop_assert_eq!(state.nodes().len(), state.jobs.len());
    }

    /// Whatever fails, and however often, every workflow ends: with the clock's help alone.
    #[test]
    fn failing_and_silence_end_too(start in brief(), picks in vec((any::<usize>(), any::<bool>()), 400)) {
        let mut state = step(&start, &Event::Started, 0)?;
        let mut now = 0;
        let mut dispatched = 0;
        let mut picks = picks.into_iter();
        while !state.status.is_terminal() {
            let Some((pick, fails)) = picks.next() else {
                now = state.deadline.expect("it has started");
                state = step(&state, &Event::TimedOut, now)?;
                prop_assert!(state.status.is_terminal());
                break;
            };
            let open: Vec<(NodeId, JobState)> = state.jobs.iter().map(|(node, job)| (*node, job.clone())).collect();
            let due = open.iter().find_map(|(node, job)| job.retry_at.map(|at| (*node, job.attempt, at)));
            let running: Vec<_> = open.iter().filter(|(_, job)| job.status == JobStatus::Dispatched).collect();
            prop_assert!(due.is_some() || !running.is_empty(), "running, but nothing will happen: {:?}", state);
            if let Some((node, attempt, at)) = due.filter(|_| running.is_empty() || pick.is_multiple_of(2)) {
                now = now.max(at);
                state = step(&state, &Event::RetryDue { node, attempt }, now)?;
                continue;
            }
            let (node, job) = running[pick % running.len()];
            dispatched += 1;
            prop_assert!(dispatched < 400);
            let random = Move { what: 9, pick, attempt: 1, scenes: 3, units: 5, wait_ms: 0 };
            let event = if fails {
                let (error, without) = (failure(&random), vec![]);
                Event::JobFailed { node: *node, attempt: job.attempt, error, cost: Usd::ZERO, without }
            } else {
                now = now.max(job.deadline.expect("an open job has a deadline"));
                Event::DeadlinePassed { node: *node, attempt: job.attempt }
            };
            state = step(&state, &event, now)?;
        }
    }

    /// What ended badly can be done again to a good end, and keeps what is not done again.
    #[test]
    fn a_second_life_completes(start in brief(), pick in any::<usize>(), from_all in any::<bool>()) {
        let mut state = step(&start, &Event::Started, 0)?;
        let open = |state: &State| {
            state.jobs.iter().find(|(_, job)| job.status == JobStatus::Dispatched).map(|(node, job)| (*node, job.attempt))
        };
        let good = Move { what: 9, pick: 1, attempt: 1, scenes: 3, units: 5, wait_ms: 0 };
        for _ in 0..pick % 9 {
            if let Some((node, attempt)) = open(&state) {
                state = step(&state, &success(node, attempt, &good), 100)?;
            }
        }
        if !state.status.is_terminal() {
            state = step(&state, &Event::CancelRequested, 200)?;
        }
        let nodes = state.nodes();
        let from = (!from_all || state.status == WorkflowStatus::Completed).then(|| nodes[pick % nodes.len()]);
        state = step(&state, &Event::RetryRequested { from }, 300)?;
        prop_assert_eq!(state.status, WorkflowStatus::Running);
        while let Some((node, attempt)) = open(&state) {
            state = step(&state, &success(node, attempt, &good), 400)?;
        }
        prop_assert_eq!(state.status, WorkflowStatus::Completed);
    }
}
