//! What a simulated planner does with a batch: lock, decide, commit, publish, confirm, ack.

use std::collections::BTreeSet;

use aida_protocol::{ErrorKind, JobError, NodeId, Usd};
use aida_workflow::{Command, Event, JobStatus, State, check, decide};

use crate::{
    broker::{Answer, Attempt, Body, Holder, Queue},
    planner::{Cause, Doubt, Input, Outgoing, Transaction},
    sabotage::Sabotage,
    world::{Broken, World},
};

/// Most inputs of a batch.
const BATCH: usize = 4;

/// What becomes of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    Answered,
    Refused,
    /// The answer was lost after the server had committed, or before.
    LostAfter,
    LostBefore,
}

/// What a batch wants to write.
#[derive(Default)]
struct Writes {
    states: Vec<(usize, State)>,
    opened: Vec<Attempt>,
    resent: Vec<Attempt>,
    stored: Vec<(Attempt, Usd)>,
    asked: Vec<usize>,
}

impl World {
    /// Takes what is there, locks what nobody holds and reads it.
    pub fn lock(&mut self, index: usize) {
        if self.planners[index].transaction.is_some() {
            return;
        }
        let id = self.planners[index].id;
        let mut inputs = std::mem::take(&mut self.planners[index].leftover);
        for queue in [Queue::Replies, Queue::Dead, Queue::Briefs] {
            while inputs.len() < BATCH && (self.quiet || self.random.permille(700)) {
                let Some(delivery) = self.broker.take(queue, id, &mut self.random) else { break };
                inputs.extend(self.read(delivery, queue, id));
            }
        }
        if self.quiet || self.random.permille(300) {
            inputs.extend(self.sweep());
        }
        let unlocked = self.is_without(Sabotage::NoLock);
        let (locked, held): (Vec<Input>, Vec<Input>) =
            inputs.into_iter().partition(|input| unlocked || self.database.lock(input.workflow, id));
        self.planners[index].leftover = held;
        if locked.is_empty() {
            return;
        }
        let workflows: BTreeSet<usize> = locked.iter().map(|input| input.workflow).collect();
        let states =
            workflows.into_iter().map(|workflow| (workflow, self.database.rows[workflow].state.clone()));
        let states = states.collect();
        if self.is_without(Sabotage::AckBeforeCommit) {
            for delivery in locked.iter().filter_map(|input| input.delivery.as_ref()) {
                self.broker.ack(delivery);
            }
        }
        self.planners[index].transaction = Some(Transaction { since: self.now, inputs: locked, states });
    }

    fn read(&mut self, delivery: crate::broker::Delivery, queue: Queue, id: Holder) -> Option<Input> {
        let (workflow, cause) = match (queue, delivery.body.clone()) {
            (Queue::Dead, Body::Job(attempt)) => (attempt.workflow, Cause::Dead(attempt)),
            (_, Body::Reply(attempt, answer)) => (attempt.workflow, Cause::Reply(attempt, answer)),
            (_, Body::Brief(workflow)) => (workflow, Cause::Start),
            (_, Body::Job(_)) => {
                self.broker.connection_lost(id);
                return None;
            }
        };
        let early = queue == Queue::Dead && self.is_without(Sabotage::DeadAckedFirst);
        if early {
            self.broker.ack(&delivery);
        }
        Some(Input { workflow, cause, delivery: (!early).then_some(delivery) })
    }

    /// Decides about the locked batch and commits it; `how` says what becomes of the commit.
    pub fn commit(&mut self, index: usize, how: Commit) -> Result<(), Broken> {
        let Some(Transaction { inputs, mut states, .. }) = self.planners[index].transaction.take() else {
            return Ok(());
        };
        let id = self.planners[index].id;
        let lost_its_locks = !self.is_without(Sabotage::NoLock)
            && states.iter().any(|(workflow, _)| self.database.rows[*workflow].locked_by != Some(id));
        let how = if lost_its_locks { Commit::Refused } else { how };
        let writes = self.work_out(index, &inputs, &mut states)?;
        self.planners[index].last_batch += 1;
        let batch = self.planners[index].last_batch;
        if self.is_without(Sabotage::PublishBeforeCommit) {
            for attempt in &writes.opened {
                self.broker.publish(Queue::Jobs, Body::Job(*attempt));
            }
        }
        if matches!(how, Commit::Answered | Commit::LostAfter) {
            self.write(id, batch, &writes)?;
        }
        self.database.unlock_all(id);
        let unsure = matches!(how, Commit::LostAfter | Commit::LostBefore);
        let workflows: BTreeSet<usize> = states.iter().map(|(workflow, _)| *workflow).collect();
        let trusting = self.is_without(Sabotage::LostAnswerIsFailure);
        let marked_early = self.is_without(Sabotage::MarkedBeforeConfirm);
        let planner = &mut self.planners[index];
        if how != Commit::Answered {
            planner.leftover.extend(inputs);
            if unsure && !trusting {
                planner.doubts.push(Doubt { batch, workflows });
            } else {
                planner.done(batch);
            }
            return Ok(());
        }
        planner.unacked.extend(inputs.into_iter().filter_map(|input| input.delivery));
        let sent = writes.opened.iter().chain(&writes.resent);
        planner.outgoing.extend(sent.map(|attempt| Outgoing { batch, attempt: *attempt, published: false }));
        if marked_early {
            planner.done(batch);
        }
        planner.done_when_nothing_is_left(batch);
        for workflow in workflows {
            planner.settle_doubts(workflow);
        }
        Ok(())
    }

    fn work_out(
        &mut self,
        index: usize,
        inputs: &[Input],
        states: &mut [(usize, State)],
    ) -> Result<Writes, Broken> {
        let mut writes = Writes::default();
        for input in inputs {
            let Some((_, state)) = states.iter_mut().find(|(workflow, _)| *workflow == input.workflow) else {
                continue;
            };
            let mut is_stale = false;
            if let Some(event) = self.event_of(&input.cause, state, &mut writes) {
                let decision = decide(state, &event, self.now);
                check(state, &decision).map_err(|violation| Broken::Rule(violation.to_string()))?;
                self.events += 1;
                is_stale = decision.commands.is_empty();
                note(input, &event, state, &decision.commands, &decision.state, &mut writes);
                *state = decision.state;
            }
            self.resend(index, input, is_stale, &mut writes);
        }
        writes.opened.retain(|attempt| {
            let state = states.iter().find(|(workflow, _)| *workflow == attempt.workflow);
            state.is_some_and(|(_, state)| state.is_open(attempt.node, attempt.attempt))
        });
        writes.resent.retain(|attempt| {
            let state = states.iter().find(|(workflow, _)| *workflow == attempt.workflow);
            state.is_some_and(|(_, state)| state.is_open(attempt.node, attempt.attempt))
        });
        writes.states = states.to_vec();
        Ok(writes)
    }

    fn event_of(&self, cause: &Cause, state: &State, writes: &mut Writes) -> Option<Event> {
        Some(match cause {
            Cause::Start => Event::Started,
            Cause::Reply(of, answer) => {
                let mut attempt = of.attempt;
                if self.is_without(Sabotage::AnyAttemptCounts) {
                    attempt = state.jobs.get(&of.node).map_or(attempt, |job| job.attempt);
                }
                reply(of.node, attempt, answer)
            }
            Cause::Dead(of) => Event::JobDead {
                node: of.node,
                attempt: of.attempt,
                error: JobError::new(ErrorKind::Internal, "its workers went away"),
            },
            Cause::Found(event) => event.clone(),
            Cause::Ask(request) => {
                writes.asked.push(*request);
                self.database.requests[*request].event.clone()
            }
            Cause::Resend(attempt) => {
                writes.resent.push(*attempt);
                return None;
            }
        })
    }

    /// What the broker may not have of a workflow: of our own doubted batches always, of other planners' when a
    /// stale reply says that something went wrong.
    fn resend(&self, index: usize, input: &Input, is_stale: bool, writes: &mut Writes) {
        let planner = &self.planners[index];
        let stale_reply = is_stale && matches!(input.cause, Cause::Reply(..));
        for (attempt, by, batch) in self.database.open().filter(|(of, ..)| of.workflow == input.workflow) {
            let unconfirmed = if by == planner.id {
                planner.is_doubted(input.workflow, batch)
            } else {
                stale_reply && batch > self.database.planners.get(&by).map_or(0, |row| row.confirmed)
            };
            if unconfirmed && !writes.resent.contains(&attempt) {
                writes.resent.push(attempt);
            }
        }
    }

    fn write(&mut self, id: Holder, batch: i64, writes: &Writes) -> Result<(), Broken> {
        for (workflow, state) in &writes.states {
            self.database.rows[*workflow].state = state.clone();
        }
        for attempt in &writes.opened {
            if !self.oracle.opened.insert(*attempt) {
                return Err(Broken::OpenedTwice(*attempt));
            }
        }
        for attempt in writes.opened.iter().chain(&writes.resent) {
            self.database.rows[attempt.workflow].outbox.insert(attempt.node, (id, batch));
        }
        for (attempt, cost) in &writes.stored {
            if !self.oracle.answered.contains(attempt) {
                return Err(Broken::Invented(*attempt));
            }
            if !self.oracle.stored.insert(*attempt) {
                return Err(Broken::StoredTwice(*attempt));
            }
            *self.oracle.spent.entry(attempt.workflow).or_default() += *cost;
        }
        for request in &writes.asked {
            self.database.requests[*request].done = true;
            self.carried.insert(*request);
        }
        for (workflow, state) in &writes.states {
            let spent = self.oracle.spent.get(workflow).copied().unwrap_or_default();
            if state.cost != spent {
                return Err(Broken::Cost { workflow: *workflow, stored: state.cost, spent });
            }
        }
        let confirmed = self.planners.iter().find(|planner| planner.id == id).map_or(0, |own| own.confirmed);
        let row = self.database.planners.entry(id).or_default();
        (row.confirmed, row.heartbeat) = (row.confirmed.max(confirmed), self.now);
        Ok(())
    }
}

/// Writes down what a decision opened and stored.
fn note(
    input: &Input,
    event: &Event,
    before: &State,
    commands: &[Command],
    after: &State,
    writes: &mut Writes,
) {
    let of = |node: NodeId, attempt: i32| Attempt { workflow: input.workflow, node, attempt };
    for command in commands {
        if let Command::Dispatch { node, attempt, .. } = command {
            writes.opened.push(of(*node, *attempt));
        }
    }
    if let Event::JobSucceeded { node, attempt, cost, .. } = event {
        let stored = after.jobs.get(node).is_some_and(|job| job.status == JobStatus::Succeeded);
        if before.is_open(*node, *attempt) && stored {
            writes.stored.push((of(*node, *attempt), *cost));
        }
    }
}

fn reply(node: NodeId, attempt: i32, answer: &Answer) -> Event {
    match answer {
        Answer::Succeeded { scenes, cost } => Event::JobSucceeded {
            node,
            attempt,
            scenes: scenes.clone(),
            cost: *cost,
            model: String::new(),
            seconds: 1.0,
            partial: None,
            downgrades: Vec::new(),
        },
        Answer::Failed { error, cost } => {
            Event::JobFailed { node, attempt, error: error.clone(), cost: *cost, without: Vec::new() }
        }
    }
}
