//! What each agent does. One file an agent; [`all`] is the list.

mod assembly;
mod audio;
mod director;
mod failing;
mod files;
mod rehearsal;
mod video;
mod visual;
mod writer;

use std::sync::Arc;

use aida_assets::AssetStore;
use aida_models::JobContext;
use aida_protocol::{Agent, AgentResult, AssetRef, ErrorKind, JobError, JobInput, JobMessage, Metadata, Usd};
use async_trait::async_trait;

pub use assembly::Assembly;
pub use audio::Audio;
pub use director::Director;
pub(crate) use files::local as scratch_failed;
pub use rehearsal::{Rehearsal, Rehearsed};
pub use video::Video;
pub use visual::Visual;
pub use writer::Writer;

use crate::Models;

/// What an agent's jobs use up; decides how many run at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spends {
    /// Time of this machine's processor: each job keeps as many of its threads busy.
    Processor(usize),
    /// Time of somebody else's; a job mostly waits.
    Waiting,
}

/// What an agent can do here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Ids of the models it works with, in the order they are tried.
    pub models: Vec<String>,
    pub spends: Spends,
}

/// A clip is drawn and encoded at once.
pub(crate) const CLIP_THREADS: usize = 2;

impl Capabilities {
    /// The studio's models keep threads of this machine busy, one a job; others mostly wait for somebody else's.
    fn of(model: &str) -> Self {
        Capabilities::with_threads(model, 1)
    }

    /// The same with `threads` a job.
    fn with_threads(model: &str, threads: usize) -> Self {
        let spends = if model.starts_with("studio/") { Spends::Processor(threads) } else { Spends::Waiting };
        Capabilities { models: vec![model.to_owned()], spends }
    }
}

/// A job that succeeded. Every file that the result names is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    pub result: AgentResult,
    pub assets: Vec<AssetRef>,
    pub cost: Usd,
    pub model: String,
}

/// One agent.
#[async_trait]
pub trait AgentWork: Send + Sync {
    fn agent(&self) -> Agent;

    fn capabilities(&self) -> Capabilities;

    /// Agents whose results are part of the input.
    fn depends_on(&self) -> &'static [Agent];

    /// Whether a job needs a folder of its own; making one costs more than a job that only talks.
    fn makes_files(&self) -> bool {
        true
    }

    /// Refuses what no attempt could do, with `invalid_input`. Called before anything is fetched.
    fn check(&self, input: &JobInput) -> Result<(), JobError>;

    /// Does the job in the context's scratch folder.
    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        assets: &AssetStore,
    ) -> Result<Done, JobError>;
}

/// Every agent there is.
pub fn all(models: &Models) -> Vec<Arc<dyn AgentWork>> {
    vec![
        Arc::new(Writer::new(models.script.clone())),
        Arc::new(Director::new(models.storyboard.clone())),
        Arc::new(Audio::new(models.speech.clone())),
        Arc::new(Visual::new(models.image.clone())),
        Arc::new(Video::new(models.video.clone())),
        Arc::new(Assembly),
    ]
}

/// The same agents, each of which only waits and answers with a placeholder.
pub fn rehearsal(how: &Rehearsed) -> Vec<Arc<dyn AgentWork>> {
    let agents = Agent::ALL.into_iter();
    agents.map(|agent| Arc::new(Rehearsal::new(agent, how.clone())) as Arc<dyn AgentWork>).collect()
}

fn metadata(cost: Usd, started: std::time::Instant, model: &str) -> Metadata {
    Metadata {
        cost,
        time: started.elapsed().as_secs_f64(),
        model_used: model.to_owned(),
        source: Some("model".to_owned()),
        ..Metadata::default()
    }
}

fn invalid_input(reason: impl Into<String>) -> JobError {
    JobError::new(ErrorKind::InvalidInput, reason)
}

/// The job came to the wrong agent.
fn misrouted(agent: Agent, input: &JobInput) -> JobError {
    invalid_input(format!("{agent} got a job of {}", input.agent()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_agent_is_listed_once_and_comes_after_what_it_depends_on() {
        let agents = all(&Models::studio("aida-voice".into()));
        let mut seen = Vec::new();
        for work in &agents {
            assert!(work.depends_on().iter().all(|before| seen.contains(before)), "{}", work.agent());
            assert!(!work.capabilities().models.is_empty());
            seen.push(work.agent());
        }
        let mut sorted = seen.clone();
        sorted.sort();
        assert_eq!(sorted, Agent::ALL);
    }
}
