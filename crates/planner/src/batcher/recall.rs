//! What a batch knows of its workflows: from the planner's memory, else from their rows.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use aida_protocol::{AgentResult, NodeId, WorkflowId};
use aida_store::{Batch, JobRow};

use super::Batcher;
use crate::{decide::Working, jobs::Results, rebuild};

impl Batcher {
    /// The workflows that are as this planner left them: of the locked ones that is seen, of `trusted` ones not yet.
    pub(super) fn recall(&mut self, batch: &Batch, trusted: &[WorkflowId]) -> HashMap<WorkflowId, Working> {
        let timings = *self.timings.read().unwrap_or_else(PoisonError::into_inner);
        let mut workings = HashMap::new();
        for row in &batch.workflows {
            let Some(memory) = self.memory.recall(&row.id) else { continue };
            if memory.row.written_by == row.written_by {
                self.trust.was_right();
                workings.insert(row.id, Working::remembered(memory, timings, batch.now));
            } else {
                self.trust.was_wrong();
            }
        }
        for id in trusted {
            if let Some(memory) = self.memory.recall(id) {
                workings.insert(*id, Working::remembered(memory, timings, batch.now));
            }
        }
        workings
    }

    /// Keeps what was written in `transaction`. What it left as it was is forgotten: its row names another.
    pub(super) fn remember(&mut self, transaction: i64, workings: HashMap<WorkflowId, Working>) {
        for (id, working) in workings {
            if working.is_written() && !working.state.status.is_terminal() {
                self.memory.keep(id, working.into_memory(transaction));
            }
        }
    }

    /// The other locked workflows, from their rows.
    pub(super) fn load(&self, batch: &Batch, workings: &mut HashMap<WorkflowId, Working>) {
        let timings = *self.timings.read().unwrap_or_else(PoisonError::into_inner);
        let mut jobs: HashMap<WorkflowId, Vec<&JobRow>> = HashMap::new();
        for job in &batch.jobs {
            jobs.entry(job.workflow_id).or_default().push(job);
        }
        for row in &batch.workflows {
            if workings.contains_key(&row.id) {
                continue;
            }
            let Some(brief) = batch.briefs.get(&row.id) else {
                tracing::error!(workflow_id = %row.id, "a workflow has no brief");
                continue;
            };
            let jobs = jobs.remove(&row.id).unwrap_or_default();
            match rebuild::state(row, brief, &jobs, timings, self.workflow_timeout_ms) {
                Ok(state) => {
                    let brief = Arc::new(brief.clone());
                    workings.insert(row.id, Working::new(row.clone(), brief, state, batch.now));
                }
                // A plan of a newer program: that program's planner will deal with it.
                Err(error) => tracing::error!(workflow_id = %row.id, %error, "a workflow cannot be read"),
            }
        }
    }

    /// Of every workflow: what its new messages and its final result are made of, as far as it is stored.
    pub(super) async fn results(
        &self,
        batch: &Batch,
        workings: &HashMap<WorkflowId, Working>,
    ) -> anyhow::Result<HashMap<WorkflowId, Results>> {
        let mut wanted: Vec<(WorkflowId, NodeId)> = Vec::new();
        for (id, working) in workings {
            let mut nodes: Vec<NodeId> =
                working.sending.iter().flat_map(|sending| working.state.inputs_of(sending.node)).collect();
            nodes.extend(working.buried.iter().flat_map(|buried| working.state.inputs_of(buried.node)));
            if working.finish.is_some() {
                nodes.extend(rebuild::finished_nodes(&working.state));
            }
            nodes.sort_unstable();
            nodes.dedup();
            nodes.retain(|node| !working.fresh.contains_key(node) && !working.known.contains_key(node));
            wanted.extend(nodes.into_iter().map(|node| (*id, node)));
        }
        let mut found: HashMap<WorkflowId, Results> = HashMap::new();
        for ((id, node), value) in batch.results(&wanted).await? {
            match AgentResult::from_value(node.agent(), value) {
                Ok(result) => {
                    found.entry(id).or_default().insert(node, Arc::new(result));
                }
                Err(error) => tracing::error!(workflow_id = %id, %node, %error, "a result cannot be read"),
            }
        }
        Ok(found)
    }
}
