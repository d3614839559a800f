//! What the film is about: what is left when everything else is taken.

use std::ops::Range;

use aida_protocol::Language;

use crate::{
    draft::{Draft, Field, has_word},
    happening,
    lexicon::Match,
    quoted,
    tables::Sense,
    token::Kind,
};

const FIELD: Field = "subject";
/// A longer subject is a paragraph; the brief keeps the user's words anyway.
const MOST_CHARS: usize = 200;

/// A stretch of the text that nobody took.
#[derive(Debug, Clone)]
struct Chunk {
    /// All of it.
    whole: Range<usize>,
    /// Without the small words at its ends.
    tokens: Range<usize>,
    score: i32,
}

pub fn find(draft: &mut Draft, matches: &[Match], quotes: &[Range<usize>]) {
    let chunks = chunks(draft, matches);
    // The first of the best.
    let best = chunks.iter().cloned().fold(None, |best: Option<Chunk>, next| match best {
        Some(best) if best.score >= next.score => Some(best),
        _ => Some(next),
    });
    if let Some(chunk) = best {
        let clause = clause_of(draft, &chunk, &chunks);
        let whole = chunk.tokens.start..clause.as_ref().map_or(chunk.tokens.end, |clause| clause.tokens.end);
        let (subject, said) = match happening::split(draft, whole.clone()) {
            Some((subject, said)) => (subject, Some(said)),
            None => (whole, None),
        };
        draft.input.subject = Some(nominative(draft, subject.clone()));
        draft.take(subject, FIELD);
        let told = |other: &Chunk| {
            other.whole == chunk.whole
                || clause.as_ref().is_some_and(|clause| clause.whole == other.whole)
                || is_label(draft, &other.whole)
        };
        let others: Vec<Range<usize>> =
            chunks.iter().filter(|other| !told(other)).map(|other| other.whole.clone()).collect();
        for other in said.into_iter().chain(others) {
            quoted::add_leftover(draft, other);
        }
        return;
    }
    // Nothing is left but what was quoted, or a hashtag.
    let quoted = quotes.first().map(|quote| quote.start + 1..quote.end - 1);
    if let Some(words) = quoted {
        draft.input.subject = Some(draft.words(words, MOST_CHARS));
    } else if let Some(tag) = draft.tokens.iter().position(|token| token.kind == Kind::Tag) {
        draft.input.subject = Some(words_of_tag(&draft.text[draft.tokens[tag].range.clone()]));
        draft.take(tag..tag + 1, FIELD);
    }
}

/// The subject's words; a German adjective whose article was left out gets the ending that it has without one:
/// `über einen kleinen Fuchs` is about `kleiner Fuchs`.
fn nominative(draft: &Draft, subject: Range<usize>) -> String {
    let words = draft.words(subject.clone(), MOST_CHARS);
    let ending = match subject.start.checked_sub(1).map(|before| draft.fold_at(before)) {
        Some("einen" | "den" | "meinen" | "unseren") if draft.language == Language::De => "er",
        Some("einer" | "meiner" | "unserer") if draft.language == Language::De => "e",
        _ => return words,
    };
    let mut is_before_noun = true;
    let ended = words.split(' ').map(|word| {
        is_before_noun &= word.chars().all(char::is_lowercase) && word.ends_with("en");
        match word.strip_suffix("en") {
            Some(stem) if is_before_noun => format!("{stem}{ending}"),
            _ => word.to_owned(),
        }
    });
    ended.collect::<Vec<_>>().join(" ")
}

/// The clause that says which one is meant: `ein Fuchs, der den Mond sucht`.
fn clause_of(draft: &Draft, chunk: &Chunk, chunks: &[Chunk]) -> Option<Chunk> {
    const WHO: &str = "che cui who that which que qui dont der die das den dem deren dessen";
    let next = chunk.whole.end + 1;
    let opens = draft.fold_at(next - 1) == "," && has_word(WHO, draft.fold_at(next));
    // What makes `che` open a clause is a verb; two words beside it hold one.
    chunks.iter().find(|other| opens && other.whole.start == next && other.whole.len() >= 3).cloned()
}

/// The word before the first colon names the kind of what follows: `Annuncio: …`.
fn is_label(draft: &Draft, tokens: &Range<usize>) -> bool {
    tokens.start == 0 && tokens.len() <= 2 && draft.fold_at(tokens.end) == ":"
}

fn chunks(draft: &Draft, matches: &[Match]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut at = 0;
    while at < draft.tokens.len() {
        if !belongs(draft, at) {
            at += 1;
            continue;
        }
        let end = (at..draft.tokens.len()).find(|at| !belongs(draft, *at)).unwrap_or(draft.tokens.len());
        chunks.extend(trimmed(draft, at..end, matches));
        at = end;
    }
    chunks
}

/// A point between initials and a slash between words hold a chunk together.
fn belongs(draft: &Draft, at: usize) -> bool {
    let token = &draft.tokens[at];
    if draft.taken[at].is_some() || matches!(token.kind, Kind::Tag | Kind::Handle) {
        return false;
    }
    let next_is_glued =
        draft.tokens.get(at + 1).is_some_and(|next| next.glued && draft.taken[at + 1].is_none());
    let inside = token.glued && next_is_glued && token.is_mark("./&+:_");
    !draft.is_break(at) || inside || token.fold == "&" || is_of_a_date(draft, at)
}

/// The point of `3. Mai`.
fn is_of_a_date(draft: &Draft, at: usize) -> bool {
    let number = at.checked_sub(1).is_some_and(|before| draft.tokens[before].kind == Kind::Number);
    let next = draft.lexicon.match_at(&draft.tokens, at + 1).map(|found| found.sense);
    let until = matches!(draft.fold_at(at + 1), "bis" | "und" | "–")
        && draft.tokens.get(at + 2).is_some_and(|token| token.kind == Kind::Number);
    draft.fold_at(at) == "." && number && (next == Some(Sense::Month) || until)
}

/// The chunk without the small words at its ends, and how likely it is the subject.
fn trimmed(draft: &Draft, tokens: Range<usize>, matches: &[Match]) -> Option<Chunk> {
    let whole = tokens.clone();
    let Range { mut start, mut end } = tokens;
    let mut score = 0;
    let beside_film = [start.checked_sub(1), Some(end)].into_iter().flatten().any(|at| {
        matches!(
            draft.taken.get(at).copied().flatten(),
            Some("content_type" | "platform" | "duration_seconds")
        )
    });
    if start > 0 && draft.fold_at(start - 1) == ":" {
        score += 2;
    }
    if draft.is_with(start) && !is_about(matches, start) {
        score -= 4;
    }
    // `…, for children and families in the old town`: it goes on where the people have just been named.
    let after_people = start.checked_sub(1).is_some_and(|before| draft.taken[before] == Some("audience"));
    if after_people && draft.is_preposition(start) && !is_about(matches, start) {
        score -= 4;
    }
    while start < end {
        let phrase = matches.iter().find(|found| found.start == start && found.end() <= end);
        match phrase.map(|found| (found.sense, found.end())) {
            Some((Sense::About, after)) => {
                score += if score < 4 { 4 } else { 0 };
                start = before_name(draft, after);
            }
            Some((Sense::Purpose, after)) => {
                score += if score < 2 { 2 } else { 0 };
                start = before_name(draft, after);
            }
            _ if asks_what(draft, start) => break,
            _ if draft.is_small(start) && !is_named_article(draft, start) => start += 1,
            _ if draft.tokens[start].kind == Kind::Mark && !opens_quote(draft, start) => start += 1,
            _ => break,
        }
    }
    while start < end && (draft.is_small(end - 1) || is_loose_mark(draft, end - 1)) {
        end -= 1;
    }
    if end > start + 2 && is_quotation(draft, start) && is_quotation(draft, end - 1) {
        (start, end) = (start + 1, end - 1);
    }
    let words = (start..end).filter(|at| is_content(draft, *at)).count();
    if words == 0 {
        return None;
    }
    score += i32::try_from(words.min(3)).unwrap_or(3);
    if happening::is_only_when(draft, start..end) {
        score -= 4;
    }
    if beside_film {
        score += 1;
    }
    Some(Chunk { whole, tokens: start..end, score })
}

fn is_about(matches: &[Match], at: usize) -> bool {
    matches.iter().any(|found| found.start == at && found.sense == Sense::About)
}

/// `per La Sportiva`, `for The North Face`: the article is part of a name.
fn is_named_article(draft: &Draft, at: usize) -> bool {
    let capital = |at: usize| draft.tokens.get(at).is_some_and(|token| token.is_capital(draft.text));
    let inside = at.checked_sub(1).is_some_and(|before| !draft.is_break(before));
    inside && draft.is_article(at) && capital(at) && capital(at + 1)
}

/// `qué es`, `o que é`, `qu'est-ce`: a question, not a joining word.
fn asks_what(draft: &Draft, at: usize) -> bool {
    let written = draft.text[draft.tokens[at].range.clone()].to_lowercase();
    written == "qué"
        || written == "o" && draft.fold_at(at + 1) == "que"
        || draft.fold_at(at) == "qu'" && draft.fold_at(at + 1) == "est"
}

/// The end of `per la` in `per La Sportiva`: before the article.
fn before_name(draft: &Draft, end: usize) -> usize {
    if is_named_article(draft, end - 1) { end - 1 } else { end }
}

fn opens_quote(draft: &Draft, at: usize) -> bool {
    draft.tokens[at].is_mark("\"“„«»'‚€$£")
}

fn is_quotation(draft: &Draft, at: usize) -> bool {
    draft.tokens[at].is_mark("\"“”„«»'")
}

fn is_loose_mark(draft: &Draft, at: usize) -> bool {
    draft.tokens[at].kind == Kind::Mark && !draft.tokens[at].is_mark("\"”“»«'%€$£")
}

fn is_content(draft: &Draft, at: usize) -> bool {
    let token = &draft.tokens[at];
    let word = token.kind == Kind::Word && token.fold.chars().count() > 1;
    word && !draft.is_small(at) || token.kind == Kind::Number
}

/// `#SaldiEstivi` → `Saldi Estivi`.
fn words_of_tag(tag: &str) -> String {
    let mut words = String::new();
    let mut last_lower = false;
    for c in tag.chars().skip(1).take(MOST_CHARS) {
        if c == '_' || c.is_uppercase() && last_lower {
            words.push(' ');
        }
        if c != '_' {
            words.push(c);
        }
        last_lower = c.is_lowercase();
    }
    words.trim().to_owned()
}
