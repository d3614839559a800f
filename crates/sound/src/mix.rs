//! Voice and music over the length of the film, the music ducked where somebody speaks.

use std::path::Path;

use aida_models::JobContext;

use crate::{
    dsp::{RATE, from_db, samples},
    error::SoundError,
    wav::{BLOCK, Reader, Writer},
};

/// How far the music goes down under the voice, in decibels.
const DUCK: f64 = -12.0;

/// The music is down when the voice begins: it starts to fall this many seconds before.
const LOOK_AHEAD: f64 = 0.30;
/// It stays down over short rests, then comes back slowly.
const HOLD: f64 = 0.25;
const COMEBACK: f64 = 0.80;

/// A mono or stereo file, and the gain at which it is heard.
pub struct Source<'a> {
    pub path: &'a Path,
    pub gain: f64,
}

/// Where somebody speaks, as sample ranges in order.
pub struct Ducking {
    spans: Vec<(u64, u64)>,
    next: usize,
}

impl Ducking {
    /// From the clauses; rests in which the music would not come back anyway are closed.
    pub fn new(clauses: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let shortest = samples(LOOK_AHEAD + HOLD + COMEBACK / 2.0);
        let mut spans: Vec<(u64, u64)> = Vec::new();
        for (start, end) in clauses {
            match spans.last_mut() {
                Some(last) if start < last.1 + shortest => last.1 = last.1.max(end),
                _ => spans.push((start, end)),
            }
        }
        Ducking { spans, next: 0 }
    }

    /// The music's gain at `sample`; samples are asked for in order.
    fn gain(&mut self, sample: u64) -> f64 {
        while self.spans.get(self.next).is_some_and(|(_, end)| *end <= sample) {
            self.next += 1;
        }
        let coming = self.spans.get(self.next).map_or(0.0, |(start, _)| {
            let ahead = start.saturating_sub(sample) as f64 / f64::from(RATE);
            1.0 - (ahead / LOOK_AHEAD).min(1.0)
        });
        let going = self.next.checked_sub(1).map_or(0.0, |last| {
            let since = (sample - self.spans[last].1) as f64 / f64::from(RATE);
            1.0 - ((since - HOLD) / COMEBACK).clamp(0.0, 1.0)
        });
        let depth: f64 = coming.max(going);
        if depth == 0.0 { 1.0 } else { from_db(DUCK * depth * depth * (3.0 - 2.0 * depth)) }
    }
}

/// Writes `total` stereo frames at 48 kHz; sources that end earlier are silent after that.
pub fn mix(
    voice: Option<Source>,
    music: Option<Source>,
    mut ducking: Ducking,
    total: u64,
    out: &Path,
    context: &JobContext,
) -> Result<(), SoundError> {
    let open = |source: &Option<Source>| source.as_ref().map(|source| Reader::open(source.path)).transpose();
    let (mut voice_file, mut music_file) = (open(&voice)?, open(&music)?);
    let gain = |source: &Option<Source>| source.as_ref().map_or(0.0, |source| source.gain) as f32;
    let (voice_gain, music_gain) = (gain(&voice), gain(&music));
    let mut writer = Writer::create(out, 2)?;
    let (mut spoken, mut played, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = 0;
    while done < total {
        context.check_cancelled().map_err(SoundError::Cancelled)?;
        let frames = (total - done).min(BLOCK as u64) as usize;
        if let Some(file) = &mut voice_file {
            file.read(frames, &mut spoken)?;
        }
        if let Some(file) = &mut music_file {
            file.read(frames, &mut played)?;
        }
        mixed.clear();
        for frame in 0..frames {
            let voice = spoken.get(frame).copied().unwrap_or(0.0) * voice_gain;
            let music_gain = music_gain * ducking.gain(done + frame as u64) as f32;
            for side in 0..2 {
                let music = played.get(frame * 2 + side).copied().unwrap_or(0.0);
                mixed.push(voice + music * music_gain);
            }
        }
        writer.write(&mixed)?;
        done += frames as u64;
    }
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_music_is_down_before_the_voice_and_comes_back_after() {
        let rate = u64::from(RATE);
        let mut ducking =
            Ducking::new([(2 * rate, 3 * rate), (3 * rate + 9_000, 4 * rate), (10 * rate, 11 * rate)]);
        assert_eq!(ducking.spans, [(2 * rate, 4 * rate), (10 * rate, 11 * rate)]);
        let gains: Vec<f64> = (0..13 * rate).map(|sample| ducking.gain(sample)).collect();
        let at = |seconds: f64| gains[samples(seconds) as usize];
        assert_eq!(at(0.5), 1.0);
        for spoken in [2.0, 3.1, 3.99, 4.1, 10.0, 10.9] {
            assert!((at(spoken) - from_db(DUCK)).abs() < 1e-9, "{spoken}");
        }
        assert_eq!(at(7.0), 1.0);
        let steepest = gains.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
        assert!(steepest < 2e-4, "{steepest}");
    }
}
