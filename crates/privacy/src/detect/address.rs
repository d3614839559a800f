//! Where a person lives: a street and its number.

use super::{Finding, Kind, Lazy, each, pattern};

/// Italy, Spain, Portugal and Brazil: kind of street, its name, the number.
static STREET_FIRST: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"\b(?i:via|viale|v\.le|piazza|p\.zza|piazzale|corso|c\.so|largo|vicolo|calle|c/|avenida|av\.|plaza|paseo|rua|travessa|praça|alameda|estrada)",
        r"\s+(?:(?i:d[aeiou]l?l?[aeio]?s?|dell'|d'|y|e|la|el|las|los|san|santa|o|a)\s*)*\p{Lu}[\p{L}'’.]*(?:\s+(?:(?i:d[aeiou]l?l?[aeio]?s?|y|e)\s+)?\p{Lu}[\p{L}'’.]*){0,4}",
        r"\s*,?\s*(?:(?i:n\.?[°º]?|núm\.?|num\.?)\s*)?[0-9]{1,4}(?:\s?[/-]?\s?[a-zA-Z])?\b",
    ))
});
/// France, Britain, North America: the number, then the street.
static NUMBER_FIRST: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"\b[0-9]{1,5}(?:\s?(?:bis|ter|[A-Z]))?,?\s+(?:",
        r"(?i:rue|avenue|boulevard|bd|place|chemin|allée|impasse|quai|cours)\s+(?:(?i:d[eu]s?|de la|de l'|l[ae]s?|l'|d')\s*)*\p{L}[\p{L}'’-]*",
        r"|(?:\p{Lu}[\p{L}'’.]*\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Square|Sq|Terrace|Crescent|Close|Parkway|Pkwy)\b",
        r")",
    ))
});
/// Germany: the name ends in the kind of street, the number follows.
static GERMAN: Lazy = Lazy::new(|| {
    pattern(
        r"\b\p{Lu}[\p{L}-]*(?:\s\p{Lu}[\p{L}-]*)?(?:[ -]?(?i:straße|strasse|str\.|gasse|allee|ufer|weg|platz|damm))\s+[0-9]{1,4}\s?[a-zA-Z]?\b",
    )
});

pub fn detect(text: &str, found: &mut Vec<Finding>) {
    for regex in [&STREET_FIRST, &NUMBER_FIRST, &GERMAN] {
        each(text, Kind::Address, regex, found, |_| true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_needs_its_number() {
        let any = |text: &str| {
            let mut found = Vec::new();
            detect(text, &mut found);
            !found.is_empty()
        };
        for text in [
            "Abito in via Garibaldi 12",
            "Piazza della Repubblica, 3/A",
            "Calle de Alcalá, 45",
            "12 bis, rue de la Paix",
            "221B Baker Street",
            "Lange Straße 7",
            "Hauptstr. 12a",
            "Rua Augusta, 1500",
        ] {
            assert!(any(text), "{text}");
        }
        for text in [
            "via Garibaldi è bella",
            "in via di guarigione",
            "nel corso del 2024",
            "the street where we live",
            "ein langer Weg 2026",
            "place de la Concorde",
        ] {
            assert!(!any(text), "{text}");
        }
    }
}
