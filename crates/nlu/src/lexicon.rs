//! The phrases of one language, with those of English and of everybody, found by their first word.

use std::{collections::HashMap, sync::LazyLock};

use aida_protocol::Language;

use crate::{
    tables::{COMMON, Sense, phrases, table},
    token::{Kind, Token, tokenize},
};

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub start: usize,
    /// Tokens, joining hyphens included.
    pub len: usize,
    pub sense: Sense,
    /// Whether it counts only where it stands apart.
    pub weak: bool,
}

impl Match {
    pub fn end(&self) -> usize {
        self.start + self.len
    }
}

#[derive(Debug)]
struct Entry {
    words: Vec<String>,
    sense: Sense,
    weak: bool,
    /// Lower is tried first when two phrases are equally long.
    rank: u8,
}

#[derive(Debug, Default)]
pub struct Lexicon {
    /// By first word.
    phrases: HashMap<String, Vec<Entry>>,
    /// By stem.
    stems: HashMap<String, Entry>,
}

/// Stems are at least this long, so that a word has few beginnings to look up.
const SHORTEST_STEM: usize = 3;

impl Lexicon {
    /// The one of `language`; built once.
    pub fn of(language: Language) -> &'static Lexicon {
        static ALL: LazyLock<HashMap<Language, Lexicon>> = LazyLock::new(|| {
            Language::ALL.into_iter().map(|language| (language, Lexicon::build(language))).collect()
        });
        static EMPTY: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);
        ALL.get(&language).unwrap_or(&EMPTY)
    }

    fn build(language: Language) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (sense, list) in table(language).senses {
            lexicon.add(*sense, list, 0);
        }
        for (sense, list) in COMMON {
            lexicon.add(*sense, list, 1);
        }
        if language != Language::En {
            let borrowed = table(Language::En).senses.iter().filter(|(sense, _)| is_borrowed(*sense));
            for (sense, list) in borrowed {
                lexicon.add(*sense, list, 2);
            }
        }
        lexicon
    }

    fn add(&mut self, sense: Sense, list: &str, rank: u8) {
        for phrase in phrases(list) {
            let weak = phrase.starts_with('~');
            let phrase = phrase.trim_start_matches('~');
            let words = |text: &str| -> Vec<String> {
                tokenize(text).into_iter().filter(|token| token.fold != "-").map(|token| token.fold).collect()
            };
            if let Some(stem) = phrase.strip_suffix('*') {
                let entry = Entry { words: Vec::new(), sense, weak, rank };
                self.stems.entry(stem.to_owned()).or_insert(entry);
            } else if let Some(first) = words(phrase).first() {
                let entry = Entry { words: words(phrase), sense, weak, rank };
                self.phrases.entry(first.clone()).or_default().push(entry);
            }
        }
    }

    /// The longest phrase that begins at `start`.
    pub fn match_at(&self, tokens: &[Token], start: usize) -> Option<Match> {
        let token = tokens.get(start)?;
        if !matches!(token.kind, Kind::Word | Kind::Number) {
            return None;
        }
        let mut best: Option<(Match, u8)> = None;
        for entry in self.phrases.get(&token.fold).into_iter().flatten() {
            let Some(len) = matching_tokens(tokens, start, &entry.words) else { continue };
            let found = Match { start, len, sense: entry.sense, weak: entry.weak };
            let better =
                best.is_none_or(|(best, rank)| len > best.len || len == best.len && entry.rank < rank);
            if better {
                best = Some((found, entry.rank));
            }
        }
        // A word of the language's own comes before a borrowed one.
        let stem = self.stem_at(token, start).filter(|(stem, rank)| {
            best.is_none_or(|(best, phrase_rank)| best.len <= stem.len && *rank < phrase_rank)
        });
        stem.or(best).map(|(found, _)| found)
    }

    fn stem_at(&self, token: &Token, start: usize) -> Option<(Match, u8)> {
        let ends = token.fold.char_indices().map(|(at, c)| at + c.len_utf8()).take(16);
        ends.filter(|end| *end >= SHORTEST_STEM)
            .filter_map(|end| self.stems.get(&token.fold[..end]))
            .last()
            .map(|entry| (Match { start, len: 1, sense: entry.sense, weak: entry.weak }, entry.rank))
    }

    /// What single word `token` means, phrases aside.
    pub fn word_is(&self, tokens: &[Token], at: usize, sense: Sense) -> bool {
        tokens.get(at).is_some_and(|token| {
            self.phrases.get(&token.fold).is_some_and(|entries| {
                entries.iter().any(|entry| entry.sense == sense && entry.words.len() == 1)
            })
        })
    }
}

/// What other languages borrow from English.
fn is_borrowed(sense: Sense) -> bool {
    match sense {
        Sense::Content(_)
        | Sense::Platform(_)
        | Sense::PlatformAspect(..)
        | Sense::Aspect(_)
        | Sense::Tone(_)
        | Sense::Quality
        | Sense::Style
        | Sense::People
        | Sense::Audience
        | Sense::NoVoice
        | Sense::NoMusic
        | Sense::NoSound
        | Sense::NoCaptions
        | Sense::Voice(_)
        | Sense::Seconds
        | Sense::Minutes => true,
        Sense::StyleWord
        | Sense::AudienceIntro
        | Sense::MustIntro
        | Sense::About
        | Sense::Purpose
        | Sense::Ask
        | Sense::Hours
        | Sense::LengthIntro
        | Sense::Half
        | Sense::OneAndHalf
        | Sense::AndHalf
        | Sense::Month
        | Sense::Offer => false,
    }
}

/// How many tokens from `start` on say `words`; hyphens between them count but need not be there.
fn matching_tokens(tokens: &[Token], start: usize, words: &[String]) -> Option<usize> {
    let mut at = start;
    for (index, word) in words.iter().enumerate() {
        if index > 0 && tokens.get(at).is_some_and(|token| token.fold == "-" && token.glued) {
            at += 1;
        }
        let token = tokens.get(at)?;
        if token.fold != *word {
            return None;
        }
        at += 1;
    }
    Some(at - start)
}

#[cfg(test)]
mod tests {
    use aida_protocol::{ContentType, Platform, Tone};

    use super::*;

    fn first(language: Language, text: &str) -> Option<(usize, Sense)> {
        Lexicon::of(language).match_at(&tokenize(text), 0).map(|found| (found.len, found.sense))
    }

    #[test]
    fn the_longest_phrase_wins_and_hyphens_do_not_matter() {
        assert_eq!(first(Language::It, "Instagram"), Some((1, Sense::Platform(Platform::Instagram))));
        assert_eq!(
            first(Language::De, "Instagram-Post 4:5"),
            Some((3, Sense::Platform(Platform::InstagramFeed)))
        );
        assert_eq!(first(Language::Fr, "sous-titres"), None);
        assert_eq!(first(Language::Fr, "sans sous-titres"), Some((4, Sense::NoCaptions)));
        assert_eq!(first(Language::It, "energiche"), Some((1, Sense::Tone(Tone::Energetic))));
        assert_eq!(first(Language::De, "energetic"), Some((1, Sense::Tone(Tone::Energetic))), "borrowed");
        assert_eq!(first(Language::Es, "3D"), Some((2, Sense::Style)));
    }

    #[test]
    fn a_language_s_own_words_come_before_borrowed_ones() {
        assert_eq!(first(Language::De, "still"), Some((1, Sense::Tone(Tone::Calm))));
        assert_eq!(first(Language::En, "stills"), Some((1, Sense::Content(ContentType::Image))));
        assert_eq!(first(Language::It, "please"), None);
    }
}
