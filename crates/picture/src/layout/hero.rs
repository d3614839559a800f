//! Layouts around one large pictogram.

use super::fill;
use crate::{
    composer::{Align, Anchor, Composer, spot, square},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    geometry::Rect,
    style::Emphasis,
};

/// The subject in rings of light; kicker above, headline below.
pub(super) fn center(c: &mut Composer) {
    c.ground();
    let unit = c.unit;
    let area = c.area;
    let align = if c.wide() { Align::CENTER } else { Align::LEFT };
    let (share, lines, largest) = if c.tall() { (0.36, 3, 124.0) } else { (0.34, 2, 104.0) };
    let block = c.fit_headline(area.width, area.height * share, largest, lines);
    let text_top = area.bottom() - block.height() - 46.0 * unit;
    let kicker = c.kicker_height();
    // In wide frames the kicker stands at the words, and the rings may leave the frame.
    let (space, kicker_top) = if c.wide() {
        (Rect::between(area.x, 0.0, area.right(), text_top - kicker - 10.0 * unit), text_top - kicker)
    } else {
        (Rect::between(area.x, area.y + kicker, area.right(), text_top - 18.0 * unit), area.y)
    };
    let (x, y) = space.center();
    let radius = (space.height / if c.wide() { 1.9 } else { 2.3 }).min(c.frame.width * 0.365);
    stage(c, x, y, radius);
    let colour = c.inks().accent;
    c.kicker(area, align, kicker_top, colour);
    let inks = c.inks();
    c.block(&block, area, align, text_top, inks, 0.15);
    let x = area.x + area.width * align.0;
    if !block.is_empty() && c.style.emphasis == Emphasis::Ink {
        let align = if block.right_to_left && align == Align::LEFT { Align::RIGHT } else { align };
        let x = if align == Align::RIGHT { area.right() } else { x };
        c.rule(x, text_top + block.height() + 30.0 * unit, align, inks.accent);
    }
}

/// Glow, rings, the subject, its companion, and two of them out of focus.
fn stage(c: &mut Composer, x: f32, y: f32, radius: f32) {
    let unit = c.unit;
    c.glow(x, y, radius * 2.3, 0.92);
    let far = if c.pictograms.len() > 1 { 1 } else { 0 };
    let (w, h) = (c.frame.width, c.frame.height);
    let angle = c.dice.between(-30.0, 30.0);
    c.blurred(
        far,
        spot(
            (x + radius * 1.05).min(w * 0.9),
            (y - radius * 1.05).max(h * 0.12),
            radius * 0.62,
            25.0 + angle,
        ),
        9.0,
        0.62,
        0.6,
    );
    c.rings(x, y, radius);
    let tilt = c.dice.between(-6.0, 6.0);
    let motion = c.alive(1.0);
    c.pictogram(0, spot(x, y, radius * 1.3, tilt), motion, Enter::new(EnterKind::Pop, 0.12));
    if c.pictograms.len() > 1 {
        let motion = c.alive(1.35);
        let tilt = c.dice.between(-10.0, 10.0);
        c.pictogram(
            1,
            spot(x + radius * 0.78, y + radius * 0.74, radius * 0.42, tilt),
            motion,
            Enter::new(EnterKind::Pop, 0.4),
        );
    }
    c.blurred(
        far + 1,
        spot((x - radius * 1.25).max(w * 0.06), y + radius * 1.18, radius * 0.68, angle - 20.0),
        15.0 * unit.max(0.6),
        0.5,
        1.5,
    );
}

/// The subject on one side, the words on the other; on tall frames it leaves the frame a little.
pub(super) fn side(c: &mut Composer, on_left: bool) {
    c.ground();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let inks = c.inks();
    let sign = if on_left { -1.0 } else { 1.0 };
    if c.wide() {
        let x = w * (0.5 + sign * 0.235);
        let y = area.y + area.height * 0.5;
        stage(c, x, y, (area.height * 0.42).min(w * 0.21));
        let half = w * 0.5;
        let text = if on_left {
            Rect::between(half + 30.0 * c.unit, area.y, area.right(), area.bottom())
        } else {
            Rect::between(area.x, area.y, half - 30.0 * c.unit, area.bottom())
        };
        c.text_group(text, Align::LEFT, Anchor::Middle, 112.0, 4, inks);
        return;
    }
    let share = if c.tall() { 0.40 } else { 0.42 };
    let height = area.height * share;
    let text_first = !on_left;
    let text = if text_first {
        Rect::new(area.x, area.y, area.width, height)
    } else {
        Rect::new(area.x, area.bottom() - height, area.width, height)
    };
    let align = if on_left { Align::RIGHT } else { Align::LEFT };
    let anchor = if text_first { Anchor::Top } else { Anchor::Bottom };
    let room = if text_first {
        Rect::between(0.0, text.bottom(), w, if c.tall() { area.bottom() } else { h })
    } else {
        Rect::between(0.0, if c.tall() { area.y } else { 0.0 }, w, text.y)
    };
    let radius = (room.height * 0.44).min(w * 0.44);
    let x = w * (0.5 + sign * 0.17);
    stage(c, x, room.y + room.height * 0.5, radius);
    c.text_group(text, align, anchor, 116.0, 3, inks);
}

/// The subject far too large for the frame.
pub(super) fn giant_crop(c: &mut Composer) {
    c.ground();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let inks = c.inks();
    let tilt = c.dice.between(-14.0, 14.0);
    let motion =
        Motion { depth: 1.0, float: 8.0 * c.unit, sway: 1.0, phase: c.dice.unit(), ..Motion::default() };
    let enter = Enter::new(EnterKind::FromRight, 0.05);
    if c.wide() {
        c.glow(w * 0.78, h * 0.45, h * 0.85, 0.8);
        c.pictogram(0, spot(w * 0.80, h * 0.48, h * 1.06, tilt), motion, enter);
        c.blurred(1, spot(w * 0.53, h * 0.1, h * 0.26, 20.0), 14.0, 0.5, 1.5);
        let text = Rect::between(area.x, area.y, w * 0.51, area.bottom());
        c.text_group(text, Align::LEFT, Anchor::Middle, 116.0, 4, inks);
        return;
    }
    let height = area.height * if c.tall() { 0.38 } else { 0.40 };
    let text = Rect::new(area.x, area.bottom() - height, area.width, height);
    let block = c.fit_headline(text.width, text.height - 110.0 * c.unit, 124.0, 3);
    let text_top = text.bottom() - block.height() - 120.0 * c.unit;
    let size = (w * 1.06).min((text_top + w * 0.30) * 0.95);
    let y = text_top - size * 0.5 - 6.0 * c.unit;
    c.glow(w * 0.62, y, size * 0.8, 0.85);
    c.pictogram(0, spot(w * 0.64, y, size, tilt), motion, enter);
    c.blurred(1, spot(w * 0.1, text_top - h * 0.02, w * 0.26, -20.0), 15.0, 0.55, 1.5);
    c.text_group(text, Align::LEFT, Anchor::Bottom, 124.0, 3, inks);
}

/// Companions that circle the subject.
pub(super) fn orbit(c: &mut Composer) {
    c.ground();
    let (w, area, unit) = (c.frame.width, c.area, c.unit);
    let inks = c.inks();
    let (x, y, radius) = if c.wide() {
        let text = Rect::between(area.x, area.y, w * 0.47, area.bottom());
        c.text_group(text, Align::LEFT, Anchor::Middle, 108.0, 4, inks);
        (w * 0.73, area.y + area.height * 0.5, (area.height * 0.44).min(w * 0.22))
    } else {
        let height = area.height * if c.tall() { 0.36 } else { 0.37 };
        let text = Rect::new(area.x, area.bottom() - height, area.width, height);
        let top = c.text_group(text, Align::CENTER, Anchor::Bottom, 112.0, 3, inks);
        let space = Rect::between(area.x, area.y, area.right(), top - 24.0 * unit);
        (space.center().0, space.center().1, (space.height * 0.45).min(w * 0.40))
    };
    c.glow(x, y, radius * 1.9, 0.9);
    let colour = c.line_colour();
    for share in [1.0, 0.64] {
        let r = radius * share;
        let half = r + 4.0 * unit;
        let ring = format!(
            r#"<circle cx="{half:.1}" cy="{half:.1}" r="{r:.1}" fill="none" stroke="{}" stroke-opacity="0.45" stroke-width="{:.1}"/>"#,
            colour.hex(),
            2.4 * unit
        );
        c.layer(
            Role::Shape,
            "studio",
            ring,
            square(x, y, half),
            Motion { depth: 0.5, ..Motion::default() },
            Enter::new(EnterKind::Pop, 0.05),
        );
    }
    let motion = c.alive(1.0);
    c.pictogram(0, spot(x, y, radius * 0.80, 0.0), motion, Enter::new(EnterKind::Pop, 0.12));
    let start = c.dice.between(0.0, 360.0);
    let others = c.pictograms.len().saturating_sub(1);
    for number in 0..4 {
        let outer = number < 3;
        let angle = (start + 120.0 * number as f32 + if outer { 0.0 } else { 60.0 }).to_radians();
        let r = radius * if outer { 1.0 } else { 0.64 };
        let speed = if outer { 9.0 } else { -13.0 };
        let motion = Motion {
            depth: 0.6,
            float: 0.0,
            sway: 3.0,
            phase: 0.2 * number as f32,
            spin: 0.0,
            orbit: Some((x, y, speed)),
            ..Motion::default()
        };
        let enter = Enter::new(EnterKind::Pop, 0.25 + 0.1 * number as f32);
        let (px, py) = (x + r * angle.cos(), y + r * angle.sin());
        if others > 0 && number <= others.max(2) {
            let size = radius * if outer { 0.34 } else { 0.22 };
            c.pictogram(1 + number % others, spot(px, py, size, 0.0), motion, enter);
        } else {
            let half = radius * if outer { 0.085 } else { 0.055 };
            let dot = format!(
                r#"<circle cx="{half:.1}" cy="{half:.1}" r="{half:.1}" {}/>"#,
                fill(c.palette.accent, 1.0)
            );
            c.layer(Role::Shape, "studio", dot, square(px, py, half), motion, enter);
        }
    }
}

/// The subject on a star-edged badge that turns.
pub(super) fn badge(c: &mut Composer) {
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    let (x, y, radius) = if c.wide() {
        let text = Rect::between(w * 0.47, area.y, area.right(), area.bottom());
        c.text_group(text, Align::LEFT, Anchor::Middle, 112.0, 4, inks);
        (w * 0.25, area.y + area.height * 0.5, (area.height * 0.45).min(w * 0.19))
    } else {
        let height = area.height * if c.tall() { 0.38 } else { 0.40 };
        let text = Rect::new(area.x, area.bottom() - height, area.width, height);
        let top = c.text_group(text, Align::CENTER, Anchor::Bottom, 116.0, 3, inks);
        let space = Rect::between(area.x, area.y, area.right(), top - 30.0 * unit);
        (space.center().0, space.center().1, (space.height * 0.47).min(w * 0.37))
    };
    c.glow(x, y, radius * 2.2, 0.6);
    let far = usize::from(c.pictograms.len() > 1);
    c.blurred(far, spot(w * 0.92, h * 0.13, w.min(h) * 0.26, 25.0), 11.0, 0.5, 0.6);
    c.blurred(far + 1, spot(w * 0.05, h * 0.62, w.min(h) * 0.25, -25.0), 14.0, 0.5, 1.4);
    let half = radius * 1.12;
    let points: Vec<String> = (0..48)
        .map(|number| {
            let r = radius * if number % 2 == 0 { 1.0 } else { 0.91 };
            let angle = std::f32::consts::TAU * number as f32 / 48.0;
            format!("{:.1},{:.1}", half + r * angle.cos(), half + r * angle.sin())
        })
        .collect();
    let star = format!(r#"<polygon points="{}" {}/>"#, points.join(" "), fill(c.palette.panel, 1.0));
    c.layer(
        Role::Shape,
        "studio",
        star,
        square(x, y, half),
        Motion { depth: 0.7, spin: 5.0, ..Motion::default() },
        Enter::new(EnterKind::Pop, 0.05),
    );
    c.effect(Effect::Shadow { drop: radius * 0.04, radius: radius * 0.05, opacity: 0.35 });
    let inner = radius * 0.80;
    let ring = format!(
        r#"<circle cx="{inner:.1}" cy="{inner:.1}" r="{:.1}" fill="none" stroke="{}" stroke-opacity="0.55" stroke-width="{:.1}"/>"#,
        inner - 3.0 * unit,
        c.palette.panel_ink.hex(),
        4.0 * unit
    );
    c.layer(
        Role::Shape,
        "studio",
        ring,
        square(x, y, inner),
        Motion { depth: 0.7, ..Motion::default() },
        Enter::new(EnterKind::Pop, 0.1),
    );
    let motion = c.alive(1.0);
    c.on_panel = true;
    c.pictogram(0, spot(x, y, radius * 1.02, 0.0), motion, Enter::new(EnterKind::Pop, 0.2));
}
