use aida_protocol::{NodeId, TenantId, WorkflowId};
use serde_json::Value;
use uuid::Uuid;

use crate::{Store, StoreError};

/// A message that nobody could take.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The broker's message id: a letter that is delivered twice is kept once.
    pub message_id: String,
    pub queue: String,
    /// `undecodable`, `delivery_limit`, `rejected`, `poison`, …
    pub reason: String,
    pub error: String,
    pub tenant: Option<TenantId>,
    pub workflow_id: Option<WorkflowId>,
    pub node: Option<NodeId>,
    pub body: Vec<u8>,
    pub headers: Value,
}

const INSERT: &str = "-- insert dead letter
INSERT INTO dead_letter (id, message_id, queue, reason, error, tenant, workflow_id, node, body, headers)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (message_id) DO NOTHING";

impl Store {
    /// Keeps a dead letter. Whether it was new.
    pub async fn insert_dead_letter(&self, letter: &DeadLetter) -> Result<bool, StoreError> {
        let inserted = self
            .execute(
                "insert dead letter",
                INSERT,
                &[
                    &Uuid::now_v7(),
                    &letter.message_id,
                    &letter.queue,
                    &letter.reason,
                    &letter.error,
                    &letter.tenant.as_ref().map(TenantId::as_str),
                    &letter.workflow_id.map(|id| id.0),
                    &letter.node.map(|node| node.to_string()),
                    &letter.body,
                    &letter.headers,
                ],
            )
            .await?;
        Ok(inserted == 1)
    }
}
