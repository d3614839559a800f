//! Sees to it that every text can be read on what is really behind it.

use resvg::tiny_skia::Pixmap;

use crate::{
    canvas::Canvas,
    colour::Colour,
    composition::{Composition, Effect, Enter, EnterKind, Layer, Motion, Role},
    error::PictureError,
    geometry::Rect,
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

/// Puts a soft surface behind texts that lack contrast, stronger until it is enough.
pub(crate) fn ensure(canvas: &Canvas, composition: &mut Composition) -> Result<(), PictureError> {
    for opacity in [0.55, 0.8, 0.97] {
        let poor: Vec<Rect> = contrasts(canvas, composition)?
            .into_iter()
            .filter(|(_, contrast)| *contrast < LEAST_CONTRAST)
            .filter_map(|(number, _)| composition.layers[number].text.as_ref().map(|text| text.area))
            .collect();
        if poor.is_empty() {
            return Ok(());
        }
        let first_text = composition.layers.iter().position(|layer| layer.role == Role::Text).unwrap_or(0);
        for area in poor {
            let scrim = scrim(composition, area, opacity);
            composition.layers.insert(first_text, scrim);
        }
        raise_texts(composition);
    }
    Ok(())
}

/// Texts above everything else, in their order, so that no scrim covers one.
fn raise_texts(composition: &mut Composition) {
    let (texts, mut others): (Vec<_>, Vec<_>) =
        composition.layers.drain(..).partition(|layer| layer.role == Role::Text);
    others.extend(texts);
    composition.layers = others;
}

fn scrim(composition: &Composition, area: Rect, opacity: f32) -> Layer {
    let rim = area.height * 0.28;
    let (width, height) = (area.width + 2.0 * rim, area.height + 2.0 * rim);
    let colour = composition.palette.ground[0].hex();
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
        effect: Effect::Blur { radius: rim * 0.4, opacity },
        motion: Motion::default(),
        enter: Enter::new(EnterKind::Fade, 0.1),
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
