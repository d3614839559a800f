//! The core's state and the rows it lives in.
//!
//! The column `plan` holds the state without what has columns of its own: jobs have their rows, and status,
//! progress, cost and times stand on the workflow. So nothing is written twice.

use std::collections::BTreeMap;

use aida_protocol::{NodeId, ProjectBrief, Usd, WorkflowStatus};
use aida_store::{JobRow, LockedWorkflow};
use aida_workflow::{JobState, JobStatus, STATE_VERSION, State, Timings};
use anyhow::Context as _;
use serde_json::Value;

/// The state of a workflow from its row and its jobs' rows (all attempts, in order).
pub(crate) fn state(
    row: &LockedWorkflow,
    brief: &ProjectBrief,
    jobs: &[&JobRow],
    timings: Timings,
    timeout_ms: u64,
) -> anyhow::Result<State> {
    let Some(plan) = &row.plan else {
        let mut state = State::new(brief, seed(row), timings);
        // The brief's own timeout counts before the fleet's.
        if brief.timeout_seconds.is_none() {
            state.timeout_ms = timeout_ms;
        }
        return Ok(state);
    };
    let mut state: State = serde_json::from_value(plan.clone()).context("the stored plan")?;
    // What an older version wrote is written anew by this one.
    state.version = STATE_VERSION;
    state.allow_downgrade = brief.allow_downgrade;
    state.status = row.status;
    state.progress = row.progress;
    state.cost = row.cost;
    state.started_at = row.started_at.map(|at| at.timestamp_millis());
    state.deadline = row.deadline_at.map(|at| at.timestamp_millis());
    state.timings = timings;
    state.jobs = BTreeMap::new();
    for job in jobs {
        let before = state.jobs.get(&job.node).map_or(Usd::ZERO, |job: &JobState| job.cost);
        let status: JobStatus = job.status.parse().map_err(anyhow::Error::msg)?;
        let job_state = JobState {
            status,
            attempt: job.attempt,
            deadline: (status == JobStatus::Dispatched).then(|| job.deadline_at.timestamp_millis()),
            cost: before + job.cost,
            expected_ms: timings.of(job.node.step),
            dispatched_at: job.dispatched_at.timestamp_millis(),
            retry_at: job.next_attempt_at.map(|at| at.timestamp_millis()),
        };
        state.jobs.insert(job.node, job_state);
    }
    Ok(state)
}

/// What the column `plan` keeps: nothing that has columns of its own or is read anew each time.
pub(crate) fn kept(state: &State) -> State {
    State {
        version: state.version,
        recipe: state.recipe.clone(),
        status: WorkflowStatus::Running,
        scenes: state.scenes.clone(),
        jobs: BTreeMap::new(),
        progress: 0,
        cost: Usd::ZERO,
        started_at: None,
        deadline: None,
        cancel_requested: state.cancel_requested,
        seed: state.seed,
        timings: Timings::default(),
        timeout_ms: state.timeout_ms,
        allow_downgrade: state.allow_downgrade,
        tries: state.tries.clone(),
        downgrades: state.downgrades.clone(),
        paused_at: state.paused_at,
        faults: state.faults.clone(),
    }
}

/// [`kept`], as the column takes it.
pub(crate) fn plan(kept: &State) -> serde_json::Result<Value> {
    serde_json::to_value(kept)
}

/// A workflow's own chance: the random half of its id.
fn seed(row: &LockedWorkflow) -> u64 {
    row.id.0.as_u64_pair().1
}

/// The nodes whose results the film is made of.
pub(crate) fn finished_nodes(state: &State) -> Vec<NodeId> {
    let succeeded = state.jobs.iter().filter(|(_, job)| job.status == JobStatus::Succeeded);
    succeeded.map(|(node, _)| *node).collect()
}
