//! The schemas of what models of text answer, and the film's own rules that an answer has to keep.

use aida_protocol::{ContentType, Language, PostText, ProjectBrief, Scene, Script, Shot, Storyboard};
use serde::Deserialize;
use serde_json::{Value, json};

use super::prompts::CHARACTERS_PER_SECOND;

/// Share by which the scenes' sum may miss the asked length; it is then made exact.
const LENGTH_TOLERANCE: f64 = 0.05;
/// How much more than its usual characters a scene's narration may have; the voice then hurries.
const HURRY: f64 = 1.35;
const MOST_SCENES: usize = 120;

#[derive(Deserialize)]
struct WrittenScene {
    duration: f64,
    text: String,
    narration: String,
    headline: String,
    kicker: String,
    role: String,
    concepts: Vec<String>,
}

#[derive(Deserialize)]
struct WrittenFilm {
    scenes: Vec<WrittenScene>,
    post: PostText,
}

fn object(properties: Value) -> Value {
    let names: Vec<&String> = properties.as_object().map(|map| map.keys().collect()).unwrap_or_default();
    json!({"type": "object", "additionalProperties": false, "required": names, "properties": properties})
}

pub fn script_schema() -> Value {
    let text = json!({"type": "string"});
    let texts = json!({"type": "array", "items": text});
    let scene = object(json!({
        "duration": {"type": "number"}, "text": text, "narration": text, "headline": text, "kicker": text,
        "role": {"type": "string", "enum": ["hook", "point", "proof", "call_to_action"]}, "concepts": texts,
    }));
    let post = object(json!({"title": text, "description": text, "tags": texts}));
    object(json!({"scenes": {"type": "array", "items": scene}, "post": post}))
}

pub fn storyboard_schema() -> Value {
    let text = json!({"type": "string"});
    let shot = object(json!({
        "scene_id": {"type": "integer"}, "visual_description": text,
        "camera_movement": {"type": "string", "enum": [
            "push in", "pull out", "pan left", "pan right", "tilt up", "tilt down", "parallax", "static",
        ]},
        "lighting": text, "mood": text, "shot": text,
    }));
    object(json!({"scenes": {"type": "array", "items": shot}}))
}

/// The script in an answer.
///
/// # Errors
/// What is wrong with it, for the model to mend.
pub fn script(answer: &Value, brief: &ProjectBrief) -> Result<(Script, PostText), String> {
    let film: WrittenFilm =
        serde_json::from_value(answer.clone()).map_err(|error| format!("not by the schema: {error}"))?;
    if film.scenes.is_empty() || film.scenes.len() > MOST_SCENES {
        return Err(format!("it has {} scenes", film.scenes.len()));
    }
    // Each scene of an image brief is a picture to be paid.
    let pictures = usize::from(brief.image_count);
    if brief.content_type == ContentType::Image && film.scenes.len() != pictures {
        return Err(format!(
            "it has {} scenes and not one for each of {pictures} pictures",
            film.scenes.len()
        ));
    }
    let sum: f64 = film.scenes.iter().map(|scene| scene.duration).sum();
    let asked = brief.duration_seconds;
    if film.scenes.iter().any(|scene| !(scene.duration >= 1.0 && scene.duration.is_finite())) {
        return Err("a scene is shorter than a second".to_owned());
    }
    if (sum - asked).abs() > asked * LENGTH_TOLERANCE {
        return Err(format!("the durations add up to {sum} seconds and not to {asked}"));
    }
    let mut scenes = Vec::with_capacity(film.scenes.len());
    for (index, written) in film.scenes.into_iter().enumerate() {
        let scene = Scene {
            id: index as u16 + 1,
            duration: (written.duration * asked / sum * 1_000.0).round() / 1_000.0,
            text: clean(&written.text, 600),
            narration: if brief.narration { clean(&written.narration, 4_000) } else { String::new() },
            headline: clean(&written.headline, 60),
            kicker: clean(&written.kicker, 60),
            role: written.role,
            concepts: written.concepts.iter().take(8).map(|concept| clean(concept, 40)).collect(),
            sources: vec![],
        };
        check_scene(&scene, brief)?;
        scenes.push(scene);
    }
    let narration: Vec<&str> = scenes.iter().map(|scene| scene.narration.as_str()).collect();
    let voiceover = narration.join(" ").trim().to_owned();
    check_language(&voiceover, brief.language)?;
    let post = PostText {
        title: clean(&film.post.title, 120),
        description: clean(&film.post.description, 2_000),
        tags: film.post.tags.iter().take(20).map(|tag| clean(tag.trim_start_matches('#'), 40)).collect(),
    };
    Ok((Script { scenes, voiceover, tone: brief.tone.as_str().to_owned(), notes: vec![] }, post))
}

fn check_scene(scene: &Scene, brief: &ProjectBrief) -> Result<(), String> {
    if scene.text.is_empty() {
        return Err(format!("scene {} says nothing of what it is about", scene.id));
    }
    if brief.narration && scene.narration.is_empty() {
        return Err(format!("scene {} has no narration", scene.id));
    }
    let most = (scene.duration * CHARACTERS_PER_SECOND * HURRY) as usize;
    let count = scene.narration.chars().count();
    if count > most {
        let reason =
            format!("the narration of scene {} has {count} characters, at most {most} fit", scene.id);
        return Err(reason);
    }
    Ok(())
}

/// The storyboard in an answer to `script`.
///
/// # Errors
/// What is wrong with it, for the model to mend.
pub fn storyboard(answer: &Value, script: &Script) -> Result<Storyboard, String> {
    #[derive(Deserialize)]
    struct Answer {
        scenes: Vec<Shot>,
    }
    let answer: Answer =
        serde_json::from_value(answer.clone()).map_err(|error| format!("not by the schema: {error}"))?;
    let ids = |shots: &[Shot]| shots.iter().map(|shot| shot.scene_id).collect::<Vec<_>>();
    let wanted: Vec<u16> = script.scenes.iter().map(|scene| scene.id).collect();
    if ids(&answer.scenes) != wanted {
        return Err(format!("its scenes are {:?} and not {wanted:?}", ids(&answer.scenes)));
    }
    let mut scenes = answer.scenes;
    for shot in &mut scenes {
        shot.visual_description = clean(&shot.visual_description, 800);
        if shot.visual_description.is_empty() {
            return Err(format!("scene {} has no description", shot.scene_id));
        }
        for field in [&mut shot.camera_movement, &mut shot.lighting, &mut shot.mood, &mut shot.shot] {
            *field = clean(field, 120);
        }
        shot.layout.clear();
        shot.palette.clear();
    }
    Ok(Storyboard { scenes })
}

/// One line without control characters, at most `most` characters.
fn clean(text: &str, most: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect::<String>().trim().to_owned()
}

/// Small words that nearly every text of a language has and that set it apart from the other five.
const fn small_words(language: Language) -> &'static [&'static str] {
    match language {
        Language::It => &[
            "il", "di", "che", "è", "per", "con", "non", "della", "gli", "sono", "tuo", "tua", "ogni", "più",
            "i",
        ],
        Language::En | Language::Other(_) => {
            &["the", "and", "of", "to", "is", "your", "with", "that", "for", "in", "you", "it", "are"]
        }
        Language::Es => {
            &["el", "los", "las", "y", "que", "con", "para", "tu", "es", "del", "una", "en", "cada"]
        }
        Language::Fr => {
            &["le", "les", "des", "et", "est", "pour", "avec", "une", "du", "vous", "votre", "que", "chaque"]
        }
        Language::De => {
            &["der", "die", "das", "und", "ist", "mit", "für", "nicht", "ein", "eine", "dein", "zu", "jeder"]
        }
        Language::Pt => {
            &["o", "os", "as", "e", "que", "com", "para", "é", "do", "da", "uma", "em", "seu", "cada"]
        }
    }
}

/// Refuses a text that is plainly in another of the studio's languages.
fn check_language(text: &str, wanted: Language) -> Result<(), String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let count = |language: Language| {
        words.iter().filter(|word| small_words(language).contains(&word.as_str())).count()
    };
    // Of a language whose small words are not known: those of another are more than the few that both have.
    let mine = if wanted.is_of_studio() { count(wanted) } else { words.len() / 8 };
    let other = Language::ALL.into_iter().filter(|other| *other != wanted).max_by_key(|other| count(*other));
    match other {
        Some(other) if words.len() >= 12 && count(other) > 2 * mine + 2 => {
            Err(format!("it is written in {other} and not in {wanted}"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::{BriefDefaults, BriefInput};

    use super::*;

    fn brief() -> ProjectBrief {
        let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: chrono::Utc::now() };
        let input = BriefInput {
            subject: Some("scarpe".into()),
            language: Some("it".into()),
            duration_seconds: Some(10.0),
            ..BriefInput::default()
        };
        input.complete(defaults).expect("a brief")
    }

    fn film(durations: &[f64], narration: &str) -> Value {
        let scene = |duration: &f64| {
            json!({"duration": duration, "text": "Le scarpe", "narration": narration, "headline": "Passi",
                "kicker": "", "role": "hook", "concepts": ["scarpa"]})
        };
        let scenes: Vec<Value> = durations.iter().map(scene).collect();
        json!({"scenes": scenes, "post": {"title": "t", "description": "d", "tags": ["#scarpe"]}})
    }

    #[test]
    fn a_script_keeps_the_film_s_rules_or_says_which_it_breaks() {
        let brief = brief();
        let (script, post) = super::script(&film(&[5.0, 5.2], "Il passo che non pesa."), &brief).unwrap();
        let sum: f64 = script.scenes.iter().map(|scene| scene.duration).sum();
        assert!((sum - 10.0).abs() < 0.01 && post.tags == ["scarpe"]);
        let wrong = |answer: &Value| super::script(answer, &brief).unwrap_err();
        assert!(wrong(&film(&[5.0, 7.0], "Il passo.")).contains("12 seconds"));
        assert!(wrong(&film(&[5.0, 5.0], "")).contains("no narration"));
        assert!(wrong(&film(&[5.0, 5.0], &"parola ".repeat(40))).contains("characters"));
        let english = "The shoes are light and the city is yours with every step you take.";
        assert!(wrong(&film(&[5.0, 5.0], english)).contains("in en"));
        assert!(wrong(&json!({"scenes": []})).contains("schema"));
        assert!(wrong(&film(&[], "x")).contains("0 scenes"));
        let picture = ProjectBrief { content_type: ContentType::Image, image_count: 1, ..brief.clone() };
        assert!(super::script(&film(&[10.0], "Il passo."), &picture).is_ok());
        let many = super::script(&film(&[5.0, 5.0], "Il passo."), &picture).unwrap_err();
        assert!(many.contains("2 scenes and not one for each of 1"), "{many}");
    }

    #[test]
    fn languages_that_the_studio_does_not_know_are_told_from_those_it_knows() {
        let dutch = ProjectBrief { language: "nl".parse().unwrap(), ..brief() };
        let told = "Deze schoenen zijn licht en de stad is van jou, want elke stap is voor iedereen die in beweging blijft.";
        assert!(super::script(&film(&[10.0], told), &dutch).is_ok());
        let english = "The shoes are light and the city is yours with every step that you take in the rain.";
        assert!(super::script(&film(&[10.0], english), &dutch).unwrap_err().contains("in en"));
    }
}
