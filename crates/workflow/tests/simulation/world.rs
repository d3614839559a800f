//! The whole world of one seed, and what must hold in it after every step.

use std::collections::BTreeSet;

use aida_protocol::{Usd, WorkflowStatus};
use aida_workflow::{Event, Millis, State, Timings};
use serde_json::json;

use crate::{
    broker::{Attempt, Body, Broker, Holder, Queue},
    common,
    database::{Database, Oracle, Request, Row},
    planner::{Cause, Input, Planner},
    random::Random,
    sabotage::Sabotage,
    worker::Worker,
};

/// Why a seed fails.
#[derive(Debug, Clone, PartialEq)]
pub enum Broken {
    /// `check` refused a decision.
    Rule(String),
    OpenedTwice(Attempt),
    /// A worker was given what no committed batch has opened.
    RanUncommitted(Attempt),
    StoredTwice(Attempt),
    /// A result was stored for an attempt that nobody has answered.
    Invented(Attempt),
    Cost {
        workflow: usize,
        stored: Usd,
        spent: Usd,
    },
    KilledTooOften(Attempt),
    /// It is open, and no message, process or row will ever bring its answer.
    Nowhere(Attempt),
    /// In quiet times it had to wait for its deadline.
    Waited(Attempt),
    /// In quiet times the workflow ran into its timeout.
    TimedOutInPeace(usize),
    NotTerminal(usize, WorkflowStatus),
    RequestForgotten(usize),
    NotDrained,
}

pub struct World {
    pub seed: u64,
    pub random: Random,
    without: Option<Sabotage>,
    pub now: Millis,
    pub quiet: bool,
    pub quiet_since: Millis,
    pub events: usize,
    holders: Holder,
    pub database: Database,
    pub broker: Broker,
    pub planners: Vec<Planner>,
    pub workers: Vec<Worker>,
    pub oracle: Oracle,
    /// Requests that a committed batch has dealt with.
    pub carried: BTreeSet<usize>,
}

const START: Millis = 1_700_000_000_000;
/// An accepted workflow that no message has started by then is looked for.
const BRIEF_MS: Millis = 1_000;
/// In quiet times every message arrives within this time.
const ARRIVES_MS: Millis = 60_000;
const FINISHES_MS: Millis = 400_000;

impl World {
    pub fn new(seed: u64, without: Option<Sabotage>) -> Self {
        let mut world = World {
            seed,
            random: Random::new(seed),
            without,
            now: START,
            quiet: false,
            quiet_since: Millis::MAX,
            events: 0,
            holders: 0,
            database: Database::default(),
            broker: Broker::default(),
            planners: Vec::new(),
            workers: Vec::new(),
            oracle: Oracle::default(),
            carried: BTreeSet::new(),
        };
        for _ in 0..2 + world.random.below(2) {
            let planner = world.new_planner();
            world.planners.push(planner);
        }
        for _ in 0..2 + world.random.below(3) {
            let worker = Worker::new(world.next_holder());
            world.workers.push(worker);
        }
        world.submit();
        world
    }

    pub fn is_without(&self, rule: Sabotage) -> bool {
        self.without == Some(rule)
    }

    pub fn next_holder(&mut self) -> Holder {
        self.holders += 1;
        self.holders
    }

    pub fn new_planner(&mut self) -> Planner {
        let planner = Planner::new(self.next_holder());
        self.database.planners.entry(planner.id).or_default().heartbeat = self.now;
        planner
    }

    /// A client submits; the API commits and publishes, or dies in between.
    pub fn submit(&mut self) {
        let kind = ["video", "video", "image", "audio"][self.random.below(4)];
        let shapes = [&[][..], &["16:9", "9:16"][..]][self.random.below(2)];
        let brief = common::brief(kind, &json!({"aspects": shapes}));
        let state = State::new(&brief, self.random.next(), Timings::default());
        let workflow = self.database.rows.len();
        self.database.rows.push(Row {
            state,
            accepted_at: self.now,
            locked_by: None,
            outbox: Default::default(),
            crashes: Default::default(),
        });
        if !self.random.permille(200) {
            self.broker.publish(Queue::Briefs, Body::Brief(workflow));
        }
    }

    pub fn ask(&mut self, workflow: usize, event: Event) {
        self.database.requests.push(Request { workflow, event, done: false });
    }

    /// What the sweeper of a planner finds now. Nothing is locked: whoever acts looks again.
    pub fn sweep(&mut self) -> Vec<Input> {
        let mut found = Vec::new();
        let mut add = |workflow, cause| found.push(Input { workflow, cause, delivery: None });
        for (number, request) in
            self.database.requests.iter().enumerate().filter(|(_, request)| !request.done)
        {
            add(request.workflow, Cause::Ask(number));
        }
        for (workflow, row) in self.database.rows.iter().enumerate() {
            let state = &row.state;
            let waits = state.status == WorkflowStatus::Accepted && self.now - row.accepted_at > BRIEF_MS;
            if waits && !self.is_without(Sabotage::NoLookForAccepted) {
                add(workflow, Cause::Start);
            }
            let over = |at: Option<Millis>| at.is_some_and(|at| at <= self.now);
            let looks = !self.is_without(Sabotage::NoDeadlines);
            for (node, job) in &state.jobs {
                let (node, attempt) = (*node, job.attempt);
                if looks && over(job.deadline) {
                    add(workflow, Cause::Found(Event::DeadlinePassed { node, attempt }));
                }
                let running = state.status == WorkflowStatus::Running;
                if running && over(job.retry_at) && !self.is_without(Sabotage::NoRetries) {
                    add(workflow, Cause::Found(Event::RetryDue { node, attempt }));
                }
            }
            if looks && state.status == WorkflowStatus::Running && over(state.deadline) {
                add(workflow, Cause::Found(Event::TimedOut));
            }
        }
        if !self.is_without(Sabotage::NoTakeover) {
            for orphan in self.database.orphans(self.now) {
                add(orphan.workflow, Cause::Resend(orphan));
            }
        }
        if self.is_without(Sabotage::RequestStruckFirst) {
            self.database.requests.iter_mut().for_each(|request| request.done = true);
        }
        found
    }

    /// What must hold after every step.
    pub fn look(&self) -> Result<(), Broken> {
        for (attempt, planner, batch) in self.database.open() {
            let owed = match self.planners.iter().find(|alive| alive.id == planner) {
                Some(alive) => alive.owes(batch),
                None => batch > self.database.planners.get(&planner).map_or(0, |row| row.confirmed),
            };
            let somewhere = owed
                || self.broker.speaks_of(attempt)
                || self.oracle.wiped.contains(&attempt)
                || self.planners.iter().any(|planner| planner.has_in_hand(attempt))
                || self
                    .workers
                    .iter()
                    .any(|worker| worker.running.as_ref().is_some_and(|(of, _)| *of == attempt));
            if !somewhere {
                return Err(Broken::Nowhere(attempt));
            }
        }
        Ok(())
    }

    /// What must not happen in quiet times.
    pub fn look_in_peace(&self) -> Result<(), Broken> {
        for (attempt, ..) in self.database.open() {
            let deadline = self.database.rows[attempt.workflow].state.jobs[&attempt.node].deadline;
            let over = deadline.filter(|at| *at <= self.now && *at > self.quiet_since + ARRIVES_MS);
            if over.is_some() && !self.oracle.wiped.contains(&attempt) {
                return Err(Broken::Waited(attempt));
            }
        }
        for (workflow, row) in self.database.rows.iter().enumerate() {
            let wiped = self.oracle.wiped.iter().any(|attempt| attempt.workflow == workflow);
            let late =
                row.state.deadline.filter(|at| *at <= self.now && *at > self.quiet_since + FINISHES_MS);
            if row.state.status == WorkflowStatus::Running && late.is_some() && !wiped {
                return Err(Broken::TimedOutInPeace(workflow));
            }
        }
        Ok(())
    }

    pub fn all_ended(&self) -> bool {
        self.database.rows.iter().all(|row| row.state.status.is_terminal())
    }

    pub fn is_drained(&self) -> bool {
        self.broker.is_empty()
            && self.planners.iter().all(Planner::is_idle)
            && self.workers.iter().all(Worker::is_idle)
            && self.database.requests.iter().all(|request| request.done)
    }

    /// What must hold at the end.
    pub fn look_at_the_end(&self) -> Result<(), Broken> {
        for (workflow, row) in self.database.rows.iter().enumerate() {
            if !row.state.status.is_terminal() {
                return Err(Broken::NotTerminal(workflow, row.state.status));
            }
        }
        let mut requests = 0..self.database.requests.len();
        if let Some(forgotten) = requests.find(|request| !self.carried.contains(request)) {
            return Err(Broken::RequestForgotten(forgotten));
        }
        if self.is_drained() { Ok(()) } else { Err(Broken::NotDrained) }
    }
}
