//! Numbers shown large: a counter, a ring.

use super::{
    fill,
    parts::{Parts, Sides},
    typographic::big_type,
};
use crate::{
    composer::{Align, Composer, Inks, spot, square},
    composition::{Effect, Enter, EnterKind, Grow, Motion, Role},
    geometry::Rect,
    phrase::{Phrase, phrase},
};

/// Whether the headline has a number that these layouts can show.
pub(super) fn has_number(c: &Composer) -> bool {
    phrase(&c.headline).is_some()
}

/// The figure as large as the frame allows, the subject cut off beside it.
pub(super) fn counter(c: &mut Composer) {
    let Some(phrase) = phrase(&c.headline) else { return big_type(c) };
    c.ground();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let short = w.min(h);
    let inks = c.inks();
    let tone = c.tone(0.22);
    if c.pictograms.len() > 1 {
        let motion = Motion { depth: 0.3, ..Motion::default() };
        c.silhouette(
            1,
            spot(w * 0.90, h * if c.wide() { 0.2 } else { 0.10 }, short * 0.55, 14.0),
            tone,
            motion,
        );
    }
    let kicker = c.kicker_height();
    let width = if c.wide() { area.width * 0.62 } else { area.width };
    let room = if c.tall() {
        area.height * 0.72
    } else if c.wide() {
        area.height
    } else {
        area.height * 0.86
    };
    let parts = Parts::fit(c, &phrase, width, room - kicker, 620.0);
    let place = Rect::new(area.x, area.y, width, area.height);
    let top = if c.wide() { area.y + (area.height - parts.height() - kicker) / 2.0 } else { area.y };
    let size = if c.wide() {
        area.height * 0.66
    } else {
        (area.bottom() - top - kicker - parts.height()).clamp(short * 0.26, short * 0.62)
    };
    let (x, y) = if c.wide() {
        (area.right() - size * 0.42, area.y + area.height * 0.56)
    } else {
        (area.right() - size * 0.40, area.bottom() - size * 0.46)
    };
    let motion = c.alive(1.1);
    let fits = c.wide() || y - size * 0.5 > top + kicker + parts.height() - size * 0.1;
    if fits && !c.pictograms.is_empty() {
        c.pictogram(0, spot(x, y, size, -8.0), motion, Enter::new(EnterKind::FromRight, 0.2));
    }
    c.kicker(place, Align::LEFT, top, inks.accent);
    parts.draw(c, place, Align::LEFT, top + kicker, inks);
}

/// The number within a ring that is filled as far as a share says; other numbers stand in a ring of dots.
pub(super) fn number(c: &mut Composer) {
    let Some(phrase) = phrase(&c.headline) else { return big_type(c) };
    c.ground();
    let (w, area, unit) = (c.frame.width, c.area, c.unit);
    let inks = c.inks();
    let kicker = c.kicker_height();
    let graphic = if c.wide() { area.height * 0.9 } else { 0.0 };
    let sides = Sides::fit(c, &phrase, graphic);
    let gap = 44.0 * unit;
    let (x, y, radius, top) = if c.wide() {
        (sides.x, area.y + area.height * 0.5, area.height * 0.45, area.y)
    } else {
        let rest = area.height - kicker - sides.before.height() - sides.after.height() - 2.0 * gap;
        let radius = (rest * 0.45).min(w * 0.36);
        let spare = (rest - radius * 2.24).max(0.0);
        let top = area.y + spare * 0.3;
        (w * 0.5, top + kicker + sides.before.height() + gap + radius * 1.12, radius, top)
    };
    c.glow(x, y, radius * 1.9, if c.palette.dark { 0.5 } else { 0.4 });
    ring(c, x, y, radius, phrase.share);
    let inner = Rect::new(x - radius * 0.72, y - radius * 0.62, radius * 1.44, radius * 1.24);
    let within = Phrase { before: String::new(), after: String::new(), ..phrase };
    let parts = Parts::fit(c, &within, inner.width, inner.height, 400.0);
    let on_disc = Inks { ink: c.palette.panel_ink, accent: c.palette.panel_ink };
    let disc = if within.share.is_some() { inks } else { on_disc };
    parts.draw(c, inner, Align::CENTER, y - parts.height() / 2.0, disc);
    if !c.pictograms.is_empty() {
        let motion = c.alive(1.3);
        // Beside the words in the ring, never on them: it stands further out where they reach far.
        let size = radius * 0.56;
        let clear = parts.width() / 2.0 + size * 0.5 + 10.0 * unit;
        let furthest = if c.wide() && !sides.after.is_empty() { 0.78 } else { 0.98 };
        let aside = clear.clamp(radius * 0.78, radius * furthest);
        let at = spot((x + aside).min(w - size * 0.6), y + radius * 0.80, size, 8.0);
        c.pictogram(0, at, motion, Enter::new(EnterKind::Pop, 0.4));
    }
    sides.draw(c, top, y + radius * 1.12 + gap);
}

fn ring(c: &mut Composer, x: f32, y: f32, radius: f32, share: Option<f32>) {
    let width = radius * 0.15;
    let half = radius + width;
    let still = Motion::default();
    let Some(share) = share else {
        c.rings(x, y, radius);
        let svg = format!(
            r#"<circle cx="{half:.1}" cy="{half:.1}" r="{:.1}" {}/>"#,
            radius * 0.93,
            fill(c.palette.panel, 1.0)
        );
        c.layer(Role::Shape, "studio", svg, square(x, y, half), still, Enter::new(EnterKind::Pop, 0.05));
        c.effect(Effect::Shadow { drop: radius * 0.04, radius: radius * 0.06, opacity: 0.3 });
        return;
    };
    let round = std::f32::consts::TAU * radius;
    let track = format!(
        r#"<circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" {}/><circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" fill="none" stroke="{}" stroke-opacity="0.2" stroke-width="{width:.1}"/>"#,
        fill(c.palette.ground[0], 0.9),
        c.palette.ink.hex()
    );
    c.layer(Role::Shape, "studio", track, square(x, y, half), still, Enter::new(EnterKind::Fade, 0.0));
    let arc = format!(
        r#"<circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" fill="none" stroke="{}" stroke-width="{width:.1}" stroke-linecap="round" stroke-dasharray="{:.1} {round:.1}" transform="rotate(-90 {half:.1} {half:.1})"/>"#,
        c.palette.accent.hex(),
        round * share.max(0.01)
    );
    let motion = Motion { grow: Some(Grow::Clockwise), ..still };
    c.layer(Role::Shape, "studio", arc, square(x, y, half), motion, Enter::new(EnterKind::Fade, 0.15));
}
