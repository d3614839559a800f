//! Frames as ffmpeg wants them (I420: Y, then U, then V, tightly packed; BT.709 in limited range), and sprites that are
//! blended into them anywhere between their pixels.

use aida_protocol::FrameSize;
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

/// Side of the squares by which empty parts of a sprite are skipped.
const TILE: usize = 16;
/// Pixels of a row that are sampled and laid at a time.
const PIECE: usize = 64;
/// Bits behind the point of sample positions.
const FIXED: i32 = 16;

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
}

/// Samples with their coverage side by side, premultiplied: Y A for luma, U V A and an unused byte for chroma.
#[derive(Clone)]
struct Layered {
    width: usize,
    height: usize,
    /// Bytes of one sample: 2 or 4.
    step: usize,
    data: Vec<u8>,
    /// Whether a tile has anything in it; `columns` tiles a row.
    occupied: Vec<bool>,
    columns: usize,
}

/// A drawing converted for blending into [`Planes`].
pub(crate) struct YuvSprite {
    luma: Layered,
    chroma: Layered,
    anchor: (f32, f32),
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

    /// The three planes with their widths and heights.
    fn split(&mut self) -> (&mut [u8], &mut [u8], &mut [u8]) {
        let size = self.width * self.height;
        let (luma, chroma) = self.data.split_at_mut(size);
        let (u, v) = chroma.split_at_mut(size / 4);
        (luma, u, v)
    }

    /// Blends a sprite in.
    pub fn blend(&mut self, sprite: &YuvSprite, pose: Pose) {
        let opacity = (pose.opacity.clamp(0.0, 1.0) * 256.0).round() as u32;
        if opacity == 0 || pose.scale <= 0.0 {
            return;
        }
        let (width, height) = (self.width, self.height);
        let (luma, u, v) = self.split();
        let whole = Map::new(sprite.anchor, pose, 1.0);
        blend_plane(&mut [luma], width, height, &sprite.luma, whole, opacity);
        let half = Map::new(sprite.anchor, pose, 2.0);
        blend_plane(&mut [u, v], width / 2, height / 2, &sprite.chroma, half, opacity);
    }
}

/// Of a premultiplied pixel, premultiplied, 0 to 255.
fn luma_of(pixel: PremultipliedColorU8) -> f32 {
    let (red, green, blue) = (f32::from(pixel.red()), f32::from(pixel.green()), f32::from(pixel.blue()));
    16.0 / 255.0 * f32::from(pixel.alpha()) + 0.182_586 * red + 0.614_231 * green + 0.062_007 * blue + 0.5
}

fn chroma_of(red: f32, green: f32, blue: f32, alpha: f32) -> (f32, f32) {
    let middle = 128.0 / 255.0 * alpha;
    let cb = middle - 0.100_644 * red - 0.338_572 * green + 0.439_216 * blue;
    let cr = middle + 0.439_216 * red - 0.398_942 * green - 0.040_274 * blue;
    (cb.clamp(0.0, 255.0), cr.clamp(0.0, 255.0))
}

/// The mean of four neighbouring pixels; those outside are transparent.
fn quad(
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

impl YuvSprite {
    pub fn new(pixmap: &Pixmap, anchor: (f32, f32)) -> Self {
        let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
        let pixels = pixmap.pixels();
        let mut luma = Vec::with_capacity(2 * pixels.len());
        for pixel in pixels {
            let value = if pixel.alpha() == 0 { 0 } else { luma_of(*pixel) as u8 };
            luma.extend_from_slice(&[value, pixel.alpha()]);
        }
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        let mut chroma = Vec::with_capacity(4 * half_width * half_height);
        for y in 0..half_height {
            for x in 0..half_width {
                let (red, green, blue, alpha) = quad(pixels, width, height, x, y);
                let (cb, cr) = chroma_of(red, green, blue, alpha);
                chroma.extend_from_slice(&[cb.round() as u8, cr.round() as u8, alpha.round() as u8, 0]);
            }
        }
        YuvSprite {
            luma: Layered::new(width, height, 2, luma),
            chroma: Layered::new(half_width, half_height, 4, chroma),
            anchor,
        }
    }

    /// The sprite's pixel that its pose places.
    pub fn anchor(&self) -> (f32, f32) {
        self.anchor
    }

    /// A whole frame as an opaque sprite, anchored at its middle.
    pub fn from_planes(frame: &Planes) -> Self {
        let (width, height) = (frame.width, frame.height);
        let size = width * height;
        let luma = frame.data[..size].iter().flat_map(|value| [*value, 255]).collect();
        let (u, v) = frame.data[size..].split_at(size / 4);
        let chroma = u.iter().zip(v).flat_map(|(u, v)| [*u, *v, 255, 0]).collect();
        YuvSprite {
            luma: Layered::new(width, height, 2, luma),
            chroma: Layered::new(width / 2, height / 2, 4, chroma),
            anchor: (width as f32 / 2.0, height as f32 / 2.0),
        }
    }
}

impl Layered {
    fn new(width: usize, height: usize, step: usize, data: Vec<u8>) -> Self {
        let (columns, rows) = (width.div_ceil(TILE), height.div_ceil(TILE));
        let mut occupied = vec![false; columns * rows];
        for (y, row) in data.chunks_exact((width * step).max(1)).enumerate() {
            for (column, part) in row.chunks(TILE * step).enumerate() {
                if part.iter().any(|byte| *byte != 0) {
                    occupied[y / TILE * columns + column] = true;
                }
            }
        }
        Layered { width, height, step, data, occupied, columns }
    }

    /// Whether anything lies between two sample positions (in pixels), both ends included.
    fn any(&self, (u0, v0): (i32, i32), (u1, v1): (i32, i32)) -> bool {
        let tile = |at: i32, last: usize| (at.max(0) as usize).min(last) / TILE;
        let columns = tile(u0.min(u1), self.width - 1)..=tile(u0.max(u1) + 1, self.width - 1);
        let mut rows = tile(v0.min(v1), self.height - 1)..=tile(v0.max(v1) + 1, self.height - 1);
        rows.any(|row| columns.clone().any(|column| self.occupied[row * self.columns + column]))
    }
}

/// From pixels of a plane to positions in the sprite's plane, both at pixel centres.
#[derive(Clone, Copy)]
struct Map {
    /// Sprite position of plane pixel (0, 0), and how it changes along x and y.
    origin: (f64, f64),
    along_x: (f64, f64),
    along_y: (f64, f64),
    /// Neither turned nor scaled.
    straight: bool,
}

impl Map {
    /// `coarse` is 1 for luma, 2 for chroma: both planes then count in pixels twice as large.
    fn new(anchor: (f32, f32), pose: Pose, coarse: f64) -> Self {
        let (sin, cos) = f64::from(pose.angle).to_radians().sin_cos();
        let inverse = 1.0 / f64::from(pose.scale);
        let along_x = (cos * inverse, -sin * inverse);
        let along_y = (sin * inverse, cos * inverse);
        let (dx, dy) = (0.5 * coarse - f64::from(pose.x), 0.5 * coarse - f64::from(pose.y));
        let u = f64::from(anchor.0) + dx * along_x.0 + dy * along_y.0;
        let v = f64::from(anchor.1) + dx * along_x.1 + dy * along_y.1;
        let straight = pose.angle == 0.0 && (pose.scale - 1.0).abs() < 1e-6;
        Map { origin: (u / coarse - 0.5, v / coarse - 0.5), along_x, along_y, straight }
    }

    /// The columns of row `y` whose samples lie inside a sprite of `width` × `height`, among `0..limit`.
    fn columns(&self, y: usize, limit: usize, width: usize, height: usize) -> std::ops::Range<usize> {
        let (mut low, mut high) = (0.0_f64, limit as f64 - 1.0);
        let start = (self.origin.0 + self.along_y.0 * y as f64, self.origin.1 + self.along_y.1 * y as f64);
        for (start, step, size) in [(start.0, self.along_x.0, width), (start.1, self.along_x.1, height)] {
            let most = size as f64 - 1.001;
            if step.abs() < 1e-9 {
                if start < 0.0 || start > most {
                    return 0..0;
                }
                continue;
            }
            let (a, b) = ((0.0 - start) / step, (most - start) / step);
            low = low.max(a.min(b));
            high = high.min(a.max(b));
        }
        let (low, high) = (low.ceil().max(0.0), high.floor());
        if high < low { 0..0 } else { low as usize..high as usize + 1 }
    }

    /// The rows that can hold any of the sprite.
    fn rows(&self, limit: usize, width: usize, height: usize) -> std::ops::Range<usize> {
        // The corners of the sprite, mapped back.
        let determinant = self.along_x.0 * self.along_y.1 - self.along_x.1 * self.along_y.0;
        let corners = [(0.0, 0.0), (width as f64, 0.0), (0.0, height as f64), (width as f64, height as f64)];
        let rows = corners.map(|(u, v)| {
            let (du, dv) = (u - self.origin.0, v - self.origin.1);
            (self.along_x.0 * dv - self.along_x.1 * du) / determinant
        });
        let low = rows.iter().copied().fold(f64::MAX, f64::min).floor().clamp(0.0, limit as f64);
        let high = rows.iter().copied().fold(f64::MIN, f64::max).ceil().clamp(0.0, limit as f64);
        low as usize..(high as usize).max(low as usize)
    }
}

fn blend_plane(
    planes: &mut [&mut [u8]],
    width: usize,
    height: usize,
    sprite: &Layered,
    map: Map,
    opacity: u32,
) {
    if sprite.width < 2 || sprite.height < 2 {
        return;
    }
    let fixed = |value: f64| (value * f64::from(1 << FIXED)) as i32;
    let (du, dv) = (fixed(map.along_x.0), fixed(map.along_x.1));
    let mut piece = [0; PIECE * 4];
    for y in map.rows(height, sprite.width, sprite.height) {
        let columns = map.columns(y, width, sprite.width, sprite.height);
        let row = (map.origin.0 + map.along_y.0 * y as f64, map.origin.1 + map.along_y.1 * y as f64);
        for first in columns.clone().step_by(PIECE) {
            let count = PIECE.min(columns.end - first);
            let u = fixed(row.0 + map.along_x.0 * first as f64);
            let v = fixed(row.1 + map.along_x.1 * first as f64);
            let steps = count as i32 - 1;
            let end = (u + du * steps, v + dv * steps);
            if !sprite.any((u >> FIXED, v >> FIXED), (end.0 >> FIXED, end.1 >> FIXED)) {
                continue;
            }
            let piece = &mut piece[..count * sprite.step];
            match (map.straight, sprite.step) {
                (true, _) => straight(sprite, u, v, piece),
                (false, 2) => sample_luma(sprite, (u, v), (du, dv), piece),
                (false, _) => sample_chroma(sprite, (u, v), (du, dv), piece),
            }
            if opacity < 256 {
                for byte in piece.iter_mut() {
                    *byte = ((u32::from(*byte) * opacity) >> 8) as u8;
                }
            }
            over(planes, y * width + first, piece, sprite.step);
        }
    }
}

/// Without turning or scaling the four weights are the same for the whole piece.
fn straight(sprite: &Layered, u: i32, v: i32, out: &mut [u8]) {
    let (fu, fv) = (((u >> 8) & 255) as u16, ((v >> 8) & 255) as u16);
    let (step, stride) = (sprite.step, sprite.width * sprite.step);
    let at = (v >> FIXED) as usize * stride + (u >> FIXED) as usize * step;
    let count = out.len();
    let rows =
        (sprite.data.get(at..at + count + step), sprite.data.get(at + stride..at + stride + count + step));
    let (Some(top), Some(low)) = rows else {
        out.fill(0);
        return;
    };
    if fu == 0 && fv == 0 {
        out.copy_from_slice(&top[..count]);
        return;
    }
    let (gu, gv) = (256 - fu, 256 - fv);
    let sides = top.iter().zip(&top[step..]).zip(low.iter().zip(&low[step..]));
    for (out, ((a, b), (c, d))) in out.iter_mut().zip(sides) {
        let upper = (u16::from(*a) * gu + u16::from(*b) * fu) >> 8;
        let lower = (u16::from(*c) * gu + u16::from(*d) * fu) >> 8;
        *out = ((upper * gv + lower * fv) >> 8) as u8;
    }
}

/// Every second byte of a word.
const EVEN: u32 = 0x00ff_00ff;
const EVEN_WIDE: u64 = 0x00ff_00ff_00ff_00ff;

/// Bilinear samples of Y and A; two bytes are weighed by one multiplication.
fn sample_luma(sprite: &Layered, (mut u, mut v): (i32, i32), (du, dv): (i32, i32), out: &mut [u8]) {
    let stride = sprite.width * 2;
    let last = sprite.data.len().saturating_sub(stride + 4);
    for out in out.chunks_exact_mut(2) {
        let (fu, fv) = (((u >> 8) & 255) as u32, ((v >> 8) & 255) as u32);
        let at = ((v >> FIXED) as usize * stride + (u >> FIXED) as usize * 2).min(last);
        (u, v) = (u + du, v + dv);
        let word =
            |at: usize| sprite.data[at..].first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let (top, low) = (word(at), word(at + stride));
        let down = |top: u32, low: u32| (((top & EVEN) * (256 - fv) + (low & EVEN) * fv) >> 8) & EVEN;
        let (values, alphas) = (down(top, low), down(top >> 8, low >> 8));
        let across = |pair: u32| (((pair & 0xffff) * (256 - fu) + (pair >> 16) * fu) >> 8) as u8;
        out[0] = across(values);
        out[1] = across(alphas);
    }
}

/// Bilinear samples of U, V and A.
fn sample_chroma(sprite: &Layered, (mut u, mut v): (i32, i32), (du, dv): (i32, i32), out: &mut [u8]) {
    let stride = sprite.width * 4;
    let last = sprite.data.len().saturating_sub(stride + 8);
    for out in out.chunks_exact_mut(4) {
        let (fu, fv) = (((u >> 8) & 255) as u64, ((v >> 8) & 255) as u64);
        let at = ((v >> FIXED) as usize * stride + (u >> FIXED) as usize * 4).min(last);
        (u, v) = (u + du, v + dv);
        let word =
            |at: usize| sprite.data[at..].first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let (top, low) = (word(at), word(at + stride));
        let down =
            |top: u64, low: u64| (((top & EVEN_WIDE) * (256 - fv) + (low & EVEN_WIDE) * fv) >> 8) & EVEN_WIDE;
        // U and A of both samples, then V of both.
        let (outer, inner) = (down(top, low), down(top >> 8, low >> 8));
        let across =
            |pair: u64| (((pair & 0xffff_ffff) * (256 - fu) + (pair >> 32) * fu) >> 8) & u64::from(EVEN);
        let (outer, inner) = (across(outer), across(inner));
        out[0] = outer as u8;
        out[1] = inner as u8;
        out[2] = (outer >> 16) as u8;
        out[3] = 0;
    }
}

/// Lays a piece over the planes at `at`.
fn over(planes: &mut [&mut [u8]], at: usize, piece: &[u8], step: usize) {
    let count = piece.len() / step;
    for (number, plane) in planes.iter_mut().enumerate() {
        let out = &mut plane[at..at + count];
        if step == 2 {
            for (out, sample) in out.iter_mut().zip(piece.chunks_exact(2)) {
                *out = lay(*out, sample[0], sample[1]);
            }
        } else {
            for (out, sample) in out.iter_mut().zip(piece.chunks_exact(4)) {
                *out = lay(*out, sample[number], sample[2]);
            }
        }
    }
}

/// What stays of `below` under coverage `alpha`, plus `value`. The division by 255 is exact to a half.
fn lay(below: u8, value: u8, alpha: u8) -> u8 {
    let kept = u16::from(below) * (255 - u16::from(alpha)) + 128;
    let kept = (kept + (kept >> 8)) >> 8;
    (kept + u16::from(value)).min(255) as u8
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
            frame.blend(&sprite, Pose { x, y, scale, angle, opacity: 1.0 });
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
            frame.blend(&sprite, Pose { x, y, scale: 1.2, angle: 10.0, opacity: 1.0 });
            assert!(frame.data == empty.data);
        }
        for x in -14..80 {
            for (scale, angle) in [(1.0, 0.0), (2.7, 45.0), (0.05, 3.0)] {
                let mut frame = empty.clone();
                frame.blend(
                    &sprite,
                    Pose { x: x as f32 * 0.97, y: x as f32 * 0.6, scale, angle, opacity: 0.5 },
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
        frame.blend(&sprite, Pose { x: 32.0, y: 24.0, scale: 1.0, angle: 0.0, opacity: 0.5 });
        let inside = frame.data[24 * 64 + 32];
        assert!(inside.abs_diff(126) <= 1, "{inside}");
    }
}
