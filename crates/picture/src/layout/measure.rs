//! Numbers that measure: a bar, so many things, a line of time.

use super::{
    figure::counter,
    fill,
    parts::{DIGITS, Parts},
    typographic::big_type,
};
use crate::{
    composer::{Align, Composer, spot, square},
    composition::{Enter, EnterKind, Grow, Motion, Role},
    geometry::Rect,
    phrase::phrase,
};

/// A share as a bar, a small count as so many things; what is neither gets a counter.
pub(super) fn bar(c: &mut Composer) {
    let Some(phrase) = phrase(&c.headline) else { return big_type(c) };
    if phrase.share.is_none() && phrase.count.is_none() {
        return counter(c);
    }
    c.ground();
    let (area, unit) = (c.area, c.unit);
    let inks = c.inks();
    let kicker = c.kicker_height();
    let (graphic, text) = if c.wide() {
        (
            Rect::between(area.x + area.width * 0.56, area.y, area.right(), area.bottom()),
            Rect::between(area.x, area.y, area.x + area.width * 0.52, area.bottom()),
        )
    } else {
        let edge = area.y + area.height * 0.64;
        (
            Rect::between(area.x, edge + 50.0 * unit, area.right(), area.bottom()),
            Rect::between(area.x, area.y, area.right(), edge),
        )
    };
    let parts = Parts::fit(c, &phrase, text.width, text.height - kicker, 520.0);
    let top = if c.wide() {
        text.y + (text.height - kicker - parts.height()) / 2.0
    } else {
        text.bottom() - kicker - parts.height()
    };
    match (phrase.share, phrase.count) {
        (Some(share), _) => filled_bar(c, graphic, share),
        (None, count) => things(c, graphic, count.unwrap_or(1)),
    }
    c.kicker(text, Align::LEFT, top, inks.accent);
    parts.draw(c, text, Align::LEFT, top + kicker, inks);
}

/// A track with its filled part, and a mark at every tenth; upright in wide frames.
fn filled_bar(c: &mut Composer, place: Rect, share: f32) {
    let unit = c.unit;
    let upright = c.wide();
    let (long, thick) =
        if upright { (place.height * 0.92, 190.0 * unit) } else { (place.width, 150.0 * unit) };
    let (w, h) = if upright { (thick, long) } else { (long, thick) };
    let bar = Rect::new(
        if upright { place.center().0 - w / 2.0 } else { place.x },
        if upright {
            place.center().1 - h / 2.0
        } else {
            place.y + (place.height - h).min(60.0 * unit) * 0.5
        },
        w,
        h,
    );
    let round = thick / 2.0;
    let marks: String = (1..10)
        .map(|tenth| {
            let at = long * tenth as f32 / 10.0;
            let (x, y) = if upright { (thick * 0.5, long - at) } else { (at, thick * 0.5) };
            format!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}" {}/>"#,
                5.0 * unit,
                fill(c.palette.ink, 0.35)
            )
        })
        .collect();
    let track = format!(
        r#"<rect width="{w:.1}" height="{h:.1}" rx="{round:.1}" {}/>{marks}"#,
        fill(c.palette.ink, 0.16)
    );
    c.layer(Role::Shape, "studio", track, bar, Motion::default(), Enter::new(EnterKind::Fade, 0.0));
    let length = (long * share).max(thick);
    let (fw, fh) = if upright { (thick, length) } else { (length, thick) };
    let filled = Rect::new(bar.x, bar.bottom() - fh, fw, fh);
    let svg = format!(
        r#"<rect width="{fw:.1}" height="{fh:.1}" rx="{round:.1}" {}/>"#,
        fill(c.palette.accent, 1.0)
    );
    let grow = if upright { Grow::Up } else { Grow::Right };
    let motion = Motion { grow: Some(grow), ..Motion::default() };
    c.layer(Role::Shape, "studio", svg, filled, motion, Enter::new(EnterKind::Fade, 0.2));
    if !c.pictograms.is_empty() {
        let (x, y) = if upright {
            (filled.right() + thick * 0.75, filled.y + thick * 0.5)
        } else {
            (filled.right() - thick * 0.5, filled.center().1)
        };
        let motion = Motion { depth: 0.1, sway: 3.0, ..Motion::default() };
        c.pictogram(0, spot(x, y, thick * 1.5, 0.0), motion, Enter::new(EnterKind::Pop, 0.6));
    }
}

/// `count` tiles, each with the subject.
fn things(c: &mut Composer, place: Rect, count: usize) {
    let gap = 22.0 * c.unit;
    let side = |columns: usize| {
        let rows = count.div_ceil(columns);
        let width = (place.width - gap * (columns - 1) as f32) / columns as f32;
        width.min((place.height - gap * (rows - 1) as f32) / rows as f32)
    };
    let columns = (1..=count).max_by(|a, b| side(*a).total_cmp(&side(*b))).unwrap_or(1);
    let tile = side(columns);
    let rows = count.div_ceil(columns);
    let top = place.y + (place.height - rows as f32 * (tile + gap) + gap) / 2.0;
    c.on_panel = true;
    for number in 0..count {
        let (column, row) = (number % columns, number / columns);
        let x = place.x + (tile + gap) * column as f32 + tile / 2.0;
        let y = top + (tile + gap) * row as f32 + tile / 2.0;
        let svg = format!(
            r#"<rect width="{tile:.1}" height="{tile:.1}" rx="{:.1}" {}/>"#,
            tile * 0.24,
            fill(c.palette.panel, 1.0)
        );
        let enter = Enter::new(EnterKind::Pop, 0.15 + 0.07 * number as f32);
        c.layer(Role::Shape, "studio", svg, square(x, y, tile / 2.0), Motion::default(), enter);
        let motion = Motion { sway: 3.0, phase: 0.13 * number as f32, ..Motion::default() };
        c.pictogram(0, spot(x, y, tile * 0.66, 0.0), motion, enter);
    }
    c.on_panel = false;
}

/// A point on a line of time.
pub(super) fn timeline(c: &mut Composer) {
    let Some(phrase) = phrase(&c.headline) else { return big_type(c) };
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    let line = c.palette.ink;
    let kicker = c.kicker_height();
    let thin = 10.0 * unit;
    if c.wide() {
        let place = Rect::between(area.x, area.y, area.right(), area.y + area.height * 0.72);
        let parts = Parts::fit(c, &phrase, area.width * 0.62, place.height - kicker, 420.0);
        let y = area.y + area.height * 0.86;
        let x = area.x + 60.0 * unit;
        axis(c, Rect::new(0.0, y - thin / 2.0, w, thin), x, true, line);
        c.kicker(place, Align::LEFT, place.bottom() - parts.height() - kicker, inks.accent);
        parts.draw(c, place, Align::LEFT, place.bottom() - parts.height(), inks);
        let motion = c.alive(1.1);
        let size = area.height * 0.56;
        c.pictogram(
            0,
            spot(area.right() - size * 0.5, area.y + area.height * 0.38, size, 6.0),
            motion,
            Enter::new(EnterKind::Pop, 0.4),
        );
        return;
    }
    let x = area.x + 46.0 * unit;
    let place = Rect::between(x + 96.0 * unit, area.y, area.right(), area.bottom());
    let parts = Parts::fit(c, &phrase, place.width, area.height * 0.58 - kicker, 430.0);
    let top = area.y + area.height * if c.tall() { 0.34 } else { 0.26 };
    let mark = top
        + kicker
        + if phrase.before.is_empty() { 0.0 } else { parts.before.height() + parts.gap }
        + parts.figure.size * DIGITS * 0.5;
    axis(c, Rect::new(x - thin / 2.0, 0.0, thin, h), mark, false, line);
    let size = (top - area.y - 20.0 * unit).min(w * 0.46);
    let motion = c.alive(1.1);
    if size > 120.0 * unit {
        c.pictogram(
            0,
            spot(place.x + size * 0.5, top - size * 0.5 - 26.0 * unit, size, -6.0),
            motion,
            Enter::new(EnterKind::Pop, 0.4),
        );
    }
    c.kicker(place, Align::LEFT, top, inks.accent);
    parts.draw(c, place, Align::LEFT, top + kicker, inks);
}

/// A line with marks and one large point; `at` is the point's place along it.
fn axis(c: &mut Composer, place: Rect, at: f32, level: bool, colour: crate::colour::Colour) {
    let unit = c.unit;
    let thin = place.shorter();
    let svg =
        format!(r#"<rect width="{:.1}" height="{:.1}" {}/>"#, place.width, place.height, fill(colour, 0.3));
    let grow = if level { Grow::Right } else { Grow::Up };
    let motion = Motion { grow: Some(grow), ..Motion::default() };
    c.layer(Role::Shape, "studio", svg, place, motion, Enter::new(EnterKind::Fade, 0.0));
    let long = if level { place.width } else { place.height };
    let step = 150.0 * unit;
    let mut marks = String::new();
    let mut along = at.rem_euclid(step);
    while along < long {
        if (along - at).abs() > step * 0.5 {
            let (x, y) = if level { (along, 20.0 * unit) } else { (20.0 * unit, along) };
            marks.push_str(&format!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}" {}/>"#,
                13.0 * unit,
                fill(colour, 1.0)
            ));
        }
        along += step;
    }
    let (cx, cy) = place.center();
    let wide = 40.0 * unit;
    let strip = if level {
        Rect::new(place.x, cy - wide / 2.0, place.width, wide)
    } else {
        Rect::new(cx - wide / 2.0, place.y, wide, place.height)
    };
    c.layer(
        Role::Shape,
        "studio",
        format!("<g opacity=\"0.55\">{marks}</g>"),
        strip,
        Motion::default(),
        Enter::new(EnterKind::Fade, 0.1),
    );
    let half = 46.0 * unit;
    let (x, y) = if level { (at, cy) } else { (cx, at) };
    let point = format!(
        r#"<circle cx="{half:.1}" cy="{half:.1}" r="{half:.1}" {}/><circle cx="{half:.1}" cy="{half:.1}" r="{:.1}" {}/>"#,
        fill(c.palette.accent, 1.0),
        half - thin * 1.4,
        fill(c.palette.ground[1], 1.0)
    );
    c.layer(
        Role::Shape,
        "studio",
        point,
        square(x, y, half),
        Motion::default(),
        Enter::new(EnterKind::Pop, 0.3),
    );
}
