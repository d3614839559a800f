//! One seed from its first step to the quiet end.

use aida_protocol::{NodeId, Step, WorkflowStatus};
use aida_workflow::{Event, Millis};

use crate::{
    broker::{Body, Queue},
    deciding::Commit,
    sabotage::Sabotage,
    world::{Broken, World},
};

/// Fewest events that a seed decides before it may come to rest.
pub const EVENTS: usize = 30;
const MOST_STEPS: usize = 3_000;
const MOST_WORKFLOWS: usize = 6;
const IDLE_IN_TRANSACTION_MS: Millis = 2_000;
const QUIET_ROUNDS: usize = 2_500;
const ROUND_MS: Millis = 500;

/// Plays `seed`; how many events it decided.
pub fn play(seed: u64, without: Option<Sabotage>) -> Result<usize, Broken> {
    let mut world = World::new(seed, without);
    let least = 60 + world.random.below(120);
    let mut steps = 0;
    while (steps < least || world.events < EVENTS) && steps < MOST_STEPS {
        steps += 1;
        world.step()?;
        world.look()?;
    }
    world.rest()?;
    Ok(world.events)
}

impl World {
    /// One thing happens: somebody goes on by one action, or something breaks.
    fn step(&mut self) -> Result<(), Broken> {
        self.now += self.random.below(400) as Millis;
        self.roll_back_idle_transactions();
        match self.random.below(100) {
            0..45 => self.planner_goes_on(),
            45..85 => self.worker_goes_on(),
            85..88 => {
                if self.database.rows.len() < MOST_WORKFLOWS
                    && (self.all_ended() || self.random.permille(300))
                {
                    self.submit();
                }
                Ok(())
            }
            88..90 => {
                self.user_asks();
                Ok(())
            }
            _ => {
                self.something_breaks();
                Ok(())
            }
        }
    }

    fn planner_goes_on(&mut self) -> Result<(), Broken> {
        let index = self.random.below(self.planners.len());
        if self.planners[index].frozen_until > self.now {
            return Ok(());
        }
        match self.random.below(10) {
            0..3 if self.planners[index].transaction.is_none() => self.lock(index),
            0..4 => {
                let how = match self.random.below(40) {
                    0 => Commit::Refused,
                    1 => Commit::LostAfter,
                    2 => Commit::LostBefore,
                    _ => Commit::Answered,
                };
                return self.commit(index, how);
            }
            4..6 => self.publish(index),
            6..8 => self.confirm(index),
            8 => self.ack(index),
            _ => self.heartbeat(index),
        }
        Ok(())
    }

    fn publish(&mut self, index: usize) {
        let unpublished = self.planners[index].outgoing.iter_mut().find(|outgoing| !outgoing.published);
        if let Some(outgoing) = unpublished {
            outgoing.published = true;
            self.broker.publish(Queue::Jobs, Body::Job(outgoing.attempt));
            self.oracle.deaths.entry(outgoing.attempt).or_default().1 += 1;
        }
    }

    fn confirm(&mut self, index: usize) {
        let planner = &mut self.planners[index];
        if let Some(at) = planner.outgoing.iter().position(|outgoing| outgoing.published) {
            let batch = planner.outgoing.remove(at).batch;
            planner.done_when_nothing_is_left(batch);
        }
    }

    fn ack(&mut self, index: usize) {
        if !self.planners[index].unacked.is_empty() {
            let at = self.random.below(self.planners[index].unacked.len());
            let delivery = self.planners[index].unacked.swap_remove(at);
            self.broker.ack(&delivery);
        }
    }

    fn heartbeat(&mut self, index: usize) {
        let (id, confirmed) = (self.planners[index].id, self.planners[index].confirmed);
        let row = self.database.planners.entry(id).or_default();
        (row.confirmed, row.heartbeat) = (row.confirmed.max(confirmed), self.now);
    }

    fn worker_goes_on(&mut self) -> Result<(), Broken> {
        let index = self.random.below(self.workers.len());
        match self.random.below(3) {
            0 => self.take_job(index),
            1 => self.answer(index),
            _ => {
                self.ack_job(index);
                Ok(())
            }
        }
    }

    fn user_asks(&mut self) {
        let workflow = self.random.below(self.database.rows.len());
        let event = match self.random.below(8) {
            0 => Event::CancelRequested,
            1..3 => Event::PauseRequested,
            3..6 => Event::ResumeRequested,
            6 => Event::RetryRequested { from: None },
            _ => Event::RetryRequested { from: Some(NodeId::once(Step::Writer)) },
        };
        self.ask(workflow, event);
    }

    fn something_breaks(&mut self) {
        let planner = self.random.below(self.planners.len());
        let worker = self.random.below(self.workers.len());
        match self.random.below(18) {
            0..3 => self.crash_planner(planner),
            3..6 => self.crash_worker(worker),
            6..8 => self.planners[planner].frozen_until = self.now + self.random.below(20_000) as Millis,
            8 => self.restart_broker(),
            9..12 => {
                if let Some(Body::Job(attempt)) = self.broker.double_one(&mut self.random) {
                    self.oracle.deaths.entry(attempt).or_default().1 += 1;
                }
            }
            12 => self.purge(),
            13 => {
                let id = self.planners[planner].id;
                self.broker.connection_lost(id);
            }
            14 => {
                let id = self.workers[worker].id;
                self.broker.connection_lost(id);
            }
            15 => self.now += self.random.below(200_000) as Millis,
            16 => self.now -= self.random.below(5_000) as Millis,
            _ => {
                // The database ends all sessions.
                for planner in 0..self.planners.len() {
                    let id = self.planners[planner].id;
                    self.database.unlock_all(id);
                }
            }
        }
    }

    fn crash_planner(&mut self, index: usize) {
        let id = self.planners[index].id;
        self.database.unlock_all(id);
        self.broker.connection_lost(id);
        self.planners[index] = self.new_planner();
    }

    /// Confirms that were under way are lost: their messages are published again.
    fn restart_broker(&mut self) {
        self.broker.everybody_lost();
        for outgoing in self.planners.iter_mut().flat_map(|planner| &mut planner.outgoing) {
            outgoing.published = false;
        }
    }

    fn purge(&mut self) {
        let queue = [Queue::Briefs, Queue::Jobs, Queue::Replies, Queue::Dead][self.random.below(4)];
        for body in self.broker.purge(queue) {
            if let Body::Job(attempt) | Body::Reply(attempt, _) = body {
                self.oracle.wiped.insert(attempt);
            }
        }
    }

    fn roll_back_idle_transactions(&mut self) {
        for index in 0..self.planners.len() {
            let (id, since) = (self.planners[index].id, &self.planners[index].transaction);
            let late = since.as_ref().is_some_and(|open| self.now - open.since > IDLE_IN_TRANSACTION_MS);
            if late && self.database.holds_locks(id) {
                self.database.unlock_all(id);
            }
        }
    }

    /// Nothing breaks any more: everything has to come to its end.
    fn rest(&mut self) -> Result<(), Broken> {
        (self.quiet, self.quiet_since) = (true, self.now);
        for _ in 0..QUIET_ROUNDS {
            if self.all_ended() && self.is_drained() {
                break;
            }
            self.resume_what_is_paused();
            for index in 0..self.planners.len() {
                self.planner_does_all(index)?;
            }
            for index in 0..self.workers.len() {
                self.take_job(index)?;
                self.answer(index)?;
                self.ack_job(index);
            }
            self.look()?;
            self.now += ROUND_MS;
            self.look_in_peace()?;
        }
        self.look_at_the_end()
    }

    /// Its users want it finished.
    fn resume_what_is_paused(&mut self) {
        let is_asked = self.database.requests.iter().any(|request| !request.done);
        for workflow in 0..self.database.rows.len() {
            if self.database.rows[workflow].state.status == WorkflowStatus::Paused && !is_asked {
                self.ask(workflow, Event::ResumeRequested);
            }
        }
    }

    fn planner_does_all(&mut self, index: usize) -> Result<(), Broken> {
        self.planners[index].frozen_until = Millis::MIN;
        self.lock(index);
        self.commit(index, Commit::Answered)?;
        while self.planners[index].outgoing.iter().any(|outgoing| !outgoing.published) {
            self.publish(index);
        }
        while !self.planners[index].outgoing.is_empty() {
            self.confirm(index);
        }
        while !self.planners[index].unacked.is_empty() {
            self.ack(index);
        }
        self.heartbeat(index);
        Ok(())
    }
}
