//! Pictograms in the colours of the film: each fill moves in OKLCH to the palette's colour that is nearest in hue, its
//! lightness as far as what it stands on asks for. Light parts stay lighter than dark ones, so the drawing stays readable.

use crate::{colour::Colour, palettes::Palette};

/// How a pictogram is coloured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Finish {
    /// The palette's own colours, each where it is nearest.
    Harmony,
    /// One ramp from dark to light.
    Duo,
    /// Tone in tone, for patterns and shapes in the background.
    Flat(Colour),
    /// Its own colours, only lighter or darker where it would not be seen.
    Own,
}

/// Chroma below which a colour counts as grey.
const GREY: f32 = 0.045;
/// Chroma that dark greys take from the palette.
const TINT: f32 = 0.05;
/// How far in lightness a drawing's body stays from what it stands on.
const APART: f32 = 0.22;

/// The content of a pictogram's SVG in other colours. `surface` is what it stands on.
pub(crate) fn recoloured(svg: &str, finish: Finish, palette: &Palette, surface: Colour) -> String {
    let fills = fills(svg);
    let lightness = |fill: &Colour| fill.lch().0;
    let low = fills.iter().map(lightness).fold(1.0, f32::min);
    let high = fills.iter().map(lightness).fold(0.0, f32::max);
    let change = |fill: Colour| match finish {
        Finish::Harmony => harmonised(fill, palette),
        Finish::Duo => ramp(fill, (low, high), palette, surface),
        Finish::Flat(tone) => flat(fill, tone),
        Finish::Own => fill,
    };
    // The first path is the body of the thing.
    let ground = surface.lch().0;
    let body = fills.first().map_or(0.5, |body| change(*body).lch().0);
    let near = matches!(finish, Finish::Harmony | Finish::Own) && (body - ground).abs() < APART;
    // Towards the light on dark grounds, into the shade on bright ones.
    let shift = if ground < 0.6 { (ground + 0.40).min(0.93) } else { (ground - 0.30).max(0.34) } - body;
    let fit = |colour: Colour| match finish {
        _ if !near => colour,
        Finish::Own => {
            let (lightness, chroma, hue) = colour.lch();
            // Away from the ground, but little: what is eaten is to look neither burnt nor raw.
            let away = if body >= ground { 0.06 } else { -0.06 };
            clean((lightness + away).clamp(0.3, 0.97), chroma, hue)
        }
        _ => apart(colour, shift, palette, surface),
    };
    let mut out = String::with_capacity(svg.len() + 32);
    let mut rest = svg;
    while let Some(at) = rest.find("=\"#") {
        let (before, from) = rest.split_at(at + 2);
        let (text, after) = from.split_at(from.find('"').unwrap_or(from.len()));
        out.push_str(before);
        match Colour::from_hex(text) {
            Some(fill) => out.push_str(&fit(change(fill)).hex()),
            None => out.push_str(text),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A colour moved in lightness, so that the drawing is seen on `surface`.
fn apart(colour: Colour, shift: f32, palette: &Palette, surface: Colour) -> Colour {
    let (lightness, chroma, hue) = colour.lch();
    let moved = (lightness + shift).clamp(0.2, 0.97);
    let (ground, _, ground_hue) = surface.lch();
    let panel = if surface == palette.panel { palette.pop.lch() } else { palette.panel.lch() };
    if chroma <= TINT * 1.1 {
        // What is grey and would not be seen takes a colour of the palette that the ground does not have.
        let other = [palette.panel, palette.pop, palette.accent].map(Colour::lch).into_iter();
        let mut other = other.filter(|(_, chroma, hue)| *chroma >= 0.06 && turn(*hue, ground_hue) > 35.0);
        let (_, chroma, hue) = other.next().unwrap_or(panel);
        return clean(moved, chroma.min(0.12), hue);
    }
    if ground < 0.6 || moved > 0.72 || !(35.0..130.0).contains(&hue) {
        return clean(moved, chroma, hue);
    }
    // Dark yellow is olive, dark orange brown: amber stays bright, and on a warm ground another hue stands in.
    if (ground_hue - hue).abs() < 60.0 && ground < 0.88 {
        return clean(moved, panel.1.max(0.09), panel.2);
    }
    Colour::oklch(moved.max(0.5) + 0.03, chroma.max(0.15), 52.0)
}

/// Whether the colours of an emoji are what it says: flags, coloured dots and squares.
pub(crate) fn keeps_colours(emoji: &str) -> bool {
    emoji.chars().any(|letter| {
        matches!(u32::from(letter), 0x1f1e6..=0x1f1ff | 0x1f3f3..=0x1f3f4 | 0x1f534..=0x1f535
            | 0x1f7e0..=0x1f7eb | 0x1f6a5..=0x1f6a6 | 0x26aa..=0x26ab)
    })
}

/// Whether a thing is known by its colour: nobody wants blue bread, a green heart, a brown smile, a
/// brown cloud or a purple bulb.
pub(crate) fn is_known_by_colour(emoji: &str) -> bool {
    emoji.chars().any(|letter| {
        matches!(u32::from(letter), 0x1f32d..=0x1f330 | 0x1f336 | 0x1f345..=0x1f37f | 0x1f382 | 0x1f950..=0x1f96f
            | 0x1f9c0..=0x1f9cb | 0x1fad0..=0x1fadb | 0x2600 | 0x1f31e | 0x1f31d | 0x2764 | 0x1f493..=0x1f498 | 0x1f49d..=0x1f49f
            | 0x1f308 | 0x1f600..=0x1f644 | 0x1f910..=0x1f917 | 0x1f920..=0x1f92f | 0x1f970..=0x1f97a | 0x1f9d0
            | 0x1f525 | 0x1f490 | 0x1f4a7 | 0x1f30a | 0x1f331..=0x1f335 | 0x1f337..=0x1f344 | 0x1fab4
            | 0x1f4a1 | 0x1f50b | 0x263a | 0x2601 | 0x26c5 | 0x26c8 | 0x1f324..=0x1f32b | 0x1f30b..=0x1f30f | 0x1f311..=0x1f320 | 0x2b50 | 0x26a1 | 0x2744
            | 0x2618 | 0x1f304..=0x1f307 | 0x1f3d4 | 0x1f3d6 | 0x1f3dd | 0x1f6b0 | 0x1f6bf)
    }) || is_person(emoji)
        // Cells are blue, and the sun above them no other colour than its own.
        || emoji == "drawn:solar-panels"
}

/// Whether an emoji shows skin, which no palette's colour stands in for: people, their faces and hands. Busts in
/// silhouette have none.
fn is_person(emoji: &str) -> bool {
    emoji.chars().next().is_some_and(|letter| {
        matches!(u32::from(letter), 0x261d | 0x26f9 | 0x270a..=0x270d | 0x1f385 | 0x1f3c2..=0x1f3c4 | 0x1f3c7 | 0x1f3ca..=0x1f3cc
            | 0x1f442..=0x1f450 | 0x1f466..=0x1f478 | 0x1f47c | 0x1f481..=0x1f483 | 0x1f485..=0x1f487 | 0x1f4aa
            | 0x1f574..=0x1f575 | 0x1f57a | 0x1f590 | 0x1f595..=0x1f596 | 0x1f645..=0x1f64f | 0x1f6a3 | 0x1f6b4..=0x1f6b6 | 0x1f6c0
            | 0x1f90c | 0x1f90f | 0x1f918..=0x1f91f | 0x1f926 | 0x1f930..=0x1f93e | 0x1f977 | 0x1f9b5..=0x1f9b9 | 0x1f9bb
            | 0x1f9cd..=0x1f9df | 0x1fac2..=0x1fac5 | 0x1faf0..=0x1faf8)
    })
}

/// Whether an emoji is a grey or dark shape that stands for people, which takes the palette's colour as a whole.
pub(crate) fn is_silhouette(emoji: &str) -> bool {
    emoji.starts_with(['\u{1f464}', '\u{1f465}', '\u{1f5e3}'])
}

/// The colours of an SVG, each once, in order.
fn fills(svg: &str) -> Vec<Colour> {
    let mut found: Vec<Colour> = Vec::new();
    for part in svg.split("=\"").skip(1) {
        let colour = part.split_once('"').and_then(|(text, _)| Colour::from_hex(text));
        if let Some(colour) = colour.filter(|colour| !found.contains(colour)) {
            found.push(colour);
        }
    }
    found
}

fn harmonised(fill: Colour, palette: &Palette) -> Colour {
    let (lightness, chroma, hue) = fill.lch();
    if chroma < GREY {
        // Dark greys take the deep one of ground and panel, light ones hardly any colour.
        let deep = [palette.ground[1], palette.panel].map(Colour::lch);
        let tint = if deep[0].0 < deep[1].0 { deep[0].2 } else { deep[1].2 };
        let strength = if lightness < 0.55 { TINT } else { 0.018 };
        return Colour::oklch(0.16 + 0.82 * lightness, strength, tint);
    }
    let apart = |colour: &&Colour| turn(colour.lch().2, hue);
    let targets = [palette.panel, palette.pop, palette.accent];
    let target = targets.iter().min_by(|a, b| apart(a).total_cmp(&apart(b))).unwrap_or(&palette.panel);
    let (to, strength, hue) = target.lch();
    let moved = 0.12 + 0.62 * lightness + 0.26 * to;
    clean(moved.clamp(0.2, 0.97), strength * (chroma / 0.15).clamp(0.45, 1.1), hue)
}

/// Degrees between two hues.
fn turn(one: f32, other: f32) -> f32 {
    let turn = (one - other).rem_euclid(360.0);
    turn.min(360.0 - turn)
}

/// Dark yellow is olive: below some lightness it becomes brown or green, whichever is nearer.
fn clean(lightness: f32, chroma: f32, hue: f32) -> Colour {
    let hue = match hue {
        70.0..108.0 if lightness < 0.68 => 52.0,
        108.0..130.0 if lightness < 0.6 => 145.0,
        _ => hue,
    };
    Colour::oklch(lightness, chroma, hue)
}

/// From the palette's deep tone over its panel to nearly white; on bright surfaces the ramp stays darker.
fn ramp(fill: Colour, (low, high): (f32, f32), palette: &Palette, surface: Colour) -> Colour {
    let lightness = fill.lch().0;
    let share = if high - low < 0.08 { 0.5 } else { (lightness - low) / (high - low) };
    let ground = surface.lch().0;
    let (_, chroma, hue) = palette.panel.lch();
    let (_, strength, other) = palette.pop.lch();
    // As in `apart`: amber, not brown.
    let middle = match (35.0..130.0).contains(&other) {
        true => (0.66, 0.15, 52.0),
        false => (0.52, strength.max(0.08), other),
    };
    let stops = if ground < 0.6 {
        [((ground + 0.2).max(0.52), chroma.max(0.1), hue), (0.80, chroma.max(0.1), hue), (0.975, 0.025, hue)]
    } else {
        [(0.26, 0.07, palette.ground[1].lch().2), middle, (0.985, 0.015, hue)]
    };
    let (from, to, share) =
        if share < 0.5 { (stops[0], stops[1], share * 2.0) } else { (stops[1], stops[2], share * 2.0 - 1.0) };
    let part = |a: f32, b: f32| a + (b - a) * share;
    let hue = if share < 0.5 { from.2 } else { to.2 };
    clean(part(from.0, to.0), part(from.1, to.1), hue)
}

fn flat(fill: Colour, tone: Colour) -> Colour {
    let (lightness, chroma, hue) = tone.lch();
    Colour::oklch((lightness + (fill.lch().0 - 0.65) * 0.2).clamp(0.05, 0.99), chroma, hue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svg::pictogram;

    #[test]
    fn colours_become_the_palettes() {
        for palette in (0..12).map(Palette::nth) {
            let shoe = recoloured(pictogram("👟").unwrap(), Finish::Harmony, &palette, palette.ground[1]);
            assert!(!shoe.to_lowercase().contains("#be1931"), "the shoe's own red");
            // Dark yellow turns to brown or green.
            let own = [palette.panel, palette.pop, palette.accent].map(|colour| colour.lch().2);
            let tones = [own[0], own[1], own[2], 52.0, 145.0];
            for fill in fills(&shoe).iter().filter(|fill| fill.lch().1 > GREY) {
                let near = tones.iter().any(|tone| turn(fill.lch().2, *tone) < 20.0);
                assert!(near, "{}: {fill:?}", palette.name);
            }
        }
    }

    #[test]
    fn a_dark_thing_is_seen_on_a_dark_ground() {
        let palette = Palette::named("mono").unwrap();
        let phone = recoloured(pictogram("📱").unwrap(), Finish::Harmony, &palette, palette.ground[1]);
        let body = fills(&phone)[0];
        assert!((body.lch().0 - palette.ground[1].lch().0).abs() > APART, "{body:?}");
    }

    #[test]
    fn bread_is_never_blue() {
        assert!(
            [
                "🍞",
                "❤️",
                "😊",
                "☺️",
                "☁️",
                "⛈️",
                "🌈",
                "🌙",
                "🌕",
                "⭐",
                "🔥",
                "💧",
                "🍓",
                "🏄",
                "👩‍🌾",
                "👋",
                "💡",
                "🔋",
                "drawn:solar-panels"
            ]
            .into_iter()
            .all(is_known_by_colour)
                && !["👟", "👥", "🏠", "🎺"].into_iter().any(is_known_by_colour)
        );
        for palette in (0..12).map(Palette::nth) {
            let bread = recoloured(pictogram("🍞").unwrap(), Finish::Own, &palette, palette.panel);
            for fill in fills(&bread).iter().filter(|fill| fill.lch().1 > GREY) {
                assert!((20.0..110.0).contains(&fill.lch().2), "{}: {fill:?}", palette.name);
            }
        }
    }

    #[test]
    fn flags_stay_as_they_are() {
        assert!(keeps_colours("🇮🇹") && keeps_colours("🟢") && !keeps_colours("👟"));
    }
}
