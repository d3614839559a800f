//! Prints the script of a brief, to be read aloud by whoever changes a grammar:
//!
//! `cargo run --release -p aida-script --example read -- '{"language": "it", "subject": "scarpe rosse", "duration_seconds": 30}'`
//!
//! Takes any fields of a brief, or a sentence as users write it; with several arguments prints several scripts.

use aida_protocol::{BriefDefaults, BriefInput, DirectorInput, FieldError, ProjectBrief, WriterInput};
use aida_script::{Pace, direct, write};

fn main() {
    for argument in std::env::args().skip(1) {
        let brief = if argument.starts_with('{') {
            brief(&argument).map_err(|error| error.to_string())
        } else {
            understood(&argument).map_err(|error| format!("{error:?}"))
        };
        match brief {
            Ok(brief) => print(brief),
            Err(error) => eprintln!("{argument}: {error}"),
        }
    }
}

fn understood(sentence: &str) -> Result<ProjectBrief, Vec<FieldError>> {
    let given = BriefInput { text: Some(sentence.to_owned()), ..BriefInput::default() };
    let input = given.or(aida_nlu::understand(sentence).input);
    println!("## {sentence}\n   subject: {:?}\n   must have: {:?}", input.subject, input.must_have);
    input.complete(BriefDefaults {
        id: "1".into(),
        user_id: "local".into(),
        now: std::time::UNIX_EPOCH.into(),
    })
}

fn brief(fields: &str) -> Result<ProjectBrief, serde_json::Error> {
    let mut brief = serde_json::json!({
        "id": "1", "user_id": "local", "conversation_id": "", "content_type": "video", "requirements": [],
        "quality_keywords": [], "language": "it", "created_at": "2026-01-01T00:00:00Z", "subject": "", "duration_seconds": 30.0
    });
    let given: serde_json::Map<String, serde_json::Value> = serde_json::from_str(fields)?;
    for (field, value) in given {
        brief[field] = value;
    }
    serde_json::from_value(brief)
}

fn print(brief: ProjectBrief) {
    let written = write(&WriterInput { brief: brief.clone() });
    let pace = Pace::of(&brief);
    let board = direct(&DirectorInput { brief: brief.clone(), script: written.script.clone() });
    println!("# {} · {} · {} s · {:?}", brief.language, brief.subject, brief.duration_seconds, brief.tone);
    for (scene, shot) in written.script.scenes.iter().zip(&board.scenes) {
        println!(
            "{:>2} {:>4.1}s {:>3.0}% {:<16} [{}] {}\n   «{}»\n   {} | {}\n   {} · {} · {} · {} · {}",
            scene.id,
            scene.duration,
            100.0 * pace.seconds(&scene.narration) / scene.duration,
            scene.role,
            scene.kicker,
            scene.headline,
            scene.narration,
            scene.concepts.join(", "),
            scene.text,
            shot.layout,
            shot.camera_movement,
            shot.palette,
            shot.shot,
            shot.visual_description
        );
    }
    println!(
        "title: {}\ntags: {}\n{}\n",
        written.post.title,
        written.post.tags.join(" "),
        written.post.description
    );
}
