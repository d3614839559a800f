//! Layouts of contrasting surfaces.

use super::fill;
use crate::{
    composer::{Align, Anchor, Composer, Inks, spot, square},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    geometry::Rect,
    style::Emphasis,
};

/// The subject on a bright surface, the words beside or below it.
pub(super) fn split_vertical(c: &mut Composer) {
    c.ground();
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let inks = c.inks();
    let left = c.dice.coin();
    let (panel, text) = if c.wide() {
        let edge = w * 0.5;
        if left {
            (
                Rect::new(0.0, 0.0, edge, h),
                Rect::between(edge + w * 0.045, area.y, area.right(), area.bottom()),
            )
        } else {
            (
                Rect::new(w - edge, 0.0, edge, h),
                Rect::between(area.x, area.y, edge - w * 0.035, area.bottom()),
            )
        }
    } else {
        let block = c.fit_headline(area.width, area.height * 0.36, 118.0, 3);
        let top = area.bottom() - block.height() - c.words_beside();
        (Rect::new(0.0, 0.0, w, top - 44.0 * c.unit), Rect::between(area.x, top, area.right(), area.bottom()))
    };
    surface(c, panel);
    let (x, y) = panel.center();
    let y =
        if c.wide() { area.y + area.height * 0.5 } else { y.max(area.y + (panel.bottom() - area.y) * 0.46) };
    let room = if c.wide() { area.height } else { panel.bottom() - area.y * 0.6 };
    let size = (panel.width * 0.74).min(room * 0.80);
    c.on_panel = true;
    disc(c, x, y, size * 0.60);
    let motion = c.alive(1.0);
    c.pictogram(0, spot(x, y, size * 0.88, 0.0), motion, Enter::new(EnterKind::Pop, 0.12));
    if c.pictograms.len() > 1 {
        let motion = c.alive(1.4);
        c.pictogram(
            1,
            spot(x + size * 0.46, y + size * 0.36, size * 0.30, 10.0),
            motion,
            Enter::new(EnterKind::Pop, 0.35),
        );
    }
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 118.0, 4, inks);
}

/// A flat coloured surface with a lighter edge and a fine pattern of dots.
fn surface(c: &mut Composer, place: Rect) {
    let (colour, light) = (c.palette.panel.hex(), c.palette.panel.mix(c.palette.card, 0.28).hex());
    let step = 44.0 * c.unit;
    c.paint(&format!(
        r#"<defs><linearGradient id="panel" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{colour}"/></linearGradient><pattern id="dots" width="{step:.1}" height="{step:.1}" patternUnits="userSpaceOnUse"><circle cx="{:.1}" cy="{:.1}" r="{:.1}" {}/></pattern></defs><rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="url(#panel)"/><rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="url(#dots)"/>"#,
        step / 2.0, step / 2.0, 2.6 * c.unit, fill(c.palette.panel_ink, 0.16),
        place.x, place.y, place.width, place.height, place.x, place.y, place.width, place.height
    ));
}

/// A pale disc behind the subject.
fn disc(c: &mut Composer, x: f32, y: f32, radius: f32) {
    let svg = format!(
        r#"<circle cx="{radius:.1}" cy="{radius:.1}" r="{radius:.1}" {}/>"#,
        fill(c.palette.card, 0.42)
    );
    c.layer(
        Role::Shape,
        "studio",
        svg,
        square(x, y, radius),
        Motion::default(),
        Enter::new(EnterKind::Pop, 0.05),
    );
}

/// A bright corner cut off by a slanting edge.
pub(super) fn split_diagonal(c: &mut Composer) {
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let inks = c.inks();
    let (polygon, x, y, size, text) = if c.wide() {
        let polygon = format!("{:.0},0 {w:.0},0 {w:.0},{h:.0} {:.0},{h:.0}", w * 0.60, w * 0.46);
        let text = Rect::between(area.x, area.y, w * 0.455, area.bottom());
        (polygon, w * 0.765, area.y + area.height * 0.5, (area.height * 0.78).min(w * 0.36), text)
    } else {
        let block = c.fit_headline(area.width, area.height * 0.34, 118.0, 3);
        let top = area.bottom() - block.height() - c.words_beside();
        let low = top - 40.0 * unit;
        let polygon = format!("0,0 {w:.0},0 {w:.0},{:.0} 0,{low:.0}", low - w * 0.20);
        let room = low - w * 0.10 - area.y * 0.55;
        let size = (room * 0.86).min(w * 0.74);
        (
            polygon,
            w * 0.5,
            area.y * 0.55 + room * 0.48,
            size,
            Rect::between(area.x, top, area.right(), area.bottom()),
        )
    };
    let (colour, light) = (c.palette.panel.hex(), c.palette.panel.mix(c.palette.card, 0.3).hex());
    let edge = c.palette.accent.mix(c.palette.panel, 0.35).hex();
    c.paint(&format!(
        r#"<defs><linearGradient id="panel" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{colour}"/></linearGradient></defs><polygon points="{polygon}" fill="{edge}" transform="translate({:.1} {:.1})" fill-opacity="0.35"/><polygon points="{polygon}" fill="url(#panel)"/>"#,
        if c.wide() { -22.0 * unit } else { 0.0 },
        if c.wide() { 0.0 } else { 22.0 * unit }
    ));
    let far = usize::from(c.pictograms.len() > 1);
    c.blurred(far, spot(x + size * 0.56, y - size * 0.44, size * 0.34, 22.0), 9.0, 0.6, 0.6);
    c.on_panel = true;
    disc(c, x, y, size * 0.52);
    let motion = c.alive(1.0);
    c.pictogram(0, spot(x, y, size * 0.84, -6.0), motion, Enter::new(EnterKind::FromRight, 0.05));
    if c.pictograms.len() > 1 {
        let motion = c.alive(1.4);
        c.pictogram(
            1,
            spot(x - size * 0.42, y + size * 0.34, size * 0.28, -8.0),
            motion,
            Enter::new(EnterKind::Pop, 0.35),
        );
    }
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 118.0, 4, inks);
}

/// Tiles with the scene's things, one in another colour.
pub(super) fn grid_repeat(c: &mut Composer) {
    c.ground();
    let (w, area, unit) = (c.frame.width, c.area, c.unit);
    let inks = c.inks();
    let (grid, text, columns, rows) = if c.wide() {
        let grid = Rect::between(w * 0.52, area.y, area.right(), area.bottom());
        (grid, Rect::between(area.x, area.y, w * 0.48, area.bottom()), 4, 3)
    } else {
        let block = c.fit_headline(area.width, area.height * 0.34, 118.0, 3);
        let top = area.bottom() - block.height() - c.words_beside();
        let grid = Rect::between(area.x, area.y, area.right(), top - 40.0 * unit);
        let (columns, rows) = tiling(grid);
        (grid, Rect::between(area.x, top, area.right(), area.bottom()), columns, rows)
    };
    let gap = 22.0 * unit;
    let tile = ((grid.width - gap * (columns as f32 - 1.0)) / columns as f32)
        .min((grid.height - gap * (rows as f32 - 1.0)) / rows as f32);
    let left = grid.x + (grid.width - tile * columns as f32 - gap * (columns as f32 - 1.0)) / 2.0;
    let top = grid.y + (grid.height - tile * rows as f32 - gap * (rows as f32 - 1.0)) / 2.0;
    c.glow(grid.center().0, grid.center().1, grid.shorter() * 1.1, 0.5);
    let special = c.dice.below(columns * rows);
    for number in 0..columns * rows {
        let (column, row) = (number % columns, number / columns);
        let x = left + (tile + gap) * column as f32 + tile / 2.0;
        let y = top + (tile + gap) * row as f32 + tile / 2.0;
        let delay = 0.04 * (column + row) as f32;
        let depth = 0.5 + 0.12 * ((column + 2 * row) % 3) as f32;
        let colour = if number == special {
            fill(c.palette.panel, 1.0)
        } else if c.palette.dark {
            fill(c.palette.glow, 0.20)
        } else {
            fill(c.palette.accent, 0.13)
        };
        let svg = format!(r#"<rect width="{tile:.1}" height="{tile:.1}" rx="{:.1}" {colour}/>"#, tile * 0.2);
        c.layer(
            Role::Shape,
            "studio",
            svg,
            square(x, y, tile / 2.0),
            Motion { depth, ..Motion::default() },
            Enter::new(EnterKind::Pop, delay),
        );
        let motion =
            Motion { depth, float: 4.0 * unit, sway: 3.0, phase: 0.13 * number as f32, ..Motion::default() };
        c.on_panel = number == special;
        let which = if number == special { 0 } else { (column + row) % c.pictograms.len().max(1) };
        c.pictogram(which, spot(x, y, tile * 0.60, 0.0), motion, Enter::new(EnterKind::Pop, delay + 0.06));
    }
    let anchor = if c.wide() { Anchor::Middle } else { Anchor::Bottom };
    c.text_group(text, Align::LEFT, anchor, 112.0, 4, inks);
}

/// Columns and rows that fill a place best.
fn tiling(place: Rect) -> (usize, usize) {
    let filled = |(columns, rows): (usize, usize)| {
        let tile = (place.width / columns as f32).min(place.height / rows as f32);
        tile * tile * (columns * rows) as f32
    };
    let choices = [(3, 2), (3, 3), (4, 2), (4, 3), (3, 4), (5, 2), (5, 3)];
    choices.into_iter().max_by(|a, b| filled(*a).total_cmp(&filled(*b))).unwrap_or((3, 3))
}

/// A light card with the words, the scene's things as a row of chips.
pub(super) fn list_card(c: &mut Composer) {
    c.ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    let short = w.min(h);
    c.glow(w * 0.5, h * 0.32, short * 0.95, 0.7);
    let far = usize::from(c.pictograms.len() > 1);
    c.blurred(0, spot(w * 0.9, h * 0.12, short * 0.40, 18.0), 13.0, 0.6, 0.6);
    c.blurred(far, spot(w * 0.06, h * 0.74, short * 0.34, -20.0), 16.0, 0.5, 1.4);
    let padding = 64.0 * unit;
    let inner = Rect::between(area.x + padding, area.y, area.right() - padding, area.bottom());
    let chip = if c.tall() { 250.0 * unit } else { 150.0 * unit };
    let inner = if c.wide() { Rect::between(w * 0.18, inner.y, w * 0.82, inner.bottom()) } else { inner };
    let kicker = c.kicker_height();
    let block = c.fit_headline(
        inner.width,
        area.height - chip - kicker - padding * 3.2,
        if c.wide() { 92.0 } else { 108.0 },
        4,
    );
    let height = padding * 2.0 + chip + 40.0 * unit + kicker + block.height() + 36.0 * unit;
    let card = Rect::new(
        inner.x - padding,
        area.y + (area.height - height) / 2.0,
        inner.width + 2.0 * padding,
        height,
    );
    paper(c, card);
    let shown = c.pictograms.len().clamp(1, 3);
    let (gap, top) = (30.0 * unit, card.y + padding);
    for number in 0..shown {
        let x = inner.x + chip / 2.0 + (chip + gap) * number as f32;
        if x + chip / 2.0 > inner.right() + 1.0 {
            break;
        }
        let svg = format!(
            r#"<circle cx="{:.1}" cy="{:.1}" r="{:.1}" {}/>"#,
            chip / 2.0,
            chip / 2.0,
            chip / 2.0,
            fill(c.palette.card_accent, 0.14)
        );
        let enter = Enter::new(EnterKind::Pop, 0.2 + 0.12 * number as f32);
        c.layer(
            Role::Shape,
            "studio",
            svg,
            square(x, top + chip / 2.0, chip / 2.0),
            Motion::default(),
            enter,
        );
        let motion = Motion {
            depth: 0.05,
            float: 5.0 * unit,
            sway: 4.0,
            phase: 0.3 * number as f32,
            ..Motion::default()
        };
        c.pictogram(number, spot(x, top + chip / 2.0, chip * 0.62, 0.0), motion, enter);
    }
    let inks: Inks = c.card_inks();
    let top = top + chip + 40.0 * unit;
    c.kicker(inner, Align::LEFT, top, inks.accent);
    c.block(&block, inner, Align::LEFT, top + kicker, inks, 0.25);
    let (x, align) = if block.right_to_left { (inner.right(), Align::RIGHT) } else { (inner.x, Align::LEFT) };
    if c.style.emphasis == Emphasis::Ink {
        c.rule(x, top + kicker + block.height() + 26.0 * unit, align, inks.accent);
    }
}

fn paper(c: &mut Composer, card: Rect) {
    let round = 52.0 * c.unit;
    let svg = format!(
        r#"<rect width="{:.1}" height="{:.1}" rx="{round:.1}" {}/>"#,
        card.width,
        card.height,
        fill(c.palette.card, 1.0)
    );
    c.layer(Role::Shape, "studio", svg, card, Motion::default(), Enter::new(EnterKind::Rise, 0.0));
    c.effect(Effect::Shadow { drop: 16.0 * c.unit, radius: 18.0 * c.unit, opacity: 0.4 });
}
