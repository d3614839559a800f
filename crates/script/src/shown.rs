//! What nobody says stands in a picture: no fact of the brief is lost.

use aida_protocol::Scene;

use crate::{clean, facts, film::Film};

/// Longest main line of a picture, line beside it, and button.
const MOST_CHARS: usize = 90;
const MOST_BESIDE: usize = 60;
const MOST_BUTTON: usize = 44;

/// Puts the facts that neither voice nor pictures tell into the pictures; returns those that found no place.
pub fn show_unsaid(film: &Film, scenes: &mut [Scene]) -> Vec<String> {
    let mut left = Vec::new();
    let mut taken = vec![false; scenes.len()];
    let last = scenes.len().saturating_sub(1);
    for fact in unsaid(film, scenes) {
        let fits = fact.chars().count() <= MOST_CHARS;
        let is_free = |index: usize, scenes: &[Scene], taken: &[bool]| {
            !taken[index]
                && matches!(scenes[index].role.as_str(), "point")
                && !film.must.iter().any(|known| facts::holds(&scenes[index].headline, known))
        };
        let headline = (0..scenes.len()).find(|index| fits && is_free(*index, scenes, &taken));
        // A line of its own below a scene's words; the hook's and the call's lines last.
        let order = (1..last).chain([0, last]);
        let kicker = order.into_iter().find(|index| {
            let words = scenes.get(*index).map_or("", |scene| scene.kicker.as_str());
            let most = if *index == last { MOST_BUTTON } else { MOST_BESIDE };
            fact.chars().count() <= most
                && *index < scenes.len()
                && !taken[*index]
                && !film.must.iter().any(|known| facts::holds(words, known))
        });
        match (headline, kicker) {
            (Some(index), _) => {
                scenes[index].headline = clean::capitalised(&fact);
                taken[index] = true;
            }
            (None, Some(index)) => {
                scenes[index].kicker = clean::capitalised(&fact);
                taken[index] = true;
            }
            (None, None) => left.push(fact),
        }
    }
    left
}

/// The facts that stand in no narration, headline or kicker; the subject, where only its short name is told, too.
fn unsaid(film: &Film, scenes: &[Scene]) -> Vec<String> {
    let lines: Vec<&str> = scenes
        .iter()
        .flat_map(|scene| [scene.narration.as_str(), scene.headline.as_str(), scene.kicker.as_str()])
        .collect();
    let is_told = |fact: &str| lines.iter().any(|line| facts::holds(line, fact));
    let mut missing: Vec<String> =
        film.must.iter().chain(&film.quote).filter(|fact| !is_told(fact)).cloned().collect();
    if !film.phrase.bare.is_empty() && !is_told(&film.phrase.bare) {
        missing.push(film.phrase.bare.clone());
    }
    missing
}
