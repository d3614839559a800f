//! Hyphens below a hundred, no *and*.

use super::{join, scale, split};

pub fn say(number: u64) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    fn below_thousand(number: u64) -> String {
        let hundreds = match number / 100 {
            0 => String::new(),
            count => format!("{} hundred", SMALL[count as usize]),
        };
        let rest = match number % 100 {
            0 => String::new(),
            rest @ 1..20 => SMALL[rest as usize].to_owned(),
            rest if rest % 10 == 0 => TENS[rest as usize / 10 - 2].to_owned(),
            rest => format!("{}-{}", TENS[rest as usize / 10 - 2], SMALL[rest as usize % 10]),
        };
        join([hundreds, rest])
    }
    if number == 0 {
        return SMALL[0].to_owned();
    }
    let [billions, millions, thousands, rest] = split(number);
    join([
        scale(billions, "one billion", "billion", below_thousand),
        scale(millions, "one million", "million", below_thousand),
        scale(thousands, "one thousand", "thousand", below_thousand),
        below_thousand(rest),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &[(u64, &str)]) {
        for (number, words) in table {
            assert_eq!(say(*number), *words, "{number}");
        }
    }

    #[test]
    fn english_hyphenates() {
        check(&[
            (0, "zero"),
            (13, "thirteen"),
            (40, "forty"),
            (99, "ninety-nine"),
            (100, "one hundred"),
            (342, "three hundred forty-two"),
            (1_000, "one thousand"),
            (12_005, "twelve thousand five"),
            (1_000_001, "one million one"),
            (
                999_999_999,
                "nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine",
            ),
        ]);
    }
}
