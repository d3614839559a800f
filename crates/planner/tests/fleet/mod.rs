//! A planner with a real database and broker, and agents that answer at once with made-up results.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use aida_broker::{Broker, BrokerOptions, decode, testing::PrivateBroker};
use aida_ops::{Metrics, Readiness, Service, Settings, Shutdown};
use aida_protocol::{
    Agent, AgentResult, AssetRef, AudioFormat, AudioResult, BriefDefaults, BriefInput, Dimensions,
    DirectorResult, ErrorKind, FinalMetadata, FinalResult, ImageFormat, JobError, JobInput, JobMessage,
    JobOutcome, MESSAGE_VERSION, Metadata, PostText, ReplyMessage, Scene, Script, Shot, Storyboard, TenantId,
    Usd, VideoResult, VisualResult, WorkflowId, WorkflowStatus, WriterResult, routing,
};
use aida_store::{Asked, NewWorkflow, RequestKind, testing::TestDatabase};
use chrono::Utc;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub struct Fleet {
    pub db: TestDatabase,
    pub broker: Arc<Broker>,
    pub seen: Seen,
    pub node: PrivateBroker,
    url: String,
}

/// The jobs that the agents were given: message ids and inputs.
pub type Seen = Arc<Mutex<Vec<JobMessage>>>;

pub struct RunningPlanner {
    metrics: Metrics,
    pub readiness: Readiness,
    pub shutdown: Shutdown,
    pub task: JoinHandle<anyhow::Result<()>>,
}

impl RunningPlanner {
    /// Waits until `/readyz` would answer so.
    pub async fn until_ready_is(&self, ready: bool) {
        let is_so = async || {
            let report = self.readiness.report();
            (report.ready == ready && !report.checks.is_empty()).then_some(())
        };
        eventually(is_so).await.unwrap_or_else(|| panic!("readiness stays {:?}", self.readiness.report()));
    }

    /// Batches that were written so.
    pub fn batches(&self, footing: &str) -> u64 {
        self.counted(&format!("aida_planner_batches_total{{footing=\"{footing}\"}} "))
    }

    /// Jobs of this agent that succeeded.
    pub fn succeeded(&self, agent: Agent) -> u64 {
        self.counted(&format!("aida_jobs_closed_total{{agent=\"{agent}\",outcome=\"succeeded\"}} "))
    }

    fn counted(&self, name: &str) -> u64 {
        let text = self.metrics.text().expect("metrics");
        let count = text.lines().find_map(|line| line.strip_prefix(name)).expect("counted");
        count.parse().expect("a number")
    }

    pub async fn stop(self) {
        self.shutdown.request();
        self.task.await.expect("the planner panicked").expect("the planner failed");
    }
}

/// What `found` answers as soon as it answers; `None` when it does not within a minute.
pub async fn eventually<T>(found: impl AsyncFn() -> Option<T>) -> Option<T> {
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    let looking = async {
        loop {
            looks.tick().await;
            if let Some(what) = found().await {
                return what;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), looking).await.ok()
}

/// What an agent does with a job.
#[derive(Clone, Copy, PartialEq)]
pub enum Mood {
    Answers,
    /// Twice each, the second time with another cost.
    AnswersTwice,
    Fails,
    /// With an error of this kind.
    FailsAs(ErrorKind),
    /// Takes jobs and never answers.
    Silent,
}

impl Fleet {
    pub async fn start() -> Fleet {
        let node = tokio::task::spawn_blocking(PrivateBroker::start).await.expect("broker");
        let db = TestDatabase::new().await;
        let url = node.url();
        let broker = Broker::connect(&url, "agents", BrokerOptions::default()).await.expect("connect");
        Fleet { db, broker: Arc::new(broker), seen: Seen::default(), url, node }
    }

    pub fn planner(&self) -> RunningPlanner {
        let mut settings = Settings::default();
        settings.database.url = aida_ops::SecretUrl::new(&self.db.url);
        settings.broker.url = aida_ops::SecretUrl::new(&self.url);
        settings.planner.sweep_interval_ms = 50;
        settings.planner.takeover_seconds = 1;
        let service = Service::for_tests("aida-planner", settings).expect("service");
        let (readiness, shutdown) = (service.readiness.clone(), service.shutdown.clone());
        let metrics = service.metrics.clone();
        RunningPlanner { metrics, readiness, shutdown, task: tokio::spawn(aida_planner::run(service)) }
    }

    pub async fn agents(&self, mood: impl Fn(&JobMessage) -> Mood + Copy + Send + 'static) {
        for agent in Agent::ALL {
            let mut consumer = self.broker.consume(&routing::job_queue(agent), 16).await.expect("consume");
            let (publisher, seen) = (self.broker.publisher(), self.seen.clone());
            tokio::spawn(async move {
                while let Some(delivery) = consumer.next().await {
                    let job: JobMessage = decode(&delivery.body).expect("a job");
                    let mood = mood(&job);
                    seen.lock().expect("seen").push(job.clone());
                    for reply in replies(&job, mood) {
                        let id = Uuid::now_v7().to_string();
                        publisher.publish(routing::REPLY_QUEUE, &id, &reply).await.expect("reply");
                    }
                    delivery.ack().await.expect("ack");
                }
            });
        }
    }

    pub async fn submit(&self, input: BriefInput) -> WorkflowId {
        let id = WorkflowId(Uuid::now_v7());
        let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Utc::now() };
        let input = BriefInput { subject: Some("scarpe".into()), ..input };
        let brief = input.complete(defaults).expect("a brief");
        let new = NewWorkflow { id, tenant: TenantId::local(), brief, message: "Waiting".into() };
        self.db.store.submit(&new).await.expect("submit");
        id
    }

    pub async fn ask(&self, id: WorkflowId, kind: RequestKind, from: Option<&str>) -> Asked {
        let from = from.map(|node| node.parse().expect("a node"));
        self.db.store.request(&TenantId::local(), id, kind, from, "test").await.expect("a request")
    }

    /// Waits until the workflow has ended.
    pub async fn ended(&self, id: WorkflowId) -> aida_protocol::WorkflowState {
        let ended = async || Some(self.state(id).await).filter(|state| state.status.is_terminal());
        if let Some(state) = eventually(ended).await {
            return state;
        }
        let jobs = self.db.store.jobs_of(&TenantId::local(), id).await;
        let seen = self.nodes();
        panic!("{id} does not end within a minute: {jobs:#?}, the agents were given {seen:?}");
    }

    pub async fn until_status(&self, id: WorkflowId, status: WorkflowStatus) {
        let reached = async || (self.state(id).await.status == status).then_some(());
        eventually(reached).await.unwrap_or_else(|| panic!("{id} is never {}", status.as_str()));
    }

    async fn state(&self, id: WorkflowId) -> aida_protocol::WorkflowState {
        self.db.store.workflow_state(&TenantId::local(), id).await.expect("state").expect("there").1
    }

    pub async fn until(&self, what: &str, holds: impl Fn(&[JobMessage]) -> bool) {
        let held = async || holds(&self.seen.lock().expect("seen")).then_some(());
        eventually(held).await.unwrap_or_else(|| panic!("waited in vain for {what}"));
    }

    /// The nodes that the agents were given, each once however often it came.
    pub fn nodes(&self) -> HashSet<String> {
        self.seen.lock().expect("seen").iter().map(|job| job.node.to_string()).collect()
    }
}

pub fn replies(job: &JobMessage, mood: Mood) -> Vec<ReplyMessage> {
    let reply = |outcome| ReplyMessage {
        version: MESSAGE_VERSION,
        workflow_id: job.workflow_id,
        tenant: job.tenant.clone(),
        node: job.node,
        attempt: job.attempt,
        worker: "test".into(),
        seconds: 0.01,
        traceparent: None,
        downgrades: Vec::new(),
        outcome,
    };
    let success = |cost: i64| {
        reply(JobOutcome::Succeeded {
            result: result(job),
            assets: vec![asset(&format!("{}.bin", job.node))],
            cost: Usd::from_ten_thousandths(cost),
            model: format!("test/{}", job.node.agent()),
        })
    };
    match mood {
        Mood::Answers => vec![success(100)],
        Mood::AnswersTwice => vec![success(100), success(9_999)],
        Mood::Fails => vec![reply(JobOutcome::Failed {
            error: JobError::new(ErrorKind::InvalidInput, "no such thing"),
            cost: Usd::ZERO,
        })],
        Mood::FailsAs(kind) => {
            vec![reply(JobOutcome::Failed { error: JobError::new(kind, "not now"), cost: Usd::ZERO })]
        }
        Mood::Silent => vec![],
    }
}

pub fn asset(name: &str) -> AssetRef {
    AssetRef {
        name: name.into(),
        sha256: "ab".repeat(32),
        bytes: 3,
        media_type: "application/octet-stream".into(),
        source: "test".into(),
        licence: None,
    }
}

fn result(job: &JobMessage) -> AgentResult {
    let metadata = Metadata { model_used: format!("test/{}", job.node.agent()), ..Metadata::default() };
    let model_used = metadata.model_used.clone();
    match &job.input {
        JobInput::Writer(_) => AgentResult::Writer(Box::new(WriterResult {
            success: true,
            script: script(3),
            post: PostText { title: "Title".into(), ..PostText::default() },
            metadata,
            error: None,
        })),
        JobInput::Director(input) => AgentResult::Director(Box::new(DirectorResult {
            success: true,
            storyboard: Storyboard {
                scenes: input
                    .script
                    .scenes
                    .iter()
                    .map(|s| Shot { scene_id: s.id, ..Shot::default() })
                    .collect(),
            },
            metadata,
            error: None,
        })),
        JobInput::Audio(_) => AgentResult::Audio(Box::new(AudioResult {
            success: true,
            audio_url: "/mix.wav".into(),
            duration: 30.0,
            format: AudioFormat::Wav,
            model_used,
            metadata,
            audio: asset("mix.wav"),
            narration: Some(asset("narration.json")),
            voice: None,
            error: None,
        })),
        JobInput::Visual(input) => AgentResult::Visual(Box::new(VisualResult {
            success: true,
            scene_id: input.scene.id,
            image_url: format!("/scene-{}.png", input.scene.id),
            dimensions: Dimensions { width: 8, height: 8 },
            format: ImageFormat::Png,
            model_used,
            metadata,
            image: asset(&format!("scene-{}.png", input.scene.id)),
            composition: None,
            depicts: vec![],
            error: None,
        })),
        JobInput::Video(input) => AgentResult::Video(Box::new(VideoResult {
            success: true,
            video_url: "/clip.mp4".into(),
            duration: input.scene.duration,
            resolution: "8x8".into(),
            has_audio: false,
            model_used,
            metadata,
            scene_id: Some(input.scene.id),
            video: asset(&format!("clip-{}.mp4", input.scene.id)),
            error: None,
        })),
        JobInput::Assembly(_) => AgentResult::Assembly(Box::new(FinalResult {
            status: WorkflowStatus::Completed,
            video_url: Some("/film.mp4".into()),
            videos: vec![],
            image_urls: vec![],
            audio_url: None,
            thumbnail_url: Some("/thumbnail.png".into()),
            caption_urls: vec!["/captions.srt".into()],
            report_url: Some("/report.json".into()),
            metadata: FinalMetadata { duration: Some(30.0), ..FinalMetadata::default() },
            post: None,
            downgrades: vec![],
            assets: None,
            error: None,
            progress: None,
        })),
    }
}

pub fn script(scenes: u16) -> Script {
    let scenes = (1..=scenes).map(|id| Scene { id, duration: 10.0, text: "x".into(), ..Scene::default() });
    Script { scenes: scenes.collect(), ..Script::default() }
}
