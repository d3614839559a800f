use std::path::Path;

use aida_ffmpeg::grab_frame;
use aida_models::{JobContext, MadeFile};
use aida_protocol::{AssemblyInput, Scene, VisualInput};

use super::{ASSEMBLY_ID, materials};
use crate::{AssembleError, Timeline};

/// Where in its scene everything has come in and nothing has left.
const SETTLED: f64 = 0.6;

/// `thumbnail.png` in the scratch folder, in the film's size. Where the studio drew the opening scene it draws a
/// poster of it, with words that read small; where the picture is another's, the scene itself is shown once
/// it has settled.
pub fn draw(
    input: &AssemblyInput,
    film: &Path,
    context: &JobContext,
) -> Result<Option<MadeFile>, AssembleError> {
    let Some(scene) = opening(input) else { return Ok(None) };
    let timeline = Timeline::of(&input.script);
    let drawn_here =
        input.images.iter().any(|image| image.scene_id == scene.id && image.composition.is_some());
    if drawn_here {
        let shot = input.storyboard.scenes.iter().find(|shot| shot.scene_id == scene.id);
        let visual = VisualInput {
            brief: input.brief.clone(),
            scene: scene.clone(),
            slot: timeline.slot_of(scene.id),
            shot: shot.cloned().unwrap_or_default(),
            frame: input.frame,
        };
        return Ok(Some(aida_picture::poster(&visual, context)?));
    }
    let path = context.scratch().join("thumbnail.png");
    let at = timeline.start_of(scene.id) + scene.duration * SETTLED;
    grab_frame(film, at, &path, context.cancelled())?;
    Ok(Some(MadeFile {
        path,
        name: "thumbnail.png".to_owned(),
        media_type: "image/png".to_owned(),
        source: ASSEMBLY_ID.to_owned(),
        licence: materials::licences_for(input, "image/png"),
    }))
}

/// The scene that is meant to catch the eye.
fn opening(input: &AssemblyInput) -> Option<&Scene> {
    let scenes = &input.script.scenes;
    scenes.iter().find(|scene| scene.role == "hook").or(scenes.first())
}
