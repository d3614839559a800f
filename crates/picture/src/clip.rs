use std::{fs, path::Path};

use aida_ffmpeg::ClipEncoder;
use aida_models::{AnimatedClip, ClipFiles, JobContext, MadeFile};
use aida_protocol::{ClipInput, FRAMES_PER_SECOND, FrameSize, PictureRef, Scene, Usd};

use crate::{
    canvas::Canvas,
    captions::Captions,
    composition::{Composition, VERSION},
    error::PictureError,
    fonts::Fonts,
    footage, foreign,
    geometry::Rect,
    legible,
    motion::{Camera, Take},
    planes::Planes,
    safe::unit,
    seed::Dice,
    stage::Stage,
    still::{check, check_frame},
    transition::{LENGTH, Transition},
};

/// What made the clip; the `source` of its file.
const SOURCE: &str = "studio/motion";
/// A composition is some hundred kilobytes.
const LARGEST_COMPOSITION: u64 = 16 << 20;
/// How far the first scene's layers have come in when the film begins, in seconds.
const FIRST_LEAD: f32 = 0.3;

/// Sets a still in motion: `clip-{id}.mp4` in the scratch folder, without sound, exactly as many frames as its slot has.
///
/// # Errors
/// A slot without frames, pictures that cannot be read, a cancelled job, an encoder that fails.
pub fn animate(
    input: &ClipInput,
    files: &ClipFiles,
    context: &JobContext,
) -> Result<AnimatedClip, PictureError> {
    check_frame(input.frame)?;
    let name = format!("clip-{}.mp4", input.scene.id);
    let path = context.scratch().join(&name);
    let mut encoder = ClipEncoder::start(&path, input.frame, context.threads())?;
    let count = match &files.footage {
        Some(footage) => {
            footage::render(input, files, footage, context, |frame| Ok(encoder.write_frame(frame)?))?
        }
        None => render_frames(input, files, context, |frame| Ok(encoder.write_frame(frame)?))?,
    };
    encoder.finish()?;
    let video =
        MadeFile { path, name, media_type: "video/mp4".to_owned(), source: SOURCE.to_owned(), licence: None };
    Ok(AnimatedClip { video, duration: count as f64 / f64::from(FRAMES_PER_SECOND), cost: Usd::ZERO })
}

/// Draws the frames of a clip without encoding them: `sink` gets each as I420 (Y, U, V, without padding). Returns how many.
///
/// # Errors
/// As [`animate`], and what `sink` answers.
pub fn render_frames(
    input: &ClipInput,
    files: &ClipFiles,
    context: &JobContext,
    mut sink: impl FnMut(&[u8]) -> Result<(), PictureError>,
) -> Result<usize, PictureError> {
    check_frame(input.frame)?;
    let count = input.slot.frames(input.scene.duration).len();
    if count == 0 {
        return Err(PictureError::NoFrames);
    }
    let fonts = Fonts::find()?;
    let canvas = Canvas::new(&fonts);
    let mut film = Film::new(&canvas, &fonts, input, files)?;
    let mut frame = film.frame();
    for number in 0..count {
        check(context)?;
        film.draw(&mut frame, number)?;
        sink(&frame.data)?;
        if number % 15 == 0 {
            context.progress((number * 95 / count) as u8 + 3, "drawing frames");
        }
    }
    Ok(count)
}

/// All that one clip's frames are drawn from.
pub(crate) struct Film<'a> {
    canvas: &'a Canvas<'a>,
    fonts: &'a Fonts,
    stage: Stage,
    transition: Option<Transition>,
    captions: Option<Captions>,
    /// Seconds by which the scene's first frame lies after (or, negative, before) the scene's start.
    offset: f64,
}

impl<'a> Film<'a> {
    pub fn new(
        canvas: &'a Canvas<'a>,
        fonts: &'a Fonts,
        input: &ClipInput,
        files: &ClipFiles,
    ) -> Result<Self, PictureError> {
        let previous = match &input.previous {
            Some(previous) => last_moment(fonts, input, previous, files)?,
            None => None,
        };
        let lead = if previous.is_some() { 0.0 } else { FIRST_LEAD };
        let take = take(&input.picture, input.frame, input.scene.duration, lead);
        let sources = Sources { image: Some(&files.image), composition: files.composition.as_deref() };
        let (stage, palette) = stage(fonts, input, &input.picture, sources, Some(&input.scene), take)?;
        let mut dice = Dice::new(&input.brief, &format!("transition {}", input.scene.id));
        let transition = previous.map(|previous| Transition::new(&mut dice, previous));
        let captions = Captions::new(input, &files.narration, &palette);
        let first = input.slot.frames(input.scene.duration).start;
        let offset = f64::from(first) / f64::from(FRAMES_PER_SECOND) - input.slot.start;
        Ok(Film { canvas, fonts, stage, transition, captions, offset })
    }

    /// A frame to draw into.
    pub fn frame(&self) -> Planes {
        self.stage.frame()
    }

    /// Draws frame `number` of the clip.
    pub fn draw(&mut self, frame: &mut Planes, number: usize) -> Result<(), PictureError> {
        let time = (number as f64 / f64::from(FRAMES_PER_SECOND) + self.offset).max(0.0);
        self.stage.draw(frame, time as f32);
        if let Some(transition) = &mut self.transition {
            if time < LENGTH {
                transition.apply(frame, (time / LENGTH) as f32);
            } else {
                // Two frames' worth of memory is free again.
                self.transition = None;
            }
        }
        if let Some(captions) = &mut self.captions {
            captions.draw(self.canvas, self.fonts, frame, time)?;
        }
        Ok(())
    }
}

/// The files of one picture.
#[derive(Clone, Copy)]
struct Sources<'a> {
    image: Option<&'a Path>,
    composition: Option<&'a Path>,
}

fn take(picture: &PictureRef, frame: FrameSize, duration: f64, lead: f32) -> Take {
    Take {
        camera: Camera::parse(&picture.shot.camera_movement),
        duration: duration as f32,
        lead,
        frame: Rect::new(0.0, 0.0, frame.width as f32, frame.height as f32),
        unit: unit(frame),
    }
}

/// The stage of a picture: from its composition when that can be read and fits the frame, else around the image itself.
fn stage(
    fonts: &Fonts,
    input: &ClipInput,
    picture: &PictureRef,
    sources: Sources,
    scene: Option<&Scene>,
    take: Take,
) -> Result<(Stage, crate::palettes::Palette), PictureError> {
    if let Some(path) = sources.composition {
        match read_composition(path) {
            Ok(composition) if composition.frame == input.frame => {
                let stage = Stage::new(&Canvas::new(fonts), &composition, take)?;
                return Ok((stage, composition.palette));
            }
            Ok(_) => tracing::warn!(
                scene = picture.shot.scene_id,
                "a composition has another frame; its image is used"
            ),
            Err(error) => {
                tracing::warn!(scene = picture.shot.scene_id, %error, "a composition cannot be used; its image is")
            }
        }
    }
    let path = sources.image.filter(|path| foreign::exists(path));
    let path = path.ok_or_else(|| PictureError::NotAPicture {
        path: sources.image.unwrap_or(Path::new("")).to_owned(),
    })?;
    let canvas = Canvas::with_picture(fonts, path)?;
    // The studio's own still already has its words; only others' pictures get them.
    let scene = scene.filter(|_| sources.composition.is_none());
    let mut composition = foreign::around(&input.brief, &picture.shot, input.frame, scene, fonts);
    legible::ensure(&canvas, &mut composition)?;
    Ok((Stage::new(&canvas, &composition, take)?, composition.palette))
}

/// How the neighbour looks when its scene ends. A neighbour that cannot be read is passed over: the scene then starts with a cut.
pub(crate) fn last_moment(
    fonts: &Fonts,
    input: &ClipInput,
    previous: &PictureRef,
    files: &ClipFiles,
) -> Result<Option<Planes>, PictureError> {
    let take = take(previous, input.frame, previous.duration, 0.0);
    let sources = Sources {
        image: files.previous_image.as_deref(),
        composition: files.previous_composition.as_deref(),
    };
    match stage(fonts, input, previous, sources, None, take) {
        Ok((mut stage, _)) => {
            let mut frame = stage.frame();
            stage.draw(&mut frame, previous.duration as f32);
            Ok(Some(frame))
        }
        Err(error @ (PictureError::NotAPicture { .. } | PictureError::Io { .. })) => {
            tracing::warn!(scene = previous.shot.scene_id, %error, "no transition from the scene before");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn read_composition(path: &Path) -> Result<Composition, PictureError> {
    let wrong = |reason: String| PictureError::NotAComposition { path: path.to_owned(), reason };
    let size = fs::metadata(path).map_err(PictureError::io(path))?.len();
    if size > LARGEST_COMPOSITION {
        return Err(wrong(format!("it has {size} bytes")));
    }
    let bytes = fs::read(path).map_err(PictureError::io(path))?;
    let composition: Composition =
        serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    if composition.version != VERSION {
        return Err(wrong(format!("its version is {}", composition.version)));
    }
    Ok(composition)
}
