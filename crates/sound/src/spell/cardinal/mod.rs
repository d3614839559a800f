//! Whole numbers in words, for 0 to 999,999,999,999.

mod english;
mod french;
mod german;
mod italian;
mod portuguese;
mod spanish;

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
        Language::It => italian::say(number, form),
        Language::En | Language::Other(_) => english::say(number),
        Language::Es => spanish::say(number, form),
        Language::Fr => french::say(number, form),
        Language::De => german::say(number, form),
        Language::Pt => portuguese::say(number, form),
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

#[cfg(test)]
mod tests {
    use super::*;

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
