//! Bilinear samples of sprites that are turned or scaled.

use crate::{
    blend::{FIXED, PIECE, lay_all},
    sprite::Layered,
};

/// Every second byte of a word.
const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
/// The lower half of each half of a word.
const OUTER: u64 = 0x0000_ffff_0000_ffff;

/// How much the pixels to the right and below weigh, of 256.
fn shares(u: i32, v: i32) -> (u64, u64) {
    (((u >> 8) & 255) as u64, ((v >> 8) & 255) as u64)
}

/// Where a piece of a row begins in the sprite, and how that changes from pixel to pixel.
#[derive(Clone, Copy)]
pub(crate) struct Path {
    /// Across and down the sprite, in parts of a pixel (`FIXED`).
    pub at: (i32, i32),
    pub step: (i32, i32),
}

/// Bytes of a row of the sprite that one piece needs at most where it is not turned; of more, each pixel looks for itself.
const ROW: usize = 4 * 4 * PIECE;

impl Path {
    /// The sprite's rows between which a piece lies that is not turned, weighed, and the byte that they begin with:
    /// half of the work is then done for many bytes at once.
    fn level_row<'a>(
        self,
        count: usize,
        sprite: &Layered,
        row: &'a mut [u8; ROW],
    ) -> Option<(usize, &'a [u8])> {
        let ((u, v), (du, dv)) = (self.at, self.step);
        if dv != 0 || u < 0 || v < 0 || du < 0 {
            return None;
        }
        let last = u + du * (count as i32 - 1);
        let (first, end) =
            ((u >> FIXED) as usize * sprite.step, ((last >> FIXED) as usize + 2) * sprite.step);
        let start = (v >> FIXED) as usize * sprite.width * sprite.step;
        let below = start + sprite.width * sprite.step;
        let upper = sprite.data.get(start + first..start + end)?;
        let lower = sprite.data.get(below + first..below + end)?;
        let out = row.get_mut(..end - first)?;
        let fv = ((v >> 8) & 255) as u16;
        for (out, (upper, lower)) in out.iter_mut().zip(upper.iter().zip(lower)) {
            *out = ((u16::from(*upper) * (256 - fv) + u16::from(*lower) * fv) >> 8) as u8;
        }
        Some((first, out))
    }
}

/// Lays bilinear samples of Y and A over a row. Y and A of two pixels are weighed by one multiplication.
pub(crate) fn turned_luma(out: &mut [u8], sprite: &Layered, path: Path, opacity: u32) {
    // Y, Y, A, A with sixteen bits each.
    let spread = |data: &[u8], at: usize| {
        let word = data.get(at..at + 4).and_then(<[u8]>::first_chunk::<4>);
        let word = word.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
        (word | word << 24) & EVEN
    };
    let across = |pairs: u64, fu: u64| {
        let sample = (pairs & OUTER) * (256 - fu) + ((pairs >> 16) & OUTER) * fu;
        ((sample >> 8) as u8, (sample >> 40) as u8)
    };
    let (mut values, mut alphas) = ([0; PIECE], [0; PIECE]);
    let samples = values.iter_mut().zip(&mut alphas).take(out.len());
    let ((mut u, mut v), (du, dv)) = (path.at, path.step);
    let mut row = [0; ROW];
    if let Some((first, row)) = path.level_row(out.len(), sprite, &mut row) {
        for (value, alpha) in samples {
            let pairs = spread(row, (u >> FIXED) as usize * 2 - first);
            (*value, *alpha) = across(pairs, shares(u, v).0);
            u += du;
        }
    } else {
        let stride = sprite.width * 2;
        let last = sprite.data.len().saturating_sub(stride + 4);
        let (upper, lower) = (&sprite.data[..], &sprite.data[stride..]);
        for (value, alpha) in samples {
            let (fu, fv) = shares(u, v);
            let at = ((v >> FIXED) as usize * stride + (u >> FIXED) as usize * 2).min(last);
            (u, v) = (u + du, v + dv);
            let pairs = ((spread(upper, at) * (256 - fv) + spread(lower, at) * fv) >> 8) & EVEN;
            (*value, *alpha) = across(pairs, fu);
        }
    }
    lay_all(out, &values, &alphas, opacity);
}

/// Lays bilinear samples of U, V and A over rows of U and V.
pub(crate) fn turned_chroma((blue, red): (&mut [u8], &mut [u8]), sprite: &Layered, path: Path, opacity: u32) {
    let word = |data: &[u8], at: usize| {
        data.get(at..at + 8).and_then(<[u8]>::first_chunk::<8>).map_or(0, |bytes| u64::from_le_bytes(*bytes))
    };
    let across =
        |pair: u64, fu: u64| (((pair & 0xffff_ffff) * (256 - fu) + (pair >> 32) * fu) >> 8) & 0x00ff_00ff;
    let (mut blues, mut reds, mut alphas) = ([0; PIECE], [0; PIECE], [0; PIECE]);
    let samples = blues.iter_mut().zip(&mut reds).zip(&mut alphas).take(blue.len());
    let ((mut u, mut v), (du, dv)) = (path.at, path.step);
    let mut row = [0; ROW];
    if let Some((first, row)) = path.level_row(blue.len(), sprite, &mut row) {
        for ((blue, red), alpha) in samples {
            let pixels = word(row, (u >> FIXED) as usize * 4 - first);
            let fu = shares(u, v).0;
            // U and A of both samples, then V of both.
            let outer = across(pixels & EVEN, fu);
            (*blue, *red) = (outer as u8, across((pixels >> 8) & EVEN, fu) as u8);
            *alpha = (outer >> 16) as u8;
            u += du;
        }
    } else {
        let stride = sprite.width * 4;
        let last = sprite.data.len().saturating_sub(stride + 8);
        let (upper, lower) = (&sprite.data[..], &sprite.data[stride..]);
        for ((blue, red), alpha) in samples {
            let (fu, fv) = shares(u, v);
            let at = ((v >> FIXED) as usize * stride + (u >> FIXED) as usize * 4).min(last);
            (u, v) = (u + du, v + dv);
            let (top, low) = (word(upper, at), word(lower, at));
            let down = |top: u64, low: u64| (((top & EVEN) * (256 - fv) + (low & EVEN) * fv) >> 8) & EVEN;
            let outer = across(down(top, low), fu);
            (*blue, *red) = (outer as u8, across(down(top >> 8, low >> 8), fu) as u8);
            *alpha = (outer >> 16) as u8;
        }
    }
    lay_all(blue, &blues, &alphas, opacity);
    lay_all(red, &reds, &alphas, opacity);
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::Pixmap;

    use super::*;
    use crate::sprite::YuvSprite;

    /// Pixels of any colour and coverage, premultiplied.
    fn noise(side: u32) -> YuvSprite {
        let mut pixmap = Pixmap::new(side, side).unwrap();
        let mut seed = 7_u32;
        for pixel in pixmap.data_mut().chunks_exact_mut(4) {
            for byte in &mut *pixel {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (seed >> 24) as u8;
            }
            let alpha = pixel[3];
            pixel.iter_mut().for_each(|byte| *byte = (*byte).min(alpha));
        }
        YuvSprite::new(&pixmap, (0.0, 0.0))
    }

    /// One byte of the sample at (`u`, `v`), by the formula.
    fn sampled(sprite: &Layered, (u, v): (i32, i32), byte: usize) -> u8 {
        let (fu, fv) = shares(u, v);
        let at = |dx: usize, dy: usize| {
            let (x, y) = ((u >> FIXED) as usize + dx, (v >> FIXED) as usize + dy);
            u64::from(sprite.data[(y * sprite.width + x) * sprite.step + byte])
        };
        let down = |dx| (at(dx, 0) * (256 - fv) + at(dx, 1) * fv) >> 8;
        ((down(0) * (256 - fu) + down(1) * fu) >> 8) as u8
    }

    #[test]
    fn every_way_gives_the_same_samples() {
        let sprite = noise(400);
        // Level and dense, level with more than a row holds, turned; on whole pixels too.
        let steps = [(65_000, 0), (70_123, 0), (65_536, 0), (640_000, 0), (64_000, 3_000), (-60_000, 900)];
        for (step, from) in steps.into_iter().flat_map(|step| [0, 77, 65_535].map(|part| (step, part))) {
            let path = Path { at: ((40 << FIXED) + from, (40 << FIXED) + from / 3), step };
            let place = |pixel: usize| {
                let pixel = pixel as i32;
                (path.at.0 + step.0 * pixel, path.at.1 + step.1 * pixel)
            };
            let mut luma = [0; PIECE];
            turned_luma(&mut luma, &sprite.luma, path, 256);
            let wanted: [u8; PIECE] = std::array::from_fn(|pixel| sampled(&sprite.luma, place(pixel), 0));
            assert_eq!(luma, wanted, "luma {step:?} {from}");
            let path = Path { at: (path.at.0 / 2, path.at.1 / 2), step: (step.0 / 2, step.1 / 2) };
            let place = |pixel: usize| {
                let pixel = pixel as i32;
                (path.at.0 + path.step.0 * pixel, path.at.1 + path.step.1 * pixel)
            };
            let (mut blue, mut red) = ([0; PIECE], [0; PIECE]);
            turned_chroma((&mut blue, &mut red), &sprite.chroma, path, 256);
            for (byte, plane) in [&blue, &red].into_iter().enumerate() {
                let wanted: [u8; PIECE] =
                    std::array::from_fn(|pixel| sampled(&sprite.chroma, place(pixel), byte));
                assert_eq!(*plane, wanted, "chroma {step:?} {from}");
            }
        }
    }
}
