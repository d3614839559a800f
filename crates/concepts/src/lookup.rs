use std::collections::HashMap;

use rust_stemmers::Stemmer;

use crate::{
    compound,
    index::{self, PICTURES},
    inflection,
    normalise::{CODES, fold, is_stop_word, stem_key, stemmer, words},
    senses,
};

/// Longest phrase that the index holds, in words.
const LONGEST_PHRASE: usize = 4;
/// From this weight on a word is a row of `data/things.tsv` or was decided by `data/senses.tsv`; see `build.rs`.
const THING: f32 = 110.0;
/// How many pictures are offered for one word.
const PER_WORD: usize = 4;

/// One way to show one word of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Depiction {
    /// The word or phrase as it stands in the text, in lower case.
    pub word: String,
    pub emoji: &'static str,
    /// The emoji's name in the text's language.
    pub name: &'static str,
    /// 0 to 1; above 0.7 the name of the emoji is (nearly) the word.
    pub score: f32,
    /// Whether the word is a thing that can be seen rather than what a picture stands for: a moon, not something new.
    pub is_thing: bool,
}

/// What a text offers to show, in the order of its words; for each word at most four pictures, best first.
/// `code` is one of `en`, `it`, `es`, `fr`, `de`, `pt`; any other code finds nothing.
pub fn look_up(code: &str, text: &str) -> Vec<Depiction> {
    let Some(column) = CODES.iter().position(|known| *known == code) else { return Vec::new() };
    let stems = stemmer(code);
    let tokens = words(text);
    let mut found: Vec<(String, Vec<(usize, f32)>)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (taken, hits) = longest_phrase(column, code, &stems, &tokens[at..]);
        // A word that says nothing alone may be a thing beside others: who pays for a `place` has a ticket.
        let is_meant = || !senses::meant(column, code, &tokens[at], &tokens).is_empty();
        if !hits.is_empty() || is_meant() {
            found.push((tokens[at..at + taken].join(" "), hits));
        }
        at += taken;
    }
    for (word, hits) in &mut found {
        hits.extend(senses::meant(column, code, word, &tokens));
    }
    agree(&mut found);
    found.into_iter().flat_map(|(word, hits)| depictions(column, &word, hits)).collect()
}

/// [`look_up`] of a single word or phrase, best first.
pub fn look_up_word(code: &str, word: &str) -> Vec<Depiction> {
    let mut found = look_up(code, word);
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// How many words the best phrase at the head of `tokens` has, and its pictures.
fn longest_phrase(
    column: usize,
    code: &str,
    stems: &Stemmer,
    tokens: &[String],
) -> (usize, Vec<(usize, f32)>) {
    for length in (2..=LONGEST_PHRASE.min(tokens.len())).rev() {
        let phrase = &tokens[..length];
        if is_stop_word(code, &phrase[0]) || is_stop_word(code, &phrase[length - 1]) {
            continue;
        }
        let hits = hits(column, stems, phrase);
        if !hits.is_empty() {
            return (length, hits);
        }
    }
    let word = &tokens[..1];
    if is_stop_word(code, &word[0]) {
        return (1, Vec::new());
    }
    let mut direct = hits(column, stems, word);
    for singular in inflection::singulars(code, &word[0]) {
        direct.extend(
            index::find(column, &format!("={}", fold(&singular))).into_iter().map(|(n, w)| (n, w - 3.0)),
        );
    }
    if !direct.is_empty() || code != "de" {
        return (1, direct);
    }
    let mut hits: Vec<(usize, f32)> = Vec::new();
    for (rank, part) in compound::parts(column, stems, &word[0]).into_iter().enumerate() {
        let weaker = if rank == 0 { 0.92 } else { 0.6 };
        hits.extend(
            self::hits(column, stems, &[part]).into_iter().map(|(number, weight)| (number, weight * weaker)),
        );
    }
    (1, hits)
}

/// Whole words count a little more than stems, which fall together (`porta`, `porto`).
fn hits(column: usize, stems: &Stemmer, phrase: &[String]) -> Vec<(usize, f32)> {
    let exact = format!("={}", phrase.iter().map(|word| fold(word)).collect::<Vec<_>>().join(" "));
    let mut weights: HashMap<usize, f32> = HashMap::new();
    for (number, weight) in index::find(column, &stem_key(stems, phrase)) {
        weights.insert(number, weight - 6.0);
    }
    for (number, weight) in index::find(column, &exact) {
        let slot = weights.entry(number).or_insert(0.0);
        *slot = slot.max(weight);
    }
    let mut list: Vec<_> = weights.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
    list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    list
}

/// A picture that several words of the text ask for is the likelier meaning of each.
fn agree(found: &mut [(String, Vec<(usize, f32)>)]) {
    let mut votes: HashMap<usize, usize> = HashMap::new();
    for (_, hits) in found.iter() {
        for (number, _) in hits {
            *votes.entry(*number).or_default() += 1;
        }
    }
    for (_, hits) in found.iter_mut() {
        for (number, weight) in hits.iter_mut() {
            let others = votes.get(number).copied().unwrap_or(1).saturating_sub(1).min(3);
            *weight += 5.0 * others as f32;
        }
    }
}

fn depictions(column: usize, word: &str, mut hits: Vec<(usize, f32)>) -> Vec<Depiction> {
    hits.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut seen = Vec::new();
    hits.retain(|(number, _)| {
        !seen.contains(number) && {
            seen.push(*number);
            true
        }
    });
    hits.truncate(PER_WORD);
    hits.into_iter()
        .map(|(number, weight)| Depiction {
            word: word.to_owned(),
            emoji: PICTURES[number].glyph,
            name: PICTURES[number].names[column],
            score: (weight / 100.0).min(1.0),
            is_thing: weight >= THING,
        })
        .collect()
}
