use std::cmp::Ordering;

/// An emoji and its name in each of [`crate::normalise::CODES`].
pub struct Picture {
    pub glyph: &'static str,
    pub names: [&'static str; 6],
}

include!(concat!(env!("OUT_DIR"), "/pictures.rs"));

static TEXTS: [&str; 6] = [
    include_str!(concat!(env!("OUT_DIR"), "/en.tsv")),
    include_str!(concat!(env!("OUT_DIR"), "/it.tsv")),
    include_str!(concat!(env!("OUT_DIR"), "/es.tsv")),
    include_str!(concat!(env!("OUT_DIR"), "/fr.tsv")),
    include_str!(concat!(env!("OUT_DIR"), "/de.tsv")),
    include_str!(concat!(env!("OUT_DIR"), "/pt.tsv")),
];

/// The pictures of a key with their weights (0 to 100), best first. `column` counts in [`crate::normalise::CODES`].
pub fn find(column: usize, key: &str) -> Vec<(usize, f32)> {
    let Some(list) = TEXTS.get(column).and_then(|text| find_line(text, key)) else { return Vec::new() };
    let pair = |entry: &str| {
        let (number, weight) = entry.split_once(':')?;
        Some((number.parse().ok()?, weight.parse().ok()?))
    };
    list.split(',').filter_map(pair).filter(|(number, _)| *number < PICTURES.len()).collect()
}

/// The number of a picture, whether or not its sign is followed by the one that asks for colours.
pub fn find_glyph(glyph: &str) -> Option<usize> {
    let wanted = bare(glyph);
    PICTURES.iter().position(|picture| bare(picture.glyph) == wanted)
}

/// A sign without the one that asks for its colours: what signs are told apart by.
pub fn bare(glyph: &str) -> String {
    glyph.replace('\u{fe0f}', "")
}

/// Binary search over the lines of a sorted text, by byte offset.
fn find_line<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let end = bytes[middle..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |n| middle + n);
        let (found, list) = text.get(start..end)?.split_once('\t')?;
        match found.cmp(key) {
            Ordering::Equal => return Some(list),
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_by_its_key() {
        for (column, text) in TEXTS.iter().enumerate() {
            assert!(text.lines().count() > 5_000, "column {column}");
            for line in text.lines() {
                let (key, list) = line.split_once('\t').unwrap();
                assert_eq!(find_line(text, key), Some(list), "{key}");
                assert!(!find(column, key).is_empty(), "{key}");
            }
            assert_eq!(find_line(text, "=no such key"), None);
            assert_eq!(find_line(text, ""), None);
            assert_eq!(find_line(text, "\u{10ffff}"), None);
        }
    }
}
