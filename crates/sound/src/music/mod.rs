//! The music bed: synthesised by mood and length, the same for the same seed.
//!
//! ```text
//!   mood + seed + length ──▶ score (notes, bar by bar) ──▶ instruments ──┬──▶ sum ──▶ ending ──▶ blocks
//!                                                                        └──▶ room ──┘
//! ```

mod instrument;
mod mood;
mod reverb;
mod score;

use aida_protocol::Tone;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use crate::dsp::{Biquad, RATE};
use instrument::{Bus, Note, Sounding, Tables};
use mood::Mood;
use reverb::Reverb;
use score::Score;

/// A piece of music that is made a block at a time.
pub struct Bed {
    score: Score,
    total: u64,
    done: u64,
    /// Written, but not begun.
    waiting: Vec<Note>,
    sounding: Vec<Sounding>,
    tables: Tables,
    reverb: Reverb,
    /// Room for the voice, and nothing below what small speakers play: left, right.
    filters: [[Biquad; 2]; 2],
    room: f32,
    work: [Vec<f32>; 3],
}

/// Level of the sum: the loudest moods stay below full scale, and the mix sets the loudness anyway.
const LEVEL: f32 = 0.62;

/// The last part of the last bar over which all fades, at least and at most in seconds.
const FADE: (f64, f64) = (0.9, 2.2);

impl Bed {
    /// Music for `tone` of exactly `total` samples.
    pub fn new(tone: Tone, total: u64, seed: [u8; 32]) -> Self {
        let mood = Mood::of(tone);
        let room = mood.room;
        let filters = || [Biquad::high_pass(38.0), Biquad::peak(2_400.0, 0.7, -2.5)];
        Bed {
            score: Score::new(mood, total, ChaCha8Rng::from_seed(seed)),
            total,
            done: 0,
            waiting: Vec::new(),
            sounding: Vec::new(),
            tables: Tables::new(),
            reverb: Reverb::new(),
            filters: [filters(), filters()],
            room,
            work: Default::default(),
        }
    }

    /// The next `frames` frames or what is left, interleaved; empty at the end.
    pub fn next_block(&mut self, frames: usize, block: &mut Vec<f32>) {
        let left = usize::try_from(self.total - self.done).unwrap_or(usize::MAX);
        let frames = frames.min(left);
        let (start, end) = (self.done, self.done + frames as u64);
        self.begin_notes(end);
        for work in &mut self.work {
            work.clear();
            work.resize(frames, 0.0);
        }
        let [left, right, room] = &mut self.work;
        let mut bus = Bus { left, right, room };
        let tables = &self.tables;
        self.sounding.retain_mut(|note| note.play(start, &mut bus, tables));
        block.clear();
        for frame in 0..frames {
            let (room_left, room_right) = self.reverb.run(self.work[2][frame]);
            let fade = self.fade(start + frame as u64);
            let dry = [self.work[0][frame], self.work[1][frame]];
            for (side, (dry, room)) in dry.into_iter().zip([room_left, room_right]).enumerate() {
                let mut sample = f64::from((dry + room * self.room) * LEVEL);
                for filter in &mut self.filters[side] {
                    sample = filter.run(sample);
                }
                block.push(round_off(sample as f32) * fade);
            }
        }
        self.done = end;
    }

    /// Begins the notes before `end`. They sound in the order they were written in, whatever the blocks' size,
    /// so that their sum is the same to the last bit.
    fn begin_notes(&mut self, end: u64) {
        self.score.notes_before(end, &mut self.waiting);
        let sounding = &mut self.sounding;
        self.waiting.retain(|note| {
            let begins = note.start < end;
            if begins {
                sounding.push(Sounding::new(note.clone()));
            }
            !begins
        });
        sounding.sort_by_key(Sounding::serial);
    }

    /// From 1 to 0 over the end of the last bar, without corners.
    fn fade(&self, sample: u64) -> f32 {
        let rate = f64::from(RATE);
        let last_bar = (self.total - self.score.end_start()) as f64 / rate;
        let length = (last_bar * 0.7).clamp(FADE.0, FADE.1) * rate;
        let left = (self.total - sample) as f64;
        if left >= length {
            return 1.0;
        }
        let share = left / length;
        (share * share * (3.0 - 2.0 * share)) as f32
    }
}

/// Bends peaks before they reach full scale; below half of it nothing changes audibly.
fn round_off(sample: f32) -> f32 {
    let loud = sample.abs();
    if loud <= 0.5 {
        return sample;
    }
    (0.5 + 0.45 * ((loud - 0.5) / 0.45).tanh()).copysign(sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(tone: Tone, seconds: u64, seed: u8, frames: usize) -> Vec<f32> {
        let mut bed = Bed::new(tone, seconds * u64::from(RATE), [seed; 32]);
        let (mut piece, mut block) = (Vec::new(), Vec::new());
        loop {
            bed.next_block(frames, &mut block);
            if block.is_empty() {
                return piece;
            }
            piece.extend_from_slice(&block);
        }
    }

    #[test]
    fn blocks_of_any_size_give_the_same_piece() {
        let whole = piece(Tone::Playful, 8, 5, 8_192);
        assert_eq!(whole.len(), 8 * 2 * RATE as usize);
        assert!(whole == piece(Tone::Playful, 8, 5, 1_000));
        assert!(whole != piece(Tone::Playful, 8, 6, 8_192));
    }

    #[test]
    fn every_mood_is_clean_and_comes_to_rest() {
        for tone in Tone::ALL {
            let piece = piece(tone, 15, 9, 8_192);
            let peak = piece.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!((0.1..0.96).contains(&peak), "{tone:?}: peak {peak}");
            let mean = piece.iter().map(|sample| f64::from(*sample)).sum::<f64>() / piece.len() as f64;
            assert!(mean.abs() < 1e-3, "{tone:?}: offset {mean}");
            let jump = piece.windows(3).fold(0.0_f32, |jump, frame| jump.max((frame[2] - frame[0]).abs()));
            assert!(jump < 0.25, "{tone:?}: jump {jump}");
            assert!(piece[piece.len() - 200..].iter().all(|sample| sample.abs() < 1e-3), "{tone:?}");
            let sides = piece.chunks_exact(2).filter(|frame| frame[0] != frame[1]).count();
            assert!(sides > piece.len() / 4, "{tone:?} is mono");
        }
    }
}
