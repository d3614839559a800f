//! The store against a real PostgreSQL: one module a concern.

mod batches;
mod fleet;
mod keys;
mod letters;
mod migrations;
mod submits;
mod views;

use aida_protocol::{BriefDefaults, BriefInput, NodeId, Step, TenantId, Usd, WorkflowId, WorkflowStatus};
use aida_store::{NewWorkflow, OpenedJob, Store, WorkflowUpdate};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

fn tenant() -> TenantId {
    TenantId::local()
}

fn new_workflow(tenant: TenantId, subject: &str) -> NewWorkflow {
    let id = WorkflowId(Uuid::now_v7());
    let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Utc::now() };
    let input = BriefInput { subject: Some(subject.into()), ..BriefInput::default() };
    let brief = input.complete(defaults).expect("a brief");
    NewWorkflow { id, tenant, brief, message: "Waiting".into() }
}

async fn submitted(store: &Store) -> WorkflowId {
    let new = new_workflow(tenant(), "scarpe");
    store.submit(&new).await.expect("submit");
    new.id
}

fn update(id: WorkflowId, status: WorkflowStatus, seq: i64) -> WorkflowUpdate {
    WorkflowUpdate {
        id,
        written_by: None,
        status,
        current_step: Some("writer"),
        progress: 5,
        message: "Writing".into(),
        plan: Some(json!({"version": 1})),
        cost: Usd::ZERO,
        event_seq: seq,
        started_at: Some(Utc::now()),
        deadline_at: None,
        eta_at: None,
    }
}

fn opened(id: WorkflowId, deadline_at: DateTime<Utc>) -> OpenedJob {
    OpenedJob { workflow_id: id, tenant: tenant(), node: NodeId::once(Step::Writer), attempt: 1, deadline_at }
}

async fn planner(store: &Store) -> Uuid {
    let id = Uuid::now_v7();
    store.register_planner(id, "test", "here").await.expect("register");
    id
}
