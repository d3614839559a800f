use std::{collections::BTreeMap, num::NonZeroU32};

use aida_protocol::{NodeId, Step};

use crate::{JobStatus, Millis, ScenePlan, State};

/// The jobs of a step of which there are more than the workers do at once.
struct Queue {
    step: Step,
    at_once: NonZeroU32,
    nodes: Vec<NodeId>,
    /// When the first of them can begin, in milliseconds from now.
    start: u64,
}

impl State {
    /// Milliseconds until the workflow ends, as far as one can tell: the longest path through what is left,
    /// each job taking what such jobs took before, those under way credited with the time they had; where there
    /// are more pictures or clips than the workers make at once, they come in rounds. While the scenes are
    /// unknown one scene stands for all. `None` once it ended.
    pub fn eta_ms(&self, now: Millis) -> Option<u64> {
        if self.status.is_terminal() {
            return None;
        }
        if self.scenes.is_some() {
            return Some(self.critical_path(now));
        }
        let one_scene = vec![ScenePlan { duration_ms: 0, own_picture: false }];
        Some(State { scenes: Some(one_scene), ..self.clone() }.critical_path(now))
    }

    fn critical_path(&self, now: Millis) -> u64 {
        let nodes = self.nodes();
        let mut ends: BTreeMap<NodeId, u64> = BTreeMap::new();
        let mut queues: Vec<Queue> = [Step::Visual, Step::Clip]
            .into_iter()
            .filter_map(|step| {
                let at_once = self.timings.at_once(step)?;
                let nodes: Vec<NodeId> = nodes.iter().filter(|node| node.step == step).copied().collect();
                let waits = nodes.len() as u64 > u64::from(at_once.get());
                waits.then_some(Queue { step, at_once, nodes, start: u64::MAX })
            })
            .collect();
        // Lines only need lines above them, so every need has its end before it is asked for.
        for node in nodes {
            let start =
                self.needs_of(node).iter().filter_map(|need| ends.get(need)).max().copied().unwrap_or(0);
            let mut end = start.saturating_add(self.remaining_ms(node, now));
            if let Some(queue) = queues.iter_mut().find(|queue| queue.step == node.step) {
                queue.start = queue.start.min(start);
                if queue.nodes.last() == Some(&node) {
                    end = end.max(queue.start.saturating_add(self.rounds_ms(queue, now)));
                }
            }
            ends.insert(node, end);
        }
        ends.into_values().max().unwrap_or(0)
    }

    /// How long the jobs of a queue still take, round after round.
    fn rounds_ms(&self, queue: &Queue, now: Millis) -> u64 {
        let left = queue.nodes.iter().filter(|node| !self.is_behind(**node)).count();
        if left == 0 {
            return 0;
        }
        let each = self.timings.of(queue.step);
        let rounds = |jobs: usize| (jobs as u64).div_ceil(u64::from(queue.at_once.get()));
        let most = rounds(left).saturating_mul(each);
        // The round that is under way may end at once, those after it have not begun.
        let least = most.saturating_sub(each / 10 * 9);
        let begins = queue.nodes.iter().filter_map(|node| self.jobs.get(node)).map(|job| job.dispatched_at);
        let Some(begin) = begins.min() else { return most };
        let elapsed = now.saturating_sub(begin).max(0).unsigned_abs();
        rounds(queue.nodes.len()).saturating_mul(each).saturating_sub(elapsed).clamp(least, most)
    }

    /// Nothing of it is left to do.
    fn is_behind(&self, node: NodeId) -> bool {
        let job = self.jobs.get(&node);
        self.is_left_out(node) || job.is_some_and(|job| job.status == JobStatus::Succeeded)
    }

    fn remaining_ms(&self, node: NodeId, now: Millis) -> u64 {
        let expected = self.timings.of(node.step);
        match self.jobs.get(&node) {
            _ if self.is_behind(node) => 0,
            Some(job) if job.status == JobStatus::Dispatched => {
                let elapsed = now.saturating_sub(job.dispatched_at).max(0).unsigned_abs();
                // One that takes longer than expected is not about to end this instant.
                job.expected_ms.saturating_sub(elapsed).max(job.expected_ms / 10)
            }
            _ => expected,
        }
    }
}
