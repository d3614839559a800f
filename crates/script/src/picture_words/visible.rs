//! Which word of a text a picture can show.

use aida_concepts::Depiction;
use aida_protocol::Language;

use super::{PictureWords, is_no_thing};
use crate::{lexicon::Domain, recipe::Recipe};

/// How surely a word means its pictogram: as its own name, or as one of its meanings.
const CLEAR: f32 = 0.7;
pub(super) const LIKELY: f32 = 0.4;

impl PictureWords<'_, '_, '_> {
    /// The subject's noun, or the word that says more of what it looks like: `coffee` of a `coffee shop`.
    pub(super) fn thing(&self) -> String {
        let film = self.film;
        // Of "five ways to save water at home" the water is seen.
        if film.recipe == Recipe::List {
            let shown = aida_concepts::look_up(film.language.of_studio().code(), &film.phrase.bare);
            if let Some(first) = shown.into_iter().find(|depiction| depiction.is_thing) {
                return first.word;
            }
        }
        // Of the "history of a volcano" the volcano is seen.
        let is_frame = film.domains.first().is_some_and(|domain| domain.is_frame);
        let rest = film.phrase.bare.split_once(' ').map_or("", |(_, rest)| rest);
        let seen = self.nouns_of(rest).into_iter().next().filter(|noun| self.visible(noun).is_some());
        if let Some(seen) = seen.filter(|_| is_frame) {
            return seen;
        }
        // Of a "surf school" the surf is seen: the first domain says most.
        if film.domains.first().is_some_and(|domain| domain.is_about(&film.phrase.head)) {
            return film.phrase.head.clone();
        }
        self.word_of_domain().unwrap_or_else(|| film.phrase.head.clone())
    }

    /// The subject's word that its domain is known by.
    pub(super) fn word_of_domain(&self) -> Option<String> {
        let film = self.film;
        let weak = &film.grammar.weak_ends;
        let words: Vec<&str> = film
            .phrase
            .bare
            .split([' ', '\'', '’'])
            .filter(|word| !weak.contains(&word.to_lowercase()) && !word.contains('-'))
            .collect();
        let named = |domain: &&Domain| words.iter().find(|word| domain.is_about(word)).copied();
        film.domains.iter().find_map(named).map(str::to_owned)
    }

    /// The word of a text that a picture can show; else the last long word that is no small word, as a rule its noun.
    pub(super) fn noun_of(&self, text: &str) -> Option<String> {
        self.visible(text).or_else(|| self.long_word(text))
    }

    /// The word that a pictogram shows best.
    pub(super) fn visible(&self, text: &str) -> Option<String> {
        self.visible_at(text, CLEAR)
    }

    pub(super) fn visible_at(&self, text: &str, least: f32) -> Option<String> {
        let shown = aida_concepts::look_up(self.film.language.of_studio().code(), text);
        let is_seen = |depiction: &&Depiction| {
            depiction.score >= least && !is_no_thing(&depiction.word) && !self.is_frame(&depiction.word)
        };
        let best = shown.iter().filter(is_seen);
        let best =
            best.max_by(|one, other| one.score.total_cmp(&other.score).then(std::cmp::Ordering::Greater))?;
        let is_word = |word: &&str| word.to_lowercase() == best.word;
        // As it was written: a name keeps its capital.
        text.split([' ', '\'', '’'])
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .find(is_word)
            .map(str::to_owned)
    }

    /// Whether a word says how something is given, not what: of the lessons of a surf school the surf is seen.
    fn is_frame(&self, word: &str) -> bool {
        let is_own = |id: &str| self.film.domains.iter().any(|domain| domain.id == id);
        let frames = self.film.grammar.domain.iter().filter(|domain| domain.is_frame);
        !self.film.domains.is_empty()
            && frames.into_iter().any(|frame| !is_own(&frame.id) && frame.is_about(word))
    }

    fn long_word(&self, text: &str) -> Option<String> {
        let weak = &self.film.grammar.weak_ends;
        let words: Vec<&str> = text
            .split([' ', '\'', '’'])
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.chars().count() > 3 && word.chars().all(|c| c.is_alphabetic() || c == '-'))
            .filter(|word| !weak.contains(&word.to_lowercase()) && !is_no_thing(word) && !self.is_frame(word))
            .collect();
        // Questions and English facts end with their noun, German nouns have a capital, Romance facts lead with theirs.
        let is_question = text == self.film.phrase.bare;
        let capital = words.iter().find(|word| word.chars().next().is_some_and(char::is_uppercase));
        let noun = match self.film.language {
            Language::De if capital.is_some() && !is_question => capital,
            Language::En | Language::Other(_) => words.last(),
            _ if is_question => words.last(),
            _ => words.first(),
        };
        noun.map(|word| (*word).to_owned())
    }
}
