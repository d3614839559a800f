//! Sprites laid over planes, anywhere between their pixels, turned and scaled.

use std::ops::Range;

use crate::{
    planes::Pose,
    sprite::{Layered, Tile},
    turned::{Path, turned_chroma, turned_luma},
};

/// Pixels of a row that are sampled and laid at a time.
pub(crate) const PIECE: usize = 32;
/// Bits behind the point of sample positions.
pub(crate) const FIXED: i32 = 16;

/// From pixels of a plane to positions in the sprite's plane, both at pixel centres.
#[derive(Clone, Copy)]
pub(crate) struct Map {
    /// Sprite position of plane pixel (0, 0), and how it changes along x and y.
    origin: (f64, f64),
    along_x: (f64, f64),
    along_y: (f64, f64),
    /// Neither turned nor scaled.
    straight: bool,
}

impl Map {
    /// `coarse` is 1 for luma, 2 for chroma: both planes then count in pixels twice as large.
    pub fn new(anchor: (f32, f32), pose: Pose, coarse: f64) -> Self {
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

    /// The columns of row `y` whose samples lie inside a sprite of `width` × `height`, among `within`.
    fn columns(&self, y: usize, within: &Range<usize>, width: usize, height: usize) -> Range<usize> {
        let (mut low, mut high) = (within.start as f64, within.end as f64 - 1.0);
        let start = (self.origin.0 + self.along_y.0 * y as f64, self.origin.1 + self.along_y.1 * y as f64);
        // Positions are rounded where they are not whole.
        let least = if self.straight { 0.0 } else { 0.001 };
        for (start, step, size) in [(start.0, self.along_x.0, width), (start.1, self.along_x.1, height)] {
            let most = size as f64 - 1.001;
            if step.abs() < 1e-9 {
                if start < least || start > most {
                    return 0..0;
                }
                continue;
            }
            let (a, b) = ((least - start) / step, (most - start) / step);
            low = low.max(a.min(b));
            high = high.min(a.max(b));
        }
        let (low, high) = (low.ceil().max(0.0), high.floor());
        if high < low { 0..0 } else { low as usize..high as usize + 1 }
    }

    /// The rows among `within` that can hold any of the sprite.
    fn rows(&self, within: &Range<usize>, width: usize, height: usize) -> Range<usize> {
        // The corners of the sprite, mapped back.
        let determinant = self.along_x.0 * self.along_y.1 - self.along_x.1 * self.along_y.0;
        let corners = [(0.0, 0.0), (width as f64, 0.0), (0.0, height as f64), (width as f64, height as f64)];
        let rows = corners.map(|(u, v)| {
            let (du, dv) = (u - self.origin.0, v - self.origin.1);
            (self.along_x.0 * dv - self.along_x.1 * du) / determinant
        });
        let (first, last) = (within.start as f64, within.end as f64);
        let low = rows.iter().copied().fold(f64::MAX, f64::min).floor().clamp(first, last);
        let high = rows.iter().copied().fold(f64::MIN, f64::max).ceil().clamp(first, last);
        low as usize..(high as usize).max(low as usize)
    }
}

/// The part of a plane that is drawn to.
pub(crate) struct Window {
    /// Of the whole plane.
    pub width: usize,
    pub columns: Range<usize>,
    pub rows: Range<usize>,
}

impl Window {
    /// What both have.
    pub fn within(self, columns: Range<usize>, rows: Range<usize>) -> Self {
        let common = |a: Range<usize>, b: Range<usize>| {
            let (start, end) = (a.start.max(b.start), a.end.min(b.end));
            start..end.max(start)
        };
        Window { width: self.width, columns: common(self.columns, columns), rows: common(self.rows, rows) }
    }

    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() || self.rows.is_empty()
    }
}

pub(crate) fn blend_plane(
    planes: &mut [&mut [u8]],
    window: &Window,
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
    for y in map.rows(&window.rows, sprite.width, sprite.height) {
        let columns = map.columns(y, &window.columns, sprite.width, sprite.height);
        let row = (map.origin.0 + map.along_y.0 * y as f64, map.origin.1 + map.along_y.1 * y as f64);
        let mut next = columns.start;
        while next < columns.end {
            // Pieces end at the same pixels whatever the window: a part of a frame comes out as the whole does.
            let (first, base) = (next, next & !(PIECE - 1));
            next = columns.end.min(base + PIECE);
            let (count, ahead) = (next - first, (first - base) as i32);
            let u = fixed(row.0 + map.along_x.0 * base as f64) + du * ahead;
            let v = fixed(row.1 + map.along_x.1 * base as f64) + dv * ahead;
            let steps = count as i32 - 1;
            let end = (u + du * steps, v + dv * steps);
            match sprite.what((u >> FIXED, v >> FIXED), (end.0 >> FIXED, end.1 >> FIXED)) {
                Tile::Empty => continue,
                Tile::Flat(sample) => {
                    fill(planes, y * window.width + first, count, sample, sprite.step, opacity);
                    continue;
                }
                Tile::Mixed => {}
            }
            let at = y * window.width + first;
            if !map.straight {
                let path = Path { at: (u, v), step: (du, dv) };
                match planes {
                    [luma] => turned_luma(&mut luma[at..at + count], sprite, path, opacity),
                    [blue, red] => {
                        let out = (&mut blue[at..at + count], &mut red[at..at + count]);
                        turned_chroma(out, sprite, path, opacity);
                    }
                    _ => {}
                }
                continue;
            }
            let piece = &mut piece[..count * sprite.step];
            straight(sprite, u, v, piece);
            if opacity < 256 {
                for byte in piece.iter_mut() {
                    *byte = faded(*byte, opacity);
                }
            }
            over(planes, at, piece, sprite.step);
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

/// Lays one sample over each pixel.
pub(crate) fn lay_all(out: &mut [u8], values: &[u8; PIECE], alphas: &[u8; PIECE], opacity: u32) {
    for (out, (value, alpha)) in out.iter_mut().zip(values.iter().zip(alphas)) {
        *out = lay(*out, faded(*value, opacity), faded(*alpha, opacity));
    }
}

/// `opacity` is 256 for all of it.
fn faded(byte: u8, opacity: u32) -> u8 {
    // At most 255 × 256: sixteen bits are enough, and eight pixels fit in a register.
    ((u16::from(byte) * opacity as u16) >> 8) as u8
}

/// Lays the same sample over `count` pixels at `at`.
fn fill(planes: &mut [&mut [u8]], at: usize, count: usize, sample: [u8; 4], step: usize, opacity: u32) {
    let [first, second, third, _] = sample.map(|byte| faded(byte, opacity));
    let (values, alpha) = if step == 2 { ([first, 0], second) } else { ([first, second], third) };
    for (plane, value) in planes.iter_mut().zip(values) {
        let out = &mut plane[at..at + count];
        match alpha {
            255 => out.fill(value),
            _ => out.iter_mut().for_each(|out| *out = lay(*out, value, alpha)),
        }
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
