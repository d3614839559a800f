//! A scene's narration as clauses: what the voice says in one breath, and which written tokens it stands for.

use std::ops::Range;

use aida_protocol::Language;

use crate::spell::spell;

/// How long the voice rests behind a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Inside a sentence, without a sign: only to keep a clause short.
    Breath,
    Comma,
    /// Semicolon, colon, dash, bracket.
    Break,
    Sentence,
}

impl Pause {
    /// Seconds at the voice's natural speed.
    pub const fn seconds(self) -> f64 {
        match self {
            Pause::Breath => 0.03,
            Pause::Comma => 0.17,
            Pause::Break => 0.26,
            Pause::Sentence => 0.40,
        }
    }

    /// Seconds that sound natural at most.
    pub const fn longest(self) -> f64 {
        match self {
            Pause::Breath => 0.08,
            Pause::Comma => 0.45,
            Pause::Break => 0.60,
            Pause::Sentence => 0.90,
        }
    }
}

/// Spoken words inside a clause's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Characters of the clause's text.
    pub chars: Range<usize>,
    /// Indices into [`Narration::written`].
    pub words: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What the voice is given, with the sign that makes its melody.
    pub text: String,
    pub spoken: Vec<Spoken>,
    pub pause: Pause,
}

/// One scene's narration, ready to be spoken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narration {
    /// The words as captions show them; silent signs and emoji belong to the word before them.
    pub written: Vec<String>,
    pub clauses: Vec<Clause>,
}

/// A clause without any sign is parted behind this many spoken words or characters.
const MOST_WORDS: usize = 40;
const MOST_CHARS: usize = 400;

impl Narration {
    pub fn of(text: &str, language: Language) -> Narration {
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let mut narration = Narration::default();
        let mut open = Open::default();
        // Silent tokens in front of the first spoken one.
        let mut prefix = String::new();
        for group in spell(&tokens, language) {
            let written = &tokens[group.tokens.clone()];
            if group.spoken.is_empty() {
                let silent = written.join(" ");
                match narration.written.last_mut() {
                    Some(last) => last.extend([" ", &silent]),
                    None => prefix.extend([&silent, " "]),
                }
            } else {
                let first = narration.written.len();
                narration.written.extend(written.iter().map(|token| (*token).to_owned()));
                let lead = std::mem::take(&mut prefix);
                narration.written[first].insert_str(0, &lead);
                open.push(&group.spoken, first..narration.written.len());
            }
            let last = written.last().copied().unwrap_or_default();
            let close = match closing(last) {
                Some(_) if group.inner_stop => None,
                Some(close) => Some(close),
                None if open.words >= MOST_WORDS || open.chars >= MOST_CHARS => Some((Pause::Breath, "")),
                None => None,
            };
            if let Some((pause, sign)) = close {
                narration.clauses.extend(open.close(pause, sign));
            }
        }
        narration.clauses.extend(open.close(Pause::Sentence, "."));
        narration
    }
}

/// The clause being gathered.
#[derive(Default)]
struct Open {
    text: String,
    chars: usize,
    words: usize,
    spoken: Vec<Spoken>,
}

impl Open {
    fn push(&mut self, spoken: &str, words: Range<usize>) {
        if !self.text.is_empty() {
            self.text.push(' ');
            self.chars += 1;
        }
        let start = self.chars;
        self.text.push_str(spoken);
        self.chars += spoken.chars().count();
        self.words += spoken.split(' ').count();
        self.spoken.push(Spoken { chars: start..self.chars, words });
    }

    fn close(&mut self, pause: Pause, sign: &str) -> Option<Clause> {
        let open = std::mem::take(self);
        (!open.spoken.is_empty()).then(|| Clause { text: open.text + sign, spoken: open.spoken, pause })
    }
}

/// The pause behind a token and the sign that gives the clause its melody, by the punctuation it ends in.
fn closing(token: &str) -> Option<(Pause, &'static str)> {
    const QUOTES: &str = "\"'“”«»‹›’*_";
    let body = token.trim_end_matches(|sign| QUOTES.contains(sign));
    let signs = body.len() - body.trim_end_matches(|sign: char| ".,;:!?…)]}—–-".contains(sign)).len();
    let signs = &body[body.len() - signs..];
    let has = |sign: char| signs.contains(sign);
    match signs {
        "" => None,
        _ if has('?') => Some((Pause::Sentence, "?")),
        _ if has('!') => Some((Pause::Sentence, "!")),
        _ if has('…') || has('.') => Some((Pause::Sentence, ".")),
        _ if has(';') || has(':') || has('—') || has('–') => Some((Pause::Break, ",")),
        // A hyphen alone is a dash; at a word's end it is part of the word.
        "-" if body == "-" => Some((Pause::Break, ",")),
        "-" => None,
        _ => Some((Pause::Comma, ",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_end_at_punctuation_and_keep_the_written_words() {
        let narration = Narration::of("Scarpe nuove, al 30 % — oggi! 🌱 Le vuoi?", Language::It);
        assert_eq!(narration.written, ["Scarpe", "nuove,", "al", "30", "% —", "oggi! 🌱", "Le", "vuoi?"]);
        let clauses: Vec<(&str, Pause)> =
            narration.clauses.iter().map(|clause| (clause.text.as_str(), clause.pause)).collect();
        assert_eq!(
            clauses,
            [
                ("Scarpe nuove,", Pause::Comma),
                ("al trenta per cento,", Pause::Break),
                ("oggi!", Pause::Sentence),
                ("Le vuoi?", Pause::Sentence),
            ]
        );
        assert_eq!(narration.clauses[1].spoken[1], Spoken { chars: 3..9, words: 3..4 });
        assert_eq!(narration.clauses[1].spoken[2], Spoken { chars: 10..19, words: 4..5 });
    }

    #[test]
    fn abbreviations_do_not_pause_and_endless_sentences_do() {
        let clauses = |text: &str, language| Narration::of(text, language).clauses.len();
        assert_eq!(clauses("Il sig. Rossi e il dott. Bianchi parlano.", Language::It), 1);
        assert_eq!(clauses(&"parola ".repeat(100), Language::It), 3);
        assert_eq!(clauses("— … 🌱", Language::It), 0);
        assert_eq!(Narration::of("🌱 Ciao", Language::It).written, ["🌱 Ciao"]);
    }
}
