use aida_protocol::WorkflowStatus;

use crate::{
    Decision, Event, Millis, Reason, State,
    turn::{Success, Turn},
};

/// What `event` makes of `state` at `now`. An event that does not fit changes nothing and says why.
pub fn decide(state: &State, event: &Event, now: Millis) -> Decision {
    use WorkflowStatus::{Accepted, Cancelled, Completed, Failed, Partial, Paused, Running};

    let mut turn = Turn::new(state, now);
    match (state.status, event) {
        (Accepted, Event::Started) => turn.start(),
        (Accepted | Running | Paused, Event::CancelRequested) => turn.cancel(),
        (Accepted | Running, Event::PauseRequested) => turn.pause(),
        (Paused, Event::PauseRequested) => turn.refuse(Reason::Paused),
        (Paused, Event::ResumeRequested) => turn.resume(),
        (Accepted | Running, Event::ResumeRequested) => turn.refuse(Reason::NotPaused),
        (status @ (Accepted | Running | Paused), Event::RetryRequested { .. } | Event::Replayed { .. }) => {
            turn.refuse(Reason::StillGoing { status })
        }
        (
            Accepted,
            Event::JobSucceeded { .. }
            | Event::JobFailed { .. }
            | Event::JobDead { .. }
            | Event::RetryDue { .. }
            | Event::DeadlinePassed { .. }
            | Event::TimedOut,
        ) => turn.refuse(Reason::NotStarted),

        (Running | Paused, Event::Started) => turn.refuse(Reason::AlreadyStarted),
        (
            Running | Paused,
            Event::JobSucceeded { node, attempt, scenes, cost, model, seconds, partial, downgrades },
        ) => {
            if turn.is_open(*node, *attempt) {
                turn.paid(*node, *cost);
                turn.succeed(
                    *node,
                    scenes.as_deref(),
                    Success { cost: *cost, model, seconds: *seconds, partial, downgrades },
                );
            }
        }
        (Running | Paused, Event::JobFailed { node, attempt, error, cost, without }) => {
            if turn.is_open(*node, *attempt) {
                turn.paid(*node, *cost);
                turn.fail(*node, error, without);
            }
        }
        (Running | Paused, Event::JobDead { node, attempt, error }) => {
            if turn.is_open(*node, *attempt) {
                turn.bury(*node, error);
            }
        }
        (Running | Paused, Event::RetryDue { node, attempt }) => turn.retry_due(*node, *attempt),
        (Running | Paused, Event::DeadlinePassed { node, attempt }) => {
            if turn.is_open(*node, *attempt) {
                turn.deadline_passed(*node);
            }
        }
        (Running | Paused, Event::TimedOut) => turn.time_out(),

        (Completed | Partial | Failed | Cancelled, Event::RetryRequested { from }) => turn.reopen(*from),
        (Completed | Partial | Failed | Cancelled, Event::Replayed { node }) => turn.replay(*node),
        (
            status @ (Completed | Partial | Failed | Cancelled),
            Event::Started
            | Event::JobSucceeded { .. }
            | Event::JobFailed { .. }
            | Event::JobDead { .. }
            | Event::RetryDue { .. }
            | Event::DeadlinePassed { .. }
            | Event::TimedOut
            | Event::CancelRequested
            | Event::PauseRequested
            | Event::ResumeRequested,
        ) => turn.refuse(Reason::AlreadyFinished { status }),
    }
    turn.decision()
}

#[cfg(test)]
mod tests {
    use aida_protocol::{EventKind, NodeId, ProjectBrief, Step, Usd};

    use super::*;
    use crate::{Command, ScenePlan, Timings, check};

    fn brief() -> ProjectBrief {
        serde_json::from_value(serde_json::json!({
            "id": "b", "user_id": "u", "conversation_id": "", "content_type": "video", "requirements": [],
            "quality_keywords": [], "language": "it", "created_at": "2026-11-20T10:00:00Z", "subject": "scarpe",
            "duration_seconds": 15.0
        }))
        .unwrap()
    }

    fn written() -> Event {
        Event::JobSucceeded {
            node: NodeId::once(Step::Writer),
            attempt: 1,
            scenes: Some(vec![ScenePlan { duration_ms: 15_000, own_picture: false }]),
            cost: Usd::from_ten_thousandths(-5),
            model: "m".to_owned(),
            seconds: f64::NAN,
            partial: None,
            downgrades: Vec::new(),
        }
    }

    /// The writer's success, come while the running workflow had `change`d.
    fn written_while(change: impl FnOnce(&mut State)) -> Decision {
        let mut state = decide(&State::new(&brief(), 1, Timings::default()), &Event::Started, 0).state;
        change(&mut state);
        let decision = decide(&state, &written(), 1_000);
        assert_eq!(check(&state, &decision), Ok(()));
        decision
    }

    #[test]
    fn a_paused_workflow_keeps_results_and_starts_nothing() {
        let decision = written_while(|state| state.status = WorkflowStatus::Paused);
        assert!(decision.reasons.contains(&Reason::Paused));
        assert!(decision.state.scenes.is_some());
        assert_eq!(decision.state.dispatched().count(), 0);
    }

    #[test]
    fn a_cancel_that_is_already_written_down_wins_over_going_on() {
        let decision = written_while(|state| state.cancel_requested = true);
        assert_eq!(decision.state.status, WorkflowStatus::Cancelled);
        assert_eq!(decision.state.dispatched().count(), 0);
    }

    #[test]
    fn figures_that_cannot_be_are_cleared() {
        let decision = written_while(|_| ());
        assert_eq!(decision.state.cost, Usd::ZERO);
        let Some(Command::Emit(EventKind::JobSucceeded { seconds, cost, .. })) = decision.commands.first()
        else {
            panic!("{:?}", decision.commands);
        };
        assert_eq!((*seconds, *cost), (0.0, Usd::ZERO));
    }
}
