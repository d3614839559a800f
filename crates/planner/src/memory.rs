//! What the planner remembers of the workflows that it wrote last, so that it need not read them again.
//!
//! A memory holds as long as the workflow's row names the transaction that the memory is of: every change of a workflow
//! writes its row. So another planner's work, or a row changed by hand, is noticed: under the lock, and then it is read, or
//! by the write itself, which is then refused ([`Trust`]).

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
    /// Names that transaction. The rest of what changes stands in the state.
    pub row: LockedWorkflow,
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
    pub fn has(&self, id: &WorkflowId) -> bool {
        self.workflows.contains_key(id)
    }

    /// Takes what is remembered of the workflow out.
    pub fn recall(&mut self, id: &WorkflowId) -> Option<Remembered> {
        self.workflows.remove(id)
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

/// Whether memories may be written upon unlocked. A planner that is alone is never wrong about them; one of several is
/// wrong often, and what it has then decided it decides again.
#[derive(Default)]
pub(crate) struct Trust {
    /// Memories that were looked at since one was last wrong.
    right: u32,
}

impl Trust {
    /// Of so many, each is likely to be right.
    const ENOUGH: u32 = 64;

    pub fn is_enough(&self) -> bool {
        self.right >= Self::ENOUGH
    }

    pub fn was_right(&mut self) {
        self.right = self.right.saturating_add(1);
    }

    pub fn was_wrong(&mut self) {
        self.right = 0;
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
        let row = row(WorkflowId(Uuid::from_u128(1)), written_by);
        Remembered { row, brief: Arc::new(brief), state, results: Results::new() }
    }

    #[test]
    fn a_memory_is_had_once() {
        let (id, mut all) = (WorkflowId(Uuid::from_u128(1)), Memory::default());
        all.keep(id, memory(9));
        assert!(all.has(&id) && all.recall(&id).is_some_and(|memory| memory.row.written_by == 9));
        assert!(!all.has(&id) && all.recall(&id).is_none(), "it was taken out");
    }

    #[test]
    fn trust_is_lost_at_once_and_won_slowly() {
        let mut trust = Trust::default();
        for _ in 0..Trust::ENOUGH {
            assert!(!trust.is_enough());
            trust.was_right();
        }
        assert!(trust.is_enough());
        trust.was_wrong();
        trust.was_right();
        assert!(!trust.is_enough());
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let (mut all, of) = (Memory::default(), |number: usize| WorkflowId(Uuid::from_u128(number as u128)));
        for number in 0..2 * MOST {
            all.keep(of(number), memory(1));
        }
        assert!(all.recall(&of(0)).is_none());
        assert!(all.recall(&of(2 * MOST - 1)).is_some());
        // The same few workflows, again and again, leave nothing behind either.
        for number in 0..10 * MOST {
            all.keep(of(number % 3), memory(1));
            all.recall(&of(number % 3));
        }
        assert!(all.workflows.len() <= MOST && all.order.len() <= 4 * MOST);
    }
}
