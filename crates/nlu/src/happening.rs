//! What happens on a day: `Sommerkonzert am 5. Juli im Park` is about a concert, and says when and where it is.

use std::ops::Range;

use crate::{
    draft::{Draft, has_word},
    quoted,
    token::Kind,
};

/// Verbs that announce, folded, of all languages.
const VERBS: &str = "apre aprira aprono inaugura arriva torna parte inizia comincia esce debutta nasce \
    opens launches arrives returns starts begins abre abrira llega vuelve empieza comienza estrena ouvre ouvrira inaugure \
    arrive revient commence demarre eroffnet offnet startet beginnt kommt findet chega volta comeca estreia";
const WEEKDAYS: &str = "lunedi martedi mercoledi giovedi venerdi sabato sabado domenica monday tuesday wednesday thursday friday \
    saturday sunday lunes martes miercoles jueves viernes domingo lundi mardi mercredi jeudi vendredi samedi dimanche montag \
    dienstag mittwoch donnerstag freitag samstag sonnabend sonntag segunda terca quarta quinta sexta";
/// `i saldi del 3 maggio` are one thing.
const OF: &str = "di del de du do of des von dal d'";

const EACH: &str = "ogni tutti tutte every each all cada todos todas chaque tous toutes jeden jede alle";

/// Splits a subject that holds a date into what it is about and what is said of it; `None` where it is one thing.
pub fn split(draft: &Draft, tokens: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let date = tokens.clone().find_map(|at| quoted::date(draft, at))?;
    if date.end > tokens.end {
        return None;
    }
    let mut start = date.start;
    while start > tokens.start && leads_in(draft, start - 1) {
        start -= 1;
    }
    if (start..date.start).any(|at| has_word(OF, draft.fold_at(at))) {
        return None;
    }
    if tokens.start < start {
        let subject = tokens.start..start;
        return has_content(draft, subject.clone()).then_some((subject, start..tokens.end));
    }
    // `apre sabato 12 giugno la gelateria Rosa`
    let mut rest = date.end;
    while rest < tokens.end && leads_in(draft, rest) {
        rest += 1;
    }
    has_content(draft, rest..tokens.end).then_some((rest..tokens.end, tokens.start..date.end))
}

/// Whether a stretch only names days: `every Saturday`, `ogni lunedì e martedì`.
pub fn is_only_when(draft: &Draft, mut tokens: Range<usize>) -> bool {
    tokens.clone().any(|at| has_word(WEEKDAYS, draft.fold_at(at)))
        && tokens.all(|at| {
            draft.is_small(at) || has_word(WEEKDAYS, draft.fold_at(at)) || has_word(EACH, draft.fold_at(at))
        })
}

fn leads_in(draft: &Draft, at: usize) -> bool {
    draft.is_small(at) || has_word(VERBS, draft.fold_at(at)) || has_word(WEEKDAYS, draft.fold_at(at))
}

fn has_content(draft: &Draft, mut tokens: Range<usize>) -> bool {
    tokens.any(|at| {
        draft.tokens[at].kind == Kind::Word && !leads_in(draft, at) && draft.fold_at(at).chars().count() > 2
    })
}
