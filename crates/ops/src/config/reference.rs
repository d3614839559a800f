//! What the settings are, as text for people: the page `docs/CONFIGURATION.md`, the end of `--help`, `aida config show`.

use std::fmt::Write as _;

use super::{Configuration, Key, Settings};

const INTRODUCTION: &str = "\
# Configuration

Written by `aida config reference --write`; a test compares this page with the code.

Every process reads the same settings, from four sources. A later one overrides those before it:

1. the defaults below;
2. `/etc/aida/aida.toml`, then `./aida.toml`. With `--config FILE` or `AIDA_CONFIG=FILE` only that file is read;
3. the environment: `AIDA_SECTION__FIELD`. `AIDA_SECTION__FIELD_FILE` names a file that holds the value, for secrets;
4. flags: `--set section.field=value`, and the few flags of each program.

Unknown keys are refused in all of them, and all errors are told at once. Lists are written `a,b` in the environment
and in flags, `[\"a\", \"b\"]` in files; numbers by name `a=1,b=2`, in files also as a table. An empty text unsets what is
optional. `aida config show` prints what counts and where it comes from, with secrets masked.
";

/// The whole page, in Markdown.
pub fn markdown() -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut section = "";
    for key in Settings::default().keys() {
        if key.section != section {
            section = key.section;
            let _ = write!(
                page,
                "\n## [{section}]\n\n| Key | Kind | Default | Unit | Environment | What it is |\n|---|---|---|---|---|---|\n"
            );
        }
        let default = if key.default.is_empty() { String::new() } else { format!("`{}`", key.default) };
        let _ = writeln!(
            page,
            "| `{}` | {} | {default} | {} | `{}` | {} |",
            key.field,
            key.kind,
            key.unit(),
            key.variable(),
            about(&key)
        );
    }
    page
}

fn about(key: &Key) -> String {
    match &key.bounds {
        Some((low, high)) => format!("{} {low} to {high}.", key.about),
        None => key.about.clone(),
    }
}

/// For the end of `--help`.
pub fn help() -> String {
    let mut text = "Settings (file, AIDA_SECTION__FIELD, or --set section.field=value):\n".to_owned();
    for key in Settings::default().keys() {
        let default = if key.default.is_empty() { "unset" } else { &key.default };
        let _ = write!(text, "\n  {} [{default}]\n      {}", key.name(), about(&key));
    }
    text
}

/// Every key with its value and origin, secrets masked.
pub fn show(configuration: &Configuration) -> String {
    let rows: Vec<_> = configuration
        .settings
        .keys()
        .iter()
        .map(|key| {
            let name = key.name();
            let value = configuration.settings.show(&name).unwrap_or_default();
            let origin = configuration.origins.get(&name).cloned().unwrap_or_default();
            (name, value, origin)
        })
        .collect();
    let width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
    rows.iter().fold(String::new(), |mut text, (name, value, origin)| {
        let _ = writeln!(text, "{name:width$} = {value}  # {origin}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Origin, Secret, SecretUrl};

    #[test]
    fn the_page_in_the_repository_is_the_code() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CONFIGURATION.md");
        let written = std::fs::read_to_string(page).unwrap();
        assert!(written == markdown(), "the page is old: run `aida config reference --write`");
    }

    #[test]
    fn every_key_has_words_and_a_unit_where_it_is_a_time_or_a_size() {
        for key in Settings::default().keys() {
            assert!(key.about.ends_with('.'), "{}: {:?}", key.name(), key.about);
            let measured = ["timeout", "interval", "grace", "heartbeat"];
            if measured.iter().any(|word| key.field.contains(word)) {
                assert_ne!(key.unit(), "", "{}", key.name());
            }
        }
    }

    #[test]
    fn show_masks_secrets() {
        let mut loaded = Configuration::default();
        loaded.settings.database.url = SecretUrl::new("postgres://aida:hunter2@db/aida");
        loaded.settings.api.key_pepper = Some(Secret::new("hunter2hunter2hunter2hunter2hunter2"));
        loaded.origins.insert("database.url".into(), Origin::SecretFile("AIDA_DATABASE__URL_FILE".into()));
        let text = show(&loaded);
        assert!(!text.contains("hunter2"), "{text}");
        assert!(
            text.contains("postgres://aida:***@db/aida  # file named by AIDA_DATABASE__URL_FILE"),
            "{text}"
        );
    }
}
