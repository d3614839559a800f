//! What a batch writes of a workflow.

use aida_protocol::ToldEvent;
use aida_store::{BatchWrites, OpenedJob, ResentJob, WorkflowUpdate};
use chrono::DateTime;

use super::Working;
use crate::rebuild;

impl Working {
    /// Whether this batch writes the workflow's row.
    pub fn is_written(&self) -> bool {
        self.written
    }

    /// Adds what has changed to the batch. Whether anything has.
    pub fn write(&mut self, writes: &mut BatchWrites) -> anyhow::Result<bool> {
        writes.requests.append(&mut self.requests);
        writes.replayed.append(&mut self.replayed);
        writes.dead_letters.append(&mut self.foreign);
        for sending in self.sending.iter().filter(|sending| sending.again) {
            let (node, attempt) = (sending.node, sending.attempt);
            writes.resent.push(ResentJob { workflow_id: self.row.id, node, attempt });
        }
        if !self.changed && self.events.is_empty() {
            return Ok(false);
        }
        self.written = true;
        let eta = self.eta_ms();
        let kept = rebuild::kept(&self.state);
        let is_stored = self.stored_plan.as_ref() == Some(&kept);
        writes.workflows.push(WorkflowUpdate {
            id: self.id(),
            written_by: Some(self.row.written_by),
            status: self.state.status,
            current_step: self.state.current_step().map(|agent| agent.as_str()),
            progress: self.state.progress,
            message: self.state.message(),
            plan: if is_stored { None } else { Some(rebuild::plan(&kept)?) },
            cost: self.state.cost,
            event_seq: self.seq,
            started_at: self.state.started_at.and_then(DateTime::from_timestamp_millis),
            deadline_at: self.state.deadline.and_then(DateTime::from_timestamp_millis),
            eta_at: eta.and_then(|eta| {
                DateTime::from_timestamp_millis(self.now.timestamp_millis().saturating_add_unsigned(eta))
            }),
        });
        writes.cleared_retries.append(&mut self.cleared_retries);
        if let Some(nodes) = self.superseded.take() {
            writes.reopened.push(self.row.id);
            writes.superseded.extend(nodes.into_iter().map(|node| (self.row.id, node)));
        }
        writes.opened.extend(self.opened());
        writes.closed.append(&mut self.closed);
        for event in self.events.drain(..) {
            writes.events.push(ToldEvent::of(&event)?);
        }
        Ok(true)
    }

    /// The attempts that are new in this batch, those included that ended in it.
    fn opened(&self) -> Vec<OpenedJob> {
        let sent = self.sending.iter().filter(|sending| !sending.again);
        let rows = sent.map(|sending| OpenedJob {
            workflow_id: self.row.id,
            tenant: self.row.tenant.clone(),
            node: sending.node,
            attempt: sending.attempt,
            deadline_at: DateTime::from_timestamp_millis(sending.deadline).unwrap_or(self.now),
        });
        rows.collect()
    }
}
