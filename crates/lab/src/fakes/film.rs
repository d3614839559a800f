//! What a model of text would say of a film about green shoes.

use serde_json::{Value, json};

/// A storyboard for the scenes that the prompt lists, when a director is asked.
pub fn storyboard(system: &str, prompt: &str) -> Option<Value> {
    let ids = prompt.lines().filter_map(|line| line.split_once(". (")?.0.trim().parse::<u16>().ok());
    let shot = |id: u16| {
        json!({"scene_id": id, "visual_description": format!("Scarpe verdi su muschio, inquadratura {id}"),
            "camera_movement": "push in", "lighting": "luce morbida", "mood": "fresco", "shot": "close-up"})
    };
    system.contains("film director").then(|| json!({"scenes": ids.map(shot).collect::<Vec<_>>()}))
}

/// A script of one scene for each narration, all of the same length in seconds.
pub fn script(narrations: &[&str], seconds: f64) -> Value {
    let scene = |(number, narration): (usize, &&str)| {
        json!({"duration": seconds, "text": format!("Scarpe ecologiche, scena {}", number + 1), "narration": narration,
            "headline": "Passi leggeri", "kicker": "", "role": "point", "concepts": ["scarpa", "bosco"]})
    };
    let scenes: Vec<Value> = narrations.iter().enumerate().map(scene).collect();
    json!({"scenes": scenes, "post": {"title": "Passi leggeri", "description": "Scarpe", "tags": ["scarpe"]}})
}
