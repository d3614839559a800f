//! The crates depend on each other only as ARCHITECTURE.md says, and what talks to the world stays in few places.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Crate → our own crates that its product code may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("models", &["protocol"]),
    ("workflow", &["protocol", "models"]),
    ("nlu", &["protocol"]),
    ("privacy", &[]),
    ("concepts", &["protocol"]),
    ("ffmpeg", &["protocol"]),
    ("script", &["protocol", "concepts"]),
    ("picture", &["protocol", "models", "concepts", "ffmpeg"]),
    ("sound", &["protocol", "models"]),
    ("studio", &["protocol", "models", "script", "picture", "sound", "ffmpeg"]),
    ("voice", &[]),
    ("store", &["protocol"]),
    ("broker", &["protocol"]),
    ("assets", &["protocol"]),
    ("ops", &[]),
    ("providers", &["protocol", "models"]),
    ("planner", &["protocol", "workflow", "models", "store", "broker", "ops"]),
    (
        "workers",
        &["protocol", "models", "studio", "privacy", "providers", "store", "broker", "assets", "ops"],
    ),
    ("api", &["protocol", "nlu", "models", "providers", "store", "broker", "assets", "ops"]),
    ("lab", &["protocol"]),
    ("cli", &["protocol", "ops", "lab"]),
];

/// Package → the crates that may name it, tests included.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("lapin", &["broker", "lab"]),
    ("tokio-postgres", &["store", "lab"]),
    ("deadpool-postgres", &["store"]),
    ("refinery", &["store"]),
    ("reqwest", &["cli", "lab", "providers"]),
    ("axum", &["api", "ops", "lab"]),
    ("object_store", &["assets"]),
    ("resvg", &["picture"]),
    ("libloading", &["voice"]),
    ("lingua", &["nlu"]),
    ("minijinja", &["workers"]),
    ("aws-lc-rs", &["providers", "lab"]),
];

/// What the pure crates must not use: clocks, chance, tasks, files of their own.
const IMPURE: &[&str] =
    &["tokio", "tokio-util", "chrono", "rand", "getrandom", "reqwest", "tempfile", "tracing"];
const PURE: &[&str] = &["workflow", "nlu", "script", "privacy", "models"];

/// The same, as words of the source.
const IMPURE_WORDS: &[&str] =
    &["Instant::now", "SystemTime", "Utc::now", "std::fs", "std::net", "std::env::var"];

struct Manifest {
    product: BTreeSet<String>,
    all: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the project").to_owned()
}

fn manifests() -> BTreeMap<String, Manifest> {
    let folders =
        fs::read_dir(root().join("crates")).expect("crates/").map(|entry| entry.expect("entry").path());
    let mut found = BTreeMap::new();
    for folder in folders.filter(|folder| folder.is_dir()) {
        let name = folder.file_name().expect("name").to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("Cargo.toml"))
            .unwrap_or_else(|error| panic!("crates/{name} has no manifest: {error}"));
        let manifest: toml::Table = text.parse().expect("a manifest");
        let keys = |section: &str| -> BTreeSet<String> {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
        };
        let product = keys("dependencies");
        let all = &(&product | &keys("dev-dependencies")) | &keys("build-dependencies");
        found.insert(name, Manifest { product, all });
    }
    found
}

fn ours(dependencies: &BTreeSet<String>) -> BTreeSet<&str> {
    dependencies.iter().filter_map(|name| name.strip_prefix("aida-")).collect()
}

#[test]
fn crates_use_only_what_they_may() {
    let manifests = manifests();
    let allowed: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    assert_eq!(
        manifests.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        allowed.keys().copied().collect::<BTreeSet<_>>(),
        "a crate is missing here, or in crates/"
    );
    for (name, manifest) in &manifests {
        let used = ours(&manifest.product);
        let allowed: BTreeSet<_> = allowed[name.as_str()].iter().copied().collect();
        let too_much: Vec<_> = used.difference(&allowed).collect();
        assert!(too_much.is_empty(), "crates/{name} must not use {too_much:?}");
    }
}

#[test]
fn packages_that_talk_to_the_world_stay_where_they_belong() {
    let manifests = manifests();
    for (package, places) in ONLY_IN {
        for (name, manifest) in &manifests {
            let fine = !manifest.all.contains(*package) || places.contains(&name.as_str());
            assert!(fine, "crates/{name} must not use {package}");
        }
    }
}

#[test]
fn the_pure_crates_are_pure() {
    let manifests = manifests();
    for name in PURE {
        let found: Vec<_> =
            IMPURE.iter().filter(|package| manifests[*name].product.contains(**package)).collect();
        assert!(found.is_empty(), "crates/{name} must not use {found:?}");
        for file in sources(&root().join("crates").join(name).join("src")) {
            let text = fs::read_to_string(&file).expect("a source file");
            for word in IMPURE_WORDS {
                assert!(!text.contains(word), "{} names {word}", file.display());
            }
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("entry").path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_source_file_eats_its_crate() {
    for name in manifests().keys() {
        for file in sources(&root().join("crates").join(name).join("src")) {
            let lines = fs::read_to_string(&file).expect("a source file").lines().count();
            assert!(lines <= 500, "{} has {lines} lines: split it", file.display());
        }
    }
}
