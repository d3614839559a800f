//! What belongs to the world of a thing: waves and palms to surfing.

use crate::{
    index::{PICTURES, bare, find_glyph},
    lookup::look_up_word,
    normalise::CODES,
};

/// `what a film is about<TAB>what belongs to its world`, both as pictograms.
static KIN: &str = include_str!("../data/kin.tsv");

/// The names, in the language `code`, of what belongs to the world of the thing that `word` means, the nearest first;
/// each is found again by [`look_up_word`]. Empty where the thing has no world of its own.
pub fn kin(code: &str, word: &str) -> Vec<&'static str> {
    let Some(column) = CODES.iter().position(|known| *known == code) else { return Vec::new() };
    let meant = look_up_word(code, word);
    let Some(thing) = meant.first() else { return Vec::new() };
    let worlds = rows().filter(|(heads, _)| heads.contains(&bare(thing.emoji)));
    let glyphs = worlds.flat_map(|(_, kin)| kin).filter(|glyph| *glyph != bare(thing.emoji));
    let names = glyphs.filter_map(|glyph| Some((PICTURES[find_glyph(&glyph)?].names[column], glyph)));
    let is_found = |(name, glyph): &(&'static str, String)| {
        look_up_word(code, name).first().is_some_and(|found| bare(found.emoji) == *glyph)
    };
    names.filter(is_found).map(|(name, _)| name).collect()
}

fn rows() -> impl Iterator<Item = (Vec<String>, Vec<String>)> {
    let glyphs = |text: &str| text.split(' ').map(bare).collect();
    let lines = KIN.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(move |(heads, kin)| (glyphs(heads), glyphs(kin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_brings_its_world() {
        assert!(kin("pt", "surf").contains(&"palmeira"), "{:?}", kin("pt", "surf"));
        assert!(kin("de", "Solaranlagen").contains(&"Batterie"), "{:?}", kin("de", "Solaranlagen"));
        assert!(kin("en", "houseplants").contains(&"cactus"), "{:?}", kin("en", "houseplants"));
        assert!(kin("en", "invoice").is_empty() && kin("xx", "surf").is_empty());
    }

    #[test]
    fn every_world_has_enough_to_show_in_every_language() {
        let mut heads_seen: Vec<String> = Vec::new();
        let mut faults: Vec<String> = Vec::new();
        for (heads, kin) in rows() {
            let unknown = heads.iter().chain(&kin).filter(|glyph| find_glyph(glyph).is_none());
            faults.extend(unknown.map(|glyph| format!("{glyph} is no picture")));
            let twice = heads.iter().filter(|head| heads_seen.contains(head));
            faults.extend(twice.map(|head| format!("{head} has two worlds")));
            heads_seen.extend(heads.clone());
            for (column, code) in CODES.into_iter().enumerate() {
                let is_found = |glyph: &&String| {
                    let name = find_glyph(glyph).map_or("", |number| PICTURES[number].names[column]);
                    look_up_word(code, name).first().is_some_and(|found| bare(found.emoji) == **glyph)
                };
                let lost: Vec<&String> = kin.iter().filter(|glyph| !is_found(glyph)).collect();
                if kin.len() - lost.len() < 2 {
                    faults.push(format!("{code} {heads:?}: {lost:?} are not found by their names"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
