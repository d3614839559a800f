//! What every clip keeps: its number of frames, its neighbour's last moment, movement all the time.

mod common;

use std::{fs, sync::Arc, sync::atomic::AtomicBool};

use aida_models::{ClipFiles, JobContext};
use aida_picture::{LAYOUTS, animate, draw, render_frames};
use aida_protocol::{
    Aspect, AssetRef, ClipInput, ErrorKind, FrameSize, JobError, PictureRef, SceneNarration, SceneSlot, Shot,
    Tone, VisualInput, WordTiming,
};
use tempfile::TempDir;

/// Small frames, so that the test takes little.
const FRAME: FrameSize = FrameSize { width: 270, height: 480 };

fn asset() -> AssetRef {
    AssetRef {
        name: "a".into(),
        sha256: "0".repeat(64),
        bytes: 1,
        media_type: "image/png".into(),
        source: String::new(),
        licence: None,
    }
}

/// Scene `number` of a film of scenes of 2.35 s, drawn, with what its clip needs.
fn scene(folder: &TempDir, number: usize, movement: &str) -> (ClipInput, ClipFiles) {
    laid_out(folder, number, movement, "", FRAME)
}

/// The same with a layout.
fn laid_out(
    folder: &TempDir,
    number: usize,
    movement: &str,
    layout: &str,
    frame: FrameSize,
) -> (ClipInput, ClipFiles) {
    let (language, mut scene) = common::scenes().swap_remove(number);
    scene.id = number as u16 + 1;
    scene.duration = 2.35;
    let brief = common::brief(language, Aspect::Portrait, &scene.text);
    let shot = Shot {
        scene_id: scene.id,
        camera_movement: movement.to_owned(),
        layout: layout.to_owned(),
        ..Shot::default()
    };
    let slot = SceneSlot { of: 2, start: 2.35 * number as f64, film: 4.7 };
    let visual = VisualInput { brief: brief.clone(), scene: scene.clone(), slot, shot: shot.clone(), frame };
    let drawn = draw(&visual, &JobContext::quiet(folder.path().to_owned(), 1)).unwrap();
    let word = |(at, text): (usize, &str)| WordTiming {
        text: text.to_owned(),
        start: 0.3 * at as f64 + 0.2,
        end: 0.3 * at as f64 + 0.45,
    };
    let words = scene.narration.split(' ').enumerate().map(word).collect();
    let narration = SceneNarration { scene_id: scene.id, words, speed: None };
    let files = ClipFiles {
        image: drawn.image.path,
        composition: drawn.composition.map(|file| file.path),
        narration,
        ..ClipFiles::default()
    };
    let picture = PictureRef { image: asset(), composition: Some(asset()), shot, duration: scene.duration };
    (ClipInput { brief, scene, slot, picture, previous: None, narration: Some(asset()), frame }, files)
}

fn follow(first: &(ClipInput, ClipFiles), second: &mut (ClipInput, ClipFiles)) {
    second.0.previous = Some(first.0.picture.clone());
    second.1.previous_image = Some(first.1.image.clone());
    second.1.previous_composition = first.1.composition.clone();
}

fn frames(input: &ClipInput, files: &ClipFiles) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let context = JobContext::quiet(std::env::temp_dir(), 1);
    let count = render_frames(input, files, &context, |frame| {
        frames.push(frame.to_vec());
        Ok(())
    });
    assert_eq!(count.unwrap(), frames.len());
    frames
}

/// Mean difference of two frames' luma.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    let size = (FRAME.width * FRAME.height) as usize;
    let sum: u64 = a[..size].iter().zip(&b[..size]).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / size as f64
}

#[test]
fn clips_have_their_slots_frames_and_join_without_a_jump() {
    let folder = tempfile::tempdir().unwrap();
    let first = scene(&folder, 0, "push in");
    let mut second = scene(&folder, 1, "pan left");
    follow(&first, &mut second);
    // Captions of the first scene have ended by then.
    let before = frames(&first.0, &first.1);
    let after = frames(&second.0, &second.1);
    assert_eq!((before.len(), after.len()), (71, 70));
    let jump = difference(&before[before.len() - 1], &after[0]);
    assert!(jump < 1.5, "{jump}");
    assert!(difference(&after[0], &after[after.len() - 1]) > 10.0);
    assert!(before.iter().all(|frame| frame.len() == 270 * 480 * 3 / 2));
}

#[test]
fn nothing_ever_stands_still() {
    let folder = tempfile::tempdir().unwrap();
    for (number, movement) in [(9, "static"), (3, "tilt up"), (6, "parallax")] {
        let (input, files) = scene(&folder, number, movement);
        let frames = frames(&input, &files);
        // 15 frames later something has moved; ffmpeg's freezedetect at −60 dB asks for 0.255 within 3 s.
        for at in 0..frames.len() - 15 {
            let moved = difference(&frames[at], &frames[at + 15]);
            assert!(moved > 0.08, "{movement} at {at}: {moved}");
        }
    }
}

#[test]
fn every_layout_moves_by_itself() {
    let wide = FrameSize { width: 480, height: 270 };
    let mut still = Vec::new();
    for (number, layout) in LAYOUTS.iter().enumerate() {
        for (frame, movement) in [(FRAME, "static"), (wide, "pull out")] {
            let folder = tempfile::tempdir().unwrap();
            let (mut input, mut files) = laid_out(&folder, number % 10, movement, layout, frame);
            // Nobody speaks, nothing is marked, nothing beats; a calm film's second half of a scene.
            input.brief.tone = Tone::Calm;
            input.scene.duration = 3.2;
            files.narration.words.clear();
            let frames = frames(&input, &files);
            let (from, to) = (frames.len() - 40, frames.len() - 15);
            let moved = difference(&frames[from], &frames[to]);
            if moved < 0.1 {
                still.push(format!("{layout}, {movement}: {moved:.3}"));
            }
        }
    }
    assert!(still.is_empty(), "{still:?}");
}

#[test]
fn pictures_of_others_are_shown_with_the_scenes_words() {
    let folder = tempfile::tempdir().unwrap();
    let (mut input, mut files) = scene(&folder, 2, "pull out");
    (input.picture.composition, files.composition) = (None, None);
    let with_words = frames(&input, &files);
    input.scene.headline.clear();
    input.scene.kicker.clear();
    let without = frames(&input, &files);
    assert_eq!(with_words.len(), 71);
    assert!(difference(&with_words[60], &without[60]) > 1.0);
    let kind = |files: &ClipFiles, bytes: &[u8]| {
        let path = folder.path().join("broken.png");
        fs::write(&path, bytes).unwrap();
        let files = ClipFiles { image: path, ..files.clone() };
        let context = JobContext::quiet(folder.path().to_owned(), 1);
        JobError::from(animate(&input, &files, &context).unwrap_err()).kind
    };
    assert_eq!(kind(&files, b"no picture"), ErrorKind::InvalidInput);
}

#[test]
fn a_composition_that_cannot_be_read_gives_way_to_its_image() {
    let folder = tempfile::tempdir().unwrap();
    let (input, mut files) = scene(&folder, 4, "push in");
    let path = folder.path().join("torn.json");
    fs::write(&path, b"{\"version\":1,").unwrap();
    files.composition = Some(path);
    assert_eq!(frames(&input, &files).len(), 71);
}

#[test]
fn the_clip_is_a_film_of_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let first = scene(&folder, 0, "push in");
    let mut second = scene(&folder, 1, "pan left");
    follow(&first, &mut second);
    let context = JobContext::quiet(folder.path().to_owned(), 2);
    let clip = animate(&second.0, &second.1, &context).unwrap();
    assert_eq!(clip.video.name, "clip-2.mp4");
    let probe = aida_ffmpeg::probe(&clip.video.path).unwrap();
    assert_eq!(probe.video[0].frames, Some(70));
    assert_eq!((probe.video[0].width, probe.video[0].height), (270, 480));
    assert!((clip.duration - 70.0 / 30.0).abs() < 1e-9);
}

#[test]
fn a_cancelled_clip_stops() {
    let folder = tempfile::tempdir().unwrap();
    let (input, files) = scene(&folder, 0, "push in");
    let context =
        JobContext::new(folder.path().to_owned(), 1, Arc::new(|_, _| {}), Arc::new(AtomicBool::new(true)));
    assert_eq!(JobError::from(animate(&input, &files, &context).unwrap_err()).kind, ErrorKind::Cancelled);
    assert!(!folder.path().join("clip-1.mp4").exists());
}
