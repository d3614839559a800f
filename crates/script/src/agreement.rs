//! Agreement over the grammars' own tables: every template with subjects of every gender, number and beginning.

use aida_protocol::Language;

use crate::{
    lexicon::{self, Grammar},
    noun::{self, Gender},
    template::{self, Slots},
};
use Gender::{Feminine as F, Masculine as M, Neuter as N};

/// Subject, gender, plural, with its article, as an object.
type Sample = (&'static str, Gender, bool, &'static str, &'static str);

fn samples(language: Language) -> &'static [Sample] {
    match language {
        Language::It => &[
            ("corso di yoga", M, false, "il corso di yoga", "il corso di yoga"),
            ("corsi", M, true, "i corsi", "i corsi"),
            ("zaino", M, false, "lo zaino", "lo zaino"),
            ("gnocchi", M, true, "gli gnocchi", "gli gnocchi"),
            ("olio", M, false, "l'olio", "l'olio"),
            ("occhiali", M, true, "gli occhiali", "gli occhiali"),
            ("pizza", F, false, "la pizza", "la pizza"),
            ("acqua", F, false, "l'acqua", "l'acqua"),
            ("scarpe", F, true, "le scarpe", "le scarpe"),
        ],
        Language::Es => &[
            ("curso", M, false, "el curso", "el curso"),
            ("zapatos", M, true, "los zapatos", "los zapatos"),
            ("tienda", F, false, "la tienda", "la tienda"),
            ("zapatillas", F, true, "las zapatillas", "las zapatillas"),
        ],
        Language::Fr => &[
            ("vélo", M, false, "le vélo", "le vélo"),
            ("vélos", M, true, "les vélos", "les vélos"),
            ("atelier", M, false, "l'atelier", "l'atelier"),
            ("maison", F, false, "la maison", "la maison"),
            ("huile d'olive", F, false, "l'huile d'olive", "l'huile d'olive"),
            ("chaussures", F, true, "les chaussures", "les chaussures"),
        ],
        Language::De => &[
            ("Kurs", M, false, "der Kurs", "den Kurs"),
            ("neuer Kurs", M, false, "der neue Kurs", "den neuen Kurs"),
            ("unser kleiner Laden", M, false, "unser kleiner Laden", "unseren kleinen Laden"),
            ("Bäckerei", F, false, "die Bäckerei", "die Bäckerei"),
            ("kleines Café", N, false, "das kleine Café", "das kleine Café"),
            ("nachhaltige Schuhe", M, true, "die nachhaltigen Schuhe", "die nachhaltigen Schuhe"),
        ],
        Language::Pt => &[
            ("curso", M, false, "o curso", "o curso"),
            ("sapatos", M, true, "os sapatos", "os sapatos"),
            ("loja", F, false, "a loja", "a loja"),
            ("aulas de ioga", F, true, "as aulas de ioga", "as aulas de ioga"),
        ],
        Language::En | Language::Other(_) => &[],
    }
}

/// Words that contract or elide, and German prepositions with the wrong case: never to be read side by side.
fn forbidden(language: Language) -> &'static [&'static str] {
    match language {
        Language::It => &[
            " di il ", " di lo ", " di la ", " di l'", " di i ", " di gli ", " di le ", " a il ", " a lo ",
            " a la ", " a l'", " a i ", " a gli ", " a le ", " da il ", " da la ", " da le ", " in il ",
            " in la ", " in le ", " su il ", " su la ", " su le ", " il il ", " la la ", " lo o", " il o",
            " la a",
        ],
        Language::Es => &[" de el ", " a el ", " el la ", " la el ", " y i", " o o"],
        Language::Fr => &[
            " de le ",
            " de les ",
            " à le ",
            " à les ",
            " le a",
            " la h",
            " le h",
            " que il ",
            " que elle ",
            " si il ",
            " de a",
            " de hu",
            " ce a",
            " ma a",
        ],
        Language::De => &[
            " mit der Kurs",
            " mit die ",
            " mit den Kurs",
            " von der Kurs",
            " von die ",
            " von das ",
            " zu der Kurs",
            " zu die ",
            " zu das ",
            " bei die ",
            " bei das ",
            " für der ",
            " um der ",
            " durch der ",
            " gegen der ",
            " ohne der ",
            " in der Kurs",
            " an der Kurs",
            " dir der ",
            " dir unser kleiner",
            " dass den ",
            " ob den ",
        ],
        Language::Pt => &[
            " de o ", " de a ", " de os ", " de as ", " em o ", " em a ", " em os ", " em as ", " por o ",
            " por a ", " por os ", " por as ", " a o ", " a os ", " a as ",
        ],
        Language::En | Language::Other(_) => &[],
    }
}

/// Every list of sentences that a subject can stand in.
fn templates(grammar: &Grammar) -> Vec<&str> {
    let mut all: Vec<&String> =
        grammar.intro.iter().chain(&grammar.post.titles).chain(&grammar.text).collect();
    all.extend(grammar.recipe.values().flat_map(|recipe| &recipe.hook));
    all.extend(grammar.cta.values().flatten());
    all.extend(grammar.domain.iter().flat_map(|domain| &domain.say));
    all.extend(grammar.facet.iter().flat_map(|facet| &facet.say));
    all.into_iter().map(|text| template::split_tones(text).1).collect()
}

#[test]
fn every_template_agrees_with_every_subject() {
    let (mut filled, mut faults) = (0, Vec::new());
    for language in Language::ALL {
        let grammar = lexicon::grammar(language);
        for (subject, gender, plural, the, object) in samples(language) {
            let phrase = noun::analyse(subject, language, grammar);
            assert_eq!((phrase.form.gender, phrase.form.plural), (Some(*gender), Some(*plural)), "{subject}");
            let mut slots = Slots::default();
            phrase.fill(&mut slots, language);
            assert_eq!((slots.get("the"), slots.get("acc")), (Some(*the), Some(*object)), "{subject}");
            slots.set("A", "Gen Z");
            slots.set("about", "x");
            slots.set("show", "x");
            for text in templates(grammar) {
                let Some(line) = template::fill(text, &slots) else {
                    // Only what this subject has not may keep a sentence from being said.
                    let lacks =
                        ["Q", "of", "this", "Athe"].iter().any(|slot| text.contains(&format!("{{{slot}}}")));
                    if !lacks {
                        faults.push(format!("{subject} has no sentence of {text}"));
                    }
                    continue;
                };
                filled += 1;
                assert!(!line.contains(['{', '}', '[', ']']), "{subject}: {line}");
                let low = format!(" {} ", line.replace(['«', '(', '"'], ""));
                let wrong = forbidden(language)
                    .iter()
                    .find(|wrong| low.contains(**wrong) && !text.contains(wrong.trim()));
                faults.extend(wrong.map(|wrong| format!("{language} {subject}: {wrong:?} in {line:?}")));
                for choice in text.split('[').skip(1).filter_map(|part| part.split(']').next()) {
                    let own = phrase.form.choose(choice).unwrap();
                    let place = match (choice.split('|').count(), gender, plural) {
                        (2, _, plural) => usize::from(*plural),
                        (_, M, false) => 0,
                        (_, F, false) => 1,
                        (_, N, false) => 2,
                        (_, _, true) if language == Language::De => 3,
                        (_, M | N, true) => 2,
                        (_, F, true) => 3,
                    };
                    // German has one plural for all genders.
                    assert_eq!(Some(own), choice.split('|').nth(place), "{subject}: {text}");
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(filled > 5_000, "{filled}");
}

#[test]
fn english_articles_go_with_what_follows() {
    let grammar = lexicon::grammar(Language::En);
    for subject in ["shoes", "apple cake", "online course", "our bakery", "a coffee shop", "Nike Air"] {
        let mut slots = Slots::default();
        noun::analyse(subject, Language::En, grammar).fill(&mut slots, Language::En);
        let lines: Vec<String> =
            templates(grammar).into_iter().filter_map(|text| template::fill(text, &slots)).collect();
        assert!(lines.len() > 150, "{subject}");
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            for pair in words.windows(2) {
                let vowel = pair[1].starts_with(['a', 'e', 'i', 'o']);
                assert!(
                    !(pair[0] == "a" && vowel || pair[0] == "an" && !vowel && pair[1] != "hour"),
                    "{line}"
                );
                assert!(!(pair[0] == "the" && matches!(pair[1], "the" | "a" | "our")), "{line}");
            }
        }
    }
}
