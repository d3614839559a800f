//! How a person is reached.

use super::{Finding, Kind, Lazy, each, pattern, stands_alone};

static EMAIL: Lazy = Lazy::new(|| {
    pattern(
        r"(?i)[\p{L}0-9][\p{L}0-9._%+'-]{0,63}@(?:[\p{L}0-9](?:[\p{L}0-9-]{0,61}[\p{L}0-9])?\.)+[\p{L}]{2,24}\b",
    )
});
/// With the country's code.
static INTERNATIONAL: Lazy =
    Lazy::new(|| pattern(r"(?:\+|\b00)[1-9][0-9]{0,2}(?:[ ./-]?(?:\([0-9]{1,5}\)|[0-9]{1,5})){2,6}"));
/// With the country's code, whose plus was lost where a sentence was cut into its parts.
static WITHOUT_PLUS: Lazy = Lazy::new(|| {
    pattern(r"\b(?:39|34|33|44|49|55|351)[ .-]\(?[1-9][0-9]{0,3}\)?(?:[ ./-]?[0-9]{2,7}){1,4}\b")
});
/// As a country writes its own: a leading zero, an Italian mobile, North America, groups of three of Spain and Portugal.
static NATIONAL: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"(?:\b0[1-9][0-9]{0,3}(?:[ ./-]?[0-9]{2,4}){2,4}\b|\b3[2-9][0-9][ ./-]?[0-9]{3}[ .]?[0-9]{3,4}\b",
        r"|\([2-9][0-9]{2}\) ?[0-9]{3}[-. ][0-9]{4}\b|\b[2-9][0-9]{2}[-.][0-9]{3}[-.][0-9]{4}\b",
        r"|\b[6-9][0-9]{2}[ ][0-9]{3}[ ][0-9]{3}\b|\(0?[1-9][0-9]\) ?9?[0-9]{4}-?[0-9]{4}\b)",
    ))
});
static NAMED: Lazy = Lazy::new(|| {
    pattern(
        r"(?i)\b(?:tel|cell|phone|mobile|telefono|cellulare|teléfono|móvil|téléphone|portable|telefon|handy|telefone|telemóvel|celular|whatsapp|fax)\b\.?\s*(?:n[°.º]?|number|nummer|numero|número|numéro)?\s*(?:[:=]|is|è|es|est|ist|é)?\s*(?P<v>\+?\(?[0-9](?:[ ./()-]{0,2}[0-9]){6,14})",
    )
});

pub fn detect(text: &str, found: &mut Vec<Finding>) {
    each(text, Kind::Email, &EMAIL, found, |_| true);
    each(text, Kind::Phone, &NAMED, found, |_| true);
    for regex in [&INTERNATIONAL, &WITHOUT_PLUS, &NATIONAL] {
        for candidate in regex.find_iter(text) {
            let digits = candidate.as_str().bytes().filter(u8::is_ascii_digit).count();
            if (8..=15).contains(&digits) && stands_alone(text, &candidate.range()) {
                found.push(Finding { kind: Kind::Phone, range: candidate.range() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut found = Vec::new();
        detect(text, &mut found);
        let mut kinds: Vec<_> = found.into_iter().map(|finding| finding.kind).collect();
        kinds.dedup();
        kinds
    }

    #[test]
    fn numbers_to_call_are_told_from_numbers_to_read() {
        for text in [
            "+39 347 1234567",
            "39 347 1234567",
            "0039 02 12345678",
            "chiama il 347 123 4567",
            "06 12 34 56 78",
            "030/1234567",
            "(555) 123-4567",
            "912 345 678",
            "tel. 5551234",
            "+55 (11) 91234-5678",
        ] {
            assert_eq!(kinds(text), [Kind::Phone], "{text}");
        }
        for text in [
            "Nel 1914, 350 000 soldati",
            "sconto del 30 % su 12.500 articoli",
            "dal 12/05/2026 al 31.12.2026",
            "versione 1.2.3",
            "alle 10:30 e alle 18:45",
            "1 000 000 000",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
        assert_eq!(kinds("Scrivi a maria.rossi+promo@mail.example.it."), [Kind::Email]);
        assert_eq!(kinds("seguici @aida o visita example.it"), []);
    }
}
