//! How long the film shall be. The unit is found first, then the number before it.
//!
//! ```text
//! length = amount unit [and-half] [[and] amount [unit]]      30s, 1 minuto e mezzo, 2 min 30, 2'30"
//!        | amount to amount unit                             20-30 secondi: the middle
//!        | clock                                             1:15
//! ```

use std::ops::Range;

use aida_protocol::Language;

use crate::{
    draft::{Draft, Field},
    number::{amount_at, amount_before, german_compound, plain},
    tables::Sense,
    token::Kind,
};

const FIELD: Field = "duration_seconds";

/// Nobody means a longer film; a number that comes to more is something else.
const LONGEST_SECONDS: f64 = 4.0 * 3_600.0;

/// After `in`, a longer time is what the subject takes.
const LONGEST_WITHIN_SECONDS: f64 = 180.0;

/// How many words may stand between a length and the film that it is of.
const NEAR: usize = 3;

#[derive(Debug, Clone, PartialEq)]
struct Candidate {
    tokens: Range<usize>,
    seconds: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Minutes,
    Hours,
}

impl Unit {
    const fn seconds(self) -> f64 {
        match self {
            Unit::Seconds => 1.0,
            Unit::Minutes => 60.0,
            Unit::Hours => 3_600.0,
        }
    }

    const fn smaller(self) -> Option<Unit> {
        match self {
            Unit::Seconds => None,
            Unit::Minutes => Some(Unit::Seconds),
            Unit::Hours => Some(Unit::Minutes),
        }
    }
}

/// Takes the length, if the text says one.
pub fn find(draft: &mut Draft) {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut at = 0;
    while at < draft.tokens.len() {
        let found = candidate_at(draft, at).filter(|found| {
            // A range begins before the length that it ends with: `20 s - 30 s`.
            let beside_last = candidates.last().is_none_or(|last| {
                last.tokens.end <= found.tokens.start || found.tokens.start <= last.tokens.start
            });
            let sensible = found.seconds > 0.0 && found.seconds <= LONGEST_SECONDS;
            beside_last && sensible && draft.is_free(found.tokens.clone())
        });
        at = found.as_ref().map_or(at + 1, |found| found.tokens.end);
        if let Some(found) = found {
            candidates.retain(|other| other.tokens.end <= found.tokens.start);
            candidates.push(found);
        }
    }
    let scored = candidates.into_iter().map(|found| (score(draft, &found), found));
    // The first of the best.
    let best = scored.fold(None, |best: Option<(i32, Candidate)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    if let Some((_, found)) = best.filter(|(score, _)| *score >= 0) {
        draft.input.duration_seconds = Some(found.seconds);
        draft.take(found.tokens, FIELD);
    }
}

/// How likely it is that a length is the film's: `in 5 minuti` after a dish is the dish's.
fn score(draft: &Draft, found: &Candidate) -> i32 {
    let Range { start, end } = found.tokens.clone();
    let alone = (start == 0 || draft.is_break(start - 1)) && draft.is_break(end);
    let mut score = 0;
    if alone {
        score += 3;
    }
    let window = start.saturating_sub(NEAR)..(end + NEAR).min(draft.tokens.len());
    if window.clone().any(|at| is_about_the_film(draft, at)) {
        score += 3;
    }
    let before = start.checked_sub(1).map_or("", |before| draft.fold_at(before));
    let within = matches!(
        before,
        "in" | "en"
            | "em"
            | "dans"
            | "within"
            | "ogni"
            | "every"
            | "cada"
            | "chaque"
            | "alle"
            | "nach"
            | "after"
            | "dopo"
    );
    // `pasta in 15 minuti`, but `space in 60 seconds`.
    if within && found.seconds > LONGEST_WITHIN_SECONDS {
        score -= 2;
    }
    if found.seconds >= 3_600.0 {
        score -= 2;
    }
    score
}

fn is_about_the_film(draft: &Draft, at: usize) -> bool {
    let sense = draft.lexicon.match_at(&draft.tokens, at).map(|found| found.sense);
    matches!(
        sense,
        Some(
            Sense::Content(_)
                | Sense::Platform(_)
                | Sense::PlatformAspect(..)
                | Sense::LengthIntro
                | Sense::Aspect(_)
        )
    )
}

fn candidate_at(draft: &Draft, at: usize) -> Option<Candidate> {
    let token = draft.tokens.get(at)?;
    match token.kind {
        Kind::Number => marks_after(draft, at).or_else(|| clock(draft, at)),
        Kind::Word => {
            if draft.language == Language::De
                && let Some((value, name)) = german_compound(&draft.text[token.range.clone()])
            {
                let unit = if name == 'm' { Unit::Minutes } else { Unit::Seconds };
                return Some(Candidate { tokens: at..at + 1, seconds: value * unit.seconds() });
            }
            words(draft, at, unit_at(draft, at)?)
        }
        Kind::Mark | Kind::Tag | Kind::Handle | Kind::Newline => None,
    }
}

fn unit_at(draft: &Draft, at: usize) -> Option<Unit> {
    let is = |sense| draft.lexicon.word_is(&draft.tokens, at, sense);
    let token = draft.tokens.get(at)?;
    // A lone `m` or `h` needs its number at its side: `2m`, but not `5 m`.
    if matches!(token.fold.as_str(), "m" | "h") && !token.glued {
        return None;
    }
    if is(Sense::Seconds) {
        Some(Unit::Seconds)
    } else if is(Sense::Minutes) {
        Some(Unit::Minutes)
    } else if is(Sense::Hours) {
        Some(Unit::Hours)
    } else {
        None
    }
}

/// `30 secondi`, `un minuto e mezzo`, `anderthalb Minuten`, `2 min 30`, `half a minute`.
fn words(draft: &Draft, unit_at: usize, unit: Unit) -> Option<Candidate> {
    let Some((start, amount)) = count_before(draft, unit_at, unit) else {
        // Spanish: `minuto y medio`.
        let after = half_after(draft, unit_at + 1)?;
        return Some(Candidate { tokens: unit_at..after, seconds: 1.5 * unit.seconds() });
    };
    let (start, amount) = match low_end(draft, start) {
        Some((low_start, low)) if low < amount => (low_start, f64::midpoint(low, amount)),
        _ => (start, amount),
    };
    let mut end = unit_at + 1;
    // `1 min.`
    if draft.fold_at(end) == "."
        && draft.tokens[end].glued
        && !draft.tokens[unit_at].fold.ends_with(['o', 'i', 'e', 'a'])
    {
        end += 1;
    }
    let mut seconds = amount * unit.seconds();
    if let Some(after) = half_after(draft, end) {
        return Some(Candidate { tokens: start..after, seconds: seconds + 0.5 * unit.seconds() });
    }
    if let Some((rest, after)) = unit.smaller().and_then(|smaller| rest_after(draft, end, smaller)) {
        seconds += rest;
        end = after;
    }
    Some(Candidate { tokens: start..end, seconds })
}

/// How many units: a number, a half, one and a half, or `a`.
fn count_before(draft: &Draft, unit_at: usize, unit: Unit) -> Option<(usize, f64)> {
    let last = draft.before(unit_at)?;
    let is = |at, sense| draft.lexicon.word_is(&draft.tokens, at, sense);
    let fold = |at: usize| draft.fold_at(at);
    // English: `half a minute`, `one and a half minutes`.
    if draft.language == Language::En && fold(last) == "a" && last > 0 && fold(last - 1) == "half" {
        return Some((last - 1, 0.5));
    }
    if fold(last) == "half" && last >= 2 && fold(last - 1) == "a" && fold(last - 2) == "and" {
        let whole = amount_before(draft.text, &draft.tokens, last - 2, draft.language)?;
        return Some((whole.start, whole.value + 0.5));
    }
    if is(last, Sense::OneAndHalf) {
        return Some((last, 1.5));
    }
    if is(last, Sense::Half) {
        let article = draft.before(last).filter(|before| draft.is_article(*before));
        return Some((article.unwrap_or(last), 0.5));
    }
    // French and Romance round numbers: `une trentaine de secondes`.
    let of = matches!(fold(last), "di" | "de" | "d'" | "of");
    let counted = if of { last } else { unit_at };
    let amount = amount_before(draft.text, &draft.tokens, counted, draft.language)?;
    if of && draft.tokens[last - 1].kind == Kind::Number {
        return None;
    }
    // `a second` is the second one, or an instant.
    (!amount.article || unit != Unit::Seconds && !of).then_some((amount.start, amount.value))
}

/// The lower end of a range that goes on at `start`: `20-`, `20 bis`.
fn low_end(draft: &Draft, start: usize) -> Option<(usize, f64)> {
    let separator = start.checked_sub(1)?;
    let token = &draft.tokens[separator];
    if !draft.is_until(separator) && !token.is_mark("-–—/") {
        return None;
    }
    let mut end = separator;
    // `20 s - 30 s`
    if unit_at(draft, end.checked_sub(1)?).is_some() {
        end -= 1;
    }
    let low = amount_before(draft.text, &draft.tokens, end, draft.language).filter(|low| !low.article)?;
    let between = |at: &usize| {
        matches!(
            draft.fold_at(*at),
            "tra" | "fra" | "dai" | "da" | "between" | "from" | "entre" | "de" | "zwischen" | "von" | "d'"
        )
    };
    let first = low.start.checked_sub(1).filter(between).unwrap_or(low.start);
    Some((first, low.value))
}

fn half_after(draft: &Draft, at: usize) -> Option<usize> {
    let found = draft.lexicon.match_at(&draft.tokens, at)?;
    (found.sense == Sense::AndHalf).then(|| found.end())
}

/// The smaller unit after the bigger one: `e 20 secondi`, `30`, `und zwanzig Sekunden`.
fn rest_after(draft: &Draft, at: usize, unit: Unit) -> Option<(f64, usize)> {
    let joined = draft.is_conjunction(at);
    let start = if joined { at + 1 } else { at };
    if draft.tokens.get(start)?.kind != Kind::Number && !joined && draft.is_break(start) {
        return None;
    }
    let (value, count) = amount_at(draft.text, &draft.tokens, start, draft.language)?;
    if !(1.0..60.0).contains(&value) {
        return None;
    }
    let after = start + count;
    let named = (after..after + 2).find(|at| unit_at(draft, *at) == Some(unit));
    match named {
        Some(named) if named == after || draft.fold_at(after) == "-" => {
            Some((value * unit.seconds(), named + 1))
        }
        // `2 min 30`, `un minuto e venti`: what follows must not be what the number counts.
        _ if value >= 10.0 && says_something_else(draft, after) => Some((value * unit.seconds(), after)),
        _ => None,
    }
}

/// Whether the word at `at` is not what a number before it could count.
fn says_something_else(draft: &Draft, at: usize) -> bool {
    let sense = draft.lexicon.match_at(&draft.tokens, at).map(|found| found.sense);
    draft.is_break(at)
        || draft.is_small(at)
        || matches!(sense, Some(Sense::About | Sense::Tone(_) | Sense::LengthIntro | Sense::Platform(_)))
}

/// `30"`, `15''`, `2'`, `2'30"`.
fn marks_after(draft: &Draft, at: usize) -> Option<Candidate> {
    let value = plain(draft.fold_at(at))?;
    let glued = |at: usize, marks: &str| {
        draft.tokens.get(at).is_some_and(|token| token.glued && token.is_mark(marks))
    };
    const SECOND: &str = "\"”“";
    if glued(at + 1, SECOND) {
        return Some(Candidate { tokens: at..at + 2, seconds: value });
    }
    if !glued(at + 1, "'") {
        return None;
    }
    if glued(at + 2, "'") {
        return Some(Candidate { tokens: at..at + 3, seconds: value });
    }
    let next = draft.tokens.get(at + 2);
    if let Some(rest) =
        next.filter(|next| next.glued && next.kind == Kind::Number).and_then(|next| plain(&next.fold))
    {
        let marks = if glued(at + 3, SECOND) {
            1
        } else if glued(at + 3, "'") && glued(at + 4, "'") {
            2
        } else {
            0
        };
        return Some(Candidate { tokens: at..at + 3 + marks, seconds: value * 60.0 + rest });
    }
    // `the 90's`
    let word_follows = next.is_some_and(|next| next.glued && next.kind == Kind::Word);
    (!word_follows).then_some(Candidate { tokens: at..at + 2, seconds: value * 60.0 })
}

/// `1:15`, unless it is a time of day.
fn clock(draft: &Draft, at: usize) -> Option<Candidate> {
    let token = draft.tokens.get(at)?;
    let (minutes, seconds) = token.fold.split_once(':')?;
    let minutes: u32 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    let seconds: u32 =
        Some(seconds).filter(|text| text.len() == 2)?.parse().ok().filter(|seconds| *seconds < 60)?;
    let before = at.checked_sub(1).map_or("", |before| draft.fold_at(before));
    let after = draft.fold_at(at + 1);
    let of_day = matches!(before, "alle" | "ore" | "at" | "um" | "las" | "as" | "dalle" | "heure" | "ab")
        || matches!(after, "uhr" | "pm" | "am" | "h" | "ore" | "horas");
    let unit = unit_at(draft, at + 1).is_some_and(|unit| unit == Unit::Minutes);
    if of_day || minutes > 10 && !unit {
        return None;
    }
    let end = if unit { at + 2 } else { at + 1 };
    Some(Candidate { tokens: at..end, seconds: f64::from(minutes * 60 + seconds) })
}

#[cfg(test)]
mod tests;
