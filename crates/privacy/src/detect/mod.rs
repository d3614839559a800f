//! One file a family of private data. Each looks for candidates by their shape and keeps those that their own rules
//! confirm.

mod address;
mod contact;
mod digits;
mod documents;
mod markers;
mod money;
mod personal;
mod secrets;

use std::sync::LazyLock;

use regex::Regex;

use crate::{Finding, Kind};

pub(crate) fn all(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for detect in [
        secrets::detect,
        money::detect,
        documents::detect,
        markers::detect,
        contact::detect,
        address::detect,
        personal::detect,
    ] {
        detect(text, &mut found);
    }
    found
}

/// A pattern of ours; the tests compile every one.
fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("a pattern of ours: {error}"))
}

type Lazy = LazyLock<Regex>;

/// Adds every match whose text `accepts`. A pattern with a group named `v` means that group.
fn each(text: &str, kind: Kind, regex: &Regex, found: &mut Vec<Finding>, accepts: impl Fn(&str) -> bool) {
    for captures in regex.captures_iter(text) {
        let Some(part) = captures.name("v").or_else(|| captures.get(0)) else { continue };
        if accepts(part.as_str()) {
            found.push(Finding { kind, range: part.range() });
        }
    }
}

/// Whether the digits at `range` go on before or after it, over one separator at most: then they are a piece of
/// something longer.
fn stands_alone(text: &str, range: &std::ops::Range<usize>) -> bool {
    let separator = |c: char| matches!(c, ' ' | '-' | '.' | '/' | '\u{a0}' | ',' | ':');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '+'));
    let (mut before, mut after) = (text[..range.start].chars().rev(), text[range.end..].chars());
    let (first_before, first_after) = (before.next(), after.next());
    let over = |first: Option<char>, second: Option<char>| first.is_some_and(separator) && digit(second);
    !glued(first_before)
        && !glued(first_after)
        && !over(first_before, before.next())
        && !over(first_after, after.next())
}

/// Only the letters and digits, upper case.
fn compact(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
