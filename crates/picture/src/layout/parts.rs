//! The words of number graphics: a phrase in one column, or around a graphic, always in its order.

use crate::{
    composer::{Align, Composer, Inks},
    fonts::Face,
    geometry::Rect,
    phrase::Phrase,
    text::Block,
};

/// Part of its size that a line of digits takes: they have neither accents nor tails.
pub(super) const DIGITS: f32 = 0.75;
/// From the top of a digit's line to the digit, in em.
pub(super) const ABOVE: f32 = 0.17;

/// The parts of a phrase, fitted.
pub(super) struct Parts {
    pub before: Block,
    pub figure: Block,
    pub unit: Block,
    pub unit_first: bool,
    pub after: Block,
    pub gap: f32,
}

impl Parts {
    /// Everything in one column `width` × `height`, the figure at most `largest` design pixels high.
    pub fn fit(c: &Composer, phrase: &Phrase, width: f32, height: f32, largest: f32) -> Parts {
        let gap = 24.0 * c.unit;
        // The narrow blank between a number and its sign.
        let figure = phrase.figure.replace('\u{a0}', "\u{202f}");
        let mut scale = 1.0_f32;
        loop {
            let small =
                |text: &str| c.fit(text, Face::Display, -0.015, (width, height * 0.26), 86.0 * scale, 2);
            let face = if c.style.face == Face::Serif { Face::Serif } else { Face::Heavy };
            let parts = Parts {
                before: small(&phrase.before),
                figure: c.fit(&figure, face, -0.035, (width, height), largest * scale, 1),
                unit: c.fit(&phrase.unit, Face::Display, -0.02, (width, height), 168.0 * scale, 1),
                unit_first: phrase.unit_first,
                after: small(&phrase.after),
                gap,
            };
            if parts.height() <= height || scale < 0.25 {
                return parts;
            }
            scale *= 0.93;
        }
    }

    pub fn width(&self) -> f32 {
        [&self.before, &self.figure, &self.unit, &self.after]
            .map(|block| block.width)
            .into_iter()
            .fold(0.0, f32::max)
    }

    pub fn height(&self) -> f32 {
        let lines =
            [self.before.height(), self.figure.size * DIGITS, self.unit.height(), self.after.height()];
        let shown = lines.iter().filter(|height| **height > 0.0).count() as f32;
        lines.iter().sum::<f32>() + self.gap * (shown - 1.0).max(0.0)
    }

    /// Draws the column from `top`, the figure in the accent colour.
    pub fn draw(&self, c: &mut Composer, place: Rect, align: Align, top: f32, inks: Inks) {
        let plain = Inks { ink: inks.ink, accent: inks.ink };
        let loud = Inks { ink: inks.accent, accent: inks.accent };
        let middle = match self.unit_first {
            true => [(&self.unit, plain, false), (&self.figure, loud, true)],
            false => [(&self.figure, loud, true), (&self.unit, plain, false)],
        };
        let [first, second] = middle;
        let mut top = top;
        let mut delay = 0.1;
        for (block, inks, is_figure) in
            [(&self.before, plain, false), first, second, (&self.after, plain, false)]
        {
            if block.is_empty() {
                continue;
            }
            let (up, height) =
                if is_figure { (block.size * ABOVE, block.size * DIGITS) } else { (0.0, block.height()) };
            c.block(block, place, align, top - up, inks, delay);
            if is_figure {
                trim(c, block.size);
            }
            top += height + self.gap;
            delay += 0.1;
        }
    }
}

/// Leaves of the last text's place what its digits fill: their line reaches beyond what they stand on.
pub(super) fn trim(c: &mut Composer, size: f32) {
    if let Some(text) = c.layers.last_mut().and_then(|layer| layer.text.as_mut()) {
        text.area = Rect::new(text.area.x, text.area.y + size * ABOVE, text.area.width, size * DIGITS);
    }
}

/// What stands before and behind a graphic: above and below it, in wide frames left and right of it.
pub(super) struct Sides {
    pub before: Block,
    pub after: Block,
    /// Middle of the graphic, for wide frames.
    pub x: f32,
    pub left: Rect,
    pub right: Rect,
}

impl Sides {
    /// Around a graphic `width` pixels wide; 0 for one between the lines.
    pub fn fit(c: &Composer, phrase: &Phrase, width: f32) -> Sides {
        let area = c.area;
        let gap = 60.0 * c.unit;
        let small = |text: &str, width: f32, lines| {
            c.fit(
                text,
                Face::Display,
                -0.02,
                (width, area.height * if c.wide() { 0.8 } else { 0.2 }),
                100.0,
                lines,
            )
        };
        if width == 0.0 {
            let (before, after) = (small(&phrase.before, area.width, 2), small(&phrase.after, area.width, 2));
            return Sides { before, after, x: area.center().0, left: area, right: area };
        }
        let x = match (phrase.before.is_empty(), phrase.after.is_empty()) {
            (true, false) => area.x + width / 2.0,
            (false, true) => area.right() - width / 2.0,
            _ => area.center().0,
        };
        let left = Rect::between(area.x, area.y, x - width / 2.0 - gap, area.bottom());
        let right = Rect::between(x + width / 2.0 + gap, area.y, area.right(), area.bottom());
        Sides {
            before: small(&phrase.before, left.width, 4),
            after: small(&phrase.after, right.width, 4),
            x,
            left,
            right,
        }
    }

    /// Draws the kicker with what stands first; `top` and `below` are for frames that are not wide.
    pub fn draw(&self, c: &mut Composer, top: f32, below: f32) {
        let inks = c.inks();
        let plain = Inks { ink: inks.ink, accent: inks.ink };
        let kicker = c.kicker_height();
        if !c.wide() {
            c.kicker(self.left, Align::CENTER, top, inks.accent);
            c.block(&self.before, self.left, Align::CENTER, top + kicker, plain, 0.1);
            return c.block(&self.after, self.right, Align::CENTER, below, plain, 0.3);
        }
        let middle = self.left.center().1;
        let first_left = self.left.width > 200.0 * c.unit;
        if first_left {
            let start = middle - (kicker + self.before.height()) / 2.0;
            c.kicker(self.left, Align::LEFT, start, inks.accent);
            c.block(&self.before, self.left, Align::LEFT, start + kicker, plain, 0.1);
        }
        let above = if first_left { 0.0 } else { kicker };
        let start = middle - (above + self.after.height()) / 2.0;
        if !first_left {
            c.kicker(self.right, Align::LEFT, start, inks.accent);
        }
        c.block(&self.after, self.right, Align::LEFT, start + above, plain, 0.3);
    }
}
