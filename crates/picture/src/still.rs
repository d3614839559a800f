use std::fs;

use aida_models::{DrawnPicture, JobContext, MadeFile};
use aida_protocol::{FrameSize, ImageFormat, Usd, VisualInput};
use resvg::tiny_skia::Pixmap;

use crate::{
    canvas::Canvas, composition::Composition, error::PictureError, fonts::Fonts, layout::compose, legible,
};

/// What made the still; the `source` of its file.
pub(crate) const SOURCE: &str = "studio/illustrator";
const LICENCE: &str = "CC-BY-4.0 (Twemoji graphics)";

/// Draws the still of a scene: `scene-{id}.png`, and `scene-{id}.composition.json` for the motion, in the scratch folder.
///
/// # Errors
/// A frame outside 64 to 4096 pixels, a cancelled job, a machine without fonts, a full disk.
pub fn draw(input: &VisualInput, context: &JobContext) -> Result<DrawnPicture, PictureError> {
    check_frame(input.frame)?;
    check(context)?;
    let fonts = Fonts::find()?;
    let canvas = Canvas::new(&fonts);
    let mut composition = compose(input, &fonts);
    context.progress(30, "composed");
    legible::ensure(&canvas, &mut composition)?;
    check(context)?;
    let still = canvas.still(&composition, 1.0, |_| true)?;
    context.progress(70, "drawn");
    let name = format!("scene-{}.png", input.scene.id);
    let image = write_png(&still, &name, licence(&composition), context)?;
    check(context)?;
    let composition_file = write_composition(&composition, input.scene.id, context)?;
    Ok(DrawnPicture {
        image,
        format: ImageFormat::Png,
        composition: Some(composition_file),
        size: input.frame,
        depicts: composition.depicts,
        cost: Usd::ZERO,
    })
}

/// Composes without writing anything; the same input gives the same composition.
pub fn composition_of(input: &VisualInput) -> Result<Composition, PictureError> {
    check_frame(input.frame)?;
    let fonts = Fonts::find()?;
    let mut composition = compose(input, &fonts);
    legible::ensure(&Canvas::new(&fonts), &mut composition)?;
    Ok(composition)
}

pub(crate) fn check(context: &JobContext) -> Result<(), PictureError> {
    context.check_cancelled().map_err(|_| PictureError::Cancelled)
}

pub(crate) fn check_frame(frame: FrameSize) -> Result<(), PictureError> {
    let fits = |side: u32| side.is_multiple_of(2) && (64..=4096).contains(&side);
    if fits(frame.width) && fits(frame.height) {
        return Ok(());
    }
    Err(PictureError::FrameSize { width: frame.width, height: frame.height })
}

pub(crate) fn licence(composition: &Composition) -> Option<String> {
    let borrowed = composition.layers.iter().any(|layer| layer.source.starts_with("twemoji"));
    borrowed.then(|| LICENCE.to_owned())
}

pub(crate) fn write_png(
    pixmap: &Pixmap,
    name: &str,
    licence: Option<String>,
    context: &JobContext,
) -> Result<MadeFile, PictureError> {
    let bytes = encode(pixmap).map_err(|error| PictureError::Png(error.to_string()))?;
    let path = context.scratch().join(name);
    fs::write(&path, bytes).map_err(PictureError::io(&path))?;
    Ok(MadeFile {
        path,
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        source: SOURCE.to_owned(),
        licence,
    })
}

/// An opaque picture as PNG of three channels, compressed in a tenth of the time that the best ratio takes.
fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let rgb: Vec<u8> =
        pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut bytes = Vec::with_capacity(rgb.len() / 4);
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}

fn write_composition(
    composition: &Composition,
    scene: u16,
    context: &JobContext,
) -> Result<MadeFile, PictureError> {
    let name = format!("scene-{scene}.composition.json");
    let path = context.scratch().join(&name);
    let bytes = serde_json::to_vec(composition)?;
    fs::write(&path, bytes).map_err(PictureError::io(&path))?;
    let media_type = "application/json".to_owned();
    Ok(MadeFile { path, name, media_type, source: SOURCE.to_owned(), licence: licence(composition) })
}

/// Draws the film's thumbnail, `thumbnail.png` in the scratch folder: the scene's headline large, its pictogram, no captions.
///
/// # Errors
/// As [`draw`].
pub fn poster(input: &VisualInput, context: &JobContext) -> Result<MadeFile, PictureError> {
    check_frame(input.frame)?;
    check(context)?;
    let mut input = input.clone();
    input.brief.captions = false;
    // Thumbnails are seen small: two layouts whose words fill the frame, one for each amount of words.
    let short = input.scene.headline.chars().count() <= 26;
    input.shot.layout = if short { "giant_crop" } else { "big_type" }.to_owned();
    let fonts = Fonts::find()?;
    let canvas = Canvas::new(&fonts);
    let mut composition = compose(&input, &fonts);
    legible::ensure(&canvas, &mut composition)?;
    let still = canvas.still(&composition, 1.0, |_| true)?;
    write_png(&still, "thumbnail.png", licence(&composition), context)
}
