//! Ordinal numbers in words, as far as narration needs them: 1 to 99.

use aida_protocol::Language;

use super::cardinal::{Form, cardinal};

/// The ordinal of `number`; above 99 the cardinal, which listeners understand as well.
pub fn ordinal(number: u64, language: Language, form: Form) -> String {
    if !(1..100).contains(&number) {
        return cardinal(number, language, form);
    }
    let feminine = form == Form::Feminine;
    match language {
        Language::It => {
            const FIRST: [&str; 10] = [
                "primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono",
                "decimo",
            ];
            let word = match number {
                1..=10 => FIRST[number as usize - 1].to_owned(),
                _ => italian_long(number),
            };
            ending(word, 'o', 'a', feminine)
        }
        Language::En | Language::Other(_) => english(number),
        Language::Es => {
            const FIRST: [&str; 10] = [
                "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno",
                "décimo",
            ];
            match number {
                1..=10 => ending(FIRST[number as usize - 1].to_owned(), 'o', 'a', feminine),
                _ => cardinal(number, language, form),
            }
        }
        Language::Fr => match number {
            1 if feminine => "première".to_owned(),
            1 => "premier".to_owned(),
            _ => french(number),
        },
        Language::De => german(number),
        Language::Pt => {
            const FIRST: [&str; 10] = [
                "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono",
                "décimo",
            ];
            match number {
                1..=10 => ending(FIRST[number as usize - 1].to_owned(), 'o', 'a', feminine),
                _ => cardinal(number, language, form),
            }
        }
    }
}

fn ending(mut word: String, masculine: char, feminine_end: char, feminine: bool) -> String {
    if feminine && word.ends_with(masculine) {
        word.pop();
        word.push(feminine_end);
    }
    word
}

/// From 11 on: the cardinal without its last vowel, which *tré* and *sei* keep, and *-esimo*.
fn italian_long(number: u64) -> String {
    let mut word = cardinal(number, Language::It, Form::Alone);
    if let Some(stem) = word.strip_suffix("tré") {
        word = format!("{stem}tre");
    } else if !word.ends_with("sei") {
        word.pop();
    }
    word + "esimo"
}

fn english(number: u64) -> String {
    let word = cardinal(number, Language::En, Form::Alone);
    let (head, last) = match word.rsplit_once('-') {
        Some((tens, unit)) => (format!("{tens}-"), unit),
        None => (String::new(), word.as_str()),
    };
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        _ => match last.strip_suffix('y') {
            Some(stem) => format!("{stem}ieth"),
            None => format!("{last}th"),
        },
    };
    head + &last
}

fn french(number: u64) -> String {
    let word = cardinal(number, Language::Fr, Form::Alone);
    if let Some(stem) = word.strip_suffix("cinq") {
        return format!("{stem}cinquième");
    }
    if let Some(stem) = word.strip_suffix("neuf") {
        return format!("{stem}neuvième");
    }
    let stem = word.strip_suffix("quatre-vingts").map_or(word.as_str(), |_| "quatre-vingt");
    format!("{}ième", stem.strip_suffix('e').unwrap_or(stem))
}

/// In the weak form that follows an article or a preposition: *am ersten Mai*.
fn german(number: u64) -> String {
    let word = cardinal(number, Language::De, Form::Masculine);
    match number {
        1 => "ersten".to_owned(),
        3 => "dritten".to_owned(),
        7 => "siebten".to_owned(),
        8 => "achten".to_owned(),
        2..20 => format!("{word}ten"),
        _ => format!("{word}sten"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_by_language() {
        let table = [
            (Language::It, 1, "primo"),
            (Language::It, 11, "undicesimo"),
            (Language::It, 23, "ventitreesimo"),
            (Language::It, 26, "ventiseiesimo"),
            (Language::En, 1, "first"),
            (Language::En, 12, "twelfth"),
            (Language::En, 21, "twenty-first"),
            (Language::En, 30, "thirtieth"),
            (Language::Es, 3, "tercero"),
            (Language::Fr, 1, "premier"),
            (Language::Fr, 5, "cinquième"),
            (Language::Fr, 9, "neuvième"),
            (Language::Fr, 80, "quatre-vingtième"),
            (Language::De, 3, "dritten"),
            (Language::De, 20, "zwanzigsten"),
            (Language::Pt, 10, "décimo"),
        ];
        for (language, number, words) in table {
            assert_eq!(ordinal(number, language, Form::Masculine), words, "{language} {number}");
        }
        assert_eq!(ordinal(2, Language::It, Form::Feminine), "seconda");
        assert_eq!(ordinal(1, Language::Fr, Form::Feminine), "première");
    }
}
