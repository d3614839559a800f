//! The database of the simulated world: rows, their locks, and what the planners have confirmed.

use std::collections::{BTreeMap, BTreeSet};

use aida_protocol::{NodeId, Usd};
use aida_workflow::{Event, JobStatus, Millis, State};

use crate::broker::{Attempt, Holder};

#[derive(Debug, Clone)]
pub struct Row {
    pub state: State,
    pub accepted_at: Millis,
    /// The planner whose transaction holds it.
    pub locked_by: Option<Holder>,
    /// Of each node's latest attempt: who has to publish it, and in which batch.
    pub outbox: BTreeMap<NodeId, (Holder, i64)>,
    pub crashes: BTreeMap<(NodeId, i32), i32>,
}

#[derive(Debug, Clone)]
pub struct Request {
    pub workflow: usize,
    pub event: Event,
    pub done: bool,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct PlannerRow {
    pub confirmed: i64,
    pub heartbeat: Millis,
}

/// How long a planner is silent before others send what it left.
const TAKEOVER_MS: Millis = 5_000;

#[derive(Default)]
pub struct Database {
    pub rows: Vec<Row>,
    pub requests: Vec<Request>,
    pub planners: BTreeMap<Holder, PlannerRow>,
}

impl Database {
    pub fn lock(&mut self, workflow: usize, by: Holder) -> bool {
        let row = &mut self.rows[workflow];
        if row.locked_by.is_some_and(|other| other != by) {
            return false;
        }
        row.locked_by = Some(by);
        true
    }

    /// The end of a transaction, however it ended.
    pub fn unlock_all(&mut self, by: Holder) {
        for row in self.rows.iter_mut().filter(|row| row.locked_by == Some(by)) {
            row.locked_by = None;
        }
    }

    pub fn holds_locks(&self, by: Holder) -> bool {
        self.rows.iter().any(|row| row.locked_by == Some(by))
    }

    /// The broker may not have these: their planner is gone, or is silent.
    pub fn orphans(&self, now: Millis) -> Vec<Attempt> {
        self.open()
            .filter(|(_, planner, batch)| {
                let known = self.planners.get(planner).copied().unwrap_or_default();
                *batch > known.confirmed && now - known.heartbeat > TAKEOVER_MS
            })
            .map(|(attempt, ..)| attempt)
            .collect()
    }

    /// Open attempts with the planner and the batch that published them, or will.
    pub fn open(&self) -> impl Iterator<Item = (Attempt, Holder, i64)> {
        self.rows.iter().enumerate().flat_map(|(workflow, row)| {
            let open = row.state.jobs.iter().filter(|(_, job)| job.status == JobStatus::Dispatched);
            open.map(move |(node, job)| {
                let (planner, batch) = row.outbox[node];
                (Attempt { workflow, node: *node, attempt: job.attempt }, planner, batch)
            })
        })
    }

    pub fn is_open(&self, of: Attempt) -> bool {
        self.rows[of.workflow].state.is_open(of.node, of.attempt)
    }
}

/// What an observer, who is no part of the system, has seen.
#[derive(Default)]
pub struct Oracle {
    /// Attempts that a committed batch has opened.
    pub opened: BTreeSet<Attempt>,
    /// Attempts that a worker has answered.
    pub answered: BTreeSet<Attempt>,
    /// Attempts whose success is stored.
    pub stored: BTreeSet<Attempt>,
    /// What those have cost, by workflow.
    pub spent: BTreeMap<usize, Usd>,
    /// Attempts whose message was taken away by hand; only their deadline can help them.
    pub wiped: BTreeSet<Attempt>,
    /// How often an attempt took its worker down, and how many copies of its message there were.
    pub deaths: BTreeMap<Attempt, (i32, i32)>,
}
