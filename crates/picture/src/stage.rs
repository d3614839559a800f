//! A composition ready to be drawn at any moment: its background as planes, its layers as sprites.

use crate::{
    canvas::Canvas,
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
}

pub(crate) struct Stage {
    /// With all layers drawn in that rest at the bottom.
    background: Planes,
    /// How many of the actors are in the background.
    baked: usize,
    actors: Vec<Actor>,
    take: Take,
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
                actors.push(Actor { layer: layer.clone(), sprite, pixels, said: None });
                continue;
            }
            for (number, word) in
                words(layer, sprite, pixels, &beats, SMALL_LINE * take.unit).into_iter().enumerate()
            {
                let sprite = YuvSprite::new(&word.sprite.pixmap, word.sprite.anchor);
                let enter = rhythm.enter(layer.enter, number);
                // A word that is just coming in need not beat as well.
                let said = word.said.filter(|said| *said + take.lead > enter.delay + ENTER);
                actors.push(Actor { layer: Layer { enter, ..word.layer }, sprite, pixels, said });
            }
        }
        bars_come_with_their_words(&mut actors, &take);
        Ok(Stage { background, baked: 0, actors, take })
    }

    /// An empty frame of the stage's size.
    pub fn frame(&self) -> Planes {
        self.background.clone()
    }

    /// Draws the moment `time` seconds after the scene's start; moments come in order.
    pub fn draw(&mut self, frame: &mut Planes, time: f32) {
        self.bake(time);
        frame.data.copy_from_slice(&self.background.data);
        for actor in &self.actors[self.baked..] {
            frame.blend(&actor.sprite, actor.pose(&self.take, time));
        }
    }

    /// Draws the lowest layers that will not move any more into the background.
    fn bake(&mut self, time: f32) {
        while let Some(actor) =
            self.actors.get(self.baked).filter(|actor| self.take.rests(&actor.layer, time))
        {
            self.background.blend(&actor.sprite, actor.pose(&self.take, time));
            self.baked += 1;
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
        let mut pose = take.pose(&self.layer, time, self.pixels, self.said);
        if self.layer.role == Role::Blur {
            // Out of focus nobody sees whether it turns or grows by a few per cent; moving alone is far cheaper.
            (pose.angle, pose.scale) = (0.0, 1.0);
        }
        if self.pixels == 1.0 && take.settled(&self.layer, time, self.said) {
            // What rests stands on whole pixels: letters stay sharp and nothing has to be sampled.
            let anchor = self.sprite.anchor;
            let whole = |value: f32, anchor: f32| (value - anchor).round() + anchor;
            (pose.x, pose.y) = (whole(pose.x, anchor.0), whole(pose.y, anchor.1));
        }
        pose
    }
}
