//! Agents that make nothing: they wait and answer with a placeholder of a real answer's size and shape. Everything around
//! them is real, so a fleet can be measured and drilled without a film, a model or a bill.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use aida_assets::AssetStore;
use aida_models::{ClipFiles, JobContext, VideoModel};
use aida_protocol::{
    Agent, AgentResult, AssetRef, AudioFormat, AudioResult, ClipInput, Dimensions, DirectorResult,
    FinalMetadata, FinalResult, ImageFormat, JobError, JobInput, JobMessage, Metadata, PostText, Scene,
    SceneNarration, Script, Shot, Spent, Storyboard, Usd, VideoResult, VisualResult, WorkflowStatus,
    WriterResult,
};
use async_trait::async_trait;

use super::{
    AgentWork, Capabilities, Done, Spends,
    failing::{Asked, asked},
    files::Files,
    metadata, misrouted,
};

const MODEL: &str = "rehearsal";
/// Scenes of every script.
const SCENES: u16 = 3;
/// Bytes of each scene's text, so that a script's message has about 2 KB.
const SCENE_BYTES: usize = 480;

/// The smallest picture: one grey pixel as PNG.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0,
    1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 10, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x68, 0,
    0, 0, 0x82, 0, 0x81, 0x77, 0xCD, 0x72, 0xB6, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

/// How agents rehearse.
#[derive(Clone, Default)]
pub struct Rehearsed {
    /// How long a job takes.
    pub longest: Duration,
    /// Whether half of the workflows take no time and the others between 5 ms and `longest`.
    pub varies: bool,
    /// Of so many workflows, one has its clips really made, by this model.
    pub clips: Option<(u64, Arc<dyn VideoModel>)>,
}

impl Rehearsed {
    fn wait(&self, job: &JobMessage) -> Duration {
        const SHORTEST_MS: u64 = 5;
        let chance = chance(job);
        let longest = self.longest.as_millis() as u64;
        if !self.varies || longest == 0 {
            return self.longest;
        }
        if chance.is_multiple_of(2) {
            return Duration::ZERO;
        }
        let node = (job.node.step as u64) << 8
            | u64::from(job.node.scene.unwrap_or(0))
                ^ job.node.aspect.map_or(0, |aspect| (aspect as u64 + 1) << 24);
        let drawn = (chance >> 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left((node % 64) as u32);
        Duration::from_millis(SHORTEST_MS + drawn % longest)
    }

    /// The model, when the clips of this workflow are to be real.
    fn real(&self, job: &JobMessage) -> Option<&dyn VideoModel> {
        let (of, model) = self.clips.as_ref()?;
        chance(job).is_multiple_of(*of).then_some(&**model)
    }
}

/// A workflow's own chance: the random half of its id.
fn chance(job: &JobMessage) -> u64 {
    job.workflow_id.0.as_u64_pair().1
}

/// One agent that only waits.
pub struct Rehearsal {
    agent: Agent,
    how: Rehearsed,
}

impl Rehearsal {
    pub fn new(agent: Agent, how: Rehearsed) -> Self {
        Rehearsal { agent, how }
    }
}

/// A real clip of a picture of one pixel.
async fn clip(
    job: &JobMessage,
    model: &dyn VideoModel,
    context: &JobContext,
    assets: &AssetStore,
) -> Result<Option<Done>, JobError> {
    let JobInput::Video(input) = &job.input else { return Ok(None) };
    let started = Instant::now();
    let image = context.scratch().join("pixel.png");
    std::fs::write(&image, PIXEL).map_err(|error| super::scratch_failed(&error))?;
    let local = ClipFiles {
        image,
        composition: None,
        previous_image: None,
        previous_composition: None,
        narration: SceneNarration { scene_id: input.scene.id, words: vec![], speed: None },
        footage: None,
    };
    let plain = ClipInput { previous: None, narration: None, ..(**input).clone() };
    let made = model.animate(&plain, &local, context).await?;
    let mut files = Files::new(assets, context);
    let video = files.store(made.video).await?;
    let AgentResult::Video(mut result) = answer(job, metadata(Usd::ZERO, started, MODEL)) else {
        return Ok(None);
    };
    (result.video_url, result.video) = (video.url(job.workflow_id), video);
    let model = MODEL.to_owned();
    Ok(Some(Done { result: AgentResult::Video(result), assets: files.into_made(), cost: Usd::ZERO, model }))
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
        self.agent == Agent::Video && self.how.clips.is_some()
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        if input.agent() == self.agent { Ok(()) } else { Err(misrouted(self.agent, input)) }
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        assets: &AssetStore,
    ) -> Result<Done, JobError> {
        let started = Instant::now();
        let wait = self.how.wait(job);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        match asked(job) {
            Some(Asked::Fail(error)) => return Err(error),
            Some(Asked::Silence) => std::future::pending().await,
            None => {}
        }
        if let Some(model) = self.how.real(job)
            && let Some(done) = clip(job, model, context, assets).await?
        {
            return Ok(done);
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
            videos: vec![],
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
