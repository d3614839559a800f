use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

use super::{ConfigError, ConfigErrors, Settings, section::Raw};

/// Variables that start with `AIDA_` and are no settings.
const OTHER_VARIABLES: [&str; 3] = [CONFIG_VARIABLE, crate::crash::CRASH_VARIABLE, "AIDA_VOICE"];
/// Names the only file to read.
const CONFIG_VARIABLE: &str = "AIDA_CONFIG";

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    #[default]
    Default,
    File(PathBuf),
    /// A variable's name.
    Environment(String),
    /// The file that a variable names.
    SecretFile(String),
    /// A flag as the user wrote it, without its value.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(path) => write!(f, "file {}", path.display()),
            Origin::Environment(name) => write!(f, "environment {name}"),
            Origin::SecretFile(name) => write!(f, "file named by {name}"),
            Origin::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// What settings are read from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Read in this order; those that do not exist are passed over.
    pub optional_files: Vec<PathBuf>,
    /// Must exist. When it is given, the optional ones are not read.
    pub file: Option<PathBuf>,
    pub environment: Vec<(OsString, OsString)>,
    /// Flag as the user wrote it, `section.field`, value.
    pub flags: Vec<(String, String, String)>,
}

/// Settings and where each came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Configuration {
    pub settings: Settings,
    /// By `section.field`; what is missing is the default.
    pub origins: BTreeMap<String, Origin>,
}

impl Sources {
    /// The usual files and this process's environment. `sets` are the values of `--set`.
    pub fn of_process(
        config: Option<PathBuf>,
        sets: &[String],
        flags: Vec<(String, String, String)>,
    ) -> Self {
        let environment: Vec<_> = std::env::vars_os().collect();
        let named = environment.iter().find(|(name, _)| name == CONFIG_VARIABLE).map(|(_, path)| path.into());
        let set = |text: &String| {
            let (key, value) = text.split_once('=').unwrap_or((text, ""));
            ("--set".to_owned(), key.trim().to_owned(), value.to_owned())
        };
        Sources {
            optional_files: vec!["/etc/aida/aida.toml".into(), "aida.toml".into()],
            file: config.or(named),
            environment,
            flags: sets.iter().map(set).chain(flags).collect(),
        }
    }

    /// # Errors
    /// All that is wrong in any source.
    pub fn load(&self) -> Result<Configuration, ConfigErrors> {
        let mut loader = Loader::default();
        match &self.file {
            Some(path) => loader.file(path, true),
            None => self.optional_files.iter().for_each(|path| loader.file(path, false)),
        }
        loader.environment(&self.environment);
        for (flag, key, value) in &self.flags {
            loader.set(key, &Raw::Text(value.clone()), Origin::Flag(flag.clone()));
        }
        loader.finish()
    }
}

#[derive(Default)]
struct Loader {
    loaded: Configuration,
    errors: Vec<ConfigError>,
}

impl Loader {
    fn refuse(&mut self, key: impl Into<String>, origin: Origin, reason: impl Into<String>) {
        self.errors.push(ConfigError { key: key.into(), origin, reason: reason.into() });
    }

    fn set(&mut self, key: &str, raw: &Raw, origin: Origin) {
        let (section, field) = key.split_once('.').unwrap_or((key, ""));
        let outcome = self.loaded.settings.section_mut(section).and_then(|section| section.set(field, raw));
        match outcome {
            Some(Ok(())) => {
                self.loaded.origins.insert(key.to_owned(), origin);
            }
            Some(Err(reason)) => self.refuse(key, origin, reason),
            None => {
                let reason = unknown(&self.loaded.settings, key);
                self.refuse(key, origin, reason);
            }
        }
    }

    fn file(&mut self, path: &Path, required: bool) {
        let origin = Origin::File(path.to_owned());
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if !required && error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return self.refuse("file", origin, error.to_string()),
        };
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            // The parser's own text shows the line, which may hold a secret.
            Err(error) => {
                let error: toml::de::Error = error;
                let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
                return self.refuse("file", origin, format!("line {line}: {}", error.message()));
            }
        };
        for (section, value) in table {
            match value {
                toml::Value::Table(fields) => {
                    for (field, value) in fields {
                        self.set(&format!("{section}.{field}"), &Raw::Toml(value), origin.clone());
                    }
                }
                _ => self.refuse(section, origin.clone(), "settings stand in sections, such as [database]"),
            }
        }
    }

    fn environment(&mut self, variables: &[(OsString, OsString)]) {
        let mut given: BTreeMap<String, String> = BTreeMap::new();
        let mut sorted: Vec<_> = variables.iter().collect();
        sorted.sort();
        for (name, value) in sorted {
            let Some(name) = name.to_str().filter(|name| name.starts_with("AIDA_")) else { continue };
            if OTHER_VARIABLES.contains(&name) {
                continue;
            }
            let Some((key, from_file)) = self.key_of(name) else {
                let known = name["AIDA_".len()..].to_lowercase().replace("__", ".");
                let reason = unknown(&self.loaded.settings, &known);
                self.refuse(known, Origin::Environment(name.to_owned()), reason);
                continue;
            };
            if let Some(other) = given.insert(key.clone(), name.to_owned()) {
                let reason = format!("is given by {other} too");
                self.refuse(key, Origin::Environment(name.to_owned()), reason);
                continue;
            }
            let Some(value) = value.to_str() else {
                self.refuse(key, Origin::Environment(name.to_owned()), "is not UTF-8");
                continue;
            };
            if from_file {
                self.secret_file(&key, name, value);
            } else {
                self.set(&key, &Raw::Text(value.to_owned()), Origin::Environment(name.to_owned()));
            }
        }
    }

    fn secret_file(&mut self, key: &str, name: &str, path: &str) {
        let origin = Origin::SecretFile(name.to_owned());
        match std::fs::read_to_string(path) {
            Ok(text) => self.set(key, &Raw::Text(text.trim_end_matches(['\r', '\n']).to_owned()), origin),
            Err(error) => self.refuse(key, origin, format!("{path}: {error}")),
        }
    }

    /// The key that a variable names, and whether by a file.
    fn key_of(&self, variable: &str) -> Option<(String, bool)> {
        let (section, field) = variable.strip_prefix("AIDA_")?.split_once("__")?;
        let named = |field: &str| format!("{section}.{field}").to_lowercase();
        let known = |key: &String| self.loaded.settings.show(key).is_some();
        if let Some(key) = Some(named(field)).filter(known) {
            return Some((key, false));
        }
        Some(named(field.strip_suffix("_FILE")?)).filter(known).map(|key| (key, true))
    }

    fn finish(mut self) -> Result<Configuration, ConfigErrors> {
        for (key, reason) in self.loaded.settings.conflicts() {
            let origin = self.loaded.origins.get(key).cloned().unwrap_or_default();
            self.refuse(key, origin, reason);
        }
        if self.errors.is_empty() { Ok(self.loaded) } else { Err(ConfigErrors(self.errors)) }
    }
}

fn unknown(settings: &Settings, key: &str) -> String {
    let nearest = settings
        .keys()
        .iter()
        .map(super::Key::name)
        .map(|name| (distance(&name, key), name))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    match nearest {
        Some((_, name)) => format!("is unknown; did you mean {name}?"),
        None => "is unknown".to_owned(),
    }
}

/// Levenshtein's, in bytes: keys are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let b = b.as_bytes();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LogFormat;

    fn environment(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    fn flag(key: &str, value: &str) -> (String, String, String) {
        ("--set".to_owned(), key.to_owned(), value.to_owned())
    }

    #[test]
    fn each_source_overrides_the_ones_before() {
        let first = file("[planner]\nmax_batch = 10\nsweep_interval_ms = 20\nmin_outstanding_jobs = 30\n");
        let second =
            file("[planner]\nsweep_interval_ms = 21\nmin_outstanding_jobs = 31\n[log]\nformat = \"json\"\n");
        let sources = Sources {
            optional_files: vec![first.path().into(), "/nonexistent/aida.toml".into(), second.path().into()],
            environment: environment(&[("AIDA_PLANNER__MIN_OUTSTANDING_JOBS", "32"), ("PATH", "/bin")]),
            flags: vec![flag("planner.workflow_timeout_seconds", "33")],
            ..Sources::default()
        };
        let loaded = sources.load().unwrap();
        let planner = &loaded.settings.planner;
        assert_eq!((planner.max_batch, planner.sweep_interval_ms), (10, 21));
        assert_eq!((planner.min_outstanding_jobs, planner.workflow_timeout_seconds), (32, 33));
        assert_eq!(loaded.settings.log.format, LogFormat::Json);
        let origin = |key: &str| loaded.origins.get(key).cloned().unwrap_or_default().to_string();
        assert_eq!(origin("planner.max_batch"), format!("file {}", first.path().display()));
        assert_eq!(origin("planner.min_outstanding_jobs"), "environment AIDA_PLANNER__MIN_OUTSTANDING_JOBS");
        assert_eq!(origin("planner.workflow_timeout_seconds"), "flag --set");
        assert_eq!(origin("database.url"), "default");
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let wrong = file(
            "[planner]\nmax_batch = 0\nmax_bach = 5\n[nonsense]\nx = 1\n[broker]\nurl = \"hunter2\"\n\
             [database]\nmax_connections = \"8\"\n",
        );
        let sources = Sources {
            file: Some(wrong.path().into()),
            environment: environment(&[
                ("AIDA_API__LISTEN", "everywhere"),
                ("AIDA_DATABSE__URL", "postgres://h/d"),
                ("AIDA_VOICE", "/usr/bin/aida-voice"),
                ("AIDA_PLANER", "1"),
            ]),
            flags: vec![flag("api.key_pepper", "hunter3"), flag("assets.url", "ftp://x")],
            ..Sources::default()
        };
        let errors = sources.load().unwrap_err();
        let text = errors.to_string();
        let keys: Vec<_> = errors.0.iter().map(|error| error.key.as_str()).collect();
        let expected = [
            "broker.url",
            "database.max_connections",
            "nonsense.x",
            "planner.max_bach",
            "planner.max_batch",
            "api.listen",
            "databse.url",
            "planer",
            "api.key_pepper",
            "assets.url",
        ];
        assert_eq!(
            keys.iter().collect::<std::collections::BTreeSet<_>>(),
            expected.iter().collect::<std::collections::BTreeSet<_>>(),
            "{text}"
        );
        assert!(text.starts_with("10 settings are wrong:"), "{text}");
        assert!(text.contains("did you mean planner.max_batch?"), "{text}");
        assert!(
            text.contains(
                "databse.url (environment AIDA_DATABSE__URL): is unknown; did you mean database.url?"
            )
        );
        assert!(!text.contains("hunter"), "{text}");
    }

    #[test]
    fn secrets_come_from_files() {
        let secret = file("postgres://aida:hunter2@db/aida\n");
        let path = secret.path().to_str().unwrap();
        let named =
            Sources { environment: environment(&[("AIDA_DATABASE__URL_FILE", path)]), ..Sources::default() };
        let loaded = named.load().unwrap();
        assert_eq!(loaded.settings.database.url.expose(), "postgres://aida:hunter2@db/aida");
        assert!(!format!("{loaded:?}").contains("hunter2"));

        let both = Sources {
            environment: environment(&[
                ("AIDA_DATABASE__URL_FILE", path),
                ("AIDA_DATABASE__URL", "postgres://h/d"),
                ("AIDA_BROKER__URL_FILE", "/nonexistent/secret"),
            ]),
            ..Sources::default()
        };
        let errors = both.load().unwrap_err();
        assert_eq!(errors.0.len(), 2, "{errors}");
        assert!(errors.to_string().contains("AIDA_DATABASE__URL too"), "{errors}");
    }

    #[test]
    fn a_broken_file_is_named_without_its_line() {
        let broken = file("[database]\nurl = \"postgres://a:hunter2@db/aida\n");
        let sources = Sources { file: Some(broken.path().into()), ..Sources::default() };
        let text = sources.load().unwrap_err().to_string();
        assert!(text.contains("line 2") && !text.contains("hunter2"), "{text}");
        let missing = Sources { file: Some("/nonexistent/aida.toml".into()), ..Sources::default() };
        assert!(missing.load().unwrap_err().to_string().contains("/nonexistent/aida.toml"));
    }
}
