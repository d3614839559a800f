//! A composition ready to be drawn at any moment: its background as planes, its layers as sprites.

use crate::{
    canvas::Canvas,
    changed::{Changed, place_of},
    composition::{Composition, Layer, Role},
    effects,
    entrance::{ENTER, LARGEST_ENTRANCE},
    error::PictureError,
    kinetic::{Rhythm, words},
    motion::Take,
    planes::{Planes, Pose},
    sprite::YuvSprite,
};

/// Lines that are lower, with the room around them, come as one: kickers and labels. Design pixels.
const SMALL_LINE: f32 = 90.0;

struct Actor {
    layer: Layer,
    sprite: YuvSprite,
    /// Pixels of the sprite per pixel of the frame.
    pixels: f32,
    /// When the voice says it.
    said: Option<f32>,
    /// How it stands in the picture; none before it shows.
    shown: Option<Pose>,
}

pub(crate) struct Stage {
    /// With all layers drawn in that rest at the bottom.
    background: Planes,
    /// How many of the actors are in the background.
    baked: usize,
    actors: Vec<Actor>,
    take: Take,
    /// The last moment that was drawn, and what of it the next one changes.
    picture: Planes,
    changed: Changed,
}

impl Stage {
    pub fn new(canvas: &Canvas, composition: &Composition, take: Take) -> Result<Self, PictureError> {
        let background = canvas.still(composition, 1.0, |_| false)?;
        let background = Planes::from_pixmap(&background);
        let mut actors = Vec::with_capacity(composition.layers.len());
        let beats = take.beats.clone();
        let mut rhythm = Rhythm::new(&beats, take.words_from, take.lead);
        for layer in &composition.layers {
            // Large enough to be shrunk, never enlarged; what stays at its size keeps its pixels.
            let zoom = take.camera.largest_zoom(layer.motion.depth);
            let pixels = if zoom == 1.0 || layer.role == Role::Blur { 1.0 } else { zoom * LARGEST_ENTRANCE };
            let sprite = effects::sprite(canvas, layer, &composition.palette, pixels)?;
            if layer.role != Role::Text {
                let sprite = YuvSprite::new(&sprite.pixmap, sprite.anchor);
                actors.push(Actor { layer: layer.clone(), sprite, pixels, said: None, shown: None });
                continue;
            }
            for (number, word) in
                words(layer, sprite, pixels, &beats, SMALL_LINE * take.unit).into_iter().enumerate()
            {
                let sprite = YuvSprite::new(&word.sprite.pixmap, word.sprite.anchor);
                let enter = rhythm.enter(layer.enter, number);
                // A word that is just coming in need not beat as well.
                let said = word.said.filter(|said| *said + take.lead > enter.delay + ENTER);
                actors.push(Actor {
                    layer: Layer { enter, ..word.layer },
                    sprite,
                    pixels,
                    said,
                    shown: None,
                });
            }
        }
        bars_come_with_their_words(&mut actors, &take);
        let mut changed = Changed::new(background.width, background.height);
        changed.everything();
        Ok(Stage { picture: background.clone(), background, baked: 0, actors, take, changed })
    }

    /// An empty frame of the stage's size.
    pub fn frame(&self) -> Planes {
        self.background.clone()
    }

    /// Draws the moment `time` seconds after the scene's start; moments come in order.
    pub fn draw(&mut self, frame: &mut Planes, time: f32) {
        self.move_actors(time);
        for part in self.changed.take() {
            self.picture.copy_part(&self.background, &part);
            for actor in &self.actors[self.baked..] {
                if let Some(pose) = actor.shown {
                    self.picture.blend_in(&actor.sprite, pose, &part);
                }
            }
        }
        frame.data.copy_from_slice(&self.picture.data);
    }

    /// Gives every actor its pose, and the lowest that will not move any more to the background.
    fn move_actors(&mut self, time: f32) {
        let mut lowest = true;
        for actor in &mut self.actors[self.baked..] {
            let pose = Some(actor.pose(&self.take, time)).filter(|pose| !pose.hides());
            if pose != actor.shown {
                for pose in [actor.shown, pose].into_iter().flatten() {
                    self.changed.add(place_of(&actor.sprite, pose));
                }
                actor.shown = pose;
            }
            lowest &= self.take.rests(&actor.layer, time);
            if lowest {
                self.baked += 1;
                if let Some(pose) = pose {
                    self.background.blend(&actor.sprite, pose);
                }
            }
        }
    }
}

/// A bar or a button without its words says nothing: none comes in long before the first word that stands on it.
fn bars_come_with_their_words(actors: &mut [Actor], take: &Take) {
    const AHEAD: f32 = 0.08;
    let words: Vec<((f32, f32), f32)> = actors
        .iter()
        .filter(|actor| actor.layer.role == Role::Text)
        .map(|actor| (actor.layer.center, actor.layer.enter.delay))
        .collect();
    for actor in actors.iter_mut().filter(|actor| take.goes_with_words(&actor.layer)) {
        let ((x, y), (width, height)) = (actor.layer.center, actor.layer.size);
        let stands_here = |at: (f32, f32)| (at.0 - x).abs() < width / 2.0 && (at.1 - y).abs() < height / 2.0;
        let first = words.iter().filter(|(at, _)| stands_here(*at)).map(|(_, delay)| *delay);
        let first = first.fold(f32::INFINITY, f32::min);
        if first.is_finite() {
            actor.layer.enter.delay = actor.layer.enter.delay.max(first - AHEAD);
        }
    }
}

impl Actor {
    fn pose(&self, take: &Take, time: f32) -> Pose {
        let soft = self.layer.role == Role::Blur;
        let mut pose = take.pose(&self.layer, time, self.pixels, self.said);
        if soft {
            // Out of focus nobody sees whether it turns or grows by a few per cent; moving alone is far cheaper.
            (pose.angle, pose.scale) = (0.0, 1.0);
        }
        if soft || self.pixels == 1.0 && take.settled(&self.layer, time, self.said) {
            // What rests stands on whole pixels: letters stay sharp and nothing has to be sampled. What is out of focus
            // may as well: its edges are many pixels wide, and it costs the encoder nothing while it stays at one.
            let anchor = self.sprite.anchor;
            let whole = |value: f32, anchor: f32| (value - anchor).round() + anchor;
            (pose.x, pose.y) = (whole(pose.x, anchor.0), whole(pose.y, anchor.1));
        }
        pose
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::{
        BriefDefaults, BriefInput, FrameSize, ProjectBrief, Scene, SceneSlot, Shot, VisualInput,
    };

    use super::*;
    use crate::{beats::Beats, fonts::Fonts, geometry::Rect, layout, motion::Camera, safe::unit};

    const FRAME: FrameSize = FrameSize { width: 270, height: 480 };

    fn brief() -> ProjectBrief {
        let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Default::default() };
        BriefInput { subject: Some("bees".into()), ..BriefInput::default() }.complete(defaults).unwrap()
    }

    fn stage(fonts: &Fonts, layout: &str, movement: &str) -> Stage {
        let scene = Scene {
            id: 2,
            text: "Bees carry pollen from flower to flower".into(),
            headline: "Every bee counts".into(),
            kicker: "Nature".into(),
            concepts: vec!["bee".into(), "flower".into()],
            ..Scene::default()
        };
        let shot = Shot { scene_id: 2, layout: layout.into(), ..Shot::default() };
        let slot = SceneSlot { of: 3, start: 2.0, film: 6.0 };
        let input = VisualInput { brief: brief(), scene, slot, shot, frame: FRAME };
        let take = Take {
            camera: Camera::parse(movement),
            duration: 2.0,
            lead: 0.0,
            words_from: 0.0,
            leaves: true,
            energy: 1.0,
            beats: Beats::default(),
            frame: Rect::new(0.0, 0.0, FRAME.width as f32, FRAME.height as f32),
            unit: unit(FRAME),
        };
        Stage::new(&Canvas::new(fonts), &layout::compose(&input, fonts), take).unwrap()
    }

    #[test]
    fn what_is_drawn_in_parts_is_what_is_drawn_whole() {
        let fonts = Fonts::find().unwrap();
        for (layout, movement) in [
            ("hero_center", "push in"),
            ("split_diagonal", "pan left"),
            ("orbit", "parallax"),
            ("ticket", "static"),
        ] {
            let (mut parts, mut whole) = (stage(&fonts, layout, movement), stage(&fonts, layout, movement));
            let (mut a, mut b) = (parts.frame(), whole.frame());
            for number in 0..60 {
                let time = number as f32 / 30.0;
                parts.draw(&mut a, time);
                whole.changed.everything();
                whole.draw(&mut b, time);
                assert!(a.data == b.data, "{layout} at {time}");
            }
        }
    }
}
