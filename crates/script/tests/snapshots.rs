//! One film a language, word for word: what changes here is heard by people, so read it before accepting it.

mod common;

use aida_protocol::{DirectorInput, ProjectBrief, WriterInput};
use aida_script::{direct, write};

fn film(brief: ProjectBrief) -> String {
    let written = write(&WriterInput { brief: brief.clone() });
    let board = direct(&DirectorInput { brief, script: written.script.clone() });
    let mut lines = Vec::new();
    for (scene, shot) in written.script.scenes.iter().zip(&board.scenes) {
        lines.push(format!(
            "{} {:.2} s {} [{}] {}",
            scene.id, scene.duration, scene.role, scene.kicker, scene.headline
        ));
        lines.push(format!("  {}", scene.narration));
        lines.push(format!("  {}", scene.text));
        lines.push(format!("  shows {}", scene.concepts.join(", ")));
        lines
            .push(format!("  {} · {} · {} · {}", shot.layout, shot.camera_movement, shot.palette, shot.shot));
        lines.push(format!("  {}", shot.visual_description));
    }
    lines.push(format!(
        "{}\n{}\n{}",
        written.post.title,
        written.post.description,
        written.post.tags.join(" ")
    ));
    lines.join("\n")
}

fn ask(fields: serde_json::Value) -> ProjectBrief {
    let mut brief = serde_json::to_value(common::brief("it", "", 30.0)).unwrap();
    for (field, value) in fields.as_object().unwrap() {
        brief[field] = value.clone();
    }
    serde_json::from_value(brief).unwrap()
}

#[test]
fn italian_shoes() {
    insta::assert_snapshot!(film(ask(serde_json::json!({
        "language": "it", "subject": "scarpe eco-friendly", "audience": "Gen Z", "tone": "energetic", "platform": "instagram",
        "aspect": "9:16", "quality_keywords": ["energico"],
        "requirements": ["Video Instagram 30s per scarpe eco-friendly, Gen Z, energico"]
    }))));
}

#[test]
fn english_app() {
    insta::assert_snapshot!(film(ask(serde_json::json!({
        "language": "en", "subject": "fitness app", "tone": "professional", "platform": "linkedin",
        "must_have": ["free for 14 days", "no credit card"], "requirements": ["A 30 second LinkedIn video for our fitness app"]
    }))));
}

#[test]
fn spanish_restaurant() {
    insta::assert_snapshot!(film(ask(serde_json::json!({
        "language": "es", "subject": "restaurante familiar en Sevilla", "tone": "elegant", "platform": "instagram",
        "must_have": ["abierto todos los días"], "duration_seconds": 20.0
    }))));
}

#[test]
fn french_festival() {
    insta::assert_snapshot!(film(ask(serde_json::json!({
        "language": "fr", "subject": "festival de jazz", "tone": "emotional", "platform": "facebook",
        "must_have": ["samedi soir", "place Bellecour"]
    }))));
}

#[test]
fn german_explainer() {
    insta::assert_snapshot!(film(ask(serde_json::json!({
        "language": "de", "subject": "wie funktioniert Photosynthese", "tone": "informative", "platform": "youtube",
        "duration_seconds": 60.0
    }))));
}

#[test]
fn portuguese_birthday() {
    insta::assert_snapshot!(film(ask(serde_json::json!({
        "language": "pt", "subject": "Feliz aniversário, Bia", "tone": "playful", "platform": "whatsapp", "duration_seconds": 15.0
    }))));
}
