//! The clauses on the film's time line, made pleasant to hear.

use std::path::Path;

use aida_models::JobContext;

use super::Placed;
use crate::{
    dsp::{Biquad, Compressor, Resampler, from_db},
    error::SoundError,
    wav,
};

/// Power of the voice before its compressor, in decibels of full scale.
const LEVEL: f64 = -21.0;

/// The voice's way through equaliser and compressor.
struct Chain {
    gain: f64,
    filters: [Biquad; 8],
    compressor: Compressor,
    make_up: f64,
}

impl Chain {
    fn new(gain: f64) -> Self {
        Chain {
            gain,
            filters: [
                // Rumble, boxiness, presence, then what makes a synthesised voice harsh.
                Biquad::high_pass(80.0),
                Biquad::peak(350.0, 1.0, -2.0),
                Biquad::peak(2_800.0, 0.8, 2.0),
                Biquad::peak(4_800.0, 1.4, -2.5),
                Biquad::high_shelf(7_500.0, -3.5),
                // A synthesised voice has all its harmonics peak together; turned phases halve those peaks, which
                // nobody hears and which the master would have to limit.
                Biquad::all_pass(160.0),
                Biquad::all_pass(280.0),
                Biquad::all_pass(520.0),
            ],
            compressor: Compressor::new(-24.0, 3.0, 0.006, 0.14),
            make_up: from_db(1.0),
        }
    }

    fn run(&mut self, sample: f32) -> f32 {
        let mut sample = f64::from(sample) * self.gain;
        for filter in &mut self.filters {
            sample = filter.run(sample);
        }
        (self.compressor.run(sample) * self.make_up) as f32
    }
}

/// Writes `total` samples of mono voice at 48 kHz; a clause at a time is in memory.
pub fn render(placed: &[Placed], total: u64, path: &Path, context: &JobContext) -> Result<(), SoundError> {
    let mut out =
        Out { chain: Chain::new(gain(placed)), writer: wav::Writer::create(path, 1)?, written: 0, total };
    for clause in placed {
        context.check_cancelled().map_err(SoundError::Cancelled)?;
        out.silence_to(clause.start)?;
        let resampler = Resampler::new(clause.recording.sample_rate);
        out.samples(&resampler.run(&clause.recording.read()?))?;
    }
    out.silence_to(total)?;
    out.writer.finish()
}

/// What brings the voice's power, over all that is said, to [`LEVEL`].
fn gain(placed: &[Placed]) -> f64 {
    let energy: f64 = placed.iter().map(|clause| clause.recording.energy).sum();
    let samples: u64 = placed.iter().map(|clause| clause.recording.samples).sum();
    let power = (energy / (samples as f64).max(1.0)).sqrt();
    if power < 1e-4 { 1.0 } else { from_db(LEVEL) / power }
}

struct Out {
    chain: Chain,
    writer: wav::Writer,
    written: u64,
    total: u64,
}

impl Out {
    /// Silence passes the chain as well: filters ring out and the compressor lets go.
    fn silence_to(&mut self, sample: u64) -> Result<(), SoundError> {
        let silence = [0.0; wav::BLOCK];
        while self.written < sample.min(self.total) {
            let count = (sample - self.written).min(wav::BLOCK as u64) as usize;
            self.samples(&silence[..count])?;
        }
        Ok(())
    }

    fn samples(&mut self, samples: &[f32]) -> Result<(), SoundError> {
        let room = usize::try_from(self.total - self.written).unwrap_or(usize::MAX);
        let samples = &samples[..samples.len().min(room)];
        let heard: Vec<f32> = samples.iter().map(|sample| self.chain.run(*sample)).collect();
        self.written += samples.len() as u64;
        self.writer.write(&heard)
    }
}
