use std::{
    ffi::OsString,
    fmt::Write as _,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Duration,
};

use aida_protocol::FRAMES_PER_SECOND;
use tempfile::TempDir;

use crate::{
    FfmpegError, TIMESCALE,
    boxes::{VideoTiming, read_layout},
    input::{input, quiet},
    output::{Unfinished, arguments, file_argument},
    process::run,
};

const LIMIT: Duration = Duration::from_secs(120);
/// Ticks from one frame to the next.
const STEP: u32 = TIMESCALE / FRAMES_PER_SECOND;
/// How many frames decoding may run ahead of showing: x264's "veryfast" keeps at most 3 B-frames in a pyramid.
const REORDER: u32 = 2;

/// What [`join_and_mux`] made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JoinedFilm {
    /// Exactly the sum of the clips' frames.
    pub frames: u64,
    /// Seconds.
    pub duration: f64,
}

/// Joins clips of [`crate::ClipEncoder`] without encoding them again, with `audio_wav` as AAC (192 kbit/s, 48 kHz,
/// stereo), index first. Sound that is shorter than the picture is filled with silence, longer is cut.
///
/// # Errors
/// `UnlikeClips` when a clip has another size or time scale, `FramesLost` when the film does not have each
/// frame of its clips at an even distance from the one before.
pub fn join_and_mux(
    clips: &[PathBuf],
    audio_wav: Option<&Path>,
    out: &Path,
    cancelled: &AtomicBool,
) -> Result<JoinedFilm, FfmpegError> {
    let lengths = clip_lengths(clips)?;
    let frames = lengths.iter().sum();
    let duration = seconds(frames);
    let output = Unfinished::new(out)?;
    let folder = list_of(clips, &lengths, output.path())?;
    let arguments = join_arguments(folder.path(), audio_wav, duration, output.argument())?;
    run("ffmpeg", &arguments, LIMIT, cancelled)?;
    let layout = read_layout(output.path())?;
    match layout.video {
        Some(VideoTiming { frames: joined, even_step: Some(step), .. })
            if joined == frames && step == STEP =>
        {
            output.keep()?;
            Ok(JoinedFilm { frames, duration })
        }
        video => {
            Err(FfmpegError::FramesLost { expected: frames, joined: video.map_or(0, |video| video.frames) })
        }
    }
}

fn seconds(frames: u64) -> f64 {
    frames as f64 / f64::from(FRAMES_PER_SECOND)
}

/// Frames of each clip.
fn clip_lengths(clips: &[PathBuf]) -> Result<Vec<u64>, FfmpegError> {
    let mut first: Option<(u16, u16)> = None;
    let mut lengths = Vec::with_capacity(clips.len());
    for path in clips {
        let timing = read_layout(path)?.video.ok_or_else(|| FfmpegError::Malformed {
            path: path.clone(),
            reason: "it has no picture".to_owned(),
        })?;
        let size = (timing.width, timing.height);
        if size != *first.get_or_insert(size) || timing.timescale != TIMESCALE {
            return Err(FfmpegError::UnlikeClips { path: path.clone() });
        }
        lengths.push(timing.frames);
    }
    if lengths.iter().sum::<u64>() == 0 { Err(FfmpegError::NoClips) } else { Ok(lengths) }
}

/// A folder with links to the clips under names of ours and a list of these names: nobody else's text stands in
/// the list, and the concat demuxer's own rule against foreign paths stays on. Lengths are listed because those that
/// the clips themselves carry are rounded to milliseconds.
fn list_of(clips: &[PathBuf], lengths: &[u64], near: &Path) -> Result<TempDir, FfmpegError> {
    let parent = near.parent().unwrap_or(Path::new("."));
    let folder =
        tempfile::Builder::new().prefix(".join-").tempdir_in(parent).map_err(FfmpegError::io(parent))?;
    let mut list = String::from("ffconcat version 1.0\n");
    for (number, clip) in clips.iter().enumerate() {
        let length = seconds(lengths[number]);
        let name = format!("{number:04}.mp4");
        let clip = std::path::absolute(clip).map_err(FfmpegError::io(clip))?;
        symlink(&clip, folder.path().join(&name)).map_err(FfmpegError::io(&clip))?;
        let _ = writeln!(list, "file {name}\nduration {length:.6}");
    }
    let path = folder.path().join("list");
    fs::write(&path, list).map_err(FfmpegError::io(&path))?;
    Ok(folder)
}

fn join_arguments(
    folder: &Path,
    audio_wav: Option<&Path>,
    duration: f64,
    target: OsString,
) -> Result<Vec<OsString>, FfmpegError> {
    let mut all = quiet();
    all.extend(arguments(["-f", "concat", "-format_whitelist", "concat,mov", "-protocol_whitelist", "file"]));
    all.push("-i".into());
    all.push(file_argument(&folder.join("list")));
    if let Some(wav) = audio_wav {
        all.extend(input(wav)?);
        all.extend(arguments(["-map", "0:v:0", "-map", "1:a:0", "-c:a", "aac", "-b:a", "192k"]));
        // The usual search takes three times as long, which is heard at low rates only.
        all.extend(arguments(["-aac_coder", "fast"]));
        all.extend(arguments(["-ar", "48000", "-ac", "2", "-flags:a", "+bitexact"]));
        all.extend(arguments(["-af", &format!("apad=whole_dur={duration:.6},atrim=end={duration:.6}")]));
    } else {
        all.extend(arguments(["-map", "0:v:0", "-an"]));
    }
    // Frame times exactly on the grid, whatever rounding and short clips without B-frames left of it.
    let grid = format!("setts=pts=round(PTS/{STEP})*{STEP}:dts=(N-{REORDER})*{STEP}:duration={STEP}");
    all.extend(arguments([
        "-c:v",
        "copy",
        "-bsf:v",
        &grid,
        "-video_track_timescale",
        &TIMESCALE.to_string(),
    ]));
    all.extend(arguments(["-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart"]));
    all.extend(arguments(["-f", "mp4"]));
    all.push(target);
    Ok(all)
}
