//! Layouts that are a place: a land under a sun, a stage under a lamp.

use super::fill;
use crate::{
    composer::{Align, Anchor, Composer, spot},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    geometry::Rect,
};

/// Hills under a low sun, the subject on the nearest.
pub(super) fn horizon(c: &mut Composer) {
    c.ground();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let inks = c.inks();
    let ground = area.bottom() + if c.tall() { 0.0 } else { h * 0.04 };
    let text = if c.wide() {
        Rect::between(area.x, area.y, w * 0.5, area.y + area.height * 0.72)
    } else {
        Rect::new(area.x, area.y, area.width, area.height * 0.38)
    };
    let (x, size) = if c.wide() {
        (w * 0.74, area.height * 0.60)
    } else {
        (w * 0.54, (area.height * 0.50).min(w * 0.62))
    };
    let sun_y = ground - size * 0.80;
    c.glow(x, sun_y, size * 1.25, 0.75);
    sun(c, x, sun_y, size * 0.52);
    let p = &c.palette;
    let colours = if p.dark {
        [p.ground[1].mix(p.glow, 0.32), p.ground[1].mix(p.glow, 0.14), p.ground[0].mix(p.shade, 0.25)]
    } else {
        [0.22, 0.42, 0.66].map(|share| c.tone(share))
    };
    // Only what can be seen of a land moves with the camera; what lies deep in it is painted once.
    let front = ground - size * 0.14;
    let hidden = front + h * 0.07;
    let low = Rect::between(0.0, front + h * 0.10, w, h);
    c.paint(&format!(
        r#"<rect y="{:.1}" width="{w:.1}" height="{:.1}" {}/>"#,
        low.y,
        low.height,
        fill(colours[2], 1.0)
    ));
    hill(c, (ground - size * 0.50, hidden), 0.62, -0.25, colours[0], 0.0);
    hill(c, (ground - size * 0.30, hidden), 0.80, 0.42, colours[1], 0.5);
    let motion = Motion { depth: 0.85, float: 3.0 * c.unit, sway: 1.2, phase: 0.1, ..Motion::default() };
    c.pictogram(0, spot(x, ground - size * 0.52, size * 0.86, 0.0), motion, Enter::new(EnterKind::Pop, 0.2));
    hill(c, (front, front + h * 0.16), 1.05, -0.05, colours[2], 0.8);
    if c.pictograms.len() > 1 {
        let motion = c.alive(1.2);
        c.pictogram(
            1,
            spot(x - size * 0.72, ground - size * 0.26, size * 0.30, -6.0),
            motion,
            Enter::new(EnterKind::Pop, 0.4),
        );
    }
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Top };
    c.text_group(text, Align::LEFT, anchor, 116.0, 4, inks);
}

fn sun(c: &mut Composer, x: f32, y: f32, radius: f32) {
    let half = radius;
    let (colour, low) = (c.palette.panel.hex(), c.palette.glow.hex());
    let svg = format!(
        r#"<defs><linearGradient id="sun" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{colour}"/><stop offset="1" stop-color="{low}"/></linearGradient></defs><circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" fill="url(#sun)" fill-opacity="0.9"/>"#
    );
    let place = Rect::new(x - half, y - half, 2.0 * half, 2.0 * half);
    c.layer(Role::Shape, "studio", svg, place, Motion::default(), Enter::new(EnterKind::Rise, 0.0));
}

/// A hill from `top` down to `bottom`; `round` is its height's part of its width, `shift` moves it to a side.
fn hill(
    c: &mut Composer,
    (top, bottom): (f32, f32),
    round: f32,
    shift: f32,
    colour: crate::colour::Colour,
    depth: f32,
) {
    let (w, h) = (c.frame.width, c.frame.height);
    let overlap = if depth == 0.0 { 0.0 } else { w * 0.14 };
    let place = Rect::between(-overlap, top, w + overlap, bottom.min(h + 80.0 * c.unit));
    let (cx, rx) = (w * (0.5 + shift * 1.28) + overlap, w * 1.28 * (0.62 + round * 0.35));
    let ry = (h - top).max(1.0) * 1.3;
    let svg =
        format!(r#"<ellipse cx="{cx:.1}" cy="{ry:.1}" rx="{rx:.1}" ry="{ry:.1}" {}/>"#, fill(colour, 1.0));
    c.layer(Role::Shape, "studio", svg, place, Motion { depth, ..Motion::default() }, Enter::NONE);
}

/// The subject on a round stage in a cone of light.
pub(super) fn spotlight(c: &mut Composer) {
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    let (x, floor, size) = if c.wide() {
        let text = Rect::between(area.x, area.y, w * 0.48, area.bottom());
        c.text_group(text, Align::LEFT, Anchor::Middle, 114.0, 4, inks);
        (w * 0.74, area.bottom() - h * 0.05, (area.height * 0.56).min(w * 0.27))
    } else {
        let height = area.height * if c.tall() { 0.36 } else { 0.37 };
        let text = Rect::new(area.x, area.bottom() - height, area.width, height);
        let top = c.text_group(text, Align::CENTER, Anchor::Bottom, 116.0, 3, inks);
        let floor = top - 130.0 * unit;
        (w * 0.5, floor, ((floor - area.y) * 0.74).min(w * 0.60))
    };
    let shade = c.palette.shade.hex();
    if c.palette.dark {
        c.paint(&format!(r#"<rect width="{w}" height="{h}" fill="{shade}" fill-opacity="0.42"/>"#));
    }
    cone(c, x, floor, size);
    let (rx, ry) = (size * 0.66, size * 0.11);
    let stage = format!(
        r#"<ellipse cx="{rx:.1}" cy="{:.1}" rx="{rx:.1}" ry="{ry:.1}" {}/><rect y="{ry:.1}" width="{:.1}" height="{:.1}" {}/><ellipse cx="{rx:.1}" cy="{ry:.1}" rx="{rx:.1}" ry="{ry:.1}" {}/>"#,
        ry * 1.45,
        fill(c.palette.panel.mix(c.palette.shade, 0.45), 1.0),
        rx * 2.0,
        ry * 0.45,
        fill(c.palette.panel.mix(c.palette.shade, 0.45), 1.0),
        fill(c.palette.panel, 1.0)
    );
    let place = Rect::new(x - rx, floor - ry, rx * 2.0, ry * 2.5);
    c.layer(
        Role::Shape,
        "studio",
        stage,
        place,
        Motion { depth: 0.6, ..Motion::default() },
        Enter::new(EnterKind::Fade, 0.0),
    );
    let motion = Motion { depth: 0.7, float: 9.0 * unit, sway: 1.5, phase: 0.4, ..Motion::default() };
    c.pictogram(0, spot(x, floor - size * 0.52, size * 0.92, 0.0), motion, Enter::new(EnterKind::Drop, 0.1));
    if c.pictograms.len() > 1 {
        let motion = c.alive(1.3);
        c.pictogram(
            1,
            spot(x + size * 0.56, floor - size * 0.16, size * 0.30, 8.0),
            motion,
            Enter::new(EnterKind::Pop, 0.4),
        );
    }
    let far = usize::from(c.pictograms.len() > 1);
    c.blurred(
        far,
        spot(x - size * 0.85, (floor - size * 1.0).max(h * 0.08), size * 0.34, -20.0),
        11.0,
        0.45,
        0.5,
    );
}

fn cone(c: &mut Composer, x: f32, floor: f32, size: f32) {
    let light = if c.palette.dark { c.palette.glow } else { c.palette.accent };
    let strength = if c.palette.dark { 0.60 } else { 0.18 };
    let (w, h) = (c.frame.width, floor + 60.0);
    let svg = format!(
        r#"<defs><linearGradient id="cone" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{floor:.1}"><stop offset="0" stop-color="{0}" stop-opacity="{strength:.2}"/><stop offset="1" stop-color="{0}" stop-opacity="{1:.2}"/></linearGradient></defs><polygon points="{2:.1},-60 {3:.1},-60 {4:.1},{floor:.1} {5:.1},{floor:.1}" fill="url(#cone)"/>"#,
        light.hex(),
        strength * 0.45,
        x - size * 0.12,
        x + size * 0.12,
        x + size * 0.70,
        x - size * 0.70
    );
    // The lamp stands: half a frame of soft light that sways by a pixel costs more to draw and to encode than all else.
    let (place, enter) = (Rect::new(0.0, 0.0, w, h), Enter::new(EnterKind::Fade, 0.0));
    c.layer(Role::Shape, "studio", svg, place, Motion::default(), enter);
    c.effect(Effect::Blur { radius: 14.0 * c.unit, opacity: 1.0 });
    c.glow(x, floor - size * 0.45, size * 1.0, if c.palette.dark { 0.55 } else { 0.5 });
}
