//! Debian's dictionaries know every word that the grammars say. Runs the program `hunspell`; `./aida test` installs it.

mod common;

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    process::{Command, Stdio},
};

use aida_protocol::{Language, Tone, WriterInput};
use aida_script::write;

/// Words of social media and of film, and right inflections that a dictionary lacks: German imperatives without their
/// `e`, Spanish ones with their pronouns, diminutives.
fn accepted(language: Language) -> &'static str {
    match language {
        Language::It => "reel bio tag tagga scroll",
        Language::En | Language::Other(_) => "bio eco",
        Language::Es => {
            "reel bio campanita contén digámoslo escúchate marcapáginas mándale osito prepáralo puzle recuérdalo suscríbete"
        }
        Language::Fr => "reel bio éco",
        Language::De => {
            "reel bio öko halbnahe helldunkel studiolicht tatzenabdrücke puzzleteil t-shirt pssst guttut hergeschaut innezuhalten \
             weiterschicken weiterscrollen erheb lausch lern notier prüf schließ schnapp sorg spür streck wäg"
        }
        Language::Pt => "reel bio link",
    }
}

fn dictionary(language: Language) -> &'static str {
    match language {
        Language::It => "it_IT",
        Language::En | Language::Other(_) => "en_GB",
        Language::Es => "es_ES",
        Language::Fr => "fr_FR",
        Language::De => "de_DE",
        Language::Pt => "pt_BR",
    }
}

/// The words of a text that the dictionary does not know.
fn unknown(language: Language, text: &str) -> BTreeSet<String> {
    let mut hunspell = Command::new("hunspell")
        .args(["-i", "utf-8", "-d", dictionary(language), "-l"])
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program hunspell: `./aida test` installs it");
    let mut input = hunspell.stdin.take().unwrap();
    let mut text = text.replace('’', "'");
    if language == Language::It {
        // The dictionary splits at apostrophes and does not know what stands before them.
        for article in ["all", "dall", "Dall", "dell", "nell", "sull", "cos", "quest", "un", "l", "d", "c"] {
            text = text.replace(&format!(" {article}'"), " ").replace(&format!("\n{article}'"), "\n");
        }
    }
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = hunspell.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{}: {complaint}", dictionary(language));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|word| word.trim_matches('.').to_lowercase())
        .collect()
}

/// Every string of a grammar that can be said or shown, with each choice of `[a|b]` written out as a word.
fn said(value: &toml::Value, key: &str, found: &mut String) {
    // Keys are beginnings of words, ids are names for the code, and some lists are only compared with briefs and scenes.
    if matches!(
        key,
        "keys"
            | "id"
            | "for"
            | "needs"
            | "wishes"
            | "questions"
            | "how_to"
            | "weak_ends"
            | "own_words"
            | "place_words"
            | "topic_words"
    ) {
        return;
    }
    match value {
        toml::Value::String(text) => {
            let text = text
                .split_once('|')
                .filter(|(tones, _)| tones.chars().all(|c| c.is_ascii_uppercase()))
                .map_or(text.as_str(), |(_, rest)| rest);
            found.push_str(&variants(text));
            found.push('\n');
        }
        // What a brief asks for, and what is said instead: the first is only compared.
        toml::Value::Array(pairs) if key == "thanks" => {
            let instead = pairs.iter().filter_map(|pair| pair.get(1)?.as_str());
            instead.for_each(|words| found.extend([words, "\n"]));
        }
        toml::Value::Array(items) => items.iter().for_each(|item| said(item, key, found)),
        toml::Value::Table(table) => table.iter().for_each(|(key, item)| said(item, key, found)),
        _ => {}
    }
}

/// `neu[er|e|es|e] {S}` → `neuer neue neues neue`.
fn variants(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        if word.contains('{') {
            // What stands beside a place stays: `l'`, marks.
            let rest: String =
                word.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect();
            line.push_str(&rest);
            continue;
        }
        let Some((stem, rest)) = word.split_once('[') else {
            line.push_str(word);
            continue;
        };
        let (choices, end) = rest.split_once(']').unwrap_or((rest, ""));
        for choice in choices.split('|') {
            line.push_str(&format!("{stem}{choice}{end} "));
        }
    }
    line
}

fn report(language: Language, text: &str, own: &BTreeSet<String>) -> String {
    let accepted: BTreeSet<&str> = accepted(language).split(' ').collect();
    let all = unknown(language, text);
    let foreign = all.iter().filter(|word| {
        let parts = word.split(['-', '\'', '.']);
        !accepted.contains(word.as_str())
            && !own.contains(*word)
            && !parts.clone().all(|part| own.contains(part))
    });
    foreign.cloned().collect::<Vec<_>>().join(", ")
}

#[test]
fn dictionaries_know_every_word_of_the_grammars() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let path = format!("{}/grammar/{language}.toml", env!("CARGO_MANIFEST_DIR"));
        let table: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let mut text = String::new();
        said(&toml::Value::Table(table), "", &mut text);
        assert!(text.len() > 20_000, "{language}");
        let found = report(language, &text, &BTreeSet::new());
        if !found.is_empty() {
            wrong.push(format!("{language}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn scripts_hold_no_unknown_word_but_the_briefs_own() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let (mut text, mut own) = (String::new(), BTreeSet::new());
        let briefs =
            fs::read_to_string(format!("{}/tests/facts/{language}.txt", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for (index, line) in briefs.lines().enumerate() {
            let line = line.replace(['[', ']'], "");
            own.extend(line.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
            let understood = aida_nlu::understand(&line).input;
            let mut brief = common::brief(language.code(), &understood.subject.unwrap_or_default(), 60.0);
            brief.must_have = understood.must_have.unwrap_or_default();
            brief.tone = Tone::ALL[index % Tone::ALL.len()];
            let written = write(&WriterInput { brief });
            for scene in &written.script.scenes {
                text.push_str(&format!("{}\n{}\n{}\n", scene.narration, scene.headline, scene.text));
            }
            text.push_str(&format!("{}\n{}\n", written.post.title, written.post.description));
        }
        let found = report(language, &text, &own);
        if !found.is_empty() {
            wrong.push(format!("{language}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
