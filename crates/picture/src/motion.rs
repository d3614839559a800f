//! Where every layer is at any moment. Pure functions of time, so that a neighbour's last moment can be drawn again.

use std::f32::consts::TAU;

use crate::{
    composition::{Enter, EnterKind, Layer, Motion},
    geometry::Rect,
    planes::Pose,
};

/// Seconds that a layer takes to come in.
const ENTER: f32 = 0.55;
/// How far a camera zooms over a scene, as a part of the subject's size.
const ZOOM: f32 = 0.10;
/// How far it pans or tilts, as a part of the frame's side.
const PAN: f32 = 0.075;

/// A camera movement of the storyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Camera {
    PushIn,
    PullOut,
    PanLeft,
    PanRight,
    TiltUp,
    TiltDown,
    Parallax,
    Static,
}

impl Camera {
    /// Understands the studio's own words and the usual words of others; what it does not know stands still.
    pub fn parse(text: &str) -> Self {
        let text = text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match () {
            () if has(&["push", "zoom in", "dolly in", "zoom-in", "move in"]) => Camera::PushIn,
            () if has(&["pull", "zoom out", "dolly out", "zoom-out", "reveal"]) => Camera::PullOut,
            () if has(&["pan left", "truck left", "slide left"]) => Camera::PanLeft,
            () if has(&["pan", "truck", "slide right"]) => Camera::PanRight,
            () if has(&["tilt up", "crane up", "pedestal up", "rise"]) => Camera::TiltUp,
            () if has(&["tilt", "crane", "pedestal"]) => Camera::TiltDown,
            () if has(&["parallax", "track", "orbit", "arc", "handheld", "dolly"]) => Camera::Parallax,
            () => Camera::Static,
        }
    }

    /// Offset in frame sides, and zoom, for a layer of `depth` when `share` (0 to 1) of the scene is over.
    fn at(self, share: f32, depth: f32) -> (f32, f32, f32) {
        let along = (share - 0.5) * PAN * depth;
        let zoom = |share: f32, amount: f32| 1.0 + amount * share * depth;
        match self {
            Camera::PushIn => (0.0, 0.0, zoom(share, ZOOM)),
            Camera::PullOut => (0.0, 0.0, zoom(1.0 - share, ZOOM)),
            // The camera goes one way, what it sees the other.
            Camera::PanLeft => (along, 0.0, 1.0),
            Camera::PanRight => (-along, 0.0, 1.0),
            Camera::TiltUp => (0.0, along, 1.0),
            Camera::TiltDown => (0.0, -along, 1.0),
            Camera::Parallax => (-along * 0.9, 0.0, zoom(share, ZOOM * 0.35)),
            Camera::Static => (0.0, 0.0, zoom(share, ZOOM * 0.16)),
        }
    }

    /// Largest zoom that a layer of `depth` sees.
    pub fn largest_zoom(self, depth: f32) -> f32 {
        let zoom = |share| self.at(share, depth).2;
        zoom(0.0_f32).max(zoom(1.0))
    }
}

/// One scene's time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Take {
    pub camera: Camera,
    /// Seconds.
    pub duration: f32,
    /// How far layers have come in when the scene starts, in seconds: the first scene shows something at once.
    pub lead: f32,
    pub frame: Rect,
    /// Pixels of a design with a shorter side of 1080.
    pub unit: f32,
}

impl Take {
    /// Where `layer` is `time` seconds after the scene's start. `pixels` is how many pixels of its sprite make one of the frame.
    pub fn pose(&self, layer: &Layer, time: f32, pixels: f32) -> Pose {
        let motion = layer.motion;
        let (mut x, mut y) = layer.center;
        let mut angle = motion.spin * time;
        if let Some((ox, oy, speed)) = motion.orbit {
            let (sin, cos) = (speed * time).to_radians().sin_cos();
            let (dx, dy) = (x - ox, y - oy);
            (x, y) = (ox + dx * cos - dy * sin, oy + dx * sin + dy * cos);
        }
        let wave = |period: f32, phase: f32| (TAU * (time / period + phase)).sin();
        y += motion.float * wave(4.3, motion.phase);
        x += motion.float * 0.4 * wave(6.1, motion.phase * 1.7);
        angle += motion.sway * wave(5.2, motion.phase + 0.25);
        let share = glide((time / self.duration.max(0.1)).clamp(0.0, 1.0));
        let (dx, dy, zoom) = self.camera.at(share, motion.depth);
        let (cx, cy) = self.frame.center();
        x = cx + (x - cx) * zoom + dx * self.frame.width;
        y = cy + (y - cy) * zoom + dy * self.frame.height;
        let entered = self.entered(layer.enter, time);
        Pose {
            x: x + entered.x,
            y: y + entered.y,
            scale: zoom * entered.scale / pixels,
            angle,
            opacity: entered.opacity,
        }
    }

    /// Whether `layer` has come in and will not move any more.
    pub fn rests(&self, layer: &Layer, time: f32) -> bool {
        let Motion { depth, float, sway, spin, orbit, .. } = layer.motion;
        let still = depth == 0.0 && float == 0.0 && sway == 0.0 && spin == 0.0 && orbit.is_none();
        still && (layer.enter.kind == EnterKind::None || time + self.lead >= layer.enter.delay + ENTER)
    }

    fn entered(&self, enter: Enter, time: f32) -> Pose {
        let rest = Pose { x: 0.0, y: 0.0, scale: 1.0, angle: 0.0, opacity: 1.0 };
        let share = ((time + self.lead - enter.delay) / ENTER).clamp(0.0, 1.0);
        if enter.kind == EnterKind::None || share >= 1.0 {
            return rest;
        }
        let left = 1.0 - ease_out(share);
        let opacity = (share * 2.6).min(1.0);
        match enter.kind {
            EnterKind::None => rest,
            EnterKind::Fade => Pose { opacity: share, ..rest },
            EnterKind::Pop => Pose { scale: 0.72 + 0.28 * overshoot(share), opacity, ..rest },
            EnterKind::Rise => Pose { y: 64.0 * self.unit * left, opacity, ..rest },
            EnterKind::FromLeft => Pose { x: -0.22 * self.frame.width * left, opacity, ..rest },
            EnterKind::FromRight => Pose { x: 0.22 * self.frame.width * left, opacity, ..rest },
            EnterKind::Drop => {
                Pose { y: -0.10 * self.frame.height * (1.0 - overshoot(share)), opacity, ..rest }
            }
        }
    }
}

/// Largest scale that an entrance reaches.
pub(crate) const LARGEST_ENTRANCE: f32 = 1.03;

fn ease_out(share: f32) -> f32 {
    1.0 - (1.0 - share).powi(3)
}

/// Goes a tenth beyond 1 and comes back.
fn overshoot(share: f32) -> f32 {
    let (back, left) = (1.70158_f32, share - 1.0);
    1.0 + (back + 1.0) * left.powi(3) + back * left.powi(2)
}

/// Steady, with soft ends that never quite stop.
fn glide(share: f32) -> f32 {
    let smooth = share * share * (3.0 - 2.0 * share);
    0.45 * share + 0.55 * smooth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::{Effect, Role};

    fn layer(motion: Motion, kind: EnterKind) -> Layer {
        Layer {
            role: Role::Pictogram,
            source: "studio".into(),
            svg: String::new(),
            center: (540.0, 800.0),
            size: (400.0, 400.0),
            effect: Effect::None,
            motion,
            enter: Enter::new(kind, 0.1),
            text: None,
        }
    }

    fn take(camera: Camera) -> Take {
        Take { camera, duration: 5.0, lead: 0.0, frame: Rect::new(0.0, 0.0, 1080.0, 1920.0), unit: 1.0 }
    }

    #[test]
    fn movement_is_smooth() {
        let layer = layer(Motion { depth: 1.0, float: 11.0, sway: 1.6, ..Motion::default() }, EnterKind::Pop);
        for camera in [Camera::PushIn, Camera::PanLeft, Camera::TiltDown, Camera::Parallax, Camera::Static] {
            let take = take(camera);
            let poses: Vec<_> = (30..150).map(|frame| take.pose(&layer, frame as f32 / 30.0, 1.0)).collect();
            for three in poses.windows(3) {
                let turn = |a: f32, b: f32, c: f32| (c - 2.0 * b + a).abs();
                assert!(turn(three[0].x, three[1].x, three[2].x) < 0.12);
                assert!(turn(three[0].y, three[1].y, three[2].y) < 0.12);
                assert!(turn(three[0].scale, three[1].scale, three[2].scale) < 0.0005);
            }
        }
    }

    #[test]
    fn the_camera_is_obeyed() {
        let still = layer(Motion { depth: 1.0, ..Motion::default() }, EnterKind::None);
        let span = |camera| {
            let take = take(camera);
            (take.pose(&still, 0.0, 1.0), take.pose(&still, 5.0, 1.0))
        };
        let (start, end) = span(Camera::PushIn);
        assert!(end.scale > start.scale * 1.05);
        let (start, end) = span(Camera::PullOut);
        assert!(end.scale < start.scale * 0.97);
        let (start, end) = span(Camera::PanRight);
        assert!(end.x < start.x - 40.0);
        let (start, end) = span(Camera::TiltUp);
        assert!(end.y > start.y + 40.0);
        assert_eq!(Camera::parse("Slow push in on the product"), Camera::PushIn);
        assert_eq!(Camera::parse("pan left"), Camera::PanLeft);
        assert_eq!(Camera::parse(""), Camera::Static);
    }

    #[test]
    fn everything_has_come_in_after_a_second() {
        for kind in [EnterKind::Fade, EnterKind::Pop, EnterKind::Rise, EnterKind::FromLeft, EnterKind::Drop] {
            let layer = layer(Motion::default(), kind);
            let pose = take(Camera::Static).pose(&layer, 1.0, 1.0);
            assert_eq!((pose.x, pose.y, pose.scale, pose.opacity), (540.0, 800.0, 1.0, 1.0));
        }
    }
}
