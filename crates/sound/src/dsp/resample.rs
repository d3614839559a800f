use std::f64::consts::PI;

use super::RATE;

/// Input samples on each side of an output sample.
const HALF: usize = 24;

/// Kaiser window's shape: side lobes below -80 dB.
const BETA: f64 = 8.0;

/// A change of sampling rate to [`RATE`] by a bank of windowed-sinc filters, one for each phase at which an
/// output sample can lie between two input samples. Linear phase; output sample 0 lies on input sample 0.
#[derive(Debug)]
pub struct Resampler {
    /// `RATE / from` in lowest terms.
    up: usize,
    down: usize,
    /// `up` filters of `2 * HALF` coefficients.
    bank: Vec<f32>,
}

impl Resampler {
    /// From `from` hertz, which must not be above [`RATE`].
    pub fn new(from: u32) -> Self {
        let divisor = greatest_divisor(from, RATE);
        let (up, down) = ((RATE / divisor) as usize, (from / divisor) as usize);
        let mut bank = Vec::with_capacity(up * 2 * HALF);
        for phase in 0..up {
            let shift = phase as f64 / up as f64;
            let taps: Vec<f64> = (0..2 * HALF)
                .map(|tap| {
                    let distance = tap as f64 - (HALF as f64 - 1.0) - shift;
                    sinc(distance) * kaiser(distance / HALF as f64)
                })
                .collect();
            // Every phase passes a constant unchanged, so that no phase is louder than another.
            let sum: f64 = taps.iter().sum();
            bank.extend(taps.iter().map(|tap| (tap / sum) as f32));
        }
        Resampler { up, down, bank }
    }

    /// How many samples `length` samples become.
    pub fn length(&self, length: usize) -> usize {
        (length * self.up).div_ceil(self.down)
    }

    /// The whole of `input`, with silence on both sides of it.
    pub fn run(&self, input: &[f32]) -> Vec<f32> {
        let mut padded = vec![0.0; input.len() + 2 * HALF];
        padded[HALF - 1..HALF - 1 + input.len()].copy_from_slice(input);
        (0..self.length(input.len()))
            .map(|output| {
                let (whole, phase) = (output * self.down / self.up, output * self.down % self.up);
                let taps = &self.bank[phase * 2 * HALF..][..2 * HALF];
                padded[whole..whole + 2 * HALF].iter().zip(taps).map(|(sample, tap)| sample * tap).sum()
            })
            .collect()
    }
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a.max(1) } else { greatest_divisor(b, a % b) }
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// `x` from -1 to 1.
fn kaiser(x: f64) -> f64 {
    if x.abs() >= 1.0 { 0.0 } else { bessel(BETA * (1.0 - x * x).sqrt()) / bessel(BETA) }
}

/// Modified Bessel function of the first kind, order zero, by its power series.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for order in 1..40 {
        term *= (x / (2.0 * f64::from(order))).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_comes_out_as_the_same_sine() {
        let from = 22_050;
        for hertz in [200.0, 3_000.0, 8_000.0] {
            let input: Vec<f32> =
                (0..from).map(|n| (2.0 * PI * hertz * f64::from(n) / f64::from(from)).sin() as f32).collect();
            let output = Resampler::new(from).run(&input);
            assert_eq!(output.len(), RATE as usize);
            let worst = (2_000..46_000)
                .map(|n| {
                    let wanted = (2.0 * PI * hertz * f64::from(n) / f64::from(RATE)).sin();
                    (f64::from(output[n as usize]) - wanted).abs()
                })
                .fold(0.0, f64::max);
            assert!(worst < 2e-3, "{hertz} Hz: {worst}");
        }
    }

    #[test]
    fn nothing_appears_above_the_old_band() {
        // 10.9 kHz mirrors to 11.15 kHz when images are not removed; the pass band ends a little below.
        let input: Vec<f32> =
            (0..22_050).map(|n| (2.0 * PI * 6_000.0 * f64::from(n) / 22_050.0).sin() as f32).collect();
        let output = Resampler::new(22_050).run(&input);
        let image = 22_050.0 - 6_000.0;
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (n, sample) in output.iter().enumerate() {
            let angle = 2.0 * PI * image * n as f64 / f64::from(RATE);
            real += f64::from(*sample) * angle.cos();
            imaginary += f64::from(*sample) * angle.sin();
        }
        let amplitude = 2.0 * (real * real + imaginary * imaginary).sqrt() / output.len() as f64;
        assert!(amplitude < 1e-3, "{amplitude}");
    }
}
