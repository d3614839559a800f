//! A simulated worker process: take a job, answer it, ack it.

use aida_protocol::{ErrorKind, JobError, MAX_CRASHES, Step, Usd};
use aida_workflow::ScenePlan;

use crate::{
    broker::{Answer, Attempt, Body, Delivery, Holder, Queue},
    sabotage::Sabotage,
    world::{Broken, World},
};

pub struct Worker {
    pub id: Holder,
    pub running: Option<(Attempt, Delivery)>,
    /// Answered, but not acked yet.
    pub unacked: Option<Delivery>,
}

impl Worker {
    pub fn new(id: Holder) -> Self {
        Worker { id, running: None, unacked: None }
    }

    pub fn is_idle(&self) -> bool {
        self.running.is_none() && self.unacked.is_none()
    }
}

/// One attempt in so many takes its worker down.
const KILLERS: u64 = 60;

impl World {
    pub fn take_job(&mut self, index: usize) -> Result<(), Broken> {
        if !self.workers[index].is_idle() {
            return Ok(());
        }
        let id = self.workers[index].id;
        let Some(delivery) = self.broker.take(Queue::Jobs, id, &mut self.random) else { return Ok(()) };
        let Body::Job(attempt) = delivery.body else { return Ok(()) };
        if !self.oracle.opened.contains(&attempt) {
            return Err(Broken::RanUncommitted(attempt));
        }
        if delivery.redelivered {
            if !self.database.is_open(attempt) {
                self.broker.ack(&delivery);
                return Ok(());
            }
            let crashes = self.database.rows[attempt.workflow]
                .crashes
                .entry((attempt.node, attempt.attempt))
                .or_default();
            *crashes += 1;
            if *crashes >= MAX_CRASHES && !self.is_without(Sabotage::NoCrashCount) {
                self.broker.reject(&delivery);
                return Ok(());
            }
        }
        self.workers[index].running = Some((attempt, delivery));
        Ok(())
    }

    /// Whether this attempt takes down whoever does it.
    fn kills(&self, attempt: Attempt) -> bool {
        let node = (attempt.node.step as u64) << 8 | u64::from(attempt.node.scene.unwrap_or(0));
        let mixed = (self.seed ^ node << 16 ^ attempt.workflow as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        attempt.attempt == 1 && (mixed >> 32).is_multiple_of(KILLERS)
    }

    pub fn answer(&mut self, index: usize) -> Result<(), Broken> {
        let Some((attempt, delivery)) = self.workers[index].running.take() else { return Ok(()) };
        if self.kills(attempt) {
            let (deaths, copies) = self.oracle.deaths.entry(attempt).or_default();
            *deaths += 1;
            if *deaths > MAX_CRASHES + *copies {
                return Err(Broken::KilledTooOften(attempt));
            }
            self.crash_worker(index);
            return Ok(());
        }
        let answer = self.answer_to(attempt);
        if self.is_without(Sabotage::JobAckedBeforeReply) {
            self.broker.ack(&delivery);
            if !self.quiet && self.random.permille(100) {
                self.crash_worker(index);
                return Ok(());
            }
        }
        self.oracle.answered.insert(attempt);
        self.broker.publish(Queue::Replies, Body::Reply(attempt, answer));
        self.workers[index].unacked = Some(delivery);
        Ok(())
    }

    fn answer_to(&mut self, attempt: Attempt) -> Answer {
        const KINDS: [ErrorKind; 6] = [
            ErrorKind::Timeout,
            ErrorKind::RateLimited,
            ErrorKind::Unavailable,
            ErrorKind::InvalidOutput,
            ErrorKind::Refused,
            ErrorKind::Auth,
        ];
        if !self.quiet && self.random.permille(120) {
            let kind = KINDS[self.random.below(KINDS.len())];
            return Answer::Failed { error: JobError::new(kind, "no answer"), cost: Usd::ZERO };
        }
        let count = 1 + attempt.workflow % 3;
        let scenes = vec![ScenePlan { duration_ms: 5_000, own_picture: false }; count];
        let scenes = (attempt.node.step == Step::Writer).then_some(scenes);
        Answer::Succeeded { scenes, cost: Usd::from_ten_thousandths(7) }
    }

    pub fn ack_job(&mut self, index: usize) {
        if let Some(delivery) = self.workers[index].unacked.take() {
            self.broker.ack(&delivery);
        }
    }

    pub fn crash_worker(&mut self, index: usize) {
        let id = self.workers[index].id;
        self.broker.connection_lost(id);
        self.workers[index] = Worker::new(self.next_holder());
    }
}
