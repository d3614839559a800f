use std::time::Duration;

use serde::Serialize;

/// Times that were taken, to be read as percentiles.
#[derive(Debug, Clone, Default)]
pub struct Histogram {
    taken: Vec<Duration>,
}

/// Milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Percentiles {
    pub count: usize,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
}

impl Histogram {
    pub fn add(&mut self, time: Duration) {
        self.taken.push(time);
    }

    /// Nearest rank; zeros when nothing was taken.
    pub fn percentiles(&self) -> Percentiles {
        let mut taken = self.taken.clone();
        taken.sort_unstable();
        let at = |share: f64| {
            let rank = (share * taken.len() as f64).ceil() as usize;
            taken.get(rank.saturating_sub(1)).map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        Percentiles {
            count: taken.len(),
            p50_ms: at(0.5),
            p95_ms: at(0.95),
            p99_ms: at(0.99),
            max_ms: at(1.0),
        }
    }
}

impl Extend<Duration> for Histogram {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, times: I) {
        self.taken.extend(times);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_taken() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.percentiles(), Percentiles::default());
        histogram.extend((1..=200).rev().map(Duration::from_millis));
        let read = histogram.percentiles();
        assert_eq!(
            (read.count, read.p50_ms, read.p95_ms, read.p99_ms, read.max_ms),
            (200, 100.0, 190.0, 198.0, 200.0)
        );
    }
}
