//! The small words of a language, looked up once for each token.

use std::{collections::HashMap, sync::LazyLock};

use aida_protocol::Language;

use crate::{
    tables::{TABLES, Table, table},
    token::{Kind, Token},
};

/// What a small word can be; several at once, as French `des`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Small {
    /// Or a possessive.
    pub article: bool,
    pub preposition: bool,
    pub conjunction: bool,
    /// Begins an accessory.
    pub with: bool,
    /// Stands between two numbers.
    pub until: bool,
}

type Words = HashMap<&'static str, Small>;

/// For every token, which of the small words of `language` it is. Where the text `has_small` letters, one in capitals is a name.
pub fn of(language: Language, text: &str, tokens: &[Token], has_small: bool) -> Vec<Small> {
    static ALL: LazyLock<Vec<(Language, Words)>> =
        LazyLock::new(|| TABLES.into_iter().map(|table| (table.language, words(table))).collect());
    // A language without a table has that of English, as everywhere.
    let language = table(language).language;
    let words = ALL.iter().find(|(known, _)| *known == language).map(|(_, words)| words);
    let Some(words) = words else { return vec![Small::default(); tokens.len()] };
    let small = |token: &Token| match words.get(token.fold.as_str()) {
        Some(small) if token.kind == Kind::Word && !(has_small && token.is_acronym(text)) => *small,
        _ => Small::default(),
    };
    tokens.iter().map(small).collect()
}

fn words(table: &'static Table) -> Words {
    let mut words = Words::new();
    let mut add = |list: &'static str, mark: fn(&mut Small)| {
        for word in list.split_ascii_whitespace() {
            mark(words.entry(word).or_default());
        }
    };
    add(table.articles, |small| small.article = true);
    add(table.possessives, |small| small.article = true);
    add(table.prepositions, |small| small.preposition = true);
    add(table.conjunctions, |small| small.conjunction = true);
    add(table.with, |small| small.with = true);
    add(table.until, |small| small.until = true);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    #[test]
    fn a_word_is_all_that_its_lists_say_unless_it_is_a_name() {
        let text = "des fleurs AT T avec";
        let small = of(Language::Fr, text, &tokenize(text), true);
        assert!(small[0].article && small[0].preposition && !small[0].conjunction);
        assert_eq!(small[1], Small::default());
        assert!(small[4].preposition && small[4].with);
        let text = "AT HOME at home";
        let at: Vec<bool> =
            of(Language::En, text, &tokenize(text), true).iter().map(|small| small.preposition).collect();
        assert_eq!(at, [false, false, true, false]);
    }
}
