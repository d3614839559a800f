//! Stories are told, quotations thought about, how-tos accompanied: each with sentences of its own.

use std::collections::BTreeSet;

use aida_protocol::{BriefDefaults, BriefInput, WriterInput};
use aida_script::write;

const SENTENCES: &[(&str, &str, &str)] = &[
    ("it", "tale", "Una storia su un vecchio faro, un gatto e una tempesta, 45 secondi, tono poetico"),
    ("en", "tale", "A story about a small lighthouse and a cat, 45 seconds, dreamy"),
    ("es", "tale", "Una historia sobre un viejo faro y un gato, 45 segundos, tono poético"),
    ("fr", "tale", "Une histoire sur un vieux phare et un chat, 45 secondes, ton poétique"),
    ("de", "tale", "Eine Geschichte über einen kleinen Fuchs, der den Mond sucht, 45 Sekunden, verträumt"),
    ("pt", "tale", "Uma história sobre um velho farol e um gato, 45 segundos, tom poético"),
    ("es", "line", "Una cita para Instagram: «El mar no tiene prisa», tono tranquilo, 15 segundos"),
    ("en", "line", "A quote for Instagram: “The sea is in no hurry”, calm, 15 seconds"),
    ("pt", "do", "Como começar uma horta na varanda, um minuto para YouTube, prático e simpático"),
    ("it", "do", "Come fare il pane in casa, un minuto per YouTube, pratico"),
    ("fr", "do", "Comment faire du pain à la maison, une minute pour YouTube, pratique"),
];

/// What stands over the scenes of one family, in the grammar.
fn tags_of(language: &str, family: &str) -> BTreeSet<String> {
    let path = format!("{}/grammar/{language}.toml", env!("CARGO_MANIFEST_DIR"));
    let grammar: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let facets = grammar["facet"].as_array().unwrap().iter();
    let own = facets.filter(|facet| facet["for"].as_str() == Some(family));
    own.map(|facet| facet["tag"].as_str().unwrap().to_lowercase()).collect()
}

/// The tags of the scenes between the first and the last; what goes on with a scene has none.
fn told(language: &str, sentence: &str) -> Vec<String> {
    let given = BriefInput {
        text: Some(sentence.to_owned()),
        language: Some(language.to_owned()),
        ..BriefInput::default()
    };
    let input = given.or(aida_nlu::understand(sentence).input);
    let defaults =
        BriefDefaults { id: "1".into(), user_id: "local".into(), now: std::time::UNIX_EPOCH.into() };
    let script = write(&WriterInput { brief: input.complete(defaults).unwrap() }).script;
    let points = &script.scenes[1..script.scenes.len() - 1];
    points.iter().map(|scene| scene.kicker.to_lowercase()).filter(|tag| !tag.is_empty()).collect()
}

#[test]
fn each_recipe_speaks_with_its_own_sentences() {
    let mut strange = Vec::new();
    for (language, family, sentence) in SENTENCES {
        let (tags, told) = (tags_of(language, family), told(language, sentence));
        let own = told.iter().filter(|tag| tags.contains(*tag)).count();
        if own * 2 <= told.len() {
            strange.push(format!("{sentence}: {told:?}"));
        }
    }
    assert!(strange.is_empty(), "{}", strange.join("\n"));
}

#[test]
fn an_advert_tells_no_tale() {
    let sentence = "Video Instagram 45s per scarpe eco-friendly, Gen Z, energico";
    let told = told("it", sentence);
    for family in ["tale", "line", "do"] {
        assert!(!told.iter().any(|tag| tags_of("it", family).contains(tag)), "{family}: {told:?}");
    }
}
