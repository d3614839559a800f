use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How often the same thing is worth a line in the log.
const EVERY: Duration = Duration::from_secs(1);

/// Keeps a line that thousands would write at the same moment to one a second: when the broker stands still, each of them
/// waits for the same.
#[derive(Debug, Default)]
pub struct Seldom {
    said: Mutex<(Option<Instant>, u64)>,
}

impl Seldom {
    /// Whether to say it now, and how many were kept back since the last time.
    pub fn now(&self) -> Option<u64> {
        self.at(Instant::now())
    }

    fn at(&self, now: Instant) -> Option<u64> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, kept_back) = &mut *said;
        if last.is_some_and(|last| now.duration_since(last) < EVERY) {
            *kept_back += 1;
            return None;
        }
        *last = Some(now);
        Some(std::mem::take(kept_back))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_said_and_then_one_a_second() {
        let (seldom, start) = (Seldom::default(), Instant::now());
        let after = |millis| seldom.at(start + Duration::from_millis(millis));
        assert_eq!(
            [0, 1, 999, 1_000, 1_001, 5_000].map(after),
            [Some(0), None, None, Some(2), None, Some(1)]
        );
    }
}
