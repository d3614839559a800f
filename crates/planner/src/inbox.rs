//! Takes what is there and never lingers: the next batch gathers while this one commits.

use aida_broker::{Broker, BrokerError, Consumer, DecodeError, Delivery, decode};
use aida_ops::crash::{self, Point};
use aida_protocol::{BriefMessage, JobOutcome, ReplyMessage, routing};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tokio::sync::mpsc;

use crate::{
    input::{Cause, Input},
    metrics::PlannerMetrics,
    sweeper::Admission,
};

/// Where inputs come from. Replies go before found inputs, those before new briefs.
pub(crate) struct Inbox {
    replies: Consumer,
    briefs: Consumer,
    found: mpsc::Receiver<Vec<Input>>,
    admission: Admission,
    metrics: PlannerMetrics,
    max_batch: usize,
}

/// What woke the planner.
enum Woken {
    Reply(Option<Delivery>),
    Found(Option<Vec<Input>>),
    Brief(Option<Delivery>),
}

impl Inbox {
    pub async fn open(
        broker: &Broker,
        prefetch: u16,
        max_batch: usize,
        found: mpsc::Receiver<Vec<Input>>,
        admission: Admission,
        metrics: PlannerMetrics,
    ) -> Result<Inbox, BrokerError> {
        let replies = broker.consume(routing::REPLY_QUEUE, prefetch).await?;
        let briefs = broker.consume(routing::BRIEF_QUEUE, prefetch).await?;
        Ok(Inbox { replies, briefs, found, admission, metrics, max_batch })
    }

    /// Whether both queues are being consumed.
    pub fn is_consuming(&self) -> bool {
        self.replies.probe().is_consuming() && self.briefs.probe().is_consuming()
    }

    /// Waits for the first input and takes what else is there. `None` when a consumer has ended for good.
    /// May answer an empty batch when all that came could not be read.
    pub async fn next_batch(&mut self) -> Option<Vec<Input>> {
        let woken = tokio::select! {
            biased;
            reply = self.replies.next() => Woken::Reply(reply),
            found = self.found.recv() => Woken::Found(found),
            brief = self.briefs.next() => Woken::Brief(brief),
        };
        let mut inputs = Vec::new();
        match woken {
            Woken::Reply(reply) => {
                let reply = reply?;
                inputs.extend(self.take_reply(decode(&reply.body), reply));
            }
            Woken::Found(found) => inputs.extend(found?),
            Woken::Brief(brief) => inputs.extend(self.read_brief(brief?)),
        }
        self.take_what_is_there(&mut inputs);
        Some(inputs)
    }

    /// Adds what is there now, up to a full batch.
    pub fn take_what_is_there(&mut self, inputs: &mut Vec<Input>) {
        let room = self.max_batch.saturating_sub(inputs.len());
        let replies: Vec<Delivery> = std::iter::from_fn(|| self.replies.try_next()).take(room).collect();
        let read: Vec<_> = replies.into_par_iter().map(|reply| (decode(&reply.body), reply)).collect();
        inputs.extend(read.into_iter().filter_map(|(reply, delivery)| self.take_reply(reply, delivery)));
        while inputs.len() < self.max_batch {
            let Ok(found) = self.found.try_recv() else { break };
            inputs.extend(found);
        }
        while inputs.len() < self.max_batch {
            let Some(brief) = self.briefs.try_next() else { break };
            inputs.extend(self.read_brief(brief));
        }
    }

    pub async fn close(&self) {
        tokio::join!(self.replies.cancel(), self.briefs.cancel());
    }

    fn take_reply(&self, reply: Result<ReplyMessage, DecodeError>, delivery: Delivery) -> Option<Input> {
        let mut reply = match reply {
            Ok(reply) => reply,
            Err(error) => {
                self.refuse(delivery, &error);
                return None;
            }
        };
        if let JobOutcome::Failed { error, .. } = &mut reply.outcome {
            // A reason is for people; a page of it is enough.
            if let Some((cut, _)) = error.reason.char_indices().nth(2_000) {
                error.reason.truncate(cut);
            }
        }
        let workflow_id = reply.workflow_id;
        Some(Input { workflow_id, cause: Cause::Reply(Box::new(reply)), delivery: Some(delivery) })
    }

    /// A brief starts now when there is room and nobody waits before it; else Postgres has it, and the
    /// sweeper starts it in its turn.
    fn read_brief(&self, delivery: Delivery) -> Option<Input> {
        let brief: BriefMessage = match decode(&delivery.body) {
            Ok(brief) => brief,
            Err(error) => {
                self.refuse(delivery, &error);
                return None;
            }
        };
        if self.admission.take_one() {
            return Some(Input {
                workflow_id: brief.workflow_id,
                cause: Cause::Start,
                delivery: Some(delivery),
            });
        }
        crash::at(Point::PlannerBeforeDefer);
        tokio::spawn(aida_broker::settle_all(vec![delivery]));
        None
    }

    /// To the dead queue; the task that drains it keeps the body.
    fn refuse(&self, delivery: Delivery, error: &dyn std::fmt::Display) {
        tracing::error!(queue = delivery.queue, message_id = delivery.message_id, %error, "undecodable");
        self.metrics.dead_letters.with_label_values(&["undecodable"]).inc();
        tokio::spawn(async move {
            if let Err(error) = delivery.reject().await {
                tracing::debug!(%error, "not rejected; it comes again");
            }
        });
    }
}
