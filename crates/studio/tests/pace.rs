//! What the studio's writer writes, the studio's voice speaks at ease: the one tells from the text how long the other takes.
//!
//! The program that speaks is looked for in the environment variable `AIDA_VOICE`, then beside this test's target folder.

use std::path::{Path, PathBuf};

use aida_models::JobContext;
use aida_protocol::{AudioInput, BriefDefaults, BriefInput, Language, ProjectBrief, Tone, WriterInput};
use aida_script::Pace;

/// Lengths in seconds, with as many facts as a person would ask of them, or some more.
const LENGTHS: [(f64, usize); 5] = [(5.0, 1), (8.0, 1), (12.5, 1), (20.0, 3), (30.0, 3)];

fn helper() -> PathBuf {
    if let Some(path) = std::env::var_os("AIDA_VOICE") {
        return PathBuf::from(path);
    }
    // This test is `target/release/deps/pace-…`.
    let test = std::env::current_exe().unwrap();
    test.parent().and_then(Path::parent).unwrap().join("aida-voice")
}

/// A subject and three facts that take long to say.
fn asked(language: Language) -> (&'static str, [&'static str; 3]) {
    match language {
        Language::It => ("scarpe eco-friendly", ["chiama 055 1234567", "via Roma 12, Torino", "49,90 €"]),
        Language::En | Language::Other(_) => {
            ("online yoga", ["www.example.com", "call 555 1234567", "Saturday 14 June at 6:30 pm"])
        }
        Language::Es => ("curso de cerámica", ["llama al 91 1234567", "49,90 €", "www.ejemplo.es"]),
        Language::Fr => ("restaurant à Lyon", ["01 23 45 67 89", "12 rue de la Paix", "dès 24,50 €"]),
        Language::De => ("Fahrradwerkstatt", ["Telefon 030 1234567", "seit 1987", "www.beispiel.de"]),
        Language::Pt => ("aulas de ioga", ["ligue 21 1234567", "a 25 €", "rua Augusta 12, Lisboa"]),
    }
}

fn brief(language: Language, index: usize) -> ProjectBrief {
    let (subject, facts) = asked(language);
    let (seconds, count) = LENGTHS[index];
    let input = BriefInput {
        subject: Some(subject.into()),
        language: Some(language.code().into()),
        duration_seconds: Some(seconds),
        must_have: Some(facts[..count].iter().map(|fact| (*fact).to_owned()).collect()),
        music: Some(false),
        ..BriefInput::default()
    };
    let now = std::time::UNIX_EPOCH.into();
    let brief = input.complete(BriefDefaults { id: "b".into(), user_id: "u".into(), now }).unwrap();
    // Each length in another tone, each language beginning at another one.
    let first = Language::ALL.iter().position(|other| *other == language).unwrap();
    ProjectBrief { tone: Tone::ALL[(first + 3 * index) % Tone::ALL.len()], ..brief }
}

/// The speeds of all scenes of five films, and that of all their speech over what was told of it.
fn spoken(language: Language) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let mut speeds = Vec::new();
    for index in 0..LENGTHS.len() {
        let brief = brief(language, index);
        let script = aida_script::write(&WriterInput { brief: brief.clone() }).script;
        let pace = Pace::of(&brief);
        let input = AudioInput { brief, script };
        let sound =
            aida_sound::speak(&input, &helper(), &JobContext::quiet(folder.path().to_owned(), 1)).unwrap();
        for (scene, said) in input.script.scenes.iter().zip(&sound.narration) {
            let speed = said.speed.unwrap();
            let told = pace.seconds(&scene.narration);
            println!("{language} {speed:.3} {told:.2} s of {:.2} s: {}", scene.duration, scene.narration);
            speeds.push(speed);
        }
    }
    speeds
}

#[test]
fn the_voice_never_has_to_race_and_seldom_to_hurry() {
    let all: Vec<f64> = std::thread::scope(|threads| {
        let running: Vec<_> =
            Language::ALL.into_iter().map(|language| threads.spawn(move || spoken(language))).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let outside =
        all.iter().filter(|speed| !(aida_sound::SLOWEST..=aida_sound::FASTEST).contains(*speed)).count();
    assert_eq!(outside, 0, "{all:?}");
    let hurried = all.iter().filter(|speed| **speed > 1.1).count();
    assert!(hurried * 20 <= all.len(), "{hurried} of {}", all.len());
}
