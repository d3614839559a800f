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

/// Workflows that are remembered at most; each with its brief and the results of its jobs.
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

#[cfg(test)]
mod tests {
    use aida_protocol::{TenantId, Usd, WorkflowStatus};
    use aida_workflow::Timings;
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn row(id: WorkflowId, written_by: i64) -> LockedWorkflow {
        LockedWorkflow {
            id,
            tenant: TenantId::local(),
            status: WorkflowStatus::Running,
            progress: 0,
            cost: Usd::ZERO,
            event_seq: 1,
            written_by,
            plan: None,
            accepted_at: DateTime::UNIX_EPOCH,
            started_at: None,
            deadline_at: None,
        }
    }

    fn memory(written_by: i64) -> Remembered {
        let brief: ProjectBrief =
            serde_json::from_str(include_str!("../../protocol/golden/project_brief.json")).unwrap();
        let state = State::new(&brief, 1, Timings::default());
        Remembered { written_by, brief: Arc::new(brief), state, results: Results::new() }
    }

    #[test]
    fn a_memory_holds_only_while_nobody_else_wrote() {
        let (id, mut all) = (WorkflowId(Uuid::from_u128(1)), Memory::default());
        all.keep(id, memory(7));
        assert!(all.recall(&row(id, 8)).is_none(), "another transaction wrote it");
        all.keep(id, memory(9));
        assert!(all.recall(&row(id, 9)).is_some());
        assert!(all.recall(&row(id, 9)).is_none(), "it was taken out");
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let (mut all, of) = (Memory::default(), |number: usize| WorkflowId(Uuid::from_u128(number as u128)));
        for number in 0..2 * MOST {
            all.keep(of(number), memory(1));
        }
        assert!(all.recall(&row(of(0), 1)).is_none());
        assert!(all.recall(&row(of(2 * MOST - 1), 1)).is_some());
        // The same few workflows, again and again, leave nothing behind either.
        for number in 0..10 * MOST {
            all.keep(of(number % 3), memory(1));
            all.recall(&row(of(number % 3), 1));
        }
        assert!(all.workflows.len() <= MOST && all.order.len() <= 4 * MOST);
    }
}
