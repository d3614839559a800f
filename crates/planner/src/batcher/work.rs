//! What a batch computes of its workflows, several at a time: they have nothing to do with one another, and the database
//! waits meanwhile.

use std::collections::HashMap;

use aida_protocol::WorkflowId;
use aida_store::BatchWrites;
use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::{
    ending::final_result,
    messages::{letters, parcel},
};
use crate::{decide::Working, input::Cause, jobs::Results, outbox::Parcel, prices::Prices, tally::Tally};

/// Fewer are done where they are: handing them to other threads takes longer than they do.
const MANY: usize = 16;

/// What comes of a batch, or of one workflow of it.
#[derive(Default)]
pub(super) struct Outcome {
    pub writes: BatchWrites,
    pub parcels: Vec<Parcel>,
    /// Those whose running jobs have to stop.
    pub cancelled: Vec<WorkflowId>,
    pub tally: Tally,
}

impl Outcome {
    fn add(mut self, mut other: Outcome) -> Outcome {
        self.writes.append(other.writes);
        self.parcels.append(&mut other.parcels);
        self.cancelled.append(&mut other.cancelled);
        self.tally.append(other.tally);
        self
    }
}

/// What the work on each workflow needs of the planner.
pub(super) struct Work<'a> {
    pub prices: &'a Prices,
    pub now: DateTime<Utc>,
}

impl Work<'_> {
    /// Plays the inputs, those of one workflow in their order.
    pub fn play<'i>(
        &self,
        inputs: impl Iterator<Item = (WorkflowId, &'i Cause)>,
        workings: &mut HashMap<WorkflowId, Working>,
    ) {
        let mut by_workflow: HashMap<WorkflowId, Vec<&Cause>> = HashMap::new();
        for (id, cause) in inputs {
            by_workflow.entry(id).or_default().push(cause);
        }
        let play = |(id, working): (&WorkflowId, &mut Working)| {
            for cause in by_workflow.get(id).into_iter().flatten() {
                working.play(cause);
            }
        };
        if workings.len() < MANY {
            workings.iter_mut().for_each(play);
        } else {
            workings.par_iter_mut().for_each(play);
        }
    }

    /// Builds messages and final results, and gathers all writes. `read` are results that the database had.
    pub fn write(
        &self,
        workings: &mut HashMap<WorkflowId, Working>,
        mut read: HashMap<WorkflowId, Results>,
    ) -> anyhow::Result<Outcome> {
        let mut each: Vec<(&mut Working, Results)> = Vec::with_capacity(workings.len());
        for (id, working) in workings.iter_mut() {
            each.push((working, read.remove(id).unwrap_or_default()));
        }
        let write = |(working, read): (&mut Working, Results)| self.write_one(working, read);
        if each.len() < MANY {
            each.into_iter().map(write).try_fold(Outcome::default(), |all, one| Ok(all.add(one?)))
        } else {
            each.into_par_iter().map(write).try_reduce(Outcome::default, |all, one| Ok(all.add(one)))
        }
    }

    fn write_one(&self, working: &mut Working, read: Results) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::default();
        working.known.extend(read);
        let mut results = working.known.clone();
        results.extend(working.fresh.iter().map(|(node, result)| (*node, result.clone())));
        let results = &results;
        outcome.parcels = self.parcels(working, results);
        outcome.writes.dead_letters = letters(working, results);
        if let Some(finish) = &working.finish {
            let result = final_result(working, finish, results, self.now, self.prices);
            let (status, seconds) = (finish.status, result.metadata.time.actual);
            tracing::info!(workflow_id = %working.id(), status = status.as_str(), seconds, "a workflow ended");
            outcome.tally.end(status, seconds);
            outcome.writes.results.push((working.id(), serde_json::value::to_raw_value(&result)?));
        }
        working.write(&mut outcome.writes)?;
        outcome.cancelled.extend(working.cancelled.then(|| working.id()));
        outcome.tally.append(std::mem::take(&mut working.tally));
        Ok(outcome)
    }

    /// The messages of one workflow. One that cannot be built fails its job.
    fn parcels(&self, working: &mut Working, results: &Results) -> Vec<Parcel> {
        let mut parcels = Vec::new();
        let mut failed = Vec::new();
        let mut next = 0;
        // What fails here may be followed at once by a simpler way, whose message is built in the next turn.
        while next < working.sending.len() {
            for sending in &working.sending[next..] {
                match parcel(working, sending, results) {
                    Ok(parcel) => parcels.push(parcel),
                    Err(error) => failed.push((sending.node, sending.attempt, error.to_string())),
                }
            }
            next = working.sending.len();
            for (node, attempt, reason) in std::mem::take(&mut failed) {
                tracing::error!(workflow_id = %working.id(), %node, reason, "a message cannot be built");
                working.fail_sending(node, attempt, reason);
            }
        }
        // A workflow that ended meanwhile sends nothing.
        if working.finish.is_some() { Vec::new() } else { parcels }
    }
}
