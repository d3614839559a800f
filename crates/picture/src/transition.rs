//! From the neighbour's last picture into this scene.

use crate::{
    planes::{Planes, Pose},
    seed::Dice,
    sprite::YuvSprite,
};

/// Seconds.
pub(crate) const LENGTH: f64 = 0.4;
/// Width of a wipe's soft edge, as a part of the frame's width.
const EDGE: f32 = 0.22;
/// How far the leaving picture grows when the camera goes through it.
const THROUGH: f32 = 0.35;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fade,
    /// Both move; the new one pushes. True: from the right.
    Slide(bool),
    /// A slanting soft edge. True: towards the right.
    Wipe(bool),
    Through,
}

/// The last moment of the neighbour, and how it leaves.
pub(crate) struct Transition {
    kind: Kind,
    before: Planes,
    sprite: Option<YuvSprite>,
    scratch: Vec<u8>,
}

impl Transition {
    pub fn new(dice: &mut Dice, before: Planes) -> Self {
        let side = dice.coin();
        let kind = [Kind::Fade, Kind::Slide(side), Kind::Wipe(side), Kind::Through][dice.below(4)];
        let sprite = (kind == Kind::Through).then(|| YuvSprite::from_planes(&before));
        Transition { kind, before, sprite, scratch: Vec::new() }
    }

    /// Changes `frame`, which shows this scene, into what is seen when `share` (0 to 1) of the transition is over.
    pub fn apply(&mut self, frame: &mut Planes, share: f32) {
        let eased = share * share * (3.0 - 2.0 * share);
        match self.kind {
            Kind::Fade => fade(&mut frame.data, &self.before.data, eased),
            Kind::Slide(from_right) => self.slide(frame, eased, from_right),
            Kind::Wipe(to_right) => wipe(frame, &self.before, eased, to_right),
            Kind::Through => {
                let (x, y) = (frame.width as f32 / 2.0, frame.height as f32 / 2.0);
                if let Some(sprite) = &self.sprite {
                    let (scale, opacity) = (1.0 + THROUGH * share * share, 1.0 - eased);
                    frame.blend(sprite, Pose { x, y, scale, angle: 0.0, opacity });
                }
            }
        }
    }

    fn slide(&mut self, frame: &mut Planes, share: f32, from_right: bool) {
        self.scratch.clear();
        self.scratch.extend_from_slice(&frame.data);
        let (width, size) = (frame.width, frame.width * frame.height);
        // Whole chroma pixels, so that colours stay with their shapes.
        let moved = (width as f32 / 2.0 * share).round() as usize;
        for (start, end, width, moved) in [
            (0, size, width, moved * 2),
            (size, size * 5 / 4, width / 2, moved),
            (size * 5 / 4, size * 3 / 2, width / 2, moved),
        ] {
            let rows = self.scratch[start..end]
                .chunks_exact(width)
                .zip(self.before.data[start..end].chunks_exact(width));
            for ((new, old), out) in rows.zip(frame.data[start..end].chunks_exact_mut(width)) {
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
}

fn mix(new: u8, old: u8, weight: u32) -> u8 {
    ((u32::from(new) * weight + u32::from(old) * (256 - weight) + 128) >> 8) as u8
}

fn fade(new: &mut [u8], old: &[u8], share: f32) {
    let weight = (share.clamp(0.0, 1.0) * 256.0) as u32;
    for (new, old) in new.iter_mut().zip(old) {
        *new = mix(*new, *old, weight);
    }
}

fn wipe(frame: &mut Planes, before: &Planes, share: f32, to_right: bool) {
    let (width, height) = (frame.width, frame.height);
    let size = width * height;
    let slant = width as f32 * 0.30;
    let edge = width as f32 * EDGE;
    for (start, end, coarse) in [(0, size, 1), (size, size * 5 / 4, 2), (size * 5 / 4, size * 3 / 2, 2)] {
        let columns = width / coarse;
        let rows = before.data[start..end]
            .chunks_exact(columns)
            .zip(frame.data[start..end].chunks_exact_mut(columns));
        for (y, (old, out)) in rows.enumerate() {
            let lean = slant * (1.0 - (y * coarse) as f32 / height as f32);
            // Position of the edge's end; what lies before it is new.
            let front = share * (width as f32 + slant + edge) - lean;
            for (x, (old, out)) in old.iter().zip(out).enumerate() {
                let at = (x * coarse) as f32;
                let at = if to_right { at } else { width as f32 - at };
                let weight = (((front - at) / edge).clamp(0.0, 1.0) * 256.0) as u32;
                *out = mix(*out, *old, weight);
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
        let size = FrameSize { width: 64, height: 96 };
        let mut old = Planes::new(size);
        old.data.fill(200);
        for kind in [
            Kind::Fade,
            Kind::Slide(true),
            Kind::Slide(false),
            Kind::Wipe(true),
            Kind::Wipe(false),
            Kind::Through,
        ] {
            let sprite = (kind == Kind::Through).then(|| YuvSprite::from_planes(&old));
            let mut transition = Transition { kind, before: old.clone(), sprite, scratch: Vec::new() };
            let mean = |frame: &Planes| {
                frame.data.iter().map(|value| f64::from(*value)).sum::<f64>() / frame.data.len() as f64
            };
            let means = [0.0, 0.5, 1.0].map(|share| {
                let mut frame = Planes::new(size);
                frame.data.fill(50);
                transition.apply(&mut frame, share);
                mean(&frame)
            });
            assert!(
                means[0] > 190.0 && means[2] < 53.0 && means[1] < means[0] && means[1] > means[2],
                "{kind:?} {means:?}"
            );
        }
    }
}
