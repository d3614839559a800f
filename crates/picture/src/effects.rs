//! Shadows and blur. Both are made from a small copy: what is soft needs few pixels, and costs a tenth.

use resvg::tiny_skia::{BlendMode, FilterQuality, Pixmap, PixmapPaint, PremultipliedColorU8, Transform};

use crate::{
    canvas::{Canvas, new_pixmap},
    colour::Colour,
    composition::{Effect, Layer},
    error::PictureError,
    palettes::Palette,
};

/// Transparent pixels around a sprite, so that its edge can lie between pixels.
const RIM: f32 = 2.0;
/// A blurred copy keeps at least this radius in its own pixels.
const COARSE_RADIUS: f32 = 3.0;

/// A drawn layer with its effect.
pub(crate) struct Sprite {
    pub pixmap: Pixmap,
    /// The pixel of the sprite that stands at the layer's centre.
    pub anchor: (f32, f32),
}

/// Draws a layer `scale` times as large as it stands in the frame.
pub(crate) fn sprite(
    canvas: &Canvas,
    layer: &Layer,
    palette: &Palette,
    scale: f32,
) -> Result<Sprite, PictureError> {
    match layer.effect {
        Effect::None => plain(canvas, layer, scale, 0.0),
        Effect::Shadow { drop, radius, opacity } => {
            let mut sprite = plain(canvas, layer, scale, layer.effect.reach() * scale)?;
            shadow(&mut sprite.pixmap, palette.shade, drop * scale, radius * scale, opacity)?;
            Ok(sprite)
        }
        Effect::Blur { radius, opacity } => {
            let coarse = (COARSE_RADIUS / (radius * scale)).clamp(0.05, 1.0);
            let mut small = plain(canvas, layer, scale * coarse, layer.effect.reach() * scale * coarse)?;
            blur(&mut small.pixmap, radius * scale * coarse);
            enlarge(&small, coarse, opacity)
        }
    }
}

fn plain(canvas: &Canvas, layer: &Layer, scale: f32, reach: f32) -> Result<Sprite, PictureError> {
    let rim = reach + RIM;
    let side = |length: f32| (length * scale + 2.0 * rim).ceil().max(1.0) as u32;
    let mut pixmap = new_pixmap(side(layer.size.0), side(layer.size.1))?;
    let tree = canvas.tree(layer.size.0, layer.size.1, &layer.svg)?;
    let place = Transform::from_row(scale, 0.0, 0.0, scale, rim, rim);
    resvg::render(&tree, place, &mut pixmap.as_mut());
    Ok(Sprite { pixmap, anchor: (rim + layer.size.0 * scale / 2.0, rim + layer.size.1 * scale / 2.0) })
}

/// The sprite `1 / coarse` times as large.
fn enlarge(small: &Sprite, coarse: f32, opacity: f32) -> Result<Sprite, PictureError> {
    let factor = 1.0 / coarse;
    let side = |length: u32| (length as f32 * factor).ceil() as u32;
    let mut pixmap = new_pixmap(side(small.pixmap.width()), side(small.pixmap.height()))?;
    let quality = if coarse >= 1.0 { FilterQuality::Nearest } else { FilterQuality::Bilinear };
    let paint = PixmapPaint { opacity, blend_mode: BlendMode::Source, quality };
    pixmap.draw_pixmap(0, 0, small.pixmap.as_ref(), &paint, Transform::from_scale(factor, factor), None);
    Ok(Sprite { pixmap, anchor: (small.anchor.0 * factor, small.anchor.1 * factor) })
}

/// Lays a soft shadow of the drawing beneath it.
fn shadow(
    pixmap: &mut Pixmap,
    colour: Colour,
    drop: f32,
    radius: f32,
    opacity: f32,
) -> Result<(), PictureError> {
    let coarse = (COARSE_RADIUS / radius.max(0.1)).clamp(0.05, 1.0);
    let side = |length: u32| (length as f32 * coarse).ceil().max(1.0) as u32;
    let mut small = new_pixmap(side(pixmap.width()), side(pixmap.height()))?;
    let paint = PixmapPaint { opacity: 1.0, blend_mode: BlendMode::Source, quality: FilterQuality::Bilinear };
    small.draw_pixmap(0, 0, pixmap.as_ref(), &paint, Transform::from_scale(coarse, coarse), None);
    let part = |value: u8, alpha: u8| (u16::from(value) * u16::from(alpha) / 255) as u8;
    for pixel in small.pixels_mut() {
        let alpha = (f32::from(pixel.alpha()) * opacity).round() as u8;
        let tint = |value| part(value, alpha);
        let tinted =
            PremultipliedColorU8::from_rgba(tint(colour.red), tint(colour.green), tint(colour.blue), alpha);
        *pixel = tinted.unwrap_or(PremultipliedColorU8::TRANSPARENT);
    }
    blur(&mut small, radius * coarse);
    let factor = 1.0 / coarse;
    let paint = PixmapPaint { blend_mode: BlendMode::DestinationOver, ..paint };
    let place = Transform::from_row(factor, 0.0, 0.0, factor, 0.0, drop);
    pixmap.draw_pixmap(0, 0, small.as_ref(), &paint, place, None);
    Ok(())
}

/// Three box blurs, which come close to a Gaussian of the same deviation.
fn blur(pixmap: &mut Pixmap, deviation: f32) {
    // Width of three equal boxes with the deviation of one Gaussian (W3C Filter Effects, feGaussianBlur).
    let reach = ((deviation * 3.0 * (std::f32::consts::TAU).sqrt() / 4.0 + 0.5).floor() as usize / 2).max(1);
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let bytes = pixmap.data_mut();
    for _ in 0..3 {
        for row in bytes.chunks_exact_mut(width * 4) {
            box_line(row, width, 4, reach);
        }
        for column in 0..width {
            let end = bytes.len();
            box_line(&mut bytes[column * 4..end], height, width * 4, reach);
        }
    }
}

/// Averages each pixel of a line with `reach` neighbours on either side; outside is transparent.
fn box_line(bytes: &mut [u8], count: usize, stride: usize, reach: usize) {
    let window = (2 * reach + 1) as u32;
    for channel in 0..4 {
        let values: Vec<u8> = (0..count).map(|at| bytes[at * stride + channel]).collect();
        let mut sum: u32 = values.iter().take(reach).map(|value| u32::from(*value)).sum();
        for at in 0..count {
            sum += values.get(at + reach).map_or(0, |value| u32::from(*value));
            bytes[at * stride + channel] = ((sum + window / 2) / window) as u8;
            if at >= reach {
                sum -= u32::from(values[at - reach]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blurring_keeps_the_sum() {
        let mut pixmap = Pixmap::new(41, 41).unwrap();
        pixmap.pixels_mut()[20 * 41 + 20] = PremultipliedColorU8::from_rgba(255, 255, 255, 255).unwrap();
        for pixel in pixmap.pixels_mut().iter_mut().skip(15 * 41).take(11 * 41) {
            *pixel = PremultipliedColorU8::from_rgba(200, 100, 50, 200).unwrap();
        }
        let sum = |pixmap: &Pixmap| pixmap.pixels().iter().map(|pixel| f64::from(pixel.alpha())).sum::<f64>();
        let before = sum(&pixmap);
        blur(&mut pixmap, 2.0);
        assert!((sum(&pixmap) / before - 1.0).abs() < 0.1, "{} {before}", sum(&pixmap));
        assert!(pixmap.pixels().iter().all(|pixel| pixel.red() <= pixel.alpha()));
    }
}
