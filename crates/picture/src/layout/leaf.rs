//! A day as the leaf of a calendar.

use super::{
    figure::counter,
    fill,
    parts::{ABOVE, DIGITS, Sides, trim},
};
use crate::{
    composer::{Align, Composer, Inks, spot},
    composer_text::reading,
    composition::{Effect, Enter, EnterKind, Motion, Role},
    fonts::Face,
    geometry::Rect,
    phrase::{Phrase, phrase},
};

/// A day as the leaf of a calendar; a number that is no day gets a counter.
pub(super) fn calendar(c: &mut Composer) {
    let Some(phrase) = phrase(&c.headline).filter(|phrase| phrase.is_date) else { return counter(c) };
    c.ground();
    let (w, area, unit) = (c.frame.width, c.area, c.unit);
    let kicker = c.kicker_height();
    let tall = area.height * 0.9;
    let sides = Sides::fit(c, &phrase, if c.wide() { tall * 0.9 } else { 0.0 });
    let gap = 48.0 * unit;
    let (leaf, top) = if c.wide() {
        (Rect::new(sides.x - tall * 0.45, area.y + (area.height - tall) / 2.0, tall * 0.9, tall), area.y)
    } else {
        let rest = area.height - kicker - sides.before.height() - sides.after.height() - 2.0 * gap;
        let height = rest.min(w * 0.86);
        let width = (height * 0.92).min(area.width);
        let top = area.y + (rest - height) * 0.35;
        (Rect::new(w * 0.5 - width / 2.0, top + kicker + sides.before.height() + gap, width, height), top)
    };
    c.glow(leaf.center().0, leaf.center().1, leaf.width * 0.95, 0.5);
    leaf_of(c, &phrase, leaf);
    // A calendar beside a calendar says nothing.
    let companion = c.pictograms.iter().position(|pictogram| !pictogram.is_calendar());
    if let Some(number) = companion.filter(|_| phrase.after.is_empty() || c.wide()) {
        let motion = c.alive(1.2);
        let size = leaf.width * 0.4;
        let at = spot(leaf.right() - size * 0.2, leaf.bottom() + size * 0.22, size, 10.0);
        c.pictogram(number, at, motion, Enter::new(EnterKind::Pop, 0.45));
    }
    sides.draw(c, top, leaf.bottom() + gap);
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
    trim(c, day.size);
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
