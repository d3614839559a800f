//! A look-ahead limiter of the true peak, both channels alike.

use std::{collections::VecDeque, f64::consts::PI};

use crate::dsp::RATE;

/// Frames between hearing a peak and playing it: 5 ms.
const AHEAD: usize = 240;

/// How slowly the gain comes back, in seconds.
const RELEASE: f64 = 0.09;

/// Coefficients of each of the four phases between two samples (BS.1770-4, annex 2, asks for four).
const TAPS: usize = 12;
const PHASES: usize = 4;

/// Turns the signal down around peaks over the ceiling, smoothly, before they come.
pub struct Limiter {
    ceiling: f32,
    detector: Detector,
    /// Frames not yet played.
    delayed: VecDeque<[f32; 2]>,
    /// Gains wanted by the frames ahead that can still be the least: (frame, gain), gains rising.
    least: VecDeque<(u64, f32)>,
    /// The least gains of the last `AHEAD` frames, whose mean is the gain.
    recent: VecDeque<f32>,
    sum: f64,
    released: f32,
    release_step: f32,
    frame: u64,
}

impl Limiter {
    /// `ceiling` is an amplitude.
    pub fn new(ceiling: f64) -> Self {
        Limiter {
            ceiling: ceiling as f32,
            detector: Detector::new(),
            delayed: VecDeque::with_capacity(2 * AHEAD),
            least: VecDeque::new(),
            recent: VecDeque::from(vec![1.0; AHEAD]),
            sum: AHEAD as f64,
            released: 1.0,
            release_step: (1.0 - (-1.0 / (RELEASE * f64::from(RATE))).exp()) as f32,
            frame: 0,
        }
    }

    /// How many frames the output is late.
    pub const fn delay() -> usize {
        AHEAD + TAPS / 2
    }

    /// Takes a frame, gives the one that came [`Limiter::delay`] frames before; silence at first.
    pub fn run(&mut self, frame: [f32; 2]) -> [f32; 2] {
        let peak = self.detector.run(frame);
        let wanted = if peak > self.ceiling { self.ceiling / peak } else { 1.0 };
        while self.least.back().is_some_and(|(_, gain)| *gain >= wanted) {
            self.least.pop_back();
        }
        self.least.push_back((self.frame, wanted));
        if self.least.front().is_some_and(|(frame, _)| frame + (AHEAD as u64) < self.frame) {
            self.least.pop_front();
        }
        let least = self.least.front().map_or(1.0, |(_, gain)| *gain);
        // Down at once, up slowly; the mean over the look-ahead makes the way down a ramp that ends in time.
        self.released = least.min(self.released + (1.0 - self.released) * self.release_step);
        self.sum += f64::from(self.released) - f64::from(self.recent.pop_front().unwrap_or(1.0));
        self.recent.push_back(self.released);
        let gain = (self.sum / AHEAD as f64) as f32;
        self.frame += 1;
        self.delayed.push_back(frame);
        if self.delayed.len() <= Limiter::delay() {
            return [0.0; 2];
        }
        self.delayed.pop_front().unwrap_or_default().map(|sample| sample * gain)
    }
}

/// The peak between the samples, by a bank of windowed-sinc filters at four times the rate. Late by half its length.
struct Detector {
    bank: [[f32; TAPS]; PHASES],
    /// The last frames, twice in a row so that a window is always one slice.
    history: [[f32; 2 * TAPS]; 2],
    next: usize,
}

impl Detector {
    fn new() -> Self {
        let bank = std::array::from_fn(|phase| {
            let shift = phase as f64 / PHASES as f64;
            let taps: [f64; TAPS] = std::array::from_fn(|tap| {
                let distance = tap as f64 - (TAPS / 2 - 1) as f64 - shift;
                let window = (PI * distance / TAPS as f64).cos().max(0.0).powi(2);
                let sinc = if distance.abs() < 1e-9 { 1.0 } else { (PI * distance).sin() / (PI * distance) };
                sinc * window
            });
            let sum: f64 = taps.iter().sum();
            taps.map(|tap| (tap / sum) as f32)
        });
        Detector { bank, history: [[0.0; 2 * TAPS]; 2], next: 0 }
    }

    fn run(&mut self, frame: [f32; 2]) -> f32 {
        let mut peak = 0.0_f32;
        for (history, sample) in self.history.iter_mut().zip(frame) {
            history[self.next] = sample;
            history[self.next + TAPS] = sample;
            let window = &history[self.next + 1..][..TAPS];
            for taps in &self.bank {
                let between: f32 = window.iter().zip(taps).map(|(sample, tap)| sample * tap).sum();
                peak = peak.max(between.abs());
            }
        }
        self.next = (self.next + 1) % TAPS;
        peak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(input: impl Iterator<Item = f32>, ceiling: f64) -> Vec<f32> {
        let mut limiter = Limiter::new(ceiling);
        let flush = std::iter::repeat_n(0.0, Limiter::delay());
        let output: Vec<f32> = input.chain(flush).map(|sample| limiter.run([sample, -sample])[0]).collect();
        output[Limiter::delay()..].to_vec()
    }

    #[test]
    fn soft_sound_passes_unchanged_and_in_time() {
        let tone: Vec<f32> = (0..20_000).map(|n| 0.3 * (n as f32 * 0.05).sin()).collect();
        assert_eq!(limited(tone.iter().copied(), 0.8), tone);
    }

    #[test]
    fn no_peak_passes_and_the_gain_has_no_steps() {
        // Bursts from soft to far over the ceiling, at a quarter of the rate, where true and sample peak differ.
        let burst = |n: u32| if n % 9_000 < 3_000 { 2.0 } else { 0.1 };
        let tone = (0..60_000).map(|n| burst(n) * (n as f32 * std::f32::consts::FRAC_PI_2 + 0.7).sin());
        let output = limited(tone, 0.7);
        let mut detector = Detector::new();
        let peak = output.iter().map(|sample| detector.run([*sample, 0.0])).fold(0.0, f32::max);
        assert!(peak <= 0.7 * 1.02, "{peak}");
        assert!(peak > 0.6, "{peak}");
    }
}
