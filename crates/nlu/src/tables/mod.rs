//! What the words of each language mean: one file a language, and one for what belongs to all.
//!
//! Tables are written folded (lower case, no accents). In a list, `|` and line ends part the phrases; a final
//! `*` takes any ending; a leading `~` marks a word that often belongs to the subject (`elegant watches`)
//! and counts only where it stands apart from it.

mod common;
mod de;
mod en;
mod es;
mod fr;
mod it;
mod pt;

use aida_protocol::{Aspect, ContentType, Gender, Language, Platform, Tone};

pub use common::{COMMON, LOANS};

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Content(ContentType),
    Platform(Platform),
    /// A platform together with a shape that is not its usual one.
    PlatformAspect(Platform, Aspect),
    Aspect(Aspect),
    Tone(Tone),
    /// How good or fast it should be; kept as a keyword.
    Quality,
    /// A look, such as `minimal`.
    Style,
    /// `style`, `colours`: what stands beside it is the look.
    StyleWord,
    /// A group of people.
    People,
    /// People by themselves, as `Gen Z`.
    Audience,
    /// `aimed at`: what follows is the audience.
    AudienceIntro,
    /// `with the slogan`: what follows has to appear.
    MustIntro,
    /// `about`: what follows is the subject.
    About,
    /// `for`: what follows may be the subject.
    Purpose,
    /// What asks for a film without saying anything of it.
    Ask,
    NoVoice,
    NoMusic,
    NoSound,
    NoCaptions,
    Voice(Gender),
    Seconds,
    Minutes,
    Hours,
    /// `lasting`, `length`: a length follows.
    LengthIntro,
    /// Half, before a unit: `half a minute`, `mezzo minuto`, `anderthalb` is [`Sense::OneAndHalf`].
    Half,
    OneAndHalf,
    /// After a unit: `e mezzo`, `y medio`.
    AndHalf,
    /// Months, for dates.
    Month,
    /// Discounts and prices.
    Offer,
}

#[derive(Debug)]
pub struct Table {
    pub language: Language,
    pub articles: &'static str,
    /// Also possessives, which say nothing of a subject.
    pub possessives: &'static str,
    pub prepositions: &'static str,
    pub conjunctions: &'static str,
    /// Of the prepositions and conjunctions, those that begin an accessory: `with`, `without`.
    pub with: &'static str,
    /// Other small words that tell the language.
    pub small: &'static str,
    /// Between two numbers: `to`, `bis`.
    pub until: &'static str,
    pub senses: &'static [(Sense, &'static str)],
    /// Letters that hardly any of the other languages have.
    pub letters: &'static str,
}

pub const TABLES: [&Table; 6] = [&it::TABLE, &en::TABLE, &es::TABLE, &fr::TABLE, &de::TABLE, &pt::TABLE];

pub fn table(language: Language) -> &'static Table {
    TABLES.into_iter().find(|table| table.language == language).unwrap_or(&en::TABLE)
}

/// The phrases of a list.
pub fn phrases(list: &str) -> impl Iterator<Item = &str> {
    list.split(['|', '\n']).map(str::trim).filter(|phrase| !phrase.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::fold;

    #[test]
    fn tables_are_written_folded_and_each_phrase_says_one_thing() {
        let mut twice = Vec::new();
        for table in TABLES {
            let words =
                [table.articles, table.possessives, table.prepositions, table.conjunctions, table.small];
            for list in words.into_iter().chain(table.senses.iter().map(|(_, list)| *list)) {
                assert_eq!(fold(list), list, "{}", table.language);
            }
            let mut seen = std::collections::HashMap::new();
            for (sense, list) in table.senses {
                for phrase in phrases(list) {
                    let other = seen.insert(phrase.trim_start_matches('~'), sense);
                    twice.extend(
                        other.map(|other| format!("{}: {phrase} is {sense:?}, {other:?}", table.language)),
                    );
                }
            }
        }
        assert_eq!(twice, Vec::<String>::new());
    }
}
