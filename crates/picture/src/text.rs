//! Lines of text that fit: cleaned, broken evenly, as large as their place allows.

mod lines;

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    fonts::{Face, Fonts, Run, is_pictographic},
    geometry::Rect,
    phrase::with_groups_joined,
    svg::escape,
};
use lines::{balanced, broken, greedy, words};

/// Longest text that stands in a picture, in graphemes; a headline is a few words.
const LONGEST: usize = 160;
/// Height of a line, in em.
pub(crate) const LINE: f32 = 1.1;
/// From the top of a line to its base line, in em.
pub(crate) const ASCENT: f32 = 0.9;

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub face: Face,
    /// Extra space after each letter, in em.
    pub tracking: f32,
    pub largest: f32,
    pub smallest: f32,
    pub lines: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub runs: Vec<Run>,
    /// Pixels.
    pub width: f32,
}

/// A text that has been fitted.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub size: f32,
    pub lines: Vec<Line>,
    pub width: f32,
    pub tracking: f32,
    pub right_to_left: bool,
}

impl Block {
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.size * LINE
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether no letter of `text` is missing, as far as letters can be drawn at all.
    pub fn holds(&self, text: &str) -> bool {
        let count = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
        let set: usize = self.lines.iter().flat_map(|line| &line.runs).map(|run| count(&run.text)).sum();
        set >= count(&clean(text))
    }
}

/// One line of blanks-separated words: no control characters, no emoji, at most [`LONGEST`] graphemes.
pub(crate) fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(|letter| !letter.is_control() && !is_pictographic(*letter) && !is_direction(*letter))
        .collect();
    let mut words: Vec<&str> = kept.split_whitespace().collect();
    // What is left of an emoji sequence.
    words.retain(|word| !word.chars().all(|letter| matches!(letter, '\u{fe0f}' | '\u{200d}')));
    let joined = with_groups_joined(&words.join(" "));
    let line = bind_signs(&joined.split(' ').collect::<Vec<_>>());
    let mut graphemes = line.grapheme_indices(true);
    match graphemes.nth(LONGEST) {
        None => line,
        Some((end, _)) => {
            let cut = &line[..end];
            let cut = cut.rfind(' ').filter(|blank| *blank > end / 2).map_or(cut, |blank| &cut[..blank]);
            format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '.']))
        }
    }
}

/// Words with blanks between them; signs that belong to the word before (`30 %`, `Pourquoi ?`) stay on its line.
fn bind_signs(words: &[&str]) -> String {
    let mut line = String::new();
    let mut last_long = false;
    for word in words {
        let short = word.chars().count() <= 2;
        let sign = short && word.chars().all(|letter| "%‰€$£¥°:;!?»–".contains(letter));
        // A house number stays with its street, a size with its thing.
        let number = short && last_long && word.chars().all(|letter| letter.is_ascii_digit());
        let sign = sign || number && words.last() == Some(word);
        if !line.is_empty() {
            line.push(if sign { '\u{a0}' } else { ' ' });
        }
        line.push_str(word);
        last_long = word.chars().count() >= 4;
    }
    line
}

/// Marks that would turn the direction of what follows.
fn is_direction(letter: char) -> bool {
    matches!(u32::from(letter), 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069 | 0x061c | 0xfeff)
}

/// Sets `text` as large as it fits into `width` × `height` pixels, in even lines.
pub(crate) fn fit(fonts: &Fonts, text: &str, setting: Setting, width: f32, height: f32) -> Block {
    let text = clean(text);
    let right_to_left = is_right_to_left(&text);
    // Letters that join must not be spaced.
    let setting = if right_to_left { Setting { tracking: 0.0, ..setting } } else { setting };
    let words = words(fonts, &text, setting);
    let blank = fonts.width(&fonts.runs(setting.face, " "), setting.tracking);
    let mut size = setting.largest.max(setting.smallest);
    loop {
        let last = size <= setting.smallest;
        let em = width / size;
        let parts = if last { broken(fonts, &words, setting, em) } else { words.clone() };
        let most = setting.lines.min((height / (size * LINE)).floor() as usize).max(1);
        if let Some(lines) = balanced(&parts, blank, em, most) {
            return block(fonts, setting, size, lines, right_to_left);
        }
        if last {
            let lines = greedy(&parts, blank, em).into_iter().take(most).collect();
            return block(fonts, setting, size, lines, right_to_left);
        }
        size = (size * 0.95).max(setting.smallest);
    }
}

fn block(fonts: &Fonts, setting: Setting, size: f32, lines: Vec<String>, right_to_left: bool) -> Block {
    let set = |line: String| {
        let runs = fonts.runs(setting.face, &line);
        let width = (fonts.width(&runs, setting.tracking) - setting.tracking) * size;
        Line { runs, width: width.max(0.0) }
    };
    let lines: Vec<_> = lines.into_iter().map(set).filter(|line| !line.runs.is_empty()).collect();
    let width = lines.iter().map(|line| line.width).fold(0.0, f32::max);
    Block { size, lines, width, tracking: setting.tracking, right_to_left }
}

/// Whether the first letter that has a direction is Hebrew, Arabic or of their family.
pub(crate) fn is_right_to_left(text: &str) -> bool {
    let strong = text.chars().find(|letter| letter.is_alphabetic());
    strong.is_some_and(
        |letter| matches!(u32::from(letter), 0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff),
    )
}

/// One line as an SVG element with its base line's left end at (`x`, `y`). `fills` gives a run's colour by the
/// byte where it begins; usually there is one.
pub(crate) fn element(line: &Line, size: f32, tracking: f32, x: f32, y: f32, fill: &str) -> String {
    let mut out = format!(
        r#"<text xml:space="preserve" x="{x:.2}" y="{y:.2}" font-size="{size:.2}" fill="{fill}" letter-spacing="{:.3}">"#,
        tracking * size
    );
    // The renderer takes every line for one from left to right. Embedded the other way, what has no direction of its
    // own, a percent sign or a full stop, stands where a reader of Hebrew or Arabic expects it.
    let first = line.runs.iter().find(|run| run.text.chars().any(char::is_alphabetic));
    let turned = first.is_some_and(|run| is_right_to_left(&run.text));
    for (number, run) in line.runs.iter().enumerate() {
        let begin = if turned && number == 0 { "\u{202b}" } else { "" };
        let end = if turned && number + 1 == line.runs.len() { "\u{202c}" } else { "" };
        let (family, text) = (escape(&run.family), escape(&run.text));
        let _ = write!(out, r#"<tspan font-family="{family}">{begin}{text}{end}</tspan>"#);
    }
    out.push_str("</text>");
    out
}

/// Where line `number` of a block lies when the block stands at `place`'s left, centre or right (`align` 0, 0.5, 1) from `top`.
pub(crate) fn line_place(block: &Block, number: usize, place: Rect, align: f32, top: f32) -> Rect {
    let width = block.lines.get(number).map_or(0.0, |line| line.width);
    let x = place.x + (place.width - width) * align;
    Rect::new(x, top + number as f32 * block.size * LINE, width, block.size * LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting =
        Setting { face: Face::Display, tracking: -0.02, largest: 120.0, smallest: 40.0, lines: 3 };

    #[test]
    fn lines_fit_whatever_is_written() {
        let fonts = Fonts::find().unwrap();
        let long = "w".repeat(200);
        for text in [
            "Corri leggero. Lascia il verde.",
            "A",
            &long,
            "一二三四五六七八九十一二三四五六七八九十",
            "שלום עולם",
            "a\nb\t\u{202e}c 🎉",
        ] {
            let block = fit(&fonts, text, SETTING, 600.0, 400.0);
            assert!(!block.is_empty() && block.lines.len() <= 3, "{text}");
            assert!(block.width <= 600.5 && block.height() <= 400.5, "{text}: {block:?}");
        }
        assert!(fit(&fonts, "🎉🎉", SETTING, 600.0, 400.0).is_empty());
        assert!(fit(&fonts, "שלום", SETTING, 600.0, 400.0).right_to_left);
    }

    #[test]
    fn lines_are_even() {
        let fonts = Fonts::find().unwrap();
        let block = fit(&fonts, "one two three four", Setting { largest: 60.0, ..SETTING }, 400.0, 400.0);
        assert_eq!(block.lines.len(), 2);
        assert!((block.lines[0].width - block.lines[1].width).abs() < 120.0);
    }

    #[test]
    fn a_name_is_not_torn() {
        let fonts = Fonts::find().unwrap();
        let lines = |text: &str, width: f32| -> Vec<String> {
            let block = fit(&fonts, text, Setting { largest: 60.0, ..SETTING }, width, 400.0);
            let line = |line: &Line| line.runs.iter().map(|run| run.text.as_str()).collect::<String>();
            block.lines.iter().map(line).collect()
        };
        // Lines that a name itself has room in.
        for (text, narrowest) in
            [("Gelateria Nonna Rosa a Bologna", 420.0), ("Les frères Auguste Lumière", 520.0)]
        {
            for width in [narrowest, 560.0, 640.0] {
                let torn = |line: &String| line.ends_with("Nonna") || line.ends_with("Auguste");
                let lines = lines(text, width);
                assert!(!lines.iter().any(torn), "{lines:?}");
            }
        }
    }

    #[test]
    fn a_line_from_right_to_left_is_embedded_so() {
        let fonts = Fonts::find().unwrap();
        let line = |text: &str| {
            let block = fit(&fonts, text, Setting { largest: 60.0, ..SETTING }, 900.0, 400.0);
            element(&block.lines[0], 60.0, 0.0, 0.0, 60.0, "#fff")
        };
        let turned = line("خصم 30%");
        assert!(turned.contains(">\u{202b}") && turned.contains("\u{202c}<"), "{turned}");
        assert!(!line("Scarpe חדשות 30%").contains('\u{202b}'));
    }

    #[test]
    fn cleaning_keeps_words() {
        assert_eq!(clean("  Ciao \n mondo 🌍\u{200d} "), "Ciao mondo");
        assert!(clean(&"word ".repeat(100)).ends_with("word…"));
        assert_eq!(clean("aos 10 000 seguidores"), "aos 10\u{a0}000 seguidores");
        assert_eq!(clean("1 250 000, em 2026"), "1\u{a0}250\u{a0}000, em 2026");
    }
}
