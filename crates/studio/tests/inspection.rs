//! The inspection passes a good film and fails a film for each fault, and for that fault alone.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use aida_ffmpeg::{ClipEncoder, join_and_mux};
use aida_models::JobContext;
use aida_protocol::{
    BriefDefaults, BriefInput, FrameSize, ProjectBrief, Scene, SceneNarration, Script, WordTiming,
};
use aida_studio::{
    FilmCue,
    inspect::{Expected, inspect_audio, inspect_film, measure_picture},
    to_srt,
};

const SIZE: FrameSize = FrameSize { width: 160, height: 284 };
const SECONDS: usize = 8;
/// A stereo sine of this peak measures −14 LUFS.
const LEVEL: f32 = 0.199_5;

/// A film to be made wrong in one way.
struct Film {
    size: FrameSize,
    /// Luma of the background by frame; `None` keeps the frame before.
    frames: usize,
    black: std::ops::Range<usize>,
    frozen: std::ops::Range<usize>,
    level: f32,
    silent: std::ops::Range<usize>,
    sound: bool,
    cues: Vec<FilmCue>,
    words: Vec<SceneNarration>,
}

impl Film {
    fn good() -> Film {
        Film {
            size: SIZE,
            frames: SECONDS * 30,
            black: 0..0,
            frozen: 0..0,
            level: LEVEL,
            silent: 0..0,
            sound: true,
            cues: vec![cue(0.2, 1.9, "Ogni passo"), cue(4.2, 6.0, "conta davvero")],
            words: vec![scene_words(1, &["Ogni", "passo"]), scene_words(2, &["conta", "davvero"])],
        }
    }

    fn picture(&self, folder: &Path) -> PathBuf {
        let path = folder.join("clip.mp4");
        let mut encoder = ClipEncoder::start(&path, self.size, 1).unwrap();
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        for number in 0..self.frames {
            let mut planes = vec![128; width * height * 3 / 2];
            if self.black.contains(&number) {
                planes[..width * height].fill(16);
            } else {
                planes[..width * height].fill(110);
                let number = if self.frozen.contains(&number) { self.frozen.start } else { number };
                let top = number * 3 % (height - 60);
                planes[top * width..(top + 60) * width].fill(200);
            }
            encoder.write_frame(&planes).unwrap();
        }
        encoder.finish().unwrap();
        path
    }

    fn wav(&self, folder: &Path) -> PathBuf {
        let path = folder.join("sound.wav");
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        for n in 0..self.frames * 1600 {
            let level = if self.silent.contains(&(n / 1600)) { 0.0 } else { self.level };
            let sample = (n as f32 * 997.0 / 48_000.0 * std::f32::consts::TAU).sin() * level;
            for _ in 0..2 {
                writer.write_sample((sample * 32_767.0) as i16).unwrap();
            }
        }
        writer.finalize().unwrap();
        path
    }

    /// Names of the checks that fail.
    fn failures(&self, brief: &ProjectBrief) -> BTreeSet<String> {
        let folder = tempfile::tempdir().unwrap();
        let (film, srt) = (folder.path().join("film.mp4"), folder.path().join("captions.srt"));
        let wav = self.sound.then(|| self.wav(folder.path()));
        join_and_mux(&[self.picture(folder.path())], wav.as_deref(), &film, &AtomicBool::new(false)).unwrap();
        fs::write(&srt, to_srt(&self.cues)).unwrap();
        let script = script();
        let expected = Expected {
            brief,
            script: &script,
            narration: &self.words,
            frame: SIZE,
            captions: brief.captions.then_some(srt),
        };
        let scratch = folder.path().to_owned();
        let context = JobContext::quiet(scratch, 2);
        let mut inspection = inspect_film(&film, &expected, &context).unwrap();
        inspection.add_picture(measure_picture(&film, &context).unwrap());
        let failed: BTreeSet<_> =
            inspection.checks.iter().filter(|check| !check.passed).map(|check| check.name.clone()).collect();
        assert_eq!(inspection.faults().len(), failed.len());
        failed
    }
}

fn brief() -> ProjectBrief {
    let input = BriefInput {
        subject: Some("scarpe".into()),
        language: Some("it".into()),
        duration_seconds: Some(SECONDS as f64),
        ..BriefInput::default()
    };
    let now = std::time::UNIX_EPOCH.into();
    input.complete(BriefDefaults { id: "b".into(), user_id: "u".into(), now }).unwrap()
}

fn script() -> Script {
    let scene =
        |id, narration: &str| Scene { id, duration: 4.0, narration: narration.into(), ..Scene::default() };
    Script { scenes: vec![scene(1, "Ogni passo"), scene(2, "conta davvero.")], ..Script::default() }
}

fn cue(start: f64, end: f64, text: &str) -> FilmCue {
    FilmCue { start, end, text: text.into() }
}

fn scene_words(scene_id: u16, words: &[&str]) -> SceneNarration {
    let word = |(number, text): (usize, &&str)| WordTiming {
        text: (*text).to_owned(),
        start: 0.2 + number as f64 * 0.8,
        end: 0.9 + number as f64 * 0.8,
    };
    SceneNarration { scene_id, words: words.iter().enumerate().map(word).collect(), speed: None }
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_good_film_passes() {
    assert_eq!(Film::good().failures(&brief()), names(&[]));
}

#[test]
fn a_film_of_the_wrong_length_fails() {
    let short = Film { frames: 225, ..Film::good() };
    assert_eq!(short.failures(&brief()), names(&["duration", "frames"]));
    let one_frame_lost = Film { frames: 239, ..Film::good() };
    assert_eq!(one_frame_lost.failures(&brief()), names(&["frames"]));
}

#[test]
fn a_film_of_the_wrong_size_fails() {
    let wide = Film { size: FrameSize { width: 284, height: 160 }, ..Film::good() };
    assert_eq!(wide.failures(&brief()), names(&["width", "height"]));
}

#[test]
fn black_and_frozen_pictures_fail() {
    let black = Film { black: 60..90, ..Film::good() };
    assert_eq!(black.failures(&brief()), names(&["longest_black"]));
    let frozen = Film { frozen: 60..180, ..Film::good() };
    assert_eq!(frozen.failures(&brief()), names(&["longest_freeze"]));
    let blink = Film { black: 60..70, frozen: 100..160, ..Film::good() };
    assert_eq!(blink.failures(&brief()), names(&[]), "a third of a second, and two seconds");
}

#[test]
fn silent_quiet_and_loud_sound_fails() {
    let gap = Film { silent: 90..135, ..Film::good() };
    assert_eq!(gap.failures(&brief()), names(&["longest_silence"]));
    let quiet = Film { level: 0.1, ..Film::good() };
    assert_eq!(quiet.failures(&brief()), names(&["integrated_loudness"]));
    let loud = Film { level: 0.98, ..Film::good() };
    assert_eq!(loud.failures(&brief()), names(&["integrated_loudness", "true_peak"]));
    let nothing = Film { level: 0.0, ..Film::good() };
    assert_eq!(nothing.failures(&brief()), names(&["integrated_loudness", "longest_silence", "true_peak"]));
}

#[test]
fn a_film_without_sound_passes_only_when_none_was_asked() {
    let mute = || Film { sound: false, ..Film::good() };
    let failed = mute().failures(&brief());
    for check in ["audio_codec", "integrated_loudness", "sample_rate", "track_difference"] {
        assert!(failed.contains(check), "{check} passed: {failed:?}");
    }
    let silent = ProjectBrief { narration: false, music: false, captions: false, ..brief() };
    assert_eq!(mute().failures(&silent), names(&[]));
    assert_eq!(Film::good().failures(&silent), names(&["sound_tracks"]));
}

#[test]
fn captions_that_miss_or_lag_fail() {
    let missing = Film { cues: vec![cue(0.2, 1.9, "Ogni passo")], ..Film::good() };
    assert_eq!(missing.failures(&brief()), names(&["caption_coverage"]));
    let none = Film { cues: vec![], ..Film::good() };
    assert_eq!(none.failures(&brief()), names(&["caption_coverage"]));
    let late =
        Film { cues: vec![cue(0.8, 1.9, "Ogni passo"), cue(4.2, 6.0, "conta davvero")], ..Film::good() };
    assert_eq!(late.failures(&brief()), names(&["caption_offset"]));
    let overlapping =
        Film { cues: vec![cue(0.2, 4.3, "Ogni passo"), cue(4.2, 6.0, "conta davvero")], ..Film::good() };
    assert_eq!(overlapping.failures(&brief()), names(&["caption_order"]));
}

#[test]
fn a_voice_that_stops_early_or_runs_over_fails() {
    let words = vec![scene_words(1, &["Ogni", "passo"])];
    let cues = vec![cue(0.2, 1.9, "Ogni passo")];
    let cut = Film { words, cues, ..Film::good() };
    assert_eq!(cut.failures(&brief()), names(&["narration_coverage"]));
    let mut over = Film::good();
    over.words[0].words[1].end = 4.4;
    over.cues[0].end = 4.2;
    assert_eq!(over.failures(&brief()), names(&["narration_overrun"]));
}

#[test]
fn a_voice_that_races_or_crawls_fails() {
    let spoken = |speed: f64| {
        let mut film = Film::good();
        film.words[1].speed = Some(speed);
        film.failures(&brief())
    };
    assert_eq!(spoken(1.25), names(&["fastest_speech"]));
    assert_eq!(spoken(0.8), names(&["slowest_speech"]));
    assert_eq!((spoken(1.2), spoken(0.85)), (names(&[]), names(&[])));
}

#[test]
fn sound_alone_is_measured_too() {
    let folder = tempfile::tempdir().unwrap();
    let (brief, script) = (ProjectBrief { captions: false, ..brief() }, script());
    let context = JobContext::quiet(folder.path().to_owned(), 1);
    let failures = |film: &Film| {
        let expected =
            Expected { brief: &brief, script: &script, narration: &film.words, frame: SIZE, captions: None };
        let found = inspect_audio(&film.wav(folder.path()), &expected, &context).unwrap();
        found
            .checks
            .into_iter()
            .filter(|check| !check.passed)
            .map(|check| check.name)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(failures(&Film::good()), names(&[]));
    assert_eq!(failures(&Film { frames: 150, ..Film::good() }), names(&["duration"]));
    assert_eq!(failures(&Film { level: 0.05, ..Film::good() }), names(&["integrated_loudness"]));
}

#[test]
fn what_is_no_film_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    fs::write(&path, "not a film").unwrap();
    let (brief, script) = (brief(), script());
    let expected = Expected { brief: &brief, script: &script, narration: &[], frame: SIZE, captions: None };
    let context = JobContext::quiet(folder.path().to_owned(), 1);
    assert!(inspect_film(&path, &expected, &context).is_err());
    assert!(measure_picture(&path, &context).is_err());
}
