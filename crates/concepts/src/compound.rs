use rust_stemmers::Stemmer;

use crate::{index, normalise};

/// Shortest part that counts as a word of its own.
const SHORTEST: usize = 3;

/// The parts of a German compound that the index knows: the head first (`Schuh` of `Laufschuhe`), then what stands before it.
/// Linking letters (`s`, `n`, `en`, `er`, `es`, `e`) are stepped over. Empty when no split fits.
pub fn parts(column: usize, stems: &Stemmer, word: &str) -> Vec<String> {
    let borders: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    // The longest known head is the best guess, so the earliest border is tried first.
    for border in borders.iter().skip(SHORTEST) {
        let (front, head) = word.split_at(*border);
        if head.chars().count() < SHORTEST + 1 || !known(column, stems, head) {
            continue;
        }
        let linked = ["", "s", "es", "n", "en", "er", "e"].iter().filter_map(|link| front.strip_suffix(link));
        let fronts: Vec<_> = linked.filter(|front| front.chars().count() >= SHORTEST).collect();
        let mut parts = vec![head.to_owned()];
        if let Some(front) = fronts.iter().find(|front| known(column, stems, front)) {
            parts.push((*front).to_owned());
        } else if head.chars().count() < 5 {
            // A short head behind something unknown is more often chance than sense.
            continue;
        }
        return parts;
    }
    known_front(column, stems, word).into_iter().collect()
}

/// What stands before a head that nobody knows: `Zahnarzt` of `Zahnarztpraxis`.
fn known_front(column: usize, stems: &Stemmer, word: &str) -> Option<String> {
    let borders: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    let fronts = borders.iter().skip(5).rev().filter_map(|border| word.get(..*border));
    fronts.into_iter().find(|front| known(column, stems, front)).map(str::to_owned)
}

fn known(column: usize, stems: &Stemmer, word: &str) -> bool {
    !index::find(column, &normalise::stem_key(stems, &[word.to_owned()])).is_empty()
}
