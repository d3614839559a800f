//! Pictures stay in the world of what a film is about, and headlines say something by themselves.

use aida_protocol::{BriefDefaults, BriefInput, Material, Scene, WriterInput};
use aida_script::write;

fn scenes(language: &str, sentence: &str, material: &str) -> Vec<Scene> {
    let told = Material { text: material.to_owned(), ..Material::default() };
    let given = BriefInput {
        text: Some(sentence.to_owned()),
        language: Some(language.to_owned()),
        material: Some(vec![told]).filter(|_| !material.is_empty()),
        ..BriefInput::default()
    };
    let input = given.or(aida_nlu::understand(sentence).input);
    let defaults =
        BriefDefaults { id: "1".into(), user_id: "local".into(), now: std::time::UNIX_EPOCH.into() };
    write(&WriterInput { brief: input.complete(defaults).unwrap() }).script.scenes
}

/// The pictograms of a film's points: what is neither its beginning nor its call.
fn shown(language: &str, sentence: &str) -> Vec<&'static str> {
    let points = scenes(language, sentence, "").into_iter().filter(|scene| scene.role == "point");
    let concepts: Vec<String> = points.flat_map(|scene| scene.concepts).collect();
    let best =
        |concept: &String| aida_concepts::look_up_word(language, concept).first().map(|found| found.emoji);
    concepts.iter().filter_map(best).collect()
}

#[test]
fn what_a_sentence_does_not_show_is_shown_from_the_subjects_world() {
    for (language, sentence, away) in [
        (
            "pt",
            "Vídeo de 45 segundos para a escola de surf Onda Azul em Ericeira, jovem e energético",
            "🪜 🛤️ 🏫 🚲 ⚽ 🎓",
        ),
        (
            "en",
            "Five houseplants that survive anything, a 40 second list for Instagram, playful",
            "❓ 💡 📋 📢 🧭 🔑 💬",
        ),
        (
            "de",
            "Werbespot für Solaranlagen von Sonnwerk, 45 Sekunden, für Hausbesitzer, sachlich",
            "👥 📅 ⚖️ 🔍 👁️ 📱 🧩",
        ),
        (
            "de",
            "Ankündigung: Sommerkonzert der Stadtkapelle am 5. Juli um 20 Uhr im Schlosspark, 40 Sekunden",
            "🔍 👁️ ⏳",
        ),
        ("it", "Annuncio per la gelateria Nonna Rosa, 45 secondi, tono allegro", "🔍 👁️ 🪜 🍴"),
    ] {
        let seen = shown(language, sentence);
        let strange: Vec<_> =
            seen.iter().filter(|emoji| away.split(' ').any(|other| other == **emoji)).collect();
        assert!(strange.is_empty() && seen.len() > 3, "{sentence}: {strange:?} of {seen:?}");
    }
}

#[test]
fn a_price_stands_in_the_headline_and_shows_what_it_is_asked_for() {
    let sentence = "Annuncio: apre sabato 12 giugno la gelateria Nonna Rosa a Bologna, 24 gusti, coni da 2,50 €, tono allegro, 15 secondi";
    let scenes = scenes("it", sentence, "");
    let priced =
        scenes.iter().find(|scene| scene.headline.contains("2,50")).expect("a headline with the price");
    assert_eq!(priced.headline, "24 gusti · coni da 2,50 €");
    assert!(!priced.concepts.iter().any(|thing| thing.contains("monet")), "{:?}", priced.concepts);
}

#[test]
fn days_of_work_are_no_calendar() {
    let sentence = "Werbespot für Solaranlagen von Sonnwerk, in 2 Tagen montiert, 30 Sekunden, sachlich";
    let scenes = scenes("de", sentence, "");
    assert!(scenes.iter().flat_map(|scene| &scene.concepts).all(|thing| thing != "Tagen"), "{scenes:?}");
}

#[test]
fn no_headline_is_a_word_torn_from_its_sentence() {
    let material = "Auguste et Louis Lumière ont montré leur premier film à Paris le 28 décembre 1895. La séance a duré \
        environ vingt minutes et comptait dix films. Chaque film durait moins d'une minute. Le premier jour, 33 personnes \
        ont payé leur place un franc. Quelques semaines plus tard, plus de 2000 spectateurs venaient chaque jour.";
    let sentence =
        "Explique comment les frères Lumière ont montré le premier film, 75 secondes, pour YouTube";
    let points = scenes("fr", sentence, material).into_iter().filter(|scene| scene.role == "point");
    let heads: Vec<String> = points.map(|scene| scene.headline).collect();
    let torn: Vec<_> = heads
        .iter()
        .filter(|head| ["Séance", "Montré", "Chaque film durait"].contains(&head.as_str()))
        .collect();
    assert!(torn.is_empty() && heads.contains(&"28 décembre 1895".to_owned()), "{heads:?}");
}

#[test]
fn nobody_is_told_to_put_their_hands_up_for_thanks() {
    let sentence = "Mensagem de agradecimento aos 10 000 seguidores da Padaria Sol, 15 segundos, alegre";
    let spoken = scenes("pt", sentence, "").into_iter().map(|scene| scene.narration).collect::<Vec<_>>();
    assert!(!spoken.join(" ").contains("Mãos para cima"), "{spoken:?}");
}
