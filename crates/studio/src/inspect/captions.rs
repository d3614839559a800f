use aida_protocol::{SceneNarration, Script};

use crate::{captions::FilmCue, report::CaptionMeasures, timeline::Timeline};

/// A word that is spoken, on the film's time line, in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct SpokenWord {
    pub text: String,
    pub start: f64,
    pub end: f64,
}

/// Every spoken word of the film in order.
pub fn spoken_words(narration: &[SceneNarration], timeline: &Timeline) -> Vec<SpokenWord> {
    let mut spoken = Vec::new();
    for scene in narration {
        let offset = timeline.start_of(scene.scene_id);
        spoken.extend(scene.words.iter().map(|word| SpokenWord {
            text: word.text.clone(),
            start: offset + word.start,
            end: offset + word.end,
        }));
    }
    spoken
}

/// Compares what the cues show with what is spoken, word by word.
pub fn measure_captions(cues: &[FilmCue], spoken: &[SpokenWord]) -> CaptionMeasures {
    let said: Vec<(String, &SpokenWord)> = spoken
        .iter()
        .flat_map(|word| tokens(&word.text).into_iter().map(move |token| (token, word)))
        .collect();
    let shown: Vec<(String, &FilmCue)> =
        cues.iter().flat_map(|cue| tokens(&cue.text).into_iter().map(move |token| (token, cue))).collect();
    let texts =
        |pairs: &[(String, &SpokenWord)]| pairs.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>();
    let pairs = align(&texts(&said), &shown.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>());
    let offset = |(word, cue): &(usize, usize)| {
        let (word, cue) = (said[*word].1, shown[*cue].1);
        // What of the word lies outside its cue; a word is fully shown when this is 0.
        (cue.start - word.start).max(word.end - cue.end).clamp(0.0, word.end.max(cue.end))
    };
    CaptionMeasures {
        cues: cues.len(),
        spoken_words: said.len(),
        coverage: share(pairs.len(), said.len()),
        worst_offset: pairs.iter().map(offset).fold(0.0, f64::max),
        in_order: cues.windows(2).all(|pair| pair[0].end <= pair[1].start + 1e-6)
            && cues.iter().all(|cue| cue.start < cue.end),
    }
}

/// Share of the script's words that are spoken, 0 to 1; `None` when the script says nothing.
pub fn narration_coverage(script: &Script, spoken: &[SpokenWord]) -> Option<f64> {
    let written: Vec<String> = script.scenes.iter().flat_map(|scene| tokens(&scene.narration)).collect();
    let said: Vec<String> = spoken.iter().flat_map(|word| tokens(&word.text)).collect();
    (!written.is_empty()).then(|| share(align(&written, &said).len(), written.len()))
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Lower-case runs of letters and digits: punctuation, case and line breaks do not count.
fn tokens(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|token| !token.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The longest common subsequence as pairs of indices, so that one missing word costs one word.
fn align(left: &[String], right: &[String]) -> Vec<(usize, usize)> {
    let columns = right.len() + 1;
    let mut longest = vec![0_u32; (left.len() + 1) * columns];
    for row in (0..left.len()).rev() {
        for column in (0..right.len()).rev() {
            let at = row * columns + column;
            longest[at] = if left[row] == right[column] {
                longest[at + columns + 1] + 1
            } else {
                longest[at + columns].max(longest[at + 1])
            };
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while row < left.len() && column < right.len() {
        let at = row * columns + column;
        if left[row] == right[column] {
            pairs.push((row, column));
            row += 1;
            column += 1;
        } else if longest[at + columns] >= longest[at + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use aida_protocol::Scene;

    use super::*;

    fn spoken(words: &[(&str, f64, f64)]) -> Vec<SpokenWord> {
        words
            .iter()
            .map(|(text, start, end)| SpokenWord { text: (*text).to_owned(), start: *start, end: *end })
            .collect()
    }

    fn cue(start: f64, end: f64, text: &str) -> FilmCue {
        FilmCue { start, end, text: text.to_owned() }
    }

    #[test]
    fn case_punctuation_and_line_breaks_do_not_count() {
        let words = spoken(&[("L'aria", 0.0, 0.4), ("è", 0.4, 0.5), ("pulita.", 0.5, 1.0)]);
        let found = measure_captions(&[cue(0.0, 1.0, "l’ARIA è\nPulita")], &words);
        assert_eq!((found.coverage, found.worst_offset, found.in_order), (1.0, 0.0, true));
        assert_eq!(found.spoken_words, 4);
    }

    #[test]
    fn missing_words_and_late_cues_show() {
        let words = spoken(&[("uno", 0.0, 0.5), ("due", 0.5, 1.0), ("tre", 1.0, 1.5), ("due", 1.5, 2.0)]);
        let found = measure_captions(&[cue(0.8, 1.0, "uno due"), cue(1.2, 2.0, "due")], &words);
        assert_eq!(found.coverage, 0.75);
        assert!((found.worst_offset - 0.8).abs() < 1e-9, "{found:?}");
        assert!(!measure_captions(&[cue(0.0, 2.0, "uno"), cue(1.0, 3.0, "due")], &words).in_order);
    }

    #[test]
    fn a_voice_that_stops_early_shows() {
        let scene = Scene { narration: "uno due tre quattro".into(), ..Scene::default() };
        let script = Script { scenes: vec![scene], ..Script::default() };
        assert_eq!(narration_coverage(&script, &spoken(&[("uno", 0.0, 1.0), ("due", 1.0, 2.0)])), Some(0.5));
        assert_eq!(narration_coverage(&Script::default(), &[]), None);
    }
}
