use super::{RATE, from_db, to_db};

/// A feed-forward compressor with a soft knee, on the signal's power.
#[derive(Debug, Clone)]
pub struct Compressor {
    /// Decibels of full scale, of the power.
    threshold: f64,
    ratio: f64,
    /// Decibels over which the ratio sets in.
    knee: f64,
    /// Power, smoothed over a few milliseconds.
    power: f64,
    power_step: f64,
    /// Decibels by which the signal is turned down now.
    reduction: f64,
    attack_step: f64,
    release_step: f64,
}

impl Compressor {
    pub fn new(threshold_db: f64, ratio: f64, attack_seconds: f64, release_seconds: f64) -> Self {
        let step = |seconds: f64| 1.0 - (-1.0 / (seconds * f64::from(RATE))).exp();
        Compressor {
            threshold: threshold_db,
            ratio,
            knee: 8.0,
            power: 0.0,
            power_step: step(0.004),
            reduction: 0.0,
            attack_step: step(attack_seconds),
            release_step: step(release_seconds),
        }
    }

    pub fn run(&mut self, sample: f64) -> f64 {
        self.power += (sample * sample - self.power) * self.power_step;
        let over = to_db(self.power.sqrt()) - self.threshold;
        let excess = if over <= -self.knee / 2.0 {
            0.0
        } else if over < self.knee / 2.0 {
            (over + self.knee / 2.0).powi(2) / (2.0 * self.knee)
        } else {
            over
        };
        let wanted = excess * (1.0 - 1.0 / self.ratio);
        let step = if wanted > self.reduction { self.attack_step } else { self.release_step };
        self.reduction += (wanted - self.reduction) * step;
        sample * from_db(-self.reduction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_out(level_in: f64) -> f64 {
        let mut compressor = Compressor::new(-20.0, 3.0, 0.005, 0.1);
        let amplitude = from_db(level_in) * std::f64::consts::SQRT_2;
        let sine = |sample: u32| amplitude * (f64::from(sample) * 0.13).sin();
        let output: Vec<f64> = (0..RATE).map(|sample| compressor.run(sine(sample))).collect();
        let settled = &output[RATE as usize / 2..];
        to_db((settled.iter().map(|sample| sample * sample).sum::<f64>() / settled.len() as f64).sqrt())
    }

    #[test]
    fn loud_is_turned_down_by_the_ratio_and_soft_is_left() {
        assert!((level_out(-8.0) - -16.0).abs() < 0.5, "{}", level_out(-8.0));
        assert!((level_out(-40.0) - -40.0).abs() < 0.1);
    }
}
