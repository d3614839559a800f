use std::{collections::BTreeMap, str::FromStr};

use aida_protocol::{Downgrade, NodeId, ProjectBrief, Scene, Usd, WorkflowStatus};
use serde::{Deserialize, Serialize};

use crate::{Recipe, Timings, Tries, WORKFLOW_TIMEOUT_MS, version};

/// The version of the states that this program writes.
pub const STATE_VERSION: u16 = 2;

/// A script with more scenes than this is refused as a writer's mistake: one a second of the longest film.
pub const MAX_SCENES: usize = 600;

/// Milliseconds since the Unix epoch, by the database's clock.
pub type Millis = i64;

/// All that deciding needs to know about a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    #[serde(deserialize_with = "version::known::<_, STATE_VERSION>")]
    pub version: u16,
    pub recipe: Recipe,
    pub status: WorkflowStatus,
    /// In order; known once the writer has answered, or at once when the user gave the script.
    #[serde(default)]
    pub scenes: Option<Vec<ScenePlan>>,
    /// The nodes that were dispatched at least once.
    #[serde(default)]
    pub jobs: BTreeMap<NodeId, JobState>,
    /// 0 to 100; never goes back, and is 100 only when the workflow is completed.
    pub progress: u8,
    pub cost: Usd,
    #[serde(default)]
    pub started_at: Option<Millis>,
    /// When the workflow times out; set by its start.
    #[serde(default)]
    pub deadline: Option<Millis>,
    #[serde(default)]
    pub cancel_requested: bool,
    /// Where all chance comes from.
    pub seed: u64,
    pub timings: Timings,
    /// Milliseconds from start to timeout.
    #[serde(default = "default_timeout")]
    pub timeout_ms: u64,
    /// Since version 2: whether simpler ways may stand in.
    #[serde(default = "yes")]
    pub allow_downgrade: bool,
    /// Since version 2: the nodes that have failed, and in which way they are tried.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tries: BTreeMap<NodeId, Tries>,
    /// Since version 2: what had to be done more simply, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub downgrades: Vec<Downgrade>,
    /// Since version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<Millis>,
    /// Since version 2 of the recipe: what the inspections of finished films have found.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub faults: BTreeMap<NodeId, String>,
}

const fn yes() -> bool {
    true
}

const fn default_timeout() -> u64 {
    WORKFLOW_TIMEOUT_MS
}

/// What the graph needs to know of a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenePlan {
    pub duration_ms: u32,
    /// Whether the user gave a picture for it.
    pub own_picture: bool,
}

/// One node's latest attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobState {
    pub status: JobStatus,
    /// From 1.
    pub attempt: i32,
    /// When the open attempt counts as failed.
    #[serde(default)]
    pub deadline: Option<Millis>,
    /// Of all attempts so far.
    pub cost: Usd,
    /// How long the attempt was expected to take when it was dispatched.
    pub expected_ms: u64,
    pub dispatched_at: Millis,
    /// When the failed attempt is followed by the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// With the broker or with a worker: the open attempt.
    Dispatched,
    Succeeded,
    Failed,
    Cancelled,
    /// It had succeeded; a retry does it again.
    Superseded,
}

impl JobStatus {
    pub const ALL: [JobStatus; 5] = [
        JobStatus::Dispatched,
        JobStatus::Succeeded,
        JobStatus::Failed,
        JobStatus::Cancelled,
        JobStatus::Superseded,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            JobStatus::Dispatched => "dispatched",
            JobStatus::Succeeded => "succeeded",
            JobStatus::Failed => "failed",
            JobStatus::Cancelled => "cancelled",
            JobStatus::Superseded => "superseded",
        }
    }
}

impl FromStr for JobStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = JobStatus::ALL.into_iter().find(|status| status.as_str() == text);
        known.ok_or_else(|| format!("unknown job status {text:?}"))
    }
}

impl ScenePlan {
    /// The plans of a script's scenes, whoever wrote it.
    pub fn of(brief: &ProjectBrief, scenes: &[Scene]) -> Vec<ScenePlan> {
        let numbered = (1..=u16::MAX).zip(scenes);
        numbered
            .map(|(number, scene)| ScenePlan {
                // A float that is negative, too big or not a number saturates; none of them stops a plan.
                duration_ms: (scene.duration * 1_000.0).round() as u32,
                own_picture: brief.picture_of(number).is_some(),
            })
            .collect()
    }
}

impl State {
    /// An accepted workflow that has not started.
    pub fn new(brief: &ProjectBrief, seed: u64, timings: Timings) -> State {
        State {
            version: STATE_VERSION,
            recipe: Recipe::of(brief),
            status: WorkflowStatus::Accepted,
            scenes: brief.script.as_ref().map(|script| ScenePlan::of(brief, &script.scenes)),
            jobs: BTreeMap::new(),
            progress: 0,
            cost: Usd::ZERO,
            started_at: None,
            deadline: None,
            cancel_requested: false,
            seed,
            timings,
            timeout_ms: brief
                .timeout_seconds
                .map_or(WORKFLOW_TIMEOUT_MS, |seconds| u64::from(seconds) * 1_000),
            allow_downgrade: brief.allow_downgrade,
            tries: BTreeMap::new(),
            downgrades: Vec::new(),
            paused_at: None,
            faults: BTreeMap::new(),
        }
    }

    /// Whether a reply for this attempt still counts.
    pub fn is_open(&self, node: NodeId, attempt: i32) -> bool {
        !self.status.is_terminal()
            && self
                .jobs
                .get(&node)
                .is_some_and(|job| job.status == JobStatus::Dispatched && job.attempt == attempt)
    }

    pub(crate) fn succeeded(&self, node: NodeId) -> bool {
        self.jobs.get(&node).is_some_and(|job| job.status == JobStatus::Succeeded)
    }

    /// The nodes whose attempt is open, whatever the workflow's status.
    pub(crate) fn dispatched(&self) -> impl Iterator<Item = (NodeId, &JobState)> {
        self.jobs
            .iter()
            .filter(|(_, job)| job.status == JobStatus::Dispatched)
            .map(|(node, job)| (*node, job))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_status_reads_back_what_it_writes() {
        for status in JobStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert!("done".parse::<JobStatus>().is_err());
    }
}
