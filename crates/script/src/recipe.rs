//! Which kind of film a brief asks for, and what its subject is about.

use aida_protocol::{Language, Platform, ProjectBrief};
use serde::Deserialize;

use crate::{
    lexicon::{Domain, Grammar, haystack, holds},
    noun::{Kind, Phrase},
};

/// The kind of film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipe {
    Advert,
    Explainer,
    Howto,
    List,
    Event,
    Announcement,
    Greeting,
    Story,
    Quote,
}

impl Recipe {
    pub const ALL: [Recipe; 9] = [
        Recipe::Advert,
        Recipe::Explainer,
        Recipe::Howto,
        Recipe::List,
        Recipe::Event,
        Recipe::Announcement,
        Recipe::Greeting,
        Recipe::Story,
        Recipe::Quote,
    ];

    /// The families of facets it draws from: its own first, then, for long films, its kin.
    pub const fn families(self) -> &'static [&'static str] {
        match self {
            Recipe::Advert => &["offer", "know", "heart"],
            Recipe::Event | Recipe::Announcement => &["event", "heart", "know"],
            Recipe::Explainer | Recipe::List => &["know", "heart", "offer"],
            Recipe::Howto => &["do", "know", "heart"],
            Recipe::Greeting => &["heart", "know", "offer"],
            Recipe::Story => &["tale", "heart", "know"],
            Recipe::Quote => &["line", "heart", "know"],
        }
    }

    /// How many of its families come before the sides that anything can be looked at from.
    pub const fn near_families(self) -> usize {
        if matches!(self, Recipe::Howto | Recipe::Story | Recipe::Quote) { 2 } else { 1 }
    }

    /// Whether it offers something that its end may show once more.
    pub const fn is_offer(self) -> bool {
        matches!(self, Recipe::Advert | Recipe::Announcement | Recipe::Event)
    }

    /// Whether its points build on each other and keep the grammar's order.
    pub const fn in_order(self) -> bool {
        matches!(self, Recipe::Explainer | Recipe::Howto | Recipe::List | Recipe::Event | Recipe::Story)
    }

    /// Which calls to action fit, by their names in the grammar, best first.
    pub const fn calls(self, platform: Platform) -> [&'static str; 2] {
        let by_platform = match platform {
            Platform::Instagram | Platform::InstagramFeed => "instagram",
            Platform::Tiktok => "tiktok",
            Platform::Youtube | Platform::YoutubeShorts => "youtube",
            Platform::Facebook
            | Platform::Linkedin
            | Platform::X
            | Platform::Whatsapp
            | Platform::Pinterest => "social",
            Platform::Web => "web",
        };
        match self {
            Recipe::Event => ["event", by_platform],
            Recipe::Greeting => ["greeting", "greeting"],
            // Nothing is for sale where a tale was told.
            Recipe::Story | Recipe::Quote if matches!(platform, Platform::Web) => ["tale", "tale"],
            _ => [by_platform, by_platform],
        }
    }
}

/// The recipe that the brief's words ask for; an advert when they ask for none.
pub fn detect(brief: &ProjectBrief, phrase: &Phrase, grammar: &Grammar) -> Recipe {
    let texts = brief.requirements.iter().chain(&brief.quality_keywords).map(String::as_str);
    let asked = haystack(texts.chain([brief.subject.as_str()]));
    let wants = |recipe: Recipe| {
        grammar.recipe.get(&recipe).is_some_and(|words| words.keys.iter().any(|key| holds(&asked, key)))
    };
    if phrase.kind == Kind::Wish || wants(Recipe::Greeting) {
        return Recipe::Greeting;
    }
    if phrase.kind == Kind::Question {
        let is_howto = wants(Recipe::Howto) || asks_how_to(&phrase.bare, grammar);
        return if is_howto { Recipe::Howto } else { Recipe::Explainer };
    }
    // What is said of the subject itself weighs more than "spot" or "promo" said of the film.
    let specific = [Recipe::Quote, Recipe::Event, Recipe::Announcement];
    if let Some(recipe) = specific.into_iter().find(|recipe| wants(*recipe)) {
        return recipe;
    }
    if wants(Recipe::Advert) {
        return Recipe::Advert;
    }
    let rest = [Recipe::Howto, Recipe::Explainer, Recipe::List, Recipe::Story];
    if let Some(recipe) = rest.into_iter().find(|recipe| wants(*recipe)) {
        return recipe;
    }
    if is_topic(brief, phrase, grammar) { Recipe::Explainer } else { Recipe::Advert }
}

/// `How to start a vegetable garden`: what is done by whoever asks, where `how bees find their way` explains.
fn asks_how_to(question: &str, grammar: &Grammar) -> bool {
    let question = question.to_lowercase();
    let mut words = question.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let begins = |(word, next): (&str, &str)| {
        let fits = next.strip_prefix('=').map_or_else(|| second.ends_with(next), |whole| second == whole);
        word == first && fits
    };
    grammar.how_to.iter().filter_map(|key| key.split_once(' ')).any(begins)
}

/// "Un video sulla fotosintesi" explains, "un video per scarpe" offers, and what is one's own is offered.
fn is_topic(brief: &ProjectBrief, phrase: &Phrase, grammar: &Grammar) -> bool {
    let subject = haystack([brief.subject.as_str()]);
    if grammar.own_words.iter().any(|word| holds(&subject, &format!("={word}"))) {
        return false;
    }
    let Some(word) =
        (if phrase.head.is_empty() { phrase.bare.split(' ').next() } else { Some(phrase.head.as_str()) })
    else {
        return false;
    };
    let needle = haystack([word]);
    brief.requirements.iter().any(|requirement| {
        let hay = haystack([requirement.as_str()]);
        let Some(at) = hay.find(&needle) else { return false };
        let before = &hay[..=at];
        // An article or an adjective may stand between.
        before
            .split(' ')
            .filter(|word| !word.is_empty())
            .rev()
            .take(2)
            .any(|word| grammar.topic_words.iter().any(|topic| topic == word))
    })
}

/// The domains that the subject's words, or else its facts, belong to: at most two, the best first.
pub fn domains<'g>(brief: &ProjectBrief, grammar: &'g Grammar) -> Vec<&'g Domain> {
    let find = |hay: &str| -> Vec<&'g Domain> {
        let mut found: Vec<(usize, &Domain)> = grammar
            .domain
            .iter()
            .filter_map(|domain| {
                let first =
                    domain.keys.iter().filter(|key| holds(hay, key)).map(|key| place(hay, key)).min()?;
                Some((first, domain))
            })
            .collect();
        // A "course" or an "agency" says less than what it is for: a surf school has no use for books.
        found.sort_by_key(|(place, domain)| (domain.is_frame, *place));
        if found.len() > 1 && !found[0].1.is_frame {
            found.retain(|(_, domain)| !domain.is_frame);
        }
        found.into_iter().map(|(_, domain)| domain).take(2).collect()
    };
    // A cat in a bookshop's name does not make it a shop for pets.
    for subject in [without_names(brief), brief.subject.clone()] {
        let by_subject = find(&haystack([subject.as_str()]));
        if !by_subject.is_empty() {
            return by_subject;
        }
    }
    // What there is to eat at a meeting does not make it a dinner.
    let asked = haystack(brief.requirements.iter().map(String::as_str));
    let is_event = grammar
        .recipe
        .get(&Recipe::Event)
        .is_some_and(|words| words.keys.iter().any(|key| holds(&asked, key)));
    if is_event {
        return Vec::new();
    }
    let custom = brief.style_preferences.custom_description.as_deref();
    find(&haystack(brief.must_have.iter().map(String::as_str).chain(custom)))
}

/// The subject's words but for those with a capital inside it, which are names; in German every noun has one.
fn without_names(brief: &ProjectBrief) -> String {
    let is_plain = |(index, word): &(usize, &str)| {
        *index == 0 || brief.language == Language::De || !word.starts_with(char::is_uppercase)
    };
    let words = brief.subject.split_whitespace().enumerate().filter(is_plain);
    words.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

fn place(hay: &str, key: &str) -> usize {
    hay.find(&format!(" {}", key.trim_start_matches('='))).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_how_to_do_something_wants_instructions() {
        for (language, question) in [
            (Language::Pt, "Como começar uma horta na varanda"),
            (Language::It, "come fare il pane"),
            (Language::Es, "cómo plantar un árbol"),
            (Language::Fr, "comment faire du pain"),
            (Language::En, "how to bake bread"),
            (Language::De, "wie man Brot backt"),
        ] {
            assert!(asks_how_to(question, crate::lexicon::grammar(language)), "{question}");
        }
        for (language, question) in [
            (Language::Fr, "Comment les frères Lumière ont montré le premier film"),
            (Language::En, "how bees find their way"),
            (Language::Pt, "como as abelhas voam"),
        ] {
            assert!(!asks_how_to(question, crate::lexicon::grammar(language)), "{question}");
        }
    }
}
