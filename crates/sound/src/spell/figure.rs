//! Numbers written in digits: reading the digits, and saying them.

use aida_protocol::Language;

use super::{
    cardinal::{Form, cardinal, digits},
    lexicon,
    units::Unit,
};

/// Digits as written: `12`, `1.500`, `3,5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Digits of the whole part, without separators.
    whole: String,
    /// Digits behind the decimal sign, and that sign.
    decimals: Option<(char, String)>,
    /// Whether the digits were written in groups of three.
    grouped: bool,
}

impl Figure {
    /// Reads `text` if it is a number: digits with separators of thousands and decimals as `language` writes
    /// them, or as it is plain that they are meant.
    pub fn read(text: &str, language: Language) -> Option<Figure> {
        let is_sign = |sign: char| matches!(sign, '.' | ',' | '\'' | '’');
        let known = |part: char| part.is_ascii_digit() || is_sign(part);
        let edges = |part: Option<char>| part.is_some_and(|part| part.is_ascii_digit());
        if !text.chars().all(known) || !edges(text.chars().next()) || !edges(text.chars().next_back()) {
            return None;
        }
        let signs: Vec<char> = text.chars().filter(|part| is_sign(*part)).collect();
        let groups: Vec<&str> = text.split(is_sign).collect();
        let Some(last) = signs.last().copied() else {
            return Some(Figure { whole: text.to_owned(), decimals: None, grouped: false });
        };
        let in_thousands = |groups: &[&str]| {
            (1..=3).contains(&groups[0].len())
                && !groups[0].starts_with('0')
                && groups[1..].iter().all(|group| group.len() == 3)
        };
        let thousands = if language == Language::En { ',' } else { '.' };
        let alike = signs.iter().all(|sign| *sign == last);
        let by_custom = last == thousands || matches!(last, '\'' | '’') || signs.len() > 1;
        if alike && by_custom && in_thousands(&groups) {
            return Some(Figure { whole: groups.concat(), decimals: None, grouped: true });
        }
        let (decimals, head) = groups.split_last()?;
        let head_alike = signs[..signs.len() - 1].iter().all(|sign| *sign != last);
        if matches!(last, '\'' | '’') || decimals.is_empty() || !head_alike {
            return None;
        }
        (head.len() == 1 || in_thousands(head)).then(|| Figure {
            whole: head.concat(),
            decimals: Some((last, (*decimals).to_owned())),
            grouped: head.len() > 1,
        })
    }

    /// A whole number, from groups that stood apart: `1 000 000`.
    pub fn of_groups(groups: &[&str]) -> Figure {
        Figure { whole: groups.concat(), decimals: None, grouped: true }
    }

    /// The whole number, when there are no decimals.
    pub fn integer(&self) -> Option<u64> {
        if self.decimals.is_some() { None } else { self.whole.parse().ok() }
    }

    /// Whether the digits stand plainly, without separators.
    pub fn is_plain(&self) -> bool {
        !self.grouped && self.decimals.is_none()
    }

    /// Whether a noun behind it stands in the singular. French counts up to two as one.
    pub fn is_one(&self, language: Language) -> bool {
        match language {
            Language::Fr => matches!(self.whole.parse(), Ok(0_u64 | 1)),
            _ => self.integer() == Some(1),
        }
    }

    /// Whether money written so has cents.
    pub fn has_cents(&self) -> bool {
        self.decimals.as_ref().is_some_and(|(_, digits)| digits.len() == 2)
    }

    /// The number in words. `form` is how it agrees with what follows.
    pub fn say(&self, language: Language, form: Form) -> String {
        let Some((sign, decimals)) = &self.decimals else {
            return self.say_whole(language, form);
        };
        let whole = self.say_whole(language, Form::Alone);
        if decimals.bytes().all(|digit| digit == b'0') && *sign == ',' {
            return whole;
        }
        let (name, one_by_one) = lexicon::decimal_sign(language);
        // `2.0` in a language that writes a comma is a version, not a fraction.
        let name = if *sign == '.' && language != Language::En { lexicon::dot(language) } else { name };
        let significant = decimals.trim_start_matches('0');
        let said = if one_by_one || significant.is_empty() || significant.len() > 3 {
            digits(decimals, language)
        } else {
            let zeros = digits(&decimals[..decimals.len() - significant.len()], language);
            let rest = significant.parse().map_or_else(
                |_| digits(significant, language),
                |number| cardinal(number, language, Form::Alone),
            );
            format!("{zeros} {rest}").trim().to_owned()
        };
        format!("{whole} {name} {said}")
    }

    fn say_whole(&self, language: Language, form: Form) -> String {
        let leading_zero = self.whole.len() > 1 && self.whole.starts_with('0');
        match self.whole.parse::<u64>() {
            // *un milione di euro*: full millions are nouns themselves.
            Ok(number) if form != Form::Alone && number > 0 && number % 1_000_000 == 0 => {
                format!("{} {}", cardinal(number, language, form), lexicon::of(language))
                    .trim_end()
                    .to_owned()
            }
            Ok(number) if !leading_zero => cardinal(number, language, form),
            _ => digits(&self.whole, language),
        }
    }

    /// The number with its unit behind it: *due ore*.
    pub fn say_with(&self, unit: &Unit, language: Language) -> String {
        let name = if self.is_one(language) { unit.one } else { unit.many };
        format!("{} {name}", self.say(language, unit.form))
    }

    /// Money: *diciannove euro e novantanove*.
    pub fn say_money(&self, currency: &Unit, language: Language) -> String {
        let cents = match &self.decimals {
            Some((_, digits)) if digits.len() == 2 => digits.parse::<u64>().ok(),
            _ => return self.say_with(currency, language),
        };
        let whole = Figure { whole: self.whole.clone(), decimals: None, grouped: self.grouped };
        let money = whole.say_with(currency, language);
        let Some(cents) = cents.filter(|cents| *cents > 0) else {
            return money;
        };
        let cents = cardinal(cents, language, Form::Alone);
        match language {
            Language::It | Language::Pt => format!("{money} e {cents}"),
            Language::En | Language::Other(_) => format!("{money} and {cents} cents"),
            Language::Es => format!("{money} con {cents}"),
            Language::Fr | Language::De => format!("{money} {cents}"),
        }
    }

    /// The number as a year, where a language has a way of its own: *nineteen eighty-four*.
    pub fn say_year(&self, language: Language) -> Option<String> {
        let year = self.integer().filter(|_| self.is_plain() && self.whole.len() == 4)?;
        let (century, rest) = (year / 100, year % 100);
        let say = |number| cardinal(number, language, Form::Alone);
        match language {
            Language::En if matches!(year, 1900..=1999 | 2010..=2099) => Some(match rest {
                0 => format!("{} hundred", say(century)),
                1..10 => format!("{} oh {}", say(century), say(rest)),
                _ => format!("{} {}", say(century), say(rest)),
            }),
            Language::De if (1100..=1999).contains(&year) => {
                let rest = if rest == 0 { String::new() } else { say(rest) };
                Some(format!("{}hundert{rest}", say(century)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str, language: Language) -> String {
        Figure::read(text, language).unwrap().say(language, Form::Alone)
    }

    #[test]
    fn separators_follow_the_language() {
        assert_eq!(say("1.500", Language::It), "millecinquecento");
        assert_eq!(say("1,500", Language::En), "one thousand five hundred");
        assert_eq!(say("1.500", Language::En), "one point five zero zero");
        assert_eq!(say("1,500,000", Language::It), "un milione cinquecentomila");
        assert_eq!(say("1.234,56", Language::De), "eintausendzweihundertvierunddreißig Komma fünf sechs");
        assert_eq!(say("3,05", Language::It), "tre virgola zero cinque");
        assert_eq!(say("2.0", Language::It), "due punto zero");
        assert_eq!(say("10,00", Language::Fr), "dix");
        assert_eq!(say("007", Language::En), "zero zero seven");
        for wrong in ["", "1.", ".5", "a1", "1.2.3", "1,2.3,4"] {
            assert_eq!(Figure::read(wrong, Language::It), None, "{wrong}");
        }
    }

    #[test]
    fn years_in_pairs_where_that_is_the_custom() {
        let year = |text: &str, language| Figure::read(text, language).unwrap().say_year(language);
        assert_eq!(year("1984", Language::En).unwrap(), "nineteen eighty-four");
        assert_eq!(year("1905", Language::En).unwrap(), "nineteen oh five");
        assert_eq!(year("2026", Language::En).unwrap(), "twenty twenty-six");
        assert_eq!(year("2005", Language::En), None);
        assert_eq!(year("1999", Language::De).unwrap(), "neunzehnhundertneunundneunzig");
        assert_eq!(year("1999", Language::It), None);
    }

    #[test]
    fn money_has_cents() {
        let money = |text: &str, sign: &str, language| {
            let unit = crate::spell::units::currency(sign, language).unwrap();
            Figure::read(text, language).unwrap().say_money(&unit, language)
        };
        assert_eq!(money("19,99", "€", Language::It), "diciannove euro e novantanove");
        assert_eq!(money("1.00", "$", Language::En), "one dollar");
        assert_eq!(money("19.99", "$", Language::En), "nineteen dollars and ninety-nine cents");
        assert_eq!(money("21", "£", Language::Es), "veintiuna libras");
        assert_eq!(money("1", "€", Language::De), "ein Euro");
    }
}
