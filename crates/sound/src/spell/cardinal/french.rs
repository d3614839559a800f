//! Seventy counts on from sixty, ninety from eighty.

use super::{Form, join, scale, split};

pub fn say(number: u64, form: Form) -> String {
    const SMALL: [&str; 20] = [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
        "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
    ];
    const TENS: [&str; 5] = ["vingt", "trente", "quarante", "cinquante", "soixante"];
    fn below_hundred(number: u64, form: Form) -> String {
        let small = |unit: u64| match (unit, form) {
            (1, Form::Feminine) => "une",
            _ => SMALL[unit as usize],
        };
        match number {
            0 => String::new(),
            1..20 => small(number).to_owned(),
            71 => "soixante et onze".to_owned(),
            80 => "quatre-vingts".to_owned(),
            20..80 => {
                // Seventy counts on from sixty.
                let tens = (number / 10).min(6);
                let name = TENS[tens as usize - 2];
                match number - tens * 10 {
                    0 => name.to_owned(),
                    1 => format!("{name} et {}", small(1)),
                    unit => format!("{name}-{}", SMALL[unit as usize]),
                }
            }
            _ => format!("quatre-vingt-{}", small(number - 80)),
        }
    }
    fn below_thousand(number: u64, form: Form) -> String {
        let hundreds = match (number / 100, number % 100) {
            (0, _) => String::new(),
            (1, _) => "cent".to_owned(),
            (count, 0) => format!("{} cents", SMALL[count as usize]),
            (count, _) => format!("{} cent", SMALL[count as usize]),
        };
        join([hundreds, below_hundred(number % 100, form)])
    }
    if number == 0 {
        return SMALL[0].to_owned();
    }
    let plain = |count| below_thousand(count, Form::Masculine);
    let [billions, millions, thousands, rest] = split(number);
    join([
        scale(billions, "un milliard", "milliards", plain),
        scale(millions, "un million", "millions", plain),
        // *quatre-vingt mille*, *deux cent mille*: the plural's s falls before a thousand.
        scale(thousands, "mille", "mille", |count| match plain(count) {
            words if count % 100 == 80 || count % 100 == 0 => words.trim_end_matches('s').to_owned(),
            words => words,
        }),
        below_thousand(rest, form),
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
    fn french_counts_by_twenties() {
        check(&[
            (21, "vingt et un"),
            (61, "soixante et un"),
            (70, "soixante-dix"),
            (71, "soixante et onze"),
            (77, "soixante-dix-sept"),
            (80, "quatre-vingts"),
            (81, "quatre-vingt-un"),
            (91, "quatre-vingt-onze"),
            (99, "quatre-vingt-dix-neuf"),
            (200, "deux cents"),
            (201, "deux cent un"),
            (1_000, "mille"),
            (80_000, "quatre-vingt mille"),
            (200_200, "deux cent mille deux cents"),
            (2_024, "deux mille vingt-quatre"),
            (1_000_000, "un million"),
        ]);
        assert_eq!(say(21, Form::Feminine), "vingt et une");
    }
}
