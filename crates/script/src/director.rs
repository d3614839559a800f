//! The director: how each scene of a script looks.

use aida_protocol::{DirectorInput, ProjectBrief, Scene, Shot, Storyboard, Tone};

use crate::{
    clean, compose, facts,
    lexicon::{self, DirectWords, Grammar},
    palette,
    seed::Dice,
    template::{self, Slots},
};

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
const MIDDLE: &[&str] = &[
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
const CLOSING: &[&str] = &[
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

/// Decides the storyboard of a script by rules; the same brief and script give the same one. One shot a scene, no two
/// neighbours with the same layout or camera movement.
pub fn direct(input: &DirectorInput) -> Storyboard {
    let brief = &input.brief;
    let mut dice = Dice::for_brief(brief, "director");
    let palette = palette::choose(brief, &mut dice);
    let grammar = lexicon::grammar(brief.language);
    let words = &grammar.direct;
    let mut layouts = Turns::default();
    let mut cameras = Turns::default();
    let last = input.script.scenes.len().saturating_sub(1);
    let mut shots = Vec::with_capacity(input.script.scenes.len());
    for (index, scene) in input.script.scenes.iter().enumerate() {
        let layout =
            layouts.take(&layout_choices(brief, scene, (index == 0, index == last), grammar), &mut dice);
        let camera = cameras.take(&camera_choices(layout, brief.tone), &mut dice);
        shots.push(shot(brief, scene, layout, camera, palette, words, &mut dice));
    }
    Storyboard { scenes: shots }
}

/// The layouts that fit a scene.
fn layout_choices(
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
        || scene.concepts.first().is_some_and(|concept| names_place(concept));
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

/// Whether a word to be shown is a town or a journey.
fn names_place(concept: &str) -> bool {
    const PLACE_WORDS: [&str; 30] = [
        "città",
        "city",
        "ciudad",
        "ville",
        "stadt",
        "cidade",
        "mappa",
        "map",
        "mapa",
        "carte",
        "karte",
        "viaggio",
        "travel",
        "trip",
        "viaje",
        "voyage",
        "reise",
        "viagem",
        "strada",
        "street",
        "calle",
        "rue",
        "straße",
        "rua",
        "quartiere",
        "barrio",
        "quartier",
        "viertel",
        "bairro",
        "town",
    ];
    PLACE_WORDS.contains(&concept.to_lowercase().as_str())
}

fn camera_choices(layout: &str, tone: Tone) -> Vec<&'static str> {
    let by_layout: &[&str] = match layout {
        "horizon" | "skyline" | "map" => &["pan left", "pan right", "parallax"],
        "giant_crop" => &["pull out", "tilt up", "tilt down", "pan left", "pan right"],
        "hero_left" | "hero_right" | "split_vertical" => &["parallax", "push in", "pan left", "pan right"],
        "split_diagonal" => &["parallax", "tilt up", "pan right", "push in"],
        "grid_repeat" | "pattern" | "band" => &["pan left", "pan right", "tilt up", "tilt down", "pull out"],
        "orbit" | "stickers" | "arch" | "diptych" => &["parallax", "push in", "pull out"],
        "spotlight" | "sunburst" => &["push in", "pull out", "static"],
        "quote" | "speech" | "list_card" | "rows" | "frame" | "ticket" => &["push in", "static", "tilt up"],
        "cta_button" | "badge" | "number" | "counter" | "bar" | "timeline" | "calendar" => {
            &["push in", "pull out", "parallax"]
        }
        _ => &["push in", "pull out", "parallax", "tilt up"],
    };
    let unfit: &[&str] = match tone {
        Tone::Energetic | Tone::Playful | Tone::Dramatic => &["static"],
        Tone::Calm | Tone::Elegant | Tone::Emotional => &["tilt down", "pan left"],
        _ => &[],
    };
    by_layout.iter().filter(|movement| !unfit.contains(movement)).copied().collect()
}

/// Remembers what was used, so that the least used comes next and nothing comes twice in a row.
#[derive(Default)]
struct Turns {
    used: Vec<&'static str>,
}

impl Turns {
    fn take(&mut self, choices: &[&'static str], dice: &mut Dice) -> &'static str {
        let before = self.used.last().copied();
        let free = |choices: &[&'static str]| -> Vec<&'static str> {
            choices.iter().filter(|choice| Some(**choice) != before).copied().collect()
        };
        let mut left = free(choices);
        if left.is_empty() {
            // What alone would fit has just been shown; something that fits anything follows.
            left = free(if LAYOUTS.contains(&choices.first().copied().unwrap_or_default()) {
                MIDDLE
            } else {
                &["push in", "parallax"]
            });
        }
        let count = |choice: &str| self.used.iter().filter(|used| **used == choice).count();
        let least = left.iter().map(|choice| count(choice)).min().unwrap_or(0);
        left.retain(|choice| count(choice) == least);
        let chosen = dice.pick(&left).copied().unwrap_or_default();
        self.used.push(chosen);
        chosen
    }
}

fn shot(
    brief: &ProjectBrief,
    scene: &Scene,
    layout: &'static str,
    camera: &str,
    palette: &str,
    words: &DirectWords,
    dice: &mut Dice,
) -> Shot {
    let shots = &words.shots;
    let size = match layout {
        "giant_crop" => &shots.detail,
        "hero_center" | "spotlight" | "number" | "badge" | "arch" | "sunburst" => &shots.close,
        "horizon" | "grid_repeat" | "skyline" | "pattern" => &shots.wide,
        "orbit" | "list_card" | "map" | "stickers" => &shots.top,
        _ => &shots.medium,
    };
    let lighting = dice.pick(words.light(brief.tone)).cloned().unwrap_or_default();
    let mood = dice.pick(words.mood(brief.tone)).cloned().unwrap_or_default();
    let mut slots = Slots::default();
    slots.set("shot", size.clone());
    slots.set("light", lighting.clone());
    slots.set("mood", mood.clone());
    slots.set("show", compose::listed(&scene.concepts, &lexicon::grammar(brief.language).and));
    let templates = if scene.concepts.is_empty() { &words.describe_plain } else { &words.describe };
    let options: Vec<String> = templates.iter().filter_map(|text| template::fill(text, &slots)).collect();
    Shot {
        scene_id: scene.id,
        visual_description: dice.pick(&options).cloned().unwrap_or_else(|| clean::tidy(&scene.text)),
        camera_movement: camera.to_owned(),
        lighting,
        mood,
        shot: size.clone(),
        layout: layout.to_owned(),
        palette: palette.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brief;
    use aida_protocol::{Script, WriterInput};

    #[test]
    fn every_scene_has_a_shot_that_differs_from_the_one_before() {
        for seconds in [15.0, 60.0, 600.0] {
            let brief = brief("it", "scarpe eco-friendly", seconds);
            let script = crate::write(&WriterInput { brief: brief.clone() }).script;
            let board = direct(&DirectorInput { brief, script: script.clone() });
            assert_eq!(board.scenes.len(), script.scenes.len());
            assert!(board.scenes.iter().all(|shot| LAYOUTS.contains(&shot.layout.as_str())));
            assert!(board.scenes.windows(2).all(|pair| pair[0].layout != pair[1].layout));
            assert!(board.scenes.windows(2).all(|pair| pair[0].camera_movement != pair[1].camera_movement));
            assert!(board.scenes.windows(2).all(|pair| pair[0].palette == pair[1].palette));
            assert!(CLOSING.contains(&board.scenes.last().unwrap().layout.as_str()));
        }
    }

    #[test]
    fn what_is_quoted_looks_like_a_quotation() {
        let mut brief = brief("pt", "amizade", 20.0);
        brief.requirements = vec!["uma citação: «Quem planta amizade colhe alegria.»".to_owned()];
        assert!(is_quoted(&brief, "Quem planta amizade colhe alegria"));
        assert!(!is_quoted(&brief, "Planta amizade"));
        brief.requirements = vec!["quem planta amizade colhe alegria".to_owned()];
        assert!(!is_quoted(&brief, "Quem planta amizade colhe alegria"));
    }

    #[test]
    fn scripts_of_the_users_own_are_directed_too() {
        let scene = |id, headline: &str| Scene {
            id,
            duration: 3.0,
            headline: headline.to_owned(),
            ..Scene::default()
        };
        let script = Script {
            scenes: vec![scene(1, ""), scene(2, "20 anni"), scene(3, "30 idee"), scene(4, "")],
            ..Script::default()
        };
        let board = direct(&DirectorInput { brief: brief("it", "", 12.0), script });
        for shot in &board.scenes[1..3] {
            assert!(["number", "counter", "bar"].contains(&shot.layout.as_str()), "{}", shot.layout);
        }
        assert_ne!(board.scenes[1].layout, board.scenes[2].layout, "no two neighbours alike");
        let empty = direct(&DirectorInput { brief: brief("it", "", 12.0), script: Script::default() });
        assert!(empty.scenes.is_empty());
    }
}
