//! The director: how each scene of a script looks.

mod layouts;

use aida_protocol::{DirectorInput, ProjectBrief, Scene, Shot, Storyboard, Tone};

pub use layouts::LAYOUTS;
use layouts::{MIDDLE, layout_choices};

use crate::{
    clean, compose,
    lexicon::{self, DirectWords},
    palette,
    seed::Dice,
    template::{self, Slots},
};

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
    use super::{layouts::CLOSING, *};
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
