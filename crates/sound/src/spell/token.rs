//! One written token, such as `30%,`, in spoken words.

use aida_protocol::Language;

use super::{
    cardinal::{Form, cardinal, digits},
    figure::Figure,
    lexicon,
    ordinal::ordinal,
    units::{self, Unit},
};

/// What stands behind a number, as far as the number's words depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The end of a phrase, or a word that is counted by nothing.
    Nothing,
    /// A unit in a token of its own.
    Unit(Form),
    /// A noun that is counted.
    Noun(Form),
}

impl After {
    const fn form(self) -> Form {
        match self {
            After::Nothing => Form::Alone,
            After::Unit(form) | After::Noun(form) => form,
        }
    }
}

/// One shape that a token with digits can have.
type Way = fn(&str, Language, After) -> Option<String>;

/// The words for `core`, a token without its outer punctuation. Never holds a digit; empty when nothing in
/// the token can be spoken.
pub fn say(core: &str, language: Language, after: After) -> String {
    if !core.contains(char::is_numeric) {
        return text(core, language);
    }
    let ways: [Way; 7] = [fraction, time, date, ordinal_number, range, decade, amount];
    ways.iter().find_map(|way| way(core, language, after)).unwrap_or_else(|| pieces(core, language))
}

fn fraction(core: &str, language: Language, _: After) -> Option<String> {
    let sign = match core {
        "1/2" => '½',
        "1/4" => '¼',
        "3/4" => '¾',
        _ => return None,
    };
    lexicon::symbol(sign, language).map(str::to_owned)
}

/// `15:30`, `9:05am`, `15h30`.
fn time(core: &str, language: Language, after: After) -> Option<String> {
    let lower = core.to_ascii_lowercase();
    let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock, "a m"),
        (_, Some(clock)) => (clock, "p m"),
        _ => (lower.as_str(), ""),
    };
    let (hours, minutes) = clock.split_once([':', 'h'])?;
    let number = |text: &str, limit: u64| {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number: &u64| plain && *number < limit)
    };
    let (hours, minutes) = (number(hours, 25)?, number(minutes, 60)?);
    let say = |number, form| cardinal(number, language, form);
    let hour = say(hours, Form::Feminine);
    let minute = say(minutes, Form::Alone);
    // `15:30 Uhr`, `15:30 h`: the unit is said by its own token.
    let unit_follows = matches!(after, After::Unit(_));
    let said = match (language.of_studio(), minutes) {
        (Language::It, 0) => say(hours, Form::Alone),
        (Language::It, _) => format!("{} e {minute}", say(hours, Form::Alone)),
        (Language::En, 0) if half.is_empty() && (1..=12).contains(&hours) => format!("{hour} o'clock"),
        (Language::En, 0) if half.is_empty() => format!("{hour} hundred"),
        (Language::En, 0) => format!("{hour} {half}"),
        (Language::En, 1..10) => format!("{hour} oh {minute} {half}"),
        (Language::En, _) => format!("{hour} {minute} {half}"),
        (Language::Es, 0) => hour,
        (Language::Es, _) => format!("{hour} y {minute}"),
        (Language::Fr, _) => {
            let unit = if hours < 2 { "heure" } else { "heures" };
            format!("{hour} {unit} {}", if minutes == 0 { "" } else { &minute })
        }
        (Language::De, _) => {
            let hour = say(hours, Form::Masculine);
            let unit = if unit_follows { "" } else { "Uhr" };
            format!("{hour} {unit} {}", if minutes == 0 { "" } else { &minute })
        }
        (Language::Pt, 0) if unit_follows => hour,
        (Language::Pt, 0) => format!("{hour} {}", if hours == 1 { "hora" } else { "horas" }),
        (Language::Pt | Language::Other(_), _) => format!("{hour} e {minute}"),
    };
    Some(one_spaced(&said))
}

/// `12/05/2026` and `2026-05-12`. English, which writes both orders, gets the numbers as they stand.
fn date(core: &str, language: Language, _: After) -> Option<String> {
    let parts: Vec<&str> = core.split(['/', '-', '.']).collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    if !parts
        .iter()
        .all(|part| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let (day, month, year) = match (first.len(), third.len()) {
        (4, _) => (third, second, first),
        (_, 4) => (first, second, third),
        _ => return None,
    };
    let day_number = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    let year = Figure::read(year, language)?;
    let year = year.say_year(language).unwrap_or_else(|| year.say(language, Form::Alone));
    if language == Language::En && first.len() != 4 {
        let plain = |text: &str| text.parse().map(|number| cardinal(number, language, Form::Alone));
        return Some(format!("{} {} {year}", plain(first).ok()?, plain(second).ok()?));
    }
    let month = lexicon::month(month.parse().ok()?, language)?;
    let day = match (language, day_number) {
        (Language::En | Language::De, day) => ordinal(day, language, Form::Masculine),
        (Language::It | Language::Fr | Language::Pt, 1) => ordinal(1, language, Form::Masculine),
        (_, day) => cardinal(day, language, Form::Alone),
    };
    Some(match language {
        Language::Es | Language::Pt => format!("{day} de {month} de {year}"),
        Language::En | Language::Other(_) => format!("{month} {day} {year}"),
        _ => format!("{day} {month} {year}"),
    })
}

fn ordinal_number(core: &str, language: Language, after: After) -> Option<String> {
    let end = core.find(|part: char| !part.is_ascii_digit())?;
    let number: u64 = core[..end].parse().ok()?;
    let form = match (&core[end..], language) {
        ("º", Language::It | Language::Es | Language::Pt) => Form::Masculine,
        ("ª", Language::It | Language::Es | Language::Pt) => Form::Feminine,
        // A degree sign often stands for the small o.
        ("°", Language::It | Language::Es | Language::Pt) if matches!(after, After::Noun(_)) => {
            Form::Masculine
        }
        ("st" | "nd" | "rd" | "th", Language::En) => Form::Masculine,
        ("er" | "e" | "ème" | "eme" | "nd", Language::Fr) => Form::Masculine,
        ("re" | "ère" | "nde", Language::Fr) => Form::Feminine,
        _ => return None,
    };
    Some(ordinal(number, language, form))
}

/// `10-15`, `10–15 %`.
fn range(core: &str, language: Language, after: After) -> Option<String> {
    let (from, to) = core.split_once(['-', '–'])?;
    let from_figure = Figure::read(from, language)?;
    if !to.starts_with(|part: char| part.is_ascii_digit()) || to.contains(['-', '–']) {
        return None;
    }
    let from = from_figure.say_year(language).unwrap_or_else(|| from_figure.say(language, Form::Alone));
    Some(one_spaced(&format!("{from} {} {}", lexicon::range_link(language), say(to, language, after))))
}

/// `the 80s`, `1990s`.
fn decade(core: &str, language: Language, _: After) -> Option<String> {
    let number =
        core.strip_suffix("'s").or_else(|| core.strip_suffix("’s")).or_else(|| core.strip_suffix('s'))?;
    if language != Language::En || !matches!(number.len(), 2 | 4) || !number.ends_with('0') {
        return None;
    }
    let figure = Figure::read(number, language)?;
    let name = figure.say_year(language).unwrap_or_else(|| figure.say(language, Form::Alone));
    Some(match name.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{name}s"),
    })
}

/// A number with what belongs to it: `-5°C`, `$20`, `30%`, `10k`, `9,90€/mese`, `3x`.
fn amount(core: &str, language: Language, after: After) -> Option<String> {
    let start = core.find(|part: char| part.is_ascii_digit())?;
    let end = core.rfind(|part: char| part.is_ascii_digit())? + 1;
    let (prefix, mut figure_text, mut suffix) = (&core[..start], &core[start..end], &core[end..]);
    // `m2`, `km2`: the last digit belongs to the unit.
    if Figure::read(figure_text, language).is_none()
        && let Some(letter) = figure_text.find(|part: char| part.is_alphabetic())
    {
        suffix = &core[start + letter..];
        figure_text = &figure_text[..letter];
    }
    let figure = Figure::read(figure_text, language)?;
    let (sign, money) = match prefix.chars().next() {
        Some('-' | '−') => (lexicon::minus(language), &prefix[prefix.chars().next()?.len_utf8()..]),
        Some('+') => (lexicon::symbol('+', language).unwrap_or_default(), &prefix[1..]),
        _ => ("", prefix),
    };
    let money = if money.is_empty() { None } else { Some(units::currency(money, language)?) };
    let said = match money {
        Some(currency) => say_currency(&figure, &currency, suffix, language)?,
        None => say_suffixed(&figure, suffix, language, after)?,
    };
    Some(one_spaced(&format!("{sign} {said}")))
}

/// `$20`, `$5M`, `€9,90/mese`.
fn say_currency(figure: &Figure, currency: &Unit, suffix: &str, language: Language) -> Option<String> {
    let (scale, rest) = match suffix.chars().next() {
        None => (None, ""),
        Some('/') => (None, suffix),
        Some('k' | 'K') => (Some("k"), &suffix[1..]),
        Some('m' | 'M') => (Some("mln"), &suffix[1..]),
        Some('b' | 'B') => (Some("mld"), &suffix[1..]),
        _ => return None,
    };
    let per = match rest.strip_prefix('/') {
        Some(what) => format!("{} {}", lexicon::per(language), say_counted(what, language)),
        None if rest.is_empty() => String::new(),
        None => return None,
    };
    let money = match scale {
        None => figure.say_money(currency, language),
        Some("k") => format!("{} {}", thousands(figure, language), currency.many),
        Some(scale) => {
            let millions = figure.say_with(&units::unit(scale, language)?, language);
            format!("{millions} {} {}", lexicon::of(language), currency.many)
        }
    };
    Some(format!("{money} {per}"))
}

fn say_suffixed(figure: &Figure, suffix: &str, language: Language, after: After) -> Option<String> {
    if suffix.is_empty() {
        let year = if matches!(after, After::Unit(_)) { None } else { figure.say_year(language) };
        return Some(year.unwrap_or_else(|| figure.say(language, after.form())));
    }
    if let Some(unit) = units::unit(suffix, language) {
        return Some(figure.say_money(&unit, language))
            .filter(|_| units::currency(suffix, language).is_some())
            .or_else(|| Some(figure.say_with(&unit, language)));
    }
    match suffix {
        "k" | "K" => Some(thousands(figure, language)),
        "M" => Some(figure.say_with(&units::unit("mln", language)?, language)),
        "x" | "X" | "×" => {
            Some(format!("{} {}", figure.say(language, Form::Feminine), lexicon::symbol('×', language)?))
        }
        _ => {
            let (left, right) = suffix.split_once('/')?;
            let unit = units::unit(left, language)?;
            let money = figure.say_money(&unit, language);
            Some(format!("{money} {} {}", lexicon::per(language), say_counted(right, language)))
        }
    }
}

/// What stands behind the slash of `€/kg` or `€/mese`.
fn say_counted(what: &str, language: Language) -> String {
    match units::unit(what, language) {
        Some(unit) => unit.one.to_owned(),
        None => say(what, language, After::Nothing),
    }
}

/// `10k`, `1,5k`.
fn thousands(figure: &Figure, language: Language) -> String {
    match figure.integer() {
        Some(number) if number < 1_000_000 => cardinal(number * 1000, language, Form::Alone),
        _ => format!("{} {}", figure.say(language, Form::Masculine), cardinal(1000, language, Form::Alone)),
    }
}

/// Anything with digits that is no known shape: runs of digits as numbers, the rest as text.
fn pieces(core: &str, language: Language) -> String {
    let mut words = Vec::new();
    let mut rest = core;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|part: char| part.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        words.push(match (is_digit, run.parse::<u64>()) {
            (false, _) => text(run, language),
            (true, Ok(number)) if run.len() <= 9 && (run.len() == 1 || !run.starts_with('0')) => {
                cardinal(number, language, Form::Alone)
            }
            (true, _) => digits(run, language),
        });
        rest = tail;
    }
    one_spaced(&words.join(" "))
}

/// Words without digits: letters stay, signs that are read become words, all else falls away.
fn text(core: &str, language: Language) -> String {
    let letters: Vec<char> = core.chars().collect();
    let is_letter = |index: Option<usize>| {
        index.and_then(|index| letters.get(index)).is_some_and(|letter| is_speakable(*letter))
    };
    // `U.S.A.` is spelled, `aida.io` has a dot that is read.
    let initials = core.split('.').all(|part| part.chars().count() <= 1);
    let mut said = String::with_capacity(core.len());
    for (index, letter) in letters.iter().enumerate() {
        let inside = is_letter(index.checked_sub(1)) && is_letter(Some(index + 1));
        match letter {
            _ if is_speakable(*letter) => said.push(*letter),
            '\'' | '’' | 'ʼ' if is_letter(index.checked_sub(1)) => said.push('\''),
            '-' | '‐' | '‑' if inside => said.push('-'),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            '.' if inside && !initials => said.push_str(&format!(" {} ", lexicon::dot(language))),
            // The tags of a page are nothing to say; the signs between two words are.
            '<' | '>' if letters.len() > 1 => said.push(' '),
            sign => match lexicon::symbol(*sign, language) {
                Some(word) => said.push_str(&format!(" {word} ")),
                None => said.push(' '),
            },
        }
    }
    let said = one_spaced(&said);
    // An apostrophe alone is nothing to say.
    if said.contains(is_speakable) { said } else { String::new() }
}

/// Letters that espeak reads with the voice of our languages. Other scripts would be read as names of their
/// characters ("Chinese letter"), which helps nobody.
fn is_speakable(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
        || letter.is_alphabetic()
            && !matches!(letter, 'ª' | 'º')
            && matches!(letter, 'A'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}')
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_not_read_out() {
        let say = |core| say(core, Language::En, After::Nothing);
        assert_eq!(say("<b>bold</b>"), "b bold b");
        assert_eq!(say("<"), "less than");
    }
}
