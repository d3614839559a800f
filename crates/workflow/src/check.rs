use std::{borrow::Cow, collections::BTreeSet};

use aida_protocol::{EventKind, NodeId, Usd, WorkflowStatus};

use crate::{Command, Decision, JobStatus, Millis, State, Way, retry::attempts_in};

/// A rule that a decision broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    #[error("{0} would run twice at once")]
    TwiceAtOnce(NodeId),
    #[error("a workflow that has ended ({}) was changed or given a command", .0.as_str())]
    AfterTheEnd(WorkflowStatus),
    #[error("progress went from {from} to {to}")]
    ProgressBack { from: u8, to: u8 },
    #[error("progress is {progress} while the workflow is {}", status.as_str())]
    ProgressWrong { progress: u8, status: WorkflowStatus },
    #[error("{0} was dispatched before its inputs were there")]
    InputsMissing(NodeId),
    #[error("{0} is not a node of this workflow")]
    UnknownNode(NodeId),
    #[error("attempt {attempt} of {node} follows attempt {before}")]
    AttemptOrder { node: NodeId, before: i32, attempt: i32 },
    #[error("a job that has succeeded was touched again: {0}")]
    SuccessUndone(NodeId),
    #[error("cost fell from {from} to {to}")]
    CostFell { from: Usd, to: Usd },
    #[error("the workflow was finished twice")]
    FinishedTwice,
    #[error("a command follows the finish")]
    CommandAfterFinish,
    #[error("the next state is {} but the finish says {said:?}", state.as_str())]
    FinishMismatch { state: WorkflowStatus, said: Option<WorkflowStatus> },
    #[error("the workflow was completed without {0}")]
    CompletedWithout(NodeId),
    #[error("{0} was left open when the workflow ended")]
    LeftOpen(NodeId),
    #[error("{0}: the next state does not say what the commands do")]
    StateMismatch(NodeId),
    #[error("the deadline of {node} is {deadline}, not after its dispatch at {dispatched_at}")]
    DeadlineOver { node: NodeId, deadline: Millis, dispatched_at: Millis },
    #[error("a workflow that goes on was reopened")]
    ReopenedAlive,
    #[error("{0} was tried again before its pause was over")]
    TooEarly(NodeId),
    #[error("{0} was tried more often than its way allows")]
    TooOften(NodeId),
    #[error("{0} was dispatched although it is left out")]
    LeftOutRuns(NodeId),
    #[error("{0} was dispatched while the workflow is paused")]
    PausedRuns(NodeId),
    #[error("{0} is done more simply and nobody is told, or nobody allowed it")]
    SilentDowngrade(NodeId),
    #[error("{0} is a dead letter and goes on nevertheless")]
    BuriedAlive(NodeId),
    #[error("{0} could go on and nothing will make it")]
    Forgotten(NodeId),
}

/// Holds a decision against the rules that must hold whatever `decide` does.
pub fn check(before: &State, decision: &Decision) -> Result<(), Violation> {
    let reopened = decision.commands.iter().find_map(|command| match command {
        Command::Reopen { nodes } => Some(nodes),
        _ => None,
    });
    if reopened.is_some() && !before.status.is_terminal() {
        return Err(Violation::ReopenedAlive);
    }
    if before.status.is_terminal() && reopened.is_none() {
        let unchanged = decision.commands.is_empty() && decision.state == *before;
        return if unchanged { Ok(()) } else { Err(Violation::AfterTheEnd(before.status)) };
    }
    let before = reopened.map_or(Cow::Borrowed(before), |nodes| Cow::Owned(reopen(before, nodes, decision)));
    let before = &*before;
    check_progress(before, &decision.state)?;
    check_costs(before, &decision.state)?;
    check_dispatches(before, decision)?;
    check_jobs(before, decision)?;
    check_finish(decision)?;
    check_ways(before, decision)?;
    check_nothing_forgotten(decision)
}

/// What a reopened workflow is measured against: its state before, without what is done again.
fn reopen(before: &State, nodes: &[NodeId], decision: &Decision) -> State {
    let mut state = before.clone();
    state.status = WorkflowStatus::Running;
    state.progress = state.progress.min(decision.state.progress);
    for node in nodes {
        state.tries.remove(node);
        if let Some(job) = state.jobs.get_mut(node).filter(|job| job.status == JobStatus::Succeeded) {
            job.status = JobStatus::Superseded;
        }
    }
    state.jobs.values_mut().for_each(|job| job.retry_at = None);
    let names: Vec<String> = nodes.iter().map(ToString::to_string).collect();
    state.downgrades.retain(|downgrade| !names.contains(&downgrade.job));
    state
}

fn check_progress(before: &State, after: &State) -> Result<(), Violation> {
    if after.progress < before.progress {
        return Err(Violation::ProgressBack { from: before.progress, to: after.progress });
    }
    let completed = after.status == WorkflowStatus::Completed;
    if after.progress > 100 || completed != (after.progress == 100) {
        return Err(Violation::ProgressWrong { progress: after.progress, status: after.status });
    }
    Ok(())
}

fn check_costs(before: &State, after: &State) -> Result<(), Violation> {
    let jobs = before
        .jobs
        .iter()
        .map(|(node, job)| (job.cost, after.jobs.get(node).map_or(Usd::ZERO, |job| job.cost)));
    let mut all = jobs.chain([(before.cost, after.cost)]);
    all.find(|(from, to)| to < from).map_or(Ok(()), |(from, to)| Err(Violation::CostFell { from, to }))
}

fn check_dispatches(before: &State, decision: &Decision) -> Result<(), Violation> {
    let after = &decision.state;
    let mut dispatched = BTreeSet::new();
    for command in &decision.commands {
        let Command::Dispatch { node, attempt, deadline } = command else { continue };
        let (node, attempt, deadline) = (*node, *attempt, *deadline);
        if !after.has_node(node) {
            return Err(Violation::UnknownNode(node));
        }
        let job = before.jobs.get(&node);
        let open = job.is_some_and(|job| job.status == JobStatus::Dispatched);
        if !dispatched.insert(node) || open && !is_closed(decision, node) {
            return Err(Violation::TwiceAtOnce(node));
        }
        if after.is_left_out(node) {
            return Err(Violation::LeftOutRuns(node));
        }
        if after.status == WorkflowStatus::Paused {
            return Err(Violation::PausedRuns(node));
        }
        let last = job.map_or(0, |job| job.attempt);
        if attempt != last + 1 {
            return Err(Violation::AttemptOrder { node, before: last, attempt });
        }
        if !after.inputs_ready(node) {
            return Err(Violation::InputsMissing(node));
        }
        let Some(next) = after.jobs.get(&node).filter(|next| next.attempt == attempt) else {
            return Err(Violation::StateMismatch(node));
        };
        if job.and_then(|job| job.retry_at).is_some_and(|retry_at| retry_at > next.dispatched_at) {
            return Err(Violation::TooEarly(node));
        }
        if deadline <= next.dispatched_at {
            return Err(Violation::DeadlineOver { node, deadline, dispatched_at: next.dispatched_at });
        }
    }
    Ok(())
}

/// Whether the decision says itself that the open attempt of `node` has ended.
fn is_closed(decision: &Decision, node: NodeId) -> bool {
    decision.commands.iter().any(|command| match command {
        Command::Emit(
            EventKind::JobFailed { node: closed, .. } | EventKind::JobCancelled { node: closed, .. },
        ) => *closed == node,
        _ => false,
    })
}

/// Every open attempt of the next state was dispatched by a command, now or before; what succeeded stays.
fn check_jobs(before: &State, decision: &Decision) -> Result<(), Violation> {
    let now: BTreeSet<NodeId> = decision
        .commands
        .iter()
        .filter_map(|command| match command {
            Command::Dispatch { node, .. } => Some(*node),
            _ => None,
        })
        .collect();
    let undone = before.jobs.iter().find(|(node, job)| {
        job.status == JobStatus::Succeeded && decision.state.jobs.get(*node) != Some(*job)
    });
    if let Some((node, _)) = undone {
        return Err(Violation::SuccessUndone(*node));
    }
    for (node, job) in decision.state.dispatched() {
        let was_open = before.is_open(node, job.attempt);
        if was_open == now.contains(&node) {
            return Err(Violation::StateMismatch(node));
        }
    }
    Ok(())
}

fn check_finish(decision: &Decision) -> Result<(), Violation> {
    let after = &decision.state;
    let is_finish = |command: &Command| matches!(command, Command::Finish { .. });
    if decision.commands.iter().filter(|command| is_finish(command)).count() > 1 {
        return Err(Violation::FinishedTwice);
    }
    if let Some(at) = decision.commands.iter().position(is_finish)
        && at + 1 < decision.commands.len()
    {
        return Err(Violation::CommandAfterFinish);
    }
    let said = match decision.commands.last() {
        Some(Command::Finish { status, .. }) => Some(*status),
        _ => None,
    };
    if said != after.status.is_terminal().then_some(after.status) {
        return Err(Violation::FinishMismatch { state: after.status, said });
    }
    if said.is_some()
        && let Some((node, _)) = after.dispatched().next()
    {
        return Err(Violation::LeftOpen(node));
    }
    if said == Some(WorkflowStatus::Completed)
        && let Some(node) = after
            .nodes()
            .into_iter()
            .find(|node| !after.is_settled(*node))
            .or(after.missing().first().copied())
            .or(after.faults.keys().next().copied())
    {
        return Err(Violation::CompletedWithout(node));
    }
    Ok(())
}

/// A simpler way is announced, allowed and written down; no way is tried too often; a dead letter stays dead.
fn check_ways(before: &State, decision: &Decision) -> Result<(), Violation> {
    let after = &decision.state;
    let told = |node: NodeId| {
        let told = |command: &Command| matches!(command, Command::Emit(EventKind::JobDowngraded { node: told, .. }) if *told == node);
        let name = node.to_string();
        decision.commands.iter().any(told) && after.downgrades.iter().any(|downgrade| downgrade.job == name)
    };
    for (node, tries) in &after.tries {
        let simpler = tries.way > before.way_of(*node);
        if simpler && !(after.allow_downgrade && told(*node)) || tries.way < before.way_of(*node) {
            return Err(Violation::SilentDowngrade(*node));
        }
        if tries.way != Way::LeftOut && tries.failures.len() > attempts_in(tries.way) as usize {
            return Err(Violation::TooOften(*node));
        }
    }
    for command in &decision.commands {
        let Command::Bury { node, .. } = command else { continue };
        let goes_on = |job: &crate::JobState| job.status == JobStatus::Dispatched || job.retry_at.is_some();
        if after.jobs.get(node).is_some_and(goes_on) {
            return Err(Violation::BuriedAlive(*node));
        }
    }
    Ok(())
}

/// Whatever could run is under way, or has a time at which it will be.
fn check_nothing_forgotten(decision: &Decision) -> Result<(), Violation> {
    let after = &decision.state;
    if decision.commands.is_empty() || after.status != WorkflowStatus::Running {
        return Ok(());
    }
    // Those whose pause lasts have their time.
    after.ready(Millis::MIN).first().map_or(Ok(()), |node| Err(Violation::Forgotten(*node)))
}
