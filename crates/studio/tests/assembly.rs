//! Whole works put together from synthetic parts: what is delivered, what the report says, what fails.

use std::{collections::BTreeSet, fs, path::PathBuf, sync::atomic::Ordering};

use aida_ffmpeg::{ClipEncoder, probe};
use aida_models::JobContext;
use aida_protocol::{
    AssemblyInput, AssetRef, AudioFormat, AudioResult, BriefDefaults, BriefInput, ContentType, Dimensions,
    ErrorKind, FrameSize, ImageFormat, Metadata, Picture, ProjectBrief, Scene, SceneNarration, Script,
    Source, VideoResult, VisualResult, WordTiming, is_asset_name,
};
use aida_studio::{AssembleError, Assembled, AssemblyFiles, MaterialRole, Report, assemble};
use tempfile::TempDir;

const FRAME: FrameSize = FrameSize { width: 180, height: 320 };

/// The parts of a film of two scenes, 2.5 and 3.5 seconds long.
struct Parts {
    folder: TempDir,
    input: AssemblyInput,
    files: AssemblyFiles,
    context: JobContext,
}

impl Parts {
    fn new(content_type: ContentType) -> Parts {
        let folder = tempfile::tempdir().unwrap();
        let scratch = folder.path().join("scratch");
        fs::create_dir(&scratch).unwrap();
        let context = JobContext::quiet(scratch, 2);
        let with_picture = content_type != ContentType::Audio;
        let with_sound = content_type != ContentType::Image;
        let moving = matches!(content_type, ContentType::Video | ContentType::MultiAsset);
        let mut parts = Parts {
            input: AssemblyInput {
                brief: ProjectBrief { content_type, image_count: 2, ..brief() },
                script: script(),
                storyboard: Default::default(),
                clips: vec![],
                images: vec![],
                audio: None,
                frame: FRAME,
            },
            files: AssemblyFiles::default(),
            context,
            folder,
        };
        for (scene, frames) in [(1, 75), (2, 105)] {
            if moving {
                parts.add_clip(scene, frames);
            }
            if with_picture {
                parts.add_image(scene);
            }
        }
        if with_sound {
            parts.add_sound();
        }
        parts
    }

    fn add_clip(&mut self, scene: u16, frames: usize) {
        let path = self.folder.path().join(format!("clip-{scene}.mp4"));
        let mut encoder = ClipEncoder::start(&path, FRAME, 1).unwrap();
        let (width, height) = (FRAME.width as usize, FRAME.height as usize);
        for number in 0..frames {
            let mut planes = vec![120; width * height * 3 / 2];
            let top = number * 2 % (height - 50);
            planes[top * width..(top + 50) * width].fill(205);
            encoder.write_frame(&planes).unwrap();
        }
        encoder.finish().unwrap();
        self.files.clips.push(path);
        self.input.clips.push(VideoResult {
            success: true,
            video_url: String::new(),
            duration: frames as f64 / 30.0,
            resolution: "180x320".into(),
            has_audio: false,
            model_used: "studio/motion".into(),
            metadata: Metadata::default(),
            scene_id: Some(scene),
            video: asset(&format!("clip-{scene}.mp4"), None),
            error: None,
        });
    }

    fn add_image(&mut self, scene: u16) {
        let path = self.folder.path().join(format!("scene-{scene}.png"));
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend(FRAME.width.to_be_bytes());
        head.extend(FRAME.height.to_be_bytes());
        fs::write(&path, head).unwrap();
        self.files.images.push(path);
        let image = asset(&format!("scene-{scene}.png"), Some("CC-BY-4.0 (pictures)"));
        self.input.images.push(VisualResult {
            success: true,
            scene_id: scene,
            image_url: String::new(),
            dimensions: Dimensions { width: FRAME.width, height: FRAME.height },
            format: ImageFormat::Png,
            model_used: "studio/illustrator".into(),
            metadata: Metadata::default(),
            composition: Some(image.clone()),
            image,
            depicts: vec![format!("cosa {scene}")],
            error: None,
        });
    }

    /// A tone that is far from mastered, six seconds long.
    fn add_sound(&mut self) {
        let path = self.folder.path().join("mix.wav");
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        for n in 0..6 * 48_000 {
            let sample = (n as f32 * 440.0 / 48_000.0 * std::f32::consts::TAU).sin() * 1_500.0;
            writer.write_sample(sample as i16).unwrap();
            writer.write_sample(sample as i16).unwrap();
        }
        writer.finalize().unwrap();
        self.files.mix = Some(path);
        self.files.narration = vec![said(1, "Ogni passo"), said(2, "conta davvero.")];
        self.input.audio = Some(AudioResult {
            success: true,
            audio_url: String::new(),
            duration: 6.0,
            format: AudioFormat::Wav,
            model_used: "studio/voice".into(),
            metadata: Metadata::default(),
            audio: asset("mix.wav", Some("CC0-1.0 (sound)")),
            narration: None,
            voice: None,
            error: None,
        });
    }

    fn assemble(&self) -> Result<Assembled, AssembleError> {
        assemble(&self.input, &self.files, &self.context)
    }
}

fn asset(name: &str, licence: Option<&str>) -> AssetRef {
    AssetRef {
        name: name.into(),
        sha256: "0".repeat(64),
        bytes: 1,
        media_type: "x/y".into(),
        source: "studio/x".into(),
        licence: licence.map(str::to_owned),
    }
}

fn brief() -> ProjectBrief {
    let input = BriefInput {
        subject: Some("scarpe".into()),
        language: Some("it".into()),
        duration_seconds: Some(6.0),
        ..BriefInput::default()
    };
    let now = std::time::UNIX_EPOCH.into();
    input.complete(BriefDefaults { id: "b".into(), user_id: "u".into(), now }).unwrap()
}

fn script() -> Script {
    let scene = |id, duration, narration: &str| Scene {
        id,
        duration,
        narration: narration.into(),
        headline: "Scarpe".into(),
        concepts: vec!["scarpe".into()],
        ..Scene::default()
    };
    Script { scenes: vec![scene(1, 2.5, "Ogni passo"), scene(2, 3.5, "conta davvero.")], ..Script::default() }
}

fn said(scene_id: u16, text: &str) -> SceneNarration {
    let word = |(number, text): (usize, &str)| WordTiming {
        text: text.to_owned(),
        start: 0.2 + number as f64 * 0.8,
        end: 0.9 + number as f64 * 0.8,
    };
    SceneNarration { scene_id, words: text.split(' ').enumerate().map(word).collect(), speed: None }
}

fn report(made: &Assembled) -> Report {
    let file = made.files.iter().find(|file| file.name == made.report).unwrap();
    serde_json::from_slice(&fs::read(&file.path).unwrap()).unwrap()
}

/// Names of the delivered files; each is there, not empty, and has a name that an asset can have.
fn delivered(made: &Assembled) -> BTreeSet<&str> {
    for file in &made.files {
        assert!(is_asset_name(&file.name) && fs::metadata(&file.path).unwrap().len() > 0, "{}", file.name);
    }
    made.files.iter().map(|file| file.name.as_str()).collect()
}

fn path_of(made: &Assembled, name: &str) -> PathBuf {
    made.files.iter().find(|file| file.name == name).unwrap().path.clone()
}

#[test]
fn a_film_comes_with_all_that_belongs_to_it() {
    let parts = Parts::new(ContentType::Video);
    let made = parts.assemble().unwrap();
    assert_eq!(made.faults, Vec::<String>::new());
    assert!(made.passed);
    let names = delivered(&made);
    assert_eq!(
        names,
        BTreeSet::from(["captions.srt", "captions.vtt", "film.mp4", "report.json", "thumbnail.png"])
    );
    assert_eq!(
        (made.duration, made.resolution.as_deref(), made.has_audio),
        (Some(6.0), Some("180x320"), Some(true))
    );
    assert_eq!(made.captions, ["captions.srt", "captions.vtt"]);

    let report = report(&made);
    assert!(report.passed && report.checks.len() > 20);
    let loudness = report.sound.unwrap().integrated_loudness.unwrap();
    assert!((loudness + 14.0).abs() < 0.5, "the mix was not mastered: {loudness}");
    assert_eq!(report.scenes[1].depicts, ["cosa 2"]);
    assert_eq!(report.scenes[1].start, 2.5);
    let film = report.materials.iter().find(|material| material.name == "film.mp4").unwrap();
    assert_eq!(film.licence.as_deref(), Some("CC-BY-4.0 (pictures); CC0-1.0 (sound)"));
    assert_eq!(film.bytes, Some(fs::metadata(path_of(&made, "film.mp4")).unwrap().len()));
    assert!(report.materials.iter().any(|part| part.name == "mix.wav" && part.role == MaterialRole::Part));
}

#[test]
fn the_report_names_terms_notes_and_sources() {
    let mut parts = Parts::new(ContentType::Video);
    let source = Source { title: "bees.md".into(), sentence: "Bees dance.".into() };
    parts.input.script.notes = vec!["Figures would make it richer.".into()];
    parts.input.script.scenes[1].sources = vec![source.clone()];
    parts.input.images.pop();
    parts.input.brief.pictures = vec![Picture { sha256: "a".repeat(64), scene: Some(2) }];
    for (number, clip) in parts.input.clips.iter_mut().enumerate() {
        clip.video.sha256 = format!("{number}").repeat(64);
    }
    parts.input.images[0].image.sha256 = "8".repeat(64);
    parts.input.audio.as_mut().unwrap().audio.sha256 = "9".repeat(64);
    let report = report(&parts.assemble().unwrap());
    assert_eq!(report.notes, ["Figures would make it richer."]);
    assert_eq!((report.scenes[0].sources.len(), &report.scenes[1].sources[..]), (0, &[source][..]));
    let terms = |name: &str| {
        let material = report.materials.iter().find(|material| material.name == name).unwrap();
        material.licence.clone().unwrap()
    };
    assert_eq!(terms("clip-1.mp4"), "CC-BY-4.0 (pictures)");
    assert_eq!(terms("clip-2.mp4"), "CC-BY-4.0 (pictures); provided by the user");
    assert_eq!(terms("captions.srt"), "no third-party material");
    assert_eq!(terms("user-picture-1"), "provided by the user");
    assert!(
        report.materials.iter().all(|material| material.licence.is_some() && !material.source.is_empty())
    );
}

#[test]
fn captions_lie_where_their_scene_lies() {
    let parts = Parts::new(ContentType::Video);
    let made = parts.assemble().unwrap();
    let srt = fs::read_to_string(path_of(&made, "captions.srt")).unwrap();
    assert!(srt.starts_with("1\n00:00:00,200 --> ") && srt.contains("\n00:00:02,700 --> "), "{srt}");
    assert!(fs::read_to_string(path_of(&made, "captions.vtt")).unwrap().starts_with("WEBVTT\n"));

    let mut silent_text = Parts::new(ContentType::Video);
    silent_text.input.brief.captions = false;
    let made = silent_text.assemble().unwrap();
    assert!(made.passed && made.captions.is_empty());
}

#[test]
fn a_film_without_sound_is_whole_when_none_was_asked() {
    let mut parts = Parts::new(ContentType::Video);
    parts.input.audio = None;
    parts.files.mix = None;
    parts.files.narration.clear();
    let made = parts.assemble().unwrap();
    assert!(
        !made.passed && made.faults.iter().any(|fault| fault.contains("audio codec")),
        "{:?}",
        made.faults
    );

    parts.input.brief = ProjectBrief { narration: false, music: false, ..parts.input.brief };
    let made = parts.assemble().unwrap();
    assert_eq!((made.faults, made.has_audio), (vec![], Some(false)));
}

#[test]
fn a_film_that_is_not_what_was_asked_is_delivered_but_did_not_pass() {
    let mut parts = Parts::new(ContentType::Video);
    parts.input.brief.duration_seconds = 8.0;
    let made = parts.assemble().unwrap();
    assert!(!made.passed);
    assert_eq!(made.faults, ["duration is 6 s, must be 7.6 to 8.4 s"]);
    assert!(delivered(&made).contains("film.mp4"));
    assert!(!report(&made).passed);
}

#[test]
fn sound_alone_is_an_mp3_with_a_transcript() {
    let parts = Parts::new(ContentType::Audio);
    let made = parts.assemble().unwrap();
    assert_eq!((made.faults.clone(), made.video.clone(), made.thumbnail.clone()), (vec![], None, None));
    assert_eq!(
        delivered(&made),
        BTreeSet::from(["audio.mp3", "captions.srt", "captions.vtt", "report.json"])
    );
    assert_eq!(probe(&path_of(&made, "audio.mp3")).unwrap().audio[0].codec, "mp3");
    assert!((made.duration.unwrap() - 6.0).abs() < 0.1);
}

#[test]
fn pictures_are_counted_and_measured() {
    let mut parts = Parts::new(ContentType::Image);
    let made = parts.assemble().unwrap();
    assert_eq!(
        (made.faults.clone(), made.images.clone()),
        (vec![], vec!["scene-1.png".into(), "scene-2.png".into()])
    );
    assert_eq!(made.thumbnail.as_deref(), Some("scene-1.png"));
    parts.input.brief.image_count = 3;
    parts.input.frame.width = 182;
    assert_eq!(parts.assemble().unwrap().faults.len(), 3);
}

#[test]
fn multi_asset_has_film_pictures_and_sound() {
    let parts = Parts::new(ContentType::MultiAsset);
    let made = parts.assemble().unwrap();
    assert_eq!(made.faults, Vec::<String>::new());
    assert_eq!((made.video.as_deref(), made.audio.as_deref()), (Some("film.mp4"), Some("audio.mp3")));
    assert_eq!(made.images.len(), 2);
}

#[test]
fn a_picture_of_another_model_is_its_own_thumbnail() {
    let mut parts = Parts::new(ContentType::Video);
    parts.input.images.clear();
    parts.input.brief.pictures = vec![Picture { sha256: "a".repeat(64), scene: Some(1) }];
    let made = parts.assemble().unwrap();
    let report = report(&made);
    assert_eq!((report.scenes[0].picture_by.as_str(), report.scenes[1].picture_by.as_str()), ("user", ""));
    assert!(report.materials.iter().any(|part| part.source == "user" && part.sha256 == "a".repeat(64)));
    let head = fs::read(path_of(&made, "thumbnail.png")).unwrap();
    assert_eq!(&head[16..24], [180_u32.to_be_bytes(), 320_u32.to_be_bytes()].concat());
}

#[test]
fn what_is_missing_or_cancelled_is_an_error() {
    let mut parts = Parts::new(ContentType::Video);
    parts.files.clips.pop();
    let error = parts.assemble().unwrap_err();
    assert!(matches!(error, AssembleError::ClipCount { clips: 1, scenes: 2 }));
    assert_eq!(error.kind(), ErrorKind::InvalidInput);

    let mut parts = Parts::new(ContentType::Video);
    parts.files.mix = None;
    assert!(matches!(parts.assemble(), Err(AssembleError::Missing { .. })));

    let parts = Parts::new(ContentType::Video);
    parts.context.cancelled().store(true, Ordering::Relaxed);
    assert_eq!(parts.assemble().unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(!parts.context.scratch().join("film.mp4").exists());
}
