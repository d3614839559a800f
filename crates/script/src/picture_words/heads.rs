//! Headlines for what the user's own texts say: a heading, what is done, a figure, how a sentence begins, its things.

use aida_protocol::Language;

use super::{HEAD_CHARS, HEAD_WORDS, PictureWords};
use crate::{clean, draft::Draft, facts};

/// Headings of a text that say what kind of text follows, not what it is about.
const HEADINGS: &str = "steps instructions ingredients method introduction notes summary passi passaggi istruzioni ingredienti
    procedimento introduzione note pasos instrucciones ingredientes método introducción notas étapes instructions ingrédients
    préparation introduction schritte anleitung zutaten zubereitung einleitung hinweise passos instruções preparo introdução";

/// Words with which a clause goes on after it has said what it is about.
const fn go_on(language: Language) -> &'static [&'static str] {
    match language {
        Language::It => {
            &["mentre", "quando", "prima", "dopo", "da", "per", "con", "che", "fino", "senza", "in", "se"]
        }
        Language::Es => &[
            "mientras", "cuando", "antes", "después", "desde", "para", "con", "que", "hasta", "sin", "al",
            "si",
        ],
        Language::Fr => &[
            "pendant", "quand", "avant", "après", "depuis", "pour", "avec", "qui", "jusqu", "sans", "au",
            "si",
        ],
        Language::Pt => &[
            "enquanto", "quando", "antes", "depois", "desde", "para", "com", "que", "até", "sem", "ao", "se",
        ],
        Language::De | Language::En | Language::Other(_) => &[],
    }
}

/// Words that belong to the figure after them.
const BEFORE_A_FIGURE: &[&str] = &[
    "about",
    "some",
    "over",
    "nearly",
    "up to",
    "more than",
    "less than",
    "circa",
    "quasi",
    "oltre",
    "fino a",
    "più di",
    "meno di",
    "unos",
    "unas",
    "casi",
    "hasta",
    "más de",
    "menos de",
    "environ",
    "presque",
    "jusqu'à",
    "plus de",
    "moins de",
    "rund",
    "etwa",
    "fast",
    "bis zu",
    "mehr als",
    "cerca de",
    "até",
    "mais de",
];

/// Where a clause of two to four words goes on with a small word; nothing where it does not.
fn romance_beginning(clause: &str, language: Language) -> Option<String> {
    let words: Vec<&str> = clause.split_whitespace().collect();
    let is_small = |word: &str| go_on(language).contains(&word.to_lowercase().as_str());
    let end = (2..=4).find(|end| words.get(*end).is_some_and(|word| is_small(word)))?;
    let line = words[..end].join(" ");
    (!line.contains(|c: char| c.is_ascii_digit()) && !is_small(words[0])).then_some(line)
}

fn goes_on(text: &str, language: Language) -> bool {
    let first = text.split([',', ';', ':']).next().unwrap_or_default();
    romance_beginning(first, language).is_some()
}

/// The one figure of a sentence with what it counts, `up to 60,000 bees`; nothing where there are several.
fn figure(text: &str, language: Language) -> Option<String> {
    /// Words from the first digit to the last, as in `75 of every 100`.
    const LONGEST: usize = 4;
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    let first = words.iter().position(has_digit)?;
    let last = words.iter().rposition(has_digit)?;
    let is_open = |at: usize| !words[at].ends_with([',', ';', ':', '.', '!', '?']);
    if last - first >= LONGEST || !(first..last).all(is_open) {
        return None;
    }
    let mut end = last;
    if is_open(last) && last + 1 < words.len() {
        end += 1;
        // A unit is followed by what it measures; English says of what kind a thing is before the thing.
        let is_unit = words[end].chars().count() <= 2;
        let is_pair = language == Language::En
            && words.get(end + 2).is_none_or(|after| ["that", "and", "on", "in", "with"].contains(after));
        if is_open(end) && end + 1 < words.len() && (is_unit || is_pair) {
            end += 1;
        }
    }
    let before =
        |count: usize| first.checked_sub(count).map(|start| words[start..first].join(" ").to_lowercase());
    let is_led = |count: &usize| before(*count).is_some_and(|lead| BEFORE_A_FIGURE.contains(&lead.as_str()));
    let start = first - [2, 1].into_iter().find(is_led).unwrap_or(0);
    let line = words[start..=end].join(" ");
    let line = line.trim_end_matches([',', ';', ':', '.', '!', '?']).to_owned();
    let is_counted = end > last || line.contains(['%', '€', '$', '£', '°']);
    (is_counted && line.chars().count() <= 34).then_some(line)
}

/// The first words of a long English clause up to where it goes on with a small word: `Bees carry pollen` of `Bees carry
/// pollen from flower to flower`; nothing where it does not.
fn english_beginning(clause: &str) -> String {
    const LONGEST: usize = 5;
    const GO_ON: &[&str] = &[
        "from", "to", "for", "with", "in", "on", "at", "as", "by", "through", "beside", "into", "over",
        "until", "when", "that", "than", "without", "under", "near", "can",
    ];
    let words: Vec<&str> = clause.split_whitespace().collect();
    if words.len() <= LONGEST {
        return words.join(" ");
    }
    let end = (2..=LONGEST).find(|end| GO_ON.contains(&words[*end].to_lowercase().as_str()));
    let line = end.map(|end| words[..end].join(" ")).unwrap_or_default();
    if line.contains(|c: char| c.is_ascii_digit()) { String::new() } else { line }
}

/// The first clause of a sentence, where it can be read at a glance.
fn short_clause(text: &str, and: &str) -> Option<String> {
    let first = text.split([',', ';', ':']).next()?.split(&format!(" {and} ")).next()?;
    let clause = first.trim().trim_end_matches(['.', '!', '?']);
    let fits = (3..=HEAD_WORDS).contains(&clean::word_count(clause)) && clause.chars().count() <= HEAD_CHARS;
    fits.then(|| clean::capitalised(clause))
}

/// How long a German clause takes, and what happens meanwhile: `45 Minuten backen`. `verbs` counts those at its end.
fn german_wait(words: &[&str], verbs: usize) -> Option<String> {
    const UNITS: [&str; 7] = ["Sekunden", "Minute", "Minuten", "Stunde", "Stunden", "Tage", "Wochen"];
    let unit = words.len().checked_sub(verbs + 1).filter(|_| verbs > 0)?;
    let is_figure = |word: &&&str| word.chars().all(|letter| letter.is_ascii_digit());
    let figure = words[..unit].last().filter(is_figure)?;
    UNITS.contains(&words[unit]).then(|| format!("{figure} {}", words[unit..].join(" ")))
}

impl PictureWords<'_, '_, '_> {
    /// What a German step does, from its verb at the end: `Laib formen` of `Den Laib formen und …`.
    fn act(&self, text: &str) -> Option<String> {
        if self.film.language != Language::De {
            return None;
        }
        let text = text.trim_end_matches(['.', '!']);
        let is_verb =
            |word: &str| word.ends_with("en") && word.starts_with(char::is_lowercase) && word.len() > 4;
        let is_article =
            |word: &str| ["den", "die", "das", "dem", "der"].contains(&word.to_lowercase().as_str());
        let clauses = text.split([',', ';', ':']).flat_map(|part| part.split(" und "));
        for clause in clauses {
            let words: Vec<&str> = clause.split_whitespace().skip_while(|word| is_article(word)).collect();
            let verbs = words.iter().rev().take_while(|word| is_verb(word)).count();
            if let Some(waiting) = german_wait(&words, verbs) {
                return Some(waiting);
            }
            // One figure of several says too little.
            let digits = |words: &str| {
                words.split_whitespace().filter(|word| word.contains(|c: char| c.is_ascii_digit())).count()
            };
            if verbs == 0 || words.len() < 2 || digits(clause) > 0 && digits(text) > 1 {
                continue;
            }
            if words.len() <= 4 {
                return Some(clean::capitalised(&words.join(" ")));
            }
            // The thing that a longer clause begins with, and what is done to it.
            let is_thing = words[0].starts_with(char::is_uppercase) && self.visible(words[0]).is_some();
            if is_thing
                && !words[0].contains(|c: char| c.is_ascii_digit())
                && words.len() < clause.split(' ').count()
            {
                let end = words[words.len() - verbs..].join(" ");
                return Some(format!("{} {end}", words[0]));
            }
        }
        None
    }

    /// The heading that a passage stands under, the things that it speaks of, or its beginning.
    pub(super) fn passage_heads(&self, draft: &Draft) -> Vec<String> {
        let mut heads = Vec::new();
        for passage in &draft.passages {
            let heading = &passage.heading;
            let is_label = HEADINGS.split_whitespace().any(|word| word == heading.to_lowercase())
                // The film has opened with its title.
                || facts::holds(&self.film.title, heading);
            if (1..=5).contains(&clean::word_count(heading)) && heading.chars().count() <= 34 && !is_label {
                heads.push(clean::capitalised(heading));
            }
            heads.extend(self.act(&passage.text));
            heads.extend(figure(&passage.text, self.film.language).map(|figure| clean::capitalised(&figure)));
            heads.extend(self.day(&passage.text));
            let nouns = self.nouns_of(&passage.text);
            // The second one only where it is certainly a thing.
            let sure = |noun: &&String| noun.starts_with(char::is_uppercase) || self.visible(noun).is_some();
            let second = nouns.iter().skip(1).find(sure).filter(|_| nouns.first().as_ref().is_some_and(sure));
            let line = nouns.first().into_iter().chain(second).cloned().collect::<Vec<_>>().join(" · ");
            // `Le premier jour, …`: what a sentence begins with.
            if let Some((first, _)) = passage.text.split_once(',')
                && (2..=4).contains(&clean::word_count(first))
                && !first.contains(|c: char| c.is_ascii_digit())
            {
                heads.push(clean::capitalised(first));
            }
            // A sentence begins with what it is about, in German with anything; two bare nouns say less.
            let begins = self.beginning(&passage.text);
            let is_whole = self.film.language == Language::En || goes_on(&passage.text, self.film.language);
            if is_whole && clean::word_count(&begins) >= 2 {
                heads.push(clean::capitalised(&begins));
            }
            let line = Some(line).filter(|line| line.chars().count() <= 34).unwrap_or_default();
            let is_alone = clean::word_count(&line) < 2;
            // One word torn from its sentence says nothing: better the clause that it stands in.
            heads.extend(short_clause(&passage.text, &self.film.grammar.and).filter(|_| is_alone));
            heads.push(clean::capitalised(&line));
            heads.push(clean::capitalised(&begins));
            let rest = clean::shorten(&passage.text, 4, 30, &self.film.grammar.weak_ends);
            heads.push(clean::capitalised(rest.trim_end_matches(['.', '!', '?'])));
        }
        heads.retain(|head| !head.is_empty());
        // A word alone comes after everything else, and last of all what shows nothing.
        heads.sort_by_key(|head| match clean::word_count(head) {
            0 | 1 if self.visible(head).is_some() => 1,
            0 | 1 => 2,
            _ => 0,
        });
        heads
    }

    /// The day that a sentence tells, with its year: `28 décembre 1895`.
    fn day(&self, text: &str) -> Option<String> {
        let words: Vec<&str> =
            text.split_whitespace().map(|word| word.trim_end_matches([',', ';', ':', '.'])).collect();
        let is_figure = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_digit());
        let when = self.film.grammar.fact.get("when")?;
        let is_day = |day: &&[&str]| {
            let is_year = day.last().is_some_and(|last| is_figure(last) && last.len() == 4);
            let is_dated = || {
                facts::kind_of(&day.join(" "), self.film.grammar).is_some_and(|kind| std::ptr::eq(kind, when))
            };
            is_figure(day[0]) && day[0].len() <= 2 && is_year && is_dated()
        };
        let found = [3, 5].into_iter().find_map(|length| words.windows(length).find(is_day))?;
        let mut day = found.join(" ");
        if self.film.language == Language::De {
            day = day.replacen(' ', ". ", 1);
        }
        Some(day)
    }

    /// The first words of a sentence: up to its comma, or five at most, and never a loose end.
    fn beginning(&self, text: &str) -> String {
        const LOOSE: &[&str] = &[
            "but", "per", "up", "not", "is", "are", "will", "may", "can", "if", "would", "non", "si", "ne",
            "moins", "plus", "più", "meno", "más", "menos", "mais",
        ];
        let grammar = self.film.grammar;
        let first = text.split([',', ';', ':']).next().unwrap_or_default();
        // `Green tea is made from leaves` is about green tea.
        let verbs = [" is ", " are ", " was ", " were ", " has ", " have "];
        let verb = verbs.iter().filter_map(|verb| first.find(verb)).min();
        let first = verb.filter(|_| self.film.language == Language::En).map_or(first, |end| &first[..end]);
        let first = first.split(&format!(" {} ", grammar.and)).next().unwrap_or_default();
        let first = match self.film.language {
            Language::En => english_beginning(first),
            language => romance_beginning(first, language).unwrap_or_else(|| first.to_owned()),
        };
        let mut line = clean::shorten(&first, 5, 34, &grammar.weak_ends);
        while let Some((rest, last)) = line.rsplit_once(' ') {
            let is_loose = LOOSE.contains(&last.to_lowercase().as_str())
                || grammar.weak_ends.contains(&last.to_lowercase());
            if !is_loose {
                break;
            }
            line = rest.to_owned();
        }
        line.trim_end_matches(['.', '!', '?']).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_stands_with_what_it_counts() {
        let of = |text: &str, language| figure(text, language).unwrap_or_default();
        assert_eq!(of("A colony in summer has up to 60,000 bees.", Language::En), "up to 60,000 bees");
        let crops = "About 75 of every 100 food crops that people grow depend on animals.";
        assert_eq!(of(crops, Language::En), "About 75 of every 100 food crops");
        assert_eq!(
            of("A honeybee visits some 50 to 100 flowers on one flight.", Language::En),
            "some 50 to 100 flowers"
        );
        assert_eq!(of("Ahorras unos 12 litros cada vez.", Language::Es), "unos 12 litros");
        assert_eq!(of("Le premier jour, 33 personnes ont payé.", Language::Fr), "33 personnes");
        assert_eq!(of("Mit 200 g Mehl mischen.", Language::De), "200 g Mehl");
        assert_eq!(
            of("200 g Mehl und 200 g Wasser und 3 Eier", Language::De),
            "",
            "one of three says too little"
        );
        assert_eq!(of("Un baño lleno gasta 200.", Language::Es), "");
    }

    #[test]
    fn one_word_gives_way_to_the_clause_that_it_stands_in() {
        let of = |text: &str| short_clause(text, "et").unwrap_or_default();
        let show = "La séance a duré environ vingt minutes et comptait dix films.";
        assert_eq!(of(show), "La séance a duré environ vingt minutes");
        assert_eq!(of("Auguste et Louis Lumière ont montré leur premier film."), "", "who did what");
        assert_eq!(of("Les spectateurs de la première séance du Grand Café de Paris applaudissent."), "");
    }

    #[test]
    fn a_german_wait_keeps_its_length() {
        let of = |clause: &str, verbs| german_wait(&clause.split(' ').collect::<Vec<_>>(), verbs);
        assert_eq!(of("Bei 240 Grad 45 Minuten backen", 1).as_deref(), Some("45 Minuten backen"));
        assert_eq!(of("12 Stunden stehen lassen", 2).as_deref(), Some("12 Stunden stehen lassen"));
        assert_eq!(of("200 g Wasser mischen", 1), None);
        assert_eq!(of("die ersten 15 Minuten mit Dampf", 0), None);
        assert_eq!(of("kneten", 1), None);
    }

    #[test]
    fn a_sentence_is_cut_where_it_goes_on() {
        let of = |text: &str, language| romance_beginning(text, language).unwrap_or_default();
        assert_eq!(of("Cierra el grifo mientras te cepillas los dientes", Language::Es), "Cierra el grifo");
        assert_eq!(of("Llena la lavadora antes de ponerla en marcha", Language::Es), "Llena la lavadora");
        assert_eq!(of("Chiudi il rubinetto quando ti lavi i denti", Language::It), "Chiudi il rubinetto");
        assert_eq!(of("Por la noche todo el mundo duerme", Language::Es), "");
    }
}
