//! What every grammar file must keep, read from the files themselves.

use std::collections::{BTreeMap, BTreeSet};

const LANGUAGES: [&str; 6] = ["it", "en", "es", "fr", "de", "pt"];
const PLACES: [&str; 12] =
    ["S", "the", "acc", "of", "this", "Q", "A", "Athe", "item", "about", "show", "shot"];
const MORE_PLACES: [&str; 2] = ["light", "mood"];

fn load(language: &str) -> toml::Table {
    let path = format!("{}/grammar/{language}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Every string of a file with the path that leads to it.
fn strings(value: &toml::Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => found.push((path.to_owned(), text.clone())),
        toml::Value::Array(items) => items.iter().for_each(|item| strings(item, path, found)),
        toml::Value::Table(table) => {
            let id = table.get("id").and_then(|id| id.as_str()).unwrap_or_default();
            table.iter().for_each(|(key, item)| strings(item, &format!("{path}.{id}{key}"), found));
        }
        _ => {}
    }
}

fn all(language: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    strings(&toml::Value::Table(load(language)), "", &mut found);
    found
}

fn is_sentence_list(path: &str) -> bool {
    ["say", "hook", "bridges", "intro", "must", "follow"].iter().any(|end| path.ends_with(end))
        || path.starts_with(".cta.")
}

fn without_tones(text: &str) -> &str {
    let tones = text.split_once('|').filter(|(tones, _)| tones.chars().all(|c| c.is_ascii_uppercase()));
    tones.map_or(text, |(_, sentence)| sentence)
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[test]
fn all_languages_have_the_same_parts() {
    let parts = |language: &str| -> BTreeMap<String, BTreeSet<String>> {
        let table = load(language);
        // What a part is for, and what a film must have for it, is no question of its language.
        let marks = ["id", "for", "needs", "is_frame", "is_gift"];
        let marked = |item: &toml::Value| {
            let told: Vec<String> =
                marks.iter().filter_map(|mark| Some(format!("{mark} {}", item.get(mark)?))).collect();
            told.join(", ")
        };
        let ids = |key: &str| table[key].as_array().unwrap().iter().map(marked).collect();
        let keys = |key: &str| table[key].as_table().unwrap().keys().cloned().collect();
        BTreeMap::from([
            ("domain".to_owned(), ids("domain")),
            ("facet".to_owned(), ids("facet")),
            ("recipe".to_owned(), keys("recipe")),
            ("cta".to_owned(), keys("cta")),
            ("cta_head".to_owned(), keys("cta_head")),
            ("cta_show".to_owned(), keys("cta_show")),
            ("cta_tag".to_owned(), keys("cta_tag")),
        ])
    };
    let italian = parts("it");
    assert_eq!((italian["domain"].len(), italian["facet"].len(), italian["recipe"].len()), (16, 56, 9));
    for language in LANGUAGES {
        assert_eq!(parts(language), italian, "{language}");
    }
}

#[test]
fn no_sentence_stands_twice_and_none_states_a_number() {
    for language in LANGUAGES {
        let mut seen = BTreeSet::new();
        for (path, text) in all(language).into_iter().filter(|(path, _)| is_sentence_list(path)) {
            let sentence = without_tones(&text).to_lowercase();
            // The hook that is only the subject's own question stands in two recipes.
            assert!(seen.insert(sentence.clone()) || sentence.contains("{q}"), "{language}{path}: {text}");
            assert!(!text.chars().any(|c| c.is_ascii_digit()), "{language}{path}: {text}");
            assert!(sentence.ends_with(['.', '!', '?', '}']), "{language}{path} ends openly: {text}");
        }
    }
}

#[test]
fn places_exist_and_forms_have_two_or_four_choices() {
    for language in LANGUAGES {
        for (path, text) in all(language) {
            for place in text.split('{').skip(1) {
                let name = place.split('}').next().unwrap();
                assert!(PLACES.contains(&name) || MORE_PLACES.contains(&name), "{language}{path}: {text}");
            }
            for form in text.split('[').skip(1) {
                let choices = form.split(']').next().unwrap().split('|').count();
                assert!(choices == 2 || choices == 4, "{language}{path}: {text}");
            }
        }
    }
}

#[test]
fn sentences_and_headlines_have_their_sizes() {
    for language in LANGUAGES {
        for (path, text) in all(language) {
            let count = words(without_tones(&text));
            if path.ends_with("say") {
                assert!((4..=17).contains(&count), "{language}{path} has {count} words: {text}");
            } else if path.ends_with(".hook") {
                assert!(count <= 9, "{language}{path} has {count} words: {text}");
            } else if path.ends_with("head") && !path.contains("must") {
                assert!((1..=6).contains(&count) && text.chars().count() <= 34, "{language}{path}: {text}");
            }
        }
    }
}

#[test]
fn no_mark_stands_apart_and_no_quote_is_typewritten() {
    for language in LANGUAGES {
        for (path, text) in all(language).into_iter().filter(|(path, _)| !path.contains("keys")) {
            for wrong in [" ?", " !", " :", " ;", " .", " ,", "  ", "\""] {
                assert!(!text.contains(wrong), "{language}{path}: {text}");
            }
        }
    }
}
