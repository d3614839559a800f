//! The writer: from a brief to scenes, words and durations.

use aida_protocol::{ContentType, PostText, ProjectBrief, Scene, Script, Source, WriterInput};

use crate::{
    compose,
    draft::{Draft, Role},
    film::Film,
    picture_words::PictureWords,
    pool::Pool,
    post,
    recipe::Recipe,
    seed::Dice,
    shown, silent,
    timing::{self, Wish},
};

/// A script and the words to post the work with.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub script: Script,
    pub post: PostText,
}

/// Writes the script of a brief by grammar. The same brief gives the same script. Scenes count from 1, their
/// durations (seconds, whole frames but for the last) add up to the brief's; nothing is said that the brief does not say.
pub fn write(input: &WriterInput) -> Written {
    let film = Film::read(&input.brief);
    let mut dice = Dice::for_brief(&input.brief, "writer");
    let mut pool = Pool::new(film.slots.clone(), film.tone, film.pace);
    let (drafts, left_out) = if film.is_narrated() {
        compose::narrated(&film, &mut pool, &mut dice)
    } else {
        silent::silent(&film, &mut dice)
    };
    let mut left_out = left_out;
    let durations = durations(&film, &drafts);
    let mut words = PictureWords::new(&film, &mut dice);
    let mut scenes: Vec<Scene> = drafts
        .iter()
        .zip(durations)
        .enumerate()
        .map(|(index, (draft, duration))| Scene {
            id: index as u16 + 1,
            duration,
            text: words.text(draft),
            narration: if film.is_narrated() { draft.narration() } else { String::new() },
            headline: words.headline(draft),
            kicker: words.kicker(draft, index),
            role: draft.role.as_str().to_owned(),
            concepts: words.take_concepts(),
            sources: sources(&film, draft),
        })
        .collect();
    left_out.extend(shown::show_unsaid(&film, &mut scenes));
    let voiceover = scenes.iter().map(|scene| scene.narration.as_str()).filter(|text| !text.is_empty());
    let script = Script {
        voiceover: voiceover.collect::<Vec<_>>().join(" "),
        tone: input.brief.tone.as_str().to_owned(),
        notes: notes(&film, &scenes),
        scenes,
    };
    let post = post::post(&film, &script, &left_out, &mut dice);
    Written { script, post }
}

/// The sentences of the material that a scene says.
fn sources(film: &Film, draft: &Draft) -> Vec<Source> {
    let said = draft.narration();
    let told = film.passages.iter().filter(|passage| {
        said.contains(&passage.text) || draft.passages.iter().any(|own| own.text == passage.text)
    });
    told.map(|passage| passage.source.clone()).collect()
}

/// Films that want facts and have none say what would make them richer.
fn notes(film: &Film, scenes: &[Scene]) -> Vec<String> {
    let wants = matches!(film.recipe, Recipe::Explainer | Recipe::Howto | Recipe::List)
        || film.recipe == Recipe::Quote && film.quote.is_none();
    let has = scenes.iter().any(|scene| !scene.sources.is_empty());
    (wants && !has).then(|| film.grammar.note_without_material.clone()).into_iter().collect()
}

fn durations(film: &Film, drafts: &[Draft]) -> Vec<f64> {
    let total = film.brief.duration_seconds;
    if film.brief.content_type == ContentType::Image {
        let equal = Wish { seconds: 1.0, least: 0.0, most: total };
        return timing::share(&vec![equal; drafts.len()], total);
    }
    let least = timing::SHORTEST_SCENE.min(total / drafts.len().max(1) as f64);
    let wishes: Vec<Wish> = drafts.iter().map(|draft| wish(film, draft, least)).collect();
    timing::share(&wishes, total)
}

fn wish(film: &Film, draft: &Draft, least: f64) -> Wish {
    let longest = if draft.role == Role::Hook { timing::LONGEST_HOOK } else { f64::MAX };
    if !film.is_narrated() {
        let seconds = match draft.role {
            Role::Hook => 3.2,
            Role::Call => 3.6,
            Role::List | Role::Quote => 5.5,
            Role::Point | Role::Proof => 4.5,
        };
        return Wish { seconds, least, most: longest };
    }
    let spoken = film.pace.seconds(&draft.narration());
    Wish {
        // Only how the wishes compare counts: they are scaled to the film.
        seconds: spoken.max(0.7),
        least: timing::least_seconds(spoken),
        most: timing::most_seconds(spoken).min(longest).max(least),
    }
}

/// Whether a brief is for pictures alone.
pub fn is_still(brief: &ProjectBrief) -> bool {
    brief.content_type == ContentType::Image
}
