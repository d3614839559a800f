//! How layers come in and how words go out, and the curves for both.

use crate::{
    composition::{Enter, EnterKind, Role},
    geometry::Rect,
    planes::Pose,
};

/// Seconds that a layer takes to come in.
pub(crate) const ENTER: f32 = 0.55;
/// Seconds that a word takes to go, and how long before its scene's end it has gone.
const LEAVE: f32 = 0.22;
const GONE: f32 = 0.05;
/// Largest scale that an entrance reaches.
pub(crate) const LARGEST_ENTRANCE: f32 = 1.03;

const REST: Pose = Pose { x: 0.0, y: 0.0, scale: 1.0, angle: 0.0, opacity: 1.0, clip: None };

/// What enters: its place at rest and the frame it moves in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entering {
    pub role: Role,
    pub place: Rect,
    pub frame: Rect,
    pub unit: f32,
}

impl Entering {
    /// Offset, scale, opacity and clip once `time` seconds of the entrance are over.
    pub fn at(&self, enter: Enter, time: f32) -> Pose {
        let share = (time / ENTER).clamp(0.0, 1.0);
        if enter.kind == EnterKind::None || share >= 1.0 {
            return REST;
        }
        if share <= 0.0 {
            return Pose { opacity: 0.0, ..REST };
        }
        let left = 1.0 - ease_out(share);
        let opacity = (share * 2.6).min(1.0);
        match (enter.kind, self.role) {
            (EnterKind::None, _) => REST,
            (EnterKind::Fade, _) => Pose { opacity: share, ..REST },
            (EnterKind::Pop, _) => Pose { scale: 0.72 + 0.28 * overshoot(share), opacity, ..REST },
            // Words come up out of their own line.
            (EnterKind::Rise, Role::Text) => self.out_of_line(left),
            (EnterKind::Rise, _) => Pose { y: 64.0 * self.unit * left, opacity, ..REST },
            (EnterKind::FromLeft, _) if self.is_line() => self.drawn_on(1.0 - left),
            (EnterKind::FromLeft, _) => Pose { x: -0.22 * self.frame.width * left, opacity, ..REST },
            (EnterKind::FromRight, _) => Pose { x: 0.22 * self.frame.width * left, opacity, ..REST },
            (EnterKind::Drop, _) => {
                Pose { y: -0.10 * self.frame.height * (1.0 - overshoot(share)), opacity, ..REST }
            }
        }
    }

    /// The same for the way out, `left` seconds before the scene ends.
    pub fn leaving(&self, left: f32) -> Pose {
        let share = 1.0 - ((left - GONE) / LEAVE).clamp(0.0, 1.0);
        match () {
            () if share <= 0.0 => REST,
            () if share >= 1.0 => Pose { opacity: 0.0, ..REST },
            () if self.role == Role::Text => {
                let gone = share.powi(3);
                Pose { y: -gone * self.place.height, opacity: 1.0 - share * share, clip: self.line(), ..REST }
            }
            () => Pose { scale: 1.0 - 0.3 * share * share, opacity: 1.0 - share, ..REST },
        }
    }

    fn out_of_line(&self, left: f32) -> Pose {
        Pose { y: self.place.height * 0.86 * left, clip: self.line(), ..REST }
    }

    /// The frame's part in which a word of this place may show.
    fn line(&self) -> Option<Rect> {
        Some(Rect::new(0.0, self.place.y, self.frame.width, self.place.height))
    }

    /// A thin bar grows from its left end.
    fn drawn_on(&self, share: f32) -> Pose {
        let reach = Rect::new(0.0, 0.0, self.place.x + self.place.width * share, self.frame.height);
        Pose { clip: Some(reach), ..REST }
    }

    fn is_line(&self) -> bool {
        self.role == Role::Shape && self.place.width > 4.0 * self.place.height
    }
}

pub(crate) fn ease_out(share: f32) -> f32 {
    1.0 - (1.0 - share).powi(4)
}

/// Goes a tenth beyond 1 and comes back.
fn overshoot(share: f32) -> f32 {
    let (back, left) = (1.70158_f32, share - 1.0);
    1.0 + (back + 1.0) * left.powi(3) + back * left.powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entering(role: Role) -> Entering {
        Entering {
            role,
            place: Rect::new(100.0, 900.0, 400.0, 90.0),
            frame: Rect::new(0.0, 0.0, 1080.0, 1920.0),
            unit: 1.0,
        }
    }

    #[test]
    fn everything_comes_in_and_words_go_out() {
        for role in [Role::Text, Role::Shape, Role::Pictogram] {
            let it = entering(role);
            for kind in
                [EnterKind::Fade, EnterKind::Pop, EnterKind::Rise, EnterKind::FromLeft, EnterKind::Drop]
            {
                let enter = Enter::new(kind, 0.0);
                assert_eq!(it.at(enter, 0.0).opacity, 0.0, "{kind:?}");
                assert_eq!(it.at(enter, ENTER), REST);
            }
            assert_eq!(it.leaving(1.0), REST);
            assert_eq!(it.leaving(0.04).opacity, 0.0);
        }
    }

    #[test]
    fn a_word_never_shows_below_its_line() {
        let it = entering(Role::Text);
        let pose = it.at(Enter::new(EnterKind::Rise, 0.0), 0.1);
        assert!(pose.y > 20.0 && pose.clip.is_some_and(|clip| clip.bottom() <= 990.0), "{pose:?}");
    }
}
