//! Which pictograms show a scene.

use aida_concepts::{Depiction, look_up};
use aida_protocol::VisualInput;

use crate::svg::pictogram;

/// Most pictograms that a picture uses.
const MOST: usize = 4;
/// Below this a depiction is more association than meaning.
const CLEAR: f32 = 0.45;
/// From here on the word is the picture's name.
const NAMED: f32 = 0.8;

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

/// What the scene speaks of, the main thing first; empty when nothing of it can be shown.
/// The scene's own concepts come first, then its texts, then the subject of the whole film.
pub(crate) fn pictograms(input: &VisualInput) -> Vec<Pictogram> {
    let code = input.brief.language.code();
    let scene = &input.scene;
    let mut found: Vec<Pictogram> = Vec::new();
    // Words that name a thing exactly decide before words that only suggest one.
    let concepts: Vec<_> = scene.concepts.iter().flat_map(|concept| look_up(code, concept)).collect();
    take(&mut found, &concepts, 0.0, true);
    // Beside named concepts, only what a text names outright may stand.
    let least = if found.is_empty() { CLEAR } else { NAMED };
    for text in [&scene.headline, &scene.text, &input.brief.subject, &scene.narration] {
        if found.len() >= MOST {
            break;
        }
        take(&mut found, &look_up(code, text), least, false);
    }
    found.truncate(MOST);
    found
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
        if let Some(svg) = pictogram(depiction.emoji) {
            found.push(Pictogram { emoji: depiction.emoji, word: depiction.word.clone(), named, svg });
        }
    }
}
