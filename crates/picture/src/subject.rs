//! Which pictograms show a scene.

use aida_concepts::{Depiction, look_up};
use aida_protocol::{Language, VisualInput};

use crate::svg::pictogram;

/// Most pictograms that a picture uses.
const MOST: usize = 4;
/// Named things that need no companion from the subject's words.
const ENOUGH: usize = 2;
/// Below this a depiction is more association than meaning.
const CLEAR: f32 = 0.45;
/// From here on the word is the picture's name.
const NAMED: f32 = 0.8;

/// What a question word shows; beside a thing it says nothing.
const ASKING: [&str; 2] = ["❓", "❔"];
/// Emoji that show a certain day; a picture must not state one that nobody named.
const DATED: [&str; 5] = ["📅", "📆", "🗓️", "🗓", "📇"];
/// A calendar without a date, drawn here.
const CALENDAR: &str = concat!(
    r##"<path fill="#CCD6DD" d="M4 7h28a3 3 0 0 1 3 3v22a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V10a3 3 0 0 1 3-3z"/>"##,
    r##"<path fill="#DD2E44" d="M4 4h28a3 3 0 0 1 3 3v7H1V7a3 3 0 0 1 3-3z"/>"##,
    r##"<path fill="#66757F" d="M8 1h4v7H8zM24 1h4v7h-4z"/>"##,
    r##"<path fill="#99AAB5" d="M6 18h5v4H6zM13 18h5v4h-5zM20 18h5v4h-5zM6 25h5v4H6zM13 25h5v4h-5z"/>"##,
    r##"<path fill="#DD2E44" d="M20 25h5v4h-5z"/>"##
);

/// Something to show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pictogram {
    pub emoji: &'static str,
    /// The word of the scene that it stands for.
    pub word: String,
    /// Whether the script named it as a thing to show.
    pub named: bool,
    /// Content of a 36 × 36 SVG.
    pub svg: &'static str,
}

impl Pictogram {
    pub fn is_calendar(&self) -> bool {
        self.svg == CALENDAR
    }

    /// Where the drawing came from.
    pub fn source(&self) -> String {
        match self.emoji.strip_prefix("drawn:") {
            Some(name) => format!("studio {name}"),
            None if self.is_calendar() => "studio calendar".to_owned(),
            None => format!("twemoji {}", self.emoji),
        }
    }
}

/// What the scene speaks of, the main thing first; empty when nothing of it can be shown.
/// The scene's own concepts come first, then its texts, then the subject of the whole film.
pub(crate) fn pictograms(input: &VisualInput) -> Vec<Pictogram> {
    let code = input.brief.language.of_studio().code();
    let scene = &input.scene;
    let mut found: Vec<Pictogram> = Vec::new();
    // Words that name a thing exactly decide before words that only suggest one.
    let concepts: Vec<_> = scene.concepts.iter().flat_map(|concept| look_up(code, concept)).collect();
    take(&mut found, &concepts, 0.0, true);
    // Beside named concepts, only what a text names outright may stand.
    if found.is_empty() {
        for text in [&scene.headline, &scene.text, &input.brief.subject, &scene.narration] {
            take(&mut found, &look_up(code, text), CLEAR, false);
        }
    } else if found.len() < ENOUGH {
        // What is said in passing, `here` or `today`, is no companion of what the scene is about, and a headline's
        // figure of speech none at all: `Change perspective` has no coins. Of the subject's words those are that can
        // be seen.
        let things: Vec<_> =
            look_up(code, &without_names(input)).into_iter().filter(|depiction| depiction.is_thing).collect();
        take(&mut found, &things, NAMED, false);
    }
    found.truncate(MOST);
    if found.iter().any(|pictogram| !ASKING.contains(&pictogram.emoji)) {
        found.retain(|pictogram| pictogram.named || !ASKING.contains(&pictogram.emoji));
    }
    found
}

/// The subject but for words with a capital inside it: of the ice cream parlour `Nonna Rosa` no grandmother is seen. In
/// German every noun has one.
fn without_names(input: &VisualInput) -> String {
    let is_german = input.brief.language == Language::De;
    let words = input.brief.subject.split_whitespace().enumerate();
    let kept = words.filter(|(at, word)| *at == 0 || is_german || !word.starts_with(char::is_uppercase));
    kept.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

/// Adds the best depiction of each word, then the second best while there is room for companions.
fn take(found: &mut Vec<Pictogram>, depictions: &[Depiction], least: f32, named: bool) {
    let mut words: Vec<&str> = Vec::new();
    for depiction in depictions {
        let first_of_word = !words.contains(&depiction.word.as_str());
        words.push(&depiction.word);
        let known = found.iter().any(|pictogram| pictogram.emoji == depiction.emoji);
        if !first_of_word || known || depiction.score < least || found.len() >= MOST {
            continue;
        }
        let drawn =
            if DATED.contains(&depiction.emoji) { Some(CALENDAR) } else { pictogram(depiction.emoji) };
        if let Some(svg) = drawn {
            found.push(Pictogram { emoji: depiction.emoji, word: depiction.word.clone(), named, svg });
        }
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::{BriefDefaults, BriefInput, FrameSize, Scene, SceneSlot, Shot};

    use super::*;

    fn shown(headline: &str, narration: &str, concepts: &[&str]) -> Vec<&'static str> {
        shown_of("bees", Language::En, headline, narration, concepts)
    }

    fn shown_of(
        subject: &str,
        language: Language,
        headline: &str,
        narration: &str,
        concepts: &[&str],
    ) -> Vec<&'static str> {
        let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Default::default() };
        let brief = BriefInput { subject: Some(subject.into()), ..BriefInput::default() };
        let scene = Scene {
            id: 1,
            headline: headline.into(),
            narration: narration.into(),
            concepts: concepts.iter().map(|concept| (*concept).to_owned()).collect(),
            ..Scene::default()
        };
        let mut brief = brief.complete(defaults).unwrap();
        brief.language = language;
        let input = VisualInput {
            brief,
            scene,
            slot: SceneSlot { of: 3, start: 2.0, film: 6.0 },
            shot: Shot::default(),
            frame: FrameSize { width: 270, height: 480 },
        };
        pictograms(&input).into_iter().map(|pictogram| pictogram.emoji).collect()
    }

    #[test]
    fn of_a_subject_its_things_are_seen_not_its_names() {
        let beside = |subject, language| shown_of(subject, language, "", "", &["calendario"]);
        let parlour = beside("gelateria Nonna Rosa a Bologna", Language::It);
        assert!(parlour.contains(&"🍦") && !parlour.contains(&"👵"), "{parlour:?}");
        // A new book is no rocket.
        let book = beside("livro novo de Ana Ribeiro", Language::Pt);
        assert!(book.contains(&"📚") && !book.contains(&"🚀"), "{book:?}");
        let tower = shown_of("vecchio faro", Language::It, "", "", &["faro"]);
        assert_eq!(tower, ["drawn:lighthouse"]);
    }

    #[test]
    fn what_is_said_in_passing_is_no_companion() {
        assert_eq!(shown("Look", "Take the bus or the train", &["flower"]), shown("Look", "", &["flower"]));
        assert_eq!(shown("Change what you think", "", &["flower"]), shown("Look", "", &["flower"]));
        assert!(shown("Look", "Take the train", &[]).iter().any(|emoji| *emoji == "🐝" || *emoji == "🚆"));
    }
}
