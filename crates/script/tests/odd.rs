//! What nobody expects in a brief: scripts that read from right to left, CJK, emoji, endless words, braces, percent signs,
//! line breaks. It comes out right or is left out; nothing crashes and no template shows.

mod common;

use aida_protocol::{
    BriefDefaults, BriefInput, DirectorInput, Language, Material, MaterialFormat, ProjectBrief, WriterInput,
};
use aida_script::{direct, write};

const ODD: [&str; 34] = [
    "",
    " ",
    "x",
    "?",
    "…",
    "—",
    "'",
    "\"",
    "«»",
    "()",
    "({[|]})",
    "{S}",
    "{the} {of} {this} {item} {about}",
    "[è|sono] [o|a|i|e]",
    "EY|ciao",
    "100 % cotone",
    "%s %d %n {0} ${HOME} \\n \\u{41}",
    "50% off, 100% \"cotton\" {x}",
    "<script>alert(1)</script>",
    "riga uno\nriga due\r\nriga tre\tcolonna",
    "👟🔥🎉",
    "scarpe 👟 nuove 👩‍👩‍👧‍👦 🇮🇹",
    "חנות נעליים חדשה",
    "متجر أحذية جديد",
    "scarpe חדשות e نعال",
    "靴を買う",
    "新しい靴 30% オフ",
    "한국어 제목",
    "รองเท้า",
    "Ελληνικά και Кириллица",
    "e\u{301}cole \u{200f}abc\u{200b} \u{202e}fed",
    "İstanbul ǅ ß ﬁ",
    "Ͳ\u{0}\u{7}\u{1b}[31m",
    "l'",
];

fn of(language: Language, subject: &str, other: &str, seconds: f64) -> ProjectBrief {
    let mut brief = common::brief(language.code(), subject, seconds);
    brief.audience = other.to_owned();
    brief.must_have = vec![other.to_owned(), subject.to_owned(), "12 € {item}".to_owned()];
    brief.quality_keywords = vec![other.to_owned()];
    brief.requirements = vec![subject.to_owned(), other.to_owned()];
    brief
}

fn check(brief: &ProjectBrief) {
    let written = write(&WriterInput { brief: brief.clone() });
    let told = || format!("{:?} {:?} {:?}", brief.language, brief.subject, brief.must_have);
    let mut words: Vec<String> = Vec::new();
    for scene in &written.script.scenes {
        assert!(!scene.headline.is_empty() && scene.headline.chars().count() <= 120, "{}", told());
        assert!(brief.narration != scene.narration.is_empty(), "{}", told());
        for concept in &scene.concepts {
            assert!(!concept.trim().is_empty() && concept.chars().count() <= 60, "{}: {concept:?}", told());
        }
        words.extend([&scene.narration, &scene.headline, &scene.kicker, &scene.text].map(String::clone));
    }
    words.extend([written.post.title.clone(), written.post.description.clone()]);
    let board = direct(&DirectorInput { brief: brief.clone(), script: written.script.clone() });
    assert_eq!(board.scenes.len(), written.script.scenes.len());
    words.extend(board.scenes.into_iter().map(|shot| shot.visual_description));
    let titles = brief.material.iter().map(|item| item.title.as_str());
    let given: Vec<&str> = titles.chain([brief.subject.as_str(), &brief.audience]).collect();
    let given = given.join(" ") + &brief.requirements.join(" ");
    for line in &words {
        assert!(!line.contains(['{', '}']), "{}: {line:?}", told());
        // What the brief itself brackets may stay; our own choices never.
        for choice in ["[è|", "[o|", "EY|", "LCM|", "[passt|"] {
            assert!(!line.contains(choice) || given.contains(choice), "{line:?}");
        }
        let is_control = |c: char| c.is_control() && c != '\n';
        assert!(!line.contains(is_control), "{}: {line:?}", told());
        let invisible = ['\u{200b}', '\u{200e}', '\u{200f}', '\u{202e}', '\u{fe0f}', '\u{200d}'];
        assert!(!line.contains(invisible), "{}: {line:?}", told());
        assert!(!line.chars().any(|c| ('\u{1f000}'..='\u{1faff}').contains(&c)), "{}: {line:?}", told());
    }
    // The voice speaks Latin script only.
    let strange = |c: char| {
        c.is_alphabetic() && ('\u{370}'..='\u{1dff}').contains(&c) || ('\u{2e80}'..'\u{fb00}').contains(&c)
    };
    assert!(!written.script.voiceover.contains(strange), "{}: {}", told(), written.script.voiceover);
    let total: f64 = written.script.scenes.iter().map(|scene| scene.duration).sum();
    assert!((total - brief.duration_seconds).abs() < 1e-9);
}

#[test]
fn odd_words_in_every_field_break_nothing() {
    let long = "x".repeat(200);
    let many = "parola ".repeat(70);
    let all: Vec<&str> = ODD.iter().copied().chain([long.as_str(), many.as_str()]).collect();
    for language in Language::ALL {
        for (index, subject) in all.iter().enumerate() {
            let other = all[(index * 7 + 3) % all.len()];
            for seconds in [5.0, 30.0] {
                check(&of(language, subject, other, seconds));
            }
            let mut silent = of(language, subject, other, 15.0);
            silent.narration = false;
            check(&silent);
        }
    }
}

#[test]
fn odd_sentences_are_understood_and_written() {
    for odd in ODD {
        for text in [odd.to_owned(), format!("Video 20s su {odd}"), format!("a 20s video about {odd}, {odd}")]
        {
            let understood = aida_nlu::understand(&text).input;
            let input = BriefInput {
                text: Some(text.chars().filter(|c| !c.is_control() || *c == '\n').collect()),
                ..Default::default()
            };
            let defaults =
                BriefDefaults { id: "b".into(), user_id: "u".into(), now: std::time::UNIX_EPOCH.into() };
            // A brief that says nothing is refused with its field; any other is written.
            match input.or(understood).complete(defaults) {
                Ok(brief) => check(&brief),
                Err(errors) => {
                    assert!(errors.iter().all(|error| !error.field.is_empty()), "{text:?}: {errors:?}")
                }
            }
        }
    }
}

#[test]
fn odd_material_is_used_or_left() {
    for odd in ODD {
        for format in [MaterialFormat::Text, MaterialFormat::Markdown, MaterialFormat::Html] {
            let text = format!(
                "# {odd}\n\n{odd} è una cosa di cui si parla molto. Le api volano. {odd}\n\n- {odd}\n"
            );
            let mut brief = common::brief("it", "come vivono le api", 30.0);
            brief.material = vec![Material { title: odd.to_owned(), format, text }];
            check(&brief);
        }
    }
}
