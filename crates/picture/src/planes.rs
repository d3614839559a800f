//! Frames as ffmpeg wants them (I420: Y, then U, then V, tightly packed; BT.709 in limited range), and sprites that are
//! blended into them anywhere between their pixels.

use std::ops::Range;

use aida_protocol::FrameSize;
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use crate::{
    blend::{Map, Window, blend_plane},
    colour::Colour,
    edges::planes_of,
    geometry::Rect,
    sprite::YuvSprite,
};

/// One frame.
#[derive(Clone)]
pub(crate) struct Planes {
    pub width: usize,
    pub height: usize,
    pub data: Vec<u8>,
}

/// Where and how a sprite is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pose {
    /// Where the sprite's anchor comes to stand, in pixels of the frame.
    pub x: f32,
    pub y: f32,
    /// Pixels of the frame per pixel of the sprite.
    pub scale: f32,
    /// Degrees, clockwise.
    pub angle: f32,
    /// 0 to 1.
    pub opacity: f32,
    /// The part of the frame that it may show in; all without it.
    pub clip: Option<Rect>,
}

/// Columns and rows of a frame, both of even ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub columns: Range<usize>,
    pub rows: Range<usize>,
}

impl Pose {
    /// 0 to 256.
    fn steps_of_opacity(self) -> u32 {
        (self.opacity.clamp(0.0, 1.0) * 256.0).round() as u32
    }

    /// Whether nothing of a sprite is seen.
    pub fn hides(self) -> bool {
        self.steps_of_opacity() == 0 || self.scale <= 0.0
    }
}

impl Planes {
    pub fn new(size: FrameSize) -> Self {
        let (width, height) = (size.width as usize, size.height as usize);
        let mut data = vec![16; width * height * 3 / 2];
        data[width * height..].fill(128);
        Planes { width, height, data }
    }

    /// An opaque drawing of even sides as a frame. Half a step of ordered noise keeps gradients from banding.
    pub fn from_pixmap(pixmap: &Pixmap) -> Self {
        let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
        let mut frame = Planes::new(FrameSize { width: pixmap.width(), height: pixmap.height() });
        let (luma, chroma) = frame.data.split_at_mut(width * height);
        let pixels = pixmap.pixels();
        for (y, (row, out)) in pixels.chunks_exact(width).zip(luma.chunks_exact_mut(width)).enumerate() {
            for (x, (pixel, out)) in row.iter().zip(out).enumerate() {
                *out = (luma_of(*pixel) + grain(x, y)) as u8;
            }
        }
        let (u, v) = chroma.split_at_mut(width * height / 4);
        for y in 0..height / 2 {
            for x in 0..width / 2 {
                let (red, green, blue, _) = quad(pixels, width, height, x, y);
                let (cb, cr) = chroma_of(red, green, blue, 255.0);
                u[y * width / 2 + x] = cb.round() as u8;
                v[y * width / 2 + x] = cr.round() as u8;
            }
        }
        frame
    }

    /// Takes over what `other`, of the same size, shows in `part`.
    pub fn copy_part(&mut self, other: &Planes, part: &Part) {
        for plane in planes_of(self.width, self.height) {
            let (left, right) = (part.columns.start / plane.coarse, part.columns.end / plane.coarse);
            for row in part.rows.start / plane.coarse..part.rows.end / plane.coarse {
                let start = plane.range.start + row * plane.width;
                let row = start + left..start + right;
                self.data[row.clone()].copy_from_slice(&other.data[row]);
            }
        }
    }

    /// The three planes with their widths and heights.
    fn split(&mut self) -> (&mut [u8], &mut [u8], &mut [u8]) {
        let size = self.width * self.height;
        let (luma, chroma) = self.data.split_at_mut(size);
        let (u, v) = chroma.split_at_mut(size / 4);
        (luma, u, v)
    }

    /// What of a plane of which each pixel is `coarse` of the frame lies in `clip`.
    fn window(&self, clip: Option<Rect>, coarse: usize) -> Window {
        let (width, height) = (self.width / coarse, self.height / coarse);
        let range = |low: f32, high: f32, most: usize| {
            // Whole pixels of chroma, so that colours end where their shapes do.
            let at = |value: f32| ((value / 2.0).round().max(0.0) as usize * 2 / coarse).min(most);
            at(low)..at(high).max(at(low))
        };
        let (columns, rows) = match clip {
            None => (0..width, 0..height),
            Some(clip) => (range(clip.x, clip.right(), width), range(clip.y, clip.bottom(), height)),
        };
        Window { width, columns, rows }
    }

    /// Darkest and lightest luma of a place, without the most extreme 2 % on either side.
    pub fn luma_range(&self, place: Rect) -> (u8, u8) {
        let window = self.window(Some(place), 1);
        let mut counts = [0_usize; 256];
        for y in window.rows.clone() {
            let row = &self.data[y * self.width..][window.columns.clone()];
            row.iter().for_each(|value| counts[usize::from(*value)] += 1);
        }
        let few = counts.iter().sum::<usize>() / 50;
        let enough = |seen: &mut usize, value: usize| {
            *seen += counts[value];
            *seen > few
        };
        let dark = (0..256).scan(0, |seen, value| Some((value, enough(seen, value)))).find(|(_, all)| *all);
        let light =
            (0..256).rev().scan(0, |seen, value| Some((value, enough(seen, value)))).find(|(_, all)| *all);
        let (dark, light) = (dark.map_or(16, |(value, _)| value), light.map_or(235, |(value, _)| value));
        (dark as u8, light as u8)
    }

    /// Blends a sprite in.
    pub fn blend(&mut self, sprite: &YuvSprite, pose: Pose) {
        let whole = Part { columns: 0..self.width, rows: 0..self.height };
        self.blend_in(sprite, pose, &whole);
    }

    /// Blends that of a sprite in which lies in `part`, as [`Planes::blend`] would.
    pub fn blend_in(&mut self, sprite: &YuvSprite, pose: Pose, part: &Part) {
        let opacity = pose.steps_of_opacity();
        if opacity == 0 || pose.scale <= 0.0 {
            return;
        }
        let half = |range: &Range<usize>| range.start / 2..range.end / 2;
        let fine = self.window(pose.clip, 1).within(part.columns.clone(), part.rows.clone());
        let coarse = self.window(pose.clip, 2).within(half(&part.columns), half(&part.rows));
        if fine.is_empty() {
            return;
        }
        let (luma, u, v) = self.split();
        let whole = Map::new(sprite.anchor, pose, 1.0);
        blend_plane(&mut [luma], &fine, &sprite.luma, whole, opacity);
        let half = Map::new(sprite.anchor, pose, 2.0);
        blend_plane(&mut [u, v], &coarse, &sprite.chroma, half, opacity);
    }
}

/// Y, U and V of an opaque colour.
pub(crate) fn yuv(colour: Colour) -> [u8; 3] {
    let [red, green, blue] = [colour.red, colour.green, colour.blue].map(f32::from);
    let luma = 16.0 + 0.182_586 * red + 0.614_231 * green + 0.062_007 * blue;
    let (cb, cr) = chroma_of(red, green, blue, 255.0);
    [luma.round() as u8, cb.round() as u8, cr.round() as u8]
}

/// Of a premultiplied pixel, premultiplied, 0 to 255.
pub(crate) fn luma_of(pixel: PremultipliedColorU8) -> f32 {
    let (red, green, blue) = (f32::from(pixel.red()), f32::from(pixel.green()), f32::from(pixel.blue()));
    16.0 / 255.0 * f32::from(pixel.alpha()) + 0.182_586 * red + 0.614_231 * green + 0.062_007 * blue + 0.5
}

pub(crate) fn chroma_of(red: f32, green: f32, blue: f32, alpha: f32) -> (f32, f32) {
    let middle = 128.0 / 255.0 * alpha;
    let cb = middle - 0.100_644 * red - 0.338_572 * green + 0.439_216 * blue;
    let cr = middle + 0.439_216 * red - 0.398_942 * green - 0.040_274 * blue;
    (cb.clamp(0.0, 255.0), cr.clamp(0.0, 255.0))
}

/// The mean of four neighbouring pixels; those outside are transparent.
pub(crate) fn quad(
    pixels: &[PremultipliedColorU8],
    width: usize,
    height: usize,
    x: usize,
    y: usize,
) -> (f32, f32, f32, f32) {
    let mut sum = [0.0_f32; 4];
    for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let (px, py) = (2 * x + dx, 2 * y + dy);
        if px < width && py < height {
            let pixel = pixels[py * width + px];
            for (slot, part) in sum.iter_mut().zip([pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()])
            {
                *slot += f32::from(part) / 4.0;
            }
        }
    }
    (sum[0], sum[1], sum[2], sum[3])
}

/// Less than a step of fixed noise.
fn grain(x: usize, y: usize) -> f32 {
    let mut hash = (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77);
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2c1b_3c6d);
    hash ^= hash >> 12;
    (hash & 0xff) as f32 / 255.0 * 1.2 - 0.6
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::{Color, FillRule, Paint, PathBuilder, Transform};

    use super::*;

    const SIZE: FrameSize = FrameSize { width: 64, height: 48 };

    fn disc() -> Pixmap {
        let mut pixmap = Pixmap::new(24, 24).unwrap();
        let mut paint = Paint::default();
        paint.set_color(Color::WHITE);
        let path = PathBuilder::from_circle(12.0, 12.0, 8.0).unwrap();
        pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        pixmap
    }

    /// The middle of the light in the frame.
    fn middle(frame: &Planes) -> (f64, f64) {
        let (mut sum, mut x_sum, mut y_sum) = (0.0, 0.0, 0.0);
        for (at, value) in frame.data[..frame.width * frame.height].iter().enumerate() {
            let weight = f64::from(*value) - 16.0;
            sum += weight;
            x_sum += weight * ((at % frame.width) as f64 + 0.5);
            y_sum += weight * ((at / frame.width) as f64 + 0.5);
        }
        (x_sum / sum, y_sum / sum)
    }

    #[test]
    fn a_sprite_stands_where_its_pose_says() {
        let sprite = YuvSprite::new(&disc(), (12.0, 12.0));
        for (x, y, scale, angle) in [
            (30.0, 20.0, 1.0, 0.0),
            (30.37, 20.81, 1.0, 0.0),
            (31.63, 22.25, 1.31, 0.0),
            (28.2, 24.4, 0.9, 33.0),
        ] {
            let mut frame = Planes::new(SIZE);
            frame.blend(&sprite, Pose { x, y, scale, angle, opacity: 1.0, clip: None });
            let (mx, my) = middle(&frame);
            assert!(
                (mx - f64::from(x)).abs() < 0.05 && (my - f64::from(y)).abs() < 0.05,
                "{x} {y}: {mx} {my}"
            );
        }
    }

    #[test]
    fn nothing_is_drawn_outside_and_nothing_breaks_there() {
        let sprite = YuvSprite::new(&disc(), (12.0, 12.0));
        let empty = Planes::new(SIZE);
        for (x, y) in [(-40.0, 10.0), (200.0, 10.0), (10.0, -90.0), (10.0, 500.0)] {
            let mut frame = empty.clone();
            frame.blend(&sprite, Pose { x, y, scale: 1.2, angle: 10.0, opacity: 1.0, clip: None });
            assert!(frame.data == empty.data);
        }
        for x in -14..80 {
            for (scale, angle) in [(1.0, 0.0), (2.7, 45.0), (0.05, 3.0)] {
                let mut frame = empty.clone();
                frame.blend(
                    &sprite,
                    Pose { x: x as f32 * 0.97, y: x as f32 * 0.6, scale, angle, opacity: 0.5, clip: None },
                );
                assert_eq!(frame.data.len(), empty.data.len());
            }
        }
    }

    #[test]
    fn white_is_235_and_opacity_is_linear() {
        let mut pixmap = Pixmap::new(64, 48).unwrap();
        pixmap.fill(Color::WHITE);
        let white = Planes::from_pixmap(&pixmap);
        assert!(white.data[..64 * 48].iter().all(|value| value.abs_diff(235) <= 1));
        assert!(white.data[64 * 48..].iter().all(|value| *value == 128));
        let mut frame = Planes::new(SIZE);
        let sprite = YuvSprite::from_planes(&white);
        frame.blend(&sprite, Pose { x: 32.0, y: 24.0, scale: 1.0, angle: 0.0, opacity: 0.5, clip: None });
        let inside = frame.data[24 * 64 + 32];
        assert!(inside.abs_diff(126) <= 1, "{inside}");
    }

    #[test]
    fn a_clip_keeps_the_rest_of_the_frame_as_it_was() {
        let sprite = YuvSprite::new(&disc(), (12.0, 12.0));
        let mut frame = Planes::new(SIZE);
        let clip = Some(Rect::new(0.0, 0.0, 30.0, 24.0));
        frame.blend(&sprite, Pose { x: 30.0, y: 24.0, scale: 1.5, angle: 20.0, opacity: 1.0, clip });
        let at = |x: usize, y: usize| frame.data[y * 64 + x];
        assert!(at(26, 20) > 200);
        assert_eq!((at(34, 20), at(26, 28), at(34, 28)), (16, 16, 16));
    }

    #[test]
    fn the_range_of_luma_leaves_sparkles_out() {
        let mut frame = Planes::new(SIZE);
        frame.data[..64 * 48].fill(100);
        frame.data[5 * 64..5 * 64 + 20].fill(235);
        assert_eq!(frame.luma_range(Rect::new(0.0, 0.0, 64.0, 48.0)), (100, 100));
        frame.data[..64 * 10].fill(200);
        assert_eq!(frame.luma_range(Rect::new(0.0, 0.0, 64.0, 48.0)), (100, 200));
    }
}
