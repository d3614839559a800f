//! Units before tens, below a million in one word.

use super::{Form, join, scale, split};

pub fn say(number: u64, form: Form) -> String {
    const SMALL: [&str; 20] = [
        "null",
        "ein",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ];
    const TENS: [&str; 8] =
        ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
    fn below_thousand(number: u64) -> String {
        let hundreds = match number / 100 {
            0 => String::new(),
            count => format!("{}hundert", SMALL[count as usize]),
        };
        let rest = match number % 100 {
            0 => String::new(),
            rest @ 1..20 => SMALL[rest as usize].to_owned(),
            rest if rest % 10 == 0 => TENS[rest as usize / 10 - 2].to_owned(),
            rest => format!("{}und{}", SMALL[rest as usize % 10], TENS[rest as usize / 10 - 2]),
        };
        hundreds + &rest
    }
    if number == 0 {
        return SMALL[0].to_owned();
    }
    let [billions, millions, thousands, rest] = split(number);
    let thousands = match thousands {
        0 => String::new(),
        count => format!("{}tausend", below_thousand(count)),
    };
    // Only what ends in the word for one shows its form: "hunderteins", but "elf".
    let ending = match (rest % 100, form) {
        (1, Form::Alone) => "s",
        (1, Form::Feminine) => "e",
        _ => "",
    };
    join([
        scale(billions, "eine Milliarde", "Milliarden", below_thousand),
        scale(millions, "eine Million", "Millionen", below_thousand),
        thousands + &below_thousand(rest) + ending,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &[(u64, &str)]) {
        for (number, words) in table {
            assert_eq!(say(*number, Form::Alone), *words, "{number}");
        }
    }

    #[test]
    fn german_turns_units_and_tens_round() {
        check(&[
            (1, "eins"),
            (16, "sechzehn"),
            (17, "siebzehn"),
            (21, "einundzwanzig"),
            (30, "dreißig"),
            (100, "einhundert"),
            (101, "einhunderteins"),
            (1_000, "eintausend"),
            (2_024, "zweitausendvierundzwanzig"),
            (1_000_000, "eine Million"),
            (3_000_007, "drei Millionen sieben"),
        ]);
        assert_eq!(say(1, Form::Feminine), "eine");
        assert_eq!(say(1, Form::Masculine), "ein");
    }
}
