//! What is understood so far: which words are taken, and what for.

use std::ops::Range;

use aida_protocol::{Aspect, BriefInput, Language};

use crate::{
    lexicon::{Lexicon, Match},
    small::{self, Small},
    tables::{Sense, phrases},
    token::{Kind, Token},
};

/// What a taken word was taken for; the name of a field of the brief where there is one.
pub type Field = &'static str;

/// Taken, but only says that something is wanted.
pub const ASK: Field = "";

pub struct Draft<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    /// Whether the text has small letters, so that capitals say something.
    has_small: bool,
    /// For every token, which of the small words it is.
    small: Vec<Small>,
    /// For every token, what it was taken for.
    pub taken: Vec<Option<Field>>,
    pub matches: Vec<Match>,
    pub language: Language,
    pub lexicon: &'static Lexicon,
    pub input: BriefInput,
    /// The shapes that were named, and where.
    pub shapes: Vec<(Range<usize>, Aspect)>,
    pub spans: Vec<(Field, Range<usize>)>,
}

impl<'a> Draft<'a> {
    pub fn new(text: &'a str, tokens: Vec<Token>, language: Language) -> Self {
        let has_small = text.contains(char::is_lowercase);
        Draft {
            text,
            taken: vec![None; tokens.len()],
            small: small::of(language, text, &tokens, has_small),
            has_small,
            tokens,
            matches: Vec::new(),
            language,
            lexicon: Lexicon::of(language),
            input: BriefInput::default(),
            shapes: Vec::new(),
            spans: Vec::new(),
        }
    }

    /// Finds the phrases among what is still free, from left to right, the longest first.
    pub fn scan(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let found = self
                .lexicon
                .match_at(&self.tokens, at)
                .filter(|found| self.is_free(found.start..found.end()) && !self.is_family_name(found));
            at = found.map_or(at + 1, |found| found.end());
            self.matches.extend(found);
        }
    }

    /// Whether a word of manner is the second word of a name: `Carla Petit`, `Market Square`.
    fn is_family_name(&self, found: &Match) -> bool {
        let of_manner = matches!(
            found.sense,
            Sense::Tone(_) | Sense::Style | Sense::Quality | Sense::Ask | Sense::Aspect(_) | Sense::StyleWord
        );
        let is_name = |at: usize| self.tokens[at].kind == Kind::Word && self.tokens[at].is_capital(self.text);
        let before = found.start.checked_sub(1).filter(|before| *before > 0 && !self.is_break(before - 1));
        self.language != Language::De
            && self.has_small
            && of_manner
            && found.len == 1
            && is_name(found.start)
            && before.is_some_and(is_name)
    }

    pub fn is_free(&self, tokens: Range<usize>) -> bool {
        self.taken[tokens].iter().all(Option::is_none)
    }

    /// Takes tokens for a field and notes where they stand. What is taken already stays as it is.
    pub fn take(&mut self, tokens: Range<usize>, field: Field) {
        let (Some(first), Some(last)) = (self.tokens.get(tokens.start), self.tokens[tokens.clone()].last())
        else {
            return;
        };
        if field != ASK {
            self.spans.push((field, first.range.start..last.range.end));
        }
        for slot in &mut self.taken[tokens] {
            slot.get_or_insert(field);
        }
    }

    /// The text of tokens as it was written, white space made single, at most `max_chars` long.
    pub fn words(&self, tokens: Range<usize>, max_chars: usize) -> String {
        let (Some(first), Some(last)) = (self.tokens.get(tokens.start), self.tokens[tokens].last()) else {
            return String::new();
        };
        shorten(&self.text[first.range.start..last.range.end], max_chars)
    }

    pub fn fold_at(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.fold.as_str())
    }

    /// Whether a phrase ends between the token at `at` and the one before it, or the text does.
    pub fn is_break(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(Token::is_break)
    }

    fn small_at(&self, at: usize) -> Small {
        self.small.get(at).copied().unwrap_or_default()
    }

    pub fn is_article(&self, at: usize) -> bool {
        self.small_at(at).article
    }

    pub fn is_preposition(&self, at: usize) -> bool {
        self.small_at(at).preposition
    }

    pub fn is_conjunction(&self, at: usize) -> bool {
        self.small_at(at).conjunction || self.fold_at(at) == "&"
    }

    pub fn is_with(&self, at: usize) -> bool {
        self.small_at(at).with
    }

    /// Article, preposition or conjunction.
    pub fn is_small(&self, at: usize) -> bool {
        self.is_article(at) || self.is_preposition(at) || self.is_conjunction(at)
    }

    pub fn is_until(&self, at: usize) -> bool {
        self.small_at(at).until
    }

    /// The place before `at`, joining hyphens left out.
    pub fn before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if self.tokens[before].fold == "-" && self.tokens[before].glued {
            before.checked_sub(1)
        } else {
            Some(before)
        }
    }

    /// Whether a hyphen joins the token at `at` to a word before it that nobody took: `eco-friendly`.
    pub fn is_joined_before(&self, at: usize) -> bool {
        let hyphen =
            at.checked_sub(1).filter(|before| self.tokens[*before].fold == "-" && self.tokens[at].glued);
        let word =
            hyphen.filter(|hyphen| self.tokens[*hyphen].glued).and_then(|hyphen| hyphen.checked_sub(1));
        word.is_some_and(|word| self.taken[word].is_none())
    }

    /// Whether the word at `at` stands beside something taken, a break or the end, so that it belongs to no noun there.
    pub fn is_apart_before(&self, at: usize) -> bool {
        match self.before(at) {
            None => true,
            Some(before) => {
                self.taken[before].is_some()
                    || self.is_break(before)
                    || self.is_article(before)
                    || self.is_conjunction(before)
            }
        }
    }

    /// Whether tokens name a side of the film itself: its mood, its budget.
    pub fn is_about_film(&self, mut tokens: Range<usize>) -> bool {
        const WORDS: &str =
            "mood vibe budget tono ton tone tom stil style stile estilo look ritmo rhythmus pace rythme";
        tokens.any(|at| has_word(WORDS, self.fold_at(at)))
    }

    pub fn is_apart_after(&self, at: usize) -> bool {
        at >= self.tokens.len() || self.taken[at].is_some() || self.is_break(at) || self.is_small(at)
    }
}

pub fn has_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// White space made single, cut at a word's end to at most `max_chars`.
pub fn shorten(text: &str, max_chars: usize) -> String {
    let mut short = String::new();
    let mut chars = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count() + usize::from(!short.is_empty());
        if chars + length > max_chars {
            if short.is_empty() {
                short.extend(word.chars().take(max_chars));
            }
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
        chars += length;
    }
    short
}

/// Every word of a list of phrases.
pub fn words_of(list: &'static str) -> impl Iterator<Item = &'static str> {
    phrases(list).flat_map(|phrase| phrase.trim_start_matches('~').split_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_words() {
        assert_eq!(shorten("  uno \n due  tre ", 7), "uno due");
        assert_eq!(shorten("uno due tre", 8), "uno due");
        assert_eq!(shorten("abcdef", 3), "abc");
        assert_eq!(shorten("", 3), "");
    }
}
