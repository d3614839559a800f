use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use aida_protocol::{TenantId, ToldEvent, WorkflowId};

/// How long a new workflow's events are held for whoever submitted it.
const KEPT_FOR: Duration = Duration::from_secs(3);
/// Workflows held at once.
const MOST: usize = 4_096;
/// Events of one workflow.
const MOST_EVENTS: usize = 16;

/// The events of workflows that this process has just accepted. Who submits mostly watches, and within moments: its
/// stream then begins without a look at the table.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    workflows: HashMap<WorkflowId, Beginning>,
}

/// All events of one workflow so far: from the first, without a gap.
#[derive(Debug)]
struct Beginning {
    tenant: TenantId,
    since: Instant,
    events: Vec<Arc<ToldEvent>>,
}

impl Fresh {
    /// A workflow whose first event is stored. Nothing happens when too many are held.
    pub(super) fn accepted(&mut self, tenant: TenantId, first: ToldEvent, now: Instant) {
        if self.workflows.len() < MOST {
            let beginning = Beginning { tenant, since: now, events: vec![Arc::new(first)] };
            self.workflows.insert(beginning.events[0].workflow_id, beginning);
        }
    }

    /// What happened next. A workflow with a gap, or with too many events, is let go.
    pub(super) fn told(&mut self, event: ToldEvent) {
        let Some(beginning) = self.workflows.get_mut(&event.workflow_id) else { return };
        let next = beginning.events.len() as i64 + 1;
        if event.seq == next && beginning.events.len() < MOST_EVENTS {
            beginning.events.push(Arc::new(event));
        } else if event.seq >= next {
            self.workflows.remove(&event.workflow_id);
        }
    }

    /// There is something that nobody told.
    pub(super) fn missed(&mut self, workflow: WorkflowId) {
        self.workflows.remove(&workflow);
    }

    /// The events so far, once, for its own tenant.
    pub(super) fn take(&mut self, workflow: WorkflowId, tenant: &TenantId) -> Option<Vec<Arc<ToldEvent>>> {
        if self.workflows.get(&workflow)?.tenant != *tenant {
            return None;
        }
        self.workflows.remove(&workflow).map(|beginning| beginning.events)
    }

    /// Lets go what nobody came for in time.
    pub(super) fn forget(&mut self, now: Instant) {
        self.workflows.retain(|_, beginning| now.duration_since(beginning.since) < KEPT_FOR);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::to_raw_value;

    use super::*;

    fn event(workflow: WorkflowId, seq: i64) -> ToldEvent {
        let body = to_raw_value(&seq).unwrap();
        ToldEvent { workflow_id: workflow, seq, event: "workflow.started".to_owned(), body }
    }

    fn held(workflow: WorkflowId, now: Instant) -> Fresh {
        let mut fresh = Fresh::default();
        fresh.accepted(TenantId::local(), event(workflow, 1), now);
        fresh
    }

    #[test]
    fn events_are_taken_once_by_their_own_tenant() {
        let workflow = WorkflowId(uuid::Uuid::now_v7());
        let mut fresh = held(workflow, Instant::now());
        // Told once more, and of another workflow.
        for seq in [1, 2, 2, 3] {
            fresh.told(event(workflow, seq));
        }
        fresh.told(event(WorkflowId(uuid::Uuid::now_v7()), 1));
        assert_eq!(fresh.take(workflow, &"other".parse().unwrap()), None);
        let events = fresh.take(workflow, &TenantId::local()).unwrap();
        assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(fresh.take(workflow, &TenantId::local()), None);
    }

    #[test]
    fn what_is_not_whole_is_let_go() {
        let workflow = WorkflowId(uuid::Uuid::now_v7());
        let mut with_a_gap = held(workflow, Instant::now());
        with_a_gap.told(event(workflow, 3));
        assert_eq!(with_a_gap.take(workflow, &TenantId::local()), None);

        let mut missed = held(workflow, Instant::now());
        missed.missed(workflow);
        assert_eq!(missed.take(workflow, &TenantId::local()), None);

        let mut long = held(workflow, Instant::now());
        for seq in 2..=MOST_EVENTS as i64 + 1 {
            long.told(event(workflow, seq));
        }
        assert_eq!(long.take(workflow, &TenantId::local()), None);
    }

    #[test]
    fn nothing_is_held_for_long_nor_without_a_limit() {
        let (workflow, now) = (WorkflowId(uuid::Uuid::now_v7()), Instant::now());
        let mut fresh = held(workflow, now);
        fresh.forget(now + KEPT_FOR / 2);
        assert_eq!(fresh.workflows.len(), 1);
        fresh.forget(now + KEPT_FOR);
        assert_eq!(fresh.workflows.len(), 0);
        for _ in 0..MOST + 10 {
            fresh.accepted(TenantId::local(), event(WorkflowId(uuid::Uuid::now_v7()), 1), now);
        }
        assert_eq!(fresh.workflows.len(), MOST);
    }
}
