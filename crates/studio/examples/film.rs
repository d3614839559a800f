//! Makes a whole work in one process, without a fleet, and prints how long each stage took:
//!
//! ```text
//! film '{"subject": "scarpe eco-friendly", "language": "it", "platform": "instagram", "duration_seconds": 30}' out/
//! ```
//!
//! The first argument is a brief (or a file that holds one). Scenes are drawn and animated side by side, one a core.
//! `AIDA_VOICE` names the voice helper; without it `aida-voice` beside this program's folder is taken.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use aida_models::{
    ClipFiles, DrawnPicture, ImageModel, JobContext, MadeFile, MixedSound, ScriptModel, SpeechModel,
    StoryboardModel, VideoModel,
};
use aida_protocol::{
    AssemblyInput, AssetRef, AudioFormat, AudioInput, AudioResult, BriefDefaults, BriefInput, ClipInput,
    ContentType, Dimensions, DirectorInput, Metadata, PictureRef, ProjectBrief, Scene, SceneNarration,
    Script, Shot, Storyboard, VideoResult, VisualInput, VisualResult, WriterInput,
};
use aida_studio::{
    Assembled, AssemblyFiles, StudioDirector, StudioIllustrator, StudioMotion, StudioVoice, StudioWriter,
    Timeline, assemble,
};
use sha2::{Digest, Sha256};
use tokio::{sync::Semaphore, task::JoinSet};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = env::args().skip(1);
    let (Some(brief), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: film BRIEF.json|'{…}' OUT".into());
    };
    let brief = read_brief(&brief)?;
    let out = PathBuf::from(out);
    let studio = Studio::new(&out)?;
    let began = Instant::now();
    let made = studio.make(brief).await?;
    println!("{:>9.2} s  all", began.elapsed().as_secs_f64());
    for fault in &made.faults {
        println!("fault: {fault}");
    }
    for file in &made.files {
        fs::copy(&file.path, out.join(&file.name))?;
    }
    println!("passed: {}", made.passed);
    Ok(())
}

fn read_brief(text: &str) -> Result<ProjectBrief, Failure> {
    let json = if text.trim_start().starts_with('{') { text.to_owned() } else { fs::read_to_string(text)? };
    let given: BriefInput = serde_json::from_str(&json)?;
    let understood = given.text.as_deref().map(|text| aida_nlu::understand(text).input);
    let input = given.or(understood.unwrap_or_default());
    let now = std::time::SystemTime::UNIX_EPOCH.into();
    let defaults = BriefDefaults { id: "film".to_owned(), user_id: "local".to_owned(), now };
    input.complete(defaults).map_err(|errors| format!("{errors:?}").into())
}

/// The stages and where they leave their files.
struct Studio {
    out: PathBuf,
    voice: PathBuf,
    cores: usize,
}

/// The parts of a film so far.
struct Scenes {
    brief: ProjectBrief,
    script: Script,
    storyboard: Storyboard,
    timeline: Timeline,
}

impl Studio {
    fn new(out: &Path) -> Result<Studio, Failure> {
        let beside =
            || env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("aida-voice")));
        let voice = env::var_os("AIDA_VOICE").map(PathBuf::from).or_else(beside);
        let voice = voice.ok_or("no voice helper: set AIDA_VOICE")?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Studio { out: out.to_owned(), voice, cores })
    }

    fn context(&self, job: &str, threads: usize) -> Result<JobContext, Failure> {
        let scratch = self.out.join("jobs").join(job);
        fs::create_dir_all(&scratch)?;
        Ok(JobContext::quiet(scratch, threads))
    }

    async fn make(&self, brief: ProjectBrief) -> Result<Assembled, Failure> {
        let began = Instant::now();
        let script = match brief.script.clone() {
            Some(script) => script,
            None => {
                let input = WriterInput { brief: brief.clone() };
                StudioWriter.write(&input, &self.context("writer", 1)?).await?.script
            }
        };
        report("writer", began);
        fs::write(self.out.join("script.json"), serde_json::to_vec_pretty(&script)?)?;
        let (sound, seen) = tokio::try_join!(self.sound(&brief, &script), self.stills(&brief, &script))?;
        let (scenes, stills) = seen;
        let clips = if matches!(brief.content_type, ContentType::Video | ContentType::MultiAsset) {
            self.clips(&scenes, &stills, sound.as_ref()).await?
        } else {
            vec![]
        };
        self.assembly(scenes, stills, clips, sound).await
    }

    async fn sound(&self, brief: &ProjectBrief, script: &Script) -> Result<Option<MixedSound>, Failure> {
        if brief.content_type == ContentType::Image || (!brief.narration && !brief.music) {
            return Ok(None);
        }
        let began = Instant::now();
        let input = AudioInput { brief: brief.clone(), script: script.clone() };
        let sound = StudioVoice::new(&self.voice).speak(&input, &self.context("audio", 1)?).await?;
        report("audio", began);
        Ok(Some(sound))
    }

    async fn stills(
        &self,
        brief: &ProjectBrief,
        script: &Script,
    ) -> Result<(Arc<Scenes>, Vec<DrawnPicture>), Failure> {
        let began = Instant::now();
        let input = DirectorInput { brief: brief.clone(), script: script.clone() };
        let storyboard = StudioDirector.direct(&input, &self.context("director", 1)?).await?.storyboard;
        report("director", began);
        fs::write(self.out.join("storyboard.json"), serde_json::to_vec_pretty(&storyboard)?)?;
        let timeline = Timeline::of(script);
        let scenes = Arc::new(Scenes { brief: brief.clone(), script: script.clone(), storyboard, timeline });
        if brief.content_type == ContentType::Audio {
            return Ok((scenes, vec![]));
        }
        let began = Instant::now();
        let mut stills = Vec::new();
        let mut jobs = self.side_by_side(&scenes.script, |scene| {
            let scene_id = scene.id;
            let input = VisualInput {
                brief: scenes.brief.clone(),
                slot: scenes.timeline.slot_of(scene_id),
                shot: scenes.shot(scene_id),
                frame: scenes.brief.frame_size(),
                scene,
            };
            let context = self.context(&format!("visual-{scene_id}"), 1);
            async move { Ok((scene_id, StudioIllustrator.draw(&input, &context?).await?)) }
        });
        while let Some(done) = jobs.join_next().await {
            stills.push(done??);
        }
        report("visuals", began);
        stills.sort_by_key(|(scene, _)| *scene);
        Ok((scenes, stills.into_iter().map(|(_, still)| still).collect()))
    }

    async fn clips(
        &self,
        scenes: &Arc<Scenes>,
        stills: &[DrawnPicture],
        sound: Option<&MixedSound>,
    ) -> Result<Vec<VideoResult>, Failure> {
        let began = Instant::now();
        let mut clips = Vec::new();
        let mut jobs = self.side_by_side(&scenes.script, |scene| {
            let scene_id = scene.id;
            let here = stills.get(usize::from(scene_id) - 1);
            let before = usize::from(scene_id).checked_sub(2).and_then(|index| stills.get(index));
            let files = ClipFiles {
                footage: None,
                image: here.map(|still| still.image.path.clone()).unwrap_or_default(),
                composition: here.and_then(|still| Some(still.composition.as_ref()?.path.clone())),
                previous_image: before.map(|still| still.image.path.clone()),
                previous_composition: before.and_then(|still| Some(still.composition.as_ref()?.path.clone())),
                narration: sound.map(|sound| narration_of(sound, scene_id)).unwrap_or_default(),
            };
            let input = scenes.clip_input(scene, here, before);
            let context = self.context(&format!("clip-{scene_id}"), 1);
            async move {
                let began = Instant::now();
                let clip = StudioMotion.animate(&input?, &files, &context?).await?;
                report(&format!("  clip-{scene_id} ({:.2} s)", clip.duration), began);
                let frame = input_size(&clip.video.path)?;
                Ok(VideoResult {
                    success: true,
                    video_url: String::new(),
                    duration: clip.duration,
                    resolution: frame,
                    has_audio: false,
                    model_used: StudioMotion::ID.to_owned(),
                    metadata: Metadata::default(),
                    scene_id: Some(scene_id),
                    video: asset(&clip.video)?,
                    error: None,
                })
            }
        });
        while let Some(done) = jobs.join_next().await {
            clips.push(done??);
        }
        report("clips", began);
        clips.sort_by_key(|clip| clip.scene_id);
        Ok(clips)
    }

    async fn assembly(
        &self,
        scenes: Arc<Scenes>,
        stills: Vec<DrawnPicture>,
        clips: Vec<VideoResult>,
        sound: Option<MixedSound>,
    ) -> Result<Assembled, Failure> {
        let began = Instant::now();
        let jobs = self.out.join("jobs");
        let files = AssemblyFiles {
            clips: clips
                .iter()
                .map(|clip| {
                    let scene = clip.scene_id.unwrap_or_default();
                    jobs.join(format!("clip-{scene}")).join(&clip.video.name)
                })
                .collect(),
            images: stills.iter().map(|still| still.image.path.clone()).collect(),
            mix: sound.as_ref().map(|sound| sound.mix.path.clone()),
            narration: sound.as_ref().map(|sound| sound.narration.clone()).unwrap_or_default(),
        };
        let input = AssemblyInput {
            images: stills.iter().zip(1..).map(visual_result).collect::<Result<_, _>>()?,
            audio: sound.as_ref().map(audio_result).transpose()?,
            frame: scenes.brief.frame_size(),
            brief: scenes.brief.clone(),
            script: scenes.script.clone(),
            storyboard: scenes.storyboard.clone(),
            clips,
        };
        let context = self.context("assembly", self.cores)?;
        let made = tokio::task::spawn_blocking(move || assemble(&input, &files, &context)).await??;
        report("assembly", began);
        Ok(made)
    }

    /// Starts a job a scene, at most one a core at a time.
    fn side_by_side<T, F, J>(&self, script: &Script, job: F) -> JoinSet<Result<T, Failure>>
    where
        T: Send + 'static,
        F: Fn(Scene) -> J,
        J: Future<Output = Result<T, Failure>> + Send + 'static,
    {
        let cores = Arc::new(Semaphore::new(self.cores));
        let mut jobs = JoinSet::new();
        for scene in &script.scenes {
            let (cores, job) = (Arc::clone(&cores), job(scene.clone()));
            jobs.spawn(async move {
                let _core = cores.acquire_owned().await?;
                job.await
            });
        }
        jobs
    }
}

impl Scenes {
    fn shot(&self, scene: u16) -> Shot {
        self.storyboard.scenes.iter().find(|shot| shot.scene_id == scene).cloned().unwrap_or_default()
    }

    fn picture(&self, scene: u16, still: &DrawnPicture) -> Result<PictureRef, Failure> {
        let written = self.script.scenes.iter().find(|written| written.id == scene);
        Ok(PictureRef {
            image: asset(&still.image)?,
            composition: still.composition.as_ref().map(asset).transpose()?,
            shot: self.shot(scene),
            duration: written.map_or(0.0, |scene| scene.duration),
        })
    }

    fn clip_input(
        &self,
        scene: Scene,
        here: Option<&DrawnPicture>,
        before: Option<&DrawnPicture>,
    ) -> Result<ClipInput, Failure> {
        Ok(ClipInput {
            brief: self.brief.clone(),
            slot: self.timeline.slot_of(scene.id),
            picture: self.picture(scene.id, here.ok_or("a scene without a still")?)?,
            previous: before.map(|still| self.picture(scene.id - 1, still)).transpose()?,
            narration: None,
            frame: self.brief.frame_size(),
            scene,
        })
    }
}

fn narration_of(sound: &MixedSound, scene: u16) -> SceneNarration {
    sound.narration.iter().find(|narration| narration.scene_id == scene).cloned().unwrap_or_default()
}

fn visual_result((still, scene_id): (&DrawnPicture, u16)) -> Result<VisualResult, Failure> {
    Ok(VisualResult {
        success: true,
        scene_id,
        image_url: String::new(),
        dimensions: Dimensions { width: still.size.width, height: still.size.height },
        format: still.format,
        model_used: StudioIllustrator::ID.to_owned(),
        metadata: Metadata::default(),
        image: asset(&still.image)?,
        composition: still.composition.as_ref().map(asset).transpose()?,
        depicts: still.depicts.clone(),
        error: None,
    })
}

fn audio_result(sound: &MixedSound) -> Result<AudioResult, Failure> {
    Ok(AudioResult {
        success: true,
        audio_url: String::new(),
        duration: sound.duration,
        format: AudioFormat::Wav,
        model_used: StudioVoice::ID.to_owned(),
        metadata: Metadata::default(),
        audio: asset(&sound.mix)?,
        narration: None,
        voice: sound.voice.as_ref().map(asset).transpose()?,
        error: None,
    })
}

fn asset(file: &MadeFile) -> Result<AssetRef, Failure> {
    let bytes = fs::read(&file.path)?;
    let digest = Sha256::digest(&bytes);
    Ok(AssetRef {
        name: file.name.clone(),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes: bytes.len() as u64,
        media_type: file.media_type.clone(),
        source: file.source.clone(),
        licence: file.licence.clone(),
    })
}

fn input_size(clip: &Path) -> Result<String, Failure> {
    let video = aida_ffmpeg::read_layout(clip)?.video.ok_or("a clip without a picture")?;
    Ok(format!("{}x{}", video.width, video.height))
}

fn report(stage: &str, began: Instant) {
    println!("{:>9.2} s  {stage}", began.elapsed().as_secs_f64());
}
