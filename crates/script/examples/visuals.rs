//! Prints what the illustrator gets for every scene of some briefs, one JSON line each, for picture's example `sheet`:
//!
//! `cargo run --release -p aida-script --example visuals -- '{"language": "it", "subject": "scarpe rosse"}' > visuals.jsonl`
//!
//! Takes the fields of a brief as the API does; from its `text`, a sentence as users write it, comes what is not given.

use aida_protocol::{BriefDefaults, BriefInput, DirectorInput, SceneSlot, VisualInput, WriterInput};
use aida_script::{direct, write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for argument in std::env::args().skip(1) {
        let given: BriefInput = serde_json::from_str(&argument)?;
        // What is not given is understood from the sentence, if there is one.
        let understood = given.text.as_deref().map(|text| aida_nlu::understand(text).input);
        let input = given.or(understood.unwrap_or_default());
        let defaults =
            BriefDefaults { id: "1".into(), user_id: "local".into(), now: std::time::UNIX_EPOCH.into() };
        let brief = input.complete(defaults).map_err(|errors| format!("{argument}: {errors:?}"))?;
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
