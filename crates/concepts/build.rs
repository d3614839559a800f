//! Indexes the localized annotations of the crate `emoji` and our own synonyms into one sorted text per language:
//! `key<TAB>picture:weight,picture:weight…`, keys being stems (`scarp`) or, after `=`, whole words (`=scarpe`).

use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
    path::Path,
};

#[path = "src/normalise.rs"]
#[allow(dead_code)]
mod normalise;

use normalise::{CODES, fold, is_stop_word, stem_key, stemmer, words};

/// How many pictures one key keeps.
const PER_KEY: usize = 8;

/// Letters that a stem needs to stand for its word.
const SHORTEST_STEM: usize = 5;

struct Picture {
    glyph: String,
    /// `None` for what no emoji shows, drawn by the illustrator under its own name.
    emoji: Option<&'static emoji::Emoji>,
    fitness: f32,
}

/// Names of the drawings that stand in for missing emoji; their words are rows of `data/things.tsv`.
const DRAWN: [&str; 2] = ["drawn:lighthouse", "drawn:solar-panels"];

type Index = BTreeMap<String, HashMap<usize, f32>>;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/normalise.rs");
    println!("cargo::rerun-if-changed=data/synonyms.tsv");
    println!("cargo::rerun-if-changed=data/things.tsv");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let synonyms = fs::read_to_string("data/synonyms.tsv").expect("data/synonyms.tsv is beside the manifest");
    let things = fs::read_to_string("data/things.tsv").expect("data/things.tsv is beside the manifest");
    let pictures = pictures();
    fs::write(Path::new(&out).join("pictures.rs"), pictures_table(&pictures)).expect("OUT_DIR is writable");
    for (column, code) in CODES.into_iter().enumerate() {
        let mut index = Index::new();
        annotations(&pictures, code, &mut index);
        own_synonyms(&pictures, &synonyms, column, code, 104.0, &mut index);
        // Things that can be seen come before what they stand for.
        own_synonyms(&pictures, &things, column, code, 116.0, &mut index);
        fs::write(Path::new(&out).join(format!("{code}.tsv")), render(index)).expect("OUT_DIR is writable");
    }
}

/// Every emoji that a picture may show, in a stable order: the older, the more familiar.
fn pictures() -> Vec<Picture> {
    let mut all: Vec<_> = emoji::lookup_by_glyph::iter_emoji()
        .filter(|emoji| !emoji.is_variant && !emoji.name.contains("skin tone"))
        .map(|emoji| Picture { glyph: emoji.glyph.to_owned(), emoji: Some(emoji), fitness: fitness(emoji) })
        .filter(|picture| picture.fitness > 0.0)
        .collect();
    all.sort_by(|a, b| {
        let key = |p: &Picture| p.emoji.map_or(0, |emoji| (emoji.introduction_version * 10.0) as i32);
        key(a).cmp(&key(b)).then_with(|| a.glyph.cmp(&b.glyph))
    });
    all.extend(DRAWN.map(|name| Picture { glyph: name.to_owned(), emoji: None, fitness: 1.0 }));
    all
}

/// How well an emoji serves as a picture: things before people, people before faces, faces before signs.
fn fitness(emoji: &emoji::Emoji) -> f32 {
    if emoji.glyph.starts_with(['\u{2660}', '\u{2663}', '\u{2665}', '\u{2666}', '\u{303d}']) {
        return 0.0; // The suits of cards, which are named like hearts and flowers; a mark of music that is named "part".
    }
    let base = match (emoji.group, emoji.subgroup) {
        ("Flags", _) if emoji.glyph == "\u{1f6a9}" => 1.0,
        ("Flags" | "Component", _) => 0.0,
        (_, "alphanum" | "geometric" | "gender" | "zodiac" | "family" | "keycap" | "person-gesture") => 0.0,
        ("Symbols", "religion") => 0.7,
        ("Symbols", _) => 0.6,
        (_, "emotion") => 0.8,
        (_, "cat-face" | "monkey-face" | "face-costume") => 0.5,
        ("Smileys & Emotion", _) => 0.55,
        (_, "person-fantasy") => 0.7,
        (_, "person-symbol") => 0.6,
        (_, "body-parts") => 0.9,
        ("People & Body", subgroup) if subgroup.starts_with("hand") => 0.75,
        ("People & Body", _) => 0.85,
        (_, "time") if emoji.name.contains("o’clock") || emoji.name.contains("-thirty") => 0.0,
        (_, "book-paper" | "office" | "writing") => 0.97,
        _ => 1.0,
    };
    // The neutral person stands for both; the gendered ones only come in where it does not exist.
    let gendered = emoji.glyph.contains(['\u{2640}', '\u{2642}', '\u{1f468}', '\u{1f469}']);
    if gendered { base * 0.85 } else { base }
}

fn annotations(pictures: &[Picture], code: &'static str, index: &mut Index) {
    let stems = stemmer(code);
    for (number, picture) in pictures.iter().enumerate() {
        let annotations = picture.emoji.map_or(&[][..], |emoji| emoji.annotations);
        for annotation in annotations.iter().filter(|annotation| annotation.lang == code) {
            let name = annotation.tts.unwrap_or_default();
            for keyword in annotation.keywords {
                // A keyword says more of an emoji that has few.
                let weight = 62.0 - (annotation.keywords.len() as f32).min(10.0);
                add(index, &stems, code, keyword, number, weight * picture.fitness);
            }
            add(index, &stems, code, name, number, 100.0 * picture.fitness);
            name_words(index, &stems, code, name, number, picture.fitness);
        }
    }
}

/// The words of a longer name: its head noun counts nearly as much as a name of its own.
fn name_words(
    index: &mut Index,
    stems: &rust_stemmers::Stemmer,
    code: &str,
    name: &str,
    number: usize,
    fitness: f32,
) {
    let parts: Vec<_> = words(name).into_iter().filter(|word| !is_stop_word(code, word)).collect();
    if parts.len() < 2 {
        return;
    }
    let head = if matches!(code, "en" | "de") { parts.len() - 1 } else { 0 };
    for (position, word) in parts.iter().enumerate() {
        let weight =
            if position == head { 78.0 - 4.0 * parts.len() as f32 } else { 44.0 - 2.0 * parts.len() as f32 };
        add(index, stems, code, word, number, weight * fitness);
    }
}

fn own_synonyms(
    pictures: &[Picture],
    table: &str,
    column: usize,
    code: &'static str,
    best: f32,
    index: &mut Index,
) {
    let stems = stemmer(code);
    let bare = |glyph: &str| glyph.replace('\u{fe0f}', "");
    let numbers: HashMap<String, usize> =
        pictures.iter().enumerate().map(|(number, picture)| (bare(&picture.glyph), number)).collect();
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let fields: Vec<_> = line.split('\t').collect();
        assert_eq!(fields.len(), 1 + CODES.len(), "data: {line}");
        for (rank, glyph) in fields[0].split(' ').enumerate() {
            let Some(number) = numbers.get(&bare(glyph)) else { continue };
            for word in fields[1 + column].split(',').map(str::trim) {
                add(index, &stems, code, word, *number, best - 14.0 * rank as f32);
            }
        }
    }
}

fn add(
    index: &mut Index,
    stems: &rust_stemmers::Stemmer,
    code: &str,
    phrase: &str,
    number: usize,
    weight: f32,
) {
    let parts = words(phrase);
    if parts.is_empty() || parts.len() > 4 || (parts.len() == 1 && is_stop_word(code, &parts[0])) {
        return;
    }
    let exact = format!("={}", parts.iter().map(|word| fold(word)).collect::<Vec<_>>().join(" "));
    // A short stem falls together with too many others: `mes` of `mesas`, `temp` of `tempio`.
    let stem = stem_key(stems, &parts);
    let keys = if parts.len() == 1 && stem.chars().count() < SHORTEST_STEM {
        vec![exact]
    } else {
        vec![stem, exact]
    };
    for key in keys {
        let slot = index.entry(key).or_default().entry(number).or_insert(0.0);
        *slot = slot.max(weight);
    }
}

fn render(index: Index) -> String {
    let mut text = String::new();
    for (key, pictures) in index {
        let mut ranked: Vec<_> = pictures.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let list: Vec<_> = ranked
            .iter()
            .take(PER_KEY)
            .map(|(number, weight)| format!("{number}:{}", weight.round()))
            .collect();
        text.push_str(&format!("{key}\t{}\n", list.join(",")));
    }
    text
}

fn pictures_table(pictures: &[Picture]) -> String {
    let mut source = String::from("pub static PICTURES: &[Picture] = &[\n");
    for picture in pictures {
        let name = |code: &str| {
            let Some(emoji) = picture.emoji else {
                return picture.glyph.rsplit(':').next().unwrap_or_default();
            };
            let annotation = emoji.annotations.iter().find(|annotation| annotation.lang == code);
            annotation.and_then(|annotation| annotation.tts).unwrap_or(emoji.name)
        };
        let names: Vec<_> = CODES.iter().map(|code| format!("{:?}", name(code))).collect();
        source.push_str(&format!(
            "Picture {{ glyph: {:?}, names: [{}] }},\n",
            picture.glyph,
            names.join(", ")
        ));
    }
    source.push_str("];\n");
    source
}
