use std::{ffi::OsString, path::Path, sync::atomic::AtomicBool, time::Duration};

use crate::{
    FfmpegError,
    input::{input, quiet},
    output::{Unfinished, arguments},
    process::run,
};

const LIMIT: Duration = Duration::from_secs(120);

/// Decodes the first sound track to a WAV of 48 kHz, stereo, 32-bit float: nothing is clipped, so that peaks
/// above full scale can be measured.
pub fn decode_audio(path: &Path, out_wav: &Path, cancelled: &AtomicBool) -> Result<(), FfmpegError> {
    convert(path, out_wav, arguments(["-c:a", "pcm_f32le", "-f", "wav"]), cancelled)
}

/// Encodes a WAV as MP3, 192 kbit/s, 48 kHz, stereo.
pub fn encode_mp3(wav: &Path, out: &Path, cancelled: &AtomicBool) -> Result<(), FfmpegError> {
    convert(wav, out, arguments(["-c:a", "libmp3lame", "-b:a", "192k", "-f", "mp3"]), cancelled)
}

/// Encodes a WAV as AAC in MP4, 192 kbit/s, 48 kHz, stereo, index first.
pub fn encode_m4a(wav: &Path, out: &Path, cancelled: &AtomicBool) -> Result<(), FfmpegError> {
    let codec = arguments(["-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart", "-f", "ipod"]);
    convert(wav, out, codec, cancelled)
}

fn convert(from: &Path, to: &Path, codec: Vec<OsString>, cancelled: &AtomicBool) -> Result<(), FfmpegError> {
    let output = Unfinished::new(to)?;
    let mut all = quiet();
    all.extend(input(from)?);
    all.extend(arguments(["-map", "0:a:0", "-vn", "-ar", "48000", "-ac", "2"]));
    all.extend(arguments(["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]));
    all.extend(codec);
    all.push(output.argument());
    run("ffmpeg", &all, LIMIT, cancelled)?;
    output.keep()
}
