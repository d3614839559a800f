//! Layouts in which the words are the picture.

use super::fill;
use crate::{
    colour::Colour,
    composer::{Align, Anchor, Composer, spot},
    composition::{Enter, EnterKind, Motion, Role},
    geometry::Rect,
    style::Emphasis,
};

/// The headline as large as the frame allows.
pub(super) fn big_type(c: &mut Composer) {
    c.ground();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let inks = c.inks();
    let short = w.min(h);
    c.glow(w * 0.85, h * 0.15, short * 0.95, 0.75);
    c.blurred(
        1,
        spot(w * 0.06, h * if c.wide() { 0.88 } else { 0.72 }, short * 0.42, -18.0),
        17.0,
        0.42,
        1.4,
    );
    let size = short * if c.tall() { 0.36 } else { 0.27 };
    let text = if c.wide() {
        Rect::between(area.x, area.y, area.right() - size * 1.15, area.bottom())
    } else {
        Rect::between(area.x, area.y + size * if c.tall() { 1.05 } else { 0.8 }, area.right(), area.bottom())
    };
    let motion = c.alive(1.1);
    let (x, y) = if c.wide() {
        (area.right() - size * 0.5, area.y + area.height * 0.40)
    } else {
        (area.right() - size * 0.52, area.y + size * 0.5)
    };
    c.pictogram(0, spot(x, y, size, 8.0), motion, Enter::new(EnterKind::Pop, 0.3));
    let anchor = if c.tall() || c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 210.0, 5, inks);
}

/// The headline as something that somebody says.
pub(super) fn quote(c: &mut Composer) {
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    let short = w.min(h);
    c.glow(w * 0.2, h * 0.2, short * 0.9, 0.55);
    let marks = short * 0.20;
    let text = Rect::between(
        area.x,
        area.y + marks * 0.9,
        area.right() - if c.wide() { w * 0.26 } else { 0.0 },
        area.bottom(),
    );
    let block = c.fit_headline(text.width, text.height - 120.0 * unit, 128.0, 6);
    let rule = 46.0 * unit;
    let height = block.height() + rule;
    let top =
        if c.wide() { text.y + (text.height - height) * 0.4 } else { text.y + (text.height - height) * 0.42 };
    let far = usize::from(c.pictograms.len() > 1);
    let (bx, by) = if c.wide() { (w * 0.96, h * 0.1) } else { (w * 0.92, h * 0.12) };
    c.blurred(far, spot(bx, by, short * 0.34, 20.0), 13.0, 0.45, 0.8);
    quote_marks(c, Rect::new(area.x, top - marks * 0.95, marks, marks * 0.78), inks.accent);
    c.block(&block, text, Align::LEFT, top, inks, 0.15);
    let align = if block.right_to_left { Align::RIGHT } else { Align::LEFT };
    let x = if block.right_to_left { text.right() } else { text.x };
    if c.style.emphasis == Emphasis::Ink {
        c.rule(x, top + block.height() + 30.0 * unit, align, inks.accent);
    }
    let size = short * if c.wide() { 0.42 } else { 0.24 };
    let below = top + height + 70.0 * unit;
    let (px, py) = if c.wide() {
        (area.right() - size * 0.45, area.y + area.height * 0.52)
    } else {
        (area.right() - size * 0.55, (below + size * 0.45).min(area.bottom() - size * 0.45))
    };
    if c.wide() || below + size * 0.8 < area.bottom() {
        let motion = c.alive(1.1);
        c.pictogram(0, spot(px, py, size, 6.0), motion, Enter::new(EnterKind::Pop, 0.4));
    }
    let place = Rect::between(text.x, below, text.right() - size, area.bottom());
    if place.height > 50.0 * unit {
        c.kicker(place, align, below, inks.accent);
    }
}

pub(super) fn quote_marks(c: &mut Composer, place: Rect, colour: Colour) {
    let one = |x: f32| {
        let (w, h) = (place.width * 0.44, place.height);
        format!(
            r#"<path d="M{x:.1} {h:.1}V{:.1}C{x:.1} {:.1} {:.1} 0 {:.1} 0V{:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}H{:.1}V{h:.1}Z"/>"#,
            h * 0.55,
            h * 0.2,
            x + w * 0.4,
            x + w,
            h * 0.2,
            x + w * 0.65,
            h * 0.22,
            x + w * 0.5,
            h * 0.38,
            x + w * 0.5,
            h * 0.5,
            x + w
        )
    };
    let svg = format!(r#"<g {}>{}{}</g>"#, fill(colour, 1.0), one(0.0), one(place.width * 0.54));
    c.layer(
        Role::Shape,
        "studio",
        svg,
        place,
        Motion { depth: 0.2, float: 4.0 * c.unit, ..Motion::default() },
        Enter::new(EnterKind::Drop, 0.1),
    );
}

/// The subject, what to do, and a button to do it with.
pub(super) fn cta_button(c: &mut Composer) {
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    let short = w.min(h);
    let button_height = c.button_height();
    let (share, lines) = if c.tall() { (0.34, 3) } else { (0.36, 2) };
    let block = c.fit_headline(area.width, area.height * share, if c.tall() { 124.0 } else { 104.0 }, lines);
    let gap = 44.0 * unit;
    let room = area.height - block.height() - button_height - gap * 2.0;
    let size = room.min(w * 0.62).min(short * 0.62).max(short * 0.12);
    let slack = (room - size).max(0.0);
    let y = area.y + slack * 0.45 + size / 2.0;
    let x = w / 2.0;
    c.glow(x, y, size * 1.5, 0.85);
    let far = usize::from(c.pictograms.len() > 1);
    c.blurred(far, spot(w * 0.1, h * 0.2, short * 0.28, -20.0), 12.0, 0.5, 0.6);
    c.blurred(far + 1, spot(w * 0.93, h * 0.55, short * 0.30, 20.0), 14.0, 0.5, 1.4);
    let motion = c.alive(1.0);
    c.pictogram(0, spot(x, y, size * 0.86, 0.0), motion, Enter::new(EnterKind::Drop, 0.05));
    let top = y + size / 2.0 + gap * 0.6 + slack * 0.2;
    c.block(&block, area, Align::CENTER, top, inks, 0.2);
    c.button(area, Align::CENTER, top + block.height() + gap);
}
