//! Below a million in one word, vowels elided: *ventuno*, *centottantatré*.

use super::{Form, join, scale, split};

pub fn say(number: u64, form: Form) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "uno",
        "due",
        "tre",
        "quattro",
        "cinque",
        "sei",
        "sette",
        "otto",
        "nove",
        "dieci",
        "undici",
        "dodici",
        "tredici",
        "quattordici",
        "quindici",
        "sedici",
        "diciassette",
        "diciotto",
        "diciannove",
    ];
    const TENS: [&str; 8] =
        ["venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"];
    fn below_thousand(number: u64) -> String {
        let hundreds = match number / 100 {
            0 => String::new(),
            1 => "cento".to_owned(),
            count => format!("{}cento", SMALL[count as usize]),
        };
        let rest = match number % 100 {
            0 => String::new(),
            rest @ 1..20 => SMALL[rest as usize].to_owned(),
            rest => {
                let tens = TENS[rest as usize / 10 - 2];
                match rest % 10 {
                    0 => tens.to_owned(),
                    unit @ (1 | 8) => format!("{}{}", &tens[..tens.len() - 1], SMALL[unit as usize]),
                    unit => format!("{tens}{}", SMALL[unit as usize]),
                }
            }
        };
        hundreds + &rest
    }
    match (number, form) {
        (0, _) => return SMALL[0].to_owned(),
        (1, Form::Masculine) => return "un".to_owned(),
        (1, Form::Feminine) => return "una".to_owned(),
        _ => {}
    }
    let [billions, millions, thousands, rest] = split(number);
    let thousands = match thousands {
        0 => String::new(),
        1 => "mille".to_owned(),
        count => format!("{}mila", below_thousand(count)),
    };
    let words = join([
        scale(billions, "un miliardo", "miliardi", below_thousand),
        scale(millions, "un milione", "milioni", below_thousand),
        thousands + &below_thousand(rest),
    ]);
    // At the end of a longer word three is stressed: *ventitré*, *centotré*.
    match words.strip_suffix("tre") {
        Some(stem) if stem.ends_with(char::is_alphabetic) => format!("{stem}tré"),
        _ => words,
    }
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
    fn italian_elides_and_accents() {
        check(&[
            (0, "zero"),
            (1, "uno"),
            (17, "diciassette"),
            (21, "ventuno"),
            (23, "ventitré"),
            (28, "ventotto"),
            (80, "ottanta"),
            (100, "cento"),
            (101, "centouno"),
            (103, "centotré"),
            (23_000, "ventitremila"),
            (1_000_003, "un milione tre"),
            (333, "trecentotrentatré"),
            (1000, "mille"),
            (2024, "duemilaventiquattro"),
            (1_000_000, "un milione"),
            (2_500_000, "due milioni cinquecentomila"),
            (999_999_999, "novecentonovantanove milioni novecentonovantanovemilanovecentonovantanove"),
        ]);
    }
}
