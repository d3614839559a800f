//! Numbers as briefs write them: digits, fractions, words.

use aida_protocol::Language;
use text2num::text2digits;

use crate::token::{Kind, Token};

/// A number and where it begins; it ends before the place that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    pub start: usize,
    pub value: f64,
    /// Whether it is no more than `a` or `one`.
    pub article: bool,
}

/// No number in words that a brief needs has more tokens: `two hundred and forty five`.
const MOST_WORDS: usize = 6;

/// The number that ends right before token `end`.
pub fn amount_before(text: &str, tokens: &[Token], end: usize, language: Language) -> Option<Amount> {
    let mut last = end.checked_sub(1)?;
    if tokens[last].fold == "-" && tokens[last].glued {
        last = last.checked_sub(1)?;
    }
    match tokens[last].kind {
        Kind::Number => digits_at(tokens, last),
        Kind::Mark => fraction_sign(tokens, last),
        Kind::Word => words_until(text, tokens, last, language),
        Kind::Tag | Kind::Handle | Kind::Newline => None,
    }
}

/// The number that begins at token `start`, in digits or words, and how many tokens it has.
pub fn amount_at(text: &str, tokens: &[Token], start: usize, language: Language) -> Option<(f64, usize)> {
    let token = tokens.get(start)?;
    if token.kind == Kind::Number {
        return plain(&token.fold).map(|value| (value, 1));
    }
    let words = tokens[start..].iter().take(MOST_WORDS).take_while(|token| is_number_word(token)).count();
    (1..=words).rev().find_map(|count| {
        let value = in_words(text, &tokens[start..start + count], language)?;
        Some((value, count))
    })
}

fn is_number_word(token: &Token) -> bool {
    token.kind == Kind::Word || token.fold == "-" && token.glued
}

/// `30`, `1,5`, `2.5`; no clock times, no thousands.
pub fn plain(digits: &str) -> Option<f64> {
    let value: f64 = digits.replace(',', ".").parse().ok()?;
    (value.is_finite() && digits.len() <= 9).then_some(value)
}

/// `30`, `1,5`, `1/2`, `1 1/2`.
fn digits_at(tokens: &[Token], last: usize) -> Option<Amount> {
    let value = plain(&tokens[last].fold)?;
    let whole = Amount { start: last, value, article: false };
    let Some(slash) = last.checked_sub(1).filter(|slash| tokens[*slash].fold == "/") else {
        return Some(whole);
    };
    let Some(upper) = slash.checked_sub(1).filter(|upper| tokens[*upper].kind == Kind::Number) else {
        return Some(whole);
    };
    let fraction = plain(&tokens[upper].fold)? / value;
    if !(fraction > 0.0 && fraction < 1.0) {
        return Some(whole);
    }
    Some(with_whole_before(tokens, upper, fraction))
}

/// `½`, `1½`.
fn fraction_sign(tokens: &[Token], at: usize) -> Option<Amount> {
    let fraction = match tokens[at].fold.as_str() {
        "½" => 0.5,
        "¼" => 0.25,
        "¾" => 0.75,
        _ => return None,
    };
    Some(with_whole_before(tokens, at, fraction))
}

fn with_whole_before(tokens: &[Token], start: usize, fraction: f64) -> Amount {
    let before = start.checked_sub(1).filter(|before| tokens[*before].kind == Kind::Number);
    match before.and_then(|before| Some((before, plain(&tokens[before].fold)?))) {
        Some((before, whole)) => Amount { start: before, value: whole + fraction, article: false },
        None => Amount { start, value: fraction, article: false },
    }
}

fn words_until(text: &str, tokens: &[Token], last: usize, language: Language) -> Option<Amount> {
    let first = last.saturating_sub(MOST_WORDS - 1);
    let start = (first..=last).rev().take_while(|at| is_number_word(&tokens[*at])).last()?;
    let longest = (start..=last).find_map(|start| {
        let value = in_words(text, &tokens[start..=last], language)?;
        Some(Amount { start, value, article: false })
    });
    let found = longest.or_else(|| {
        let value = about(&tokens[last].fold)?;
        let article = last.checked_sub(1).filter(|before| is_one(&tokens[*before].fold));
        Some(Amount { start: article.unwrap_or(last), value, article: false })
    });
    let is_article = |amount: &Amount| amount.start == last && is_one(&tokens[last].fold);
    match found {
        Some(amount) if !is_article(&amount) => Some(amount),
        _ => is_one(&tokens[last].fold).then_some(Amount { start: last, value: 1.0, article: true }),
    }
}

/// A number in words and nothing else.
fn in_words(text: &str, tokens: &[Token], language: Language) -> Option<f64> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    if first.fold == "-" || last.fold == "-" {
        return None;
    }
    let words: Vec<String> = tokens
        .iter()
        .filter(|token| token.fold != "-")
        .map(|token| text[token.range.clone()].to_lowercase())
        .collect();
    if let ([word], Language::De) = (words.as_slice(), language)
        && let Some(half) = german_half(word)
    {
        return Some(half);
    }
    written(&words.join(" "), language)
}

/// What text2num makes of it, ordinals refused.
fn written(words: &str, language: Language) -> Option<f64> {
    // An `and` at either end belongs to the sentence.
    let edge =
        |word: &str| matches!(word, "and" | "e" | "y" | "et" | "und" | "point" | "virgule" | "komma" | "a");
    let (first, last) = (words.split(' ').next()?, words.split(' ').next_back()?);
    if edge(first) || edge(last) {
        return None;
    }
    let interpreter = match language {
        Language::It => text2num::Language::italian(),
        Language::En | Language::Other(_) => text2num::Language::english(),
        Language::Es => text2num::Language::spanish(),
        Language::Fr => text2num::Language::french(),
        Language::De => text2num::Language::german(),
        Language::Pt => text2num::Language::portugese(),
    };
    let digits = text2digits(words, &interpreter).ok()?;
    digits.parse().ok().filter(|value: &f64| value.is_finite())
}

/// `zweieinhalb`.
fn german_half(word: &str) -> Option<f64> {
    let whole = word.strip_suffix("einhalb")?;
    Some(if whole.is_empty() { 1.5 } else { written(whole.trim_end_matches("und"), Language::De)? + 0.5 })
}

/// German words of one piece: `einminütiges`, `dreißigsekündiger`. The number, and the unit's first letter.
pub fn german_compound(word: &str) -> Option<(f64, char)> {
    let word = word.to_lowercase();
    for (unit, name) in [("minütig", 'm'), ("sekündig", 's'), ("minutig", 'm'), ("sekundig", 's')] {
        let Some(at) = word.find(unit).filter(|at| *at > 0) else { continue };
        let number = &word[..at];
        let value =
            if number == "ein" { Some(1.0) } else { german_half(number).or(written(number, Language::De)) };
        return value.map(|value| (value, name));
    }
    None
}

fn is_one(fold: &str) -> bool {
    matches!(
        fold,
        "un" | "uno"
            | "una"
            | "un'"
            | "a"
            | "an"
            | "one"
            | "une"
            | "ein"
            | "eine"
            | "einer"
            | "einem"
            | "einen"
            | "um"
            | "uma"
    )
}

/// `una trentina`, `une vingtaine`: about so many.
fn about(fold: &str) -> Option<f64> {
    Some(match fold {
        "decina" | "dizaine" | "decena" | "dezena" => 10.0,
        "dozzina" | "dozen" | "douzaine" | "docena" | "duzia" | "dutzend" => 12.0,
        "quindicina" | "quinzaine" | "quincena" | "quinzena" => 15.0,
        "ventina" | "vingtaine" | "veintena" | "vintena" => 20.0,
        "trentina" | "trentaine" | "treintena" | "trintena" => 30.0,
        "quarantina" | "quarantaine" | "cuarentena" | "quarentena" => 40.0,
        "cinquantina" | "cinquantaine" | "cincuentena" => 50.0,
        "sessantina" | "soixantaine" => 60.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    fn before(text: &str, language: Language) -> Option<f64> {
        let tokens = tokenize(text);
        amount_before(text, &tokens, tokens.len(), language).map(|amount| amount.value)
    }

    #[test]
    fn numbers_are_read_in_every_language() {
        use Language::{De, En, Es, Fr, It, Pt};
        for (text, language, value) in [
            ("video da trentacinque", It, 35.0),
            ("una quarantina", It, 40.0),
            ("spot di centoventi", It, 120.0),
            ("a forty-five", En, 45.0),
            ("film of two hundred and ten", En, 210.0),
            ("vídeo de cuarenta y cinco", Es, 45.0),
            ("une vidéo de quatre-vingt-dix", Fr, 90.0),
            ("une trentaine", Fr, 30.0),
            ("Video von fünfunddreißig", De, 35.0),
            ("etwa zweieinhalb", De, 2.5),
            ("vídeo de quarenta e cinco", Pt, 45.0),
            ("um", Pt, 1.0),
            ("circa 1,5", It, 1.5),
            ("1 1/2", En, 1.5),
            ("1½", En, 1.5),
            ("½", En, 0.5),
        ] {
            assert_eq!(before(text, language), Some(value), "{text}");
        }
        for (text, language) in [("the", En), ("video di", It), ("1:15", En), ("#30", En), ("", En)] {
            assert_eq!(before(text, language), None, "{text}");
        }
    }

    #[test]
    fn german_compounds_are_taken_apart() {
        assert_eq!(german_compound("Einminütiges"), Some((1.0, 'm')));
        assert_eq!(german_compound("dreißigsekündiger"), Some((30.0, 's')));
        assert_eq!(german_compound("zweieinhalbminütig"), Some((2.5, 'm')));
        assert_eq!(german_compound("minütlich"), None);
    }
}
