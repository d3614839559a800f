use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Agent, AudioResult, ContentType, DirectorResult, FinalResult, JobError, NodeId, Priority, ProjectBrief,
    Usd, VideoResult, VisualResult, WorkflowId, WriterResult,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkflowStatus {
    /// Stored, waiting for room.
    Accepted,
    Running,
    Paused,
    Completed,
    /// Something was delivered, but not all, or it failed its inspection.
    Partial,
    Failed,
    Cancelled,
}

impl WorkflowStatus {
    pub const ALL: [WorkflowStatus; 7] = [
        WorkflowStatus::Accepted,
        WorkflowStatus::Running,
        WorkflowStatus::Paused,
        WorkflowStatus::Completed,
        WorkflowStatus::Partial,
        WorkflowStatus::Failed,
        WorkflowStatus::Cancelled,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            WorkflowStatus::Accepted => "accepted",
            WorkflowStatus::Running => "running",
            WorkflowStatus::Paused => "paused",
            WorkflowStatus::Completed => "completed",
            WorkflowStatus::Partial => "partial",
            WorkflowStatus::Failed => "failed",
            WorkflowStatus::Cancelled => "cancelled",
        }
    }

    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            WorkflowStatus::Completed
                | WorkflowStatus::Partial
                | WorkflowStatus::Failed
                | WorkflowStatus::Cancelled
        )
    }
}

impl std::str::FromStr for WorkflowStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        WorkflowStatus::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| format!("unknown status {text:?}"))
    }
}

/// Everything about one workflow: `GET /v1/workflows/{id}`. A view over the workflow's row and its jobs'.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkflowState {
    pub id: WorkflowId,
    pub brief_id: String,
    pub user_id: String,
    pub status: WorkflowStatus,
    /// The earliest unfinished stage; absent when all are finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_step: Option<Agent>,
    /// 0 to 100; never goes back.
    pub progress: u8,
    pub current_message: String,
    pub accepted_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    pub last_updated: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    /// An estimate from the critical path of what is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_completion: Option<DateTime<Utc>>,
    pub priority: Priority,
    pub brief: ProjectBrief,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writer_result: Option<WriterResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub director_result: Option<DirectorResult>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visual_results: Vec<VisualResult>,
    /// The clips, scene by scene.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub video_results: Vec<VideoResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_result: Option<AudioResult>,
    pub total_cost_so_far: Usd,
    /// What was paid and the estimate of what is left; absent when only the studio works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_cost: Option<Usd>,
    /// Seconds of work of all agents.
    pub total_time_so_far: f64,
    pub agents_called: Vec<String>,
    pub errors: Vec<StateError>,
    /// Present once the workflow has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<FinalResult>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StateError {
    /// The node, or `planner`.
    pub step: String,
    pub error: String,
    pub timestamp: DateTime<Utc>,
    pub recovered: bool,
}

/// One line of `GET /v1/workflows`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkflowSummary {
    pub id: WorkflowId,
    pub status: WorkflowStatus,
    pub content_type: ContentType,
    pub subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_step: Option<Agent>,
    pub progress: u8,
    pub current_message: String,
    pub priority: Priority,
    pub accepted_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    pub cost: Usd,
}

/// One attempt of one job: `GET /v1/workflows/{id}/jobs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobView {
    #[schemars(with = "String")]
    pub node: NodeId,
    pub agent: Agent,
    /// From 1.
    pub attempt: i32,
    /// `dispatched`, `succeeded`, `failed` or `cancelled`.
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<String>,
    pub dispatched_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    pub deadline_at: DateTime<Utc>,
    /// Seconds of work, once finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    pub cost: Usd,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<JobError>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
}
