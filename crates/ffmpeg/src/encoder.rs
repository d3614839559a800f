use std::{
    ffi::OsString,
    io::Write,
    path::Path,
    process::{ChildStdin, Stdio},
    sync::{
        atomic::AtomicBool,
        mpsc::{self, Receiver, SyncSender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use aida_protocol::{FRAMES_PER_SECOND, FrameSize};

use crate::{
    FfmpegError,
    input::quiet,
    output::{Unfinished, arguments},
    process::{Leash, Running},
};

/// Ticks a second of every clip's time; one frame is exactly 512.
pub const TIMESCALE: u32 = 15_360;
/// A clip is at most some tens of seconds long; one that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(300);
/// Frames between the caller and the encoder, so that drawing and encoding overlap.
const FRAMES_AHEAD: usize = 2;
/// A frame is some megabytes; with the usual 64 KiB each would cost dozens of wake-ups.
const PIPE_BYTES: usize = 1 << 20;
const LARGEST_SIDE: u32 = 4096;

/// Encodes frames as H.264 High (yuv420p, bt709 in limited range, 30 frames a second) in MP4.
///
/// The settings are the same for every clip, so that clips join by copying. Dropping it kills the
/// encoder and leaves no file. Frames go through a thread that writes them to the encoder's pipe.
pub struct ClipEncoder {
    running: Running,
    output: Unfinished,
    frame_bytes: usize,
    frames: Option<SyncSender<Vec<u8>>>,
    spare: Receiver<Vec<u8>>,
    writer: Option<JoinHandle<()>>,
}

impl ClipEncoder {
    /// Starts an encoder that will leave its clip at `path`. Sides are even, at most 4096.
    pub fn start(path: &Path, size: FrameSize, threads: usize) -> Result<Self, FfmpegError> {
        let FrameSize { width, height } = size;
        let fits = |side: u32| side.is_multiple_of(2) && (16..=LARGEST_SIDE).contains(&side);
        if !fits(width) || !fits(height) {
            return Err(FfmpegError::FrameSize { width, height });
        }
        let output = Unfinished::new(path)?;
        let arguments = clip_arguments(size, threads, output.argument());
        let mut running =
            Running::start("ffmpeg", &arguments, Leash::StandardInput, Stdio::piped(), Stdio::null(), LIMIT)?;
        let (frames, queue) = mpsc::sync_channel(FRAMES_AHEAD);
        let (back, spare) = mpsc::channel();
        let writer = running.stdin().map(|pipe| thread::spawn(move || feed(pipe, &queue, &back)));
        let frame_bytes = width as usize * height as usize * 3 / 2;
        Ok(ClipEncoder { running, output, frame_bytes, frames: Some(frames), spare, writer })
    }

    /// Adds one frame: the planes Y (width × height), U and V (a quarter each) without padding.
    /// Waits while the encoder is busy with earlier frames.
    pub fn write_frame(&mut self, i420: &[u8]) -> Result<(), FfmpegError> {
        self.fits(i420.len())?;
        let mut frame = self.spare.try_recv().unwrap_or_default();
        frame.clear();
        frame.extend_from_slice(i420);
        self.send(frame)
    }

    /// Adds a frame as [`ClipEncoder::write_frame`] does without copying it; gives the buffer of one that has been
    /// written, or an empty one.
    pub fn hand_over(&mut self, frame: Vec<u8>) -> Result<Vec<u8>, FfmpegError> {
        self.fits(frame.len())?;
        self.send(frame)?;
        Ok(self.spare.try_recv().unwrap_or_default())
    }

    fn fits(&self, given: usize) -> Result<(), FfmpegError> {
        if given == self.frame_bytes {
            return Ok(());
        }
        Err(FfmpegError::FrameLength { expected: self.frame_bytes, given })
    }

    fn send(&mut self, frame: Vec<u8>) -> Result<(), FfmpegError> {
        let sent = self.frames.as_ref().is_some_and(|frames| frames.send(frame).is_ok());
        if sent {
            return Ok(());
        }
        // The encoder closed its input: it has ended, and its own words say why.
        self.close();
        self.running.wait(&AtomicBool::new(false))?;
        Err(FfmpegError::Malformed {
            path: self.output.path().to_owned(),
            reason: "the encoder ended early".to_owned(),
        })
    }

    /// Encodes what is waiting and gives the clip its name.
    pub fn finish(mut self) -> Result<(), FfmpegError> {
        self.close();
        self.running.wait(&AtomicBool::new(false))?;
        self.output.keep()
    }

    /// Process id of the encoder; it is also its group's.
    pub fn process_id(&self) -> u32 {
        self.running.id()
    }

    fn close(&mut self) {
        self.frames = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

fn feed(mut pipe: ChildStdin, queue: &Receiver<Vec<u8>>, back: &mpsc::Sender<Vec<u8>>) {
    // Only slower if the system's limit for pipes is lower.
    let _ = rustix::pipe::fcntl_setpipe_size(&pipe, PIPE_BYTES);
    while let Ok(frame) = queue.recv() {
        if pipe.write_all(&frame).is_err() {
            return;
        }
        let _ = back.send(frame);
    }
}

fn clip_arguments(size: FrameSize, threads: usize, target: OsString) -> Vec<OsString> {
    let (width, height) = (size.width, size.height);
    let rate = FRAMES_PER_SECOND.to_string();
    let mut all = quiet();
    all.extend(arguments(["-f", "rawvideo", "-protocol_whitelist", "file,pipe"]));
    all.extend(arguments(["-format_whitelist", "rawvideo", "-pix_fmt", "yuv420p"]));
    all.extend(arguments(["-s", &format!("{width}x{height}"), "-framerate", &rate, "-i", "pipe:0"]));
    all.extend(arguments([
        "-an",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "20",
        "-profile:v",
        "high",
    ]));
    // `stitchable` keeps the stream's headers from depending on its content: clips must share them.
    // Fewer frames wait between x264's two halves than it would keep by itself: less memory, and the same film.
    let parameters = "stitchable=1:sync-lookahead=2";
    all.extend(arguments(["-g", "60", "-flags:v", "+cgop+bitexact", "-x264-params", parameters]));
    all.extend(arguments(["-pix_fmt", "yuv420p", "-color_range", "tv", "-colorspace", "bt709"]));
    all.extend(arguments(["-color_primaries", "bt709", "-color_trc", "bt709"]));
    all.extend(arguments(["-threads", &threads.clamp(1, 16).to_string(), "-map_metadata", "-1"]));
    all.extend(arguments(["-fflags", "+bitexact", "-video_track_timescale", &TIMESCALE.to_string()]));
    all.extend(arguments(["-f", "mp4"]));
    all.push(target);
    all
}
