use aida_protocol::{
    ContentType, Downgrade, ErrorKind, EventKind, JobError, NodeId, Step, Usd, WorkflowStatus,
};

use crate::{
    Command, Decision, JobState, JobStatus, MAX_SCENES, Millis, Reason, ScenePlan, State, job_deadline_ms,
};

/// What a worker says of a success, besides the scenes.
pub struct Success<'a> {
    pub cost: Usd,
    pub model: &'a str,
    pub seconds: f64,
    pub partial: &'a Option<String>,
    pub downgrades: &'a [Downgrade],
}

/// A decision in the making.
pub struct Turn {
    pub(crate) state: State,
    pub(crate) now: Millis,
    pub(crate) commands: Vec<Command>,
    reasons: Vec<Reason>,
}

impl Turn {
    pub fn new(state: &State, now: Millis) -> Self {
        Turn { state: state.clone(), now, commands: Vec::new(), reasons: Vec::new() }
    }

    pub fn decision(self) -> Decision {
        Decision { state: self.state, commands: self.commands, reasons: self.reasons }
    }

    pub(crate) fn emit(&mut self, event: EventKind) {
        self.commands.push(Command::Emit(event));
    }

    pub fn refuse(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    pub fn is_open(&mut self, node: NodeId, attempt: i32) -> bool {
        let open = self.state.is_open(node, attempt);
        if !open {
            self.refuse(Reason::StaleAttempt { node, attempt });
        }
        open
    }

    pub fn start(&mut self) {
        self.state.status = WorkflowStatus::Running;
        self.state.started_at = Some(self.now);
        let at = later(self.now, self.state.timeout_ms);
        self.state.deadline = Some(at);
        self.commands.push(Command::SetWorkflowDeadline { at });
        self.emit(EventKind::Started);
        self.emit(EventKind::Planned { nodes: self.state.nodes() });
        self.advance();
    }

    /// Adds what an attempt cost, also when it failed. Money never comes back.
    pub fn paid(&mut self, node: NodeId, cost: Usd) {
        let cost = cost.max(Usd::ZERO);
        self.state.cost += cost;
        if let Some(job) = self.state.jobs.get_mut(&node) {
            job.cost += cost;
        }
    }

    pub fn succeed(&mut self, node: NodeId, scenes: Option<&[ScenePlan]>, success: Success<'_>) {
        if node.step == Step::Writer {
            let count = scenes.map_or(0, <[ScenePlan]>::len);
            if !(1..=MAX_SCENES).contains(&count) {
                let reason = format!("the script has {count} scenes; it must have 1 to {MAX_SCENES}");
                return self.fail(node, &JobError::new(ErrorKind::InvalidOutput, reason), &[]);
            }
        }
        let attempt = self.close(node, JobStatus::Succeeded);
        self.emit(EventKind::JobSucceeded {
            node,
            agent: node.agent(),
            attempt,
            model: success.model.to_owned(),
            // JSON holds neither infinities nor what is not a number.
            seconds: if success.seconds.is_finite() { success.seconds.max(0.0) } else { 0.0 },
            cost: success.cost.max(Usd::ZERO),
        });
        for downgrade in success.downgrades {
            self.add_downgrade(Downgrade { job: node.to_string(), ..downgrade.clone() }, node);
        }
        if node.step == Step::Writer {
            self.state.scenes = scenes.map(<[ScenePlan]>::to_vec);
            self.emit(EventKind::Planned { nodes: self.state.nodes() });
        }
        if let Some(fault) = success.partial.as_ref().filter(|_| node.step == Step::Assembly) {
            self.state.faults.insert(node, fault.clone());
        }
        self.advance();
    }

    pub fn deadline_passed(&mut self, node: NodeId) {
        let deadline = self.state.jobs.get(&node).and_then(|job| job.deadline);
        if deadline.is_none_or(|at| at > self.now) {
            return self.refuse(Reason::NotDue { at: deadline });
        }
        let seconds = job_deadline_ms(node.step) / 1_000;
        self.fail(node, &JobError::new(ErrorKind::Timeout, format!("no answer within {seconds} s")), &[]);
    }

    pub fn time_out(&mut self) {
        let deadline = self.state.deadline;
        if deadline.is_none_or(|at| at > self.now) {
            return self.refuse(Reason::NotDue { at: deadline });
        }
        let seconds = self.state.timeout_ms / 1_000;
        let (status, delivered) = if self.state.has_delivered() {
            (WorkflowStatus::Partial, "what was finished is delivered")
        } else {
            (WorkflowStatus::Failed, "nothing was finished")
        };
        let reason = format!("the workflow took longer than {seconds} s; {delivered}");
        let waited_for = self.state.current_step().map_or("planner", |agent| agent.as_str());
        self.finish(status, Some(waited_for), Some(reason));
    }

    pub fn cancel(&mut self) {
        self.state.cancel_requested = true;
        self.finish(WorkflowStatus::Cancelled, None, None);
    }

    /// Nothing more is dispatched; what runs may end.
    pub fn pause(&mut self) {
        self.state.status = WorkflowStatus::Paused;
        self.state.paused_at = Some(self.now);
        self.emit(EventKind::Paused);
    }

    /// Goes on. The time of the pause does not count towards the timeout.
    pub fn resume(&mut self) {
        let since = self.state.paused_at.take().unwrap_or(self.now);
        let paused = self.now.saturating_sub(since).max(0);
        if self.state.started_at.is_none() {
            self.state.status = WorkflowStatus::Accepted;
            return self.emit(EventKind::Resumed);
        }
        self.state.status = WorkflowStatus::Running;
        if let Some(deadline) = self.state.deadline {
            let at = deadline.saturating_add(paused);
            self.state.deadline = Some(at);
            self.commands.push(Command::SetWorkflowDeadline { at });
        }
        self.emit(EventKind::Resumed);
        self.advance();
    }

    /// Dispatches all that is ready, or finishes when nothing is left.
    pub(crate) fn advance(&mut self) {
        if self.state.cancel_requested {
            return self.cancel();
        }
        if self.state.all_settled() {
            return self.finish_whole();
        }
        if self.state.status == WorkflowStatus::Paused {
            self.refuse(Reason::Paused);
        } else {
            for node in self.state.ready(self.now) {
                self.dispatch(node);
            }
        }
        self.show_progress(self.state.progress_by_stages());
        self.reasons.extend(self.state.waits());
    }

    fn dispatch(&mut self, node: NodeId) {
        let before = self.state.jobs.get(&node);
        let attempt = before.map_or(1, |job| job.attempt + 1);
        let deadline = later(self.now, job_deadline_ms(node.step));
        let job = JobState {
            status: JobStatus::Dispatched,
            attempt,
            deadline: Some(deadline),
            cost: before.map_or(Usd::ZERO, |job| job.cost),
            expected_ms: self.state.timings.of(node.step),
            dispatched_at: self.now,
            retry_at: None,
        };
        self.state.jobs.insert(node, job);
        self.commands.push(Command::Dispatch { node, attempt, deadline });
        self.emit(EventKind::JobDispatched { node, agent: node.agent(), attempt });
    }

    /// Ends the open attempt of `node` and says which it was.
    pub(crate) fn close(&mut self, node: NodeId, status: JobStatus) -> i32 {
        self.state.jobs.get_mut(&node).map_or(0, |job| {
            job.status = status;
            job.deadline = None;
            job.retry_at = None;
            job.attempt
        })
    }

    /// Everything is done that will be. What was left out of the product makes it a partial one, and so does what is
    /// wrong with it.
    fn finish_whole(&mut self) {
        if let Some(first) = self.state.faults.keys().next() {
            let agent = first.agent();
            let faults: Vec<String> = self.state.faults.iter().map(told_fault).collect();
            return self.finish(WorkflowStatus::Partial, Some(agent.as_str()), Some(faults.join("; ")));
        }
        let missing = self.state.missing();
        let Some(first) = missing.first() else {
            return self.finish(WorkflowStatus::Completed, None, None);
        };
        let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
        let reason = format!("finished without {}", names.join(", "));
        self.finish(WorkflowStatus::Partial, Some(first.agent().as_str()), Some(reason));
    }

    pub(crate) fn finish(&mut self, status: WorkflowStatus, agent: Option<&str>, reason: Option<String>) {
        let open: Vec<NodeId> = self.state.dispatched().map(|(node, _)| node).collect();
        if !open.is_empty() {
            self.commands.push(Command::CancelJobs { nodes: open.clone() });
            for node in open {
                let attempt = self.close(node, JobStatus::Cancelled);
                self.emit(EventKind::JobCancelled { node, agent: node.agent(), attempt });
            }
        }
        // Nothing is tried again after the end.
        self.state.jobs.values_mut().for_each(|job| job.retry_at = None);
        let done = if status == WorkflowStatus::Completed { 100 } else { self.state.progress_by_stages() };
        self.show_progress(done);
        self.state.status = status;
        let agent = agent.map(str::to_owned);
        self.emit(EventKind::Finished { status, agent: agent.clone(), reason: reason.clone() });
        self.commands.push(Command::Finish { status, agent, reason });
    }

    fn show_progress(&mut self, progress: u8) {
        self.state.progress = self.state.progress.max(progress);
    }
}

impl State {
    /// Whether there is something to hand over when the time is up. Clips alone are not a film and an
    /// unmastered mix is not a sound; pictures are what `image` and `multi_asset` briefs asked for.
    fn has_delivered(&self) -> bool {
        let finished = |step| self.nodes_of_step(step).into_iter().any(|node| self.succeeded(node));
        match self.recipe.content_type {
            ContentType::Video | ContentType::Audio => finished(Step::Assembly),
            ContentType::Image => finished(Step::Visual),
            ContentType::MultiAsset => finished(Step::Assembly) || finished(Step::Visual),
        }
    }
}

/// A fault says which film it is of, unless it is the first.
fn told_fault((node, fault): (&NodeId, &String)) -> String {
    node.aspect.map_or_else(|| fault.clone(), |aspect| format!("{}: {fault}", aspect.as_str()))
}

pub(crate) fn later(now: Millis, milliseconds: u64) -> Millis {
    now.saturating_add_unsigned(milliseconds)
}
