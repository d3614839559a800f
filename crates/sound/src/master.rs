//! The master: the mix at the loudness that platforms play at.

use std::path::Path;

use crate::{
    dsp::from_db,
    error::SoundError,
    limiter::Limiter,
    loudness::{Loudness, Meter, SILENT_LUFS, measure, measure_loudness},
    wav::{BLOCK, Reader, Writer},
};

/// What the master came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mastered {
    /// LUFS of the file as written; [`SILENT_LUFS`] when the mix is silent.
    pub integrated_lufs: f64,
    /// dBTP of the file as written.
    pub true_peak_dbtp: f64,
    /// Gain before the limiter, in decibels.
    pub gain_db: f64,
}

/// Encoding as AAC moves peaks; the limiter stays this much below the asked ceiling.
const CODEC_MARGIN: f64 = 0.5;

/// Near enough to the target, in LU.
const NEAR: f64 = 0.2;

/// What a master may miss its target by, in LU.
const TOLERANCE: f64 = 1.0;

const ROUNDS: usize = 6;

/// Brings `mix` (48 kHz, mono or stereo) to `target_lufs` with no true peak over `ceiling_dbtp`, and writes it as
/// 48 kHz stereo, 16 bit, of the same length. Silence stays silence. Blocks only are held in memory.
///
/// # Errors
/// When a file cannot be read or written, or no gain reaches the target within 1 LU.
pub fn master(
    mix: &Path,
    out_wav: &Path,
    target_lufs: f64,
    ceiling_dbtp: f64,
) -> Result<Mastered, SoundError> {
    let before = measure_loudness(mix)?;
    if before <= SILENT_LUFS {
        let silent = render(mix, out_wav, 0.0, ceiling_dbtp)?;
        let Loudness { integrated_lufs, true_peak_dbtp, .. } = silent;
        return Ok(Mastered { integrated_lufs, true_peak_dbtp, gain_db: 0.0 });
    }
    let mut gain_db = target_lufs - before;
    let mut ceiling = ceiling_dbtp - CODEC_MARGIN;
    let mut reached = f64::NEG_INFINITY;
    for _ in 0..ROUNDS {
        let after = render(mix, out_wav, gain_db, ceiling)?;
        reached = after.integrated_lufs;
        let missing = target_lufs - reached;
        let over = after.true_peak_dbtp - (ceiling_dbtp - CODEC_MARGIN / 2.0);
        if missing.abs() <= NEAR && over <= 0.0 {
            return Ok(Mastered { integrated_lufs: reached, true_peak_dbtp: after.true_peak_dbtp, gain_db });
        }
        // What the limiter took away is asked for again; the further it limits the more it takes.
        gain_db += missing * if missing > 0.0 { 1.25 } else { 1.0 };
        ceiling -= over.max(0.0);
    }
    let after = measure(out_wav)?;
    if (after.integrated_lufs - target_lufs).abs() <= TOLERANCE && after.true_peak_dbtp <= ceiling_dbtp {
        let Loudness { integrated_lufs, true_peak_dbtp, .. } = after;
        return Ok(Mastered { integrated_lufs, true_peak_dbtp, gain_db });
    }
    Err(SoundError::Master { path: mix.to_owned(), target: target_lufs, ceiling: ceiling_dbtp, reached })
}

/// Writes the mix with `gain_db` through the limiter, and measures it on its way.
fn render(mix: &Path, out_wav: &Path, gain_db: f64, ceiling_db: f64) -> Result<Loudness, SoundError> {
    let mut reader = Reader::open(mix)?;
    let channels = reader.channels();
    let mut writer = Writer::create(out_wav, 2)?;
    let mut meter = Meter::new(out_wav, 2, reader.rate())?;
    let mut limiter = Limiter::new(from_db(ceiling_db));
    let gain = from_db(gain_db) as f32;
    // The limiter is late: its first frames are dropped, and as many are fed behind the end.
    let mut late = Limiter::delay();
    let mut flush = Limiter::delay();
    let (mut block, mut limited) = (Vec::new(), Vec::new());
    loop {
        reader.read(BLOCK, &mut block)?;
        if block.is_empty() {
            if flush == 0 {
                break;
            }
            block.resize(flush * channels, 0.0);
            flush = 0;
        }
        limited.clear();
        for frame in block.chunks_exact(channels) {
            let frame = [frame[0] * gain, frame[channels.min(2) - 1] * gain];
            let played = limiter.run(frame);
            if late > 0 {
                late -= 1;
            } else {
                limited.extend(played);
            }
        }
        writer.write(&limited)?;
        meter.add(&limited)?;
    }
    writer.finish()?;
    meter.read()
}
