use std::collections::BTreeMap;

use aida_protocol::NodeId;

use crate::{JobStatus, Millis, ScenePlan, State};

impl State {
    /// Milliseconds until the workflow ends, as far as one can tell: the longest path through what is left,
    /// each job taking what such jobs took before, those under way credited with the time they had. While
    /// the scenes are unknown one scene stands for all, because they run side by side. `None` once it ended.
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
        let mut ends: BTreeMap<NodeId, u64> = BTreeMap::new();
        // Lines only need lines above them, so every need has its end before it is asked for.
        for node in self.nodes() {
            let start = self.needs_of(node).iter().filter_map(|need| ends.get(need)).max().copied();
            ends.insert(node, start.unwrap_or(0).saturating_add(self.remaining_ms(node, now)));
        }
        ends.into_values().max().unwrap_or(0)
    }

    fn remaining_ms(&self, node: NodeId, now: Millis) -> u64 {
        let expected = self.timings.of(node.step);
        match self.jobs.get(&node) {
            _ if self.is_left_out(node) => 0,
            Some(job) if job.status == JobStatus::Succeeded => 0,
            Some(job) if job.status == JobStatus::Dispatched => {
                let elapsed = now.saturating_sub(job.dispatched_at).max(0).unsigned_abs();
                // One that takes longer than expected is not about to end this instant.
                job.expected_ms.saturating_sub(elapsed).max(job.expected_ms / 10)
            }
            _ => expected,
        }
    }
}
