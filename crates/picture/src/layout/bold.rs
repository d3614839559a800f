//! Layouts of a few large shapes.

use std::fmt::Write;

use super::{fill, halves};
use crate::{
    composer::{Align, Anchor, Composer, Spot, spot, square},
    composition::{Enter, EnterKind, Motion, Role},
    geometry::Rect,
    recolour::Finish,
};

/// The subject in an arch, as in a window.
pub(super) fn arch(c: &mut Composer) {
    c.bare_ground();
    c.texture();
    let (art, text) = halves(c, 0.36, 3);
    let inks = c.inks();
    let (w, unit) = (c.frame.width, c.unit);
    let top = if c.wide() { c.area.y } else { c.area.y * 0.72 };
    let foot = if c.wide() { c.area.bottom() } else { art.bottom() };
    let height = foot - top;
    let width = (height * 0.78).min(art.width * 0.70).min(w * 0.72);
    let x = art.center().0;
    let place = Rect::new(x - width / 2.0, top, width, height);
    for (number, grow) in [0.16, 0.08].into_iter().enumerate() {
        let rim = width * grow;
        let outer = Rect::between(place.x - rim, place.y - rim, place.right() + rim, place.bottom());
        let line = outline(outer.width, outer.height, 3.0 * unit);
        let svg = format!(
            r#"<path d="{line}" fill="none" stroke="{}" stroke-opacity="{:.2}" stroke-width="{:.1}"/>"#,
            c.line_colour().hex(),
            0.25 + 0.2 * number as f32,
            3.0 * unit
        );
        c.layer(Role::Shape, "studio", svg, outer, Motion::default(), Enter::new(EnterKind::Fade, 0.1));
    }
    let (panel, light) = (c.palette.panel, c.palette.panel.mix(c.palette.card, 0.35));
    let sun = width * 0.33;
    let svg = format!(
        r#"<defs><linearGradient id="arch" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{}"/><stop offset="1" stop-color="{}"/></linearGradient></defs><path d="{}" fill="url(#arch)"/><circle cx="{:.1}" cy="{:.1}" r="{sun:.1}" {}/>"#,
        panel.hex(),
        light.hex(),
        outline(width, height, 0.0),
        width * 0.5,
        (height * 0.46).max(width * 0.5),
        fill(c.palette.card, 0.34)
    );
    c.layer(Role::Shape, "studio", svg, place, Motion::default(), Enter::new(EnterKind::Rise, 0.0));
    c.on_panel = true;
    let size = (width * 0.92).min(height * 0.66);
    let y = top + (height * 0.5).max(width * 0.52);
    let motion = c.alive(1.0);
    c.pictogram(0, spot(x, y, size, -4.0), motion, Enter::new(EnterKind::Pop, 0.15));
    if c.pictograms.len() > 1 {
        let motion = c.alive(1.4);
        let at = spot(x + width * 0.44, foot - size * 0.16, size * 0.36, 10.0);
        c.pictogram(1, at, motion, Enter::new(EnterKind::Pop, 0.4));
    }
    c.on_panel = false;
    let (align, anchor) =
        if c.wide() { (Align::LEFT, Anchor::Middle) } else { (Align::CENTER, Anchor::Bottom) };
    c.text_group(text, align, anchor, 116.0, 4, inks);
}

/// An arch of straight sides under a half circle.
fn outline(width: f32, height: f32, inset: f32) -> String {
    let radius = (width / 2.0 - inset).max(1.0);
    format!(
        "M{inset:.1} {height:.1}V{:.1}A{radius:.1} {radius:.1} 0 0 1 {:.1} {:.1}V{height:.1}",
        radius + inset,
        width - inset,
        radius + inset
    )
}

/// The scene's things as cut-out stickers, large and small.
pub(super) fn stickers(c: &mut Composer) {
    c.ground();
    let (art, text) = halves(c, 0.38, 4);
    let inks = c.inks();
    let area = c.area;
    let room = if c.wide() {
        Rect::between(art.x, area.y, art.right() - c.frame.width * 0.03, area.bottom())
    } else {
        Rect::between(0.0, area.y * 0.7, art.right(), art.bottom())
    };
    let side = room.shorter();
    c.style.cut_out = true;
    // Middle and size in parts of the room, the largest last so that it lies on top.
    let places: [(f32, f32, f32, f32); 5] = [
        (0.84, 0.80, 0.26, 14.0),
        (0.14, 0.22, 0.30, -16.0),
        (0.86, 0.20, 0.34, 12.0),
        (0.16, 0.80, 0.36, -9.0),
        (0.5, 0.5, 0.68, 5.0),
    ];
    let mirror = c.dice.coin();
    let count = c.pictograms.len().max(1);
    for (number, (px, py, size, angle)) in places.into_iter().enumerate() {
        let which = (places.len() - 1 - number) % count;
        let px = if mirror { 1.0 - px } else { px };
        let at: Spot = spot(
            room.x + room.width * px,
            room.y + room.height * py,
            side * size,
            if mirror { -angle } else { angle },
        );
        let motion = c.alive(0.7 + 0.12 * number as f32);
        c.pictogram(which, at, motion, Enter::new(EnterKind::Pop, 0.5 - 0.09 * number as f32));
    }
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 124.0, 4, inks);
}

/// Rays around the subject.
pub(super) fn sunburst(c: &mut Composer) {
    c.bare_ground();
    let (art, text) = halves(c, 0.36, 3);
    let inks = c.inks();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let (x, y) = if c.wide() { art.center() } else { (w * 0.5, (area.y * 0.8 + art.bottom()) * 0.5) };
    let reach = w.max(h) * 1.2;
    // The rays fade towards the words.
    let tone = c.tone(if c.palette.dark { 0.20 } else { 0.28 }).hex();
    let (near, far) =
        if c.wide() { (h * 0.4, w * 0.62) } else { (art.bottom() - y, (art.bottom() - y) * 2.2) };
    let count = 18;
    let turn = c.dice.between(0.0, 20.0);
    let mut rays = format!(
        r#"<defs><radialGradient id="rays" gradientUnits="userSpaceOnUse" cx="{x:.0}" cy="{y:.0}" r="{far:.0}"><stop offset="{:.2}" stop-color="{tone}"/><stop offset="1" stop-color="{tone}" stop-opacity="0.25"/></radialGradient></defs><g fill="url(#rays)">"#,
        near / far
    );
    for number in 0..count {
        let angle = |part: f32| (turn + (number as f32 + part) * 360.0 / count as f32).to_radians();
        let (a, b) = (angle(0.0), angle(0.5));
        let _ = write!(
            rays,
            r#"<path d="M{x:.0} {y:.0}L{:.0} {:.0}L{:.0} {:.0}Z"/>"#,
            x + reach * a.cos(),
            y + reach * a.sin(),
            x + reach * b.cos(),
            y + reach * b.sin()
        );
    }
    rays.push_str("</g>");
    c.paint(&rays);
    let room = if c.wide() { area.height } else { art.bottom() - area.y * 0.7 };
    let radius = (room * 0.40).min(art.width * 0.36);
    let disc = format!(
        r#"<circle cx="{0:.1}" cy="{0:.1}" r="{0:.1}" {1}/><circle cx="{0:.1}" cy="{0:.1}" r="{2:.1}" {3}/>"#,
        radius * 1.1,
        fill(c.palette.card, 0.28),
        radius,
        fill(c.palette.panel, 1.0)
    );
    c.layer(
        Role::Shape,
        "studio",
        disc,
        square(x, y, radius * 1.1),
        Motion::default(),
        Enter::new(EnterKind::Pop, 0.0),
    );
    c.on_panel = true;
    let motion = c.alive(1.0);
    c.pictogram(0, spot(x, y, radius * 1.62, -5.0), motion, Enter::new(EnterKind::Pop, 0.12));
    if c.pictograms.len() > 1 {
        let motion = c.alive(1.4);
        let at = spot(x - radius * 0.86, y + radius * 0.72, radius * 0.58, -10.0);
        c.pictogram(1, at, motion, Enter::new(EnterKind::Pop, 0.4));
    }
    c.on_panel = false;
    let (align, anchor) =
        if c.wide() { (Align::LEFT, Anchor::Middle) } else { (Align::CENTER, Anchor::Bottom) };
    c.text_group(text, align, anchor, 120.0, 4, inks);
}

/// Two surfaces beside each other, each with a thing that is too large for it.
pub(super) fn diptych(c: &mut Composer) {
    c.bare_ground();
    c.texture();
    let (art, text) = halves(c, 0.36, 3);
    let inks = c.inks();
    let stacked = c.wide();
    let gap = 14.0 * c.unit;
    let (one, two) = if stacked {
        let half = (art.height - gap) / 2.0;
        (Rect::new(art.x, art.y, art.width, half), Rect::new(art.x, art.y + half + gap, art.width, half))
    } else {
        let half = (art.width - gap) / 2.0;
        (Rect::new(art.x, art.y, half, art.height), Rect::new(art.x + half + gap, art.y, half, art.height))
    };
    let colours = [c.palette.panel, c.tone(if c.palette.dark { 0.32 } else { 0.42 })];
    for (number, (place, colour)) in [one, two].into_iter().zip(colours).enumerate() {
        let from = match (stacked, number) {
            (true, _) => EnterKind::FromRight,
            (false, 0) => EnterKind::Drop,
            (false, _) => EnterKind::Rise,
        };
        cropped(c, number, bled(c, place), colour, Enter::new(from, 0.08 * number as f32));
    }
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 120.0, 4, inks);
}

/// A surface that goes on beyond the frame where it touches its edge, so that it can move.
fn bled(c: &Composer, place: Rect) -> Rect {
    let more = 0.06 * c.frame.width.max(c.frame.height);
    let (width, height) = (c.frame.width, c.frame.height);
    Rect::between(
        if place.x <= 1.0 { place.x - more } else { place.x },
        if place.y <= 1.0 { place.y - more } else { place.y },
        if place.right() >= width - 1.0 { place.right() + more } else { place.right() },
        if place.bottom() >= height - 1.0 { place.bottom() + more } else { place.bottom() },
    )
}

/// A surface with pictogram `number` on it, cut off by its edges.
fn cropped(c: &mut Composer, number: usize, place: Rect, colour: crate::colour::Colour, enter: Enter) {
    let (w, h) = (place.width, place.height);
    let moves = Motion { depth: 0.5, ..Motion::default() };
    let rect = format!(r#"<rect width="{w:.1}" height="{h:.1}" {}/>"#, fill(colour, 1.0));
    let Some(pictogram) = c.pictograms.get(number % c.pictograms.len().max(1)).cloned() else {
        let ring = format!(
            r#"{rect}<circle cx="{w:.1}" cy="{h:.1}" r="{:.1}" {}/>"#,
            w.min(h) * 0.8,
            fill(c.palette.accent, 1.0)
        );
        return c.layer(Role::Shape, "studio", ring, place, moves, enter);
    };
    let size = w.max(h) * 0.86;
    let size = size.min(w.min(h) * 1.5);
    let angle = if number == 0 { -10.0 } else { 12.0 };
    let (x, y) = (w * if number == 0 { 0.40 } else { 0.60 }, h * if number == 0 { 0.58 } else { 0.52 });
    let ground = c.palette.panel;
    c.palette.panel = colour;
    c.on_panel = true;
    // The same thing twice shows its second side in one tone.
    let twin = number > 0 && c.pictograms.len() < 2;
    let finish = if twin { Finish::Flat(c.palette.accent) } else { Finish::Harmony };
    let drawing = c.finished(&pictogram, finish);
    c.on_panel = false;
    c.palette.panel = ground;
    let svg = format!(
        r#"{rect}<g transform="translate({x:.1} {y:.1}) rotate({angle}) scale({:.3}) translate(-18 -18)">{drawing}</g>"#,
        size / 36.0
    );
    c.layer(Role::Pictogram, &pictogram.source(), svg, place, moves, enter);
    c.depict(&pictogram.word);
}

/// Words in a thin frame, the subject on its upper edge.
pub(super) fn frame(c: &mut Composer) {
    c.bare_ground();
    c.texture();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    c.glow(w * 0.5, h * 0.42, w.min(h) * 0.8, if c.palette.dark { 0.4 } else { 0.5 });
    let size = w.min(h) * if c.tall() { 0.40 } else { 0.32 };
    let border = if c.wide() {
        Rect::between(area.x + size * 0.5, area.y, area.right(), area.bottom())
    } else {
        Rect::between(area.x, area.y + size * 0.5, area.right(), area.bottom())
    };
    let colour = c.palette.accent.hex();
    let line = |rect: Rect, width: f32, opacity: f32| {
        format!(
            r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="none" stroke="{colour}" stroke-opacity="{opacity}" stroke-width="{width:.1}"/>"#,
            rect.x, rect.y, rect.width, rect.height
        )
    };
    let own = Rect::new(0.0, 0.0, border.width, border.height);
    let svg = format!(
        "{}{}",
        line(own.inset(4.0 * unit), 5.0 * unit, 1.0),
        line(own.inset(20.0 * unit), 2.0 * unit, 0.7)
    );
    c.layer(Role::Shape, "studio", svg, border, Motion::default(), Enter::new(EnterKind::Fade, 0.0));
    let (x, y) = if c.wide() { (border.x, border.center().1) } else { (border.center().0, border.y) };
    // The frame's line ends where the subject stands.
    let gap = size * 0.58;
    let patch =
        format!(r#"<circle cx="{gap:.1}" cy="{gap:.1}" r="{gap:.1}" {}/>"#, fill(c.palette.panel, 1.0));
    c.layer(
        Role::Shape,
        "studio",
        patch,
        square(x, y, gap),
        Motion::default(),
        Enter::new(EnterKind::Pop, 0.1),
    );
    c.on_panel = true;
    let motion = c.alive(0.6);
    c.pictogram(0, spot(x, y, size * 0.82, 0.0), motion, Enter::new(EnterKind::Pop, 0.2));
    c.on_panel = false;
    let rim = 64.0 * unit;
    let text = if c.wide() {
        Rect::between(border.x + gap + rim * 0.6, border.y + rim, border.right() - rim, border.bottom() - rim)
    } else {
        Rect::between(border.x + rim, border.y + gap + rim * 0.4, border.right() - rim, border.bottom() - rim)
    };
    c.text_group(text, Align::CENTER, Anchor::Middle, 150.0, 5, inks);
}

/// Bands of colour across the frame, the subject on them.
pub(super) fn band(c: &mut Composer) {
    c.bare_ground();
    let (art, text) = halves(c, 0.36, 3);
    let inks = c.inks();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let (x, y) =
        if c.wide() { (art.center().0, h * 0.5) } else { (w * 0.5, (area.y * 0.7 + art.bottom()) * 0.5) };
    let room = if c.wide() { area.height } else { art.bottom() - area.y * 0.6 };
    let thick = room * 0.17;
    let long = w.max(h) * 1.6;
    let mirror = c.dice.coin();
    let angle = if c.wide() { 66.0 } else { -13.0 } * if mirror && !c.wide() { -1.0 } else { 1.0 };
    let colours = [c.tone(0.34), c.palette.panel, c.palette.pop];
    let mut svg = format!(r#"<g transform="rotate({angle} {x:.0} {y:.0})">"#);
    for (number, colour) in colours.into_iter().enumerate() {
        let top = y + (number as f32 - 1.5) * thick;
        let _ = write!(
            svg,
            r#"<rect x="{:.0}" y="{top:.0}" width="{long:.0}" height="{:.0}" {}/>"#,
            x - long / 2.0,
            thick + 1.0,
            fill(colour, 1.0)
        );
    }
    svg.push_str("</g>");
    // The words keep the plain ground.
    let clip =
        if c.wide() { Rect::between(art.x, 0.0, w, h) } else { Rect::between(0.0, 0.0, w, art.bottom()) };
    let inner = format!(r#"<g transform="translate({:.1} 0)">{svg}</g>"#, -clip.x);
    c.layer(Role::Shape, "studio", inner, clip, Motion::default(), Enter::new(EnterKind::FromLeft, 0.0));
    c.texture();
    let size = (room * 0.66).min(art.width * 0.70);
    c.on_panel = true;
    let cut = c.style.cut_out;
    c.style.cut_out = true;
    let motion = c.alive(1.1);
    c.pictogram(0, spot(x, y, size, 6.0), motion, Enter::new(EnterKind::FromRight, 0.1));
    c.style.cut_out = cut;
    c.on_panel = false;
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 124.0, 4, inks);
}
