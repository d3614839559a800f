use aida_picture::caption_cues;
use aida_protocol::{AssemblyInput, SceneNarration};

use crate::{FilmCue, Timeline};

/// The captions of the whole film: the same cues that stand in the pictures, moved to their scenes' places.
pub fn film_cues(input: &AssemblyInput, narration: &[SceneNarration]) -> Vec<FilmCue> {
    let timeline = Timeline::of(&input.script);
    let mut cues: Vec<FilmCue> = Vec::new();
    for scene in narration {
        let start = timeline.start_of(scene.scene_id);
        let of_scene = caption_cues(&scene.words, input.brief.language, input.frame);
        cues.extend(of_scene.into_iter().map(|cue| FilmCue {
            start: start + cue.start,
            end: start + cue.end,
            text: cue.text("\n"),
        }));
    }
    // A cue may linger into the next scene, whose first words follow at once.
    for next in 1..cues.len() {
        let start = cues[next].start;
        let cue = &mut cues[next - 1];
        cue.end = cue.end.min(start).max(cue.start);
    }
    cues
}
