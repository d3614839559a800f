use std::path::Path;

use aida_ffmpeg::grab_frame;
use aida_models::{JobContext, MadeFile};
use aida_protocol::{AssemblyInput, Scene, VisualInput};

use super::{ASSEMBLY_ID, materials};
use crate::{AssembleError, Timeline};

/// Where in its scene everything has come in and nothing has left.
const SETTLED: f64 = 0.6;

/// `thumbnail.png` in the scratch folder, in the film's size, where the studio drew the opening scene: a poster of it,
/// with words that read small. It needs no film.
pub fn poster(input: &AssemblyInput, context: &JobContext) -> Result<Option<MadeFile>, AssembleError> {
    let Some(scene) = opening(input) else { return Ok(None) };
    let drawn_here =
        input.images.iter().any(|image| image.scene_id == scene.id && image.composition.is_some());
    if !drawn_here {
        return Ok(None);
    }
    let shot = input.storyboard.scenes.iter().find(|shot| shot.scene_id == scene.id);
    let visual = VisualInput {
        brief: input.brief.clone(),
        scene: scene.clone(),
        slot: Timeline::of(&input.script).slot_of(scene.id),
        shot: shot.cloned().unwrap_or_default(),
        frame: input.frame,
    };
    Ok(Some(aida_picture::poster(&visual, context)?))
}

/// The same where the picture is another's: the opening scene of the film once it has settled.
pub fn settled(
    input: &AssemblyInput,
    film: &Path,
    context: &JobContext,
) -> Result<Option<MadeFile>, AssembleError> {
    let Some(scene) = opening(input) else { return Ok(None) };
    let path = context.scratch().join("thumbnail.png");
    let at = Timeline::of(&input.script).start_of(scene.id) + scene.duration * SETTLED;
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
