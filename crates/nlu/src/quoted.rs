//! Quoted words, and what a brief says has to appear: slogans, prices, dates.

use std::ops::Range;

use aida_protocol::limits;

use crate::{
    draft::{ASK, Draft, Field, has_word},
    lexicon::Match,
    tables::Sense,
    token::{Kind, Token},
};

const FIELD: Field = "must_have";
/// More than these nobody means.
const MOST_ITEMS: usize = 12;
const MOST_WORDS: usize = 12;

/// The tokens of each pair of quotation marks, the marks included.
pub fn quotes(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match closing(text, tokens, at) {
            Some(close) => {
                found.push(at..close + 1);
                at = close + 1;
            }
            None => at += 1,
        }
    }
    found
}

/// Quotations are short; this also keeps the search linear.
const LONGEST_QUOTE: usize = 40;

fn closing(text: &str, tokens: &[Token], open: usize) -> Option<usize> {
    let token = &tokens[open];
    if token.kind != Kind::Mark {
        return None;
    }
    let ends = match &text[token.range.clone()] {
        "\"" => "\"",
        "“" => "”",
        "„" => "“”\"",
        "«" => "»",
        "»" => "«",
        "‚" => "‘’",
        "'" => "'",
        _ => return None,
    };
    let straight = ends == "\"" || ends == "'";
    // A straight mark at a number's side is a unit, at a word's side it closes.
    if straight && token.glued && !open.checked_sub(1).is_some_and(|before| tokens[before].is_mark("([{:,;"))
    {
        return None;
    }
    let last = (open + 1 + LONGEST_QUOTE).min(tokens.len());
    let close = (open + 1..last).find(|at| {
        let mark = &text[tokens[*at].range.clone()];
        let next_is_glued = tokens.get(at + 1).is_some_and(|next| next.glued && next.kind == Kind::Word);
        tokens[*at].kind == Kind::Mark && ends.contains(mark) && !(straight && next_is_glued)
    })?;
    (close > open + 1).then_some(close)
}

/// Takes quoted words: the title of what the film is about stays with the subject, all else has to appear.
pub fn find_quotes(draft: &mut Draft, quotes: &[Range<usize>]) {
    for quote in quotes {
        let before = quote.start.checked_sub(1);
        let titled = before.is_some_and(|before| draft.is_preposition(before) && !draft.is_with(before));
        if !titled {
            add(draft, quote.start + 1..quote.end - 1);
            draft.take(quote.clone(), FIELD);
        }
    }
}

fn add(draft: &mut Draft, tokens: Range<usize>) {
    let item = draft.words(tokens, limits::LINE_CHARS);
    let items = draft.input.must_have.get_or_insert_default();
    if items.len() < MOST_ITEMS && !item.is_empty() && !items.contains(&item) {
        items.push(item);
    }
}

/// Takes what follows `with the slogan` or `mention`, up to the end of the phrase.
pub fn find_demands(draft: &mut Draft, matches: &[Match]) {
    for found in matches.iter().filter(|found| found.sense == Sense::MustIntro) {
        if draft.taken[found.start].is_some() {
            continue;
        }
        let mut start = found.end();
        while draft.fold_at(start) == ":" || draft.is_article(start) {
            start += 1;
        }
        if draft.taken.get(start).copied().flatten() == Some(FIELD) {
            draft.take(found.start..start, FIELD);
            continue;
        }
        let end = (start..(start + MOST_WORDS).min(draft.tokens.len()))
            .find(|at| draft.is_break(*at) || draft.taken[*at].is_some())
            .unwrap_or((start + MOST_WORDS).min(draft.tokens.len()));
        if end > start {
            add(draft, start..end);
            draft.take(found.start..end, FIELD);
        }
    }
}

/// Takes `@names` and addresses that nothing leads up to.
pub fn find_addresses(draft: &mut Draft) {
    for at in 0..draft.tokens.len() {
        // The name before the sign of a mail address is a word of its own.
        let mut start = at;
        while start > 0 && draft.tokens[start].glued && draft.tokens[start - 1].kind != Kind::Newline {
            start -= 1;
        }
        let is_said = draft
            .input
            .must_have
            .iter()
            .flatten()
            .any(|item| item.contains(&draft.text[draft.tokens[at].range.clone()]));
        if draft.tokens[at].kind == Kind::Handle && draft.taken[at].is_none() && !is_said {
            add(draft, start..at + 1);
            draft.take(start..at + 1, FIELD);
        }
    }
}

/// Notes prices, percentages and dates. They stay in the subject when they stand inside it.
pub fn find_facts(draft: &mut Draft) {
    let mut at = 0;
    while at < draft.tokens.len() {
        let fact = price(draft, at).or_else(|| date(draft, at)).filter(|fact| draft.is_free(fact.clone()));
        let Some(fact) = fact else {
            at += 1;
            continue;
        };
        add(draft, fact.clone());
        at = fact.end;
        let alone = (fact.start == 0 || draft.is_break(fact.start - 1)) && draft.is_break(fact.end);
        if alone {
            draft.take(fact, FIELD);
        } else if let (Some(first), Some(last)) =
            (draft.tokens.get(fact.start), draft.tokens.get(fact.end - 1))
        {
            let span = first.range.start..last.range.end;
            draft.spans.push((FIELD, span));
        }
    }
}

/// What is left of the text beside the subject, where it says a fact of its own: it holds a number or a name, or it
/// stands between commas with at least two words that matter. `sabato 12 aprile` takes the place of `12 aprile`.
pub fn add_leftover(draft: &mut Draft, tokens: Range<usize>) {
    let Range { mut start, mut end } = tokens;
    // A small word that also leads in wishes (`im Ton …`) belongs to what it leads in here: `im Kino`.
    while start > 0 && draft.taken[start - 1] == Some(ASK) && draft.is_small(start - 1) {
        start -= 1;
    }
    // A wish's verb at the head of a later clause is that clause's own: `réalisé par …`.
    if start > 1 && draft.taken[start - 1] == Some(ASK) && draft.is_break(start - 2) && draft.is_small(start)
    {
        start -= 1;
    }
    let joins = |at: usize| draft.is_conjunction(at) || draft.tokens[at].kind == Kind::Mark;
    let sign = |at: usize| draft.tokens[at].is_mark("€$£%\"»”");
    while start < end && joins(start) && !sign(start) {
        start += 1;
    }
    // An address belongs to what leads up to it: `iscrizioni su www.example.org`.
    let has_address =
        draft.tokens.get(end).is_some_and(|next| next.kind == Kind::Handle) && draft.taken[end].is_none();
    while !has_address && end > start && !sign(end - 1) && (joins(end - 1) || draft.is_small(end - 1)) {
        end -= 1;
    }
    let words = (start..end).filter(|at| draft.tokens[*at].kind == Kind::Word && !draft.is_small(*at));
    let content: Vec<usize> = words.filter(|at| draft.tokens[*at].fold.chars().count() > 2).collect();
    let has_number = (start..end).any(|at| draft.tokens[at].kind == Kind::Number);
    let is_whole = (start == 0 || draft.is_break(start - 1)) && draft.is_break(end);
    if has_address {
        end += 1;
    }
    // What tells of the film itself is no fact of its subject.
    let tells_of_film = (start..end)
        .any(|at| draft.lexicon.match_at(&draft.tokens, at).is_some_and(|found| is_of_film(found.sense)));
    let digits: usize = (start..end)
        .filter(|at| draft.tokens[*at].kind == Kind::Number)
        .map(|at| draft.tokens[at].range.len())
        .sum();
    // `da 49 €` says more than `49 €`.
    let text = draft.words(start..end, limits::LINE_CHARS);
    let widens =
        draft.input.must_have.iter().flatten().any(|item| text.contains(item.as_str()) && text != *item);
    // One word alone counts where other facts are listed: `11 kg, waterproof`.
    let is_listed_word = content.len() == 1
        && draft.input.must_have.is_some()
        && draft.tokens[content[0]].fold.chars().count() >= 6;
    let is_bare_with =
        has_word("senza without ohne sin sans sem con with mit avec com", draft.fold_at(start));
    let is_measure =
        has_number && (start..end).any(|at| draft.tokens[at].kind == Kind::Word && !draft.is_small(at));
    let is_name = start > 0 && draft.tokens.get(start).is_some_and(|token| token.is_capital(draft.text));
    let is_clause = is_whole && !tells_of_film;
    // `…, for families in the heart of Turin`: where, said behind for whom.
    let names_place = start > 0
        && draft.taken[start - 1] == Some("audience")
        && draft.is_preposition(start)
        && (start..end).any(|at| draft.tokens[at].is_capital(draft.text))
        && draft.is_break(end)
        && !tells_of_film;
    let is_said = names_place
        || has_address && !content.is_empty()
        || has_number && !content.is_empty()
        || (is_measure || is_clause && content.len() >= 2 || is_name && !tells_of_film) && is_whole
        || digits >= 6
        || is_whole && !tells_of_film && is_listed_word
        || is_whole && (widens || is_bare_with && !content.is_empty() && !tells_of_film);
    if content.len() > MOST_WORDS || !is_said || draft.is_about_film(start..end) {
        return;
    }
    let whole = draft.words(start..end, limits::LINE_CHARS);
    let items = draft.input.must_have.get_or_insert_default();
    items.retain(|item| !whole.contains(item.as_str()));
    add(draft, start..end);
    if draft.input.must_have.as_ref().is_some_and(Vec::is_empty) {
        draft.input.must_have = None;
    }
    if let (Some(first), Some(last)) = (draft.tokens.get(start), draft.tokens.get(end - 1)) {
        draft.spans.push((FIELD, first.range.start..last.range.end));
    }
}

fn is_of_film(sense: Sense) -> bool {
    use Sense::{
        Aspect, AudienceIntro, Content, MustIntro, NoCaptions, NoMusic, NoSound, NoVoice, Platform, Voice,
    };
    matches!(
        sense,
        Content(_)
            | Platform(_)
            | Sense::PlatformAspect(..)
            | Aspect(_)
            | Voice(_)
            | NoVoice
            | NoMusic
            | NoSound
            | NoCaptions
            | AudienceIntro
            | MustIntro
    )
}

/// `19,99 €`, `$49`, `20%`, `20% di sconto`, `15 euro`.
fn price(draft: &Draft, at: usize) -> Option<Range<usize>> {
    let token = draft.tokens.get(at)?;
    let is_sign = |at: usize| draft.tokens.get(at).is_some_and(|token| token.is_mark("€$£"));
    let is_number = |at: usize| draft.tokens.get(at).is_some_and(|token| token.kind == Kind::Number);
    if is_sign(at) && is_number(at + 1) {
        return Some(at..at + 2);
    }
    if token.kind != Kind::Number {
        return None;
    }
    let percent = draft.fold_at(at + 1) == "%";
    let offer =
        |at: usize| draft.lexicon.match_at(&draft.tokens, at).filter(|found| found.sense == Sense::Offer);
    if percent || is_sign(at + 1) {
        return Some(at..offer(at + 2).map_or(at + 2, |found| found.end()));
    }
    offer(at + 1).map(|found| at..found.end())
}

/// `3 maggio`, `May 3`, `3. Mai`, `24/12`, `24.12.2026`.
pub fn date(draft: &Draft, at: usize) -> Option<Range<usize>> {
    let is_month = |at: usize| {
        draft
            .lexicon
            .match_at(&draft.tokens, at)
            .is_some_and(|found| found.sense == Sense::Month && found.len == 1)
    };
    let number = |at: usize| -> Option<u32> {
        draft
            .tokens
            .get(at)
            .filter(|token| token.kind == Kind::Number)
            .and_then(|token| token.fold.parse().ok())
    };
    if number(at + 1).is_some_and(|day| (1..=31).contains(&day)) && is_month(at) {
        return Some(at..at + 2);
    }
    if let Some(day) = number(at).filter(|day| (1..=31).contains(day)) {
        let skip = |at: usize| {
            if matches!(draft.fold_at(at), "." | "de" | "of" | "º" | "°" | "th" | "er") {
                at + 1
            } else {
                at
            }
        };
        let month = skip(at + 1);
        if is_month(month) {
            return Some(at..year_end(draft, month));
        }
        let slashed =
            draft.fold_at(at + 1) == "/" && number(at + 2).is_some_and(|month| (1..=12).contains(&month));
        if slashed && day > 0 && draft.tokens[at + 1].glued {
            return Some(at..at + 3);
        }
    }
    let mut parts = draft.fold_at(at).split('.').filter_map(|part| part.parse::<u32>().ok());
    let dotted = matches!(
        [parts.next(), parts.next(), parts.next(), parts.next()],
        [Some(1..=31), Some(1..=12), Some(1_900..2_200), None]
    );
    dotted.then_some(at..at + 1)
}

/// The end of a date whose month is at `month`: with its year, if one follows.
fn year_end(draft: &Draft, month: usize) -> usize {
    let is_year = |at: usize| {
        draft.tokens.get(at).is_some_and(|token| {
            token.kind == Kind::Number
                && token.fold.parse().is_ok_and(|year: u32| (1_900..2_200).contains(&year))
        })
    };
    if is_year(month + 1) {
        month + 2
    } else if draft.fold_at(month + 1) == "de" && is_year(month + 2) {
        month + 3
    } else {
        month + 1
    }
}
