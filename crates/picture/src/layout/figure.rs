//! Number graphics: a counter, a ring, a bar, a time line, a calendar leaf. All show the whole headline in its order.

use super::{fill, typographic::big_type};
use crate::{
    composer::{Align, Composer, Inks, spot, square},
    composer_text::reading,
    composition::{Effect, Enter, EnterKind, Grow, Motion, Role},
    fonts::Face,
    geometry::Rect,
    phrase::{Phrase, phrase},
    text::Block,
};

/// Part of its size that a line of digits takes: they have neither accents nor tails.
const DIGITS: f32 = 0.75;
/// From the top of a digit's line to the digit, in em.
const ABOVE: f32 = 0.17;

/// Whether the headline has a number that these layouts can show.
pub(super) fn has_number(c: &Composer) -> bool {
    phrase(&c.headline).is_some()
}

/// The parts of a phrase, fitted.
struct Parts {
    before: Block,
    figure: Block,
    unit: Block,
    unit_first: bool,
    after: Block,
    gap: f32,
}

impl Parts {
    /// Everything in one column `width` × `height`, the figure at most `largest` design pixels high.
    fn fit(c: &Composer, phrase: &Phrase, width: f32, height: f32, largest: f32) -> Parts {
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

    fn height(&self) -> f32 {
        let lines =
            [self.before.height(), self.figure.size * DIGITS, self.unit.height(), self.after.height()];
        let shown = lines.iter().filter(|height| **height > 0.0).count() as f32;
        lines.iter().sum::<f32>() + self.gap * (shown - 1.0).max(0.0)
    }

    /// Draws the column from `top`, the figure in the accent colour.
    fn draw(&self, c: &mut Composer, place: Rect, align: Align, top: f32, inks: Inks) {
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
            top += height + self.gap;
            delay += 0.1;
        }
    }
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
    let (side, align) = if c.wide() {
        (Rect::between(w * 0.50, area.y, area.right(), area.bottom()), Align::LEFT)
    } else {
        (area, Align::CENTER)
    };
    let small =
        |text: &str, lines| c.fit(text, Face::Display, -0.02, (side.width, area.height * 0.2), 84.0, lines);
    let (before, after) = (small(&phrase.before, 2), small(&phrase.after, 2));
    let gap = 44.0 * unit;
    let (x, y, radius, top) = if c.wide() {
        let radius = (area.height * 0.45).min(w * 0.19);
        (w * 0.26, area.y + area.height * 0.5, radius, area.y)
    } else {
        let rest = area.height - kicker - before.height() - after.height() - 2.0 * gap;
        let radius = (rest * 0.45).min(w * 0.36);
        let spare = (rest - radius * 2.24).max(0.0);
        let top = area.y + spare * 0.3;
        (w * 0.5, top + kicker + before.height() + gap + radius * 1.12, radius, top)
    };
    c.glow(x, y, radius * 1.9, if c.palette.dark { 0.5 } else { 0.4 });
    ring(c, x, y, radius, phrase.share);
    let inner = Rect::new(x - radius * 0.72, y - radius * 0.62, radius * 1.44, radius * 1.24);
    let within = Phrase { before: String::new(), after: String::new(), ..phrase };
    let parts = Parts::fit(c, &within, inner.width, inner.height, 400.0);
    let disc = if phrase.share.is_some() {
        inks
    } else {
        Inks { ink: c.palette.panel_ink, accent: c.palette.panel_ink }
    };
    parts.draw(c, inner, Align::CENTER, y - parts.height() / 2.0, disc);
    if !c.pictograms.is_empty() {
        let motion = c.alive(1.3);
        let at = spot(x + radius * 0.78, y + radius * 0.74, radius * 0.56, 8.0);
        c.pictogram(0, at, motion, Enter::new(EnterKind::Pop, 0.4));
    }
    let plain = Inks { ink: inks.ink, accent: inks.ink };
    if c.wide() {
        // What stands before the number is above, what follows is below the middle.
        let height = kicker + before.height() + after.height() + 24.0 * unit;
        let start = y - height / 2.0;
        c.kicker(side, align, start, inks.accent);
        c.block(&before, side, align, start + kicker, plain, 0.1);
        c.block(&after, side, align, start + kicker + before.height() + 24.0 * unit, plain, 0.3);
    } else {
        c.kicker(side, align, top, inks.accent);
        c.block(&before, side, align, top + kicker, plain, 0.1);
        c.block(&after, side, align, y + radius * 1.12 + gap, plain, 0.3);
    }
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
            (filled.center().0, filled.y + thick * 0.5)
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
        let x = area.x + area.width * 0.18;
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

/// A day as the leaf of a calendar; a number that is no day gets a counter.
pub(super) fn calendar(c: &mut Composer) {
    let Some(phrase) = phrase(&c.headline).filter(|phrase| phrase.is_date) else { return counter(c) };
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    let kicker = c.kicker_height();
    let side = if c.wide() { Rect::between(w * 0.52, area.y, area.right(), area.bottom()) } else { area };
    let align = if c.wide() { Align::LEFT } else { Align::CENTER };
    let small = |text: &str| c.fit(text, Face::Display, -0.02, (side.width, area.height * 0.2), 92.0, 2);
    let (before, after) = (small(&phrase.before), small(&phrase.after));
    let gap = 48.0 * unit;
    let (leaf, top) = if c.wide() {
        let height = area.height * 0.9;
        let width = (height * 0.9).min(w * 0.36);
        (Rect::new(w * 0.27 - width / 2.0, area.y + (area.height - height) / 2.0, width, height), area.y)
    } else {
        let rest = area.height - kicker - before.height() - after.height() - 2.0 * gap;
        let height = rest.min(w * 0.86);
        let width = (height * 0.92).min(area.width);
        let top = area.y + (rest - height) * 0.35;
        (Rect::new(w * 0.5 - width / 2.0, top + kicker + before.height() + gap, width, height), top)
    };
    c.glow(leaf.center().0, leaf.center().1, leaf.width * 0.95, 0.5);
    leaf_of(c, &phrase, leaf);
    if !c.pictograms.is_empty() {
        let motion = c.alive(1.2);
        let size = leaf.width * 0.4;
        c.pictogram(
            0,
            spot(leaf.right() - size * 0.04, leaf.bottom() + size * 0.02, size, 10.0),
            motion,
            Enter::new(EnterKind::Pop, 0.45),
        );
    }
    let plain = Inks { ink: inks.ink, accent: inks.ink };
    let (first, second) = if c.wide() {
        let height = kicker + before.height() + after.height() + 24.0 * unit;
        let start = h.min(area.bottom() + area.y) / 2.0 - height / 2.0;
        (start, start + kicker + before.height() + 24.0 * unit)
    } else {
        (top, leaf.bottom() + gap)
    };
    c.kicker(side, align, first, inks.accent);
    c.block(&before, side, align, first + kicker, plain, 0.1);
    c.block(&after, side, align, second, plain, 0.3);
}

fn leaf_of(c: &mut Composer, phrase: &Phrase, leaf: Rect) {
    let round = leaf.width * 0.09;
    let band = leaf.height * 0.26;
    let band_y = if phrase.unit_first { 0.0 } else { leaf.height - band };
    let panel = c.palette.panel;
    let (w, h) = (leaf.width, leaf.height);
    let holes: String = [0.28, 0.72]
        .map(|share| {
            format!(
                r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="{:.1}" {}/>"#,
                w * share - w * 0.022,
                -h * 0.03,
                w * 0.044,
                h * 0.11,
                w * 0.022,
                fill(c.palette.shade, 1.0)
            )
        })
        .concat();
    let svg = format!(
        r#"<defs><clipPath id="leaf"><rect width="{w:.1}" height="{h:.1}" rx="{round:.1}"/></clipPath></defs><g clip-path="url(#leaf)"><rect width="{w:.1}" height="{h:.1}" {}/><rect y="{band_y:.1}" width="{w:.1}" height="{band:.1}" {}/></g><g transform="translate(0 {:.1})">{holes}</g>"#,
        fill(c.palette.card, 1.0),
        fill(panel, 1.0),
        h * 0.03
    );
    c.layer(Role::Shape, "studio", svg, leaf, Motion::default(), Enter::new(EnterKind::Rise, 0.05));
    c.effect(Effect::Shadow { drop: 18.0 * c.unit, radius: 20.0 * c.unit, opacity: 0.35 });
    let room = Rect::new(
        leaf.x,
        if phrase.unit_first { leaf.y + band } else { leaf.y + h * 0.06 },
        w,
        h - band - h * 0.06,
    );
    let day = c.fit(&phrase.figure, Face::Heavy, -0.04, (w * 0.86, room.height * 1.3), 560.0, 1);
    let ink = c.palette.card_ink;
    let top = room.y + (room.height - day.size * DIGITS) / 2.0 - day.size * ABOVE;
    c.block(&day, room, Align::CENTER, top, Inks { ink, accent: ink }, 0.2);
    let month = c.fit(&phrase.unit, Face::Display, -0.01, (w * 0.86, band * 0.86), 130.0, 1);
    let ink = reading(panel, c.palette.shade);
    let strip = Rect::new(leaf.x, leaf.y + band_y, w, band);
    c.block(
        &month,
        strip,
        Align::CENTER,
        strip.y + (band - month.height()) / 2.0,
        Inks { ink, accent: ink },
        0.25,
    );
}
