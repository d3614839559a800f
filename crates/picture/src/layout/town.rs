//! Layouts that are a town: its skyline, its map.

use std::fmt::Write;

use super::{fill, halves};
use crate::{
    colour::Colour,
    composer::{Align, Anchor, Composer, spot},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    geometry::Rect,
};

/// Two rows of houses under a large sun, the subject in the street.
pub(super) fn skyline(c: &mut Composer) {
    c.bare_ground();
    c.texture();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let inks = c.inks();
    let text = if c.wide() {
        Rect::between(area.x, area.y, w * 0.52, area.y + area.height * 0.62)
    } else {
        Rect::new(area.x, area.y, area.width, area.height * 0.40)
    };
    let ground = if c.wide() { h * 0.93 } else { area.bottom() };
    let tall = if c.wide() { h * 0.42 } else { (ground - text.bottom()) * 0.92 };
    let (x, sun) = (w * if c.wide() { 0.72 } else { 0.60 }, tall * 0.38);
    let disc = format!(r#"<circle cx="{sun:.1}" cy="{sun:.1}" r="{sun:.1}" {}/>"#, fill(c.palette.pop, 0.95));
    let sun_y = ground - tall * if c.wide() { 0.86 } else { 0.64 };
    c.layer(
        Role::Shape,
        "studio",
        disc,
        crate::composer::square(x, sun_y, sun),
        Motion::default(),
        Enter::new(EnterKind::Rise, 0.0),
    );
    let back = c.tone(if c.palette.dark { 0.24 } else { 0.36 });
    let front = if c.palette.dark {
        c.palette.ground[0].mix(c.palette.shade, 0.45)
    } else {
        c.palette.panel.mix(c.palette.shade, 0.35)
    };
    let window = if c.palette.dark { c.palette.accent } else { c.palette.card };
    houses(c, (ground - tall, ground - tall * 0.18), 0.0, back, back.mix(window, 0.35));
    houses(c, (ground - tall * 0.62, ground), 0.75, front, window);
    let road = front.mix(c.palette.shade, 0.25);
    let (street, low) =
        (Rect::between(-w * 0.1, ground - 2.0, w * 1.1, ground + h * 0.08), ground + h * 0.04);
    c.paint(&format!(
        r#"<rect y="{low:.1}" width="{w:.1}" height="{:.1}" {}/>"#,
        (h - low).max(0.0),
        fill(road, 1.0)
    ));
    let svg =
        format!(r#"<rect width="{:.1}" height="{:.1}" {}/>"#, street.width, street.height, fill(road, 1.0));
    let line = ground + (h - ground) * 0.5;
    if h - ground > 120.0 * c.unit {
        let (dash, gap) = (120.0 * c.unit, 90.0 * c.unit);
        c.paint(&format!(
            r#"<path d="M0 {line:.0}H{w:.0}" stroke="{}" stroke-opacity="0.55" stroke-width="{:.0}" stroke-dasharray="{dash:.0} {gap:.0}"/>"#,
            window.hex(),
            12.0 * c.unit
        ));
    }
    let motion = Motion { depth: 0.75, ..Motion::default() };
    c.layer(Role::Shape, "studio", svg, street, motion, Enter::NONE);
    let size = if c.wide() { tall * 0.9 } else { (tall * 0.62).min(w * 0.5) };
    let cut = c.style.cut_out;
    c.style.cut_out = true;
    let motion = c.alive(1.1);
    let px = if c.wide() { w * 0.74 } else { w * 0.42 };
    c.pictogram(0, spot(px, ground - size * 0.40, size, 0.0), motion, Enter::new(EnterKind::Pop, 0.25));
    c.style.cut_out = cut;
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Top };
    c.text_group(text, Align::LEFT, anchor, 120.0, 4, inks);
}

/// A row of houses from edge to edge, with lit windows.
fn houses(c: &mut Composer, (top, ground): (f32, f32), depth: f32, wall: Colour, window: Colour) {
    let (w, unit) = (c.frame.width, c.unit);
    let overlap = w * 0.12;
    let place = Rect::between(-overlap, top, w + overlap, ground + 2.0);
    let (mut walls, mut windows) = (String::new(), String::new());
    let mut x = 0.0;
    while x < place.width {
        let width = c.dice.between(110.0, 210.0) * unit;
        let height = place.height * c.dice.between(0.42, 0.98);
        let y = place.height - height;
        let roof = match c.dice.below(4) {
            0 => format!(
                "M{x:.0} {:.0}V{:.0}L{:.0} {y:.0}L{:.0} {:.0}V{:.0}Z",
                place.height,
                y + width * 0.3,
                x + width / 2.0,
                x + width,
                y + width * 0.3,
                place.height
            ),
            1 => format!(
                "M{x:.0} {:.0}V{y:.0}L{:.0} {:.0}V{:.0}Z",
                place.height,
                x + width,
                y + width * 0.34,
                place.height
            ),
            _ => format!("M{x:.0} {:.0}V{y:.0}H{:.0}V{:.0}Z", place.height, x + width, place.height),
        };
        let _ = write!(walls, r#"<path d="{roof}"/>"#);
        let (cell, columns) = (44.0 * unit, ((width - 30.0 * unit) / (44.0 * unit)) as u32);
        let rim = (width - columns as f32 * cell + 20.0 * unit) / 2.0;
        let mut wy = y + width * 0.42;
        while wy < place.height - 30.0 * unit {
            for column in 0..columns {
                if c.dice.unit() < 0.52 {
                    let _ = write!(
                        windows,
                        r#"<rect x="{:.0}" y="{wy:.0}" width="{:.0}" height="{:.0}"/>"#,
                        x + rim + column as f32 * cell,
                        24.0 * unit,
                        32.0 * unit
                    );
                }
            }
            wy += 60.0 * unit;
        }
        x += width + if c.dice.unit() < 0.4 { 14.0 * unit } else { 0.0 };
    }
    let svg = format!(r#"<g {}>{walls}</g><g {}>{windows}</g>"#, fill(wall, 1.0), fill(window, 0.75));
    c.layer(Role::Shape, "studio", svg, place, Motion { depth, ..Motion::default() }, Enter::NONE);
}

/// Streets from above, a way through them, and the subject in a pin.
pub(super) fn map(c: &mut Composer) {
    c.bare_ground();
    let (art, text) = halves(c, 0.36, 3);
    let inks = c.inks();
    let (area, unit) = (c.area, c.unit);
    let plan = streets(c, art);
    c.layer(Role::Shape, "studio", plan, art, Motion::default(), Enter::NONE);
    let room = if c.wide() { area.height } else { art.bottom() - area.y * 0.75 };
    let radius = (room * 0.27).min(art.width * 0.27);
    let (x, foot) = (
        art.x + art.width * 0.52,
        if c.wide() { area.bottom() - room * 0.14 } else { art.bottom() - room * 0.13 },
    );
    let y = foot - radius * 1.75;
    let spot_shadow = format!(
        r#"<ellipse cx="{0:.1}" cy="{1:.1}" rx="{0:.1}" ry="{1:.1}" {2}/>"#,
        radius * 0.5,
        radius * 0.16,
        fill(c.palette.shade, 0.4)
    );
    c.layer(
        Role::Shape,
        "studio",
        spot_shadow,
        Rect::new(x - radius * 0.5, foot - radius * 0.12, radius, radius * 0.32),
        Motion::default(),
        Enter::new(EnterKind::Fade, 0.1),
    );
    let (half, long) = (radius, radius * 2.75);
    // The pin hovers over its shadow, and what stands in it with it.
    let floating = Motion { float: 16.0 * unit, phase: 0.2, ..Motion::default() };
    let pin = format!(
        r#"<path d="M{half:.1} {long:.1}C{:.1} {:.1} 0 {:.1} 0 {half:.1}A{half:.1} {half:.1} 0 0 1 {:.1} {half:.1}C{:.1} {:.1} {:.1} {:.1} {half:.1} {long:.1}Z" {}/><circle cx="{half:.1}" cy="{half:.1}" r="{:.1}" {}/>"#,
        half * 0.82,
        long * 0.76,
        long * 0.58,
        half * 2.0,
        half * 2.0,
        long * 0.58,
        half * 1.18,
        long * 0.76,
        fill(c.palette.accent, 1.0),
        half * 0.80,
        fill(c.palette.card, 1.0)
    );
    c.layer(
        Role::Shape,
        "studio",
        pin,
        Rect::new(x - half, y - radius, half * 2.0, long),
        floating,
        Enter::new(EnterKind::Drop, 0.1),
    );
    c.effect(Effect::Shadow { drop: 10.0 * unit, radius: 16.0 * unit, opacity: 0.4 });
    let panel = c.palette.panel;
    (c.palette.panel, c.on_panel) = (c.palette.card, true);
    let motion = Motion { sway: 2.0, ..floating };
    c.pictogram(0, spot(x, y, radius * 1.06, 0.0), motion, Enter::new(EnterKind::Drop, 0.15));
    (c.palette.panel, c.on_panel) = (panel, false);
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 120.0, 4, inks);
}

/// Blocks, roads, a river and a park, larger than the place so that no edge is seen.
fn streets(c: &mut Composer, place: Rect) -> String {
    let unit = c.unit;
    let (w, h) = (place.width, place.height);
    let block = c.tone(if c.palette.dark { 0.10 } else { 0.14 });
    let road = if c.palette.dark { c.tone(0.36) } else { c.palette.card };
    let angle = c.dice.between(-24.0, -12.0);
    let mut out = format!(
        r#"<rect width="{w:.1}" height="{h:.1}" {}/><g transform="rotate({angle:.0} {:.0} {:.0})">"#,
        fill(block, 1.0),
        w / 2.0,
        h / 2.0
    );
    let reach = w.max(h);
    let park = fill(c.palette.panel, if c.palette.dark { 0.5 } else { 0.55 });
    let (px, py) = (w * c.dice.between(0.0, 0.2), h * c.dice.between(0.05, 0.3));
    let _ = write!(
        out,
        r#"<rect x="{px:.0}" y="{py:.0}" width="{:.0}" height="{:.0}" rx="20" {park}/>"#,
        320.0 * unit,
        260.0 * unit
    );
    for upright in [true, false] {
        let mut at = -reach * 0.4;
        while at < reach * 1.4 {
            let width = if c.dice.unit() < 0.25 { 30.0 } else { 13.0 } * unit;
            let (x, y, rw, rh) = if upright {
                (at, -reach * 0.5, width, reach * 2.0)
            } else {
                (-reach * 0.5, at, reach * 2.0, width)
            };
            let _ = write!(
                out,
                r#"<rect x="{x:.0}" y="{y:.0}" width="{rw:.0}" height="{rh:.0}" {}/>"#,
                fill(road, 0.9)
            );
            at += c.dice.between(110.0, 230.0) * unit;
        }
    }
    let river = c.palette.glow.mix(c.palette.pop, 0.35).hex();
    let _ = write!(
        out,
        r#"</g><path d="M{:.0} {:.0}C{:.0} {:.0} {:.0} {:.0} {:.0} {:.0}" fill="none" stroke="{river}" stroke-opacity="0.75" stroke-width="{:.0}"/>"#,
        -w * 0.1,
        h * 0.30,
        w * 0.35,
        h * 0.16,
        w * 0.60,
        h * 0.62,
        w * 1.1,
        h * 0.40,
        74.0 * unit
    );
    let _ = write!(
        out,
        r#"<path d="M{:.0} {h:.0}C{:.0} {:.0} {:.0} {:.0} {:.0} {:.0}" fill="none" stroke="{}" stroke-width="{:.0}" stroke-linecap="round" stroke-dasharray="{:.0} {:.0}"/>"#,
        w * 0.08,
        w * 0.20,
        h * 0.72,
        w * 0.34,
        h * 0.92,
        w * 0.52,
        h * 0.88,
        c.palette.accent.hex(),
        12.0 * unit,
        2.0 * unit,
        26.0 * unit
    );
    out
}
