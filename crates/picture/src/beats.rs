//! The beat of the voice: moments on which a scene stresses what it says.

use aida_protocol::WordTiming;

/// Words with fewer letters carry no stress.
const LETTERS: usize = 4;
/// Two beats are at least this far apart, in seconds.
const APART: f64 = 0.85;
/// Silence after which even a short word begins anew.
const BREATH: f64 = 0.25;
/// Seconds of a pulse's rise, and after which it has fallen to a third.
const RISE: f32 = 0.09;
const FALL: f32 = 0.16;

/// Onsets of the words of one scene, in seconds from its start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beats {
    words: Vec<(String, f32)>,
    stressed: Vec<f32>,
}

impl Beats {
    pub fn of(words: &[WordTiming]) -> Self {
        let mut stressed: Vec<f32> = Vec::new();
        let mut before: Option<&WordTiming> = None;
        for word in words {
            let fresh = before.is_none_or(|before| word.start - before.end > BREATH);
            let strong = word.text.chars().filter(|letter| letter.is_alphabetic()).count() >= LETTERS;
            let room = stressed.last().is_none_or(|last| word.start - f64::from(*last) >= APART);
            if (fresh || strong) && room {
                stressed.push(word.start as f32);
            }
            before = Some(word);
        }
        let words = words.iter().map(|word| (plain(&word.text), word.start as f32)).collect();
        Beats { words, stressed }
    }

    /// How strongly the last stressed word still beats at `time`, 0 to 1.
    pub fn pulse(&self, time: f32) -> f32 {
        let last = self.stressed.iter().rev().find(|onset| **onset <= time);
        last.map_or(0.0, |onset| beat(time - onset))
    }

    /// The first onset from `early` to `late`.
    pub fn onset_within(&self, early: f32, late: f32) -> Option<f32> {
        self.words.iter().map(|(_, onset)| *onset).find(|onset| (early..=late).contains(onset))
    }

    /// When `word` is said for the first time.
    pub fn said(&self, word: &str) -> Option<f32> {
        let word = plain(word);
        let long = word.chars().count() >= LETTERS;
        self.words.iter().find(|(said, _)| long && *said == word).map(|(_, onset)| *onset)
    }
}

/// A quick rise and a slow fall after an onset, 0 to 1.
pub(crate) fn beat(since: f32) -> f32 {
    match since {
        since if since < 0.0 => 0.0,
        since if since < RISE => (since / RISE * std::f32::consts::FRAC_PI_2).sin(),
        since => (-(since - RISE) / FALL).exp(),
    }
}

fn plain(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Beats {
        let word = |(at, text): (usize, &str)| WordTiming {
            text: text.to_owned(),
            start: 0.4 * at as f64,
            end: 0.4 * at as f64 + 0.35,
        };
        Beats::of(&text.split(' ').enumerate().map(word).collect::<Vec<_>>())
    }

    #[test]
    fn beats_fall_on_strong_words_and_keep_apart() {
        let beats = said("le tue nuove scarpe in mare, leggere e verdi");
        assert_eq!(beats.stressed, [0.0, 1.2, 2.4]);
        assert!(beats.pulse(1.2 + RISE) > 0.99 && beats.pulse(2.3) < 0.02);
        assert_eq!(beats.said("Scarpe!"), Some(1.2));
        assert_eq!((beats.said("le"), beats.said("pane")), (None, None));
        assert_eq!(beats.onset_within(0.5, 1.0), Some(0.8));
        assert_eq!(Beats::default().pulse(1.0), 0.0);
    }
}
