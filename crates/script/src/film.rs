//! What the writer knows of a film before the first word: kind, subject, facts, tone.

use aida_protocol::{ContentType, Language, ProjectBrief};

use crate::{
    clean, facts,
    lexicon::{self, Domain, Grammar, Occasion},
    material::{self, Passage},
    noun::{self, Kind, Phrase},
    pace::Pace,
    recipe::{self, Recipe},
    template::{self, Slots},
};

/// Words and characters of a subject that a sentence can carry.
const SPOKEN_WORDS: usize = 9;
const SPOKEN_CHARS: usize = 58;
/// Words and characters of a subject that is a sentence.
const SENTENCE: (usize, usize) = (12, 84);

pub struct Film<'a> {
    pub brief: &'a ProjectBrief,
    pub grammar: &'static Grammar,
    pub language: Language,
    pub recipe: Recipe,
    pub domains: Vec<&'static Domain>,
    pub occasion: Option<&'static Occasion>,
    /// The subject as it is spoken.
    pub phrase: Phrase,
    /// The whole subject as it is written; empty when there is none.
    pub title: String,
    pub audience: String,
    pub slots: Slots,
    pub pace: Pace,
    pub tone: char,
    /// Facts and phrases that have to appear, one line each.
    pub must: Vec<String>,
    /// The words between quotation marks that a quote film is about.
    pub quote: Option<String>,
    /// What the user's material offers to say.
    pub passages: Vec<Passage>,
}

impl<'a> Film<'a> {
    pub fn read(brief: &'a ProjectBrief) -> Self {
        let language = brief.language;
        let grammar = lexicon::grammar(language);
        let title = thanked(clean::name(&brief.subject), grammar);
        let speakable = clean::speakable(&title);
        // A question or a quotation that is cut says something else.
        let is_sentence = noun::analyse(&speakable, language, grammar).kind == Kind::Question
            || brief.must_have.contains(&brief.subject);
        let (words, chars) = if is_sentence { SENTENCE } else { (SPOKEN_WORDS, SPOKEN_CHARS) };
        let spoken = clean::shorten(&speakable, words, chars, &grammar.weak_ends);
        let spoken = clean::name(&clean::with_whole_name(&spoken, &speakable));
        let spoken = without_half_a_date(&spoken, &speakable, &grammar.weak_ends);
        let phrase = noun::analyse(&spoken, language, grammar);
        let recipe = recipe::detect(brief, &phrase, grammar);
        let audience =
            clean::shorten(&clean::speakable(&clean::name(&brief.audience)), 4, 30, &grammar.weak_ends);
        let mut slots = Slots::default();
        phrase.fill(&mut slots, language);
        slots.set("A", audience.clone());
        let of_audience = noun::analyse(&audience, language, grammar);
        slots.set("Athe", generation(&audience, language).or(of_audience.the).unwrap_or_default());
        let quote = (recipe == Recipe::Quote).then(|| quoted(brief)).flatten();
        let mut must = facts::of(brief, &title, &spoken, &grammar.weak_ends);
        // What is quoted as a whole is not stated once more.
        must.retain(|fact| !quote.as_ref().is_some_and(|quote| facts::holds(quote, fact)));
        let pace = Pace::of(brief);
        let passages =
            material::passages(&brief.material, &title, recipe, language, pace, &grammar.weak_ends);
        Film {
            brief,
            grammar,
            language,
            recipe,
            // What a story or a quotation is about is not advertised.
            domains: match recipe {
                Recipe::Story | Recipe::Quote => Vec::new(),
                _ => recipe::domains(brief, grammar),
            },
            occasion: occasion(brief, grammar, recipe),
            title,
            audience,
            tone: template::tone_letter(brief.tone),
            quote,
            passages,
            phrase,
            slots,
            pace,
            must,
        }
    }

    /// Which calls to action fit, by their names in the grammar. What is announced for a day is met there.
    pub fn calls(&self) -> [&'static str; 2] {
        let when = self.grammar.fact.get("when");
        let is_dated = |fact: &String| {
            facts::kind_of(fact, self.grammar).zip(when).is_some_and(|(kind, when)| std::ptr::eq(kind, when))
        };
        let recipe = match self.recipe {
            Recipe::Announcement if self.must.iter().any(is_dated) => Recipe::Event,
            recipe => recipe,
        };
        recipe.calls(self.brief.platform)
    }

    /// Whether anybody speaks.
    pub fn is_narrated(&self) -> bool {
        self.brief.narration && self.brief.content_type != ContentType::Image
    }

    /// The subject for a picture: a few words, with a capital; whole when that are not many.
    pub fn headline(&self) -> String {
        // Half a question asks nothing.
        let longest = if self.phrase.kind == Kind::Question { 60 } else { 48 };
        let whole = self.title.chars().count() <= longest && clean::word_count(&self.title) <= 10;
        let (words, chars) = if whole { (12, longest) } else { (5, 34) };
        clean::capitalised(&clean::shorten(&self.title, words, chars, &self.grammar.weak_ends))
    }

    /// The subject in at most three words, or its first with the name that it has: `ristorante La Terrazza`.
    pub fn short_name(&self) -> String {
        let short = clean::shorten(&self.phrase.bare, 3, 28, &self.grammar.weak_ends);
        if self.language == Language::De || self.phrase.kind != Kind::Thing || !self.recipe.is_offer() {
            return short;
        }
        let capital = |word: &&str| word.starts_with(char::is_uppercase);
        let words: Vec<&str> = self.phrase.bare.split(' ').collect();
        let name: Vec<&str> =
            words.iter().copied().skip(1).skip_while(|word| !capital(word)).take_while(capital).collect();
        // What follows a small word is where the thing is, not what it is called.
        let before = words.iter().position(|word| name.first() == Some(word)).unwrap_or(0);
        let is_place = before == 0 || self.grammar.weak_ends.contains(&words[before - 1].to_lowercase());
        let with_name = format!("{} {}", words[0], name.join(" "));
        let is_noun = !capital(&words[0]) && !self.grammar.weak_ends.contains(&words[0].to_lowercase());
        let fits = name.len() <= 3 && with_name.chars().count() <= 32 && is_noun;
        if name.is_empty() || is_place || !fits || short.contains(name[0]) { short } else { with_name }
    }

    /// Whether a spoken text names the subject, if only by its short name.
    pub fn names_subject(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let names = [self.short_name(), self.phrase.bare.clone()];
        self.phrase.kind != Kind::Nothing && names.iter().any(|name| text.contains(&name.to_lowercase()))
    }
}

/// `Thank you to our readers` of `a thank-you message to our readers`: what is to be said instead of what it is.
fn thanked(title: String, grammar: &Grammar) -> String {
    let said = grammar.thanks.iter().find_map(|[asked, said]| {
        let start = title.get(..asked.len()).filter(|start| start.to_lowercase() == *asked)?;
        let rest = title[start.len()..].strip_prefix(' ').filter(|rest| !rest.is_empty())?;
        Some(format!("{said} {rest}"))
    });
    said.unwrap_or(title)
}

/// A subject that was cut between two numbers, `market from 25 November` of `… to 29 December`, without the first.
fn without_half_a_date(cut: &str, whole: &str, weak: &[String]) -> String {
    let has_digit = |word: &&str| word.chars().next().is_some_and(|c| c.is_ascii_digit());
    let rest = whole.strip_prefix(cut).unwrap_or_default();
    let words: Vec<&str> = cut.split(' ').collect();
    let first = words.iter().rposition(&has_digit).filter(|at| at + 3 > words.len() && *at > 1);
    match first {
        Some(at) if rest.split_whitespace().take(2).any(|word| has_digit(&word)) => {
            clean::shorten(&format!("{} x", words[..at].join(" ")), at, usize::MAX, weak)
        }
        _ => cut.to_owned(),
    }
}

/// `Gen Z` is a name with an article in all but English.
fn generation(audience: &str, language: Language) -> Option<String> {
    if !audience.to_lowercase().starts_with("gen ") {
        return None;
    }
    match language {
        Language::It | Language::Es | Language::Fr => Some(format!("la {audience}")),
        Language::Pt => Some(format!("a {audience}")),
        Language::De => Some(format!("die {audience}")),
        Language::En | Language::Other(_) => None,
    }
}

fn occasion(brief: &ProjectBrief, grammar: &'static Grammar, recipe: Recipe) -> Option<&'static Occasion> {
    let hay =
        lexicon::haystack(brief.requirements.iter().map(String::as_str).chain([brief.subject.as_str()]));
    let fits = |occasion: &&Occasion| occasion.keys.iter().any(|key| lexicon::holds(&hay, key));
    (recipe == Recipe::Greeting).then(|| grammar.occasion.iter().find(fits)).flatten()
}

/// The first words in quotation marks, three at least, anywhere in the brief.
fn quoted(brief: &ProjectBrief) -> Option<String> {
    const MARKS: [(char, char); 7] =
        [('«', '»'), ('“', '”'), ('„', '“'), ('»', '«'), ('"', '"'), ('„', '”'), ('‹', '›')];
    let texts = brief.must_have.iter().chain(&brief.requirements).chain([&brief.subject]);
    texts.into_iter().find_map(|text| {
        MARKS.iter().find_map(|(open, close)| {
            let (_, rest) = text.split_once(*open)?;
            let (inner, _) = rest.split_once(*close)?;
            let quote = clean::tidy(inner);
            (clean::word_count(&quote) >= 3 && quote.chars().count() <= 240).then_some(quote)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brief;

    #[test]
    fn thanks_are_said_to_those_who_get_them() {
        for (language, subject, said) in [
            ("pt", "Mensagem de agradecimento aos 10 000 seguidores", "Obrigado aos 10 000 seguidores"),
            ("it", "messaggio di ringraziamento ai nostri clienti", "Grazie ai nostri clienti"),
            ("fr", "message de remerciement à nos voisins", "Merci à nos voisins"),
            ("de", "Dankesbotschaft an alle Helfer", "Danke an alle Helfer"),
            ("es", "mensaje de agradecimiento", "mensaje de agradecimiento"),
        ] {
            let brief = brief(language, subject, 15.0);
            let film = Film::read(&brief);
            assert_eq!(film.title.to_lowercase(), said.to_lowercase());
            assert_eq!(film.recipe, Recipe::Greeting, "{subject}");
        }
    }

    #[test]
    fn who_was_named_whole_is_not_introduced_again() {
        let brief = brief("pt", "escola de surf Onda Azul em Ericeira", 30.0);
        let film = Film::read(&brief);
        assert!(film.names_subject("Você já olhou bem para a escola de surf Onda Azul em Ericeira?"));
        assert!(film.names_subject("A escola Onda Azul espera por você."));
        assert!(!film.names_subject("O próximo passo é seu."));
        // Books are for other schools.
        assert_eq!(film.domains.iter().map(|domain| domain.id.as_str()).collect::<Vec<_>>(), ["sport"]);
    }

    #[test]
    fn what_is_announced_for_a_day_is_met_there() {
        let mut brief = brief("de", "Sommerkonzert der Stadtkapelle", 20.0);
        brief.requirements = vec!["Ankündigung".to_owned()];
        assert_ne!(Film::read(&brief).calls()[0], "event");
        brief.must_have = vec!["am 5. Juli um 20 Uhr im Schlosspark".to_owned()];
        assert_eq!(Film::read(&brief).calls()[0], "event");
    }

    #[test]
    fn a_short_name_keeps_the_name_that_a_thing_has() {
        let short = |subject: &str| Film::read(&brief("it", subject, 30.0)).short_name();
        assert_eq!(short("ristorante di pesce La Terrazza a Sorrento"), "ristorante La Terrazza");
        assert_eq!(short("corso di cucina a Torino"), "corso di cucina");
        let opening = "la grande inaugurazione della nuova libreria indipendente Il Gatto con gli Stivali";
        assert!(!short(opening).contains("la Il"), "{}", short(opening));
    }
}
