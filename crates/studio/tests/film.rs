//! A whole film by the studio's own models, with the real voice and the real ffmpeg: what is heard in the finished file
//! lies where its captions say.
//!
//! The program that speaks is looked for in the environment variable `AIDA_VOICE`, then beside this test's target folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use aida_ffmpeg::decode_audio;
use aida_models::{
    ClipFiles, DrawnPicture, ImageModel, JobContext, MadeFile, MixedSound, ScriptModel, SpeechModel,
    StoryboardModel, VideoModel,
};
use aida_protocol::{
    AssemblyInput, AssetRef, AudioFormat, AudioInput, AudioResult, BriefDefaults, BriefInput, ClipInput,
    Dimensions, DirectorInput, FrameSize, Metadata, PictureRef, ProjectBrief, Script, Shot, Storyboard,
    VideoResult, VisualInput, VisualResult, WriterInput,
};
use aida_studio::{
    AssemblyFiles, Report, StudioDirector, StudioIllustrator, StudioMotion, StudioVoice, StudioWriter,
    Timeline, assemble, from_srt,
};

/// Large enough for every layout, small enough to be quick.
const FRAME: FrameSize = FrameSize { width: 270, height: 480 };
/// Samples a second at which voices are compared, and how far they are moved against each other, seconds.
const RATE: usize = 8_000;
const REACH: f64 = 0.4;
/// What the issue allows, seconds.
const TOLERANCE: f64 = 0.08;

struct Film {
    folder: tempfile::TempDir,
    brief: ProjectBrief,
    script: Script,
    storyboard: Storyboard,
    sound: MixedSound,
}

fn helper() -> PathBuf {
    if let Some(path) = std::env::var_os("AIDA_VOICE") {
        return PathBuf::from(path);
    }
    // This test is `target/release/deps/film-…`.
    let test = std::env::current_exe().unwrap();
    let beside = test.parent().and_then(Path::parent).unwrap().join("aida-voice");
    assert!(
        beside.is_file(),
        "{} is missing: build it with `cargo build --release -p aida-voice`",
        beside.display()
    );
    beside
}

fn brief(seconds: f64) -> ProjectBrief {
    let input = BriefInput {
        text: Some("Video Instagram per scarpe eco-friendly, Gen Z, energico".into()),
        subject: Some("scarpe eco-friendly".into()),
        language: Some("it".into()),
        duration_seconds: Some(seconds),
        ..BriefInput::default()
    };
    let now = std::time::UNIX_EPOCH.into();
    input.complete(BriefDefaults { id: "b".into(), user_id: "u".into(), now }).unwrap()
}

fn asset(file: &MadeFile) -> AssetRef {
    AssetRef {
        name: file.name.clone(),
        sha256: "0".repeat(64),
        bytes: fs::metadata(&file.path).unwrap().len(),
        media_type: file.media_type.clone(),
        source: file.source.clone(),
        licence: file.licence.clone(),
    }
}

impl Film {
    async fn spoken(seconds: f64) -> Film {
        let folder = tempfile::tempdir().unwrap();
        let brief = brief(seconds);
        let context = JobContext::quiet(folder.path().to_owned(), 1);
        let script =
            StudioWriter.write(&WriterInput { brief: brief.clone() }, &context).await.unwrap().script;
        let direct = DirectorInput { brief: brief.clone(), script: script.clone() };
        let storyboard = StudioDirector.direct(&direct, &context).await.unwrap().storyboard;
        let speak = AudioInput { brief: brief.clone(), script: script.clone() };
        let sound = StudioVoice::new(helper()).speak(&speak, &context).await.unwrap();
        Film { folder, brief, script, storyboard, sound }
    }

    fn context(&self, threads: usize) -> JobContext {
        JobContext::quiet(self.folder.path().to_owned(), threads)
    }

    fn shot(&self, scene: u16) -> Shot {
        self.storyboard.scenes.iter().find(|shot| shot.scene_id == scene).cloned().unwrap_or_default()
    }

    fn picture(&self, number: usize, still: &DrawnPicture) -> PictureRef {
        let scene = &self.script.scenes[number];
        PictureRef {
            image: asset(&still.image),
            composition: still.composition.as_ref().map(asset),
            shot: self.shot(scene.id),
            duration: scene.duration,
        }
    }

    async fn stills(&self) -> Vec<DrawnPicture> {
        let timeline = Timeline::of(&self.script);
        let mut stills = Vec::new();
        for scene in &self.script.scenes {
            let (slot, shot) = (timeline.slot_of(scene.id), self.shot(scene.id));
            let input =
                VisualInput { brief: self.brief.clone(), scene: scene.clone(), slot, shot, frame: FRAME };
            stills.push(StudioIllustrator.draw(&input, &self.context(1)).await.unwrap());
        }
        stills
    }

    async fn clip(&self, number: usize, stills: &[DrawnPicture]) -> (VideoResult, PathBuf) {
        let scene = self.script.scenes[number].clone();
        let before = number.checked_sub(1);
        let path = |still: &DrawnPicture| still.composition.as_ref().map(|file| file.path.clone());
        let files = ClipFiles {
            image: stills[number].image.path.clone(),
            composition: path(&stills[number]),
            previous_image: before.map(|before| stills[before].image.path.clone()),
            previous_composition: before.and_then(|before| path(&stills[before])),
            narration: self.sound.narration[number].clone(),
            footage: None,
        };
        let input = ClipInput {
            brief: self.brief.clone(),
            slot: Timeline::of(&self.script).slot_of(scene.id),
            picture: self.picture(number, &stills[number]),
            previous: before.map(|before| self.picture(before, &stills[before])),
            narration: None,
            frame: FRAME,
            scene,
        };
        let clip = StudioMotion.animate(&input, &files, &self.context(2)).await.unwrap();
        let result = VideoResult {
            success: true,
            video_url: String::new(),
            duration: clip.duration,
            resolution: "270x480".into(),
            has_audio: false,
            model_used: StudioMotion::ID.to_owned(),
            metadata: Metadata::default(),
            scene_id: Some(input.scene.id),
            video: asset(&clip.video),
            error: None,
        };
        (result, clip.video.path)
    }

    /// The finished film's folder and report.
    async fn finish(&self) -> Report {
        let stills = self.stills().await;
        let (mut clips, mut files) = (Vec::new(), AssemblyFiles::default());
        for number in 0..self.script.scenes.len() {
            let (clip, path) = self.clip(number, &stills).await;
            clips.push(clip);
            files.clips.push(path);
        }
        files.images = stills.iter().map(|still| still.image.path.clone()).collect();
        files.mix = Some(self.sound.mix.path.clone());
        files.narration = self.sound.narration.clone();
        let image = |(still, scene): (&DrawnPicture, &aida_protocol::Scene)| VisualResult {
            success: true,
            scene_id: scene.id,
            image_url: String::new(),
            dimensions: Dimensions { width: FRAME.width, height: FRAME.height },
            format: still.format,
            model_used: StudioIllustrator::ID.to_owned(),
            metadata: Metadata::default(),
            image: asset(&still.image),
            composition: still.composition.as_ref().map(asset),
            depicts: still.depicts.clone(),
            error: None,
        };
        let input = AssemblyInput {
            brief: self.brief.clone(),
            script: self.script.clone(),
            storyboard: self.storyboard.clone(),
            clips,
            images: stills.iter().zip(&self.script.scenes).map(image).collect(),
            audio: Some(AudioResult {
                success: true,
                audio_url: String::new(),
                duration: self.sound.duration,
                format: AudioFormat::Wav,
                model_used: StudioVoice::ID.to_owned(),
                metadata: Metadata::default(),
                audio: asset(&self.sound.mix),
                narration: None,
                voice: self.sound.voice.as_ref().map(asset),
                error: None,
            }),
            frame: FRAME,
        };
        let made = assemble(&input, &files, &self.context(2)).unwrap();
        assert_eq!(made.faults, Vec::<String>::new());
        serde_json::from_slice(&fs::read(self.folder.path().join(&made.report)).unwrap()).unwrap()
    }

    /// The film's own sound, as a listener's decoder gives it.
    fn heard(&self) -> Vec<f32> {
        let wav = self.folder.path().join("heard.wav");
        decode_audio(&self.folder.path().join("film.mp4"), &wav, self.context(1).cancelled()).unwrap();
        mono(&wav)
    }

    fn voice(&self) -> Vec<f32> {
        mono(&self.sound.voice.as_ref().unwrap().path)
    }
}

/// One channel at [`RATE`]: means of channels and of neighbouring samples.
fn mono(path: &Path) -> Vec<f32> {
    let mut reader = hound::WavReader::open(path).unwrap();
    let spec = reader.spec();
    let samples: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().map(Result::unwrap).collect(),
        hound::SampleFormat::Int => {
            reader.samples::<i32>().map(|sample| sample.unwrap() as f32 / 32_768.0).collect()
        }
    };
    let step = spec.sample_rate as usize / RATE * usize::from(spec.channels);
    samples.chunks_exact(step).map(|chunk| chunk.iter().sum::<f32>() / step as f32).collect()
}

/// By how many seconds `whole` has the part of `voice` from `start` to `end` later than `voice` has it, and how alike they
/// are there (0 to 1): the maximum of the normalised cross-correlation within [`REACH`].
fn lag(voice: &[f32], whole: &[f32], start: f64, end: f64) -> (f64, f64) {
    let at = |seconds: f64| ((seconds.max(0.0) * RATE as f64) as usize).min(voice.len());
    let (from, part) = (at(start) as isize, &voice[at(start)..at(end)]);
    let reach = (REACH * RATE as f64) as isize;
    let power = |samples: &[f32]| samples.iter().map(|x| f64::from(x * x)).sum::<f64>().sqrt();
    let mut best = (0.0, f64::MIN);
    for shift in -reach..=reach {
        let Some(begin) = from.checked_add(shift).filter(|begin| *begin >= 0) else { continue };
        let Some(other) = whole.get(begin as usize..begin as usize + part.len()) else { continue };
        let product: f64 = part.iter().zip(other).map(|(a, b)| f64::from(a * b)).sum();
        let likeness = product / (power(part) * power(other)).max(1e-9);
        if likeness > best.1 {
            best = (shift as f64 / RATE as f64, likeness);
        }
    }
    best
}

/// Seconds at which `voice` first becomes audible from `start` on: 10 ms with a fiftieth of its loudest power.
fn onset(voice: &[f32], start: f64, end: f64) -> Option<f64> {
    let block = RATE / 100;
    let at = |seconds: f64| (seconds.max(0.0) * 100.0) as usize;
    let power: Vec<f64> = voice
        .chunks(block)
        .map(|chunk| chunk.iter().map(|sample| f64::from(sample * sample)).sum::<f64>())
        .collect();
    let loudest = power.iter().copied().fold(0.0, f64::max);
    let found =
        power.get(at(start)..at(end).min(power.len()))?.iter().position(|here| *here > loudest / 500.0)?;
    Some((at(start) + found) as f64 / 100.0)
}

#[tokio::test]
async fn the_voice_in_the_finished_film_lies_where_its_captions_say() {
    let film = Film::spoken(12.0).await;
    let report = film.finish().await;
    let (voice, heard) = (film.voice(), film.heard());
    let timeline = Timeline::of(&film.script);
    let srt = fs::read_to_string(film.folder.path().join("captions.srt")).unwrap();
    let cues = from_srt(&srt);
    for (scene, said) in film.script.scenes.iter().zip(&film.sound.narration) {
        let start = timeline.start_of(scene.id);
        let end = start + scene.duration;
        let (late, likeness) = lag(&voice, &heard, start, end);
        assert!(likeness > 0.5, "scene {}: the voice is not found in the film ({likeness:.2})", scene.id);
        assert!(late.abs() <= TOLERANCE, "scene {}: the film's voice is {late:.3} s late", scene.id);
        let first = cues.iter().find(|cue| cue.start >= start - 1e-3 && cue.start < end).unwrap();
        let audible = onset(&voice, start, end).unwrap() + late;
        let off = first.start - audible;
        println!("scene {}: voice {late:+.3} s, likeness {likeness:.2}, first caption {off:+.3} s", scene.id);
        assert!(off.abs() <= TOLERANCE, "scene {}: captions begin {off:.3} s after the voice", scene.id);
        assert!(!said.words.is_empty());
    }
    for cue in &cues {
        let (late, likeness) = lag(&voice, &heard, cue.start, cue.end);
        assert!(late.abs() <= TOLERANCE, "{:?}: {late:.3} s ({likeness:.2})", cue.text);
    }

    let captions = report.captions.as_ref().unwrap();
    assert!(captions.coverage >= 0.95 && captions.worst_offset <= TOLERANCE, "{captions:?}");
    let media = report.media.as_ref().unwrap();
    assert!((media.duration / 12.0 - 1.0).abs() <= 0.05, "{}", media.duration);
    let loudness = report.sound.as_ref().unwrap().integrated_loudness.unwrap();
    assert!((loudness + 14.0).abs() <= 1.0, "{loudness}");
    let names: Vec<&str> = report.checks.iter().map(|check| check.name.as_str()).collect();
    for needed in [
        "duration",
        "frames",
        "width",
        "height",
        "frame_rate",
        "longest_black",
        "longest_freeze",
        "integrated_loudness",
        "true_peak",
        "longest_silence",
        "narration_coverage",
        "narration_overrun",
        "slowest_speech",
        "fastest_speech",
        "caption_coverage",
        "caption_offset",
        "caption_order",
    ] {
        assert!(names.contains(&needed), "{needed} was not checked");
    }
    assert!(report.checks.iter().all(|check| check.passed && check.measured.is_some()));
    assert!(report.scenes.iter().all(|scene| !scene.depicts.is_empty()));
}

#[test]
fn a_voice_that_is_late_is_found_late() {
    let noise = |n: usize| ((n as f32 * 12.989).sin() * 43_758.547).fract() - 0.5;
    let voice: Vec<f32> =
        (0..RATE * 2).map(|n| noise(n) * if n / 900 % 3 == 0 { 1.0 } else { 0.1 }).collect();
    let mut late = vec![0.0; RATE / 10];
    late.extend_from_slice(&voice);
    let (seconds, likeness) = lag(&voice, &late, 0.5, 1.5);
    assert!((seconds - 0.1).abs() < 0.002 && likeness > 0.99, "{seconds} {likeness}");
}
