//! Which language a brief is in. Brands, platforms, technical terms and borrowed English words say nothing
//! and are left out; small words and the words of our own tables vote; lingua votes on what is left.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use aida_protocol::Language;
use lingua::{LanguageDetector, LanguageDetectorBuilder};

use crate::{
    draft::words_of,
    tables::{COMMON, LOANS, Sense, TABLES},
    token::{Kind, Token},
};

/// A vote for each language, in the order of [`Language::ALL`].
type Votes = [f32; 6];

const SMALL_WORD: f32 = 1.0;
const TABLE_WORD: f32 = 0.6;
/// English table words are often borrowed.
const ENGLISH_TABLE_WORD: f32 = 0.25;
const LOAN_WORD: f32 = 0.04;
const LETTER: f32 = 0.5;
/// For each word that lingua sees, up to [`MOST_LINGUA_WORDS`].
const LINGUA_WORD: f32 = 0.4;
const MOST_LINGUA_WORDS: usize = 6;
/// With so many votes, and so many times those of the next language, nobody else is asked.
const PLAIN_VOTES: f32 = 2.5;
const PLAIN_RATIO: f32 = 2.0;
/// Longer texts are judged by their beginning.
const MOST_LINGUA_BYTES: usize = 600;

struct Words {
    /// What a word says, shared out among the languages that have it.
    votes: HashMap<&'static str, Votes>,
    stems: Vec<(&'static str, usize)>,
    neutral: HashSet<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::build);

static LINGUA: LazyLock<LanguageDetector> =
    LazyLock::new(|| LanguageDetectorBuilder::from_languages(&Language::ALL.map(to_lingua)).build());

/// The language, and how sure that is: 0 to 1.
pub fn detect(text: &str, tokens: &[Token], quoted: &[bool]) -> (Language, f32) {
    let mut votes: Votes = [0.0; 6];
    let mut unknown = Vec::new();
    let has_small = text.contains(char::is_lowercase);
    for (index, token) in tokens.iter().enumerate() {
        if quoted.get(index).copied().unwrap_or(false) {
            continue;
        }
        vote_letters(&text[token.range.clone()], token, &mut votes);
        if token.kind != Kind::Word || has_small && token.is_acronym(text) {
            continue;
        }
        if let Some(said) = WORDS.vote(&token.fold) {
            add(&mut votes, &said);
            unknown.push((index, false));
        } else if WORDS.neutral.contains(token.fold.as_str()) {
            votes[english()] += LOAN_WORD;
        } else if token.fold.chars().nth(1).is_some() {
            unknown.push((index, is_name(text, tokens, index)));
        }
    }
    if !is_plain(&votes) {
        vote_lingua(text, tokens, &unknown, &mut votes);
    }
    decide(&votes)
}

/// Whether the small words leave no doubt; then lingua's models, 24 MB of the binary, are not paged in.
fn is_plain(votes: &Votes) -> bool {
    let mut sorted = *votes;
    sorted.sort_by(|one, other| other.total_cmp(one));
    sorted[0] >= PLAIN_VOTES && sorted[0] >= PLAIN_RATIO * sorted[1]
}

fn decide(votes: &Votes) -> (Language, f32) {
    let squares: f32 = votes.iter().map(|vote| vote * vote).sum();
    let best = Language::ALL.into_iter().zip(votes).max_by(|one, other| one.1.total_cmp(other.1));
    match best {
        Some((language, vote)) if *vote > 0.0 => (language, (vote * vote / squares).clamp(0.0, 1.0)),
        _ => (Language::En, 0.0),
    }
}

/// A capital inside a sentence: a name in every language but German, where it says nothing.
fn is_name(text: &str, tokens: &[Token], index: usize) -> bool {
    let inside = index.checked_sub(1).is_some_and(|before| !tokens[before].is_break());
    inside && tokens[index].is_capital(text)
}

fn vote_letters(written: &str, token: &Token, votes: &mut Votes) {
    for (vote, table) in votes.iter_mut().zip(TABLES) {
        let says = written.chars().any(|c| table.letters.contains(c));
        if says {
            // Names keep their letters in every language.
            let capital = written.starts_with(char::is_uppercase) && token.kind == Kind::Word;
            *vote += if capital { LETTER / 3.0 } else { LETTER };
        }
    }
}

fn vote_lingua(text: &str, tokens: &[Token], words: &[(usize, bool)], votes: &mut Votes) {
    let plain = words.iter().filter(|(_, is_name)| !is_name).count();
    let mut sentence = String::new();
    let mut count = 0;
    for (index, is_name) in words {
        if *is_name && plain >= 2 || sentence.len() > MOST_LINGUA_BYTES {
            continue;
        }
        sentence.push_str(&text[tokens[*index].range.clone()]);
        sentence.push(' ');
        count += 1;
    }
    if count == 0 {
        return;
    }
    let weight = LINGUA_WORD * count.min(MOST_LINGUA_WORDS) as f32;
    for (language, confidence) in LINGUA.compute_language_confidence_values(sentence) {
        if let Some(index) = Language::ALL.into_iter().position(|ours| to_lingua(ours) == language) {
            votes[index] += weight * confidence as f32;
        }
    }
}

impl Words {
    fn build() -> Words {
        let mut best: HashMap<&'static str, Votes> = HashMap::new();
        let mut stems = Vec::new();
        let neutral: HashSet<&'static str> = COMMON
            .iter()
            .flat_map(|(_, list)| words_of(list))
            .chain(LOANS.split_ascii_whitespace())
            .collect();
        for (index, table) in TABLES.into_iter().enumerate() {
            let mut say = |word: &'static str, vote: f32| {
                let votes = best.entry(word).or_default();
                votes[index] = votes[index].max(vote);
            };
            let small =
                [table.articles, table.possessives, table.prepositions, table.conjunctions, table.small];
            for word in small.into_iter().flat_map(str::split_ascii_whitespace) {
                say(word, SMALL_WORD);
            }
            let table_word = if index == english() { ENGLISH_TABLE_WORD } else { TABLE_WORD };
            for (_, list) in table.senses.iter().filter(|(sense, _)| tells_language(*sense)) {
                for word in words_of(list).filter(|word| word.len() > 2 && !neutral.contains(word)) {
                    match word.strip_suffix('*') {
                        Some(stem) => stems.push((stem, index)),
                        None => say(word, table_word),
                    }
                }
            }
        }
        // `make-up`, `on the road`: English small words inside borrowed phrases.
        for (word, votes) in &mut best {
            let only_english =
                votes.iter().enumerate().all(|(index, vote)| index == english() || *vote == 0.0);
            if only_english && neutral.contains(word) {
                votes[english()] = ENGLISH_TABLE_WORD;
            }
        }
        for votes in best.values_mut() {
            let sharing = votes.iter().filter(|vote| **vote > 0.0).count().max(1) as f32;
            votes.iter_mut().for_each(|vote| *vote /= sharing);
        }
        Words { votes: best, stems, neutral }
    }

    fn vote(&self, fold: &str) -> Option<Votes> {
        if let Some(votes) = self.votes.get(fold) {
            return Some(*votes);
        }
        if self.neutral.contains(fold) {
            return None;
        }
        let mut votes: Votes = [0.0; 6];
        for (_, index) in self.stems.iter().filter(|(stem, _)| fold.starts_with(stem)) {
            let word = if *index == english() { ENGLISH_TABLE_WORD } else { TABLE_WORD };
            votes[*index] = word.max(votes[*index]);
        }
        let sharing = votes.iter().filter(|vote| **vote > 0.0).count();
        (sharing > 0).then(|| votes.map(|vote| vote / sharing as f32))
    }
}

/// Platforms and offers are named alike everywhere.
fn tells_language(sense: Sense) -> bool {
    !matches!(sense, Sense::Platform(_) | Sense::PlatformAspect(..))
}

fn add(votes: &mut Votes, more: &Votes) {
    for (vote, more) in votes.iter_mut().zip(more) {
        *vote += more;
    }
}

/// The place of English in [`Language::ALL`].
const fn english() -> usize {
    1
}

const fn to_lingua(language: Language) -> lingua::Language {
    match language {
        Language::It => lingua::Language::Italian,
        Language::En | Language::Other(_) => lingua::Language::English,
        Language::Es => lingua::Language::Spanish,
        Language::Fr => lingua::Language::French,
        Language::De => lingua::Language::German,
        Language::Pt => lingua::Language::Portuguese,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    fn language(text: &str) -> Language {
        detect(text, &tokenize(text), &[]).0
    }

    #[test]
    fn tables_stand_in_the_order_of_the_languages() {
        assert_eq!(TABLES.map(|table| table.language), Language::ALL);
        assert_eq!(Language::ALL[english()], Language::En);
    }

    #[test]
    fn borrowed_words_do_not_hide_the_language() {
        use Language::{De, En, Es, Fr, It, Pt};
        for (text, expected) in [
            ("Video Instagram 30s per scarpe eco-friendly, Gen Z, energico", It),
            ("TikTok 15s unboxing sneakers, giocoso", It),
            ("Instagram Reel 20s for a coffee shop", En),
            ("Cool sneakers launch teaser, 15s, TikTok", En),
            ("Reel 15s lanzamiento sneakers, divertido", Es),
            ("Reel 15s lancement sneakers, drôle", Fr),
            ("Reel 15s Sneaker-Launch, witzig", De),
            ("Reel 15s lançamento sneakers, divertido", Pt),
            ("make a short video about bees", En),
            ("caffè", It),
        ] {
            assert_eq!(language(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_known_of_nothing() {
        assert_eq!(detect("30 !!! 🎬", &tokenize("30 !!! 🎬"), &[]), (Language::En, 0.0));
    }
}
