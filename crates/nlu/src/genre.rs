//! Which kind of telling is asked for, where its name is not what the film is about: `una storia su un faro`,
//! `Zitat: „…“`, `Annuncio: …`.

use aida_protocol::Language;

use crate::{
    draft::{ASK, Draft, has_word},
    token::Kind,
};

/// Nouns that name a kind of telling, folded.
const fn nouns(language: Language) -> &'static str {
    match language {
        Language::It => {
            "storia storiella racconto favola fiaba citazione frase aforisma annuncio notizia comunicato"
        }
        Language::En | Language::Other(_) => "story tale fable quote quotation saying announcement news",
        Language::Es => "historia cuento fabula relato cita frase aforismo anuncio noticia comunicado",
        Language::Fr => "histoire conte fable recit citation phrase annonce nouvelle communique",
        Language::De => {
            "geschichte marchen fabel erzahlung zitat spruch ankundigung mitteilung meldung bekanntmachung"
        }
        Language::Pt => "historia conto fabula relato citacao frase anuncio noticia comunicado",
    }
}

/// Prepositions that lead from a kind of telling to what it tells of, whatever follows.
const ABOUT: &str = "su sul sulla sullo sui sulle sugli about sobre sur uber ueber";
/// The same, where something new follows: `una storia di un gatto`, but `la storia di Roma` is its own subject.
const OF: &str = "di of de d' von do da";
const SOME: &str = "un uno una un' a an une ein eine einem einer einen um uma";

/// Takes the name of a kind of telling, and what stands before it in its phrase.
pub fn find(draft: &mut Draft) {
    let words = nouns(draft.language);
    for at in 0..draft.tokens.len() {
        let is_noun = draft.tokens[at].kind == Kind::Word && has_word(words, draft.fold_at(at));
        if !is_noun || draft.taken[at].is_some() || !leads_on(draft, at + 1) {
            continue;
        }
        let start = beginning(draft, at);
        // An article and an adjective: `una breve storia`.
        if at - start <= 2 && !(start..at).any(|at| draft.is_preposition(at)) {
            draft.take(start..at + 1, ASK);
        }
    }
}

fn beginning(draft: &Draft, at: usize) -> usize {
    let ends = |at: &usize| draft.is_break(*at) || draft.taken[*at].is_some();
    (0..at).rev().find(ends).map_or(0, |before| before + 1)
}

/// Whether what the telling is about, or the end of its phrase, follows.
fn leads_on(draft: &Draft, next: usize) -> bool {
    let ends = |at: usize| at >= draft.tokens.len() || draft.is_break(at) || draft.taken[at].is_some();
    // `una cita para Instagram`
    if ends(next) || draft.is_preposition(next) && draft.taken.get(next + 1) == Some(&Some("platform")) {
        // By itself it says what is wanted only where something else says what about.
        return (0..draft.tokens.len()).any(|at| {
            draft.tokens[at].kind == Kind::Word
                && draft.taken[at] != Some(ASK)
                && (at > next || draft.taken[at] == Some("must_have"))
        });
    }
    let fold = draft.fold_at(next);
    let is_word = draft.tokens[next].kind == Kind::Word;
    is_word && (has_word(ABOUT, fold) || has_word(OF, fold) && has_word(SOME, draft.fold_at(next + 1)))
}
