//! From the neighbour's last picture into this scene. Neither shows words meanwhile, so no two texts ever meet; the new
//! picture comes from behind a moving edge, so no two pictures shine through each other.

use aida_protocol::Tone;

use crate::{
    edges::{Region, Source, lay_regions, planes_of},
    palettes::Palette,
    planes::{Planes, Pose, yuv},
    seed::Dice,
    sprite::YuvSprite,
};

/// Seconds.
pub(crate) const LENGTH: f64 = 0.46;
/// Width of a wipe's soft edge, as a part of the frame's width.
const EDGE: f32 = 0.22;
/// How far the old picture grows in a rush, and how near the new one begins.
const RUSH: (f32, f32) = (0.6, 0.3);
/// How much slanting edges lean, and how wide their bands are, as parts of the frame's width.
const LEAN: f32 = 0.34;
const BAND: f32 = 0.16;
/// Width of an opening circle's rim, as a part of the frame's width.
const RIM: f32 = 0.045;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Both move; the new one pushes. True: from the right.
    Push(bool),
    /// The same from below.
    PushUp,
    /// Two slanting bands of colour go over the old picture and leave the new one. True: towards the right.
    Bands(bool),
    /// A circle opens around the middle.
    Circle,
    /// A slanting soft edge. True: towards the right.
    Wipe(bool),
    /// The camera rushes into the old picture and comes to rest in the new one.
    Rush,
    /// The old picture goes into the ground's colour, out of which the new one comes.
    Dip,
}

impl Kind {
    fn of(tone: Tone, number: usize, side: bool) -> Kind {
        let kinds: &[Kind] = match tone {
            Tone::Energetic | Tone::Playful | Tone::Dramatic => {
                &[Kind::Bands(side), Kind::Push(side), Kind::Circle, Kind::Rush, Kind::PushUp]
            }
            Tone::Calm | Tone::Elegant | Tone::Emotional => &[Kind::Wipe(side), Kind::Dip, Kind::Circle],
            Tone::Professional | Tone::Friendly | Tone::Informative | Tone::Neutral => {
                &[Kind::Push(side), Kind::Bands(side), Kind::Wipe(side), Kind::PushUp]
            }
        };
        kinds[number % kinds.len()]
    }
}

/// The last moment of the neighbour, and how it leaves.
pub(crate) struct Transition {
    kind: Kind,
    before: Planes,
    scratch: Vec<u8>,
    /// Accent, panel and ground as Y, U, V.
    colours: [[u8; 3]; 3],
}

impl Transition {
    /// `dice` is the film's; `scene` counts from 1, and neighbouring scenes begin differently.
    pub fn new(dice: &mut Dice, tone: Tone, scene: u16, palette: &Palette, before: Planes) -> Self {
        let (first, flip) = (dice.below(60), dice.coin());
        let kind = Kind::of(tone, first + usize::from(scene), scene.is_multiple_of(2) != flip);
        Transition { kind, before, scratch: Vec::new(), colours: colours(palette) }
    }

    /// Changes `frame`, which shows this scene, into what is seen when `share` (0 to 1) of the transition is over.
    pub fn apply(&mut self, frame: &mut Planes, share: f32) {
        let smooth = share * share * (3.0 - 2.0 * share);
        let quick = in_and_out(share);
        match self.kind {
            Kind::Push(from_right) => self.push(frame, quick, from_right),
            Kind::PushUp => self.push_up(frame, quick),
            Kind::Bands(to_right) => self.bands(frame, smooth, to_right),
            Kind::Circle => self.circle(frame, share),
            Kind::Wipe(to_right) => wipe(frame, &self.before, smooth, to_right),
            Kind::Rush => self.rush(frame, share),
            Kind::Dip => self.dip(frame, share),
        }
    }

    fn rush(&self, frame: &mut Planes, share: f32) {
        let (x, y) = (frame.width as f32 / 2.0, frame.height as f32 * 0.45);
        let (old, left) = (share < 0.5, (2.0 - 2.0 * share).clamp(0.0, 1.0));
        let (shown, scale) = if old {
            (YuvSprite::from_planes(&self.before), 1.0 + RUSH.0 * (2.0 * share).powi(3))
        } else {
            (YuvSprite::from_planes(frame), 1.0 + RUSH.1 * left.powi(3))
        };
        let sprite = YuvSprite { anchor: (x, y), ..shown };
        frame.blend(&sprite, Pose { x, y, scale, angle: 0.0, opacity: 1.0, clip: None });
    }

    fn dip(&self, frame: &mut Planes, share: f32) {
        let towards = 1.0 - (2.0 * share - 1.0).abs();
        let weight = (towards * (2.0 - towards) * 256.0) as u32;
        for (number, plane) in planes_of(frame.width, frame.height).into_iter().enumerate() {
            let ground = u32::from(self.colours[2][number]) * weight + 128;
            let out = &mut frame.data[plane.range.clone()];
            if share < 0.5 {
                out.copy_from_slice(&self.before.data[plane.range]);
            }
            for out in out {
                *out = ((u32::from(*out) * (256 - weight) + ground) >> 8) as u8;
            }
        }
    }

    fn push(&mut self, frame: &mut Planes, share: f32, from_right: bool) {
        self.scratch.clear();
        self.scratch.extend_from_slice(&frame.data);
        // Whole chroma pixels, so that colours stay with their shapes.
        let moved = (frame.width as f32 / 2.0 * share).round() as usize * 2;
        for plane in planes_of(frame.width, frame.height) {
            let (width, moved) = (plane.width, moved / plane.coarse);
            let rows = self.scratch[plane.range.clone()]
                .chunks_exact(width)
                .zip(self.before.data[plane.range.clone()].chunks_exact(width));
            for ((new, old), out) in rows.zip(frame.data[plane.range.clone()].chunks_exact_mut(width)) {
                let rest = width - moved;
                if from_right {
                    out[..rest].copy_from_slice(&old[moved..]);
                    out[rest..].copy_from_slice(&new[..moved]);
                } else {
                    out[moved..].copy_from_slice(&old[..rest]);
                    out[..moved].copy_from_slice(&new[rest..]);
                }
            }
        }
    }

    fn push_up(&mut self, frame: &mut Planes, share: f32) {
        let moved = (frame.height as f32 / 2.0 * share).round() as usize * 2;
        for plane in planes_of(frame.width, frame.height) {
            let moved = moved / plane.coarse * plane.width;
            let (old, out) = (&self.before.data[plane.range.clone()], &mut frame.data[plane.range.clone()]);
            let rest = out.len() - moved;
            out.copy_within(..moved, rest);
            out[..rest].copy_from_slice(&old[moved..]);
        }
    }

    fn bands(&mut self, frame: &mut Planes, share: f32, to_right: bool) {
        let (width, height) = (frame.width as f32, frame.height as f32);
        let (lean, band) = (width * LEAN, width * BAND);
        let front = share * (width + lean + 2.0 * band);
        for (number, plane) in planes_of(frame.width, frame.height).into_iter().enumerate() {
            let coarse = plane.coarse as f32;
            let [first, second, _] = self.colours.map(|colour| Source::Flat(colour[number]));
            let rows = self.before.data[plane.range.clone()]
                .chunks_exact(plane.width)
                .zip(frame.data[plane.range.clone()].chunks_exact_mut(plane.width));
            for (y, (old, out)) in rows.enumerate() {
                let edge = front - lean * (1.0 - y as f32 * coarse / height);
                let [near, middle, far] =
                    [edge - 2.0 * band, edge - band, edge].map(|at| if to_right { at } else { width - at });
                let end = Region { end: f32::MAX, source: Source::Old };
                let region = |end: f32, source| Region { end: end / coarse, source };
                let regions = if to_right {
                    [region(near, Source::New), region(middle, second), region(far, first), end]
                } else {
                    let last = Region { end: f32::MAX, source: Source::New };
                    [region(far, Source::Old), region(middle, first), region(near, second), last]
                };
                lay_regions(out, old, &regions);
            }
        }
    }

    fn circle(&mut self, frame: &mut Planes, share: f32) {
        let (width, height) = (frame.width as f32, frame.height as f32);
        let (cx, cy) = (width / 2.0, height * 0.45);
        let rim = width * RIM;
        let farthest = (cx * cx + (height - cy) * (height - cy)).sqrt();
        let radius = share.powf(1.6) * (farthest + rim);
        for (number, plane) in planes_of(frame.width, frame.height).into_iter().enumerate() {
            let coarse = plane.coarse as f32;
            let colour = Source::Flat(self.colours[0][number]);
            let rows = self.before.data[plane.range.clone()]
                .chunks_exact(plane.width)
                .zip(frame.data[plane.range.clone()].chunks_exact_mut(plane.width));
            for (y, (old, out)) in rows.enumerate() {
                let dy = (y as f32 + 0.5) * coarse - cy;
                // Half of the chord that a circle cuts out of the row.
                let half =
                    |radius: f32| (radius * radius - dy * dy).max(0.0).sqrt() * radius.signum().max(0.0);
                let (outer, inner) = (half(radius), half(radius - rim));
                let region = |end: f32, source| Region { end: end / coarse, source };
                let regions = [
                    region(cx - outer, Source::Old),
                    region(cx - inner, colour),
                    region(cx + inner, Source::New),
                    region(cx + outer, colour),
                    Region { end: f32::MAX, source: Source::Old },
                ];
                lay_regions(out, old, &regions);
            }
        }
    }
}

fn colours(palette: &Palette) -> [[u8; 3]; 3] {
    [palette.accent, palette.panel, palette.ground[1]].map(yuv)
}

/// Slow, very quick, slow.
fn in_and_out(share: f32) -> f32 {
    if share < 0.5 { 8.0 * share.powi(4) } else { 1.0 - 8.0 * (1.0 - share).powi(4) }
}

fn wipe(frame: &mut Planes, before: &Planes, share: f32, to_right: bool) {
    let (width, height) = (frame.width as f32, frame.height as f32);
    let (slant, edge) = (width * 0.30, width * EDGE);
    for plane in planes_of(frame.width, frame.height) {
        let coarse = plane.coarse as f32;
        let rows = before.data[plane.range.clone()]
            .chunks_exact(plane.width)
            .zip(frame.data[plane.range.clone()].chunks_exact_mut(plane.width));
        for (y, (old, out)) in rows.enumerate() {
            let lean = slant * (1.0 - y as f32 * coarse / height);
            // Position of the edge's end; what lies before it is new.
            let front = share * (width + slant + edge) - lean;
            for (x, (old, out)) in old.iter().zip(out).enumerate() {
                let at = x as f32 * coarse;
                let at = if to_right { at } else { width - at };
                let weight = (((front - at) / edge).clamp(0.0, 1.0) * 256.0) as u32;
                *out = ((u32::from(*out) * weight + u32::from(*old) * (256 - weight) + 128) >> 8) as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::FrameSize;

    use super::*;

    #[test]
    fn every_kind_begins_with_the_old_and_ends_with_the_new() {
        let size = FrameSize { width: 256, height: 384 };
        let mut old = Planes::new(size);
        old.data.fill(200);
        let palette = Palette::nth(0);
        for kind in [
            Kind::Push(true),
            Kind::Push(false),
            Kind::PushUp,
            Kind::Bands(true),
            Kind::Bands(false),
            Kind::Circle,
            Kind::Wipe(true),
            Kind::Wipe(false),
            Kind::Rush,
            Kind::Dip,
        ] {
            let mut transition =
                Transition { kind, before: old.clone(), scratch: Vec::new(), colours: colours(&palette) };
            let frames = [0.0, 0.5, 1.0].map(|share| {
                let mut frame = Planes::new(size);
                frame.data.fill(50);
                transition.apply(&mut frame, share);
                frame.data
            });
            let share_of = |frame: &[u8], value: u8| {
                frame.iter().filter(|byte| byte.abs_diff(value) <= 2).count() as f64 / frame.len() as f64
            };
            assert!(share_of(&frames[0], 200) > 0.97, "{kind:?}");
            assert!(share_of(&frames[2], 50) > 0.97, "{kind:?}");
            // A rush cuts in its middle.
            assert!(kind == Kind::Rush || share_of(&frames[1], 50) < 0.97, "{kind:?}");
            assert!(share_of(&frames[1], 200) < 0.97, "{kind:?}");
        }
    }

    #[test]
    fn neighbours_differ() {
        for tone in Tone::ALL {
            let kinds: Vec<_> = (2..8).map(|scene| Kind::of(tone, scene, scene % 2 == 0)).collect();
            assert!(kinds.windows(2).all(|pair| pair[0] != pair[1]), "{tone:?} {kinds:?}");
        }
    }
}
