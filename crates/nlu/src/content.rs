//! Film, pictures, sound, or all of it; and how many pictures.

use aida_protocol::{ContentType, Language};

use crate::{
    draft::{Draft, Field, has_word},
    lexicon::Match,
    number::amount_before,
    tables::Sense,
    token::Kind,
};

const CONTENT: Field = "content_type";
const COUNT: Field = "image_count";

/// Takes what is asked for. A content word that belongs to the subject (`for our podcast`) or to an
/// accessory (`with photos`) is left alone.
pub fn find(draft: &mut Draft, matches: &[Match]) {
    let mut wanted: Vec<(Match, ContentType)> = Vec::new();
    let said =
        matches.iter().any(|found| matches!(found.sense, Sense::Platform(_) | Sense::PlatformAspect(..)));
    for found in matches {
        let Sense::Content(kind) = found.sense else { continue };
        if !is_of_the_subject(draft, *found, said || !wanted.is_empty()) {
            wanted.push((*found, kind));
        }
    }
    if let Some(compound) = german_compound(draft) {
        wanted.push((compound, ContentType::Video));
        wanted.sort_by_key(|(found, _)| found.start);
    }
    let main = wanted.iter().position(|(found, _)| !found.weak).or((!wanted.is_empty()).then_some(0));
    let Some(main) = main else { return };
    let (first, mut kind) = wanted[main];
    draft.take(first.start..first.end(), CONTENT);
    let mut last = first;
    for (found, other) in &wanted[main + 1..] {
        let beside = draft.is_apart_before(found.start) && is_apart_or_small(draft, found.end());
        if *other == wanted[main].1 && beside {
            draft.take(found.start..found.end(), CONTENT);
        } else if !found.weak && *other != wanted[main].1 && are_listed(draft, last.end(), found.start) {
            kind = ContentType::MultiAsset;
            draft.take(found.start..found.end(), CONTENT);
            last = *found;
        }
    }
    draft.input.content_type = Some(kind);
    if matches!(kind, ContentType::Image | ContentType::MultiAsset) {
        let pictures = wanted.iter().filter(|(_, kind)| *kind == ContentType::Image).map(|(found, _)| *found);
        pictures.collect::<Vec<_>>().into_iter().any(|found| find_count(draft, found));
    }
}

fn is_apart_or_small(draft: &Draft, at: usize) -> bool {
    draft.is_apart_after(at) || draft.tokens[at].kind == Kind::Number
}

/// Whether a preposition before the word makes it part of the subject or an accessory.
fn is_of_the_subject(draft: &Draft, found: Match, something_came_before: bool) -> bool {
    // `le premier film` is one that there is already.
    const WHICH: &str = "primo prima first premier premiere primer primera erste ersten erster primeiro primeira ultimo \
        ultima last dernier derniere letzte letzten";
    if something_else_is_asked(draft, found)
        && draft.before(found.start).is_some_and(|before| has_word(WHICH, draft.fold_at(before)))
    {
        return true;
    }
    let mut at = found.start;
    // An article and one adjective may stand between.
    for _ in 0..3 {
        let Some(before) = draft.before(at) else { return false };
        if draft.is_with(before) {
            return true;
        }
        if draft.is_preposition(before) && draft.taken[before].is_none() {
            let of = matches!(
                draft.fold_at(before),
                "di" | "de" | "of" | "von" | "do" | "da" | "d'" | "in" | "zu"
            );
            let asked = before.checked_sub(1).is_none_or(|ask| draft.taken[ask].is_some());
            let starts = before == 0;
            return something_came_before && !of && !starts
                || of && !asked && has_content_before(draft, before);
        }
        if draft.is_break(before) || draft.taken[before].is_some() || draft.is_conjunction(before) {
            return false;
        }
        at = before;
    }
    false
}

/// Whether an article before its adjective says which one is meant, and a sentence leads up to it.
fn something_else_is_asked(draft: &Draft, found: Match) -> bool {
    found.start >= 4 && draft.is_article(found.start - 2) && !draft.is_break(found.start - 3)
}

fn has_content_before(draft: &Draft, end: usize) -> bool {
    (0..end).any(|at| {
        let sense = draft.lexicon.match_at(&draft.tokens, at).map(|found| found.sense);
        matches!(sense, Some(Sense::Content(_)))
    })
}

/// `video e 3 immagini`, `film + Bilder`: nothing but numbers and joining words between.
fn are_listed(draft: &Draft, from: usize, to: usize) -> bool {
    let mut joined = false;
    for at in from..to {
        let token = &draft.tokens[at];
        let joins = draft.is_conjunction(at) || token.is_mark("+,/&");
        joined |= joins;
        let small = joins || draft.is_article(at) || token.kind == Kind::Number;
        if !small && amount_before(draft.text, &draft.tokens, at + 1, draft.language).is_none() {
            return false;
        }
    }
    joined
}

/// The number before `immagini`, one adjective between them allowed.
fn find_count(draft: &mut Draft, found: Match) -> bool {
    let ends = [Some(found.start), draft.before(found.start)];
    for end in ends.into_iter().flatten() {
        let amount = amount_before(draft.text, &draft.tokens, end, draft.language);
        if let Some(amount) = amount.filter(|amount| !amount.article && amount.value.fract() == 0.0)
            && (1.0..=1_000.0).contains(&amount.value)
            && draft.is_free(amount.start..end)
        {
            draft.input.image_count = Some(amount.value as u16);
            draft.take(amount.start..found.start, COUNT);
            return true;
        }
    }
    false
}

/// `Kochvideo`, `Naturfilm`: German writes them as one word.
fn german_compound(draft: &Draft) -> Option<Match> {
    if draft.language != Language::De {
        return None;
    }
    let is_film = |at: &usize| {
        let fold = draft.fold_at(*at);
        let known = draft.lexicon.match_at(&draft.tokens, *at).is_some();
        draft.taken[*at].is_none()
            && !known
            && ["video", "clip", "spot", "film"]
                .iter()
                .any(|end| fold.len() > end.len() + 1 && fold.ends_with(end))
    };
    let start = (0..draft.tokens.len()).find(is_film)?;
    let found = Match { start, len: 1, sense: Sense::Content(ContentType::Video), weak: true };
    (!is_of_the_subject(draft, found, true)).then_some(found)
}
