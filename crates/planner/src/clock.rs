//! The database's clock between two looks at it.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// Afterwards the two clocks may have gone apart, or the database is another.
const FRESH: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(crate) struct Clock {
    seen: Option<(DateTime<Utc>, Instant)>,
}

impl Clock {
    /// The database said just now that it is `at`.
    pub fn set(&mut self, at: DateTime<Utc>) {
        self.seen = Some((at, Instant::now()));
    }

    /// What the database would say. `None` when it has not been asked for a while.
    pub fn now(&self) -> Option<DateTime<Utc>> {
        let (at, read) = self.seen?;
        let since = read.elapsed();
        (since < FRESH).then(|| at + since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_from_what_was_said_and_then_asks_again() {
        let mut clock = Clock::default();
        assert!(clock.now().is_none());
        clock.set(DateTime::UNIX_EPOCH);
        let [first, second] = [clock.now().unwrap(), clock.now().unwrap()];
        assert!(DateTime::UNIX_EPOCH <= first && first <= second);
        clock.seen = clock.seen.map(|(at, read)| (at, read.checked_sub(FRESH).unwrap()));
        assert!(clock.now().is_none());
    }
}
