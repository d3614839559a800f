//! Rows that are put together from two pictures and flat colours, with edges between pixels.

use std::ops::Range;

/// One plane of an I420 frame.
pub(crate) struct Plane {
    /// Where its bytes lie.
    pub range: Range<usize>,
    pub width: usize,
    /// Pixels of the frame for one of the plane, each way.
    pub coarse: usize,
}

/// Y, U and V of a frame.
pub(crate) fn planes_of(width: usize, height: usize) -> [Plane; 3] {
    let size = width * height;
    let quarter = size / 4;
    [
        Plane { range: 0..size, width, coarse: 1 },
        Plane { range: size..size + quarter, width: width / 2, coarse: 2 },
        Plane { range: size + quarter..size + 2 * quarter, width: width / 2, coarse: 2 },
    ]
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Source {
    /// What the row holds already.
    New,
    Old,
    Flat(u8),
}

/// From the end of the region before it to `end`, in pixels of the row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Region {
    pub end: f32,
    pub source: Source,
}

/// Lays regions over a row; where two meet within a pixel they share it.
pub(crate) fn lay_regions(out: &mut [u8], old: &[u8], regions: &[Region]) {
    let width = out.len();
    let mut start = 0;
    for (number, region) in regions.iter().enumerate() {
        let end = region.end.clamp(0.0, width as f32);
        let whole = end as usize;
        if whole > start {
            match region.source {
                Source::New => {}
                Source::Old => out[start..whole].copy_from_slice(&old[start..whole]),
                Source::Flat(value) => out[start..whole].fill(value),
            }
            start = whole;
        }
        let share = end - whole as f32;
        // The next region that reaches beyond this pixel has the rest of it.
        let next = regions[number + 1..].iter().find(|next| next.end > whole as f32 + 1.0);
        if let Some(next) = next.filter(|_| share > 0.0 && whole < width && start == whole) {
            let value = |source: Source| match source {
                Source::New => f32::from(out[whole]),
                Source::Old => f32::from(old[whole]),
                Source::Flat(value) => f32::from(value),
            };
            out[whole] = (value(region.source) * share + value(next.source) * (1.0 - share)).round() as u8;
            start = whole + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_share_the_pixel_in_which_they_meet() {
        let (mut out, old) = ([50; 8], [200; 8]);
        let region = |end, source| Region { end, source };
        lay_regions(
            &mut out,
            &old,
            &[region(2.5, Source::Old), region(5.0, Source::Flat(0)), region(9.0, Source::New)],
        );
        assert_eq!(out, [200, 200, 100, 0, 0, 50, 50, 50]);
        let mut out = [50; 4];
        lay_regions(&mut out, &old, &[region(-3.0, Source::Flat(9)), region(f32::MAX, Source::Old)]);
        assert_eq!(out, [200; 4]);
        let mut out = [50; 4];
        lay_regions(
            &mut out,
            &old,
            &[region(2.25, Source::Old), region(2.5, Source::Flat(0)), region(9.0, Source::New)],
        );
        assert_eq!((out[1], out[3]), (200, 50));
        assert!((80..=90).contains(&out[2]), "{out:?}");
    }
}
