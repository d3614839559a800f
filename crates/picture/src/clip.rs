use std::{collections::BTreeSet, fs, panic::resume_unwind, path::Path, thread};

use aida_ffmpeg::ClipEncoder;
use aida_models::{AnimatedClip, ClipFiles, JobContext, MadeFile};
use aida_protocol::{ClipInput, FRAMES_PER_SECOND, PictureRef, Scene, Tone, Usd};

use crate::{
    beats::Beats,
    canvas::Canvas,
    captions::Captions,
    composition::{Composition, Role, VERSION},
    error::PictureError,
    fonts::Fonts,
    footage, foreign,
    geometry::Rect,
    legible,
    motion::{Camera, Take},
    palettes::Palette,
    planes::Planes,
    safe::unit,
    seed::Dice,
    stage::Stage,
    still::{check, check_frame},
    transition::{LENGTH, Transition},
};

/// What made the clip; the `source` of its file.
const SOURCE: &str = "studio/motion";
/// Threads of x264. With one it cannot look ahead beside its work, and takes more than twice as long; with three it keeps up
/// with the drawing, and each more costs 20 MB.
const FEWEST_ENCODING: usize = 2;
const MOST_ENCODING: usize = 3;
/// A composition is some hundred kilobytes.
const LARGEST_COMPOSITION: u64 = 16 << 20;
/// How far the first scene's layers have come in when the film begins, in seconds.
const FIRST_LEAD: f32 = 0.4;
/// When words come in after a transition, in seconds: it is over but for its last edge.
const WORDS_FROM: f32 = 0.36;

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
    let threads = context.threads().saturating_add(1).clamp(FEWEST_ENCODING, MOST_ENCODING);
    let mut encoder = ClipEncoder::start(&path, input.frame, threads)?;
    let count = match &files.footage {
        Some(footage) => {
            footage::render(input, files, footage, context, |frame| Ok(encoder.hand_over(frame)?))?
        }
        None => render(input, files, context, |frame| Ok(encoder.hand_over(frame)?))?,
    };
    encoder.finish()?;
    let video = MadeFile {
        path,
        name,
        media_type: "video/mp4".to_owned(),
        source: SOURCE.to_owned(),
        licence: licence(input),
    };
    Ok(AnimatedClip { video, duration: count as f64 / f64::from(FRAMES_PER_SECOND), cost: Usd::ZERO })
}

/// The terms of the pictures that the clip shows: its own, and the one it comes from.
fn licence(input: &ClipInput) -> Option<String> {
    let pictures = [Some(&input.picture), input.previous.as_ref()];
    let terms: BTreeSet<&str> =
        pictures.into_iter().flatten().filter_map(|picture| picture.image.licence.as_deref()).collect();
    (!terms.is_empty()).then(|| terms.into_iter().collect::<Vec<_>>().join("; "))
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
    render(input, files, context, |frame| sink(&frame).map(|()| frame))
}

/// The same with a sink that takes each frame and gives another to draw into, of any content.
fn render(
    input: &ClipInput,
    files: &ClipFiles,
    context: &JobContext,
    mut sink: impl FnMut(Vec<u8>) -> Result<Vec<u8>, PictureError>,
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
    let size = frame.data.len();
    for number in 0..count {
        check(context)?;
        film.draw(&mut frame, number)?;
        frame.data = sink(std::mem::take(&mut frame.data))?;
        frame.data.resize(size, 0);
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
        // The neighbour and the scene itself need nothing of each other; each reads the fonts that it needs.
        let (previous, own) = thread::scope(|scope| {
            let previous = input
                .previous
                .as_ref()
                .map(|previous| scope.spawn(|| last_moment(&Fonts::find()?, input, previous, files)));
            let own = own_stage(fonts, input, files, input.previous.is_some());
            let previous = previous.map(|looks| looks.join().unwrap_or_else(|panic| resume_unwind(panic)));
            (previous, own)
        });
        let previous = previous.transpose()?.flatten();
        let (stage, palette) = match own {
            Ok(_) if input.previous.is_some() && previous.is_none() => own_stage(fonts, input, files, false)?,
            own => own?,
        };
        let mut dice = Dice::new(&input.brief, "transitions");
        let transition = previous
            .map(|previous| Transition::new(&mut dice, input.brief.tone, input.scene.id, &palette, previous));
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

/// The scene's own stage; `follows` another scene that can be seen, and comes in over its last moment.
fn own_stage(
    fonts: &Fonts,
    input: &ClipInput,
    files: &ClipFiles,
    follows: bool,
) -> Result<(Stage, Palette), PictureError> {
    let mut take = take(&input.picture, input, input.scene.duration);
    if follows {
        take.words_from = WORDS_FROM;
    } else {
        take.lead = FIRST_LEAD;
    }
    // Less than a frame is left of the film when its last scene ends.
    take.leaves = input.slot.start + input.scene.duration + 0.03 < input.slot.film;
    take.beats = Beats::of(&files.narration.words);
    let sources = Sources { image: Some(&files.image), composition: files.composition.as_deref() };
    stage(fonts, input, &input.picture, sources, Some(&input.scene), take)
}

/// The files of one picture.
#[derive(Clone, Copy)]
struct Sources<'a> {
    image: Option<&'a Path>,
    composition: Option<&'a Path>,
}

fn take(picture: &PictureRef, input: &ClipInput, duration: f64) -> Take {
    let frame = input.frame;
    Take {
        camera: Camera::parse(&picture.shot.camera_movement),
        duration: duration as f32,
        lead: 0.0,
        words_from: 0.0,
        leaves: true,
        energy: energy(input.brief.tone),
        beats: Beats::default(),
        frame: Rect::new(0.0, 0.0, frame.width as f32, frame.height as f32),
        unit: unit(frame),
    }
}

/// How lively a tone moves, 0 to 1.
fn energy(tone: Tone) -> f32 {
    match tone {
        Tone::Energetic | Tone::Playful | Tone::Dramatic => 1.0,
        Tone::Professional | Tone::Friendly | Tone::Informative | Tone::Neutral => 0.55,
        Tone::Calm | Tone::Elegant | Tone::Emotional => 0.15,
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
) -> Result<(Stage, Palette), PictureError> {
    if let Some(path) = sources.composition {
        match read_composition(path) {
            Ok(mut composition) if composition.frame == input.frame => {
                if scene.is_none() {
                    // A neighbour's words have left by its last moment.
                    composition.layers.retain(|layer| layer.role != Role::Text);
                }
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
    let take = take(previous, input, previous.duration);
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
