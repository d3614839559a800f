//! Layouts in which the words are the picture.

use super::fill;
use crate::{
    composer::{Align, Anchor, Composer, Inks, spot, square},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    fonts::Face,
    geometry::Rect,
    text::Block,
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

/// A number of the scene, and what is left of the headline.
pub(super) struct Number {
    pub figure: String,
    pub rest: String,
    /// 0 to 1, for shares in per cent.
    pub share: Option<f32>,
}

/// The first number of the headline, with its sign, currency or unit sign.
pub(super) fn number_in(c: &Composer) -> Option<Number> {
    let words: Vec<&str> = c.headline.split(' ').collect();
    let at = words.iter().position(|word| word.chars().any(|letter| letter.is_ascii_digit()))?;
    let is_sign = |word: &str| !word.is_empty() && word.chars().all(|letter| "%€$£¥+-−×°".contains(letter));
    let mut figure = words[at].trim_matches([',', ';', ':', '!', '?']).trim_end_matches('.').to_owned();
    let mut taken = at..at + 1;
    if let Some(next) = words.get(at + 1).filter(|next| is_sign(next)) {
        figure.push_str(next);
        taken.end += 1;
    }
    if figure.chars().count() > 9 {
        return None;
    }
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(number, _)| !taken.contains(number))
        .map(|(_, word)| *word)
        .collect();
    let digits: String =
        figure.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.' || *letter == ',').collect();
    let share = figure.contains('%').then(|| digits.replace(',', ".").parse::<f32>().ok()).flatten();
    let share = share.map(|share| share / 100.0).filter(|share| (0.0..=1.0).contains(share));
    Some(Number { figure, rest: rest.join(" "), share })
}

/// A number in a ring that is filled as far as the number says, or all around.
pub(super) fn number(c: &mut Composer) {
    let Some(number) = number_in(c) else { return big_type(c) };
    c.ground();
    let (w, area, unit) = (c.frame.width, c.area, c.unit);
    let inks = c.inks();
    c.headline = number.rest.clone();
    let (x, y, radius) = if c.wide() {
        let text = Rect::between(w * 0.49, area.y, area.right(), area.bottom());
        c.text_group(text, Align::LEFT, Anchor::Middle, 108.0, 4, inks);
        (w * 0.26, area.y + area.height * 0.5, (area.height * 0.45).min(w * 0.19))
    } else {
        let height = area.height * 0.34;
        let text = Rect::new(area.x, area.bottom() - height, area.width, height);
        let top = c.text_group(text, Align::CENTER, Anchor::Bottom, 104.0, 3, inks);
        let space = Rect::between(area.x, area.y, area.right(), top - 30.0 * unit);
        (space.center().0, space.center().1, (space.height * 0.47).min(w * 0.37))
    };
    c.glow(x, y, radius * 2.0, 0.55);
    gauge(c, x, y, radius, number.share.unwrap_or(1.0));
    let block = c.fit(&number.figure, Face::Display, -0.03, (radius * 1.5, radius * 0.9), 330.0, 1);
    let place = Rect::new(x - radius * 0.75, y - radius, radius * 1.5, radius * 2.0);
    let surface = Inks { ink: c.palette.ink, accent: c.palette.ink };
    c.block(&block, place, Align::CENTER, y - block.height() * 0.5, surface, 0.1);
    let motion = c.alive(1.3);
    let angle = 0.72_f32;
    if !c.pictograms.is_empty() {
        c.pictogram(
            0,
            spot(x + radius * angle.cos(), y + radius * angle.sin(), radius * 0.52, 6.0),
            motion,
            Enter::new(EnterKind::Pop, 0.4),
        );
    }
}

fn gauge(c: &mut Composer, x: f32, y: f32, radius: f32, share: f32) {
    let width = radius * 0.12;
    let half = radius + width;
    let round = std::f32::consts::TAU * radius;
    let disc = format!(
        r#"<circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" {}/><circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" fill="none" stroke="{}" stroke-opacity="0.25" stroke-width="{width:.1}"/>"#,
        fill(c.palette.ground[0], 0.82),
        c.palette.ink.hex()
    );
    c.layer(
        Role::Shape,
        "studio",
        disc,
        square(x, y, half),
        Motion { depth: 0.4, ..Motion::default() },
        Enter::new(EnterKind::Fade, 0.0),
    );
    let arc = format!(
        r#"<circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" fill="none" stroke="{}" stroke-width="{width:.1}" stroke-linecap="round" stroke-dasharray="{:.1} {round:.1}" transform="rotate(-90 {half:.1} {half:.1})"/>"#,
        c.palette.accent.hex(),
        round * share.max(0.02)
    );
    c.layer(
        Role::Shape,
        "studio",
        arc,
        square(x, y, half),
        Motion { depth: 0.4, sway: 2.5, ..Motion::default() },
        Enter::new(EnterKind::Pop, 0.15),
    );
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
    quote_marks(c, Rect::new(area.x, top - marks * 0.95, marks, marks * 0.78));
    c.block(&block, text, Align::LEFT, top, inks, 0.15);
    let align = if block.right_to_left { Align::RIGHT } else { Align::LEFT };
    let x = if block.right_to_left { text.right() } else { text.x };
    c.rule(x, top + block.height() + 30.0 * unit, align, inks.accent);
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

fn quote_marks(c: &mut Composer, place: Rect) {
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
    let svg = format!(r#"<g {}>{}{}</g>"#, fill(c.palette.accent, 1.0), one(0.0), one(place.width * 0.54));
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
    let button_height = 118.0 * unit;
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
    button(c, x, top + block.height() + gap + button_height / 2.0, button_height);
}

fn button(c: &mut Composer, x: f32, y: f32, height: f32) {
    let unit = c.unit;
    let (surface, ink) = (c.palette.panel, c.palette.panel_ink);
    let kicker = c.kicker.clone();
    let arrow = height * 0.34;
    let most = c.area.width * 0.8 - height * 1.6 - arrow;
    let block: Block = c.fit(&kicker, Face::Body, 0.0, (most, height * 0.6), 52.0, 1);
    let width = if block.is_empty() { height * 1.9 } else { block.width + height * 1.35 + arrow };
    let rim = 2.0;
    let (ax, ay) = (rim + width - height * 0.45 - arrow, rim + height / 2.0);
    let ax = if block.is_empty() { rim + (width - arrow) / 2.0 } else { ax };
    let svg = format!(
        r#"<rect x="{rim:.1}" y="{rim:.1}" width="{width:.1}" height="{height:.1}" rx="{:.1}" {}/><path d="M{ax:.1} {ay:.1}h{arrow:.1}m{:.1} {:.1}l{:.1} {:.1}l{:.1} {:.1}" fill="none" stroke="{}" stroke-width="{:.1}" stroke-linecap="round" stroke-linejoin="round"/>"#,
        height / 2.0,
        fill(surface, 1.0),
        -arrow * 0.42,
        -arrow * 0.42,
        arrow * 0.42,
        arrow * 0.42,
        -arrow * 0.42,
        arrow * 0.42,
        ink.hex(),
        7.0 * unit
    );
    let place =
        Rect::new(x - width / 2.0 - rim, y - height / 2.0 - rim, width + 2.0 * rim, height + 2.0 * rim);
    c.layer(Role::Shape, "studio", svg, place, Motion::default(), Enter::new(EnterKind::Rise, 0.5));
    c.effect(Effect::Shadow { drop: height * 0.08, radius: height * 0.1, opacity: 0.4 });
    let text = Rect::new(x - width / 2.0 + height * 0.5, y - height / 2.0, block.width, height);
    c.block(&block, text, Align::LEFT, y - block.height() / 2.0, Inks { ink, accent: ink }, 0.5);
}
