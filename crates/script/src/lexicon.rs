//! The grammars: one file of words and sentences for each language, built into the binary.

use std::{collections::BTreeMap, sync::LazyLock};

use aida_protocol::{Language, Tone};
use serde::Deserialize;

use crate::{recipe::Recipe, template};

/// Everything that is said in one language. `grammar/README.md` tells what each part is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grammar {
    /// Joins the last two of a list.
    pub and: String,
    /// Words that no shortened line may end with.
    pub weak_ends: Vec<String>,
    /// Prepositions that lead in what is explained rather than offered: `sulla fotosintesi`.
    pub topic_words: Vec<String>,
    /// Things to be shown that are towns or journeys.
    pub place_words: Vec<String>,
    /// Possessives of the one who speaks.
    pub own_words: Vec<String>,
    /// What a wish begins with.
    pub wishes: Vec<String>,
    /// How a brief asks for thanks, and how they are said: `a thank-you message` to somebody is `Thank you` to them.
    pub thanks: Vec<[String; 2]>,
    /// What a question begins with.
    pub questions: Vec<String>,
    /// What a question begins with that asks for instructions: a word, and the ending of the next or, after `=`, the next.
    pub how_to: Vec<String>,
    pub bridges: Vec<String>,
    pub intro: Vec<String>,
    pub must: Vec<String>,
    /// The same in a story.
    pub must_story: Vec<String>,
    /// Short lines that may follow a fact.
    pub follow: Vec<String>,
    pub must_head: Vec<String>,
    pub must_tag: String,
    pub text: Vec<String>,
    pub text_plain: Vec<String>,
    pub hook_about: String,
    pub cta_about: String,
    pub must_about: String,
    /// Told when a film that wants facts was given no material.
    pub note_without_material: String,
    /// Heads the list of sources.
    pub sources: String,
    pub untitled: String,
    pub fact: BTreeMap<String, FactWords>,
    pub post: PostWords,
    pub recipe: BTreeMap<Recipe, RecipeWords>,
    pub cta: BTreeMap<String, Vec<String>>,
    pub cta_head: BTreeMap<String, Vec<String>>,
    pub cta_tag: BTreeMap<String, String>,
    pub cta_show: BTreeMap<String, Vec<String>>,
    pub direct: DirectWords,
    pub occasion: Vec<Occasion>,
    pub domain: Vec<Domain>,
    pub facet: Vec<Facet>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostWords {
    pub titles: Vec<String>,
    pub description: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipeWords {
    pub keys: Vec<String>,
    pub hook: Vec<String>,
    pub head: Vec<String>,
}

/// How facts of one kind are said and shown: `when`, `price`, `place`, `contact`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactWords {
    pub keys: Vec<String>,
    pub lead: Vec<String>,
    pub tag: String,
    pub show: Vec<String>,
}

/// What a subject is about, known by its words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    pub id: String,
    /// Says how something is given, not what: of the lessons of a surf school the surf is seen.
    #[serde(default)]
    pub is_frame: bool,
    /// Its things make a gift.
    #[serde(default)]
    pub is_gift: bool,
    pub keys: Vec<String>,
    pub tag: String,
    pub show: Vec<String>,
    pub about: String,
    pub head: Vec<String>,
    pub say: Vec<String>,
}

/// A side from which any subject of a family can be looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    pub id: String,
    #[serde(rename = "for")]
    pub family: String,
    /// All of them.
    #[serde(default)]
    pub needs: Vec<Need>,
    pub tag: String,
    pub show: Vec<String>,
    pub about: String,
    pub head: Vec<String>,
    pub say: Vec<String>,
}

/// What a film must have for a facet to suit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Who it is for: nobody is addressed who is not named.
    Audience,
    /// Something that can be taken apart: neither a list nor instructions.
    Idea,
    /// No text of the user's own, which explains by itself.
    NoMaterial,
    /// A subject that makes a gift, or one of no domain.
    Gift,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occasion {
    pub keys: Vec<String>,
    pub show: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectWords {
    pub shots: Shots,
    pub describe: Vec<String>,
    pub describe_plain: Vec<String>,
    pub light: BTreeMap<String, Vec<String>>,
    pub mood: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shots {
    pub close: String,
    pub detail: String,
    pub medium: String,
    pub wide: String,
    pub top: String,
}

impl Domain {
    /// Whether a word belongs to it.
    pub fn is_about(&self, word: &str) -> bool {
        let hay = haystack([word]);
        !word.is_empty() && self.keys.iter().any(|key| holds(&hay, key))
    }
}

impl DirectWords {
    pub fn light(&self, tone: Tone) -> &[String] {
        self.light.get(&template::tone_letter(tone).to_string()).map_or(&[], Vec::as_slice)
    }

    pub fn mood(&self, tone: Tone) -> &[String] {
        self.mood.get(&template::tone_letter(tone).to_string()).map_or(&[], Vec::as_slice)
    }
}

/// A text made ready for looking up keys: lower case, apostrophes and punctuation as spaces, a space at both ends.
pub fn haystack<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hay = String::from(" ");
    for text in texts {
        for c in text.chars().flat_map(char::to_lowercase) {
            let kept = if c.is_alphanumeric() || matches!(c, '-' | '&') { c } else { ' ' };
            if kept != ' ' || !hay.ends_with(' ') {
                hay.push(kept);
            }
        }
        if !hay.ends_with(' ') {
            hay.push(' ');
        }
    }
    hay
}

/// Whether `hay` (from [`haystack`]) holds the key: a word's beginning, or with `=` before it a whole word.
pub fn holds(hay: &str, key: &str) -> bool {
    let plain = |key: &str| key.replace(['\'', '’'], " ");
    match key.strip_prefix('=') {
        Some(word) => hay.contains(&format!(" {} ", plain(word))),
        None => hay.contains(&format!(" {}", plain(key))),
    }
}

impl Grammar {
    /// Whether the grammar's keys know the word: then a capital at a line's start makes no name of it.
    pub fn knows(&self, word: &str) -> bool {
        let hay = haystack([word]);
        let recipes = self.recipe.values().flat_map(|recipe| &recipe.keys);
        self.domain.iter().flat_map(|domain| &domain.keys).chain(recipes).any(|key| {
            // Places are keys of travel, and names all the same.
            !PLACES.contains(&key.as_str()) && holds(&hay, key)
        })
    }
}

/// Keys that are names.
const PLACES: &[&str] =
    &["sardegna", "sicilia", "toscana", "mallorca", "ibiza", "bretagne", "provence", "ostsee", "bali"];

/// The grammar of a language.
pub fn grammar(language: Language) -> &'static Grammar {
    // Parsed once and never changed: a table, like a constant.
    static GRAMMARS: LazyLock<BTreeMap<Language, Grammar>> =
        LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, parse(language))).collect());
    &GRAMMARS[&language.of_studio()]
}

fn parse(language: Language) -> Grammar {
    let text = match language {
        Language::It => include_str!("../grammar/it.toml"),
        Language::En | Language::Other(_) => include_str!("../grammar/en.toml"),
        Language::Es => include_str!("../grammar/es.toml"),
        Language::Fr => include_str!("../grammar/fr.toml"),
        Language::De => include_str!("../grammar/de.toml"),
        Language::Pt => include_str!("../grammar/pt.toml"),
    };
    toml::from_str(text).unwrap_or_else(|error| panic!("grammar/{language}.toml: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_beginnings_or_whole_words() {
        let hay = haystack(["Un'app eco-friendly,", "per l'Estate"]);
        assert_eq!(hay, " un app eco-friendly per l estate ");
        assert!(holds(&hay, "eco-"));
        assert!(holds(&hay, "=app"));
        assert!(!holds(&hay, "=eco"));
        assert!(!holds(&hay, "friend"));
    }
}
