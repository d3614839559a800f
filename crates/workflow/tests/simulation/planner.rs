//! A simulated planner process: what it has in hand, and what it owes the broker.

use std::collections::BTreeSet;

use aida_workflow::{Event, Millis, State};

use crate::broker::{Answer, Attempt, Delivery, Holder};

#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    Start,
    Reply(Attempt, Answer),
    Dead(Attempt),
    /// What the sweeper has found.
    Found(Event),
    /// A user's request, by its number.
    Ask(usize),
    Resend(Attempt),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub workflow: usize,
    pub cause: Cause,
    pub delivery: Option<Delivery>,
}

/// A job that has to be published.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing {
    pub batch: i64,
    pub attempt: Attempt,
    pub published: bool,
}

/// An open transaction: its workflows are locked and read.
pub struct Transaction {
    pub since: Millis,
    pub inputs: Vec<Input>,
    pub states: Vec<(usize, State)>,
}

/// A batch whose commit had no answer: it counts until its workflows have been looked at again.
pub struct Doubt {
    pub batch: i64,
    pub workflows: BTreeSet<usize>,
}

pub struct Planner {
    pub id: Holder,
    /// Taken but not dealt with: their workflows were locked, or the database failed.
    pub leftover: Vec<Input>,
    pub transaction: Option<Transaction>,
    pub outgoing: Vec<Outgoing>,
    pub unacked: Vec<Delivery>,
    pub doubts: Vec<Doubt>,
    pub last_batch: i64,
    pub confirmed: i64,
    done_above: BTreeSet<i64>,
    pub frozen_until: Millis,
}

impl Planner {
    pub fn new(id: Holder) -> Self {
        Planner {
            id,
            leftover: Vec::new(),
            transaction: None,
            outgoing: Vec::new(),
            unacked: Vec::new(),
            doubts: Vec::new(),
            last_batch: 0,
            confirmed: 0,
            done_above: BTreeSet::new(),
            frozen_until: Millis::MIN,
        }
    }

    /// The broker has all of `batch`.
    pub fn done(&mut self, batch: i64) {
        self.done_above.insert(batch);
        while self.done_above.remove(&(self.confirmed + 1)) {
            self.confirmed += 1;
        }
    }

    pub fn done_when_nothing_is_left(&mut self, batch: i64) {
        let doubted = self.doubts.iter().any(|doubt| doubt.batch == batch);
        if !doubted && !self.outgoing.iter().any(|outgoing| outgoing.batch == batch) {
            self.done(batch);
        }
    }

    /// Whether it knows that it still has to see to that batch.
    pub fn owes(&self, batch: i64) -> bool {
        batch > self.confirmed && !self.done_above.contains(&batch)
    }

    pub fn is_doubted(&self, workflow: usize, batch: i64) -> bool {
        self.doubts.iter().any(|doubt| doubt.batch == batch && doubt.workflows.contains(&workflow))
    }

    /// The workflow was locked again: what the doubted batches wrote of it is known.
    pub fn settle_doubts(&mut self, workflow: usize) {
        for doubt in &mut self.doubts {
            doubt.workflows.remove(&workflow);
        }
        let settled: Vec<i64> =
            self.doubts.iter().filter(|doubt| doubt.workflows.is_empty()).map(|doubt| doubt.batch).collect();
        self.doubts.retain(|doubt| !doubt.workflows.is_empty());
        for batch in settled {
            self.done_when_nothing_is_left(batch);
        }
    }

    /// Whether it has this attempt in memory in one way or the other.
    pub fn has_in_hand(&self, of: Attempt) -> bool {
        let inputs =
            self.leftover.iter().chain(self.transaction.iter().flat_map(|transaction| &transaction.inputs));
        let mut speaks = inputs.map(|input| match &input.cause {
            Cause::Reply(attempt, _) | Cause::Dead(attempt) => *attempt == of,
            Cause::Start | Cause::Found(_) | Cause::Ask(_) | Cause::Resend(_) => false,
        });
        speaks.any(|speaks| speaks) || self.outgoing.iter().any(|outgoing| outgoing.attempt == of)
    }

    pub fn is_idle(&self) -> bool {
        self.leftover.is_empty()
            && self.transaction.is_none()
            && self.outgoing.is_empty()
            && self.unacked.is_empty()
            && self.confirmed == self.last_batch
    }
}
