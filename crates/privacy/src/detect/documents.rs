//! Numbers that states give to people.

use super::{Finding, Kind, Lazy, compact, digits, each, pattern, stands_alone};

static CODICE_FISCALE: Lazy = Lazy::new(|| {
    pattern(
        r"(?i)\b[A-Z]{6}[ ]?[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[ ]?[A-Z][0-9LMNPQRSTUV]{3}[ ]?[A-Z]\b",
    )
});
static DNI: Lazy =
    Lazy::new(|| pattern(r"(?i)\b(?:[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}|[XYZ][ -]?[0-9]{7})[ -]?[A-Z]\b"));
static NIR: Lazy = Lazy::new(|| {
    pattern(
        r"(?i)\b[123478][ ]?[0-9]{2}[ ]?(?:0[1-9]|1[0-2]|[2-9][0-9])[ ]?(?:[0-9]{2}|2[AB])[ ]?[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{2}\b",
    )
});
static ELEVEN: Lazy = Lazy::new(|| pattern(r"\b[1-9][0-9](?:[ ]?[0-9]{3}){3}\b"));
static NINE: Lazy = Lazy::new(|| pattern(r"\b[1-9][0-9]{2}(?:[ .]?[0-9]{3}){2}\b"));
static CPF: Lazy = Lazy::new(|| pattern(r"\b[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}[-/ ]?[0-9]{2}\b"));
static SSN: Lazy = Lazy::new(|| pattern(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b"));
static SSN_NAMED: Lazy = Lazy::new(|| {
    pattern(
        r"(?i)\b(?:ssn|social security(?: number)?)\b[^0-9]{0,12}(?P<v>[0-9]{3}[ ]?[0-9]{2}[ ]?[0-9]{4})\b",
    )
});

pub fn detect(text: &str, found: &mut Vec<Finding>) {
    each(text, Kind::CodiceFiscale, &CODICE_FISCALE, found, |part| {
        written_as_code(part) && digits::codice_fiscale(&compact(part))
    });
    each(text, Kind::Dni, &DNI, found, |part| digits::dni(&compact(part)));
    let number = |part: &str| digits::digits(&compact(part)).unwrap_or_default();
    alone(text, Kind::Nir, &NIR, found, |part| digits::nir(&compact(part)));
    alone(text, Kind::SteuerId, &ELEVEN, found, |part| digits::steuer_id(&number(part)));
    alone(text, Kind::Nif, &NINE, found, |part| digits::nif(&number(part)));
    alone(text, Kind::Cpf, &CPF, found, |part| digits::cpf(&number(part)));
    alone(text, Kind::Ssn, &SSN, found, |part| is_ssn(&compact(part)));
    each(text, Kind::Ssn, &SSN_NAMED, found, |part| is_ssn(&compact(part)));
}

/// Letters may stand for all seven digits (two people of one code); then only capitals in a row are no words:
/// "proviennent aussi" has the right check letter.
fn written_as_code(part: &str) -> bool {
    part.bytes().any(|b| b.is_ascii_digit()) || part.bytes().all(|b| b.is_ascii_uppercase())
}

/// Every match that is right and no piece of a longer number.
fn alone(text: &str, kind: Kind, regex: &Lazy, found: &mut Vec<Finding>, right: impl Fn(&str) -> bool) {
    let candidates = regex.find_iter(text).filter(|part| right(part.as_str()));
    let whole = candidates.filter(|part| stands_alone(text, &part.range()));
    found.extend(whole.map(|part| Finding { kind, range: part.range() }));
}

/// It has no check digit; some areas, groups and serials are never given (Social Security Administration).
fn is_ssn(number: &str) -> bool {
    let (area, group, serial) = (&number[..3], &number[3..5], &number[5..]);
    !matches!(area, "000" | "666") && !area.starts_with('9') && group != "00" && serial != "0000"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_the_ways_people_write_them() {
        for (text, kind) in [
            ("CF: RSSMRA85T10A562S", Kind::CodiceFiscale),
            ("rssmra 85t10 a562s", Kind::CodiceFiscale),
            ("PROVIENNENTAUSSI", Kind::CodiceFiscale),
            ("DNI 12.345.678-Z", Kind::Dni),
            ("NIE X-1234567-L", Kind::Dni),
            ("2 55 08 14 168 025 38", Kind::Nir),
            ("IdNr. 86 095 742 719", Kind::SteuerId),
            ("NIF 123 456 789", Kind::Nif),
            ("CPF 529.982.247-25", Kind::Cpf),
            ("078-05-1120", Kind::Ssn),
            ("social security number: 078051120", Kind::Ssn),
        ] {
            let mut found = Vec::new();
            detect(text, &mut found);
            assert!(found.iter().any(|finding| finding.kind == kind), "{text}: {found:?}");
        }
        for text in [
            "666-05-1120",
            "12345678A",
            "078051120",
            "anno 2024, 12 345",
            "RSSMRA85T10A562T",
            "ils proviennent aussi",
        ] {
            let mut found = Vec::new();
            detect(text, &mut found);
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }
}
