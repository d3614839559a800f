//! The layouts: each puts the same parts on the stage in its own way, for every shape of frame.

mod bold;
mod cards;
mod figure;
mod hero;
mod leaf;
mod measure;
mod panel;
mod parts;
mod pattern;
mod place;
mod town;
mod typographic;

use aida_protocol::{ContentType, ProjectBrief, Shot, VisualInput};

use crate::{
    colour::Colour, composer::Composer, composition::Composition, fonts::Fonts, geometry::Rect,
    palettes::Palette, seed::Dice, style::surface, subject::pictograms,
};

/// Names that a storyboard may use.
pub const LAYOUTS: [&str; 32] = [
    "hero_center",
    "hero_left",
    "hero_right",
    "big_type",
    "split_vertical",
    "split_diagonal",
    "grid_repeat",
    "orbit",
    "giant_crop",
    "badge",
    "number",
    "quote",
    "list_card",
    "horizon",
    "spotlight",
    "cta_button",
    "counter",
    "bar",
    "timeline",
    "calendar",
    "arch",
    "pattern",
    "stickers",
    "sunburst",
    "diptych",
    "frame",
    "band",
    "ticket",
    "rows",
    "speech",
    "skyline",
    "map",
];

/// Those that show a number of the headline.
const NUMBERS: [&str; 5] = ["number", "counter", "bar", "timeline", "calendar"];

/// Composes the still of a scene. A layout that needs what the scene has not (a number) gives way to another.
pub(crate) fn compose(input: &VisualInput, fonts: &Fonts) -> Composition {
    let captions = has_captions(&input.brief);
    let name = layout(input);
    let palette = palette_of(&input.brief, &input.shot);
    // A lamp needs the dark.
    let palette = match name {
        "spotlight" => palette,
        _ => palette.on(surface(&input.brief, &palette, input.scene.id)),
    };
    let mut composer = Composer::new(input, fonts, palette, pictograms(input), captions);
    let name = if NUMBERS.contains(&name) && !figure::has_number(&composer) { "big_type" } else { name };
    draw(name, &mut composer);
    composer.finish(name)
}

/// Whether captions will stand at the foot of the frame. Pictures that belong to no film have none.
pub(crate) fn has_captions(brief: &ProjectBrief) -> bool {
    brief.captions && brief.narration && brief.content_type != ContentType::Image
}

fn draw(name: &str, composer: &mut Composer) {
    match name {
        "hero_left" => hero::side(composer, true),
        "hero_right" => hero::side(composer, false),
        "giant_crop" => hero::giant_crop(composer),
        "orbit" => hero::orbit(composer),
        "badge" => hero::badge(composer),
        "big_type" => typographic::big_type(composer),
        "number" => figure::number(composer),
        "counter" => figure::counter(composer),
        "bar" => measure::bar(composer),
        "timeline" => measure::timeline(composer),
        "calendar" => leaf::calendar(composer),
        "quote" => typographic::quote(composer),
        "cta_button" => typographic::cta_button(composer),
        "split_vertical" => panel::split_vertical(composer),
        "split_diagonal" => panel::split_diagonal(composer),
        "grid_repeat" => panel::grid_repeat(composer),
        "list_card" => panel::list_card(composer),
        "arch" => bold::arch(composer),
        "pattern" => pattern::pattern(composer),
        "stickers" => bold::stickers(composer),
        "sunburst" => bold::sunburst(composer),
        "diptych" => bold::diptych(composer),
        "frame" => bold::frame(composer),
        "band" => bold::band(composer),
        "ticket" => cards::ticket(composer),
        "rows" => cards::rows(composer),
        "speech" => cards::speech(composer),
        "skyline" => town::skyline(composer),
        "map" => town::map(composer),
        "horizon" => place::horizon(composer),
        "spotlight" => place::spotlight(composer),
        _ => hero::center(composer),
    }
}

/// The storyboard's layout, or one that the seed chooses.
fn layout(input: &VisualInput) -> &'static str {
    let wanted = input.shot.layout.trim().to_ascii_lowercase();
    if let Some(known) = LAYOUTS.iter().find(|name| **name == wanted) {
        return known;
    }
    // Neighbours differ: the film's own order of layouts, walked scene by scene.
    let free = [
        "hero_center",
        "hero_right",
        "split_diagonal",
        "giant_crop",
        "orbit",
        "big_type",
        "split_vertical",
        "hero_left",
        "spotlight",
        "badge",
        "grid_repeat",
        "horizon",
        "list_card",
    ];
    let start = Dice::new(&input.brief, "layouts").below(free.len());
    free[(start + usize::from(input.scene.id)) % free.len()]
}

/// The storyboard's palette, or one that the seed chooses for the film.
pub(crate) fn palette_of(brief: &ProjectBrief, shot: &Shot) -> Palette {
    let chosen = || Palette::nth(Dice::new(brief, "palette").below(12));
    Palette::named(&shot.palette).unwrap_or_else(chosen)
}

/// A colour in `fill="…"` form with its opacity.
pub(crate) fn fill(colour: Colour, opacity: f32) -> String {
    format!(r#"fill="{}" fill-opacity="{opacity:.2}""#, colour.hex())
}

/// Where the art and the words of a picture stand: above each other, or side by side in wide frames. The words take at
/// most `share` of the height; the art reaches the edges of the frame.
pub(super) fn halves(c: &mut Composer, share: f32, lines: usize) -> (Rect, Rect) {
    let (w, h, area, unit) = (c.frame.width, c.frame.height, c.area, c.unit);
    if c.wide() {
        let (art, text) = if c.dice.coin() {
            (Rect::between(w * 0.52, 0.0, w, h), Rect::between(area.x, area.y, w * 0.49, area.bottom()))
        } else {
            (
                Rect::between(0.0, 0.0, w * 0.48, h),
                Rect::between(w * 0.52, area.y, area.right(), area.bottom()),
            )
        };
        return (art, text);
    }
    let below = c.words_beside();
    let block = c.fit_headline(area.width, area.height * share, 120.0, lines);
    let top = area.bottom() - block.height() - below;
    (Rect::between(0.0, 0.0, w, top - 44.0 * unit), Rect::between(area.x, top, area.right(), area.bottom()))
}
