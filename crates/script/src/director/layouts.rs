//! Which layouts fit a scene.

use aida_protocol::{ProjectBrief, Scene};

use crate::{facts, lexicon::Grammar};

/// The layouts that the illustrator draws.
pub const LAYOUTS: [&str; 32] = [
    "hero_center",
    "hero_left",
    "hero_right",
    "big_type",
    "split_vertical",
    "split_diagonal",
    "grid_repeat",
    "orbit",
    "giant_crop",
    "badge",
    "number",
    "quote",
    "list_card",
    "horizon",
    "spotlight",
    "cta_button",
    "counter",
    "bar",
    "timeline",
    "calendar",
    "arch",
    "pattern",
    "stickers",
    "sunburst",
    "diptych",
    "frame",
    "band",
    "ticket",
    "rows",
    "speech",
    "skyline",
    "map",
];

const OPENING: &[&str] = &[
    "hero_center",
    "hero_left",
    "hero_right",
    "giant_crop",
    "spotlight",
    "split_diagonal",
    "split_vertical",
    "orbit",
    "arch",
    "sunburst",
    "stickers",
    "pattern",
    "frame",
    "band",
    "big_type",
];
pub(super) const MIDDLE: &[&str] = &[
    "hero_left",
    "hero_right",
    "hero_center",
    "big_type",
    "split_vertical",
    "split_diagonal",
    "grid_repeat",
    "orbit",
    "giant_crop",
    "badge",
    "horizon",
    "spotlight",
    "arch",
    "pattern",
    "stickers",
    "sunburst",
    "diptych",
    "frame",
    "band",
];
const FACT: &[&str] =
    &["badge", "big_type", "spotlight", "split_vertical", "ticket", "frame", "band", "arch", "sunburst"];
const LISTS: &[&str] = &["list_card", "rows", "diptych", "stickers", "grid_repeat"];
const QUOTES: &[&str] = &["quote", "speech", "frame"];
const PLACES: &[&str] = &["skyline", "map", "horizon"];
pub(super) const CLOSING: &[&str] = &[
    "cta_button",
    "badge",
    "arch",
    "sunburst",
    "spotlight",
    "split_vertical",
    "giant_crop",
    "pattern",
    "frame",
    "band",
    "hero_left",
    "hero_right",
];

/// The layouts that fit a scene.
pub(super) fn layout_choices(
    brief: &ProjectBrief,
    scene: &Scene,
    (first, last): (bool, bool),
    grammar: &'static Grammar,
) -> Vec<&'static str> {
    let is_date = facts::kind_of(&scene.headline, grammar)
        .is_some_and(|kind| grammar.fact.get("when").is_some_and(|when| std::ptr::eq(kind, when)));
    let number = number_choices(&scene.headline, is_date);
    let is_place = facts::kind_of(&scene.headline, grammar)
        .is_some_and(|kind| grammar.fact.get("place").is_some_and(|place| std::ptr::eq(kind, place)))
        || scene
            .concepts
            .first()
            .is_some_and(|concept| grammar.place_words.contains(&concept.to_lowercase()));
    match scene.role.as_str() {
        "call_to_action" => CLOSING.to_vec(),
        "quote" => QUOTES.to_vec(),
        "hook" | "point" if is_quoted(brief, &scene.headline) => QUOTES.to_vec(),
        "list" => LISTS.to_vec(),
        "proof" if is_place => PLACES.to_vec(),
        "proof" | "point" if !number.is_empty() => number,
        "proof" => FACT.to_vec(),
        "hook" => OPENING.to_vec(),
        _ if !number.is_empty() => number,
        _ if first => OPENING.to_vec(),
        _ if is_place => PLACES.to_vec(),
        // A script of the user's own names no roles; what it ends with need not be a button.
        _ if last && scene.concepts.is_empty() => {
            vec!["big_type", "hero_center", "spotlight", "frame"]
        }
        _ => MIDDLE.to_vec(),
    }
}

/// Whether the brief has a headline of three words or more between quotation marks.
fn is_quoted(brief: &ProjectBrief, headline: &str) -> bool {
    let bare = headline.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let texts = brief.requirements.iter().chain(&brief.must_have).chain([&brief.subject]);
    bare.split(' ').count() > 2
        && texts.map(|text| text.to_lowercase()).any(|text| {
            let Some((before, after)) = text.split_once(&bare) else { return false };
            before.trim_end().ends_with(['«', '»', '“', '„', '"', '‹'])
                && after
                    .trim_start_matches(['.', '!', '?', '…', ' '])
                    .starts_with(['«', '»', '“', '”', '"', '›'])
        })
}

/// The number graphics that fit what a headline counts; none without a digit.
fn number_choices(headline: &str, is_date: bool) -> Vec<&'static str> {
    if !headline.chars().any(|c| c.is_ascii_digit()) {
        return Vec::new();
    }
    if headline.contains('%') {
        return vec!["number", "bar", "counter"];
    }
    let numbers =
        headline.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<u32>().ok());
    let numbers: Vec<u32> = numbers.collect();
    if numbers.iter().any(|number| (1500..2100).contains(number)) {
        return vec!["timeline", "counter", "number"];
    }
    if headline.contains(['€', '$', '£']) {
        return vec!["counter", "number", "ticket"];
    }
    match numbers.first() {
        _ if is_date => vec!["calendar", "number", "timeline", "counter"],
        Some(2..=12) => vec!["bar", "counter", "number"],
        _ => vec!["counter", "number", "bar"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brief;

    #[test]
    fn what_is_quoted_looks_like_a_quotation() {
        let mut brief = brief("pt", "amizade", 20.0);
        brief.requirements = vec!["uma citação: «Quem planta amizade colhe alegria.»".to_owned()];
        assert!(is_quoted(&brief, "Quem planta amizade colhe alegria"));
        assert!(!is_quoted(&brief, "Planta amizade"));
        brief.requirements = vec!["quem planta amizade colhe alegria".to_owned()];
        assert!(!is_quoted(&brief, "Quem planta amizade colhe alegria"));
    }
}
