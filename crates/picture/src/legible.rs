//! Sees to it that every text can be read on what is really behind it.

use resvg::tiny_skia::Pixmap;

use crate::{
    canvas::Canvas,
    colour::Colour,
    composer_text::LABEL,
    composition::{Composition, Effect, Enter, EnterKind, Layer, Motion, Role},
    error::PictureError,
    fonts::Fonts,
    geometry::Rect,
    safe::unit,
};

/// WCAG 2 AA for text of any size.
pub(crate) const LEAST_CONTRAST: f32 = 4.5;
/// Backgrounds are looked at in this scale.
const SCALE: f32 = 0.25;
/// Part of the pixels behind a text that may be worse, being edges and sparkles.
const OUTLIERS: f32 = 0.02;

/// Lowest contrast of each text with what is behind it, with the worst 2 % of pixels left out.
pub(crate) fn contrasts(
    canvas: &Canvas,
    composition: &Composition,
) -> Result<Vec<(usize, f32)>, PictureError> {
    let behind = canvas.still(composition, SCALE, |layer| layer.role != Role::Text)?;
    let texts = composition.layers.iter().enumerate();
    Ok(texts
        .filter_map(|(number, layer)| Some((number, layer.text.as_ref()?)))
        .map(|(number, text)| (number, worst_contrast(&behind, text.area, text.colour)))
        .collect())
}

/// Where a text lacks contrast, first its emphasis goes; then a soft surface comes behind, stronger until it is enough.
pub(crate) fn ensure(canvas: &Canvas, composition: &mut Composition) -> Result<(), PictureError> {
    for (number, _) in poor(canvas, composition)? {
        recolour(&mut composition.layers[number], composition.palette.ink, composition.palette.accent);
    }
    for opacity in [0.4, 0.6, 0.8, 0.97] {
        let texts: Vec<_> = poor(canvas, composition)?
            .into_iter()
            .filter_map(|(number, _)| composition.layers[number].text.as_ref())
            .map(|text| (text.area, text.colour))
            .collect();
        let areas: Vec<Rect> = texts.iter().map(|(area, _)| *area).collect();
        if areas.is_empty() {
            return Ok(());
        }
        let first_text = composition.layers.iter().position(is_text).unwrap_or(0);
        for area in neighbours(areas) {
            let ink = texts.iter().find(|(text, _)| text.overlaps(area)).map(|(_, colour)| *colour);
            let scrim = scrim(composition, area, ink.unwrap_or(composition.palette.ink), opacity);
            composition.layers.insert(first_text, scrim);
        }
        raise_texts(composition);
    }
    Ok(())
}

/// Lines that follow each other closely become one area.
fn neighbours(areas: Vec<Rect>) -> Vec<Rect> {
    let mut groups: Vec<Rect> = Vec::new();
    for area in areas {
        let near = |group: &&mut Rect| {
            area.y - group.bottom() < area.height && group.y - area.bottom() < area.height
        };
        match groups.iter_mut().find(near) {
            Some(group) => *group = group.around(area),
            None => groups.push(area),
        }
    }
    groups
}

fn poor(canvas: &Canvas, composition: &Composition) -> Result<Vec<(usize, f32)>, PictureError> {
    let mut all = contrasts(canvas, composition)?;
    all.retain(|(_, contrast)| *contrast < LEAST_CONTRAST);
    Ok(all)
}

/// Gives an emphasised text the plain colour.
fn recolour(layer: &mut Layer, ink: Colour, accent: Colour) {
    let Some(text) = layer.text.as_mut().filter(|text| text.colour == accent) else { return };
    text.colour = ink;
    layer.svg =
        layer.svg.replacen(&format!(r#"fill="{}""#, accent.hex()), &format!(r#"fill="{}""#, ink.hex()), 1);
}

/// Texts above everything else, in their order, so that no scrim covers one.
fn raise_texts(composition: &mut Composition) {
    let (texts, mut others): (Vec<_>, Vec<_>) = composition.layers.drain(..).partition(is_text);
    others.extend(texts);
    composition.layers = others;
}

/// Text or the surface that belongs to it.
fn is_text(layer: &Layer) -> bool {
    layer.role == Role::Text || layer.source == LABEL
}

fn scrim(composition: &Composition, area: Rect, ink: Colour, opacity: f32) -> Layer {
    let unit = unit(composition.frame);
    let rim = 34.0 * unit;
    let (width, height) = (area.width + 2.0 * rim, area.height + 2.0 * rim);
    // Words on a card want the card's colour behind them, not the ground's.
    let palette = &composition.palette;
    let surfaces = [palette.ground[0], palette.panel, palette.card, palette.shade];
    let colour =
        surfaces.into_iter().find(|surface| surface.contrast(ink) >= 5.0).unwrap_or(palette.shade).hex();
    let svg = format!(
        r#"<rect width="{width:.1}" height="{height:.1}" rx="{:.1}" fill="{colour}"/>"#,
        area.height * 0.3
    );
    Layer {
        role: Role::Shape,
        source: "studio".to_owned(),
        svg,
        center: area.center(),
        size: (width, height),
        effect: Effect::Blur { radius: 42.0 * unit, opacity },
        motion: Motion::default(),
        enter: Enter::new(EnterKind::Fade, 0.0),
        text: None,
    }
}

fn worst_contrast(behind: &Pixmap, area: Rect, colour: Colour) -> f32 {
    let limit = |value: f32, most: u32| (value.max(0.0) as u32).min(most);
    let (left, right) =
        (limit(area.x * SCALE, behind.width()), limit((area.right() * SCALE).ceil(), behind.width()));
    let (top, bottom) =
        (limit(area.y * SCALE, behind.height()), limit((area.bottom() * SCALE).ceil(), behind.height()));
    let mut found: Vec<f32> = Vec::new();
    for y in top..bottom {
        for x in left..right {
            if let Some(pixel) = behind.pixel(x, y) {
                found.push(colour.contrast(Colour::rgb(pixel.red(), pixel.green(), pixel.blue())));
            }
        }
    }
    found.sort_by(f32::total_cmp);
    found.get((found.len() as f32 * OUTLIERS) as usize).copied().unwrap_or(21.0)
}

/// Every text of a composition with its lowest contrast to what is behind it, as drawn.
pub fn text_contrasts(composition: &Composition) -> Result<Vec<(String, f32)>, PictureError> {
    let fonts = Fonts::find()?;
    let all = contrasts(&Canvas::new(&fonts), composition)?;
    let text = |number: usize| composition.layers[number].text.as_ref().map(|ink| ink.text.clone());
    Ok(all.into_iter().filter_map(|(number, contrast)| Some((text(number)?, contrast))).collect())
}

/// Every text of a composition with the place that its letters really take in the frame.
pub fn text_ink(composition: &Composition) -> Result<Vec<(String, Rect)>, PictureError> {
    let fonts = Fonts::find()?;
    let canvas = Canvas::new(&fonts);
    let mut all = Vec::new();
    for layer in &composition.layers {
        if let (Some(text), Some(ink)) = (&layer.text, canvas.ink(layer)?) {
            all.push((text.text.clone(), ink));
        }
    }
    Ok(all)
}
