use std::{
    io::Read,
    path::Path,
    process::{ChildStdout, Stdio},
    sync::atomic::AtomicBool,
    time::Duration,
};

use aida_protocol::{FRAMES_PER_SECOND, FrameSize};

use crate::{
    FfmpegError,
    input::{input, quiet},
    output::arguments,
    process::{Leash, Running},
};

/// A scene's footage is at most some tens of seconds long.
const LIMIT: Duration = Duration::from_secs(300);

/// Decodes a film somebody else made, frame by frame, as our clips are: 30 frames a second, I420 in BT.709 limited
/// range, filling the frame (what stands over its edges is cut off). Dropping it ends the decoder.
pub struct FrameReader {
    running: Running,
    stdout: Option<ChildStdout>,
    frame_bytes: usize,
}

impl FrameReader {
    /// `stretch` is how many times as long the film shall last.
    pub fn start(path: &Path, size: FrameSize, stretch: f64) -> Result<Self, FfmpegError> {
        let FrameSize { width, height } = size;
        let filter = format!(
            "setpts=PTS*{stretch:.4},fps={FRAMES_PER_SECOND},\
             scale={width}:{height}:force_original_aspect_ratio=increase:out_color_matrix=bt709:out_range=tv,\
             crop={width}:{height},setsar=1"
        );
        let mut all = quiet();
        all.extend(input(path)?);
        all.extend(arguments(["-map", "0:v:0", "-an", "-vf", &filter, "-pix_fmt", "yuv420p"]));
        all.extend(arguments(["-f", "rawvideo", "-protocol_whitelist", "file,pipe", "pipe:1"]));
        let mut running =
            Running::start("ffmpeg", &all, Leash::Thread, Stdio::null(), Stdio::piped(), LIMIT)?;
        let stdout = running.stdout();
        Ok(FrameReader { running, stdout, frame_bytes: width as usize * height as usize * 3 / 2 })
    }

    /// Reads the next frame into `frame`, which keeps its last one at the end. `false` at the end.
    ///
    /// # Errors
    /// When the decoder fails.
    pub fn next(&mut self, frame: &mut [u8]) -> Result<bool, FfmpegError> {
        let Some(stdout) = &mut self.stdout else { return Ok(false) };
        let mut whole = vec![0; self.frame_bytes];
        match stdout.read_exact(&mut whole) {
            Ok(()) if frame.len() == whole.len() => {
                frame.copy_from_slice(&whole);
                Ok(true)
            }
            Ok(()) => Err(FfmpegError::FrameLength { expected: self.frame_bytes, given: frame.len() }),
            Err(_) => {
                self.stdout = None;
                self.running.wait(&AtomicBool::new(false))?;
                Ok(false)
            }
        }
    }
}
