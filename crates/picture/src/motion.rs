//! Where every layer is at any moment. Pure functions of time, so that a neighbour's last moment can be drawn again.

use std::f32::consts::TAU;

use crate::{
    beats::{Beats, beat},
    composition::{EnterKind, Grow, Layer, Motion, Role},
    entrance::{ENTER, Entering},
    geometry::Rect,
    planes::Pose,
};

/// How far a camera zooms over a scene, as a part of the subject's size.
const ZOOM: f32 = 0.12;
/// How far it pans or tilts, as a part of the frame's side.
const PAN: f32 = 0.09;
/// How much nearer a reveal begins than it ends.
const REVEAL: f32 = 0.32;
/// How much a pictogram grows on a beat of the voice, and a word when it is said.
const PULSE: f32 = 0.035;
const SAID: f32 = 0.055;

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
    /// Begins near and opens up.
    Reveal,
    Static,
}

impl Camera {
    /// Understands the studio's own words and the usual words of others; what it does not know stands still.
    pub fn parse(text: &str) -> Self {
        let text = text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match () {
            () if has(&["push", "zoom in", "dolly in", "zoom-in", "move in"]) => Camera::PushIn,
            () if has(&["pull", "zoom out", "dolly out", "zoom-out"]) => Camera::PullOut,
            () if has(&["reveal", "open"]) => Camera::Reveal,
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
            Camera::Parallax => (-along * 1.1, 0.0, zoom(share, ZOOM * 0.35)),
            Camera::Reveal => (0.0, 0.0, zoom((1.0 - share).powi(3), REVEAL)),
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
#[derive(Debug, Clone)]
pub(crate) struct Take {
    pub camera: Camera,
    /// Seconds.
    pub duration: f32,
    /// How far layers have come in when the scene starts, in seconds: the first scene shows something at once.
    pub lead: f32,
    /// No word comes in earlier, in seconds: it would stand in the transition.
    pub words_from: f32,
    /// Whether words go before the scene ends, so that none stands in the next transition.
    pub leaves: bool,
    /// How much of the movement comes at once, 0 (calm) to 1.
    pub energy: f32,
    pub beats: Beats,
    pub frame: Rect,
    /// Pixels of a design with a shorter side of 1080.
    pub unit: f32,
}

impl Take {
    /// Where `layer` is `time` seconds after the scene's start. `pixels` is how many pixels of its sprite make one of
    /// the frame, `said` when the voice says it.
    pub fn pose(&self, layer: &Layer, time: f32, pixels: f32, said: Option<f32>) -> Pose {
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
        let share = glide((time / self.duration.max(0.1)).clamp(0.0, 1.0), self.energy);
        let (dx, dy, zoom) = self.camera.at(share, motion.depth);
        let (cx, cy) = self.frame.center();
        x = cx + (x - cx) * zoom + dx * self.frame.width;
        y = cy + (y - cy) * zoom + dy * self.frame.height;
        let turn = self.entering(layer);
        let mut pose = turn.at(layer.enter, time + self.lead - layer.enter.delay);
        if self.leaves_now(layer, time) {
            pose = turn.leaving(self.duration - time);
        }
        Pose {
            x: x + pose.x,
            y: y + pose.y,
            scale: zoom * pose.scale * self.stress(layer, time, said) / pixels,
            angle,
            ..pose
        }
    }

    /// Whether `layer` has come in and will not move any more.
    pub fn rests(&self, layer: &Layer, time: f32) -> bool {
        let Motion { depth, float, sway, spin, orbit, .. } = layer.motion;
        let still = depth == 0.0 && float == 0.0 && sway == 0.0 && spin == 0.0 && orbit.is_none();
        still && self.is_in(layer, time) && !self.leaves_at_all(layer)
    }

    /// Whether `layer` stands at its place: nothing of its coming or going is left to do at `time`.
    pub fn settled(&self, layer: &Layer, time: f32, said: Option<f32>) -> bool {
        layer.motion == Motion { phase: layer.motion.phase, ..Motion::default() }
            && self.is_in(layer, time)
            && !self.leaves_now(layer, time)
            && self.stress(layer, time, said) == 1.0
    }

    fn is_in(&self, layer: &Layer, time: f32) -> bool {
        layer.enter.kind == EnterKind::None || time + self.lead >= layer.enter.delay + ENTER
    }

    fn leaves_now(&self, layer: &Layer, time: f32) -> bool {
        // Nothing takes longer to go.
        self.leaves_at_all(layer) && time > self.duration - 0.35
    }

    /// Words go before the scene does, and the bars and buttons at which they stand.
    fn leaves_at_all(&self, layer: &Layer) -> bool {
        self.leaves && (layer.role == Role::Text || self.goes_with_words(layer))
    }

    /// Bars and buttons: small, and at rest as words are.
    pub fn goes_with_words(&self, layer: &Layer) -> bool {
        // A bar behind a line of large words is no panel, however wide.
        let most = if layer.motion.grow == Some(Grow::Right) { 0.2 } else { 0.05 };
        let small = layer.size.0 * layer.size.1 < most * self.frame.width * self.frame.height;
        layer.role == Role::Shape && small && layer.motion.depth == 0.0
    }

    /// How much larger `layer` is on the beat of the voice.
    fn stress(&self, layer: &Layer, time: f32, said: Option<f32>) -> f32 {
        let amount = match layer.role {
            Role::Pictogram => PULSE * (0.5 + 0.5 * self.energy) * self.beats.pulse(time),
            Role::Text => SAID * said.map_or(0.0, |said| beat(time - said)),
            Role::Shape | Role::Blur => 0.0,
        };
        // Less is not seen, and costs the sharpness of what stands on whole pixels.
        if amount < 0.002 { 1.0 } else { 1.0 + amount }
    }

    fn entering(&self, layer: &Layer) -> Entering {
        let ((x, y), (width, height)) = (layer.center, layer.size);
        let whole = Rect::new(x - width / 2.0, y - height / 2.0, width, height);
        // The line itself, without the room around its letters.
        let place = layer
            .text
            .as_ref()
            .map_or(whole, |text| Rect::new(whole.x, text.area.y, width, text.area.height * 1.04));
        Entering { role: layer.role, place, frame: self.frame, unit: self.unit }
    }
}

/// From 0 to 1 with soft ends that never quite stop; with `energy` much of the way comes first.
fn glide(share: f32, energy: f32) -> f32 {
    let smooth = share * share * (3.0 - 2.0 * share);
    let first = 1.0 - (1.0 - share).powi(4);
    let calm = 0.45 * share + 0.55 * smooth;
    calm + 0.45 * energy * (first - calm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::{Effect, Enter};

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
        Take {
            camera,
            duration: 5.0,
            lead: 0.0,
            words_from: 0.0,
            leaves: true,
            energy: 0.5,
            beats: Beats::default(),
            frame: Rect::new(0.0, 0.0, 1080.0, 1920.0),
            unit: 1.0,
        }
    }

    #[test]
    fn movement_is_smooth() {
        let layer = layer(Motion { depth: 1.0, float: 11.0, sway: 1.6, ..Motion::default() }, EnterKind::Pop);
        for camera in [Camera::PushIn, Camera::PanLeft, Camera::TiltDown, Camera::Parallax, Camera::Static] {
            let take = take(camera);
            let poses: Vec<_> =
                (30..145).map(|frame| take.pose(&layer, frame as f32 / 30.0, 1.0, None)).collect();
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
            (take.pose(&still, 0.0, 1.0, None), take.pose(&still, 5.0, 1.0, None))
        };
        let (start, end) = span(Camera::PushIn);
        assert!(end.scale > start.scale * 1.05);
        let (start, end) = span(Camera::PullOut);
        assert!(end.scale < start.scale * 0.97);
        let (start, end) = span(Camera::PanRight);
        assert!(end.x < start.x - 40.0);
        let (start, end) = span(Camera::TiltUp);
        assert!(end.y > start.y + 40.0);
        let (start, end) = span(Camera::Reveal);
        assert!(start.scale > end.scale * 1.25);
        assert_eq!(Camera::parse("Slow push in on the product"), Camera::PushIn);
        assert_eq!(Camera::parse("pan left"), Camera::PanLeft);
        assert_eq!(Camera::parse(""), Camera::Static);
    }

    #[test]
    fn everything_has_come_in_after_a_second() {
        for kind in [EnterKind::Fade, EnterKind::Pop, EnterKind::Rise, EnterKind::FromLeft, EnterKind::Drop] {
            let layer = layer(Motion::default(), kind);
            let pose = take(Camera::Static).pose(&layer, 1.0, 1.0, None);
            assert_eq!((pose.x, pose.y, pose.scale, pose.opacity), (540.0, 800.0, 1.0, 1.0));
        }
    }

    #[test]
    fn words_have_gone_when_the_scene_ends() {
        let mut word = layer(Motion::default(), EnterKind::Rise);
        (word.role, word.size) = (Role::Text, (400.0, 90.0));
        let mut take = take(Camera::Static);
        assert_eq!(take.pose(&word, 4.0, 1.0, None).opacity, 1.0);
        assert_eq!(take.pose(&word, 4.97, 1.0, None).opacity, 0.0);
        assert!(!take.rests(&word, 4.0) && take.settled(&word, 4.0, None));
        take.leaves = false;
        assert_eq!(take.pose(&word, 4.97, 1.0, None).opacity, 1.0);
        assert!(take.rests(&word, 4.0));
    }

    #[test]
    fn the_bar_behind_large_words_goes_with_them_and_a_panel_stays() {
        let mut bar = layer(Motion { grow: Some(Grow::Right), ..Motion::default() }, EnterKind::FromLeft);
        (bar.role, bar.size) = (Role::Shape, (900.0, 150.0));
        let take = take(Camera::Static);
        assert_eq!(take.pose(&bar, 4.97, 1.0, None).opacity, 0.0);
        bar.motion.grow = None;
        assert_eq!(take.pose(&bar, 4.97, 1.0, None).opacity, 1.0);
    }

    #[test]
    fn what_is_said_beats() {
        let mut word = layer(Motion::default(), EnterKind::None);
        word.role = Role::Text;
        let take = take(Camera::Static);
        assert!(take.pose(&word, 2.1, 1.0, Some(2.0)).scale > 1.04);
        assert_eq!(take.pose(&word, 3.5, 1.0, Some(2.0)).scale, 1.0);
    }
}
