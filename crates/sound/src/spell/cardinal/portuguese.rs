//! Brazilian forms; parts are linked with *e*.

use super::{Form, join, scale, split};

pub fn say(number: u64, form: Form) -> String {
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

    fn check(table: &[(u64, &str)]) {
        for (number, words) in table {
            assert_eq!(say(*number, Form::Alone), *words, "{number}");
        }
    }

    #[test]
    fn portuguese_links_with_e() {
        check(&[
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
        ]);
        assert_eq!(say(2, Form::Feminine), "duas");
        assert_eq!(say(200, Form::Feminine), "duzentas");
    }
}
