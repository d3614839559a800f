//! From the voice's word events to the times of the written words.

use aida_protocol::WordTiming;

use super::{
    clause::{Clause, Narration},
    take::Recording,
};

/// Times of a clause's written words, in seconds from its scene's start; the clause begins at `start`.
///
/// A word lasts until the next one begins, the last one to the clause's end. espeak joins some words ("of
/// the") and reports the first only: the others get their share by letters.
pub fn timings(narration: &Narration, clause: &Clause, recording: &Recording, start: f64) -> Vec<WordTiming> {
    let end = recording.seconds();
    let starts = group_starts(clause, recording, end);
    let mut timings = Vec::new();
    for (index, spoken) in clause.spoken.iter().enumerate() {
        let from = starts[index];
        let to = starts.get(index + 1).copied().unwrap_or(end);
        let written = &narration.written[spoken.words.clone()];
        let letters = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>() as f64;
        let all = letters(written).max(1.0);
        for (word, text) in written.iter().enumerate() {
            let at = |words: usize| start + from + (to - from) * letters(&written[..words]) / all;
            timings.push(WordTiming { text: text.clone(), start: at(word), end: at(word + 1) });
        }
    }
    timings
}

/// When each group of spoken words begins, in seconds from the clause's start.
fn group_starts(clause: &Clause, recording: &Recording, end: f64) -> Vec<f64> {
    let chars = clause.spoken.last().map_or(1, |last| last.chars.end).max(1);
    // Places in the text whose time is known, in order of both.
    let mut known = vec![(0, 0.0)];
    for spoken in &clause.spoken[1.min(clause.spoken.len())..] {
        let event = recording.words.iter().find(|word| spoken.chars.contains(&word.offset));
        if let Some(event) = event.filter(|event| known.last().is_some_and(|(_, last)| event.start > *last)) {
            known.push((spoken.chars.start, event.start));
        }
    }
    known.push((chars, end));
    let at = |place: usize| {
        let behind = known.iter().position(|(known, _)| *known > place).unwrap_or(known.len() - 1);
        let ((from, from_time), (to, to_time)) = (known[behind - 1], known[behind]);
        from_time + (to_time - from_time) * (place - from) as f64 / (to - from).max(1) as f64
    };
    clause.spoken.iter().map(|spoken| at(spoken.chars.start)).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use aida_protocol::Language;

    use super::*;
    use crate::voice::helper::WordEvent;

    #[test]
    fn joined_words_get_their_share_and_spelled_ones_stay_one() {
        let narration = Narration::of("most of the 30 % here", Language::En);
        let clause = &narration.clauses[0];
        assert_eq!(clause.text, "most of the thirty percent here.");
        let word = |offset, start| WordEvent { offset, start };
        let recording = Recording {
            path: PathBuf::new(),
            sample_rate: 1000,
            first_sample: 0,
            samples: 3000,
            energy: 0.0,
            words: vec![word(0, 0.1), word(5, 0.5), word(12, 1.0), word(19, 1.5), word(27, 2.0)],
        };
        let timings = timings(&narration, clause, &recording, 10.0);
        let words: Vec<(&str, f64)> = timings.iter().map(|word| (word.text.as_str(), word.start)).collect();
        assert_eq!(
            words.iter().map(|(text, _)| *text).collect::<Vec<_>>(),
            ["most", "of", "the", "30", "%", "here"]
        );
        assert_eq!(words[0].1, 10.0);
        assert!(words[2].1 > 10.5 && words[2].1 < 11.0, "{words:?}");
        assert_eq!((words[3].1, words[4].1, words[5].1), (11.0, 11.5, 12.0));
        assert_eq!(timings[5].end, 13.0);
    }
}
