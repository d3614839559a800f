//! One workflow with everything about it, put together from its rows.

use std::collections::BTreeSet;

use aida_protocol::{Agent, AgentResult, JobError, NodeId, StateError, Step, Usd, WorkflowId, WorkflowState};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use tokio_postgres::{Row, types::Json};

use super::{read_current_step, read_priority};
use crate::{StoreError, rows::read_status};

/// A job as the state needs it.
#[derive(Deserialize)]
struct StateJob {
    node: NodeId,
    agent: Agent,
    attempt: i32,
    status: String,
    seconds: Option<f64>,
    error: Option<JobError>,
    result: Option<Value>,
    at: DateTime<Utc>,
}

pub(super) fn read_state(row: &Row) -> Result<WorkflowState, StoreError> {
    let brief: Json<_> =
        row.try_get("brief").map_err(|error| StoreError::corrupt("workflow_brief", "brief", error))?;
    let result: Option<Json<_>> =
        row.try_get("result").map_err(|error| StoreError::corrupt("workflow_result", "result", error))?;
    let Json(jobs): Json<Vec<StateJob>> =
        row.try_get("jobs").map_err(|error| StoreError::corrupt("job", "result", error))?;
    let mut state = WorkflowState {
        id: WorkflowId(row.get("id")),
        brief_id: row.get("brief_id"),
        user_id: row.get("user_id"),
        status: read_status(row)?,
        current_step: read_current_step(row)?,
        progress: row.get::<_, i16>("progress") as u8,
        current_message: row.get("message"),
        accepted_at: row.get("accepted_at"),
        started_at: row.get("started_at"),
        last_updated: row.get("updated_at"),
        finished_at: row.get("finished_at"),
        estimated_completion: row.get("eta_at"),
        priority: read_priority(row),
        brief: brief.0,
        writer_result: None,
        director_result: None,
        visual_results: Vec::new(),
        video_results: Vec::new(),
        audio_result: None,
        total_cost_so_far: Usd::from_ten_thousandths(row.get("cost")),
        expected_cost: None,
        total_time_so_far: jobs.iter().filter_map(|job| job.seconds).sum(),
        agents_called: agents_called(&jobs),
        errors: state_errors(&jobs),
        result: result.map(|Json(result)| result),
    };
    state.errors.extend(final_error(&state));
    let mut jobs = jobs;
    jobs.sort_by_key(|job| job.node);
    for job in jobs.into_iter().filter(|job| job.status == "succeeded") {
        take_result(&mut state, job)?;
    }
    Ok(state)
}

fn take_result(state: &mut WorkflowState, job: StateJob) -> Result<(), StoreError> {
    let Some(value) = job.result else { return Ok(()) };
    let result = AgentResult::from_value(job.node.agent(), value)
        .map_err(|error| StoreError::corrupt("job", "result", error))?;
    match result {
        AgentResult::Writer(result) => state.writer_result = Some(*result),
        AgentResult::Director(result) => state.director_result = Some(*result),
        AgentResult::Audio(result) => state.audio_result = Some(*result),
        AgentResult::Visual(result) => state.visual_results.push(*result),
        AgentResult::Video(result) => state.video_results.push(*result),
        // What assembly made is the workflow's result.
        AgentResult::Assembly(_) => {}
    }
    Ok(())
}

/// In the order of the stages.
fn agents_called(jobs: &[StateJob]) -> Vec<String> {
    let called: BTreeSet<_> = jobs.iter().map(|job| job.agent).collect();
    let stages = Step::ALL.into_iter().map(Step::agent);
    stages.filter(|agent| called.contains(agent)).map(|agent| agent.to_string()).collect()
}

/// A failed attempt is recovered when a later attempt of the same node succeeded.
fn state_errors(jobs: &[StateJob]) -> Vec<StateError> {
    let recovered = |failed: &StateJob| {
        let later = |job: &&StateJob| job.node == failed.node && job.attempt > failed.attempt;
        jobs.iter().filter(later).any(|job| job.status == "succeeded")
    };
    let failed = jobs.iter().filter_map(|job| job.error.as_ref().map(|error| (job, error)));
    failed
        .map(|(job, error)| StateError {
            step: job.node.to_string(),
            error: error.to_string(),
            timestamp: job.at,
            recovered: recovered(job),
        })
        .collect()
}

/// Why the workflow itself ended badly, when no job's error says so already.
fn final_error(state: &WorkflowState) -> Option<StateError> {
    let error = state.result.as_ref()?.error.as_ref()?;
    let told = state.errors.iter().any(|known| known.error.contains(&error.reason));
    (!told).then(|| StateError {
        step: error.agent.clone(),
        error: error.reason.clone(),
        timestamp: error.timestamp,
        recovered: false,
    })
}
