//! Who the film is for.

use std::ops::Range;

use aida_protocol::limits;

use crate::{
    draft::{Draft, Field},
    lexicon::Match,
    tables::Sense,
    token::Kind,
};

const FIELD: Field = "audience";
const MOST_WORDS: usize = 6;

/// Takes the audience: `Gen Z`, `target mamme`, `für Anfänger`, `per giovani imprenditori`.
pub fn find(draft: &mut Draft, matches: &[Match]) {
    let mut said: Vec<Range<usize>> = Vec::new();
    for found in matches {
        if !draft.is_free(found.start..found.end()) {
            continue;
        }
        let place = match found.sense {
            Sense::AudienceIntro => {
                after_intro(draft, found, matches).map(|words| (found.start..words.end, words))
            }
            Sense::Audience => {
                Some((with_preposition(draft, found.start)..found.end(), found.start..found.end()))
                    .filter(|_| !is_part_of_subject(draft, found))
            }
            Sense::People => people(draft, found, matches),
            _ => None,
        };
        let Some((taken, words)) = place else { continue };
        if said.len() < 3 {
            said.push(words);
        }
        draft.take(taken, FIELD);
    }
    let texts: Vec<String> = said.into_iter().map(|words| draft.words(words, 120)).collect();
    if !texts.is_empty() {
        draft.input.audience = Some(crate::draft::shorten(&texts.join(", "), limits::LINE_CHARS));
    }
}

/// `a party for gamers` is for gamers, `Gen Z slang` is a subject.
fn is_part_of_subject(draft: &Draft, found: &Match) -> bool {
    let free_before = !draft.is_apart_before(found.start)
        && !draft.before(found.start).is_some_and(|before| draft.is_preposition(before));
    let free_after = !draft.is_apart_after(found.end());
    free_before
        || free_after && !draft.tokens.get(found.end()).is_some_and(|token| token.kind == Kind::Number)
}

/// Everything after `target:` up to the end of the phrase.
fn after_intro(draft: &Draft, found: &Match, matches: &[Match]) -> Option<Range<usize>> {
    let mut start = found.end();
    while draft.fold_at(start) == ":" || draft.is_small(start) {
        start += 1;
    }
    let end = end_of_people(draft, start, matches);
    (end > start).then_some(start..end)
}

/// A group of people after a preposition, or by itself between commas.
fn people(draft: &Draft, found: &Match, matches: &[Match]) -> Option<(Range<usize>, Range<usize>)> {
    let mut first = found.start;
    // Up to two adjectives: `per giovani coppie`, `for busy young moms`.
    for _ in 0..2 {
        match draft.before(first) {
            Some(before) if is_plain_word(draft, before) => first = before,
            _ => break,
        }
    }
    let alone = first == 0 || draft.is_break(first - 1) || draft.taken[first - 1].is_some();
    let end = end_of_people(draft, found.end(), matches);
    if alone {
        // Only by itself: `Gen Z, mamme, 30s`; `donne che corrono` is a subject.
        let ends = end == found.end()
            && first + 1 >= found.start
            && draft.is_apart_after(end)
            && !draft.is_small(end);
        let ends = ends && (first == found.start || draft.language == aida_protocol::Language::En);
        return ends.then_some((first..end, first..end));
    }
    let mut start = draft.before(first)?;
    if draft.is_article(start) {
        start = draft.before(start)?;
    }
    let is_for = is_for(draft.fold_at(start));
    (is_for && draft.taken[start].is_none()).then_some((start..end, first..end))
}

fn is_plain_word(draft: &Draft, at: usize) -> bool {
    draft.tokens[at].kind == Kind::Word && draft.taken[at].is_none() && !draft.is_small(at)
}

fn is_for(fold: &str) -> bool {
    matches!(
        fold,
        "per"
            | "to"
            | "for"
            | "para"
            | "pour"
            | "fur"
            | "fuer"
            | "pra"
            | "an"
            | "ai"
            | "agli"
            | "alle"
            | "aux"
            | "a"
    )
}

fn with_preposition(draft: &Draft, start: usize) -> usize {
    let mut first = start;
    for _ in 0..2 {
        match draft.before(first) {
            Some(before)
                if draft.taken[before].is_none()
                    && (draft.is_article(before) || is_for(draft.fold_at(before))) =>
            {
                first = before;
            }
            _ => break,
        }
    }
    first
}

/// Where the description of people ends: at a comma, a preposition (ages excepted), or what says something else.
fn end_of_people(draft: &Draft, start: usize, matches: &[Match]) -> usize {
    let mut at = start;
    while at < draft.tokens.len() && at < start + MOST_WORDS {
        let glued = draft.fold_at(at) == "-" && draft.tokens[at].glued;
        let number = draft.tokens[at].kind == Kind::Number;
        let age = ages(draft, at);
        let joins = draft.is_conjunction(at) && is_people(matches, at + 1);
        let says_more = matches.iter().any(|other| {
            other.start == at
                && matches!(
                    other.sense,
                    Sense::About
                        | Sense::MustIntro
                        | Sense::Tone(_)
                        | Sense::StyleWord
                        | Sense::Style
                        | Sense::Quality
                )
        });
        let stops = draft.taken[at].is_some()
            || draft.is_break(at)
            || draft.is_small(at) && !joins
            || says_more
            || draft.tokens[at].kind == Kind::Mark;
        if stops && !(age || glued) || draft.taken[at].is_some() {
            break;
        }
        at += if age && !number { 2 } else { 1 };
    }
    at.min(draft.tokens.len())
}

fn is_people(matches: &[Match], at: usize) -> bool {
    matches.iter().any(|found| found.start == at && matches!(found.sense, Sense::People | Sense::Audience))
}

/// `25-40`, `dai 6`, `over 30`, `zwischen 20`.
fn ages(draft: &Draft, at: usize) -> bool {
    let is_number = |at: usize| {
        draft.tokens.get(at).is_some_and(|token| token.kind == Kind::Number && draft.taken[at].is_none())
    };
    let before_age = matches!(
        draft.fold_at(at),
        "dai"
            | "tra"
            | "fra"
            | "over"
            | "under"
            | "aged"
            | "between"
            | "ab"
            | "unter"
            | "uber"
            | "zwischen"
            | "bis"
            | "to"
            | "ai"
            | "de"
            | "a"
            | "entre"
            | "and"
            | "e"
            | "y"
            | "et"
            | "und"
    );
    is_number(at) || before_age && is_number(at + 1)
}
