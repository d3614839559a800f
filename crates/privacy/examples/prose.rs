//! How much of ordinary text the usual policy flags: `prose <language> <file>…`.
//!
//! Prints one line, tab separated: language, sentences, flagged ones, their share in percent, how often each kind. With
//! `AIDA_SHOW=1` the flagged sentences follow. Ends with 1 where more than 0.5 % are flagged. `tests/prose/measure.sh` calls it.

use std::{collections::BTreeMap, process::ExitCode};

use aida_privacy::findings;

/// At most one sentence in so many may be flagged.
const ONE_IN: usize = 200;

/// Sentences of a text whose paragraphs are parted by empty lines: they end in a mark that a space follows.
fn sentences(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for paragraph in text.replace('\r', "").split("\n\n") {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        let mut sentence = String::new();
        for word in words {
            sentence.push_str(word);
            let bare = word.trim_end_matches(['"', '\'', '»', '”', '’', ')', '_']);
            if bare.ends_with(['.', '!', '?', '…']) {
                all.push(std::mem::take(&mut sentence));
            } else {
                sentence.push(' ');
            }
        }
        all.push(sentence);
    }
    all.retain(|sentence| sentence.chars().any(char::is_alphabetic));
    all
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next().ok_or("prose <language> <file>…")?;
    let mut all = Vec::new();
    for file in arguments {
        all.extend(sentences(&std::fs::read_to_string(&file)?));
    }
    let (mut kinds, mut flagged) = (BTreeMap::new(), Vec::new());
    for sentence in &all {
        let found = findings(sentence);
        for finding in &found {
            *kinds.entry(finding.kind.as_str()).or_insert(0) += 1;
        }
        if let Some(first) = found.first() {
            flagged.push((first.kind, &sentence[first.range.clone()], sentence));
        }
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, times)| format!("{kind} {times}")).collect();
    let share = 100.0 * flagged.len() as f64 / all.len().max(1) as f64;
    println!("{language}\t{}\t{}\t{share:.3}\t{}", all.len(), flagged.len(), kinds.join(", "));
    if std::env::var_os("AIDA_SHOW").is_some() {
        for (kind, part, sentence) in &flagged {
            println!("  {kind}\t{part}\t{sentence}");
        }
    }
    Ok(if flagged.len() * ONE_IN <= all.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
