//! The brief's facts: what has to be said, what kind each is, and whether a script says it.

use aida_protocol::ProjectBrief;

use crate::{
    clean,
    lexicon::{self, FactWords, Grammar},
};

/// Most words of one fact; what is cut from a subject is stated in parts of this size.
const MOST_WORDS: usize = 12;

/// The facts of a brief, each once: what must appear, and what of the subject is too long to be a name. A fact that
/// `spoken`, the subject as it is said, holds already is none.
pub fn of(brief: &ProjectBrief, title: &str, spoken: &str, weak: &[String]) -> Vec<String> {
    let mut facts: Vec<String> = Vec::new();
    let rest = title.strip_prefix(spoken).filter(|_| !spoken.is_empty()).unwrap_or_default();
    let words = with_its_noun(spoken, rest, weak);
    let rests = words.chunks(MOST_WORDS).map(|chunk| chunk.join(" "));
    for item in rests.chain(brief.must_have.iter().map(|item| clean::tidy(item))) {
        let item = item.trim_matches(['.', ';', ',', ':', ' ', '–', '—']).to_owned();
        let sayable =
            item.chars().any(char::is_alphanumeric) && item.split(' ').all(|word| word.chars().count() <= 60);
        if sayable && !holds(spoken, &item) && !facts.iter().any(|known| holds(known, &item)) {
            facts.retain(|known| !holds(&item, known));
            facts.push(item);
        }
    }
    facts
}

/// The words of the rest of a subject. A rest that begins in the middle of a phrase takes the phrase's beginning along:
/// `independent The Boot` of `opening of the new bookshop independent The Boot` is `new bookshop independent The Boot`.
fn with_its_noun<'a>(spoken: &'a str, rest: &'a str, weak: &[String]) -> Vec<&'a str> {
    /// Words of a phrase that are said again at most.
    const AGAIN: usize = 3;
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    let begins_anew = |word: &&str| {
        let first = word.chars().next();
        !first.is_some_and(char::is_lowercase) || weak.contains(&word.to_lowercase())
    };
    if words.first().is_none_or(begins_anew) {
        return words;
    }
    let before: Vec<&str> = spoken.split(' ').collect();
    let start =
        before.iter().rposition(|word| weak.contains(&word.to_lowercase())).map_or(0, |last| last + 1);
    if start == 0 || before.len() - start > AGAIN {
        return words;
    }
    before[start..].iter().copied().chain(words).collect()
}

/// Whether a text says a fact: all its words, in order, whatever their marks and capitals.
pub fn holds(text: &str, fact: &str) -> bool {
    let plain = |text: &str| -> String {
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '!' | '?'));
        let bare = words
            .map(|word| word.trim_matches(|c: char| matches!(c, '.' | '…' | '"' | '«' | '»' | '“' | '”')));
        let kept: Vec<String> = bare.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        format!(" {} ", kept.join(" "))
    };
    plain(text).contains(&plain(fact))
}

/// The words that go with facts of this one's kind: dates, prices, addresses, ways to get in touch.
pub fn kind_of(fact: &str, grammar: &'static Grammar) -> Option<&'static FactWords> {
    let hay = lexicon::haystack([fact]);
    let digits = fact.chars().filter(char::is_ascii_digit).count();
    let word_is = |name: &str| {
        grammar.fact.get(name).filter(|words| words.keys.iter().any(|key| lexicon::holds(&hay, key)))
    };
    let has_money = digits > 0 && fact.contains(['€', '$', '£']);
    let is_address = fact.contains('@') || fact.split(' ').any(is_web_name);
    if is_address || digits >= 8 && fact.chars().filter(|c| c.is_alphabetic()).count() <= 6 {
        return grammar.fact.get("contact");
    }
    if has_money || digits > 0 && word_is("price").is_some() {
        return grammar.fact.get("price");
    }
    word_is("when").filter(|_| !fact.contains('%')).or_else(|| word_is("place"))
}

/// Whether a fact says what something costs.
pub fn is_price(fact: &str, grammar: &'static Grammar) -> bool {
    let price = grammar.fact.get("price");
    kind_of(fact, grammar).zip(price).is_some_and(|(kind, price)| std::ptr::eq(kind, price))
}

/// What of a long fact is read at a glance: the sum of a price, the day of a date.
pub fn core_of(fact: &str, grammar: &'static Grammar) -> Option<String> {
    let kind = kind_of(fact, grammar)?;
    let words: Vec<&str> = fact.split(' ').map(|word| word.trim_matches([',', ';', ':'])).collect();
    let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    if std::ptr::eq(kind, grammar.fact.get("price")?) {
        let sums: Vec<String> = words
            .iter()
            .enumerate()
            .filter(|(_, word)| has_digit(word))
            .filter_map(|(index, word)| match words.get(index + 1) {
                _ if word.contains(['€', '$', '£']) => Some((*word).to_owned()),
                Some(sign @ (&"€" | &"$" | &"£")) => Some(format!("{word} {sign}")),
                _ => None,
            })
            .collect();
        // Of two sums neither tells all.
        return (sums.len() == 1).then(|| sums[0].clone());
    }
    if !std::ptr::eq(kind, grammar.fact.get("when")?) {
        return None;
    }
    // `am 5. Juli um 20 Uhr im Schlosspark` is read as its day; `from 14 to 20 March` has two.
    let first = words.iter().position(has_digit)?;
    let is_month = |word: &&str| kind.keys.iter().any(|key| lexicon::holds(&lexicon::haystack([*word]), key));
    let month = words.iter().skip(first + 1).take(2).position(is_month);
    match month {
        Some(month) => Some(words[first..=first + 1 + month].join(" ")),
        None if first == 0 => {
            let day = clean::shorten(fact, 4, 22, &grammar.weak_ends);
            (clean::word_count(&day) > 1).then_some(day)
        }
        None => None,
    }
}

fn is_web_name(word: &str) -> bool {
    let word = word.trim_end_matches('/');
    word.starts_with("www.")
        || word.rsplit_once('.').is_some_and(|(name, end)| {
            name.chars().count() > 2
                && ["it", "com", "org", "net", "es", "fr", "de", "pt", "br", "eu", "io"].contains(&end)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brief;
    use aida_protocol::Language;

    #[test]
    fn facts_are_told_once_and_the_rest_of_a_subject_is_one() {
        let mut brief = brief("it", "corso", 30.0);
        brief.must_have =
            ["12 aprile", "sabato 12 aprile", "25 €.", "corso", "?"].map(str::to_owned).to_vec();
        assert_eq!(of(&brief, "corso a Torino", "corso", &[]), ["a Torino", "sabato 12 aprile", "25 €"]);
    }

    #[test]
    fn the_core_of_a_fact_is_its_sum_or_its_day() {
        let core = |fact: &str, language| core_of(fact, lexicon::grammar(language));
        assert_eq!(core("catas de vino los sábados a 18 €", Language::Es).as_deref(), Some("18 €"));
        assert_eq!(core("screens fixed in 30 minutes from £49", Language::En).as_deref(), Some("£49"));
        assert_eq!(core("18. Mai ab 9 Uhr auf dem Rathausplatz", Language::De).as_deref(), Some("18. Mai"));
        assert_eq!(core("am 5. Juli um 20 Uhr im Schlosspark", Language::De).as_deref(), Some("5. Juli"));
        assert_eq!(core("lançamento a 9 de maio em Lisboa", Language::Pt).as_deref(), Some("9 de maio"));
        assert_eq!(core("da 10 € a 25 €", Language::It), None);
        assert_eq!(core("posti limitati", Language::It), None);
    }

    #[test]
    fn what_is_cut_from_a_subject_is_a_phrase() {
        let weak = ["of", "the", "in"].map(str::to_owned);
        let rest = |spoken, rest| with_its_noun(spoken, rest, &weak).join(" ");
        assert_eq!(
            rest("opening of the new bookshop", " independent The Boot"),
            "new bookshop independent The Boot"
        );
        assert_eq!(rest("opening of the bookshop", " in Main Street"), "in Main Street");
        assert_eq!(rest("opening of the bookshop", " The Boot"), "The Boot");
        assert_eq!(rest("old books and cheap new lamps", " sold here"), "sold here");
    }

    #[test]
    fn kinds_choose_their_words() {
        let kinds: [(&str, Language, &[&str]); 5] = [
            ("when", Language::It, &["sabato 12 aprile alle 15", "3 maggio"]),
            ("price", Language::En, &["$6 a slice", "20 dollars"]),
            ("contact", Language::De, &["www.beispiel.de", "@laden", "0761 123456", "laden.de"]),
            ("place", Language::Fr, &["12 rue Victor Hugo"]),
            ("place", Language::De, &["Hauptstraße 12"]),
        ];
        for (kind, language, facts) in kinds {
            let grammar = lexicon::grammar(language);
            for fact in facts {
                assert!(std::ptr::eq(kind_of(fact, grammar).unwrap(), &grammar.fact[kind]), "{fact}");
            }
        }
        assert!(kind_of("20 % Rabatt", lexicon::grammar(Language::De)).is_none());
        assert!(kind_of("posti limitati", lexicon::grammar(Language::It)).is_none());
    }
}
