//! When memory is worth giving back.

/// Thousands of jobs in hand, or the pictures of a few, leave holes in the heap when they end.
#[derive(Default)]
pub struct Tide {
    highest: usize,
}

impl Tide {
    /// Whether most of what was in hand at one time has ended; told once.
    pub fn has_fallen(&mut self, now: usize) -> bool {
        self.highest = self.highest.max(now);
        let fallen = self.highest > 2 * now;
        if fallen {
            self.highest = now;
        }
        fallen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tide_falls_once() {
        let mut tide = Tide::default();
        let told: Vec<bool> = [0, 1, 5, 3, 2, 2, 1, 0, 0].map(|now| tide.has_fallen(now)).into();
        assert_eq!(told, [false, false, false, false, true, false, false, true, false]);
    }
}
