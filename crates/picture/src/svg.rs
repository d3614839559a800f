//! Small helpers that write SVG.

use std::fmt::Write;

use twemoji_assets::svg::SvgTwemojiAsset;

/// Text as XML content or attribute. What XML 1.0 forbids is left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A whole document around `content`, `width` × `height` pixels.
pub(crate) fn document(width: f32, height: f32, content: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width:.2}" height="{height:.2}" viewBox="0 0 {width:.2} {height:.2}">{content}</svg>"#
    )
}

/// The drawing of an emoji in its own square of 36 × 36, without the outer element. `None` when Twemoji has none.
pub(crate) fn pictogram(emoji: &str) -> Option<&'static str> {
    if let Some(name) = emoji.strip_prefix("drawn:") {
        return drawn(name);
    }
    let bare = emoji.replace('\u{fe0f}', "");
    let asset = SvgTwemojiAsset::from_emoji(emoji).or_else(|| SvgTwemojiAsset::from_emoji(&bare))?;
    let svg: &'static str = **asset as &'static str;
    let start = svg.find("<svg")?;
    let start = start + svg[start..].find('>')? + 1;
    svg.get(start..svg.rfind("</svg>")?)
}

/// Our own drawings, for what no emoji shows; the names are those of `DRAWN` in the build script of `concepts`.
fn drawn(name: &str) -> Option<&'static str> {
    match name {
        "lighthouse" => Some(LIGHTHOUSE),
        "solar-panels" => Some(SOLAR_PANELS),
        _ => None,
    }
}

/// A striped tower on a rock, its light to both sides.
const LIGHTHOUSE: &str = concat!(
    r##"<path fill="#E1E8ED" d="M13.5 13h9L25 33H11z"/>"##,
    r##"<path fill="#DD2E44" d="M13 17h10l.5 4h-11zM12 25h12l.5 4h-13z"/>"##,
    r##"<path fill="#FFD983" d="M22.4 9.2L35 5v8.6zM13.6 9.2L1 5v8.6z"/>"##,
    r##"<path fill="#FFCC4D" d="M15 7h6v5h-6z"/>"##,
    r##"<path fill="#66757F" d="M12 12h12v2H12zM16.8 22h2.4v2h-2.4z"/>"##,
    r##"<path fill="#DD2E44" d="M18 1.5l4.4 5.7h-8.8z"/>"##,
    r##"<path fill="#66757F" d="M4 35c1.6-3 4.8-3.8 8-3.2 3.6-1.2 8.4-1.2 12 0 3.2-.6 6.4 .2 8 3.2z"/>"##
);

/// Two rows of cells on a stand, with the light that falls on them.
const SOLAR_PANELS: &str = concat!(
    r##"<path fill="#66757F" d="M16.5 27h3v5.5h5V35h-13v-2.5h5z"/>"##,
    r##"<path fill="#99AAB5" d="M7.5 9h21L35 29H1z"/>"##,
    r##"<path fill="#226699" d="M8.6 10.5h5.4l-.9 7.3H6.2zM15.2 10.5h5.6l.9 7.3h-7.4zM22 10.5h5.4l2.4 7.3h-6.9z"/>"##,
    r##"<path fill="#226699" d="M5.8 19.2h7.1L12 27.5H3.1zM14.1 19.2h7.8l.9 8.3h-9.6zM23.1 19.2h7.1l2.7 8.3H24z"/>"##,
    r##"<path fill="#55ACEE" d="M8.6 10.5h5.4l-.3 2.4L7.3 14.5zM5.8 19.2h7.1l-.3 2.7-7.9 1.5z"/>"##,
    r##"<circle fill="#FFCC4D" cx="31" cy="5" r="3.4"/>"##,
    r##"<path fill="#FFCC4D" d="M24.2 4.2h2.2v1.6h-2.2zM26.6 9.9l1.6-1.6 1.1 1.1-1.6 1.6zM30.2 10h1.6v2.2h-1.6z"/>"##
);

/// A circle of dots.
pub(crate) fn dotted_ring(
    center: f32,
    radius: f32,
    dot: f32,
    gap: f32,
    colour: &str,
    opacity: f32,
) -> String {
    let count = (std::f32::consts::TAU * radius / gap).floor().max(3.0);
    let step = std::f32::consts::TAU / count;
    let mut out = format!(r#"<g fill="{colour}" fill-opacity="{opacity:.2}">"#);
    for number in 0..count as u32 {
        let angle = step * number as f32;
        let (x, y) = (center + radius * angle.cos(), center + radius * angle.sin());
        let _ = write!(out, r#"<circle cx="{x:.1}" cy="{y:.1}" r="{dot:.1}"/>"#);
    }
    out.push_str("</g>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escape("a<b> & \"c\"\u{0}\u{ffff}\n"), "a&lt;b&gt; &amp; &quot;c&quot; ");
    }

    #[test]
    fn pictograms_come_with_and_without_selector() {
        assert!(pictogram("👟").is_some_and(|svg| svg.contains("<path")));
        assert!(pictogram("♻️").is_some() && pictogram("☀").is_some());
        assert!(pictogram("no emoji").is_none());
        assert!(pictogram("drawn:lighthouse").is_some() && pictogram("drawn:nothing").is_none());
    }
}
