//! `Range` of one file (RFC 9110, section 14).

use std::ops::Range;

/// What a `Range` header asks of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// No range, or one that has to be ignored: other units, several ranges, not well formed.
    Whole,
    Part(Range<u64>),
    /// Outside of the file.
    Unsatisfiable,
}

/// Reads the header for a file of `length` bytes.
pub fn asked(header: Option<&str>, length: u64) -> Asked {
    let Some(spec) = header.and_then(|text| text.trim().strip_prefix("bytes=")) else { return Asked::Whole };
    if spec.contains(',') {
        return Asked::Whole;
    }
    let Some((first, last)) = spec.trim().split_once('-') else { return Asked::Whole };
    match (number(first), number(last)) {
        (Some(Some(first)), Some(last)) => from_first(first, last, length),
        (Some(None), Some(Some(suffix))) => {
            let start = length.saturating_sub(suffix);
            if suffix == 0 || length == 0 { Asked::Unsatisfiable } else { Asked::Part(start..length) }
        }
        _ => Asked::Whole,
    }
}

fn from_first(first: u64, last: Option<u64>, length: u64) -> Asked {
    match last {
        Some(last) if last < first => Asked::Whole,
        _ if first >= length => Asked::Unsatisfiable,
        _ => Asked::Part(first..last.map_or(length, |last| last.saturating_add(1).min(length))),
    }
}

/// `Some(None)` for an empty text, `None` for what is no number. Numbers too large for 64 bits are the largest.
fn number(text: &str) -> Option<Option<u64>> {
    if text.is_empty() {
        return Some(None);
    }
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (header, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=0-99", Asked::Part(0..10)),
            ("bytes=4-", Asked::Part(4..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-30", Asked::Part(0..10)),
            ("bytes=9-99999999999999999999", Asked::Part(9..10)),
            ("bytes=10-", Asked::Unsatisfiable),
            ("bytes=-0", Asked::Unsatisfiable),
            ("bytes=5-2", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("items=0-1", Asked::Whole),
        ] {
            assert_eq!(asked(Some(header), 10), expected, "{header}");
        }
        assert_eq!(asked(None, 10), Asked::Whole);
        assert_eq!(asked(Some("bytes=-1"), 0), Asked::Unsatisfiable);
    }
}
