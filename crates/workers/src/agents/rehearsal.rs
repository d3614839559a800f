//! Agents that make nothing: they wait and answer with a placeholder of a real answer's size and shape. Everything around
//! them is real, so a fleet can be measured and drilled without a film, a model or a bill.

use std::time::{Duration, Instant};

use aida_assets::AssetStore;
use aida_models::JobContext;
use aida_protocol::{
    Agent, AgentResult, AssetRef, AudioFormat, AudioResult, Dimensions, DirectorResult, FinalMetadata,
    FinalResult, ImageFormat, JobError, JobInput, JobMessage, Metadata, PostText, Scene, Script, Shot, Spent,
    Storyboard, Usd, VideoResult, VisualResult, WorkflowStatus, WriterResult,
};
use async_trait::async_trait;

use super::{AgentWork, Capabilities, Done, Spends, metadata, misrouted};

const MODEL: &str = "rehearsal";
/// Scenes of every script.
const SCENES: u16 = 3;
/// Bytes of each scene's text, so that a script's message has about 2 KB.
const SCENE_BYTES: usize = 480;

/// One agent that only waits.
pub struct Rehearsal {
    agent: Agent,
    wait: Duration,
}

impl Rehearsal {
    pub fn new(agent: Agent, wait: Duration) -> Self {
        Rehearsal { agent, wait }
    }
}

#[async_trait]
impl AgentWork for Rehearsal {
    fn agent(&self) -> Agent {
        self.agent
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { models: vec![MODEL.to_owned()], spends: Spends::Waiting }
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[]
    }

    fn makes_files(&self) -> bool {
        false
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        if input.agent() == self.agent { Ok(()) } else { Err(misrouted(self.agent, input)) }
    }

    async fn execute(&self, job: &JobMessage, _: &JobContext, _: &AssetStore) -> Result<Done, JobError> {
        let started = Instant::now();
        if !self.wait.is_zero() {
            tokio::time::sleep(self.wait).await;
        }
        let result = answer(job, metadata(Usd::ZERO, started, MODEL));
        Ok(Done { result, assets: vec![], cost: Usd::ZERO, model: MODEL.to_owned() })
    }
}

fn answer(job: &JobMessage, metadata: Metadata) -> AgentResult {
    match &job.input {
        JobInput::Writer(input) => AgentResult::Writer(Box::new(WriterResult {
            success: true,
            script: script(input.brief.duration_seconds),
            post: PostText::default(),
            metadata,
            error: None,
        })),
        JobInput::Director(input) => AgentResult::Director(Box::new(DirectorResult {
            success: true,
            storyboard: storyboard(&input.script),
            metadata,
            error: None,
        })),
        JobInput::Audio(input) => AgentResult::Audio(Box::new(AudioResult {
            success: true,
            audio_url: String::new(),
            duration: input.brief.duration_seconds,
            format: AudioFormat::Wav,
            model_used: MODEL.to_owned(),
            metadata,
            audio: nothing("mix.wav", "audio/wav"),
            narration: None,
            voice: None,
            error: None,
        })),
        JobInput::Visual(input) => AgentResult::Visual(Box::new(VisualResult {
            success: true,
            scene_id: input.scene.id,
            image_url: String::new(),
            dimensions: Dimensions { width: input.frame.width, height: input.frame.height },
            format: ImageFormat::Png,
            model_used: MODEL.to_owned(),
            metadata,
            image: nothing(&format!("scene-{}.png", input.scene.id), "image/png"),
            composition: None,
            depicts: vec![filler(SCENE_BYTES)],
            error: None,
        })),
        JobInput::Video(input) => AgentResult::Video(Box::new(VideoResult {
            success: true,
            video_url: String::new(),
            duration: input.scene.duration,
            resolution: format!("{}x{}", input.frame.width, input.frame.height),
            has_audio: false,
            model_used: MODEL.to_owned(),
            metadata,
            scene_id: Some(input.scene.id),
            video: nothing(&format!("clip-{}.mp4", input.scene.id), "video/mp4"),
            error: None,
        })),
        JobInput::Assembly(input) => AgentResult::Assembly(Box::new(FinalResult {
            status: WorkflowStatus::Completed,
            video_url: None,
            image_urls: vec![],
            audio_url: None,
            thumbnail_url: None,
            caption_urls: vec![],
            report_url: None,
            metadata: FinalMetadata {
                duration: Some(input.brief.duration_seconds),
                time: Spent { estimated: 0.0, actual: metadata.time },
                models_used: vec![MODEL.to_owned()],
                ..FinalMetadata::default()
            },
            post: None,
            downgrades: vec![],
            assets: None,
            error: None,
            progress: None,
        })),
    }
}

fn script(seconds: f64) -> Script {
    let scene = |id| Scene {
        id,
        duration: seconds / f64::from(SCENES),
        text: filler(SCENE_BYTES),
        ..Scene::default()
    };
    Script {
        scenes: (1..=SCENES).map(scene).collect(),
        voiceover: String::new(),
        tone: MODEL.to_owned(),
        ..Script::default()
    }
}

fn storyboard(script: &Script) -> Storyboard {
    let shot = |scene: &Scene| Shot {
        scene_id: scene.id,
        visual_description: filler(SCENE_BYTES),
        ..Shot::default()
    };
    Storyboard { scenes: script.scenes.iter().map(shot).collect() }
}

fn filler(bytes: usize) -> String {
    "rehearsal ".chars().cycle().take(bytes).collect()
}

/// A file that nobody made: of no bytes, under the hash of nothing.
fn nothing(name: &str, media_type: &str) -> AssetRef {
    AssetRef {
        name: name.to_owned(),
        sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned(),
        bytes: 0,
        media_type: media_type.to_owned(),
        source: MODEL.to_owned(),
        licence: None,
    }
}
