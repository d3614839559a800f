//! Going on after the end: some nodes are done again, and all that was made from them.

use std::collections::BTreeSet;

use aida_protocol::{EventKind, NodeId, Step, WorkflowStatus};

use crate::{
    Command, JobStatus, Reason, State, Way,
    turn::{Turn, later},
};

impl Turn {
    /// Does `from` again; without it, all that failed or was left out. Only of a workflow that has ended.
    pub fn reopen(&mut self, from: Option<NodeId>) {
        let targets = match from {
            Some(node) if !self.state.has_node(node) => return self.refuse(Reason::NoSuchNode { node }),
            Some(node) => vec![node],
            None => self.state.unfinished(),
        };
        if targets.is_empty() {
            return self.refuse(Reason::NothingToRetry);
        }
        let targets = self.state.with_what_had_failed(targets);
        let again = self.state.forget_with_what_follows(&targets);
        let names: BTreeSet<String> = again.iter().map(ToString::to_string).collect();
        self.state.downgrades.retain(|downgrade| !names.contains(&downgrade.job));
        for (node, job) in &mut self.state.jobs {
            job.retry_at = None;
            if again.contains(node) && job.status == JobStatus::Succeeded {
                job.status = JobStatus::Superseded;
            }
        }
        if again.contains(&NodeId::once(Step::Writer)) {
            self.state.scenes = None;
        }
        let again: Vec<NodeId> = again.into_iter().collect();
        self.commands.push(Command::Reopen { nodes: again.clone() });
        self.state.status = WorkflowStatus::Running;
        self.state.cancel_requested = false;
        self.state.paused_at = None;
        self.state.progress = self.state.progress_by_stages();
        self.state.started_at.get_or_insert(self.now);
        let at = later(self.now, self.state.timeout_ms);
        self.state.deadline = Some(at);
        self.commands.push(Command::SetWorkflowDeadline { at });
        self.emit(EventKind::Reopened { nodes: again });
        self.emit(EventKind::Planned { nodes: self.state.nodes() });
        self.advance();
    }

    /// A dead letter is replayed: its job is done again, unless it has been done since.
    pub fn replay(&mut self, node: NodeId) {
        if self.state.succeeded(node) {
            return self.refuse(Reason::NothingToRetry);
        }
        self.reopen(Some(node));
    }
}

impl State {
    /// Nodes without a result of their own; an assembly that found a fault counts as one.
    fn unfinished(&self) -> Vec<NodeId> {
        let nodes = self.nodes();
        let open: Vec<NodeId> = nodes.iter().filter(|node| !self.succeeded(**node)).copied().collect();
        if self.status != WorkflowStatus::Partial || !open.is_empty() && self.faults.is_empty() {
            return open;
        }
        // States of before the faults were kept have one film.
        let is_faulty = |node: &NodeId| self.faults.is_empty() || self.faults.contains_key(node);
        let faulty = nodes.into_iter().filter(|node| node.step == Step::Assembly && is_faulty(node));
        open.into_iter().chain(faulty).collect()
    }

    /// `targets` and what runs again beside them because it never succeeded: its failures were of a life that is over,
    /// and count no longer.
    fn with_what_had_failed(&self, mut targets: Vec<NodeId>) -> Vec<NodeId> {
        let had_failed = |node: &NodeId| {
            self.tries.get(node).is_some_and(|tries| tries.way != Way::LeftOut) && !self.succeeded(*node)
        };
        let others: Vec<NodeId> =
            self.nodes().into_iter().filter(|node| had_failed(node) && !targets.contains(node)).collect();
        targets.extend(others);
        targets
    }

    /// `targets` and every node that was or would be made from them; their failures are forgotten.
    fn forget_with_what_follows(&mut self, targets: &[NodeId]) -> BTreeSet<NodeId> {
        let mut found: BTreeSet<NodeId> = targets.iter().copied().collect();
        // First of all: what was left out is nobody's need as long as it is.
        for node in targets {
            self.tries.remove(node);
        }
        // A shape that was given up is no longer, once a part of it is done again.
        let ends = |node: &NodeId| matches!(node.step, Step::Clip | Step::Assembly);
        let of_targets = |node: &NodeId| {
            targets.iter().any(|target| target.step.per_aspect() && target.aspect == node.aspect)
        };
        let given_up: Vec<NodeId> = self
            .tries
            .iter()
            .filter(|(_, tries)| tries.way == Way::LeftOut)
            .map(|(node, _)| *node)
            .filter(|node| ends(node) && of_targets(node))
            .collect();
        for node in given_up {
            self.tries.remove(&node);
            found.insert(node);
        }
        // Lines only need lines above them, so one pass in their order finds everything.
        for node in self.nodes() {
            if self.needs_of(node).iter().any(|need| found.contains(need))
                || self.inputs_of(node).iter().any(|input| found.contains(input))
            {
                found.insert(node);
                self.tries.remove(&node);
            }
        }
        self.faults.retain(|node, _| !found.contains(node));
        found
    }
}
