//! One transaction, from what it stands upon to its commit.
//!
//! Workflows that this planner wrote last need neither a lock nor a look: the write itself says whether that is still so,
//! which for a single reply saves a tenth of the time or so. When it is not, nothing has happened, and the batch is done
//! once more with all of its workflows locked.

use std::collections::HashMap;

use aida_ops::crash::{self, Point};
use aida_protocol::WorkflowId;
use aida_store::{Batch, StoreError};
use chrono::{DateTime, Utc};

use super::{
    Batcher,
    work::{Outcome, Work},
};
use crate::{
    decide::Working,
    input::{Cause, Input},
};

/// Nothing is written of a workflow that is only remembered, so that nobody says whether the memory is right.
#[derive(Debug, thiserror::Error)]
#[error("an input changes nothing that is remembered")]
struct Unsure;

impl Batcher {
    /// Deals with `inputs` in one transaction. Answers the workflows that others hold.
    pub(super) async fn transact(&mut self, inputs: &[Input]) -> anyhow::Result<Vec<WorkflowId>> {
        let mut ids: Vec<WorkflowId> = inputs.iter().map(|input| input.workflow_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let (known, unknown): (Vec<_>, Vec<_>) = ids.iter().copied().partition(|id| self.memory.has(id));
        if let Some(now) = self.trusting(inputs, &ids, &known) {
            match self.upon_memory(inputs, &known, &unknown, now).await {
                Err(error) if may_be_repeated(&error) => {
                    tracing::debug!(error = format!("{error:#}"), "once more, under locks");
                    self.metrics.batches.with_label_values(&["refused"]).inc();
                    if !error.is::<Unsure>() {
                        self.trust.was_wrong();
                    }
                }
                done => return done,
            }
        }
        let batch = self.lock(&ids, &unknown).await?;
        self.attempt(inputs, batch, &[]).await
    }

    async fn lock(&mut self, ids: &[WorkflowId], unknown: &[WorkflowId]) -> Result<Batch, StoreError> {
        let batch = self.store.lock_batch(ids, unknown).await?;
        self.clock.set(batch.now);
        // Another planner is at work on the same.
        if !batch.held_elsewhere.is_empty() {
            self.trust.was_wrong();
        }
        Ok(batch)
    }

    /// The time to decide at when this batch may go by what is remembered.
    fn trusting(&self, inputs: &[Input], ids: &[WorkflowId], known: &[WorkflowId]) -> Option<DateTime<Utc>> {
        let is_plain = |input: &Input| matches!(input.cause, Cause::Start | Cause::Reply(_));
        let may = self.trust.is_enough()
            && !known.is_empty()
            && inputs.iter().all(is_plain)
            && self.doubts.among(ids).is_empty();
        self.clock.now().filter(|_| may)
    }

    async fn upon_memory(
        &mut self,
        inputs: &[Input],
        known: &[WorkflowId],
        unknown: &[WorkflowId],
        now: DateTime<Utc>,
    ) -> anyhow::Result<Vec<WorkflowId>> {
        let batch = match unknown {
            [] => self.store.remembered_batch(now),
            _ => self.lock(unknown, unknown).await?,
        };
        self.attempt(inputs, batch, known).await
    }

    /// Decides, writes and sends. `trusted` are workflows that the batch has not locked.
    async fn attempt(
        &mut self,
        inputs: &[Input],
        mut batch: Batch,
        trusted: &[WorkflowId],
    ) -> anyhow::Result<Vec<WorkflowId>> {
        let held = batch.held_elsewhere.clone();
        let mut workings = self.recall(&batch, trusted);
        let is_unread = |id: &WorkflowId| !workings.contains_key(id) && !batch.briefs.contains_key(id);
        let unread: Vec<WorkflowId> = batch.workflows.iter().map(|row| row.id).filter(is_unread).collect();
        batch.read(&unread).await?;
        self.load(&batch, &mut workings);
        let mut asked =
            batch.still_open(&inputs.iter().filter_map(Input::request).collect::<Vec<_>>()).await?;
        let work = Work { prices: &self.prices, now: batch.now };
        let is_wanted = |input: &&Input| input.request().is_none_or(|request| asked.remove(&request));
        let wanted = inputs.iter().filter(is_wanted).map(|input| (input.workflow_id, &input.cause));
        work.play(wanted, &mut workings);
        crash::at(Point::PlannerLocked);
        if trusted.is_empty() {
            self.resend_unconfirmed(&batch, &mut workings).await?;
        } else if workings.values().any(|working| working.has_stale_reply) {
            return Err(Unsure.into());
        }
        let read = self.results(&batch, &workings).await?;
        let outcome = work.write(&mut workings, read)?;
        if !trusted.is_empty() && !is_all_told(inputs, &workings) {
            return Err(Unsure.into());
        }
        let locked: Vec<WorkflowId> = batch.workflows.iter().map(|row| row.id).collect();
        if !outcome.writes.is_empty() {
            let way = if trusted.is_empty() { "locked" } else { "remembered" };
            self.metrics.batches.with_label_values(&[way]).inc();
            self.commit(batch, outcome, workings).await?;
        } else {
            self.metrics.count(&outcome.writes, &outcome.tally);
        }
        self.settle_doubts(&locked);
        Ok(held)
    }

    /// Commits, and then sends and tells what was decided.
    async fn commit(
        &mut self,
        batch: Batch,
        outcome: Outcome,
        workings: HashMap<WorkflowId, Working>,
    ) -> anyhow::Result<()> {
        let Outcome { writes, parcels, cancelled, tally } = outcome;
        let number = self.next_batch;
        self.next_batch += 1;
        crash::at(Point::PlannerBeforeCommit);
        let committed = match batch.commit(self.planner, number, &writes).await {
            Ok(committed) => committed,
            Err(error) if error.may_have_happened() => {
                self.metrics.commits_in_doubt.inc();
                self.doubts.add(number, workings.keys().copied());
                return Err(error.into());
            }
            Err(error) => {
                // Nothing of this batch goes out; its number must not hold up the mark.
                self.outbox.done(number);
                return Err(error.into());
            }
        };
        crash::at(Point::PlannerCommitted);
        self.clock.set(committed.at);
        self.metrics.count(&writes, &tally);
        self.count_outstanding(&writes);
        self.observe(&writes.closed);
        self.outbox.send(number, parcels);
        self.outbox.announce(writes.events, cancelled);
        self.remember(committed.transaction, workings);
        Ok(())
    }
}

/// Whether every reply changes something. A second start may not: what has started once does so whoever is right.
fn is_all_told(inputs: &[Input], workings: &HashMap<WorkflowId, Working>) -> bool {
    let mut replies = inputs.iter().filter(|input| matches!(input.cause, Cause::Reply(_)));
    replies.all(|input| workings.get(&input.workflow_id).is_none_or(Working::is_written))
}

/// Whether locks would help: nothing is stored, and the database is there.
fn may_be_repeated(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<StoreError>();
    !cause.is_some_and(|cause| cause.may_have_happened() || matches!(cause, StoreError::Pool(_)))
}
