//! The agents' models over the fake providers, a real database and a real object store; no broker.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use aida_assets::{AssetOptions, AssetStore};
use aida_ffmpeg::ClipEncoder;
use aida_lab::fakes::{Bill, Fakes, KEY, Options, film};
use aida_models::{ClipFiles, JobContext};
use aida_ops::{Metrics, config::ModelSettings};
use aida_protocol::{
    AssetRef, AudioInput, BriefDefaults, BriefInput, ClipInput, DirectorInput, FrameSize, JobInput,
    JobMessage, MESSAGE_VERSION, NodeId, PictureRef, ProjectBrief, Scene, SceneSlot, Script, Shot, Step,
    TenantId, Usd, VisualInput, WorkflowId, WriterInput,
};
use aida_store::{CallLine, NewWorkflow, testing, testing::TestDatabase};
use aida_workers::{Hosted, HostedMetrics, HostedSettings, Models};
use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

pub const FRAME: FrameSize = FrameSize { width: 270, height: 480 };

pub struct Stage {
    pub db: TestDatabase,
    pub fakes: Fakes,
    pub models: Models,
    pub workflow: WorkflowId,
    pub brief: ProjectBrief,
    pub metrics: Metrics,
    settings: ModelSettings,
    assets: AssetStore,
    files: TempDir,
    catalogue: String,
}

/// The Italian shoe brief.
pub fn shoes() -> ProjectBrief {
    let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Utc::now() };
    let input = BriefInput {
        subject: Some("scarpe eco-friendly".into()),
        language: Some("it".into()),
        duration_seconds: Some(12.0),
        ..BriefInput::default()
    };
    let mut brief = input.complete(defaults).expect("a brief");
    brief.requirements = vec!["Video Instagram 30s per scarpe eco-friendly, Gen Z, energico".into()];
    brief.aspect = aida_protocol::Aspect::Portrait;
    brief
}

/// What the fake writer and director answer.
fn brain(system: &str, prompt: &str, _: &Value) -> Value {
    let said = [
        "Il passo che non pesa sul pianeta.",
        "Ogni scarpa nasce da ciò che era già qui.",
        "Cammina con noi.",
    ];
    film::storyboard(system, prompt).unwrap_or_else(|| film::script(&said, 4.0))
}

/// A clip of a moving gradient.
fn camera(seconds: u32) -> Bytes {
    static CLIPS: Mutex<Option<HashMap<u32, Bytes>>> = Mutex::new(None);
    let mut clips = CLIPS.lock().unwrap();
    let clips = clips.get_or_insert_default();
    let clip = clips.entry(seconds).or_insert_with(|| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("clip.mp4");
        let size = FrameSize { width: 128, height: 224 };
        let mut encoder = ClipEncoder::start(&path, size, 1).unwrap();
        for number in 0..seconds * 30 {
            let mut frame = vec![128; 128 * 224 * 3 / 2];
            for (place, pixel) in frame[..128 * 224].iter_mut().enumerate() {
                *pixel = (place as u32 / 128 + number) as u8 / 2 + 40;
            }
            encoder.write_frame(&frame).unwrap();
        }
        encoder.finish().unwrap();
        Bytes::from(std::fs::read(&path).unwrap())
    });
    clip.clone()
}

impl Stage {
    pub async fn new() -> Stage {
        Stage::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut ModelSettings)) -> Stage {
        Stage::of(change, |catalogue| catalogue).await
    }

    /// With other settings and another catalogue.
    pub async fn of(
        change: impl FnOnce(&mut ModelSettings),
        rewrite: impl FnOnce(String) -> String,
    ) -> Stage {
        Stage::built(change, rewrite, Duration::ZERO).await
    }

    /// The queue takes a request, and says so only after a while.
    pub async fn slow_to_say_so(pause: Duration) -> Stage {
        let often = |catalogue: String| {
            catalogue.replace("requests_per_minute = 120", "requests_per_minute = 100000")
        };
        Stage::built(|_| {}, often, pause).await
    }

    pub async fn built(
        change: impl FnOnce(&mut ModelSettings),
        rewrite: impl FnOnce(String) -> String,
        submit_takes: Duration,
    ) -> Stage {
        let takes = move |what: &str| {
            if what == "submit" { submit_takes } else { Duration::from_millis(120) }
        };
        let options = Options { brain: Arc::new(brain), camera: Arc::new(camera), takes: Arc::new(takes) };
        let (db, fakes, files) =
            (TestDatabase::new().await, Fakes::start(options).await.unwrap(), TempDir::new().unwrap());
        let catalogue = rewrite(catalogue(&fakes));
        let path = files.path().join("models.toml");
        std::fs::write(&path, &catalogue).unwrap();
        let secret = || Some(aida_ops::Secret::new(KEY));
        let mut settings = ModelSettings {
            catalogue: Some(path),
            anthropic_key: secret(),
            fal_key: secret(),
            addresses: vec![format!("xtts={}", fakes.url("xtts"))],
            voices: vec!["xtts=anna".into()],
            request_timeout_seconds: 5,
            poll_ms: 20,
            ..ModelSettings::default()
        };
        change(&mut settings);
        let folder = format!("file://{}", files.path().join("assets").display());
        let assets = AssetStore::open(&folder, &AssetOptions::default()).unwrap();
        let studio = Models::studio("aida-voice".into());
        let (models, metrics) = worker(&settings, studio, &db, &assets);
        let (workflow, brief) = (WorkflowId(Uuid::now_v7()), shoes());
        submit(&db, workflow, &brief).await;
        Stage { db, fakes, models, workflow, brief, metrics, settings, assets, files, catalogue }
    }

    /// Another worker's models, which share nothing with the first ones but the database and the object store.
    pub fn another_worker(&self) -> (Models, Metrics) {
        worker(&self.settings, Models::studio("aida-voice".into()), &self.db, &self.assets)
    }

    /// Another workflow with the same brief; its attempts are then those that are opened.
    pub async fn another_workflow(&self) -> WorkflowId {
        let id = WorkflowId(Uuid::now_v7());
        submit(&self.db, id, &self.brief).await;
        id
    }

    /// The context of an attempt that is open.
    pub async fn attempt(&self, node: NodeId, attempt: i32) -> JobContext {
        self.attempt_of(self.workflow, node, attempt).await
    }

    pub async fn attempt_of(&self, workflow: WorkflowId, node: NodeId, attempt: i32) -> JobContext {
        let sql = format!(
            "INSERT INTO job (workflow_id, node, attempt, tenant, agent, planner, batch, deadline_at)
             VALUES ('{}', '{node}', {attempt}, 'local', '{}', '{}', 1, now() + interval '1 hour')
             ON CONFLICT DO NOTHING",
            workflow,
            node.agent(),
            Uuid::now_v7()
        );
        testing::execute(&self.db.url, &sql).await;
        let input = JobInput::Writer(Box::new(WriterInput { brief: self.brief.clone() }));
        let job = self.job(workflow, node, attempt, input);
        let scratch = self.files.path().join(format!("{node}-{attempt}-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&scratch).unwrap();
        JobContext::quiet(scratch, 2).for_job(&job)
    }

    /// What a planner would send for an attempt.
    pub fn job(&self, workflow: WorkflowId, node: NodeId, attempt: i32, input: JobInput) -> JobMessage {
        JobMessage {
            version: MESSAGE_VERSION,
            workflow_id: workflow,
            tenant: TenantId::local(),
            node,
            attempt,
            deadline_at: Utc::now() + TimeDelta::hours(1),
            traceparent: None,
            again: None,
            input,
        }
    }

    pub async fn write(&self) -> (Script, JobContext) {
        let context = self.attempt(NodeId::once(Step::Writer), 1).await;
        let written = self.models.script.write(&WriterInput { brief: self.brief.clone() }, &context).await;
        (written.expect("a script").script, context)
    }

    pub fn director_input(&self, script: &Script) -> DirectorInput {
        DirectorInput { brief: self.brief.clone(), script: script.clone() }
    }

    pub fn audio_input(&self, script: &Script) -> AudioInput {
        AudioInput { brief: self.brief.clone(), script: script.clone() }
    }

    pub fn visual_input(&self, number: u16) -> VisualInput {
        let scene = Scene { id: number, duration: 4.0, text: "Passi".into(), ..Scene::default() };
        let shot = Shot {
            scene_id: number,
            visual_description: format!("Scarpe verdi su muschio {number}"),
            ..Shot::default()
        };
        VisualInput {
            brief: self.brief.clone(),
            scene,
            slot: SceneSlot { of: 1, start: 0.0, film: 4.0 },
            shot,
            frame: self.brief.frame_size(),
        }
    }

    /// A clip of four seconds from a small still.
    pub fn clip_input(&self, number: u16) -> (ClipInput, ClipFiles) {
        let VisualInput { brief, scene, slot, shot, .. } = self.visual_input(number);
        let path = self.files.path().join("still.png");
        std::fs::write(&path, aida_lab::fakes::png(270, 480)).unwrap();
        let image = AssetRef {
            name: "still.png".into(),
            sha256: format!("{number:064}"),
            bytes: 1,
            media_type: "image/png".into(),
            source: "test".into(),
            licence: None,
        };
        let picture = PictureRef { image, composition: None, shot, duration: 4.0 };
        let input = ClipInput { brief, scene, slot, picture, previous: None, narration: None, frame: FRAME };
        (input, ClipFiles { image: path, ..ClipFiles::default() })
    }

    /// What a worker process needs to be told to work here.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AIDA_DATABASE__URL", self.db.url.clone()),
            ("AIDA_ASSETS__URL", self.assets_url()),
            ("AIDA_MODELS__CATALOGUE", self.files.path().join("models.toml").display().to_string()),
            ("AIDA_MODELS__FAL_KEY", KEY.to_owned()),
            ("AIDA_MODELS__POLL_MS", "20".to_owned()),
            ("AIDA_WORKER__SCRATCH", self.files.path().display().to_string()),
        ]
    }

    pub fn settings(&self) -> &ModelSettings {
        &self.settings
    }

    pub fn assets_url(&self) -> String {
        format!("file://{}", self.files.path().join("assets").display())
    }

    pub async fn stored_still(&self) -> AssetRef {
        let png = aida_lab::fakes::png(270, 480);
        let stored = self.assets.put_bytes(png).await.unwrap();
        AssetRef {
            name: "still.png".into(),
            sha256: stored.sha256,
            bytes: stored.bytes,
            media_type: "image/png".into(),
            source: "test".into(),
            licence: None,
        }
    }

    /// Calls by where they stand.
    pub async fn statuses(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for status in ["open", "submitted", "succeeded", "failed", "unknown"] {
            counts.insert(status, self.db.store.calls_at(status).await.unwrap().len());
        }
        counts
    }

    pub async fn execute(&self, sql: &str) {
        testing::execute(&self.db.url, sql).await;
    }

    pub async fn lines(&self) -> Vec<CallLine> {
        self.db.store.calls_of(self.workflow).await.unwrap()
    }

    /// What the ledger says was spent agrees with the fakes' bill to the cent, and nothing is reserved.
    pub async fn agree(&self) -> Usd {
        let spend = self.db.store.spend_of(&format!("workflow:{}", self.workflow)).await.unwrap();
        assert_eq!(spend.reserved, Usd::ZERO);
        let billed = self.bill().micro_usd() as f64 / 1e6;
        assert!((spend.spent.dollars() - billed).abs() < 0.005, "ledger {}, bill {billed}", spend.spent);
        spend.spent
    }

    pub fn bill(&self) -> Bill {
        self.fakes.bill()
    }

    pub fn catalogue(&self) -> &str {
        &self.catalogue
    }
}

fn worker(
    settings: &ModelSettings,
    studio: Models,
    db: &TestDatabase,
    assets: &AssetStore,
) -> (Models, Metrics) {
    let metrics = Metrics::new("test").unwrap();
    let counted = HostedMetrics::new(&metrics).unwrap();
    let hosted = HostedSettings::read(settings).unwrap();
    (Hosted::models(hosted, studio, db.store.clone(), assets.clone(), 2, counted), metrics)
}

async fn submit(db: &TestDatabase, id: WorkflowId, brief: &ProjectBrief) {
    let new = NewWorkflow { id, tenant: TenantId::local(), brief: brief.clone(), message: "Waiting".into() };
    db.store.submit(&new).await.unwrap();
}

/// The built-in catalogue with the fakes' addresses.
fn catalogue(fakes: &Fakes) -> String {
    let text = include_str!("../../../models/models.toml");
    text.replace("https://api.anthropic.com", &fakes.url("anthropic"))
        .replace("https://queue.fal.run", &fakes.url("fal"))
        .replace("https://rest.fal.ai", &fakes.url("fal"))
        .replace("https://api.kie.ai", &fakes.url("kie"))
        .replace("https://kieai.redpandaai.co", &fakes.url("kie"))
        .replace("https://api.elevenlabs.io", &fakes.url("elevenlabs"))
}
