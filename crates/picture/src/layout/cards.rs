//! Layouts on paper: a ticket, rows of a list, a speech bubble.

use std::fmt::Write;

use super::{fill, panel::list_card};
use crate::{
    composer::{Align, Composer, spot, square},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    fonts::Face,
    geometry::Rect,
};

/// A ticket: a stub with the subject, a torn line, the words.
pub(super) fn ticket(c: &mut Composer) {
    c.ground();
    let (area, unit) = (c.area, c.unit);
    let padding = 62.0 * unit;
    let wide = c.wide();
    let stub = if wide { area.width * 0.36 } else { area.height * 0.36 };
    let text_width = if wide { area.width - stub } else { area.width } - 2.0 * padding;
    let kicker = c.kicker_height();
    let text_room = if wide { area.height } else { area.height - stub } - 2.0 * padding - kicker;
    let largest = if c.headline.chars().count() <= 9 { 220.0 } else { 116.0 };
    let block = c.fit_headline(text_width, text_room, largest, 4);
    let card = if wide {
        let height = (area.height * 0.86).min(block.height() + kicker + 4.5 * padding).max(area.height * 0.6);
        Rect::new(area.x, area.y + (area.height - height) / 2.0, area.width, height)
    } else {
        let height = stub + block.height() + kicker + 2.4 * padding;
        Rect::new(area.x, area.y + (area.height - height).max(0.0) * 0.4, area.width, height)
    };
    let svg = paper(c, card, stub, wide);
    c.layer(Role::Shape, "studio", svg, card, Motion::default(), Enter::new(EnterKind::Rise, 0.0));
    c.effect(Effect::Shadow { drop: 18.0 * unit, radius: 22.0 * unit, opacity: 0.38 });
    let (x, y) =
        if wide { (card.x + stub / 2.0, card.center().1) } else { (card.center().0, card.y + stub / 2.0) };
    let size = if wide { stub.min(card.height) * 0.74 } else { stub * 0.78 };
    c.on_panel = true;
    if !wide && c.pictograms.len() > 1 {
        for (number, sign) in [(1, -1.0), (2, 1.0)] {
            let motion = c.alive(0.5);
            let at = spot(x + sign * card.width * 0.33, y + size * 0.14, size * 0.42, sign * 10.0);
            c.pictogram(number, at, motion, Enter::new(EnterKind::Pop, 0.35));
        }
    }
    let motion = c.alive(0.5);
    c.pictogram(0, spot(x, y, size, -6.0), motion, Enter::new(EnterKind::Pop, 0.2));
    c.on_panel = false;
    let text = if wide {
        Rect::between(card.x + stub + padding, card.y, card.right() - padding, card.bottom())
    } else {
        Rect::between(card.x + padding, card.y + stub, card.right() - padding, card.bottom())
    };
    let inks = c.card_inks();
    let top = text.y + (text.height - kicker - block.height()) / 2.0;
    c.kicker(text, Align::LEFT, top, inks.accent);
    c.block(&block, text, Align::LEFT, top + kicker, inks, 0.2);
}

/// Card with a coloured stub, round bites where it is torn off, and the dots between them.
fn paper(c: &Composer, card: Rect, stub: f32, wide: bool) -> String {
    let (w, h) = (card.width, card.height);
    let (round, bite) = (44.0 * c.unit, 34.0 * c.unit);
    let (bites, strip) = if wide {
        (
            [(stub, 0.0), (stub, h)],
            format!(r#"<rect width="{stub:.1}" height="{h:.1}" {}/>"#, fill(c.palette.panel, 1.0)),
        )
    } else {
        (
            [(0.0, stub), (w, stub)],
            format!(r#"<rect width="{w:.1}" height="{stub:.1}" {}/>"#, fill(c.palette.panel, 1.0)),
        )
    };
    // The bites are left out of the clip path, so that the ground is seen through them.
    let mut holes = String::new();
    for (x, y) in bites {
        let _ = write!(
            holes,
            "M{:.1} {y:.1}a{bite:.1} {bite:.1} 0 1 0 {:.1} 0a{bite:.1} {bite:.1} 0 1 0 {:.1} 0Z",
            x - bite,
            2.0 * bite,
            -2.0 * bite
        );
    }
    let outline = format!(
        "M{round:.1} 0H{:.1}A{round:.1} {round:.1} 0 0 1 {w:.1} {round:.1}V{:.1}A{round:.1} {round:.1} 0 0 1 {:.1} {h:.1}H{round:.1}A{round:.1} {round:.1} 0 0 1 0 {:.1}V{round:.1}A{round:.1} {round:.1} 0 0 1 {round:.1} 0Z{holes}",
        w - round,
        h - round,
        w - round,
        h - round
    );
    let (count, long) = (22, if wide { h } else { w } - 3.4 * bite);
    let mut dots = String::new();
    for number in 0..=count {
        let along = 1.7 * bite + long * number as f32 / count as f32;
        let (x, y) = if wide { (stub, along) } else { (along, stub) };
        let _ = write!(dots, r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}"/>"#, 5.0 * c.unit);
    }
    format!(
        r#"<defs><clipPath id="ticket"><path d="{outline}" clip-rule="evenodd"/></clipPath></defs><g clip-path="url(#ticket)"><rect width="{w:.1}" height="{h:.1}" {}/>{strip}<g {}>{dots}</g></g>"#,
        fill(c.palette.card, 1.0),
        fill(c.palette.shade, 0.45)
    )
}

/// What the scene speaks of, one thing a row, with its word.
pub(super) fn rows(c: &mut Composer) {
    // What a text only mentions is no entry of a list.
    let count = c.pictograms.iter().take_while(|pictogram| pictogram.named).count();
    if count < 2 {
        return list_card(c);
    }
    c.ground();
    let (area, unit) = (c.area, c.unit);
    let inks = c.inks();
    let (head, list) = if c.wide() {
        (
            Rect::between(area.x, area.y, area.x + area.width * 0.46, area.bottom()),
            Rect::between(area.x + area.width * 0.52, area.y, area.right(), area.bottom()),
        )
    } else {
        let block = c.fit_headline(area.width, area.height * 0.32, 112.0, 3);
        let edge = area.y + c.kicker_height() + block.height() + 60.0 * unit;
        (
            Rect::between(area.x, area.y, area.right(), edge),
            Rect::between(area.x, edge + 20.0 * unit, area.right(), area.bottom()),
        )
    };
    let gap = 24.0 * unit;
    let height = ((list.height + gap) / count as f32 - gap).min(230.0 * unit);
    let total = height * count as f32 + gap * (count as f32 - 1.0);
    let top = if c.wide() { list.y + (list.height - total) / 2.0 } else { list.y };
    let strong = c.card_inks();
    c.on_panel = true;
    let panel = c.palette.panel;
    for number in 0..count {
        let row = Rect::new(list.x, top + (height + gap) * number as f32, list.width, height);
        let enter = Enter::new(
            if number % 2 == 0 { EnterKind::FromLeft } else { EnterKind::FromRight },
            0.15 + 0.14 * number as f32,
        );
        let svg = format!(
            r#"<rect width="{:.1}" height="{height:.1}" rx="{:.1}" {}/><circle cx="{:.1}" cy="{:.1}" r="{:.1}" {}/>"#,
            row.width,
            height * 0.30,
            fill(c.palette.card, 1.0),
            height * 0.5,
            height * 0.5,
            height * 0.38,
            fill(panel, 1.0)
        );
        c.layer(Role::Shape, "studio", svg, row, Motion::default(), enter);
        let at = spot(row.x + height * 0.5, row.y + height * 0.5, height * 0.52, 0.0);
        let motion =
            Motion { sway: 8.0, float: 5.0 * c.unit, phase: 0.3 * number as f32, ..Motion::default() };
        c.pictogram(number, at, motion, enter);
        let word = c.pictograms[number].word.clone();
        let word = word
            .chars()
            .next()
            .map_or(String::new(), |first| first.to_uppercase().chain(word.chars().skip(1)).collect());
        let inner = Rect::between(row.x + height * 1.02, row.y, row.right() - height * 0.25, row.bottom());
        let block = c.fit(&word, Face::Display, -0.015, (inner.width, height * 0.6), 78.0, 1);
        let ink = crate::composer::Inks { ink: strong.ink, accent: strong.ink };
        c.block(&block, inner, Align::LEFT, row.y + (height - block.height()) / 2.0, ink, enter.delay + 0.05);
    }
    c.on_panel = false;
    let anchor = if c.wide() { crate::composer::Anchor::Middle } else { crate::composer::Anchor::Top };
    c.text_group(head, Align::LEFT, anchor, 112.0, 4, inks);
}

/// The headline in a speech bubble; who says it stands below.
pub(super) fn speech(c: &mut Composer) {
    c.ground();
    let (w, area, unit) = (c.frame.width, c.area, c.unit);
    let padding = 66.0 * unit;
    let wide = c.wide();
    if !wide {
        let (tone, motion) = (c.tone(0.26), Motion { depth: 0.3, ..Motion::default() });
        let far = usize::from(c.pictograms.len() > 1);
        let size = w * 0.62;
        c.silhouette(far, spot(w * 0.84, area.bottom() - size * 0.22, size, -12.0), tone, motion);
    }
    let size = if wide {
        (area.height * 0.62).min(w * 0.26)
    } else {
        w.min(c.frame.height) * if c.tall() { 0.40 } else { 0.27 }
    };
    let tail = 74.0 * unit;
    let room = if wide {
        Rect::between(area.x + size * 0.98 + tail, area.y, area.right(), area.bottom())
    } else {
        Rect::between(area.x, area.y, area.right(), area.bottom() - size - tail * 0.7)
    };
    let marks = 92.0 * unit;
    let kicker = c.kicker_height();
    let block =
        c.fit_headline(room.width - 2.0 * padding, room.height - 2.0 * padding - marks - kicker, 118.0, 6);
    let height = block.height() + 2.0 * padding + marks + kicker;
    let top =
        if wide { room.y + (room.height - height) / 2.0 } else { room.y + (room.height - height) * 0.5 };
    let bubble = Rect::new(room.x, top, room.width, height);
    let drawn = if wide {
        Rect::between(bubble.x - tail, bubble.y, bubble.right(), bubble.bottom())
    } else {
        Rect::between(bubble.x, bubble.y, bubble.right(), bubble.bottom() + tail)
    };
    let (bx, round) = (bubble.x - drawn.x, 64.0 * unit);
    let point = if wide {
        let y = bubble.height * 0.62;
        format!("M{bx:.1} {:.1}L0 {:.1}L{bx:.1} {:.1}Z", y - 60.0 * unit, y + 40.0 * unit, y + 40.0 * unit)
    } else {
        let x = bubble.width * 0.24;
        format!(
            "M{x:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
            height - 2.0,
            x + 10.0 * unit,
            height + tail,
            x + 110.0 * unit,
            height - 2.0
        )
    };
    let svg = format!(
        r#"<g {}><rect x="{bx:.1}" width="{:.1}" height="{height:.1}" rx="{round:.1}"/><path d="{point}"/></g>"#,
        fill(c.palette.card, 1.0),
        bubble.width
    );
    c.layer(Role::Shape, "studio", svg, drawn, Motion::default(), Enter::new(EnterKind::Pop, 0.05));
    c.effect(Effect::Shadow { drop: 16.0 * unit, radius: 20.0 * unit, opacity: 0.32 });
    let (x, y) = if wide {
        (area.x + size * 0.5, bubble.y + bubble.height * 0.62 + size * 0.1)
    } else {
        (area.x + size * 0.5, (bubble.bottom() + tail * 0.7 + size * 0.5).min(area.bottom() - size * 0.5))
    };
    let half = size * 0.52;
    let disc =
        format!(r#"<circle cx="{half:.1}" cy="{half:.1}" r="{half:.1}" {}/>"#, fill(c.palette.panel, 1.0));
    c.layer(
        Role::Shape,
        "studio",
        disc,
        square(x, y, half),
        Motion::default(),
        Enter::new(EnterKind::Pop, 0.1),
    );
    c.on_panel = true;
    let motion = c.alive(0.3);
    c.pictogram(0, spot(x, y, size * 0.74, 0.0), motion, Enter::new(EnterKind::Pop, 0.2));
    c.on_panel = false;
    let inner = bubble.inset(padding);
    let inks = c.card_inks();
    super::typographic::quote_marks(
        c,
        Rect::new(inner.x, inner.y - 6.0 * unit, marks * 0.86, marks * 0.68),
        inks.accent,
    );
    let text_top = inner.y + marks;
    c.block(&block, inner, Align::LEFT, text_top, inks, 0.15);
    c.kicker(inner, Align::LEFT, text_top + block.height() + 22.0 * unit, inks.accent);
}
