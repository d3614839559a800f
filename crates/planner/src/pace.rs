use std::time::{Duration, Instant};

use prometheus::IntCounter;

/// How long one count lasts.
const SPAN: Duration = Duration::from_secs(2);
/// How much a new count weighs against those before.
const WEIGHT: f64 = 0.3;

/// How many workflows a second this planner starts: a moving average.
pub(crate) struct StartRate {
    started: IntCounter,
    seen: u64,
    since: Instant,
    per_second: f64,
}

impl StartRate {
    /// Reads `started`, which counts them.
    pub fn of(started: IntCounter) -> Self {
        let seen = started.get();
        StartRate { started, seen, since: Instant::now(), per_second: 0.0 }
    }

    pub fn per_second(&mut self) -> f64 {
        let elapsed = self.since.elapsed();
        if elapsed >= SPAN {
            let started = self.started.get();
            self.take(started.saturating_sub(self.seen) as f64 / elapsed.as_secs_f64());
            (self.seen, self.since) = (started, Instant::now());
        }
        self.per_second
    }

    fn take(&mut self, rate: f64) {
        self.per_second += WEIGHT * (rate - self.per_second);
        // What is too little to matter is nothing, or it would be told for ever.
        if self.per_second < 0.001 {
            self.per_second = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_follows_what_is_started_and_fades() {
        let mut rate = StartRate::of(IntCounter::new("started", "started").unwrap());
        for _ in 0..20 {
            rate.take(10.0);
        }
        assert!((9.9..=10.0).contains(&rate.per_second), "{}", rate.per_second);
        for _ in 0..40 {
            rate.take(0.0);
        }
        assert_eq!(rate.per_second, 0.0);
    }
}
