//! The scene's things as a pattern over the whole frame.

use std::fmt::Write;

use super::fill;
use crate::{
    composer::{Align, Composer, spot},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    geometry::Rect,
    recolour::Finish,
    subject::Pictogram,
};

/// The subject many times, tone in tone, and once in full on a card with the words.
pub(super) fn pattern(c: &mut Composer) {
    c.bare_ground();
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    carpet(c, 190.0 * unit);
    let padding = 60.0 * unit;
    let size = w.min(h) * if c.wide() { 0.44 } else { 0.40 };
    let inner = if c.wide() {
        Rect::between(area.x + size * 0.96, area.y, area.right() - padding - w * 0.06, area.bottom())
    } else {
        Rect::between(area.x + padding, area.y, area.right() - padding, area.bottom())
    };
    let room = area.height - if c.wide() { padding * 2.0 } else { size * 0.72 + padding * 1.6 };
    let (panel, ink) = (c.palette.panel, c.palette.panel_ink);
    let extra = if c.calls { c.button_height() + 44.0 * unit } else { c.kicker_height() };
    let block = c.fit_headline(inner.width, room - extra, 120.0, 4);
    let text_height = block.height() + extra;
    let top_room = if c.wide() { padding } else { size * 0.70 };
    let height = text_height + top_room + padding * 1.1;
    let top = if c.wide() {
        area.y + (area.height - height) / 2.0
    } else {
        (area.bottom() - height)
            .min(area.y + size * 0.42 + (area.height - height - size * 0.42).max(0.0) * 0.5)
    };
    let left = if c.wide() { area.x + size * 0.30 } else { area.x };
    let card = Rect::between(left, top, inner.right() + padding, top + height);
    let svg = format!(
        r#"<rect width="{:.1}" height="{:.1}" rx="{:.1}" {}/>"#,
        card.width,
        card.height,
        56.0 * unit,
        fill(panel, 1.0)
    );
    c.layer(Role::Shape, "studio", svg, card, Motion::default(), Enter::new(EnterKind::Rise, 0.0));
    c.effect(Effect::Shadow { drop: 18.0 * unit, radius: 24.0 * unit, opacity: 0.35 });
    // Its foot stands on the card; the frame's edge does not cut its head.
    let foot = card.y + size * 0.60;
    let size = if c.wide() { size } else { size.min(foot / 1.04) };
    let (x, y) =
        if c.wide() { (card.x + size * 0.1, card.center().1) } else { (card.center().0, foot - size * 0.5) };
    let motion = c.alive(1.0);
    c.on_panel = true;
    c.pictogram(0, spot(x, y, size, -6.0), motion, Enter::new(EnterKind::Pop, 0.2));
    c.on_panel = false;
    let inks = crate::composer::Inks { ink, accent: ink };
    let text_top = card.y + top_room;
    let align = if c.wide() { Align::LEFT } else { Align::CENTER };
    if c.calls {
        c.block(&block, inner, align, text_top, inks, 0.15);
        std::mem::swap(&mut c.palette.panel, &mut c.palette.card);
        std::mem::swap(&mut c.palette.panel_ink, &mut c.palette.card_ink);
        c.button(inner, align, text_top + block.height() + 40.0 * unit);
        std::mem::swap(&mut c.palette.panel, &mut c.palette.card);
        std::mem::swap(&mut c.palette.panel_ink, &mut c.palette.card_ink);
        return;
    }
    c.kicker(inner, align, text_top, ink);
    c.block(&block, inner, align, text_top + c.kicker_height(), inks, 0.15);
}

/// Rows of the scene's things over the whole frame, tilted and shifted, in one tone.
fn carpet(c: &mut Composer, step: f32) {
    let (w, h) = (c.frame.width, c.frame.height);
    let tone = c.tone(if c.palette.dark { 0.24 } else { 0.34 });
    let mut drawings = Vec::new();
    for number in 0..c.pictograms.len().min(2) {
        drawings.push(c.finished(&c.pictograms[number].clone(), Finish::Flat(tone)));
    }
    if drawings.is_empty() {
        drawings.push(format!(r#"<circle cx="18" cy="18" r="13" {}/>"#, fill(tone, 1.0)));
    }
    let mut svg = format!(r#"<g transform="rotate(-14 {:.0} {:.0})">"#, w / 2.0, h / 2.0);
    let reach = w.max(h) * 0.68;
    let rows = (reach * 2.0 / step) as i32 + 1;
    for row in 0..rows {
        for column in 0..rows {
            let x = w / 2.0 - reach + column as f32 * step + if row % 2 == 0 { 0.0 } else { step / 2.0 };
            let y = h / 2.0 - reach + row as f32 * step;
            if x < -0.35 * w || x > 1.35 * w || y < -0.25 * h || y > 1.25 * h {
                continue;
            }
            let drawing = &drawings[(row as usize + column as usize) % drawings.len()];
            let _ = write!(
                svg,
                r#"<g transform="translate({x:.0} {y:.0}) rotate(14) scale({:.3})">{drawing}</g>"#,
                step * 0.52 / 36.0
            );
        }
    }
    svg.push_str("</g>");
    let names: Vec<String> = c.pictograms.iter().take(2).map(Pictogram::source).collect();
    let source = if names.is_empty() { "studio".to_owned() } else { names.join(", ") };
    c.layer(Role::Shape, &source, svg, c.frame, Motion::default(), Enter::NONE);
}
