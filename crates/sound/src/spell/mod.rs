//! From the written form of a narration to what the voice is given.
//!
//! Numbers, units, money, times and signs become words, because espeak-ng reports wrong word positions for
//! digits (it fires several events with wrong spans). The written tokens stay as they are: each spoken
//! [`Group`] names the tokens that it stands for, and captions show those.

mod cardinal;
mod figure;
mod lexicon;
mod ordinal;
mod token;
mod units;

#[cfg(test)]
mod table;

use std::ops::Range;

use aida_protocol::Language;

use cardinal::Form;
use figure::Figure;
use token::After;

/// Spoken words and the written tokens that they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Indices of written tokens; mostly one.
    pub tokens: Range<usize>,
    /// The words to speak, with single spaces and no digit; empty when the tokens are silent (a dash, an emoji).
    pub spoken: String,
    /// Whether the last token's stop belongs to an abbreviation and closes no phrase.
    pub inner_stop: bool,
}

/// Spells `tokens`, the whitespace-separated pieces of a narration. Every token is in exactly one group.
pub fn spell(tokens: &[&str], language: Language) -> Vec<Group> {
    let cut: Vec<Cut> = tokens.iter().map(|token| Cut::of(token)).collect();
    let mut groups = Vec::with_capacity(tokens.len());
    let mut next = 0;
    while next < cut.len() {
        let (length, spoken) = money_across(&cut[next..], language)
            .or_else(|| groups_of_three(&cut[next..], language))
            .or_else(|| german_day(&cut[next..], language))
            .or_else(|| german_clock(&cut[next..], language))
            .or_else(|| unit_behind_number(&cut, next, language))
            .unwrap_or_else(|| (1, single(&cut, next, language)));
        let last = &cut[next + length - 1];
        let inner_stop = lexicon::is_inner_stop(&last.with_stop(), language)
            || german_day(&cut[next..], language).is_some();
        groups.push(Group { tokens: next..next + length, spoken, inner_stop });
        next += length;
    }
    groups
}

/// A token and its outer punctuation.
#[derive(Debug)]
struct Cut<'a> {
    core: &'a str,
    /// Punctuation behind the core.
    trail: &'a str,
}

impl<'a> Cut<'a> {
    fn of(token: &'a str) -> Self {
        const OPENING: &str = "\"“”„«»‹›‘'’([{¿¡*_#…—–~";
        const CLOSING: &str = ".,;:!?…\"“”»«›‹)]}*_—–";
        let body = token.trim_start_matches(|sign| OPENING.contains(sign));
        let core = body.trim_end_matches(|sign| CLOSING.contains(sign));
        Cut { core, trail: &body[core.len()..] }
    }

    /// The core and the stop behind it, as abbreviations are listed.
    fn with_stop(&self) -> String {
        if self.trail.starts_with('.') { format!("{}.", self.core) } else { String::new() }
    }

    fn figure(&self, language: Language) -> Option<Figure> {
        Figure::read(self.core, language)
    }
}

/// `€ 20`, `19,99 €`, `$5 million`: money in several tokens, whose parts are said in another order.
fn money_across(cut: &[Cut], language: Language) -> Option<(usize, String)> {
    let [first, second, ..] = cut else {
        return None;
    };
    if !first.trail.is_empty() {
        return None;
    }
    if let Some(figure) = first.figure(language) {
        let currency = units::currency(second.core, language).filter(|_| figure.has_cents())?;
        return Some((2, figure.say_money(&currency, language)));
    }
    let (currency, figure, used) = match units::currency(first.core, language) {
        Some(currency) => (currency, second.figure(language)?, 2),
        None => {
            let start = first.core.find(|part: char| part.is_ascii_digit())?;
            let (sign, digits) = first.core.split_at(start);
            (units::currency(sign, language)?, Figure::read(digits, language)?, 1)
        }
    };
    let scale =
        cut.get(used).filter(|word| cut[used - 1].trail.is_empty() && lexicon::is_scale_word(word.core));
    match scale {
        Some(scale) => {
            let number = figure.say(language, Form::Masculine);
            let scale = units::unit(scale.core, language)
                .map_or_else(|| scale.core.to_owned(), |unit| unit.many.to_owned());
            let words = [number.as_str(), &scale, lexicon::of(language), currency.many];
            let said = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            Some((used + 1, said))
        }
        None if used == 2 => Some((2, figure.say_money(&currency, language))),
        None => None,
    }
}

/// `1 000 000`: thousands apart, as French and others write them.
fn groups_of_three(cut: &[Cut], language: Language) -> Option<(usize, String)> {
    let is_digits = |cut: &Cut| !cut.core.is_empty() && cut.core.bytes().all(|byte| byte.is_ascii_digit());
    let first = cut.first().filter(|first| is_digits(first) && first.core.len() <= 3)?;
    if language == Language::En || first.core.starts_with('0') || !first.trail.is_empty() {
        return None;
    }
    let mut length = 1;
    while cut[length - 1].trail.is_empty()
        && cut.get(length).is_some_and(|next| is_digits(next) && next.core.len() == 3)
    {
        length += 1;
    }
    // More digits behind them: a telephone number, not thousands.
    if length == 1 || (cut[length - 1].trail.is_empty() && cut.get(length).is_some_and(is_digits)) {
        return None;
    }
    let groups: Vec<&str> = cut[..length].iter().map(|cut| cut.core).collect();
    Some((length, Figure::of_groups(&groups).say(language, after(cut, length - 1, language).form_of_noun())))
}

/// `1. Mai`: in German the stop makes the ordinal.
fn german_day(cut: &[Cut], language: Language) -> Option<(usize, String)> {
    let [day, month, ..] = cut else {
        return None;
    };
    let number = day.core.parse().ok().filter(|number| (1..=31).contains(number))?;
    (language == Language::De && day.trail == "." && lexicon::is_month(month.core, language))
        .then(|| (1, ordinal::ordinal(number, language, Form::Masculine)))
}

/// `15:30 Uhr`: the unit is said between hours and minutes.
fn german_clock(cut: &[Cut], language: Language) -> Option<(usize, String)> {
    let [clock, unit, ..] = cut else {
        return None;
    };
    let is_clock = clock.trail.is_empty() && clock.core.contains([':', '.']) && unit.core == "Uhr";
    (language == Language::De && is_clock)
        .then(|| (2, token::say(&clock.core.replace('.', ":"), language, After::Nothing)))
}

/// `km` behind `5`, `%` behind `30`.
fn unit_behind_number(cut: &[Cut], index: usize, language: Language) -> Option<(usize, String)> {
    let before = cut.get(index.checked_sub(1)?).filter(|before| before.trail.is_empty())?;
    let unit = units::unit(cut[index].core, language)?;
    let is_number = before.core.ends_with(|part: char| part.is_ascii_digit())
        && before.core.starts_with(|part: char| part.is_ascii_digit() || "+-−".contains(part));
    if !is_number {
        return None;
    }
    let one = before.core.len() < 3 && before.figure(language).is_some_and(|figure| figure.is_one(language))
        || before.figure(language).is_some_and(|figure| !figure.is_plain() && figure.is_one(language));
    Some((1, if one { unit.one } else { unit.many }.to_owned()))
}

fn single(cut: &[Cut], index: usize, language: Language) -> String {
    let token = &cut[index];
    if let Some(long) = lexicon::abbreviation(&token.with_stop(), language) {
        return long.to_owned();
    }
    token::say(token.core, language, after(cut, index, language))
}

/// What the token at `index` counts, if it is a number.
fn after(cut: &[Cut], index: usize, language: Language) -> After {
    let Some(next) = cut.get(index + 1).filter(|_| cut[index].trail.is_empty()) else {
        return After::Nothing;
    };
    if let Some(unit) = units::unit(next.core, language) {
        return After::Unit(unit.form);
    }
    if next.core == "Uhr" {
        return After::Unit(Form::Masculine);
    }
    match noun_form(next.core, language) {
        Some(form) => After::Noun(form),
        None => After::Nothing,
    }
}

impl After {
    /// How a number agrees that cannot be a year.
    fn form_of_noun(self) -> Form {
        match self {
            After::Nothing => Form::Alone,
            After::Unit(form) | After::Noun(form) => form,
        }
    }
}

/// A guess at the gender of a counted noun by its ending; `None` for what is no noun.
fn noun_form(word: &str, language: Language) -> Option<Form> {
    const SMALL_WORDS: [&str; 32] = [
        "di", "da", "per", "con", "del", "dei", "che", "and", "the", "for", "but", "with", "por", "con",
        "del", "que", "los", "las", "sur", "par", "pour", "des", "les", "qui", "und", "von", "mit", "für",
        "das", "der", "com", "dos",
    ];
    const MASCULINE_IN_A: [&str; 16] = [
        "día",
        "días",
        "dia",
        "dias",
        "problema",
        "problemas",
        "programa",
        "programas",
        "sistema",
        "sistemas",
        "tema",
        "temas",
        "planeta",
        "planetas",
        "idioma",
        "idiomas",
    ];
    const FRENCH_FEMININE: [&str; 16] = [
        "personne",
        "personnes",
        "fois",
        "heure",
        "heures",
        "minute",
        "minutes",
        "seconde",
        "secondes",
        "semaine",
        "semaines",
        "année",
        "années",
        "journée",
        "idée",
        "idées",
    ];
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) || SMALL_WORDS.contains(&word) {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    let feminine = match language {
        Language::En | Language::Other(_) => false,
        Language::It => word.ends_with('a') && word != "problema" && word != "programma",
        Language::Es | Language::Pt if MASCULINE_IN_A.contains(&word) => false,
        Language::Es => ends(&["a", "as", "ción", "ciones", "dad", "dades"]),
        Language::Pt => ends(&["a", "as", "ção", "ções", "dade", "dades", "gem", "gens"]),
        Language::Fr => FRENCH_FEMININE.contains(&word) || ends(&["tion", "tions", "ité", "ités"]),
        Language::De => ends(&["ung", "heit", "keit", "schaft", "ion", "e"]),
    };
    Some(if feminine { Form::Feminine } else { Form::Masculine })
}
