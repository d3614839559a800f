//! A small analyser of noun phrases: whether a subject is a thing, a name, a question or a wish, and how articles,
//! prepositions and verbs go with it. What it cannot tell it leaves open; the sentences that need it are then not used.

mod english;
mod french;
mod german;
mod italian;
mod portuguese;
mod spanish;
mod words;

pub use words::is_determiner;

use aida_protocol::Language;

use crate::{clean, lexicon::Grammar, template::Slots};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// Gender and number of a phrase, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form {
    pub gender: Option<Gender>,
    pub plural: Option<bool>,
}

impl Form {
    pub const fn of(gender: Gender, plural: bool) -> Self {
        Form { gender: Some(gender), plural: Some(plural) }
    }

    /// Of `a|b` (singular, plural) or `a|b|c|d` the one that agrees. The four are masculine, feminine,
    /// masculine plural, feminine plural; in German, which has no gender in the plural, masculine, feminine, neuter, plural.
    pub fn choose(self, choices: &str) -> Option<&str> {
        let choices: Vec<&str> = choices.split('|').collect();
        match choices[..] {
            [singular, plural] => Some(if self.plural? { plural } else { singular }),
            [masculine, feminine, third, fourth] => match (self.gender, self.plural?) {
                (None | Some(Gender::Neuter), true) => Some(fourth),
                (Some(Gender::Neuter), false) => Some(third),
                (Some(Gender::Masculine), false) => Some(masculine),
                (Some(Gender::Feminine), false) => Some(feminine),
                (Some(Gender::Masculine), true) => Some(third),
                (Some(Gender::Feminine), true) => Some(fourth),
                (None, false) => None,
            },
            _ => None,
        }
    }
}

/// What kind of thing a subject is, grammatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A common noun with what belongs to it: `scarpe eco-friendly`, `il nostro bar`.
    Thing,
    /// A proper name: `Roma`, `Nike Air`.
    Name,
    /// A question: `come funziona la fotosintesi`.
    Question,
    /// A wish that stands for itself: `buon compleanno, Marta`.
    Wish,
    /// Nothing that can be said.
    Nothing,
}

/// A subject and how to speak of it.
#[derive(Debug, Clone)]
pub struct Phrase {
    pub kind: Kind,
    /// As it stands inside a sentence.
    pub bare: String,
    /// The noun that the rest hangs on; empty when there is none.
    pub head: String,
    pub form: Form,
    /// With its article, as a sentence's subject.
    pub the: Option<String>,
    /// German only: with its article, as an object.
    pub object: Option<String>,
    /// With "of" and its article.
    pub of: Option<String>,
    /// With "this".
    pub this: Option<String>,
}

/// How a language builds the phrases of a thing.
#[derive(Debug, Clone, Default)]
struct Built {
    head: String,
    form: Form,
    the: Option<String>,
    object: Option<String>,
    of: Option<String>,
    this: Option<String>,
}

/// Analyses a subject that is already fit to be spoken.
pub fn analyse(subject: &str, language: Language, grammar: &Grammar) -> Phrase {
    let kind = kind_of(subject, language, grammar);
    let bare = match kind {
        Kind::Thing | Kind::Question if language != Language::De => lower_first(subject),
        Kind::Question => lower_first(subject),
        _ => subject.to_owned(),
    };
    let built = match kind {
        Kind::Thing => match language {
            Language::It => italian::build(&bare),
            Language::En | Language::Other(_) => english::build(&bare),
            Language::Es => spanish::build(&bare),
            Language::Fr => french::build(&bare),
            Language::De => german::build(&bare),
            Language::Pt => portuguese::build(&bare),
        },
        Kind::Name => name(&bare, language),
        _ => Built::default(),
    };
    let Built { head, form, the, object, of, this } = built;
    Phrase { kind, bare, head, form, the, object, of, this }
}

impl Phrase {
    /// The places that the subject fills: `{S}`, `{the}`, `{acc}`, `{of}`, `{this}`, `{Q}`.
    pub fn fill(&self, slots: &mut Slots, language: Language) {
        slots.form = self.form;
        slots.set("S", self.bare.clone());
        slots.set("the", self.the.clone().unwrap_or_default());
        // Only in German does the object look another way, and what is not known to is not said.
        let object = if language == Language::De { None } else { self.the.clone() };
        slots.set("acc", self.object.clone().or(object).unwrap_or_default());
        slots.set("of", self.of.clone().unwrap_or_default());
        slots.set("this", self.this.clone().unwrap_or_default());
        if self.kind == Kind::Question && asks_as_it_stands(&self.bare, language) {
            let (open, close) = if language == Language::Es { ("¿", "?") } else { ("", "?") };
            slots.set("Q", format!("{open}{}{close}", clean::capitalised(&self.bare)));
        }
    }
}

/// In English and German word order tells whether `how photosynthesis works` asks; it does not.
fn asks_as_it_stands(question: &str, language: Language) -> bool {
    match language {
        Language::En | Language::Other(_) => {
            let second = question.split(' ').nth(1).unwrap_or_default();
            ["do", "does", "is", "are", "can", "should", "did", "was", "were", "will", "to"].contains(&second)
                && !question.starts_with("how to")
        }
        Language::De => words::GERMAN_VERBS_SECOND.contains(&question.split(' ').nth(1).unwrap_or_default()),
        _ => true,
    }
}

fn kind_of(subject: &str, language: Language, grammar: &Grammar) -> Kind {
    if subject.is_empty() {
        return Kind::Nothing;
    }
    let spaced = format!("{} ", subject.to_lowercase().replace(['\'', '’', ','], " "));
    let starts = |list: &[String]| {
        list.iter().any(|word| spaced.starts_with(&format!("{} ", word.replace(['\'', '’'], " "))))
    };
    if starts(&grammar.wishes) {
        return Kind::Wish;
    }
    if starts(&grammar.questions) {
        return Kind::Question;
    }
    if is_name(subject, language, grammar) { Kind::Name } else { Kind::Thing }
}

/// A capital alone proves nothing, since people begin lines with one; a second one does, or a word that we do
/// not know. In German every noun has one, so there only what no noun can be is a name.
fn is_name(subject: &str, language: Language, grammar: &Grammar) -> bool {
    let words: Vec<&str> = subject.split(' ').collect();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let first = words[0];
    if !capital(first) || language == Language::De {
        return first.chars().skip(1).any(char::is_uppercase) && words.len() == 1;
    }
    if words::is_determiner(&first.to_lowercase(), language) {
        return false;
    }
    if words.len() >= 2 {
        return capital(words[1]) && !grammar.knows(first);
    }
    !grammar.knows(first)
}

fn name(name: &str, language: Language) -> Built {
    let vowel = words::starts_with_vowel(name);
    let of = match language {
        Language::It => format!("di {name}"),
        Language::En | Language::Other(_) => format!("of {name}"),
        Language::Es | Language::Pt => format!("de {name}"),
        Language::Fr if vowel => format!("d'{name}"),
        Language::Fr => format!("de {name}"),
        Language::De => format!("von {name}"),
    };
    Built {
        head: String::new(),
        form: Form { gender: None, plural: Some(false) },
        the: Some(name.to_owned()),
        object: Some(name.to_owned()),
        of: Some(of),
        this: None,
    }
}

/// A line's first capital is none of the word's own, except in acronyms and brands.
fn lower_first(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or_default();
    let keeps = first_word.chars().skip(1).any(char::is_uppercase)
        || first_word.chars().count() == 1 && first_word != "A";
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !keeps => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_choose_what_agrees() {
        let women = Form::of(Gender::Feminine, true);
        assert_eq!(women.choose("o|a|i|e"), Some("e"));
        assert_eq!(women.choose("è|sono"), Some("sono"));
        assert_eq!(Form::of(Gender::Neuter, false).choose("er|sie|es|sie"), Some("es"));
        assert_eq!(Form { gender: None, plural: Some(false) }.choose("o|a|i|e"), None);
        assert_eq!(women.choose("one"), None);
    }

    #[test]
    fn kinds_are_told_apart() {
        for (language, subject, kind) in [
            (Language::It, "Scarpe eco-friendly", Kind::Thing),
            (Language::It, "Roma", Kind::Name),
            (Language::It, "Nike Air", Kind::Name),
            (Language::It, "Il nostro bar", Kind::Thing),
            (Language::It, "come funziona la fotosintesi", Kind::Question),
            (Language::It, "Buon compleanno Marta", Kind::Wish),
            (Language::En, "how photosynthesis works", Kind::Question),
            (Language::Fr, "pourquoi dormir", Kind::Question),
            (Language::De, "Nachhaltige Schuhe", Kind::Thing),
            (Language::De, "Wie funktioniert Photosynthese", Kind::Question),
            (Language::Es, "Feliz cumpleaños, Ana", Kind::Wish),
            (Language::Pt, "", Kind::Nothing),
        ] {
            assert_eq!(kind_of(subject, language, crate::lexicon::grammar(language)), kind, "{subject}");
        }
    }
}
