//! What must hold of every script, tried on hundreds of briefs that chance makes.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use aida_protocol::{DirectorInput, Language, ProjectBrief, Tone, WriterInput};
use aida_script::{LAYOUTS, PALETTES, Pace, direct, write};
use common::{Chance, brief, sentences, words};

/// Subjects as people give them, a few a language, from one word to a clause.
fn subjects(language: Language) -> &'static [&'static str] {
    match language {
        Language::It => &[
            "scarpe eco-friendly",
            "il nostro ristorante",
            "acqua",
            "corso di yoga online",
            "Roma",
            "inaugurazione della libreria in centro",
            "come funziona la fotosintesi",
            "Buon compleanno Marta",
            "zaino da viaggio",
            "growth hacking",
            "idee regalo per la mamma",
        ],
        Language::En | Language::Other(_) => &[
            "eco-friendly shoes",
            "a coffee shop in Turin",
            "our bakery",
            "online yoga",
            "how photosynthesis works",
            "Nike Air",
            "jazz festival by the lake",
            "Happy birthday, Anna",
            "reasons to sleep more",
            "smart home app",
            "the story of a small lighthouse",
        ],
        Language::Es => &[
            "zapatillas ecológicas",
            "restaurante familiar en Sevilla",
            "agua mineral",
            "curso de cerámica",
            "cómo funciona la fotosíntesis",
            "Feliz cumpleaños, Lucía",
            "nuestro taller",
            "concierto de verano",
            "motivos para leer",
            "running",
        ],
        Language::Fr => &[
            "chaussures écologiques",
            "restaurant à Lyon",
            "l'atelier de poterie",
            "huile d'olive",
            "comment fonctionne la photosynthèse",
            "Joyeux anniversaire Léa",
            "notre boulangerie",
            "festival de jazz",
            "raisons de marcher",
            "coworking",
        ],
        Language::De => &[
            "nachhaltige Schuhe",
            "kleines Café in Berlin",
            "unsere Bäckerei",
            "Yogakurs",
            "wie funktioniert Photosynthese",
            "Alles Gute zum Geburtstag, Lena",
            "Sommerfest im Park",
            "Gründe zu lesen",
            "Laufschuhe",
            "Wanderlust",
            "Möbel aus Holz",
        ],
        Language::Pt => &[
            "sapatos ecológicos",
            "cafeteria em Lisboa",
            "aulas de ioga",
            "nossa padaria",
            "como funciona a fotossíntese",
            "Feliz aniversário, Bia",
            "festival de música",
            "motivos para caminhar",
            "app de finanças",
            "running",
        ],
    }
}

const FACTS: [&str; 8] = [
    "WiFi",
    "open 7 days",
    "−20 %",
    "via Roma 12",
    "Luna & Figli",
    "since 1987",
    "50 € a month",
    "call 055 1234567",
];

fn random_brief(chance: &mut Chance, language: Language) -> ProjectBrief {
    let subject = chance.pick::<&str>(subjects(language));
    let seconds = *chance.pick(&[5.0, 8.0, 12.5, 15.0, 22.0, 30.0, 45.0, 60.0, 90.0, 180.0]);
    let mut brief = brief(language.code(), subject, seconds);
    brief.tone = *chance.pick(&Tone::ALL);
    brief.platform =
        serde_json::from_value((*chance.pick(&["instagram", "tiktok", "youtube", "linkedin", "web"])).into())
            .unwrap();
    brief.audience = (*chance.pick(&["", "", "Gen Z", "WiFi people"])).to_owned();
    let room = (brief.duration_seconds / 12.0) as usize;
    for _ in 0..chance.below(room.min(5) + 1) {
        let fact = (*chance.pick(&FACTS)).to_owned();
        if !brief.must_have.contains(&fact) {
            brief.must_have.push(fact);
        }
    }
    brief
}

/// Fails with the brief and the script, so that the cause can be read.
fn check(brief: &ProjectBrief) {
    let script = write(&WriterInput { brief: brief.clone() }).script;
    let told = || {
        format!(
            "{} {:?} {} s {:?} {:?}\n{script:#?}",
            brief.language, brief.subject, brief.duration_seconds, brief.tone, brief.must_have
        )
    };
    let pace = Pace::of(brief);
    let total: f64 = script.scenes.iter().map(|scene| scene.duration).sum();
    assert!((total - brief.duration_seconds).abs() < 1e-9, "{total}: {}", told());
    assert_eq!(
        script.voiceover,
        script.scenes.iter().map(|scene| scene.narration.as_str()).collect::<Vec<_>>().join(" ")
    );
    let mut said = BTreeSet::new();
    for (index, scene) in script.scenes.iter().enumerate() {
        assert_eq!(usize::from(scene.id), index + 1);
        assert!(scene.duration >= if brief.duration_seconds > 6.0 { 2.45 } else { 2.2 }, "{}", told());
        let spoken = pace.seconds(&scene.narration);
        assert!(spoken <= scene.duration * 1.1, "scene {} races: {}", scene.id, told());
        // Long scenes are spoken slower and rest longer, sentence by sentence.
        assert!(
            scene.duration - spoken < 1.0 + 0.06 * scene.duration,
            "scene {} falls silent: {}",
            scene.id,
            told()
        );
        for sentence in sentences(&scene.narration) {
            assert!(said.insert(sentence.clone()), "twice {sentence:?}: {}", told());
        }
        for text in [&scene.narration, &scene.headline, &scene.kicker, &scene.text] {
            assert!(
                !text.contains(['{', '}', '[', ']', '|']) && !text.contains("  "),
                "{text:?}: {}",
                told()
            );
        }
        assert!(
            (1..=6).contains(&words(&scene.headline)) && scene.headline != scene.narration,
            "{:?}: {}",
            scene.headline,
            told()
        );
        assert!((1..=3).contains(&scene.concepts.len()), "{}", told());
    }
    assert!(script.scenes[0].duration <= 4.1 && script.scenes[0].role == "hook", "{}", told());
    assert_eq!(script.scenes.last().unwrap().role, "call_to_action");
    for fact in &brief.must_have {
        let fact = fact.to_lowercase();
        // What takes too long to say in so short a film stands in a picture.
        let is_shown = brief.duration_seconds < 20.0
            && script.scenes.iter().any(|scene| {
                [&scene.headline, &scene.kicker].iter().any(|line| line.to_lowercase().contains(&fact))
            });
        assert!(
            is_shown || script.voiceover.to_lowercase().contains(&fact),
            "{fact:?} is missing: {}",
            told()
        );
    }
    no_digit_of_our_own(brief, &script.voiceover);
    let board = direct(&DirectorInput { brief: brief.clone(), script: script.clone() });
    assert_eq!(board.scenes.len(), script.scenes.len());
    assert!(board.scenes.windows(2).all(|pair| pair[0].layout != pair[1].layout), "{board:#?}");
    assert!(
        board
            .scenes
            .iter()
            .all(|shot| LAYOUTS.contains(&shot.layout.as_str()) && PALETTES.contains(&shot.palette.as_str()))
    );
    assert!(board.scenes.iter().all(|shot| !shot.visual_description.contains(['{', '}', '|'])));
}

fn no_digit_of_our_own(brief: &ProjectBrief, spoken: &str) {
    let given = format!("{} {} {}", brief.subject, brief.audience, brief.must_have.join(" "));
    let numbers = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|number| !number.is_empty())
            .map(str::to_owned)
            .collect()
    };
    assert!(numbers(spoken).is_subset(&numbers(&given)), "{spoken}");
}

#[test]
fn five_hundred_briefs_keep_every_rule() {
    let mut chance = Chance::new(7);
    for round in 0..504 {
        check(&random_brief(&mut chance, Language::ALL[round % 6]));
    }
}

#[test]
fn ten_minutes_do_not_repeat_a_sentence() {
    for language in Language::ALL {
        for subject in subjects(language) {
            check(&brief(language.code(), subject, 600.0));
        }
    }
}

#[test]
fn the_same_brief_gives_the_same_film_and_another_gives_another() {
    let first = brief("it", "scarpe eco-friendly", 30.0);
    let write = |brief: &ProjectBrief| write(&WriterInput { brief: brief.clone() });
    assert_eq!(write(&first), write(&first));
    let mut hooks = BTreeSet::new();
    for index in 0..20 {
        let mut other = first.clone();
        other.requirements = vec![format!("variante {index}")];
        hooks.insert(write(&other).script.scenes[0].narration.clone());
    }
    assert!(hooks.len() >= 5, "{hooks:?}");
}

#[test]
fn silent_films_and_posters_are_carried_by_their_headlines() {
    for language in Language::ALL {
        let mut silent = brief(language.code(), subjects(language)[0], 20.0);
        silent.narration = false;
        silent.must_have = vec!["open 7 days".to_owned()];
        let script = write(&WriterInput { brief: silent }).script;
        assert!(script.voiceover.is_empty() && script.scenes.iter().all(|scene| scene.narration.is_empty()));
        assert!(script.scenes.iter().any(|scene| scene.headline == "Open 7 days"), "{script:#?}");
        assert!((script.scenes.iter().map(|scene| scene.duration).sum::<f64>() - 20.0).abs() < 1e-9);
        for count in [1, 2, 3, 12] {
            let mut poster = brief(language.code(), subjects(language)[0], 5.0);
            poster.content_type = aida_protocol::ContentType::Image;
            poster.image_count = count;
            poster.must_have = vec!["open 7 days".to_owned()];
            let script = write(&WriterInput { brief: poster }).script;
            assert_eq!(script.scenes.len(), usize::from(count));
            let heads: BTreeSet<_> = script.scenes.iter().map(|scene| &scene.headline).collect();
            assert_eq!(heads.len(), script.scenes.len(), "{heads:?}");
            let shown = |text: &str| text.to_lowercase() == "open 7 days";
            assert!(
                script.scenes.iter().any(|scene| shown(&scene.headline) || shown(&scene.kicker)),
                "{script:#?}"
            );
        }
    }
}

#[test]
fn nothing_that_people_type_breaks_a_script() {
    let long = "x".repeat(200);
    let many = "parola ".repeat(80);
    let subjects = [
        "",
        " ",
        "{S}",
        "{the} {of}",
        "[a|b]",
        "100% \"cotone\" {x}",
        "👟🔥",
        "靴を買う",
        "חנות נעליים",
        "uno\ndue\r\ntre\ttab",
        &long,
        &many,
        "a",
        "?",
        "...",
        "—",
        "l'",
        "l' ",
        "'",
        "il",
        "the",
        "der",
        "le",
        "o",
        "EY|ciao",
        "scarpe|borse",
        "İstanbul ǅ ß ﬁ",
        "\u{200f}abc\u{200b}",
        "e\u{301}cole",
        "A B C D E F G H I J",
    ];
    let oddities = ["{item}", "靴", "", "%s %d", "🎉", "«", &long];
    for language in Language::ALL {
        for subject in subjects {
            for seconds in [5.0, 30.0] {
                let mut brief = brief(language.code(), subject, seconds);
                brief.must_have = oddities.iter().map(|item| (*item).to_owned()).collect();
                brief.audience = subject.to_owned();
                let written = write(&WriterInput { brief: brief.clone() });
                let text = format!(
                    "{}{}",
                    written.script.voiceover,
                    written.script.scenes.iter().map(|scene| scene.headline.as_str()).collect::<String>()
                );
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{subject:?}: {text}");
                assert!(
                    written
                        .script
                        .scenes
                        .iter()
                        .all(|scene| !scene.narration.is_empty() && !scene.headline.is_empty()),
                    "{subject:?}"
                );
                assert!(
                    written.script.scenes.iter().all(|scene| scene.headline.chars().count() <= 90),
                    "{subject:?}"
                );
                let total: f64 = written.script.scenes.iter().map(|scene| scene.duration).sum();
                assert!((total - seconds).abs() < 1e-9);
                direct(&DirectorInput { brief, script: written.script });
            }
        }
    }
}

#[test]
fn more_facts_than_a_film_can_hold_go_where_they_can_be_read() {
    let mut brief = brief("it", "scarpe", 5.0);
    brief.must_have = (0..50).map(|index| format!("fatto numero {index} da ricordare sempre")).collect();
    let written = write(&WriterInput { brief: brief.clone() });
    assert!(brief.must_have.iter().all(|fact| written.post.description.contains(fact)));
    assert!((written.script.scenes.iter().map(|scene| scene.duration).sum::<f64>() - 5.0).abs() < 1e-9);
    brief.duration_seconds = 120.0;
    let written = write(&WriterInput { brief: brief.clone() });
    let said = brief.must_have.iter().filter(|fact| written.script.voiceover.contains(*fact)).count();
    assert!(said >= 30, "{said}");
}

#[test]
fn layouts_vary_from_film_to_film() {
    let boards: Vec<Vec<String>> = Language::ALL
        .into_iter()
        .flat_map(|language| {
            subjects(language).iter().take(4).map(move |subject| brief(language.code(), subject, 30.0))
        })
        .map(|brief| {
            let script = write(&WriterInput { brief: brief.clone() }).script;
            direct(&DirectorInput { brief, script }).scenes.into_iter().map(|shot| shot.layout).collect()
        })
        .collect();
    let (mut shared, mut pairs, mut used) = (0.0, 0.0, BTreeMap::<&str, usize>::new());
    for (index, one) in boards.iter().enumerate() {
        one.iter().for_each(|layout| *used.entry(layout).or_default() += 1);
        for other in &boards[index + 1..] {
            let same = one.iter().zip(other).filter(|(a, b)| a == b).count() as f64
                / one.len().max(other.len()) as f64;
            shared += same;
            pairs += 1.0;
        }
    }
    assert!(shared / pairs <= 0.2, "{}", shared / pairs);
    assert!(used.len() >= 12, "{used:?}");
}
