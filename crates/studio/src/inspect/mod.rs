//! Opens what was made and measures it: the last word on whether a film is finished.

mod captions;
mod checks;
mod pictures;
mod sound;

pub use captions::{SpokenWord, measure_captions, narration_coverage, spoken_words};
pub use pictures::check_pictures;
pub use sound::measure_sound;

use std::{
    fs,
    path::{Path, PathBuf},
};

use aida_ffmpeg::{Probe, decode_audio, detect, probe};
use aida_models::JobContext;
use aida_protocol::{FrameSize, ProjectBrief, SceneNarration, Script};

use crate::{
    AssembleError,
    captions::from_srt,
    report::{CaptionMeasures, Check, PictureMeasures, SoundMeasures},
    timeline::Timeline,
};

/// What the finished work has to be.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    pub brief: &'a ProjectBrief,
    pub script: &'a Script,
    pub narration: &'a [SceneNarration],
    pub frame: FrameSize,
    /// The delivered `.srt`, when there have to be captions.
    pub captions: Option<PathBuf>,
}

/// What was measured, and each property against its bound.
#[derive(Debug, Clone, Default)]
pub struct Inspection {
    pub checks: Vec<Check>,
    pub media: Option<Probe>,
    pub sound: Option<SoundMeasures>,
    pub picture: Option<PictureMeasures>,
    pub captions: Option<CaptionMeasures>,
}

impl Inspection {
    /// Adds what was seen of the picture.
    pub fn add_picture(&mut self, picture: PictureMeasures) {
        self.checks.extend(checks::picture(&picture));
        self.picture = Some(picture);
    }

    /// One sentence a failed check.
    pub fn faults(&self) -> Vec<String> {
        self.checks.iter().filter_map(Check::fault).collect()
    }
}

/// Looks at the picture of a film, with or without its sound. Decodes all of it once.
///
/// # Errors
/// When the file cannot be opened or decoded.
pub fn measure_picture(film: &Path, context: &JobContext) -> Result<PictureMeasures, AssembleError> {
    let found = detect(film, context.threads(), context.cancelled())?;
    Ok(PictureMeasures { black: found.black, frozen: found.frozen })
}

/// Measures a finished film but for its picture ([`measure_picture`]). Decodes its sound once.
///
/// # Errors
/// When the file cannot be opened or decoded at all; what is merely wrong is a failed check.
pub fn inspect_film(
    film: &Path,
    expected: &Expected<'_>,
    context: &JobContext,
) -> Result<Inspection, AssembleError> {
    let media = probe(film)?;
    let sound = if media.audio.is_empty() { None } else { Some(decoded_sound(film, context)?) };
    let mut checks = checks::film(&media, expected);
    checks.extend(checks::film_sound(&media, sound.as_ref(), expected.brief));
    let captions = inspect_words(expected, &mut checks)?;
    Ok(Inspection { checks, media: Some(media), sound, picture: None, captions })
}

/// Measures a finished sound file.
pub fn inspect_audio(
    audio: &Path,
    expected: &Expected<'_>,
    context: &JobContext,
) -> Result<Inspection, AssembleError> {
    let media = probe(audio)?;
    let sound = decoded_sound(audio, context)?;
    let mut checks = checks::audio(&media, expected);
    checks.extend(checks::sound(&sound, expected.brief));
    let captions = inspect_words(expected, &mut checks)?;
    Ok(Inspection { checks, media: Some(media), sound: Some(sound), captions, ..Inspection::default() })
}

fn decoded_sound(path: &Path, context: &JobContext) -> Result<SoundMeasures, AssembleError> {
    let wav = context.scratch().join("inspected.wav");
    decode_audio(path, &wav, context.cancelled())?;
    let measured = measure_sound(&wav);
    let _ = fs::remove_file(&wav);
    measured
}

/// Narration against the script, captions against the narration.
fn inspect_words(
    expected: &Expected<'_>,
    checks: &mut Vec<Check>,
) -> Result<Option<CaptionMeasures>, AssembleError> {
    let spoken = spoken_words(expected.narration, &Timeline::of(expected.script));
    if expected.brief.narration
        && let Some(coverage) = narration_coverage(expected.script, &spoken)
    {
        checks.push(checks::narration(coverage));
        checks.push(checks::overrun(expected.script, expected.narration));
        checks.extend(checks::voice_speed(expected.narration));
    }
    let Some(path) = &expected.captions else { return Ok(None) };
    let srt = fs::read_to_string(path).map_err(AssembleError::io(path))?;
    let measures = measure_captions(&from_srt(&srt), &spoken);
    checks.extend(checks::captions(&measures));
    Ok(Some(measures))
}
