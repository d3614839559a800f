//! What the voice program recorded, cut to where something sounds.

use std::path::PathBuf;

use crate::{
    error::SoundError,
    voice::helper::{SpokenSegment, Take, WordEvent},
    wav,
};

/// One clause of a recording, without the silence around it.
#[derive(Debug, Clone)]
pub struct Recording {
    pub path: PathBuf,
    pub sample_rate: u32,
    pub first_sample: u64,
    pub samples: u64,
    /// Sum of the squares of its samples, full scale 1.
    pub energy: f64,
    /// Words, timed from the clause's first sample; never before it.
    pub words: Vec<WordEvent>,
}

impl Recording {
    pub fn seconds(&self) -> f64 {
        self.samples as f64 / f64::from(self.sample_rate)
    }

    /// The sound itself, with its first and last milliseconds faded so that no cut clicks.
    pub fn read(&self) -> Result<Vec<f32>, SoundError> {
        let mut samples = wav::read_mono(&self.path, self.first_sample, self.samples)?;
        let fade = |seconds: f64| ((f64::from(self.sample_rate) * seconds) as usize).min(samples.len() / 2);
        let (fade_in, fade_out) = (fade(FADE_IN), fade(FADE_OUT));
        for (step, sample) in samples.iter_mut().take(fade_in).enumerate() {
            *sample *= smooth(step as f32 / fade_in as f32);
        }
        for (step, sample) in samples.iter_mut().rev().take(fade_out).enumerate() {
            *sample *= smooth(step as f32 / fade_out as f32);
        }
        Ok(samples)
    }
}

const FADE_IN: f64 = 0.004;
const FADE_OUT: f64 = 0.015;

/// Sound kept before the first and behind the last loud sample, so that soft consonants stay.
const KEEP_BEFORE: f64 = 0.012;
const KEEP_BEHIND: f64 = 0.035;

/// Below this nothing is heard: -48 dB of full scale; espeak peaks at about -3.
const AUDIBLE: f32 = 0.004;

/// From 0 to 1 without corners.
fn smooth(share: f32) -> f32 {
    share * share * (3.0 - 2.0 * share)
}

/// Cuts each segment of a take.
pub fn cut(take: &Take) -> Result<Vec<Recording>, SoundError> {
    take.segments.iter().map(|segment| cut_segment(take, segment)).collect()
}

fn cut_segment(take: &Take, segment: &SpokenSegment) -> Result<Recording, SoundError> {
    let samples = wav::read_mono(&take.path, segment.first_sample, segment.samples)?;
    let rate = f64::from(take.sample_rate);
    let loud = |sample: &f32| sample.abs() > AUDIBLE;
    let (first, end) = match (samples.iter().position(loud), samples.iter().rposition(loud)) {
        (Some(first), Some(last)) => (
            first.saturating_sub((KEEP_BEFORE * rate) as usize),
            (last + 1 + (KEEP_BEHIND * rate) as usize).min(samples.len()),
        ),
        // Nothing to hear in it; one sample keeps the arithmetic whole.
        _ => (0, samples.len().min(1)),
    };
    let head = first as f64 / rate;
    let length = (end - first) as f64 / rate;
    let words = segment
        .words
        .iter()
        .map(|word| WordEvent { offset: word.offset, start: (word.start - head).clamp(0.0, length) })
        .collect();
    Ok(Recording {
        path: take.path.clone(),
        sample_rate: take.sample_rate,
        first_sample: segment.first_sample + first as u64,
        samples: (end - first) as u64,
        energy: samples[first..end].iter().map(|sample| f64::from(*sample).powi(2)).sum(),
        words,
    })
}
