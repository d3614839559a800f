//! Every rule of `check` fires on a decision that breaks it, and only then.

use aida_protocol::{EventKind, JobError, NodeId, Step, Usd, WorkflowStatus};
use aida_workflow::{
    Command, Decision, Event, JobState, JobStatus, ScenePlan, State, Timings, Violation, check, decide,
};
use serde_json::json;

const WRITER: NodeId = NodeId::once(Step::Writer);
const DIRECTOR: NodeId = NodeId::once(Step::Director);

fn accepted() -> State {
    State::new(&crate::common::brief("video", &json!({})), 1, Timings::default())
}

fn started() -> State {
    decide(&accepted(), &Event::Started, 0).state
}

fn writer_done() -> Event {
    Event::JobSucceeded {
        node: WRITER,
        attempt: 1,
        scenes: Some(vec![ScenePlan { duration_ms: 5_000, own_picture: false }; 2]),
        cost: Usd::from_ten_thousandths(100),
        model: String::new(),
        seconds: 1.0,
        partial: None,
        downgrades: Vec::new(),
    }
}

/// A good decision with the writer's success, spoilt by `spoil`, and what `check` says of it.
fn spoilt(spoil: impl FnOnce(&mut Decision)) -> Result<(), Violation> {
    let before = started();
    let mut decision = decide(&before, &writer_done(), 1_000);
    assert_eq!(check(&before, &decision), Ok(()));
    spoil(&mut decision);
    check(&before, &decision)
}

fn dispatch(node: NodeId, attempt: i32) -> Command {
    Command::Dispatch { node, attempt, deadline: 90_000 }
}

fn job(attempt: i32) -> JobState {
    JobState {
        status: JobStatus::Dispatched,
        attempt,
        deadline: Some(90_000),
        cost: Usd::ZERO,
        expected_ms: 0,
        dispatched_at: 1_000,
        retry_at: None,
    }
}

fn finish(status: WorkflowStatus) -> Command {
    Command::Finish { status, agent: None, reason: None }
}

#[test]
fn a_node_never_runs_twice_at_once() {
    assert_eq!(spoilt(|d| d.commands.push(dispatch(DIRECTOR, 1))), Err(Violation::TwiceAtOnce(DIRECTOR)));
    let before = started();
    let mut decision = decide(&before, &Event::Started, 1_000);
    decision.commands.push(dispatch(WRITER, 2));
    assert_eq!(check(&before, &decision), Err(Violation::TwiceAtOnce(WRITER)));
}

#[test]
fn an_attempt_that_the_decision_closes_may_be_followed_by_the_next() {
    let before = started();
    let mut decision = Decision { state: before.clone(), commands: Vec::new(), reasons: Vec::new() };
    decision.state.jobs.insert(WRITER, job(2));
    let error = JobError::new(aida_protocol::ErrorKind::Unavailable, "no answer");
    decision.commands = vec![
        Command::Emit(EventKind::JobFailed {
            node: WRITER,
            agent: WRITER.agent(),
            attempt: 1,
            kind: error.kind,
            reason: error.reason,
        }),
        dispatch(WRITER, 2),
    ];
    assert_eq!(check(&before, &decision), Ok(()));
}

#[test]
fn attempts_neither_skip_nor_repeat() {
    let order = |attempt| Violation::AttemptOrder { node: DIRECTOR, before: 0, attempt };
    for wrong in [0, 2] {
        let found = spoilt(|d| {
            for command in &mut d.commands {
                if let Command::Dispatch { node: DIRECTOR, attempt, .. } = command {
                    *attempt = wrong;
                }
            }
        });
        assert_eq!(found, Err(order(wrong)));
    }
}

#[test]
fn nothing_happens_after_the_end() {
    let before = decide(&accepted(), &Event::CancelRequested, 0).state;
    let over = Err(Violation::AfterTheEnd(WorkflowStatus::Cancelled));
    let mut decision = decide(&before, &Event::Started, 1);
    assert_eq!(check(&before, &decision), Ok(()));
    decision.commands.push(Command::Emit(EventKind::Started));
    assert_eq!(check(&before, &decision), over);
    decision.commands.clear();
    decision.state.progress = 1;
    assert_eq!(check(&before, &decision), over);
}

#[test]
fn progress_neither_goes_back_nor_too_far() {
    let before = State { progress: 50, ..started() };
    let mut decision = decide(&before, &writer_done(), 1_000);
    decision.state.progress = 49;
    assert_eq!(check(&before, &decision), Err(Violation::ProgressBack { from: 50, to: 49 }));
    for progress in [100, 101] {
        let wrong = Violation::ProgressWrong { progress, status: WorkflowStatus::Running };
        assert_eq!(spoilt(|d| d.state.progress = progress), Err(wrong));
    }
}

#[test]
fn a_dependent_starts_after_its_inputs() {
    let visual = NodeId::scene(Step::Visual, 1);
    let early = spoilt(|d| {
        d.state.jobs.insert(visual, job(1));
        d.commands.push(dispatch(visual, 1));
    });
    assert_eq!(early, Err(Violation::InputsMissing(visual)));
    let third = NodeId::scene(Step::Visual, 3);
    assert_eq!(spoilt(|d| d.commands.push(dispatch(third, 1))), Err(Violation::UnknownNode(third)));
}

#[test]
fn cost_never_falls() {
    let before = State { cost: Usd::from_ten_thousandths(500), ..started() };
    let mut decision = decide(&before, &writer_done(), 1_000);
    decision.state.cost = Usd::from_ten_thousandths(499);
    let fell = Violation::CostFell { from: before.cost, to: decision.state.cost };
    assert_eq!(check(&before, &decision), Err(fell));

    let mut before = started();
    before.jobs.get_mut(&WRITER).unwrap().cost = Usd::from_ten_thousandths(3);
    let mut decision = decide(&before, &Event::Started, 1_000);
    decision.state.jobs.get_mut(&WRITER).unwrap().cost = Usd::ZERO;
    let fell = Violation::CostFell { from: Usd::from_ten_thousandths(3), to: Usd::ZERO };
    assert_eq!(check(&before, &decision), Err(fell));
}

#[test]
fn a_workflow_finishes_once_and_last() {
    let twice = spoilt(|d| {
        d.commands.extend([finish(WorkflowStatus::Failed), finish(WorkflowStatus::Failed)]);
    });
    assert_eq!(twice, Err(Violation::FinishedTwice));
    let early = spoilt(|d| d.commands.insert(0, finish(WorkflowStatus::Failed)));
    assert_eq!(early, Err(Violation::CommandAfterFinish));
}

#[test]
fn finish_and_state_say_the_same() {
    let said = Some(WorkflowStatus::Failed);
    let unsaid = spoilt(|d| d.state.status = WorkflowStatus::Failed);
    assert_eq!(unsaid, Err(Violation::FinishMismatch { state: WorkflowStatus::Failed, said: None }));
    let unfelt = spoilt(|d| d.commands.push(finish(WorkflowStatus::Failed)));
    assert_eq!(unfelt, Err(Violation::FinishMismatch { state: WorkflowStatus::Running, said }));
    let open = spoilt(|d| {
        d.state.status = WorkflowStatus::Failed;
        d.commands.push(finish(WorkflowStatus::Failed));
    });
    assert_eq!(open, Err(Violation::LeftOpen(DIRECTOR)));
}

#[test]
fn completed_means_all_of_it() {
    let before = started();
    let mut decision = decide(&before, &Event::CancelRequested, 1_000);
    decision.state.status = WorkflowStatus::Completed;
    decision.state.progress = 100;
    decision.commands.pop();
    decision.commands.push(finish(WorkflowStatus::Completed));
    assert_eq!(check(&before, &decision), Err(Violation::CompletedWithout(WRITER)));
}

#[test]
fn the_state_says_what_the_commands_do() {
    let forgotten = spoilt(|d| {
        d.state.jobs.remove(&DIRECTOR);
    });
    assert_eq!(forgotten, Err(Violation::StateMismatch(DIRECTOR)));
    let silent = spoilt(|d| d.commands.retain(|command| !matches!(command, Command::Dispatch { .. })));
    assert_eq!(silent, Err(Violation::StateMismatch(DIRECTOR)));
    let undone = {
        let before = decide(&started(), &writer_done(), 1_000).state;
        let mut decision = decide(&before, &Event::Started, 2_000);
        decision.state.jobs.get_mut(&WRITER).unwrap().status = JobStatus::Failed;
        check(&before, &decision)
    };
    assert_eq!(undone, Err(Violation::SuccessUndone(WRITER)));
}

#[test]
fn a_deadline_lies_after_its_dispatch() {
    let found = spoilt(|d| {
        for command in &mut d.commands {
            if let Command::Dispatch { node: DIRECTOR, deadline, .. } = command {
                *deadline = 1_000;
            }
        }
    });
    let over = Violation::DeadlineOver { node: DIRECTOR, deadline: 1_000, dispatched_at: 1_000 };
    assert_eq!(found, Err(over));
}
