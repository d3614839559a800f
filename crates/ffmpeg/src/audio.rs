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

/// Writes any sound as a WAV of one channel, 48 kHz, 16 bit, `tempo` times as fast (0.5 to 2) at the same pitch.
pub fn to_mono_wav(
    path: &Path,
    out_wav: &Path,
    tempo: f64,
    cancelled: &AtomicBool,
) -> Result<(), FfmpegError> {
    let output = Unfinished::new(out_wav)?;
    let mut all = quiet();
    all.extend(input(path)?);
    all.extend(arguments(["-map", "0:a:0", "-vn", "-af", &format!("atempo={:.4}", tempo.clamp(0.5, 2.0))]));
    all.extend(arguments(["-ar", "48000", "-ac", "1", "-map_metadata", "-1", "-fflags", "+bitexact"]));
    all.extend(arguments(["-flags:a", "+bitexact", "-c:a", "pcm_s16le", "-f", "wav"]));
    all.push(output.argument());
    run("ffmpeg", &all, LIMIT, cancelled)?;
    output.keep()
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
