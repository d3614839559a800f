//! What only the API says; the rest of its words are in aida-protocol.

use aida_ops::health::CheckReport;
use aida_protocol::{AssetRef, JobView, Usd, WorkflowId, WorkflowStatus, WorkflowSummary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The answer to an accepted brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Submitted {
    pub id: WorkflowId,
    /// `accepted`.
    pub status: WorkflowStatus,
    /// US dollars that hosted models should cost; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_cost: Option<Usd>,
    pub links: Links,
}

/// Where to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Links {
    #[serde(rename = "self")]
    pub workflow: String,
    pub jobs: String,
    /// Server-sent events.
    pub events: String,
    pub assets: String,
    /// To be POSTed to.
    pub cancel: String,
    /// To be POSTed to.
    pub pause: String,
    /// To be POSTed to.
    pub resume: String,
    /// To be POSTed to.
    pub retry: String,
}

/// One page of workflows, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkflowList {
    pub items: Vec<WorkflowSummary>,
    /// For the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Every attempt of every job, in the order of dispatch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobList {
    pub items: Vec<JobView>,
}

/// The files of a workflow, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AssetList {
    pub items: Vec<AssetView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AssetView {
    #[serde(flatten)]
    pub asset: AssetRef,
    pub url: String,
}

/// The answer to what was asked of a workflow; its events tell when it is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequestAccepted {
    pub id: WorkflowId,
    /// `cancel`, `pause`, `resume` or `retry`.
    pub requested: String,
    pub links: Links,
}

/// A stored file, to be named in `pictures[].sha256`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UploadReceipt {
    pub sha256: String,
    pub bytes: u64,
    pub media_type: String,
}

/// Whether the API can serve. The broker is shown but does not count: briefs are accepted without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    pub ready: bool,
    #[schemars(with = "Vec<CheckSchema>")]
    pub checks: Vec<CheckReport>,
    pub broker: BrokerHealth,
}

/// `CheckReport` as the schema shows it.
#[derive(JsonSchema)]
#[schemars(rename = "Check")]
#[allow(dead_code)]
struct CheckSchema {
    name: String,
    ok: bool,
    /// Why not; absent when it is.
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BrokerHealth {
    pub connected: bool,
    /// The broker is short of memory or disk and takes no messages.
    pub blocked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionInfo {
    pub name: String,
    pub version: String,
    /// Of the messages between the parts of the fleet.
    pub message_version: u16,
}
