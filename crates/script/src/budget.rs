//! How many words a film and its parts may have.

use crate::{film::Film, timing};

/// Words of the whole film: as many as are wished, at least and at most; and of its two ends.
pub struct Budget {
    pub ideal: usize,
    pub least: usize,
    pub most: usize,
    pub hook: usize,
    pub call: usize,
    pub per_second: f64,
}

/// Seconds of the last scene's words.
const LONGEST_CALL: f64 = 4.2;

/// How much of the film is spoken. Where the user's text does not fill it, its sentences are given time to sink in,
/// down to [`timing::FILL_OF_FACTS`], before anything general is said.
fn fill(film: &Film, words: f64, ends: usize) -> f64 {
    if film.passages.is_empty() {
        return timing::FILL;
    }
    let told: usize = film.passages.iter().map(|passage| passage.words).sum();
    ((told + ends) as f64 / words.max(1.0)).clamp(timing::FILL_OF_FACTS, timing::FILL)
}

impl Budget {
    pub fn of(film: &Film) -> Self {
        let per_second = film.pace.words_per_second();
        let seconds = film.brief.duration_seconds.max(1.0);
        let words = |share: f64| seconds * per_second * share;
        // In a short film the ends take little more than their share.
        let share = (1.25 / timing::scene_count(seconds) as f64).min(0.5);
        let end = |longest: f64| (longest.min(seconds * share) * per_second) as usize;
        let fill = fill(film, seconds * per_second, end(timing::LONGEST_HOOK) + end(LONGEST_CALL));
        Budget {
            ideal: words(fill).round() as usize,
            least: words(fill - 0.025).ceil() as usize,
            // A short film has few words: between least and most there must be room for a sentence.
            most: words(if seconds < 13.0 { timing::MOST - 0.05 } else { timing::MOST_IN_ALL }) as usize,
            hook: end(timing::LONGEST_HOOK),
            call: end(LONGEST_CALL),
            per_second,
        }
    }

    /// Words that keep the shortest scene from falling silent.
    pub fn fewest(&self) -> usize {
        ((timing::SHORTEST_SCENE - timing::LONGEST_SILENCE) * self.per_second).ceil() as usize
    }

    /// Words of the longest scene that says only what is general.
    pub fn longest(&self) -> usize {
        const SECONDS: f64 = 7.5;
        (SECONDS * self.per_second).max(1.0) as usize
    }

    /// Words that the shortest scene takes.
    pub fn shortest(&self) -> usize {
        (timing::SHORTEST_SCENE * self.per_second * 0.85).ceil() as usize
    }
}
