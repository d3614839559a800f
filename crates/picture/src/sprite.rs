//! Drawings converted for blending into frames.

use resvg::tiny_skia::Pixmap;

use crate::planes::{Planes, chroma_of, luma_of, quad};

/// Side of the squares by which empty parts of a sprite are skipped.
const TILE: usize = 16;

/// Samples with their coverage side by side, premultiplied: Y A for luma, U V A and an unused byte for chroma.
#[derive(Clone)]
pub(crate) struct Layered {
    pub width: usize,
    pub height: usize,
    /// Bytes of one sample: 2 or 4.
    pub step: usize,
    pub data: Vec<u8>,
    /// Whether a tile has anything in it; `columns` tiles a row.
    occupied: Vec<bool>,
    columns: usize,
}

/// A drawing converted for blending into [`Planes`].
pub(crate) struct YuvSprite {
    pub luma: Layered,
    pub chroma: Layered,
    pub anchor: (f32, f32),
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
    pub fn any(&self, (u0, v0): (i32, i32), (u1, v1): (i32, i32)) -> bool {
        let tile = |at: i32, last: usize| (at.max(0) as usize).min(last) / TILE;
        let columns = tile(u0.min(u1), self.width - 1)..=tile(u0.max(u1) + 1, self.width - 1);
        let mut rows = tile(v0.min(v1), self.height - 1)..=tile(v0.max(v1) + 1, self.height - 1);
        rows.any(|row| columns.clone().any(|column| self.occupied[row * self.columns + column]))
    }
}
