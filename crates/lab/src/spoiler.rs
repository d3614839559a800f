//! Answers jobs before their workers do, with the failure that the brief's subject asks for, so that every kind of error can
//! be had from a fleet that works.
//!
//! The subject `spoil visual-2 refused 3` has the first three attempts of the node `visual-2` fail as `refused`.

use aida_protocol::{Agent, routing};
use anyhow::Context as _;
use futures::StreamExt as _;
use lapin::{
    Connection, ConnectionProperties, Consumer,
    options::{BasicConsumeOptions, QueueBindOptions, QueueDeclareOptions},
    types::FieldTable,
};
use serde_json::{Value, json};

use crate::poison;

/// Hears copies of all jobs, as long as it lives.
pub struct Spoiler {
    url: String,
    jobs: Consumer,
    _connection: Connection,
}

impl Spoiler {
    /// # Errors
    /// When the broker is not there.
    pub async fn listen(url: &str) -> anyhow::Result<Self> {
        let connection =
            Connection::connect(url, ConnectionProperties::default()).await.context("the broker")?;
        let channel = connection.create_channel().await?;
        let options = QueueDeclareOptions::exclusive().auto_delete();
        let queue = channel.queue_declare("".into(), options, FieldTable::default()).await?;
        for agent in Agent::ALL {
            let (exchange, key) = (routing::WORK_EXCHANGE.into(), routing::job_queue(agent).into());
            let (options, none) = (QueueBindOptions::default(), FieldTable::default());
            channel.queue_bind(queue.name().clone(), exchange, key, options, none).await?;
        }
        let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let jobs =
            channel.basic_consume(queue.name().clone(), "".into(), options, FieldTable::default()).await?;
        Ok(Spoiler { url: url.to_owned(), jobs, _connection: connection })
    }

    /// Spoils until it is dropped.
    ///
    /// # Errors
    /// When the broker is gone.
    pub async fn run(mut self) -> anyhow::Result<()> {
        while let Some(delivery) = self.jobs.next().await {
            let job: Value = serde_json::from_slice(&delivery?.data)?;
            if let Some(reply) = spoiled(&job) {
                poison::send(&self.url, routing::REPLY_QUEUE, &[reply]).await?;
            }
        }
        anyhow::bail!("the broker is gone")
    }
}

/// The failure that the job's brief asks for.
fn spoiled(job: &Value) -> Option<Vec<u8>> {
    let mut words = job["input"]["brief"]["subject"].as_str()?.strip_prefix("spoil ")?.split(' ');
    let (node, kind, times) = (words.next()?, words.next()?, words.next()?.parse::<i64>().ok()?);
    if job["node"].as_str()? != node || job["attempt"].as_i64()? > times {
        return None;
    }
    let reply = json!({
        "version": 1, "workflow_id": job["workflow_id"], "tenant": job["tenant"], "node": node,
        "attempt": job["attempt"], "worker": "the spoiler", "seconds": 0.1,
        "outcome": {"outcome": "failed", "error": {"kind": kind, "reason": "spoiled"}, "cost": 0}
    });
    Some(reply.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_says_what_fails_and_how_often() {
        let job = |subject: &str, node: &str, attempt: i64| json!({"node": node, "attempt": attempt, "input": {"brief": {"subject": subject}}});
        let spoils = |subject, node, attempt| spoiled(&job(subject, node, attempt)).is_some();
        assert!(spoils("spoil visual-2 refused 3", "visual-2", 3));
        assert!(!spoils("spoil visual-2 refused 3", "visual-2", 4));
        assert!(!spoils("spoil visual-2 refused 3", "visual-1", 1));
        assert!(!spoils("shoes", "visual-1", 1));
    }
}
