//! What a film can say of the user's own texts: sentences taken from them, shortened, each with its source.
//!
//! ```text
//!  text, Markdown, HTML ──▶ blocks ──▶ sentences ──▶ rank, shorten ──▶ passages in the order of the text
//! ```
//!
//! Nothing is written anew: a passage is a sentence of the material, or less of it.

mod blocks;
mod sentences;

use std::collections::BTreeSet;

use aida_protocol::{Language, Material, Source};

use crate::{clean, pace::Pace, recipe::Recipe};
use blocks::Kind;

/// Words of a passage that a voice can say in one breath and a viewer can follow.
const FEWEST_WORDS: usize = 4;
const MOST_WORDS: usize = 22;
/// Sentences that are looked at; a longer text is read from its beginning.
const MOST_SENTENCES: usize = 1_500;

/// One sentence of the material, ready to be said.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// With a closing mark.
    pub text: String,
    /// How long it takes to say, in average words.
    pub words: usize,
    pub source: Source,
    /// The heading that it stands under; empty when there is none.
    pub heading: String,
    pub kind: Kind,
    /// Its place in all the material.
    place: usize,
    score: i32,
}

impl Passage {
    pub fn is_quote(&self) -> bool {
        self.kind == Kind::Quote
    }
}

/// The passages of all material, in its order.
pub fn passages(
    material: &[Material],
    subject: &str,
    recipe: Recipe,
    language: Language,
    pace: Pace,
    weak: &[String],
) -> Vec<Passage> {
    let wanted: BTreeSet<String> = stems(subject, weak);
    let mut found: Vec<Passage> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (number, item) in material.iter().enumerate() {
        let title = clean::name(&item.title);
        let title = if title.is_empty() { format!("material {}", number + 1) } else { title };
        let mut heading = String::new();
        for (index, block) in blocks::read(item.format, &item.text).into_iter().enumerate() {
            if block.kind == Kind::Heading {
                heading = clean::name(&block.text);
                continue;
            }
            for (at, sentence) in sentences::split(&block.text, language).into_iter().enumerate() {
                let Some(text) = sentences::shorten(&sentence, language, MOST_WORDS) else { continue };
                let words = clean::word_count(&text);
                let sayable = clean::speakable(&text) == text.trim_matches(['&', '+', ' ']);
                let key = clean::sentences(&text).concat();
                if words < least_words(block.kind) || words > MOST_WORDS || !sayable || !seen.insert(key) {
                    continue;
                }
                let own = stems(&text, weak);
                let near = own.intersection(&wanted).count().min(2) as i32;
                let under = stems(&heading, weak).intersection(&wanted).count().min(1) as i32;
                let score = 4 * near
                    + 2 * under
                    + i32::from(at == 0) * 3
                    + i32::from(index < 3) * 2
                    + kind_score(block.kind, recipe)
                    + size_score(words)
                    - 6 * i32::from(sentences::points_back(&text, language));
                found.push(Passage {
                    words: pace.words(&text),
                    text,
                    source: Source { title: title.clone(), sentence: sentence.clone() },
                    heading: heading.clone(),
                    kind: block.kind,
                    place: found.len(),
                    score,
                });
                if found.len() == MOST_SENTENCES {
                    return found;
                }
            }
        }
    }
    found
}

/// The passages for a film with room for `words` words in at most `most` of them: the best, in the order of the text.
pub fn choose(passages: &[Passage], words: usize, most: usize) -> Vec<Passage> {
    let mut ranked: Vec<&Passage> = passages.iter().collect();
    ranked.sort_by_key(|passage| (-passage.score, passage.place));
    let (mut kept, mut left): (Vec<Passage>, usize) = (Vec::new(), words);
    for passage in ranked {
        if kept.len() < most && passage.words <= left {
            left -= passage.words;
            kept.push(passage.clone());
        }
    }
    kept.sort_by_key(|passage| passage.place);
    kept
}

fn least_words(kind: Kind) -> usize {
    if kind == Kind::Text { FEWEST_WORDS } else { 2 }
}

/// Lists are made of items, instructions of steps, quotations of quotes.
fn kind_score(kind: Kind, recipe: Recipe) -> i32 {
    match (recipe, kind) {
        (Recipe::Howto, Kind::Step) | (Recipe::Quote, Kind::Quote) => 20,
        (Recipe::Howto | Recipe::List, Kind::Item) | (Recipe::List, Kind::Step) => 12,
        (_, Kind::Quote) => -2,
        _ => 0,
    }
}

fn size_score(words: usize) -> i32 {
    match words {
        6..=14 => 3,
        4..=18 => 1,
        _ => 0,
    }
}

/// The words that matter, cut to what their forms share.
fn stems(text: &str, weak: &[String]) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    let lower = words.map(str::to_lowercase).filter(|word| !weak.contains(word));
    lower.map(|word| word.chars().take(5).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aida_protocol::MaterialFormat;

    fn of(format: MaterialFormat, text: &str, recipe: Recipe) -> Vec<Passage> {
        let material = [Material { title: "bees.md".to_owned(), format, text: text.to_owned() }];
        passages(
            &material,
            "bees",
            recipe,
            Language::En,
            Pace::of(&crate::testing::brief("en", "bees", 30.0)),
            &[],
        )
    }

    #[test]
    fn steps_come_before_talk_in_instructions() {
        let text = "# Bread\nPeople have baked bread for a very long time.\n\n1. Mix flour and water.\n2. Wait until it rises.\n";
        let found = of(MaterialFormat::Markdown, text, Recipe::Howto);
        let chosen: Vec<_> = choose(&found, 9, 4).into_iter().map(|passage| passage.text).collect();
        assert_eq!(chosen, ["Mix flour and water.", "Wait until it rises."]);
    }

    #[test]
    fn sources_keep_the_whole_sentence() {
        let text = "Bees (of which there are many kinds) visit many flowers. However, bees sleep at night.";
        let found = of(MaterialFormat::Text, text, Recipe::Explainer);
        assert_eq!(found[0].text, "Bees visit many flowers.");
        assert_eq!(found[0].source.title, "bees.md");
        assert_eq!(found[0].source.sentence, "Bees (of which there are many kinds) visit many flowers.");
        assert_eq!(found[1].text, "Bees sleep at night.");
    }

    #[test]
    fn any_bytes_are_survived() {
        for text in
            ["", "<", "<p", "# ", "\u{200f}", "....", "<script>var a = '<p>no</p>';</script>", "&#0;&bogus;"]
        {
            for format in [MaterialFormat::Text, MaterialFormat::Markdown, MaterialFormat::Html] {
                assert!(of(format, text, Recipe::List).is_empty(), "{text}");
            }
        }
    }
}
