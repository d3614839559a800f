//! Title, description and tags to post the work with.

use aida_protocol::{PostText, Script};

use crate::{clean, film::Film, lexicon, noun::Kind, seed::Dice, template};

const MOST_TAGS: usize = 8;

/// `left_out` are facts that the film itself had no room for.
pub fn post(film: &Film, script: &Script, left_out: &[String], dice: &mut Dice) -> PostText {
    let grammar = film.grammar;
    let subject = clean::shorten(&film.title, 9, 70, &grammar.weak_ends);
    let mut slots = film.slots.clone();
    slots.set("S", if subject.is_empty() { String::new() } else { film.phrase.bare.clone() });
    if !subject.is_empty() && clean::word_count(&subject) != clean::word_count(&film.phrase.bare) {
        slots.set("S", subject.clone());
    }
    slots.set("A", clean::capitalised(&film.audience));
    let is_seen =
        |title: &&String| matches!(film.phrase.kind, Kind::Thing | Kind::Name) || !title.starts_with("{S},");
    let titles: Vec<String> = grammar
        .post
        .titles
        .iter()
        .filter(is_seen)
        .filter_map(|title| template::fill(title, &slots))
        .collect();
    let first_headline =
        script.scenes.first().map(|scene| scene.headline.clone()).filter(|head| !head.is_empty());
    let title = dice.pick(&titles).cloned().or(first_headline).unwrap_or_else(|| grammar.untitled.clone());
    // A wish is its own best title.
    let title = if film.phrase.kind == Kind::Wish { clean::capitalised(&subject) } else { title };
    PostText { title, description: description(film, script, left_out), tags: tags(film) }
}

fn description(film: &Film, script: &Script, left_out: &[String]) -> String {
    let ends = [script.scenes.first(), script.scenes.last()];
    let mut said: Vec<&str> =
        ends.iter().flatten().map(|scene| scene.narration.as_str()).filter(|text| !text.is_empty()).collect();
    said.dedup();
    let mut facts: Vec<&str> = film.must.iter().map(String::as_str).collect();
    facts.extend(
        left_out.iter().map(String::as_str).filter(|fact| !film.must.iter().any(|known| known == fact)),
    );
    let mut blocks: Vec<String> = Vec::new();
    blocks.extend(said.first().map(|text| (*text).to_owned()));
    if !facts.is_empty() {
        blocks.push(facts.iter().map(|fact| format!("• {fact}")).collect::<Vec<_>>().join("\n"));
    }
    blocks.extend(said.get(1).map(|text| (*text).to_owned()));
    blocks.push(film.grammar.post.description.clone());
    let mut titles: Vec<&str> =
        script.scenes.iter().flat_map(|scene| &scene.sources).map(|source| source.title.as_str()).collect();
    titles.dedup();
    titles.sort_unstable();
    titles.dedup();
    if !titles.is_empty() {
        blocks.push(format!("{}: {}", film.grammar.sources, titles.join(", ")));
    }
    blocks.join("\n\n")
}

/// Without `#`; letters and digits only, lower case, none twice.
fn tags(film: &Film) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let joined = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let subject_words = lexicon::haystack([film.title.as_str()]);
    let is_small = |word: &str| {
        let mut small =
            film.grammar.weak_ends.iter().chain(&film.grammar.questions).chain(&film.grammar.own_words);
        word.chars().count() <= 2 || small.any(|small| small == word)
    };
    let words: Vec<&str> = subject_words.split(' ').filter(|word| !is_small(word)).collect();
    if words.len() <= 3 {
        tags.push(joined(&words.concat()));
    }
    tags.extend(words.iter().map(|word| joined(word)));
    tags.push(joined(&film.audience));
    tags.extend(
        film.domains.iter().filter(|domain| !domain.tag.contains(' ')).map(|domain| joined(&domain.tag)),
    );
    let mut kept: Vec<String> = Vec::new();
    for tag in tags {
        if (2..=30).contains(&tag.chars().count()) && !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    kept.truncate(MOST_TAGS);
    kept
}
