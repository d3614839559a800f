//! What the planner remembers of the workflows that it wrote last, so that it need not read them again.
//!
//! A memory holds as long as the workflow's row names the transaction that the memory is of: every change of a workflow
//! writes its row. So another planner's work, or a row changed by hand, is noticed under the lock, and then read.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use aida_protocol::{ProjectBrief, WorkflowId};
use aida_store::LockedWorkflow;
use aida_workflow::State;

use crate::jobs::Results;

/// Workflows that are remembered at most; of thirty kilobytes or so each.
const MOST: usize = 512;

/// A workflow as a transaction left it.
pub(crate) struct Remembered {
    pub written_by: i64,
    pub brief: Arc<ProjectBrief>,
    pub state: State,
    /// Of all jobs that have succeeded.
    pub results: Results,
}

#[derive(Default)]
pub(crate) struct Memory {
    workflows: HashMap<WorkflowId, Remembered>,
    /// In the order in which they came; one that is gone from the map is skipped.
    order: VecDeque<WorkflowId>,
}

impl Memory {
    /// Takes what is remembered of the workflow out, if it still holds.
    pub fn recall(&mut self, row: &LockedWorkflow) -> Option<Remembered> {
        self.workflows.remove(&row.id).filter(|memory| memory.written_by == row.written_by)
    }

    pub fn keep(&mut self, id: WorkflowId, memory: Remembered) {
        if self.workflows.insert(id, memory).is_none() {
            self.order.push_back(id);
        }
        while self.workflows.len() > MOST || self.order.len() > 4 * MOST {
            let Some(oldest) = self.order.pop_front() else { return };
            // It may have come again since; then it goes a little early.
            self.workflows.remove(&oldest);
        }
    }
}
