//! The final result of a workflow that ends in a batch.

use aida_protocol::{AgentResult, FinalResult, WorkflowStatus};
use chrono::{DateTime, Utc};

use crate::{
    decide::{Finish, Working},
    film::{self, Ending},
    jobs::{Film, Results},
    prices::Prices,
};

/// `results` are those of all jobs that have succeeded.
pub(super) fn final_result(
    working: &Working,
    finish: &Finish,
    results: &Results,
    now: DateTime<Utc>,
    prices: &Prices,
) -> FinalResult {
    // In the order of the graph, whatever order they came in.
    let mut in_order: Vec<_> = results.iter().collect();
    in_order.sort_unstable_by_key(|(node, _)| **node);
    let film = Film { brief: &working.brief, results, state: &working.state, aspect: None };
    let ending = Ending {
        status: finish.status,
        agent: finish.agent.as_deref(),
        reason: finish.reason.as_deref(),
        accepted_at: working.row.accepted_at,
        started_at: working.state.started_at.and_then(DateTime::from_timestamp_millis),
        now,
        estimated_seconds: estimated_seconds(working),
        selection: prices.selection(&working.brief, film.writer().map(|result| &result.script), now),
        models: in_order.into_iter().filter_map(|(_, result)| model_of(result)).collect(),
    };
    film::result(&ending, film, &working.state)
}

fn model_of(result: &AgentResult) -> Option<String> {
    Some(match result {
        AgentResult::Writer(result) => result.metadata.model_used.clone(),
        AgentResult::Director(result) => result.metadata.model_used.clone(),
        AgentResult::Audio(result) => result.model_used.clone(),
        AgentResult::Visual(result) => result.model_used.clone(),
        AgentResult::Video(result) => result.model_used.clone(),
        AgentResult::Assembly(_) => return None,
    })
}

/// What the whole workflow was expected to take when nothing of it was done.
fn estimated_seconds(working: &Working) -> f64 {
    let mut untouched = working.state.clone();
    untouched.jobs.clear();
    untouched.status = WorkflowStatus::Running;
    let now = untouched.started_at.unwrap_or_default();
    untouched.eta_ms(now).map_or(0.0, |millis| millis as f64 / 1_000.0)
}
