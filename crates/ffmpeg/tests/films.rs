//! Real films of small synthetic frames through the real programs.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use aida_ffmpeg::{
    ClipEncoder, FfmpegError, decode_audio, detect, encode_m4a, encode_mp3, grab_frame, join_and_mux, probe,
    read_layout, sniff_image,
};
use aida_protocol::FrameSize;

const SIZE: FrameSize = FrameSize { width: 320, height: 240 };
static RUN: AtomicBool = AtomicBool::new(false);

#[derive(Clone, Copy)]
enum Picture {
    /// A bright block that moves with the frame's number.
    Moving,
    Still,
    Black,
}

fn frame(picture: Picture, number: usize) -> Vec<u8> {
    let (width, height) = (SIZE.width as usize, SIZE.height as usize);
    let mut planes = vec![128; width * height * 3 / 2];
    let luma = &mut planes[..width * height];
    luma.fill(if matches!(picture, Picture::Black) { 16 } else { 90 });
    if !matches!(picture, Picture::Black) {
        let left = if matches!(picture, Picture::Moving) { number * 7 % (width - 60) } else { 40 };
        for row in luma.chunks_mut(width).skip(60).take(80) {
            row[left..left + 60].fill(210);
        }
    }
    planes
}

fn clip(folder: &Path, name: &str, parts: &[(Picture, usize)]) -> PathBuf {
    let path = folder.join(name);
    let mut encoder = ClipEncoder::start(&path, SIZE, 1).unwrap();
    let mut number = 0;
    for (picture, frames) in parts {
        for _ in 0..*frames {
            encoder.write_frame(&frame(*picture, number)).unwrap();
            number += 1;
        }
    }
    encoder.finish().unwrap();
    path
}

/// A 440 Hz tone at a quarter of full scale, 16 bit, 48 kHz, mono.
fn tone(folder: &Path, seconds: usize) -> PathBuf {
    let samples = (0..48_000 * seconds).flat_map(|n| {
        ((f64::sin(n as f64 * 440.0 * std::f64::consts::TAU / 48_000.0) * 8_192.0) as i16).to_le_bytes()
    });
    let data: Vec<u8> = samples.collect();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data.len() as u32).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(48_000_u32.to_le_bytes());
    wav.extend(96_000_u32.to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend((data.len() as u32).to_le_bytes());
    wav.extend(data);
    let path = folder.join("tone.wav");
    fs::write(&path, wav).unwrap();
    path
}

#[test]
fn clips_of_odd_lengths_join_without_losing_a_frame() {
    let folder = tempfile::tempdir().unwrap();
    let lengths = [1, 7, 61, 149, 90];
    let clips: Vec<PathBuf> = lengths
        .iter()
        .enumerate()
        .map(|(number, frames)| {
            clip(folder.path(), &format!("it's clip {number}.mp4"), &[(Picture::Moving, *frames)])
        })
        .collect();
    let film = folder.path().join("film.mp4");
    let joined = join_and_mux(&clips, Some(&tone(folder.path(), 5)), &film, &RUN).unwrap();
    assert_eq!(joined.frames, 308);

    let found = probe(&film).unwrap();
    let video = &found.video[0];
    assert_eq!((video.codec.as_str(), video.profile.as_str()), ("h264", "High"));
    assert_eq!((video.pixel_format.as_str(), video.color_space.as_str()), ("yuv420p", "bt709"));
    assert_eq!((video.width, video.height, video.frame_rate, video.frames), (320, 240, 30.0, Some(308)));
    let audio = &found.audio[0];
    assert_eq!((audio.codec.as_str(), audio.sample_rate, audio.channels), ("aac", 48_000, 2));
    assert!(found.faststart);
    assert!((found.duration - 308.0 / 30.0).abs() < 0.03, "{}", found.duration);
    let timing = read_layout(&film).unwrap().video.unwrap();
    assert_eq!((timing.frames, timing.even_step), (308, Some(512)));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 7, "only clips, tone and film stay: {left:?}");
}

#[test]
fn the_same_frames_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |name| fs::read(clip(folder.path(), name, &[(Picture::Moving, 20)])).unwrap();
    assert_eq!(bytes("a.mp4"), bytes("b.mp4"));
}

#[test]
fn clips_of_different_sizes_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let one = clip(folder.path(), "one.mp4", &[(Picture::Moving, 3)]);
    let other = folder.path().join("other.mp4");
    let mut encoder = ClipEncoder::start(&other, FrameSize { width: 160, height: 160 }, 1).unwrap();
    encoder.write_frame(&vec![90; 160 * 160 * 3 / 2]).unwrap();
    encoder.finish().unwrap();
    let film = folder.path().join("film.mp4");
    let error = join_and_mux(&[one, other], None, &film, &RUN).unwrap_err();
    assert!(matches!(error, FfmpegError::UnlikeClips { .. }), "{error}");
    assert!(matches!(join_and_mux(&[], None, &film, &RUN), Err(FfmpegError::NoClips)));
    assert!(!film.exists());
}

#[test]
fn black_and_frozen_spans_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let good = clip(folder.path(), "good.mp4", &[(Picture::Moving, 150)]);
    assert_eq!(detect(&good, 1, &RUN).unwrap(), aida_ffmpeg::Detections::default());

    let parts = [
        (Picture::Moving, 30),
        (Picture::Black, 30),
        (Picture::Moving, 30),
        (Picture::Still, 270),
        (Picture::Moving, 90),
    ];
    let film = clip(folder.path(), "bad.mp4", &parts);
    // 15 s: with three threads in three parts, so that the still goes on over both bounds.
    for threads in [1, 3] {
        let bad = detect(&film, threads, &RUN).unwrap();
        assert_eq!((bad.black.len(), bad.frozen.len()), (1, 1), "{bad:?}");
        assert!((bad.black[0].start - 1.0).abs() < 0.08 && (bad.black[0].end - 2.0).abs() < 0.08, "{bad:?}");
        assert!((bad.frozen[0].start - 3.0).abs() < 0.1 && (bad.frozen[0].end - 12.0).abs() < 0.1, "{bad:?}");
    }
}

#[test]
fn sound_survives_every_container() {
    let folder = tempfile::tempdir().unwrap();
    let wav = tone(folder.path(), 3);
    let (mp3, m4a) = (folder.path().join("a.mp3"), folder.path().join("a.m4a"));
    encode_mp3(&wav, &mp3, &RUN).unwrap();
    encode_m4a(&wav, &m4a, &RUN).unwrap();
    for (path, codec) in [(&mp3, "mp3"), (&m4a, "aac")] {
        let found = probe(path).unwrap();
        assert_eq!((found.audio[0].codec.as_str(), found.audio[0].sample_rate), (codec, 48_000));
        assert!((found.duration - 3.0).abs() < 0.1, "{codec}: {}", found.duration);
        let back = folder.path().join("back.wav");
        decode_audio(path, &back, &RUN).unwrap();
        assert!((probe(&back).unwrap().duration - 3.0).abs() < 0.1);
    }
}

#[test]
fn a_dropped_encoder_leaves_no_process_and_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut encoder = ClipEncoder::start(&folder.path().join("clip.mp4"), SIZE, 1).unwrap();
    encoder.write_frame(&frame(Picture::Moving, 0)).unwrap();
    let process = PathBuf::from(format!("/proc/{}", encoder.process_id()));
    assert!(process.exists());
    drop(encoder);
    assert!(!process.exists(), "the encoder still runs");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn wrong_frames_and_sizes_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.mp4");
    let odd = ClipEncoder::start(&path, FrameSize { width: 321, height: 240 }, 1);
    assert!(matches!(odd, Err(FfmpegError::FrameSize { .. })));
    let mut encoder = ClipEncoder::start(&path, SIZE, 1).unwrap();
    assert!(matches!(encoder.write_frame(&[0; 12]), Err(FfmpegError::FrameLength { .. })));
    let nowhere = ClipEncoder::start(&folder.path().join("no/such/folder.mp4"), SIZE, 1).unwrap();
    assert!(matches!(nowhere.finish(), Err(FfmpegError::Failed { .. })));
}

#[test]
fn a_cancelled_join_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let one = clip(folder.path(), "one.mp4", &[(Picture::Moving, 30)]);
    let film = folder.path().join("film.mp4");
    let cancelled = AtomicBool::new(true);
    assert!(matches!(join_and_mux(&[one], None, &film, &cancelled), Err(FfmpegError::Cancelled)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Reads each frame's moment from the finished film: no two alike, none missing.
#[test]
fn every_frame_is_shown_at_its_own_moment() {
    let folder = tempfile::tempdir().unwrap();
    let clips: Vec<PathBuf> = [2, 33, 1, 64]
        .iter()
        .enumerate()
        .map(|(number, frames)| clip(folder.path(), &format!("{number}.mp4"), &[(Picture::Moving, *frames)]))
        .collect();
    let film = folder.path().join("film.mp4");
    join_and_mux(&clips, None, &film, &RUN).unwrap();
    let listed = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "frame=pts", "-of", "csv=p=0", "-select_streams", "v"])
        .arg(&film)
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let times: Vec<i64> = listed.lines().filter_map(|line| line.split(',').next()?.parse().ok()).collect();
    let expected: Vec<i64> = (0..100).map(|number| number * 512).collect();
    assert_eq!(times, expected);
}

#[test]
fn a_frame_becomes_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let film = clip(folder.path(), "one.mp4", &[(Picture::Moving, 30)]);
    let png = folder.path().join("still 'x' %d.png");
    grab_frame(&film, 0.5, &png, &RUN).unwrap();
    let bytes = fs::read(&png).unwrap();
    assert_eq!(sniff_image(&bytes), Some(aida_protocol::ImageFormat::Png));
    assert_eq!(&bytes[16..24], [320_u32.to_be_bytes(), 240_u32.to_be_bytes()].concat());
    assert!(grab_frame(&film, 60.0, &folder.path().join("none.png"), &RUN).is_err());
}
