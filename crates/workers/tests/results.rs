//! What each agent makes of what its model made.

use std::{path::PathBuf, sync::Arc};

use aida_assets::{AssetOptions, AssetStore};
use aida_models::{
    AnimatedClip, ClipFiles, DrawnPicture, ImageModel, JobContext, MadeFile, MixedSound, ScriptModel,
    SpeechModel, StoryboardModel, Storyboarded, VideoModel, Written,
};
use aida_protocol::{
    AgentResult, AssemblyInput, AssetRef, AudioFormat, AudioInput, BriefDefaults, BriefInput, ClipInput,
    DirectorInput, ErrorKind, FrameSize, ImageFormat, JobError, JobInput, JobMessage, MESSAGE_VERSION,
    NodeId, PictureRef, PostText, ProjectBrief, Scene, SceneNarration, SceneSlot, Script, Shot, Step,
    Storyboard, TenantId, Usd, VisualInput, WordTiming, WorkflowId, WriterInput,
};
use aida_workers::agents::{AgentWork, Assembly, Audio, Director, Done, Video, Visual, Writer};
use async_trait::async_trait;
use chrono::Utc;
use tempfile::TempDir;
use uuid::Uuid;

const FRAME: FrameSize = FrameSize { width: 1080, height: 1920 };
const PAID: Usd = Usd::from_ten_thousandths(550);

/// Every model in one; what it is given it writes into the files it makes.
struct Fake;

fn file(context: &JobContext, name: &str, content: &[u8]) -> MadeFile {
    let path = context.scratch().join(name);
    std::fs::write(&path, content).unwrap();
    let media_type = if name.ends_with("wav") { "audio/wav" } else { "application/octet-stream" };
    MadeFile {
        path,
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        source: "test/fake".to_owned(),
        licence: Some("CC0-1.0".to_owned()),
    }
}

#[async_trait]
impl ScriptModel for Fake {
    fn id(&self) -> &str {
        "test/writer"
    }

    async fn write(&self, _: &WriterInput, _: &JobContext) -> Result<Written, JobError> {
        Ok(Written { script: script(), post: PostText::default(), cost: PAID })
    }
}

#[async_trait]
impl StoryboardModel for Fake {
    fn id(&self) -> &str {
        "test/director"
    }

    async fn direct(&self, input: &DirectorInput, _: &JobContext) -> Result<Storyboarded, JobError> {
        // One shot, however many scenes there are.
        let shot = Shot { scene_id: input.script.scenes[0].id, ..Shot::default() };
        Ok(Storyboarded { storyboard: Storyboard { scenes: vec![shot] }, cost: PAID })
    }
}

#[async_trait]
impl ImageModel for Fake {
    fn id(&self) -> &str {
        "test/illustrator"
    }

    async fn draw(&self, input: &VisualInput, context: &JobContext) -> Result<DrawnPicture, JobError> {
        let content: &[u8] = if input.shot.layout == "empty" { b"" } else { b"a picture" };
        Ok(DrawnPicture {
            image: file(context, "scene-1.png", content),
            format: ImageFormat::Png,
            composition: Some(file(context, "scene-1.json", b"layers")),
            size: input.frame,
            depicts: vec!["a shoe".to_owned()],
            cost: PAID,
        })
    }
}

#[async_trait]
impl VideoModel for Fake {
    fn id(&self) -> &str {
        "test/motion"
    }

    async fn animate(
        &self,
        input: &ClipInput,
        files: &ClipFiles,
        context: &JobContext,
    ) -> Result<AnimatedClip, JobError> {
        let read = |path: &PathBuf| std::fs::read(path).unwrap();
        let mut content = read(&files.image);
        content.extend(files.previous_image.iter().flat_map(read));
        content.extend(files.narration.words.iter().flat_map(|word| word.text.bytes()));
        let video = file(context, "clip-2.mp4", &content);
        Ok(AnimatedClip { video, duration: input.scene.duration, cost: PAID })
    }
}

#[async_trait]
impl SpeechModel for Fake {
    fn id(&self) -> &str {
        "test/voice"
    }

    async fn speak(&self, input: &AudioInput, context: &JobContext) -> Result<MixedSound, JobError> {
        let word = WordTiming { text: "ciao".to_owned(), start: 0.1, end: 0.4 };
        let words = if input.brief.narration { vec![word] } else { vec![] };
        Ok(MixedSound {
            mix: file(context, "mix.wav", b"a mix"),
            voice: input.brief.narration.then(|| file(context, "voice.wav", b"a voice")),
            narration: vec![SceneNarration { scene_id: 1, words, speed: None }],
            duration: 12.0,
            cost: PAID,
        })
    }
}

struct Bench {
    _folder: TempDir,
    store: AssetStore,
    context: JobContext,
}

impl Bench {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("file://{}", folder.path().join("assets").display());
        let scratch = folder.path().join("scratch");
        std::fs::create_dir(&scratch).unwrap();
        Bench {
            store: AssetStore::open(&url, &AssetOptions::default()).unwrap(),
            context: JobContext::quiet(scratch, 1),
            _folder: folder,
        }
    }

    async fn execute(&self, work: &dyn AgentWork, input: JobInput) -> Result<Done, JobError> {
        work.check(&input)?;
        work.execute(&job(input), &self.context, &self.store).await
    }

    async fn asset(&self, name: &str, content: &str) -> AssetRef {
        let stored = self.store.put_bytes(content.to_owned()).await.unwrap();
        AssetRef {
            name: name.to_owned(),
            sha256: stored.sha256,
            bytes: stored.bytes,
            media_type: "application/octet-stream".to_owned(),
            source: "test".to_owned(),
            licence: None,
        }
    }

    async fn stored(&self, asset: &AssetRef) -> String {
        let path = self.context.scratch().join("again");
        self.store.get_to_file(&asset.sha256, &path).await.unwrap();
        std::fs::read_to_string(path).unwrap()
    }
}

fn workflow() -> WorkflowId {
    WorkflowId(Uuid::from_u128(7))
}

fn job(input: JobInput) -> JobMessage {
    JobMessage {
        version: MESSAGE_VERSION,
        workflow_id: workflow(),
        tenant: TenantId::local(),
        node: NodeId::once(Step::Writer),
        attempt: 1,
        deadline_at: Utc::now(),
        traceparent: None,
        again: None,
        input,
    }
}

fn brief() -> ProjectBrief {
    let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Utc::now() };
    BriefInput { subject: Some("scarpe".into()), ..BriefInput::default() }.complete(defaults).unwrap()
}

fn scene(id: u16) -> Scene {
    Scene { id, duration: 4.0, text: "una scarpa".to_owned(), ..Scene::default() }
}

fn script() -> Script {
    Script { scenes: vec![scene(1), scene(2)], ..Script::default() }
}

fn shot(scene_id: u16, layout: &str) -> Shot {
    Shot { scene_id, layout: layout.to_owned(), ..Shot::default() }
}

const SLOT: SceneSlot = SceneSlot { of: 2, start: 4.0, film: 8.0 };

fn visual(layout: &str) -> JobInput {
    JobInput::Visual(Box::new(VisualInput {
        brief: brief(),
        scene: scene(1),
        slot: SLOT,
        shot: shot(1, layout),
        frame: FRAME,
    }))
}

#[tokio::test]
async fn a_writer_delivers_its_script_with_model_and_cost() {
    let bench = Bench::new();
    let input = JobInput::Writer(Box::new(WriterInput { brief: brief() }));
    let done = bench.execute(&Writer::new(Arc::new(Fake)), input).await.unwrap();
    let AgentResult::Writer(result) = &done.result else { panic!("{done:?}") };
    assert!(result.success && result.script == script() && done.assets.is_empty());
    assert_eq!((result.metadata.model_used.as_str(), done.model.as_str()), ("test/writer", "test/writer"));
    assert_eq!((result.metadata.cost, done.cost), (PAID, PAID));
    assert_eq!(result.metadata.source.as_deref(), Some("model"));
    let wrong = bench.execute(&Writer::new(Arc::new(Fake)), visual("")).await.unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_storyboard_has_the_scenes_of_its_script() {
    let bench = Bench::new();
    let input = |scenes| {
        let script = Script { scenes, ..Script::default() };
        JobInput::Director(Box::new(DirectorInput { brief: brief(), script }))
    };
    let director = Director::new(Arc::new(Fake));
    let done = bench.execute(&director, input(vec![scene(1)])).await.unwrap();
    let AgentResult::Director(result) = &done.result else { panic!("{done:?}") };
    assert_eq!(result.storyboard.scenes[0].scene_id, 1);
    let short = bench.execute(&director, input(vec![scene(1), scene(2)])).await.unwrap_err();
    assert_eq!(short.kind, ErrorKind::InvalidOutput);
    let none = bench.execute(&director, input(vec![])).await.unwrap_err();
    assert_eq!(none.kind, ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_still_is_stored_with_its_layers() {
    let bench = Bench::new();
    let done = bench.execute(&Visual::new(Arc::new(Fake)), visual("")).await.unwrap();
    let AgentResult::Visual(result) = &done.result else { panic!("{done:?}") };
    assert_eq!(result.image_url, format!("/v1/workflows/{}/assets/scene-1.png", workflow()));
    assert_eq!((result.scene_id, result.dimensions.width, result.dimensions.height), (1, 1080, 1920));
    assert_eq!(result.image.licence.as_deref(), Some("CC0-1.0"));
    assert_eq!(bench.stored(&result.image).await, "a picture");
    assert_eq!(bench.stored(result.composition.as_ref().unwrap()).await, "layers");
    let names: Vec<_> = done.assets.iter().map(|asset| asset.name.as_str()).collect();
    assert_eq!(names, ["scene-1.png", "scene-1.json"]);
    let empty = bench.execute(&Visual::new(Arc::new(Fake)), visual("empty")).await.unwrap_err();
    assert_eq!(empty.kind, ErrorKind::InvalidOutput);
}

#[tokio::test]
async fn a_clip_gets_its_pictures_and_only_its_own_words() {
    let bench = Bench::new();
    let word = |text: &str| WordTiming { text: text.to_owned(), start: 0.0, end: 1.0 };
    let narration = [
        SceneNarration { scene_id: 1, words: vec![word("uno")], speed: None },
        SceneNarration { scene_id: 2, words: vec![word("due")], speed: None },
    ];
    let picture = |image| PictureRef { image, composition: None, shot: shot(2, ""), duration: 4.0 };
    // Two pictures with one name: each scene's own upload.
    let mut input = ClipInput {
        brief: brief(),
        scene: scene(2),
        slot: SLOT,
        picture: picture(bench.asset("picture.png", "this ").await),
        previous: Some(picture(bench.asset("picture.png", "before ").await)),
        narration: Some(bench.asset("narration.json", &serde_json::to_string(&narration).unwrap()).await),
        frame: FRAME,
    };
    let video = Video::new(Arc::new(Fake));
    let done = bench.execute(&video, JobInput::Video(Box::new(input.clone()))).await.unwrap();
    let AgentResult::Video(result) = &done.result else { panic!("{done:?}") };
    assert_eq!(bench.stored(&result.video).await, "this before due");
    assert_eq!((result.scene_id, result.resolution.as_str()), (Some(2), "1080x1920"));
    assert!((result.duration - 4.0).abs() < 1e-9 && !result.has_audio);

    input.picture.image.sha256 = "0a".repeat(32);
    let lost = bench.execute(&video, JobInput::Video(Box::new(input.clone()))).await.unwrap_err();
    assert_eq!(lost.kind, ErrorKind::Internal);
    assert!(lost.reason.contains("does not exist"), "{lost}");
    input.picture.image.name = "../../escape".to_owned();
    let escape = bench.execute(&video, JobInput::Video(Box::new(input))).await.unwrap_err();
    assert_eq!(escape.kind, ErrorKind::InvalidInput);
}

#[tokio::test]
async fn sound_comes_with_word_timings_when_somebody_speaks() {
    let bench = Bench::new();
    let input = |narration| {
        let brief = ProjectBrief { narration, ..brief() };
        JobInput::Audio(Box::new(AudioInput { brief, script: script() }))
    };
    let audio = Audio::new(Arc::new(Fake));
    let done = bench.execute(&audio, input(true)).await.unwrap();
    let AgentResult::Audio(result) = &done.result else { panic!("{done:?}") };
    let timings = bench.stored(result.narration.as_ref().unwrap()).await;
    let timings: Vec<SceneNarration> = serde_json::from_str(&timings).unwrap();
    assert_eq!(timings[0].words[0].text, "ciao");
    assert_eq!((result.format, done.assets.len()), (AudioFormat::Wav, 3));
    let done = bench.execute(&audio, input(false)).await.unwrap();
    let AgentResult::Audio(result) = &done.result else { panic!("{done:?}") };
    assert!(result.narration.is_none() && result.voice.is_none());
}

#[test]
fn an_assembly_refuses_a_film_without_all_its_clips() {
    let input = AssemblyInput {
        brief: brief(),
        script: script(),
        storyboard: Storyboard::default(),
        clips: vec![],
        images: vec![],
        audio: None,
        frame: FRAME,
    };
    let refused = Assembly.check(&JobInput::Assembly(Box::new(input))).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::InvalidInput);
    assert!(refused.reason.contains("0 clips for 2 scenes"), "{refused}");
}
