//! The button of a scene that says what to do.

use crate::{
    composer::{Align, Composer, Inks},
    composer_text::LABEL,
    composition::{Effect, Enter, EnterKind, Motion, Role},
    fonts::Face,
    geometry::Rect,
    layout::fill,
    text::{Block, LINE, Setting, fit},
};

/// Letters of a button in design pixels: it is what the whole film asks for.
const LARGEST: f32 = 52.0;
const SMALLEST: f32 = 42.0;
/// Smaller only where two lines of a narrow place would else lose words.
const TINY: f32 = 28.0;
/// Letters of a button's one line from which it is set in two.
const LONGEST_LINE: usize = 22;
/// Space above and below the words together, and at both sides, in design pixels.
const ABOVE_AND_BELOW: f32 = 56.0;
const BESIDE: f32 = 160.0;

impl Composer<'_> {
    /// Height of the button that [`Self::button`] draws.
    pub fn button_height(&self) -> f32 {
        let is_long = self.kicker.chars().count() > LONGEST_LINE;
        (ABOVE_AND_BELOW + if is_long { 2.0 * SMALLEST * LINE } else { 62.0 }) * self.unit
    }

    /// A button with the kicker on it, at `place`'s left, centre or right; a bare arrow without one.
    pub fn button(&mut self, place: Rect, align: Align, top: f32) {
        let (surface, ink) = (self.palette.panel, self.palette.panel_ink);
        let kicker = self.kicker.clone();
        let (height, beside, arrow) = (self.button_height(), BESIDE * self.unit, 40.0 * self.unit);
        let most = place.width.min(self.area.width * 0.86) - beside - arrow;
        let block = self.button_words(&kicker, most);
        let bare = block.is_empty();
        let width = if bare { height * 1.9 } else { block.width + beside + arrow };
        let x = place.x + (place.width - width) * align.0;
        let edge = 53.0 * self.unit;
        let (ax, ay) = (if bare { (width - arrow) / 2.0 } else { width - edge - arrow }, height / 2.0);
        let head = arrow * 0.42;
        let svg = format!(
            r#"<rect width="{width:.1}" height="{height:.1}" rx="{:.1}" {}/><path d="M{ax:.1} {ay:.1}h{arrow:.1}m{:.1} {:.1}l{head:.1} {head:.1}l{:.1} {head:.1}" fill="none" stroke="{}" stroke-width="{:.1}" stroke-linecap="round" stroke-linejoin="round"/>"#,
            height.min(118.0 * self.unit) / 2.0,
            fill(surface, 1.0),
            -head,
            -head,
            -head,
            ink.hex(),
            7.0 * self.unit
        );
        let shape = Rect::new(x, top, width, height);
        self.layer(Role::Shape, LABEL, svg, shape, Motion::default(), Enter::new(EnterKind::Rise, 0.5));
        self.effect(Effect::Shadow { drop: 9.0 * self.unit, radius: 12.0 * self.unit, opacity: 0.35 });
        let text = Rect::new(x + edge * 1.1, top, block.width, height);
        let text_top = top + (height - block.height()) / 2.0;
        self.plain_block(&block, text, Align::LEFT, text_top, Inks { ink, accent: ink }, 0.5);
    }

    /// The button's words in one line, or in two that can be read.
    fn button_words(&self, words: &str, width: f32) -> Block {
        let set = |lines: usize, largest: f32, smallest: f32| {
            let (largest, smallest) = (largest * self.unit, smallest * self.unit);
            let setting = Setting { face: Face::Body, tracking: 0.0, largest, smallest, lines };
            fit(self.fonts, words, setting, width, lines as f32 * largest * LINE * 1.01)
        };
        let one = set(1, LARGEST, SMALLEST);
        if words.chars().count() <= LONGEST_LINE && one.holds(words) {
            return one;
        }
        let two = set(2, SMALLEST, TINY);
        // A button of a narrow place has the height of one line only.
        if words.chars().count() <= LONGEST_LINE { set(1, SMALLEST, TINY) } else { two }
    }
}
