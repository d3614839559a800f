//! Batches whose commit had no answer.
//!
//! Such a batch may be stored without its jobs having been sent. Its number stays open, so that nothing counts as confirmed
//! that may not be, until every workflow of it was locked again: then its transaction is over, and its jobs are either
//! there, and sent again, or not.

use std::collections::HashSet;

use aida_protocol::WorkflowId;

#[derive(Default)]
pub(crate) struct Doubts {
    open: Vec<Doubt>,
}

struct Doubt {
    batch: i64,
    workflows: HashSet<WorkflowId>,
}

impl Doubts {
    pub fn add(&mut self, batch: i64, workflows: impl IntoIterator<Item = WorkflowId>) {
        self.open.push(Doubt { batch, workflows: workflows.into_iter().collect() });
    }

    /// The batches that may have written one of these.
    pub fn batches_of(&self, workflows: &[WorkflowId]) -> Vec<i64> {
        let concerned =
            self.open.iter().filter(|doubt| workflows.iter().any(|id| doubt.workflows.contains(id)));
        concerned.map(|doubt| doubt.batch).collect()
    }

    /// Of these, the workflows that a doubted batch may have written.
    pub fn among(&self, workflows: &[WorkflowId]) -> Vec<WorkflowId> {
        let doubted = |id: &&WorkflowId| self.open.iter().any(|doubt| doubt.workflows.contains(id));
        workflows.iter().filter(doubted).copied().collect()
    }

    /// These were locked again and what was unsent of them is stored as such. Answers the batches that are settled now.
    pub fn settle(&mut self, workflows: &[WorkflowId]) -> Vec<i64> {
        for doubt in &mut self.open {
            workflows.iter().for_each(|id| {
                doubt.workflows.remove(id);
            });
        }
        let settled = self.open.iter().filter(|doubt| doubt.workflows.is_empty());
        let settled = settled.map(|doubt| doubt.batch).collect();
        self.open.retain(|doubt| !doubt.workflows.is_empty());
        settled
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_batch_is_settled_once_all_its_workflows_were_seen_again() {
        let [first, second, other] = [1, 2, 3].map(|number| WorkflowId(Uuid::from_u128(number)));
        let mut doubts = Doubts::default();
        doubts.add(7, [first, second]);
        doubts.add(8, [second]);
        assert!(doubts.batches_of(&[other]).is_empty() && doubts.settle(&[other]).is_empty());
        assert_eq!(doubts.batches_of(&[second, other]), [7, 8]);
        assert_eq!(doubts.among(&[first, other]), [first]);
        assert_eq!(doubts.settle(&[second]), [8]);
        assert_eq!(doubts.settle(&[first]), [7]);
        assert!(doubts.among(&[first, second]).is_empty());
    }
}
