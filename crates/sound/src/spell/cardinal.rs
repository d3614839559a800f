//! Whole numbers in words, for 0 to 999,999,999,999.

use aida_protocol::Language;

/// How the last word of a number agrees with what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing follows: *uno*, *eins*.
    Alone,
    /// A masculine (or neuter) noun follows: *un*, *ein*.
    Masculine,
    /// A feminine noun follows: *una*, *eine*.
    Feminine,
}

/// First number that [`cardinal`] does not name.
pub const LIMIT: u64 = 1_000_000_000_000;

/// `number` in words. What is not below [`LIMIT`] is read digit by digit.
pub fn cardinal(number: u64, language: Language, form: Form) -> String {
    if number >= LIMIT {
        return digits(&number.to_string(), language);
    }
    match language {
        Language::It => italian(number, form),
        Language::En => english(number),
        Language::Es => spanish(number, form),
        Language::Fr => french(number, form),
        Language::De => german(number, form),
        Language::Pt => portuguese(number, form),
    }
}

/// Each decimal digit of `text` by its name: *zero zero sette*.
pub fn digits(text: &str, language: Language) -> String {
    let names: Vec<String> = text
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .map(|digit| cardinal(u64::from(digit), language, Form::Alone))
        .collect();
    names.join(" ")
}

/// The number's parts in billions, millions, thousands and the rest.
const fn split(number: u64) -> [u64; 4] {
    [number / 1_000_000_000, number / 1_000_000 % 1000, number / 1000 % 1000, number % 1000]
}

/// Words that are not empty, with single spaces.
fn join(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `one` for 1, `many` behind its count otherwise, nothing for 0.
fn scale(count: u64, one: &str, many: &str, name: impl Fn(u64) -> String) -> String {
    match count {
        0 => String::new(),
        1 => one.to_owned(),
        _ => format!("{} {many}", name(count)),
    }
}

fn italian(number: u64, form: Form) -> String {
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
                    3 => format!("{tens}tré"),
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
    join([
        scale(billions, "un miliardo", "miliardi", below_thousand),
        scale(millions, "un milione", "milioni", below_thousand),
        thousands + &below_thousand(rest),
    ])
}

fn english(number: u64) -> String {
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

fn spanish(number: u64, form: Form) -> String {
    const SMALL: [&str; 30] = [
        "cero",
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciséis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "veintiuno",
        "veintidós",
        "veintitrés",
        "veinticuatro",
        "veinticinco",
        "veintiséis",
        "veintisiete",
        "veintiocho",
        "veintinueve",
    ];
    const TENS: [&str; 7] = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
    const HUNDREDS: [&str; 9] = [
        "ciento",
        "doscientos",
        "trescientos",
        "cuatrocientos",
        "quinientos",
        "seiscientos",
        "setecientos",
        "ochocientos",
        "novecientos",
    ];
    fn below_thousand(number: u64, form: Form) -> String {
        if number == 100 {
            return "cien".to_owned();
        }
        let hundreds = match (number / 100, form) {
            (0, _) => String::new(),
            (count @ 2.., Form::Feminine) => HUNDREDS[count as usize - 1].replace("ientos", "ientas"),
            (count, _) => HUNDREDS[count as usize - 1].to_owned(),
        };
        let unit = |unit: u64| match (unit, form) {
            (1, Form::Masculine) => "un",
            (1, Form::Feminine) => "una",
            (21, Form::Masculine) => "veintiún",
            (21, Form::Feminine) => "veintiuna",
            _ => SMALL[unit as usize],
        };
        let rest = match number % 100 {
            0 => String::new(),
            rest @ 1..30 => unit(rest).to_owned(),
            rest if rest % 10 == 0 => TENS[rest as usize / 10 - 3].to_owned(),
            rest => format!("{} y {}", TENS[rest as usize / 10 - 3], unit(rest % 10)),
        };
        join([hundreds, rest])
    }
    if number == 0 {
        return SMALL[0].to_owned();
    }
    let masculine = |count| below_thousand(count, Form::Masculine);
    let [billions, millions, thousands, rest] = split(number);
    // A thousand millions: "mil millones".
    let millions = match (billions, millions) {
        (0, count) => scale(count, "un millón", "millones", masculine),
        (1, count) => join(["mil".to_owned(), masculine(count), "millones".to_owned()]),
        (many, count) => join([masculine(many), "mil".to_owned(), masculine(count), "millones".to_owned()]),
    };
    let counted = if form == Form::Feminine { Form::Feminine } else { Form::Masculine };
    let thousands = scale(thousands, "mil", "mil", |count| below_thousand(count, counted));
    join([millions, thousands, below_thousand(rest, form)])
}

fn french(number: u64, form: Form) -> String {
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
        scale(thousands, "mille", "mille", plain),
        below_thousand(rest, form),
    ])
}

fn german(number: u64, form: Form) -> String {
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

fn portuguese(number: u64, form: Form) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "um",
        "dois",
        "três",
        "quatro",
        "cinco",
        "seis",
        "sete",
        "oito",
        "nove",
        "dez",
        "onze",
        "doze",
        "treze",
        "quatorze",
        "quinze",
        "dezesseis",
        "dezessete",
        "dezoito",
        "dezenove",
    ];
    const TENS: [&str; 8] =
        ["vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"];
    const HUNDREDS: [&str; 9] = [
        "cento",
        "duzentos",
        "trezentos",
        "quatrocentos",
        "quinhentos",
        "seiscentos",
        "setecentos",
        "oitocentos",
        "novecentos",
    ];
    fn below_thousand(number: u64, form: Form) -> String {
        if number == 100 {
            return "cem".to_owned();
        }
        let feminine = form == Form::Feminine;
        let hundreds = match number / 100 {
            0 => None,
            count @ 2.. if feminine => Some(HUNDREDS[count as usize - 1].replace("tos", "tas")),
            count => Some(HUNDREDS[count as usize - 1].to_owned()),
        };
        let unit = |unit: u64| match unit {
            1 if feminine => "uma",
            2 if feminine => "duas",
            _ => SMALL[unit as usize],
        };
        let rest = match number % 100 {
            0 => None,
            rest @ 1..20 => Some(unit(rest).to_owned()),
            rest if rest % 10 == 0 => Some(TENS[rest as usize / 10 - 2].to_owned()),
            rest => Some(format!("{} e {}", TENS[rest as usize / 10 - 2], unit(rest % 10))),
        };
        hundreds.into_iter().chain(rest).collect::<Vec<_>>().join(" e ")
    }
    if number == 0 {
        return SMALL[0].to_owned();
    }
    let masculine = |count| below_thousand(count, Form::Masculine);
    let [billions, millions, thousands, rest] = split(number);
    let large = join([
        scale(billions, "um bilhão", "bilhões", masculine),
        scale(millions, "um milhão", "milhões", masculine),
        scale(thousands, "mil", "mil", |count| below_thousand(count, form)),
    ]);
    // "mil e cem", "mil e vinte", but "mil duzentos e vinte".
    let link = if !large.is_empty() && rest > 0 && (rest < 100 || rest % 100 == 0) { "e" } else { "" };
    join([large, link.to_owned(), below_thousand(rest, form)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Language, table: &[(u64, &str)]) {
        for (number, words) in table {
            assert_eq!(cardinal(*number, language, Form::Alone), *words, "{language} {number}");
        }
    }

    #[test]
    fn italian_elides_and_accents() {
        check(
            Language::It,
            &[
                (0, "zero"),
                (1, "uno"),
                (17, "diciassette"),
                (21, "ventuno"),
                (23, "ventitré"),
                (28, "ventotto"),
                (80, "ottanta"),
                (100, "cento"),
                (101, "centouno"),
                (333, "trecentotrentatré"),
                (1000, "mille"),
                (2024, "duemilaventiquattro"),
                (1_000_000, "un milione"),
                (2_500_000, "due milioni cinquecentomila"),
                (999_999_999, "novecentonovantanove milioni novecentonovantanovemilanovecentonovantanove"),
            ],
        );
    }

    #[test]
    fn english_hyphenates() {
        check(
            Language::En,
            &[
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
            ],
        );
    }

    #[test]
    fn spanish_hundreds_and_thousands() {
        check(
            Language::Es,
            &[
                (1, "uno"),
                (16, "dieciséis"),
                (22, "veintidós"),
                (31, "treinta y uno"),
                (100, "cien"),
                (101, "ciento uno"),
                (500, "quinientos"),
                (1_000, "mil"),
                (21_000, "veintiún mil"),
                (1_000_000, "un millón"),
                (2_000_000_000, "dos mil millones"),
            ],
        );
        assert_eq!(cardinal(21, Language::Es, Form::Masculine), "veintiún");
        assert_eq!(cardinal(200, Language::Es, Form::Feminine), "doscientas");
        assert_eq!(cardinal(31, Language::Es, Form::Feminine), "treinta y una");
    }

    #[test]
    fn french_counts_by_twenties() {
        check(
            Language::Fr,
            &[
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
                (2_024, "deux mille vingt-quatre"),
                (1_000_000, "un million"),
            ],
        );
        assert_eq!(cardinal(21, Language::Fr, Form::Feminine), "vingt et une");
    }

    #[test]
    fn german_turns_units_and_tens_round() {
        check(
            Language::De,
            &[
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
            ],
        );
        assert_eq!(cardinal(1, Language::De, Form::Feminine), "eine");
        assert_eq!(cardinal(1, Language::De, Form::Masculine), "ein");
    }

    #[test]
    fn portuguese_links_with_e() {
        check(
            Language::Pt,
            &[
                (2, "dois"),
                (16, "dezesseis"),
                (21, "vinte e um"),
                (100, "cem"),
                (101, "cento e um"),
                (999, "novecentos e noventa e nove"),
                (1_100, "mil e cem"),
                (1_220, "mil duzentos e vinte"),
                (2_024, "dois mil e vinte e quatro"),
                (1_000_000, "um milhão"),
                (2_000_000, "dois milhões"),
            ],
        );
        assert_eq!(cardinal(2, Language::Pt, Form::Feminine), "duas");
        assert_eq!(cardinal(200, Language::Pt, Form::Feminine), "duzentas");
    }

    #[test]
    fn no_number_is_empty_or_holds_a_digit() {
        for language in Language::ALL {
            for form in [Form::Alone, Form::Masculine, Form::Feminine] {
                let steps = (0..2_500).chain((0..4_000).map(|step| step * 249_999_983));
                for number in steps {
                    let words = cardinal(number, language, form);
                    assert!(!words.is_empty() && !words.contains(char::is_numeric), "{number}: {words}");
                    assert!(!words.contains("  ") && words.trim() == words, "{number}: {words:?}");
                }
            }
        }
    }
}
