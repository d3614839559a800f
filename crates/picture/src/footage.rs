//! The one local pass over a film that another model made of a scene: fitted to the slot, the neighbour's still leaving,
//! captions, and the same encoding as every clip.

use std::path::Path;

use aida_ffmpeg::{FrameReader, probe};
use aida_models::{ClipFiles, JobContext};
use aida_protocol::{ClipInput, FRAMES_PER_SECOND};

use crate::{
    canvas::Canvas,
    captions::Captions,
    clip::last_moment,
    error::PictureError,
    fonts::Fonts,
    layout::palette_of,
    planes::Planes,
    seed::Dice,
    still::{check, check_frame},
    transition::{LENGTH, Transition},
};

/// A film is slowed down to fill its slot up to this factor; then its last frame stands.
const SLOWEST: f64 = 1.35;

/// The frames of a clip from `footage` instead of the still. `sink` takes each frame and gives another to draw into.
pub(crate) fn render(
    input: &ClipInput,
    files: &ClipFiles,
    footage: &Path,
    context: &JobContext,
    mut sink: impl FnMut(Vec<u8>) -> Result<Vec<u8>, PictureError>,
) -> Result<usize, PictureError> {
    check_frame(input.frame)?;
    let slot = input.slot.frames(input.scene.duration);
    let count = slot.len();
    if count == 0 {
        return Err(PictureError::NoFrames);
    }
    let rate = f64::from(FRAMES_PER_SECOND);
    let length = probe(footage)?.duration.max(0.1);
    let stretch = (count as f64 / rate / length).clamp(1.0, SLOWEST);
    let mut reader = FrameReader::start(footage, input.frame, stretch)?;
    let fonts = Fonts::find()?;
    let canvas = Canvas::new(&fonts);
    let previous = match &input.previous {
        Some(previous) => last_moment(&fonts, input, previous, files)?,
        None => None,
    };
    let palette = palette_of(&input.brief, &input.picture.shot);
    let mut dice = Dice::new(&input.brief, "transitions");
    let mut transition = previous
        .map(|previous| Transition::new(&mut dice, input.brief.tone, input.scene.id, &palette, previous));
    let mut captions = Captions::new(input, &files.narration, &palette);
    let offset = f64::from(slot.start) / rate - input.slot.start;
    let (mut shown, mut frame) = (Planes::new(input.frame), Planes::new(input.frame));
    for number in 0..count {
        check(context)?;
        let fresh = reader.next(&mut shown.data)?;
        if number == 0 && !fresh {
            return Err(PictureError::NotAPicture { path: footage.to_owned() });
        }
        frame.data.clear();
        frame.data.extend_from_slice(&shown.data);
        let time = (number as f64 / rate + offset).max(0.0);
        if let Some(transition) = transition.as_mut().filter(|_| time < LENGTH) {
            transition.apply(&mut frame, (time / LENGTH) as f32);
        }
        if let Some(captions) = &mut captions {
            captions.draw(&canvas, &fonts, &mut frame, time)?;
        }
        frame.data = sink(std::mem::take(&mut frame.data))?;
        if number % 15 == 0 {
            context.progress((number * 25 / count) as u8 + 73, "fitting the clip");
        }
    }
    Ok(count)
}
