//! Account and card numbers.

use super::{Finding, Kind, Lazy, compact, digits, pattern, stands_alone};

static IBAN: Lazy = Lazy::new(|| pattern(r"(?i)\b[A-Z]{2}[ -]?[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}\b"));
static CARD: Lazy = Lazy::new(|| pattern(r"\b[0-9](?:[ -]?[0-9]){11,18}\b"));

/// Characters of an IBAN by country (SWIFT's registry).
const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 \
    DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 \
    JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 \
    PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

pub fn detect(text: &str, found: &mut Vec<Finding>) {
    for candidate in IBAN.find_iter(text) {
        if let Some(end) = iban_end(candidate.as_str()) {
            let range = candidate.start()..candidate.start() + end;
            found.push(Finding { kind: Kind::Iban, range });
        }
    }
    for candidate in CARD.find_iter(text) {
        if is_card(&compact(candidate.as_str())) && stands_alone(text, &candidate.range()) {
            found.push(Finding { kind: Kind::Card, range: candidate.range() });
        }
    }
}

/// Where the IBAN that `text` begins with ends; words may follow it without a stop.
fn iban_end(text: &str) -> Option<usize> {
    let country = text.get(..2)?.to_ascii_uppercase();
    let listed = IBAN_LENGTHS.split_whitespace().find(|entry| entry.starts_with(&country))?;
    let length: usize = listed[2..].parse().ok()?;
    let mut places = text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric());
    let (end, _) = places.nth(length - 1)?;
    // The next character must not belong to the same word.
    if text[end + 1..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let iban = compact(&text[..=end]);
    let turned = iban[4..].chars().chain(iban[..4].chars());
    (digits::modulo_97(turned) == Some(1)).then_some(end + 1)
}

/// Whether an issuer has such numbers and the check digit is right.
fn is_card(number: &str) -> bool {
    let Some(digits) = digits::digits(number) else { return false };
    let starts = |count: usize| number.get(..count).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    let (two, three, four) = (starts(2), starts(3), starts(4));
    let issued = match number.len() {
        13 | 19 if two / 10 == 4 => true,
        14 => (300..=305).contains(&three) || matches!(two, 36 | 38 | 39),
        15 => matches!(two, 34 | 37),
        16 => {
            two / 10 == 4
                || (51..=55).contains(&two)
                || (2221..=2720).contains(&four)
                || four == 6011
                || two == 65
                || (644..=649).contains(&three)
                || (3528..=3589).contains(&four)
                || matches!(two, 50 | 56 | 57 | 58 | 62 | 63 | 67)
        }
        17..=19 => two == 62,
        _ => false,
    };
    issued && digits::luhn(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        let mut found = Vec::new();
        detect(text, &mut found);
        found.into_iter().map(|finding| (finding.kind, &text[finding.range])).collect()
    }

    #[test]
    fn accounts_and_cards_are_found_in_the_ways_people_write_them() {
        assert_eq!(
            kinds("IBAN IT60 X054 2811 1010 0000 0123 456 grazie"),
            [(Kind::Iban, "IT60 X054 2811 1010 0000 0123 456")]
        );
        assert_eq!(kinds("de89370400440532013000."), [(Kind::Iban, "de89370400440532013000")]);
        assert_eq!(kinds("carta 4111-1111-1111-1111"), [(Kind::Card, "4111-1111-1111-1111")]);
        assert_eq!(kinds("ordine 4111 1111 1111 1112 e 9 4111111111111111"), []);
    }
}
