//! Plays the briefs of `tests/briefs/*.txt`. The first part of each file was looked at while the tables were
//! written; the second part only measures them.
//!
//! ```text
//! the brief
//!   = language seconds platform aspect | subject
//! ```
//! `-` is what the brief does not say; the aspect is the one that the film gets.

use std::{fs, path::Path};

use aida_nlu::understand;

struct Case<'a> {
    text: &'a str,
    measuring: bool,
    said: [&'a str; 4],
    subject: &'a str,
}

fn cases(file: &str) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    let mut measuring = false;
    let mut text = "";
    for line in file.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(part) = line.strip_prefix("# ") {
            measuring = part == "measure";
        } else if let Some(expected) = line.strip_prefix("  = ") {
            let (said, subject) = expected.split_once(" | ").unwrap_or((expected, ""));
            let said: Vec<&str> = said.split_whitespace().collect();
            let said = said.try_into().expect("language seconds platform aspect");
            cases.push(Case { text, measuring, said, subject });
        } else {
            text = line;
        }
    }
    cases
}

/// The words that serde writes, without their quotes.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).expect("JSON").as_str().expect("a word").to_owned()
}

/// What is wrong with the understanding of one brief.
fn faults(case: &Case) -> Vec<String> {
    let found = understand(case.text);
    let input = &found.input;
    let platform = input.platform.unwrap_or_default();
    let got = [
        found.language.code().to_owned(),
        input.duration_seconds.map_or("-".to_owned(), |seconds| seconds.to_string()),
        input.platform.as_ref().map_or("-".to_owned(), word),
        word(&input.aspect.unwrap_or(platform.usual_aspect())),
    ];
    let mut faults: Vec<String> = got
        .iter()
        .zip(case.said)
        .filter(|(got, said)| got != said)
        .map(|(got, said)| format!("{got} instead of {said}"))
        .collect();
    let subject = input.subject.as_deref().unwrap_or("-");
    if !case.subject.is_empty() && subject.to_lowercase() != case.subject.to_lowercase() {
        faults.push(format!("subject {subject:?} instead of {:?}", case.subject));
    }
    faults
}

/// Language, seconds, platform, aspect right in at least 95 %, subjects in at least 80 %.
fn measure(language: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/briefs/{language}.txt"));
    let file = fs::read_to_string(&path).expect("a file of briefs");
    for measuring in [false, true] {
        let cases: Vec<Case> = cases(&file).into_iter().filter(|case| case.measuring == measuring).collect();
        assert!(cases.len() >= 12, "{language} has only {} briefs", cases.len());
        let (mut right, mut subjects) = (0, 0);
        for case in &cases {
            let faults = faults(case);
            let is_subject = |fault: &String| fault.starts_with("subject");
            right += usize::from(faults.iter().all(is_subject));
            subjects += usize::from(!faults.iter().any(is_subject));
            if !faults.is_empty() {
                println!(
                    "{language}{} {:?}: {}",
                    if measuring { " (measure)" } else { "" },
                    case.text,
                    faults.join("; ")
                );
            }
        }
        println!("{language} measuring={measuring}: {right} and {subjects} of {}", cases.len());
        assert!(
            right * 100 >= cases.len() * 95,
            "{language}: only {right} of {} briefs are right",
            cases.len()
        );
        assert!(
            subjects * 100 >= cases.len() * 80,
            "{language}: only {subjects} of {} subjects",
            cases.len()
        );
    }
}

#[test]
fn italian_briefs() {
    measure("it");
}

#[test]
fn english_briefs() {
    measure("en");
}

#[test]
fn spanish_briefs() {
    measure("es");
}

#[test]
fn french_briefs() {
    measure("fr");
}

#[test]
fn german_briefs() {
    measure("de");
}

#[test]
fn portuguese_briefs() {
    measure("pt");
}
