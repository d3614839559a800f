use aida_protocol::{AssemblyInput, SceneNarration};

use crate::{FilmCue, Timeline};

/// The captions of the whole film: the same cues that stand in the pictures, moved to their scenes' places.
pub fn film_cues(input: &AssemblyInput, narration: &[SceneNarration]) -> Vec<FilmCue> {
    let timeline = Timeline::of(&input.script);
    let mut cues = Vec::new();
    for scene in narration {
        let slot = timeline.slot_of(scene.scene_id);
        cues.extend(aida_picture::caption_cues(&scene.words).into_iter().map(|cue| FilmCue {
            start: slot.start + cue.start,
            end: slot.start + cue.end,
            text: cue.text,
        }));
    }
    cues
}
