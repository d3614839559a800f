//! The last step of every work: masters the sound, joins the clips, adds thumbnail and captions, measures all of it.

mod deliver;
mod materials;
mod sound;
mod thumbnail;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use aida_ffmpeg::join_and_mux;
use aida_models::{JobContext, MadeFile};
use aida_protocol::{AssemblyInput, ContentType, SceneNarration};

use crate::{
    AssembleError, Timeline,
    inspect::{Inspection, check_pictures, inspect_audio, inspect_film, measure_picture},
    report::{PictureMeasures, REPORT_VERSION, Report},
};
use deliver::Delivery;

/// What made the delivered files.
pub const ASSEMBLY_ID: &str = "studio/assembly";

/// Local copies of what an [`AssemblyInput`] names by hash.
#[derive(Debug, Clone, Default)]
pub struct AssemblyFiles {
    /// As `input.clips`.
    pub clips: Vec<PathBuf>,
    /// As `input.images`.
    pub images: Vec<PathBuf>,
    /// Voice and music, not mastered.
    pub mix: Option<PathBuf>,
    /// What is said, one entry a scene; empty when nobody speaks.
    pub narration: Vec<SceneNarration>,
}

/// A finished work: new files in the scratch folder, and which asset is what.
#[derive(Debug, Clone, Default)]
pub struct Assembled {
    /// Every file that was made here, the report too.
    pub files: Vec<MadeFile>,
    /// Asset names; those of `images` are the stills' own.
    pub video: Option<String>,
    pub images: Vec<String>,
    pub audio: Option<String>,
    pub thumbnail: Option<String>,
    pub captions: Vec<String>,
    pub report: String,
    /// Seconds of film or sound.
    pub duration: Option<f64>,
    /// `1080x1920`.
    pub resolution: Option<String>,
    pub has_audio: Option<bool>,
    /// Whether the inspection found nothing wrong; otherwise the work is `partial` and `faults` say why.
    pub passed: bool,
    pub faults: Vec<String>,
}

/// Puts a work together and measures it. Everything lands in the context's scratch folder.
///
/// # Errors
/// When nothing can be delivered at all. A work that can be opened but is not what was asked is
/// delivered with `passed` false.
pub fn assemble(
    input: &AssemblyInput,
    files: &AssemblyFiles,
    context: &JobContext,
) -> Result<Assembled, AssembleError> {
    let mut delivery = Delivery::new(input, files, context);
    let inspection = match input.brief.content_type {
        ContentType::Image => pictures(&mut delivery)?,
        ContentType::Audio => audio(&mut delivery)?,
        ContentType::Video => film(&mut delivery)?,
        ContentType::MultiAsset => {
            let inspection = film(&mut delivery)?;
            delivery.add_images();
            if let Some(master) = delivery.master.clone() {
                delivery.add_mp3(&master)?;
            }
            inspection
        }
    };
    context.progress(95, "writing the report");
    finish(delivery, inspection)
}

/// Pictures only: they are there already.
fn pictures(delivery: &mut Delivery<'_>) -> Result<Inspection, AssembleError> {
    let input = delivery.input;
    let images: Vec<_> =
        input.images.iter().zip(delivery.files.images.iter().map(PathBuf::as_path)).collect();
    let checks = check_pictures(&images, usize::from(input.brief.image_count), input.frame)?;
    delivery.add_images();
    delivery.made.thumbnail = delivery.made.images.first().cloned();
    delivery.made.resolution = Some(resolution(input));
    Ok(Inspection { checks, ..Inspection::default() })
}

/// Mastered sound with its words as captions.
fn audio(delivery: &mut Delivery<'_>) -> Result<Inspection, AssembleError> {
    let mix = delivery.mix()?.ok_or_else(|| AssembleError::Missing { what: "the sound".to_owned() })?;
    let captions = delivery.add_captions()?;
    let mut loss = 0.0;
    let inspection = loop {
        let master = sound::master(&mix, loss, delivery.context)?;
        let mp3 = delivery.add_mp3(&master)?;
        delivery.context.progress(60, "measuring the sound");
        let expected = delivery.expected(captions.clone());
        let inspection = inspect_audio(&mp3, &expected, delivery.context)?;
        match sound::overshoot(&inspection, loss) {
            Some(more) => loss = more,
            None => break inspection,
        }
    };
    delivery.made.duration = inspection.sound.as_ref().map(|sound| sound.duration);
    delivery.made.has_audio = Some(true);
    Ok(inspection)
}

fn film(delivery: &mut Delivery<'_>) -> Result<Inspection, AssembleError> {
    let (input, context) = (delivery.input, delivery.context);
    let (clips, scenes) = (&delivery.files.clips, input.script.scenes.len());
    if clips.len() != scenes || clips.is_empty() {
        return Err(AssembleError::ClipCount { clips: clips.len(), scenes });
    }
    let film = context.scratch().join("film.mp4");
    // The sound keeps one thread busy; beside it the picture is looked at and the poster drawn.
    let (inspection, picture, poster) = thread::scope(|scope| {
        let picture = scope.spawn(|| seen(clips, context));
        let poster = scope.spawn(|| thumbnail::poster(input, context));
        let inspection = mastered_and_joined(delivery, &film);
        (inspection, ended(picture, "the look at the picture"), ended(poster, "the poster"))
    });
    let mut inspection = inspection?;
    inspection.add_picture(picture?);
    delivery.made.video = Some(delivery.add(&film, "video/mp4"));
    delivery.made.has_audio = Some(delivery.master.is_some());
    delivery.made.resolution = Some(resolution(input));
    delivery.add_thumbnail(poster?, &film)?;
    Ok(inspection)
}

/// Measures the picture of the joined clips, which the sound does not change: each frame is copied into the film.
fn seen(clips: &[PathBuf], context: &JobContext) -> Result<PictureMeasures, AssembleError> {
    let silent = context.scratch().join("silent.mp4");
    join_and_mux(clips, None, &silent, context.cancelled())?;
    let measured = measure_picture(&silent, context);
    let _ = fs::remove_file(&silent);
    measured
}

fn ended<T>(
    part: thread::ScopedJoinHandle<'_, Result<T, AssembleError>>,
    what: &str,
) -> Result<T, AssembleError> {
    part.join().unwrap_or_else(|_| Err(AssembleError::Missing { what: format!("{what}, which ended early") }))
}

/// Joins the clips with the mastered sound, and inspects what came out; once more where encoding raised the peaks.
fn mastered_and_joined(delivery: &mut Delivery<'_>, film: &Path) -> Result<Inspection, AssembleError> {
    let context = delivery.context;
    let mix = delivery.mix()?;
    let captions = delivery.add_captions()?;
    let mut loss = 0.0;
    loop {
        context.progress(5, "mastering the sound");
        let master = mix.as_deref().map(|mix| sound::master(mix, loss, context)).transpose()?;
        context.progress(30, "joining the clips");
        let joined = join_and_mux(&delivery.files.clips, master.as_deref(), film, context.cancelled())?;
        delivery.made.duration = Some(joined.duration);
        delivery.master = master;
        context.progress(45, "inspecting the film");
        let inspection = inspect_film(film, &delivery.expected(captions.clone()), context)?;
        match sound::overshoot(&inspection, loss) {
            Some(more) => loss = more,
            None => return Ok(inspection),
        }
    }
}

fn resolution(input: &AssemblyInput) -> String {
    format!("{}x{}", input.frame.width, input.frame.height)
}

fn finish(mut delivery: Delivery<'_>, inspection: Inspection) -> Result<Assembled, AssembleError> {
    let faults = inspection.faults();
    let report = Report {
        version: REPORT_VERSION,
        passed: faults.is_empty(),
        faults: faults.clone(),
        scenes: materials::scenes(delivery.input, &Timeline::of(&delivery.input.script)),
        notes: delivery.input.script.notes.clone(),
        materials: materials::all(delivery.input, &delivery.made.files, delivery.context)?,
        checks: inspection.checks,
        media: inspection.media,
        sound: inspection.sound,
        picture: inspection.picture,
        captions: inspection.captions,
    };
    let path = delivery.context.scratch().join("report.json");
    write(&path, &serde_json::to_vec_pretty(&report)?)?;
    delivery.made.report = delivery.add(&path, "application/json");
    delivery.made.passed = report.passed;
    delivery.made.faults = faults;
    Ok(delivery.made)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), AssembleError> {
    fs::write(path, bytes).map_err(AssembleError::io(path))
}
