//! What an input of the planner says to the core.

use aida_protocol::{
    AgentResult, ErrorKind, JobError, JobOutcome, NodeId, ReplyMessage, Usd, WorkflowStatus, routing,
};
use aida_store::{DeadLetter, LetterState, ReplayedLetter};
use aida_workflow::{Event, Reason, ScenePlan};

use super::Working;
use crate::input::Cause;

impl Working {
    /// Plays one input. What changes nothing leaves no trace but a number.
    pub fn play(&mut self, cause: &Cause) {
        match cause {
            Cause::Start => drop(self.decide(&Event::Started, None)),
            Cause::Reply(reply) => self.play_reply(reply),
            Cause::DeadlinePassed { node, attempt } => {
                let event = Event::DeadlinePassed { node: *node, attempt: *attempt };
                self.decide(&event, None);
            }
            Cause::RetryDue { node, attempt } => {
                let event = Event::RetryDue { node: *node, attempt: *attempt };
                self.decide(&event, None);
            }
            Cause::TimedOut => drop(self.decide(&Event::TimedOut, None)),
            Cause::Ask { request, event } => {
                self.requests.push(*request);
                self.decide(event, None);
            }
            Cause::Replay { letter, node } => self.replay(*letter, *node),
            Cause::Resend { node, attempt } => self.resend(*node, *attempt),
            Cause::Dead { node, attempt, error } => {
                let event = Event::JobDead { node: *node, attempt: *attempt, error: error.clone() };
                self.decide(&event, None);
                // The message itself is kept already.
                self.buried.retain(|buried| (buried.node, buried.attempt) != (*node, *attempt));
            }
            Cause::Lost { node, attempt, error } => {
                let event = failed(*node, *attempt, error.clone(), Usd::ZERO);
                self.decide(&event, None);
            }
        }
    }

    /// Does a dead letter's job again; the letter says what became of it.
    fn replay(&mut self, letter: uuid::Uuid, node: NodeId) {
        let refused = self.decide(&Event::Replayed { node }, None).into_iter().find_map(|reason| {
            let refuses = matches!(
                reason,
                Reason::StillGoing { .. } | Reason::NothingToRetry | Reason::NoSuchNode { .. }
            );
            refuses.then_some(reason)
        });
        let (state, note) = match &refused {
            None => (LetterState::Replayed, "its job is done again".to_owned()),
            // Two letters of one job: the other one was quicker, or the job has been done since.
            Some(Reason::NothingToRetry) => (LetterState::Replayed, "its job has been done".to_owned()),
            Some(reason) => (LetterState::Dead, reason.to_string()),
        };
        self.replayed.push(ReplayedLetter { id: letter, state, note });
    }

    /// A message that cannot be built fails its job, in the batch that wanted to send it.
    pub fn fail_sending(&mut self, node: NodeId, attempt: i32, reason: String) {
        let error = JobError::new(ErrorKind::Internal, reason);
        self.decide(&failed(node, attempt, error, Usd::ZERO), None);
    }

    fn play_reply(&mut self, reply: &ReplyMessage) {
        if reply.tenant != self.row.tenant {
            tracing::error!(workflow_id = %self.id(), node = %reply.node, "a reply of another tenant");
            self.foreign.push(foreign_letter(reply));
            return;
        }
        let (node, attempt) = (reply.node, reply.attempt);
        let event = match &reply.outcome {
            JobOutcome::Failed { error, cost } => Event::JobFailed {
                node,
                attempt,
                error: error.clone(),
                cost: *cost,
                without: reply.downgrades.iter().map(|passed| passed.from.clone()).collect(),
            },
            JobOutcome::Succeeded { result, .. } if result.agent() != node.agent() => {
                let reason = format!("{node} was answered with a result of {}", result.agent());
                let error = JobError::new(ErrorKind::InvalidOutput, reason);
                failed(node, attempt, error, Usd::ZERO)
            }
            JobOutcome::Succeeded { result, cost, model, .. } => Event::JobSucceeded {
                node,
                attempt,
                scenes: self.scenes_of(result),
                cost: *cost,
                model: model.clone(),
                seconds: reply.seconds,
                partial: fault_of(result),
                downgrades: reply.downgrades.clone(),
            },
        };
        let reasons = self.decide(&event, Some(reply));
        self.has_stale_reply |= reasons.iter().any(|reason| matches!(reason, Reason::StaleAttempt { .. }));
    }

    fn scenes_of(&self, result: &AgentResult) -> Option<Vec<ScenePlan>> {
        match result {
            AgentResult::Writer(result) => Some(ScenePlan::of(&self.brief, &result.script.scenes)),
            _ => None,
        }
    }
}

/// A reply that names a workflow of somebody else, as it came.
fn foreign_letter(reply: &ReplyMessage) -> DeadLetter {
    let ReplyMessage { workflow_id, node, attempt, tenant, .. } = reply;
    DeadLetter {
        message_id: format!("{workflow_id}/{node}/{attempt}/foreign/{tenant}"),
        queue: routing::REPLY_QUEUE.to_owned(),
        reason: "foreign".to_owned(),
        error: "the workflow belongs to another tenant".to_owned(),
        tenant: None,
        workflow_id: None,
        node: None,
        attempt: None,
        body: aida_broker::encode(reply).unwrap_or_default(),
        headers: serde_json::json!({}),
    }
}

/// A failure that names no model.
fn failed(node: NodeId, attempt: i32, error: JobError, cost: Usd) -> Event {
    Event::JobFailed { node, attempt, error, cost, without: Vec::new() }
}

/// The fault that the inspection of a finished film found.
fn fault_of(result: &AgentResult) -> Option<String> {
    let AgentResult::Assembly(result) = result else { return None };
    if result.status == WorkflowStatus::Completed {
        return None;
    }
    let reason = result.error.as_ref().map(|error| error.reason.clone());
    Some(reason.unwrap_or_else(|| "the film did not pass its inspection".to_owned()))
}
