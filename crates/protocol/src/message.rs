use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use uuid::Uuid;

use crate::{
    Agent, AssetRef, AudioResult, DirectorResult, Downgrade, FinalResult, JobError, JobInput, NodeId,
    TenantId, ToldEvent, Usd, VideoResult, VisualResult, WorkflowId, WriterResult,
};

/// The version that every message carries. A reader takes its own version and the one before; it parks what it does not know.
pub const MESSAGE_VERSION: u16 = 1;

/// How often a job may take its worker down before it is a dead letter.
pub const MAX_CRASHES: i32 = 3;

/// A hint that a workflow was accepted. The brief itself is in Postgres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BriefMessage {
    pub version: u16,
    pub workflow_id: WorkflowId,
    pub tenant: TenantId,
    /// W3C trace context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
}

/// Planner → worker: do this once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobMessage {
    pub version: u16,
    pub workflow_id: WorkflowId,
    pub tenant: TenantId,
    pub node: NodeId,
    /// From 1. A reply counts only for the attempt that is open.
    pub attempt: i32,
    pub deadline_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// What earlier attempts leave to this one; absent as long as nothing has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    pub input: JobInput,
}

/// What an attempt has to know of those before it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Again {
    /// Only the last, simplest model of the chain is to be used.
    #[serde(default)]
    pub simple: bool,
    /// Models that failed for good; they are not tried again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// What was wrong with the last answer, for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// Worker → planner: how the attempt ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplyMessage {
    pub version: u16,
    pub workflow_id: WorkflowId,
    pub tenant: TenantId,
    pub node: NodeId,
    pub attempt: i32,
    /// Who did it: `host/pid/…`.
    pub worker: String,
    /// Seconds between taking the job and replying.
    pub seconds: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// Models of the chain that were passed over on the way, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub downgrades: Vec<Downgrade>,
    pub outcome: JobOutcome,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum JobOutcome {
    Succeeded {
        result: AgentResult,
        /// Every file that the result names, stored already.
        assets: Vec<AssetRef>,
        cost: Usd,
        model: String,
    },
    Failed {
        error: JobError,
        /// What was paid nevertheless.
        cost: Usd,
    },
}

/// By hand: what serde derives for a tag inside collects all fields before it reads them, and a result is long.
impl<'de> Deserialize<'de> for JobOutcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Tag {
            Succeeded,
            Failed,
        }
        #[derive(Deserialize)]
        struct Fields {
            outcome: Tag,
            result: Option<AgentResult>,
            assets: Option<Vec<AssetRef>>,
            cost: Usd,
            model: Option<String>,
            error: Option<JobError>,
        }
        let missing = D::Error::missing_field;
        let fields = Fields::deserialize(deserializer)?;
        let cost = fields.cost;
        Ok(match fields.outcome {
            Tag::Succeeded => JobOutcome::Succeeded {
                result: fields.result.ok_or_else(|| missing("result"))?,
                assets: fields.assets.ok_or_else(|| missing("assets"))?,
                cost,
                model: fields.model.ok_or_else(|| missing("model"))?,
            },
            Tag::Failed => JobOutcome::Failed { error: fields.error.ok_or_else(|| missing("error"))?, cost },
        })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "agent", content = "value", rename_all = "snake_case")]
pub enum AgentResult {
    Writer(Box<WriterResult>),
    Director(Box<DirectorResult>),
    Audio(Box<AudioResult>),
    Visual(Box<VisualResult>),
    Video(Box<VideoResult>),
    /// Status `completed`, or `partial` with the reason when the inspection found a fault.
    Assembly(Box<FinalResult>),
}

impl AgentResult {
    pub const fn agent(&self) -> Agent {
        match self {
            AgentResult::Writer(_) => Agent::Writer,
            AgentResult::Director(_) => Agent::Director,
            AgentResult::Audio(_) => Agent::Audio,
            AgentResult::Visual(_) => Agent::Visual,
            AgentResult::Video(_) => Agent::Video,
            AgentResult::Assembly(_) => Agent::Assembly,
        }
    }

    /// The bare result, as job rows keep it.
    pub fn to_json(&self) -> serde_json::Result<Box<RawValue>> {
        match self {
            AgentResult::Writer(result) => to_raw_value(result),
            AgentResult::Director(result) => to_raw_value(result),
            AgentResult::Audio(result) => to_raw_value(result),
            AgentResult::Visual(result) => to_raw_value(result),
            AgentResult::Video(result) => to_raw_value(result),
            AgentResult::Assembly(result) => to_raw_value(result),
        }
    }

    /// Reads what [`AgentResult::to_json`] wrote.
    pub fn from_value(agent: Agent, value: Value) -> serde_json::Result<Self> {
        Ok(match agent {
            Agent::Writer => AgentResult::Writer(serde_json::from_value(value)?),
            Agent::Director => AgentResult::Director(serde_json::from_value(value)?),
            Agent::Audio => AgentResult::Audio(serde_json::from_value(value)?),
            Agent::Visual => AgentResult::Visual(serde_json::from_value(value)?),
            Agent::Video => AgentResult::Video(serde_json::from_value(value)?),
            Agent::Assembly => AgentResult::Assembly(serde_json::from_value(value)?),
        })
    }
}

/// How far a job is: telemetry, never a reason to decide anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProgressMessage {
    pub version: u16,
    pub workflow_id: WorkflowId,
    pub tenant: TenantId,
    pub node: NodeId,
    pub attempt: i32,
    /// 0 to 100 of this job.
    pub percent: u8,
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
}

/// There are new durable events; a hint that may get lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventHint {
    pub version: u16,
    pub workflow_ids: Vec<WorkflowId>,
    /// All new events of these workflows, in order. When it is empty they have to be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<ToldEvent>,
}

/// To every worker at once, over the fanout exchange.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ControlMessage {
    pub version: u16,
    /// Stop running jobs of these workflows.
    pub cancel: Vec<WorkflowId>,
    /// A planner's id, for the log.
    pub from: Uuid,
}

/// Whoever has not said for so many seconds what it has in hand has no connection to the broker, and nothing in hand. A worker
/// says it twice in this time at least.
pub const HELD_SILENCE_SECONDS: u64 = 5;

/// What a worker has in hand, said every second or, when it is much, less often. Of a job that is in no queue and in nobody's hand the message is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeldMessage {
    pub version: u16,
    pub worker: String,
    pub jobs: Vec<HeldJob>,
    /// More of the same list follows in the next message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// One attempt of one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct HeldJob {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
}
