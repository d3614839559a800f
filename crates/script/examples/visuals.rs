//! Prints what the illustrator gets for every scene of some briefs, one JSON line each, for picture's example `sheet`:
//!
//! `cargo run --release -p aida-script --example visuals -- '{"language": "it", "subject": "scarpe rosse"}' > visuals.jsonl`

use aida_protocol::{DirectorInput, ProjectBrief, SceneSlot, VisualInput, WriterInput};
use aida_script::{direct, write};

fn main() -> Result<(), serde_json::Error> {
    for argument in std::env::args().skip(1) {
        let mut brief = serde_json::json!({
            "id": "1", "user_id": "local", "conversation_id": "", "content_type": "video", "requirements": [],
            "quality_keywords": [], "language": "it", "created_at": "2026-01-01T00:00:00Z", "subject": "",
            "duration_seconds": 30.0
        });
        let given: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&argument)?;
        given.into_iter().for_each(|(field, value)| brief[field] = value);
        let brief: ProjectBrief = serde_json::from_value(brief)?;
        let script = write(&WriterInput { brief: brief.clone() }).script;
        let board = direct(&DirectorInput { brief: brief.clone(), script: script.clone() });
        for (scene, shot) in script.scenes.iter().zip(board.scenes) {
            let slot = SceneSlot { of: script.scenes.len() as u16, start: 0.0, film: brief.duration_seconds };
            let frame = brief.aspect.frame_size();
            let input = VisualInput { brief: brief.clone(), scene: scene.clone(), slot, shot, frame };
            println!("{}", serde_json::to_string(&input)?);
        }
    }
    Ok(())
}
