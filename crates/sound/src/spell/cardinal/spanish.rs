//! Hundreds and ones agree with what is counted.

use super::{Form, join, scale, split};

pub fn say(number: u64, form: Form) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &[(u64, &str)]) {
        for (number, words) in table {
            assert_eq!(say(*number, Form::Alone), *words, "{number}");
        }
    }

    #[test]
    fn spanish_hundreds_and_thousands() {
        check(&[
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
        ]);
        assert_eq!(say(21, Form::Masculine), "veintiún");
        assert_eq!(say(200, Form::Feminine), "doscientas");
        assert_eq!(say(31, Form::Feminine), "treinta y una");
    }
}
