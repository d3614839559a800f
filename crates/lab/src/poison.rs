//! Messages that no program of ours has sent, for every queue of a fleet.

use aida_protocol::{Agent, routing};
use anyhow::Context as _;
use lapin::{
    BasicProperties, Connection, ConnectionProperties,
    options::{BasicPublishOptions, ConfirmSelectOptions},
};
use serde_json::{Value, json};

use crate::farewell::farewell;

/// One bad body, by what is wrong with it.
pub struct Poison {
    pub name: &'static str,
    pub body: Vec<u8>,
}

/// Every queue that takes work.
pub fn queues() -> Vec<String> {
    let fixed = [routing::BRIEF_QUEUE.to_owned(), routing::REPLY_QUEUE.to_owned()];
    fixed.into_iter().chain(Agent::ALL.map(routing::job_queue)).collect()
}

/// Bodies that cannot be read, whichever queue they come from.
pub fn unreadable() -> Vec<Poison> {
    let deep = format!("{{\"version\":1,\"input\":{}{}}}", "[".repeat(300), "]".repeat(300));
    let large = json!({"version": 1, "text": "x".repeat(1 << 20)}).to_string();
    let types = json!({
        "version": 1, "workflow_id": 7, "tenant": ["local"], "node": {}, "attempt": "first", "input": null, "outcome": 3
    });
    let poison = |name, body: Vec<u8>| Poison { name, body };
    vec![
        poison("nothing", Vec::new()),
        poison("no JSON", b"\xff\xfe\x00not JSON at all".to_vec()),
        poison("a NUL", b"{\"version\":1,\"tenant\":\"a\\u0000b\"}".to_vec()),
        poison("300 levels", deep.into_bytes()),
        poison("1 MiB", large.into_bytes()),
        poison("a version of the future", json!({"version": 999}).to_string().into_bytes()),
        poison("version 0", json!({"version": 0}).to_string().into_bytes()),
        poison("wrong types", types.to_string().into_bytes()),
        poison("half a message", b"{\"version\":1,\"workflow_id\":\"01932b1e-7c00-7000-8000-0000".to_vec()),
    ]
}

/// A reply that can be read and concerns somebody else's workflow, or nobody's.
pub fn foreign_reply(workflow_id: &str, node: &str, tenant: &str) -> Vec<u8> {
    let reply: Value = json!({
        "version": 1, "workflow_id": workflow_id, "tenant": tenant, "node": node, "attempt": 1,
        "worker": "a stranger", "seconds": 1.0,
        "outcome": {"outcome": "failed", "error": {"kind": "internal", "reason": "a stranger says so"}, "cost": 0}
    });
    reply.to_string().into_bytes()
}

/// Sends `bodies` to `queue`, each confirmed.
///
/// # Errors
/// When the broker is not there or refuses.
pub async fn send(url: &str, queue: &str, bodies: &[Vec<u8>]) -> anyhow::Result<()> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await.context("the broker")?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    for body in bodies {
        let options = BasicPublishOptions { mandatory: true, immediate: false };
        let properties = BasicProperties::default().with_delivery_mode(2);
        let confirm =
            channel.basic_publish("".into(), queue.into(), options, body, properties).await?.await?;
        anyhow::ensure!(confirm.is_ack(), "the broker refused a message");
    }
    farewell(&connection, "sent").await;
    Ok(())
}
