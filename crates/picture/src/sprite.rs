//! Drawings converted for blending into frames.

use resvg::tiny_skia::Pixmap;

use crate::planes::{Planes, chroma_of, luma_of, quad};

/// Side of the squares by which empty parts of a sprite are skipped and flat ones filled.
const TILE: usize = 16;

/// What a part of a sprite holds. Pictograms and panels are flat for the most part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tile {
    Empty,
    /// The same sample everywhere, as in `Layered::data`.
    Flat([u8; 4]),
    Mixed,
}

/// Samples with their coverage side by side, premultiplied: Y A for luma, U V A and an unused byte for chroma.
#[derive(Clone)]
pub(crate) struct Layered {
    pub width: usize,
    pub height: usize,
    /// Bytes of one sample: 2 or 4.
    pub step: usize,
    pub data: Vec<u8>,
    /// `columns` tiles a row.
    tiles: Vec<Tile>,
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
        let mut tiles: Vec<Option<Tile>> = vec![None; columns * rows];
        for (y, row) in data.chunks_exact((width * step).max(1)).enumerate() {
            for (column, part) in row.chunks(TILE * step).enumerate() {
                let tile = &mut tiles[y / TILE * columns + column];
                *tile = Some(tile.map_or(tile_of(part, step), |known| known.and(tile_of(part, step))));
            }
        }
        let tiles = tiles.into_iter().map(|tile| tile.unwrap_or(Tile::Empty)).collect();
        Layered { width, height, step, data, tiles, columns }
    }

    /// What lies between two sample positions (in pixels), both ends included, and at their neighbours to the
    /// right and below.
    pub fn what(&self, (u0, v0): (i32, i32), (u1, v1): (i32, i32)) -> Tile {
        let tile = |at: i32, last: usize| (at.max(0) as usize).min(last) / TILE;
        let (left, right) = (tile(u0.min(u1), self.width - 1), tile(u0.max(u1) + 1, self.width - 1));
        let (top, bottom) = (tile(v0.min(v1), self.height - 1), tile(v0.max(v1) + 1, self.height - 1));
        let first = self.tiles[top * self.columns + left];
        if first == Tile::Mixed {
            return first;
        }
        for row in top..=bottom {
            let row = &self.tiles[row * self.columns..][left..=right];
            if row.iter().any(|tile| *tile != first) {
                return Tile::Mixed;
            }
        }
        first
    }
}

impl Tile {
    fn and(self, other: Tile) -> Tile {
        if self == other { self } else { Tile::Mixed }
    }
}

/// Of samples of `step` bytes.
fn tile_of(samples: &[u8], step: usize) -> Tile {
    let mut sample = [0; 4];
    sample[..step].copy_from_slice(&samples[..step]);
    match samples.chunks_exact(step).all(|other| other == &sample[..step]) {
        true if sample == [0; 4] => Tile::Empty,
        true => Tile::Flat(sample),
        false => Tile::Mixed,
    }
}
