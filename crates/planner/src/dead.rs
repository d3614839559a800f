//! Drains the dead queue: every letter is kept in Postgres, and a dead job is told to the core.

use std::{sync::Arc, time::Duration};

use aida_broker::{Broker, Delivery, decode};
use aida_ops::{
    Shutdown,
    crash::{self, Point},
};
use aida_protocol::{ErrorKind, JobError, JobMessage, ReplyMessage, routing};
use aida_store::{DeadLetter, Store};
use serde_json::json;
use tokio::sync::mpsc;

use crate::{
    input::{Cause, Input},
    metrics::PlannerMetrics,
};

pub(crate) struct DeadLetters {
    pub broker: Arc<Broker>,
    pub store: Store,
    pub metrics: PlannerMetrics,
    pub found: mpsc::Sender<Vec<Input>>,
}

impl DeadLetters {
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let mut consumer = self.broker.consume(routing::DEAD_QUEUE, 16).await?;
        loop {
            tokio::select! {
                () = shutdown.requested() => return Ok(()),
                delivery = consumer.next() => match delivery {
                    Some(delivery) => self.keep(delivery).await,
                    None => return Ok(()),
                },
            }
        }
    }

    /// A job that was refused after it had taken workers down is a crash, whatever the broker calls it.
    async fn reason_of(&self, job: &JobMessage, reason: String) -> String {
        let crashes = self.store.crashes_of(job.workflow_id, job.node, job.attempt).await.unwrap_or(0);
        if crashes >= aida_protocol::MAX_CRASHES { "crashed".to_owned() } else { reason }
    }

    async fn keep(&self, delivery: Delivery) {
        let mut letter = letter(&delivery);
        if let Some(job) = dead_job(&delivery) {
            letter.reason = self.reason_of(&job, letter.reason).await;
        }
        crash::at(Point::DeadBeforeKeep);
        match self.store.insert_dead_letter(&letter).await {
            Ok(new) => {
                crash::at(Point::DeadKept);
                if new {
                    self.metrics.dead_letters.with_label_values(&[&letter.reason]).inc();
                    tracing::warn!(queue = letter.queue, reason = letter.reason, "a dead letter was kept");
                }
                match dead_job(&delivery).map(|job| failure(&job, &letter.reason)) {
                    // Acked once its workflow knows; until then it comes again.
                    Some(input) => {
                        let input = Input { delivery: Some(delivery), ..input };
                        let _ = self.found.send(vec![input]).await;
                    }
                    None => {
                        tokio::spawn(aida_broker::settle_all(vec![delivery]));
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a dead letter has to wait");
                tokio::time::sleep(Duration::from_millis(500)).await;
                if let Err(error) = delivery.requeue().await {
                    tracing::debug!(%error, "not requeued; it comes again");
                }
            }
        }
    }
}

/// The job whose message it is, if it is one.
fn dead_job(delivery: &Delivery) -> Option<JobMessage> {
    decode(&delivery.body).ok()
}

fn letter(delivery: &Delivery) -> DeadLetter {
    let (reason, queue) = match &delivery.death {
        Some(death) => (death.reason.clone(), death.queue.clone()),
        None => ("unknown".to_owned(), delivery.queue.clone()),
    };
    let job: Option<JobMessage> = decode(&delivery.body).ok();
    let reply: Option<ReplyMessage> = decode(&delivery.body).ok();
    let of = job
        .as_ref()
        .map(|job| (&job.tenant, job.workflow_id, job.node, job.attempt))
        .or(reply.as_ref().map(|reply| (&reply.tenant, reply.workflow_id, reply.node, reply.attempt)));
    // Messages of others may come without an id; the same body is then the same letter.
    let message_id = if delivery.message_id.is_empty() {
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, &delivery.body).to_string()
    } else {
        format!("{queue}/{}", delivery.message_id)
    };
    DeadLetter {
        message_id,
        queue,
        reason,
        error: if of.is_none() { undecodable(&delivery.body) } else { String::new() },
        tenant: of.map(|(tenant, ..)| tenant.clone()),
        workflow_id: of.map(|(_, id, ..)| id),
        node: of.map(|(_, _, node, _)| node),
        attempt: of.map(|(.., attempt)| attempt),
        body: delivery.body.clone(),
        headers: json!({ "delivery_count": delivery.delivery_count }),
    }
}

/// Why nobody could read it.
fn undecodable(body: &[u8]) -> String {
    decode::<JobMessage>(body).err().map(|error| error.to_string()).unwrap_or_default()
}

fn failure(job: &JobMessage, reason: &str) -> Input {
    let said = match reason {
        "crashed" => "its workers went away while they did it, again and again".to_owned(),
        other => format!("the job's message died in its queue: {other}"),
    };
    let error = JobError::new(ErrorKind::Internal, said);
    Input::found(job.workflow_id, Cause::Dead { node: job.node, attempt: job.attempt, error })
}
