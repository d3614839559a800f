//! Twenty-four different films look different: no two neighbours alike, few places shared between films.

mod common;

use std::collections::BTreeSet;

use aida_protocol::{
    Aspect, BriefDefaults, BriefInput, DirectorInput, Material, MaterialFormat, ProjectBrief, Tone,
    WriterInput,
};
use aida_script::{LAYOUTS, direct, write};

/// Language, subject, what was asked, seconds: four a language, every kind of film among them.
const BRIEFS: [(&str, &str, &str, f64); 24] = [
    ("it", "scarpe eco-friendly", "uno spot per scarpe eco-friendly", 30.0),
    ("it", "come fare il pane", "un tutorial: come fare il pane", 60.0),
    ("it", "festa di quartiere", "un video per l'evento festa di quartiere", 20.0),
    ("it", "buon compleanno Anna", "auguri di buon compleanno ad Anna", 15.0),
    ("en", "fitness app", "an ad for our fitness app", 45.0),
    ("en", "why cats purr", "explain why cats purr", 60.0),
    ("en", "ways to sleep better", "a list of five ways to sleep better", 90.0),
    ("en", "the old lighthouse", "the story of the old lighthouse", 75.0),
    ("es", "café de montaña", "un anuncio para café de montaña", 30.0),
    ("es", "la nueva biblioteca", "novedad: presentamos la nueva biblioteca", 25.0),
    ("es", "cómo plantar tomates", "cómo plantar tomates, paso a paso", 50.0),
    ("es", "la paciencia", "una cita: «la paciencia todo lo alcanza»", 15.0),
    ("fr", "montre suisse", "une publicité pour une montre suisse", 30.0),
    ("fr", "festival de jazz", "un événement: festival de jazz", 40.0),
    ("fr", "le grand phare", "l'histoire du grand phare", 60.0),
    ("fr", "idées pour le petit déjeuner", "une liste d'idées pour le petit déjeuner", 35.0),
    ("de", "Bäckerei Sommer", "Werbung für die Bäckerei Sommer", 20.0),
    ("de", "wie funktioniert Photosynthese", "erkläre, wie Photosynthese funktioniert", 90.0),
    ("de", "neue Buchhandlung", "Ankündigung: unsere neue Buchhandlung", 30.0),
    ("de", "alles Gute zum Geburtstag, Oma", "Glückwünsche: alles Gute zum Geburtstag, Oma", 15.0),
    ("pt", "café da serra", "um anúncio para café da serra", 30.0),
    ("pt", "como cuidar de plantas", "tutorial: como cuidar de plantas", 55.0),
    ("pt", "a viagem do navio", "a história da viagem do navio", 70.0),
    ("pt", "feira de livros", "evento: feira de livros", 25.0),
];

fn briefs() -> Vec<ProjectBrief> {
    let with = |(number, (language, subject, asked, seconds)): (usize, &(&str, &str, &str, f64))| {
        let mut brief = common::brief(language, subject, *seconds);
        brief.requirements = vec![(*asked).to_owned()];
        brief.tone = Tone::ALL[number % Tone::ALL.len()];
        brief.aspect = Aspect::ALL[number % Aspect::ALL.len()];
        if number % 3 == 0 {
            brief.must_have = vec!["12 %".to_owned(), "3 maggio, 18:30".to_owned()];
        }
        brief
    };
    BRIEFS.iter().enumerate().map(with).collect()
}

fn layouts(brief: &ProjectBrief) -> Vec<String> {
    let script = write(&WriterInput { brief: brief.clone() }).script;
    let board = direct(&DirectorInput { brief: brief.clone(), script });
    board.scenes.into_iter().map(|shot| shot.layout).collect()
}

/// Part of the shorter film's places at which both have the same layout.
fn shared(one: &[String], other: &[String]) -> f64 {
    let same = one.iter().zip(other).filter(|(a, b)| a == b).count();
    same as f64 / one.len().min(other.len()) as f64
}

/// The gallery's own briefs, read as `./aida make` reads them.
fn of_gallery() -> Vec<(String, ProjectBrief)> {
    let folder = format!("{}/../../docs/gallery", env!("CARGO_MANIFEST_DIR"));
    let lines = std::fs::read_to_string(format!("{folder}/briefs.tsv")).unwrap();
    let read = |line: &str| {
        let [name, aspect, seconds, language, material, sentence] =
            line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let mut given = BriefInput {
            text: Some(sentence.to_owned()),
            aspect: Some(serde_json::from_value(aspect.into()).unwrap()),
            duration_seconds: Some(seconds.parse().unwrap()),
            language: Some(language.to_owned()),
            ..BriefInput::default()
        };
        if material != "-" {
            let text = std::fs::read_to_string(format!("{folder}/material/{material}")).unwrap();
            given.material =
                Some(vec![Material { title: material.to_owned(), format: MaterialFormat::Markdown, text }]);
        }
        let input = given.or(aida_nlu::understand(sentence).input);
        let defaults =
            BriefDefaults { id: "1".into(), user_id: "local".into(), now: std::time::UNIX_EPOCH.into() };
        (name.to_owned(), input.complete(defaults).unwrap())
    };
    lines.lines().filter(|line| !line.starts_with('#')).map(read).collect()
}

#[test]
fn the_films_of_the_gallery_differ() {
    let films = of_gallery();
    assert_eq!(films.len(), 24);
    let briefs: Vec<ProjectBrief> = films.into_iter().map(|(_, brief)| brief).collect();
    differ(&briefs, 0);
}

#[test]
fn twenty_four_films_differ() {
    differ(&briefs(), 20);
}

/// No neighbours alike, a fifth of the places shared on average, no two films alike; at least so many layouts in all.
fn differ(briefs: &[ProjectBrief], fewest_layouts: usize) {
    let films: Vec<Vec<String>> = briefs.iter().map(layouts).collect();
    for (film, brief) in films.iter().zip(briefs) {
        assert!(film.windows(2).all(|pair| pair[0] != pair[1]), "{}: {film:?}", brief.subject);
        assert!(film.iter().all(|layout| LAYOUTS.contains(&layout.as_str())));
        assert_eq!(*film, layouts(brief), "the same brief, the same layouts");
    }
    let pairs: Vec<(usize, usize)> =
        (0..films.len()).flat_map(|one| (0..one).map(move |other| (other, one))).collect();
    let shares: Vec<f64> = pairs.iter().map(|(one, other)| shared(&films[*one], &films[*other])).collect();
    let average = shares.iter().sum::<f64>() / shares.len() as f64;
    let most = shares.iter().copied().fold(0.0, f64::max);
    println!(
        "{} films: {:.1} % of the pairs are shared, at most {:.0} %",
        films.len(),
        average * 100.0,
        most * 100.0
    );
    assert!(average <= 0.2, "{average}");
    for ((one, other), share) in pairs.iter().zip(&shares) {
        assert!(*share < 0.6, "{share}: {:?} {:?}", films[*one], films[*other]);
    }
    let used: BTreeSet<&String> = films.iter().flatten().collect();
    assert!(used.len() >= fewest_layouts, "{used:?}");
}
