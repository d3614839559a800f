use std::f64::consts::PI;

use super::RATE;

/// A second-order filter in transposed direct form II. Coefficients after R. Bristow-Johnson, "Cookbook
/// formulae for audio EQ biquad filter coefficients".
#[derive(Debug, Clone)]
pub struct Biquad {
    forward: [f64; 3],
    back: [f64; 2],
    state: [f64; 2],
}

impl Biquad {
    /// Butterworth high-pass at `hertz`.
    pub fn high_pass(hertz: f64) -> Self {
        let (cosine, alpha) = angle(hertz, std::f64::consts::FRAC_1_SQRT_2);
        let edge = (1.0 + cosine) / 2.0;
        Biquad::new([edge, -2.0 * edge, edge], [1.0 + alpha, -2.0 * cosine, 1.0 - alpha])
    }

    /// A bell of `decibels` around `hertz`; `q` is its sharpness.
    pub fn peak(hertz: f64, q: f64, decibels: f64) -> Self {
        let (cosine, alpha) = angle(hertz, q);
        let amplitude = 10_f64.powf(decibels / 40.0);
        Biquad::new(
            [1.0 + alpha * amplitude, -2.0 * cosine, 1.0 - alpha * amplitude],
            [1.0 + alpha / amplitude, -2.0 * cosine, 1.0 - alpha / amplitude],
        )
    }

    /// `decibels` more of everything above `hertz`.
    pub fn high_shelf(hertz: f64, decibels: f64) -> Self {
        let (cosine, alpha) = angle(hertz, std::f64::consts::FRAC_1_SQRT_2);
        let amplitude = 10_f64.powf(decibels / 40.0);
        let root = 2.0 * amplitude.sqrt() * alpha;
        let (sum, difference) = (amplitude + 1.0, amplitude - 1.0);
        Biquad::new(
            [
                amplitude * (sum + difference * cosine + root),
                -2.0 * amplitude * (difference + sum * cosine),
                amplitude * (sum + difference * cosine - root),
            ],
            [
                sum - difference * cosine + root,
                2.0 * (difference - sum * cosine),
                sum - difference * cosine - root,
            ],
        )
    }

    /// All frequencies at their level, their phases turned around `hertz`.
    pub fn all_pass(hertz: f64) -> Self {
        let (cosine, alpha) = angle(hertz, std::f64::consts::FRAC_1_SQRT_2);
        Biquad::new([1.0 - alpha, -2.0 * cosine, 1.0 + alpha], [1.0 + alpha, -2.0 * cosine, 1.0 - alpha])
    }

    fn new(forward: [f64; 3], back: [f64; 3]) -> Self {
        Biquad {
            forward: forward.map(|part| part / back[0]),
            back: [back[1] / back[0], back[2] / back[0]],
            state: [0.0; 2],
        }
    }

    pub fn run(&mut self, sample: f64) -> f64 {
        let output = self.forward[0] * sample + self.state[0];
        self.state[0] = self.forward[1] * sample - self.back[0] * output + self.state[1];
        self.state[1] = self.forward[2] * sample - self.back[1] * output;
        output
    }
}

fn angle(hertz: f64, q: f64) -> (f64, f64) {
    let omega = 2.0 * PI * hertz / f64::from(RATE);
    (omega.cos(), omega.sin() / (2.0 * q))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::to_db;

    /// Gain in decibels of a settled sine.
    fn gain(mut filter: Biquad, hertz: f64) -> f64 {
        let sine = |sample: u32| (2.0 * PI * hertz * f64::from(sample) / f64::from(RATE)).sin();
        let output: Vec<f64> = (0..2 * RATE).map(|sample| filter.run(sine(sample))).collect();
        to_db(output[RATE as usize..].iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs())))
    }

    #[test]
    fn filters_do_what_they_are_named_for() {
        assert!(gain(Biquad::high_pass(80.0), 20.0) < -20.0);
        assert!((gain(Biquad::high_pass(80.0), 80.0) + 3.0).abs() < 0.1);
        assert!(gain(Biquad::high_pass(80.0), 1000.0).abs() < 0.1);
        assert!((gain(Biquad::peak(3000.0, 1.0, 3.0), 3000.0) - 3.0).abs() < 0.05);
        assert!(gain(Biquad::peak(3000.0, 1.0, 3.0), 100.0).abs() < 0.1);
        assert!(gain(Biquad::all_pass(200.0), 200.0).abs() < 0.01);
        assert!((gain(Biquad::high_shelf(4000.0, -4.0), 18_000.0) + 4.0).abs() < 0.2);
        assert!(gain(Biquad::high_shelf(7000.0, -4.0), 500.0).abs() < 0.1);
    }
}
