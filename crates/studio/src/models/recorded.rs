use std::path::PathBuf;

use aida_ffmpeg::{probe, to_mono_wav};
use aida_models::{JobContext, MixedSound};
use aida_protocol::{AudioInput, JobError};

use super::blocking;
use crate::error::AssembleError;

/// Speech faster than this is hard to follow.
const FASTEST: f64 = 1.45;
/// Share of its slot that a scene's speech may fill.
const FILL: f64 = 0.88;

/// Mixes a narration that another model has spoken, one sound file a scene (none where nobody speaks), with the studio's
/// music. Speech that is longer than its scene is hurried at the same pitch.
///
/// # Errors
/// When a file cannot be read, or is too long even so.
pub async fn mix_recorded(
    input: &AudioInput,
    files: Vec<Option<PathBuf>>,
    context: &JobContext,
) -> Result<MixedSound, JobError> {
    let input = input.clone();
    blocking(context, move |context| -> Result<MixedSound, JobError> {
        let mut fitted = Vec::with_capacity(files.len());
        for (scene, file) in input.script.scenes.iter().zip(files) {
            let Some(file) = file else {
                fitted.push(None);
                continue;
            };
            let failed = |error| JobError::from(AssembleError::from(error));
            let seconds = probe(&file).map_err(failed)?.duration;
            let tempo = (seconds / (scene.duration * FILL)).clamp(1.0, FASTEST);
            let out = context.scratch().join(format!("spoken-{}.wav", scene.id));
            to_mono_wav(&file, &out, tempo, context.cancelled()).map_err(failed)?;
            fitted.push(Some(out));
        }
        aida_sound::speak_recorded(&input, &fitted, context).map_err(JobError::from)
    })
    .await
}
