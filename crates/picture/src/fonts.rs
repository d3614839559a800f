//! Finds font files by name, decides which of them draws which character, and measures.
//!
//! Automatic fallback mixes weights and mis-shapes some scripts inside mixed runs, so every run of text names its font:
//! the family in our SVG is the file's stem and the face's index, such as `InterDisplay-ExtraBold-f0`.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use resvg::usvg::fontdb;
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};
use unicode_segmentation::UnicodeSegmentation;

use crate::error::PictureError;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// Headlines.
    Display,
    /// Headlines of loud films.
    Heavy,
    /// Headlines of calm films, and what somebody says.
    Serif,
    /// Captions, kickers, labels.
    Body,
}

/// Files for Latin, Greek and Cyrillic, the best first.
const DISPLAY: [&str; 6] = [
    "InterDisplay-ExtraBold",
    "Inter-ExtraBold",
    "Inter-Bold",
    "NotoSans-ExtraBold",
    "NotoSans-Bold",
    "DejaVuSans-Bold",
];
const HEAVY: [&str; 2] = ["InterDisplay-Black", "Inter-Black"];
const SERIF: [&str; 3] = ["NotoSerifDisplay-Bold", "NotoSerif-Bold", "DejaVuSerif-Bold"];
const BODY: [&str; 5] =
    ["Inter-SemiBold", "Inter-Bold", "NotoSans-SemiBold", "NotoSans-Bold", "DejaVuSans-Bold"];
/// The large collection of Chinese, Japanese and Korean.
const CJK: [&str; 2] = ["NotoSansCJK-Bold", "NotoSansCJK-Regular"];
const FOLDERS: [&str; 3] = ["/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texmf/fonts"];
/// Folders within folders that are looked into.
const DEPTH: usize = 6;

/// Part of a text that one font draws.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub family: String,
    pub text: String,
}

struct Loaded {
    family: String,
    data: Arc<Vec<u8>>,
    index: u32,
    id: fontdb::ID,
}

#[derive(Default)]
struct Store {
    database: fontdb::Database,
    faces: Vec<Loaded>,
    /// Families that could not be loaded, so that they are tried once.
    missing: Vec<String>,
}

/// The fonts of one job. Files are read when the first text needs them and kept as long as the job.
pub(crate) struct Fonts {
    files: BTreeMap<String, PathBuf>,
    display: String,
    heavy: String,
    serif: String,
    body: String,
    store: RefCell<Store>,
}

impl Fonts {
    /// # Errors
    /// `NoFont` when the machine has none at all.
    pub fn find() -> Result<Self, PictureError> {
        let mut files = BTreeMap::new();
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let own = home.iter().flat_map(|home| [home.join(".fonts"), home.join(".local/share/fonts")]);
        for folder in FOLDERS.iter().map(PathBuf::from).chain(own) {
            collect(&folder, DEPTH, &mut files);
        }
        let choose = |wanted: &[&str]| {
            let known = wanted.iter().find(|stem| files.contains_key(**stem)).map(|stem| (*stem).to_owned());
            let bold = || files.keys().find(|stem| stem.contains("Sans") && stem.contains("Bold")).cloned();
            known.or_else(bold).or_else(|| files.keys().next().cloned())
        };
        let (Some(display), Some(body)) = (choose(&DISPLAY), choose(&BODY)) else {
            return Err(PictureError::NoFont);
        };
        let special = |wanted: &[&str]| {
            let known = wanted.iter().find(|stem| files.contains_key(**stem));
            family(known.map_or(display.as_str(), |stem| stem), 0)
        };
        let (heavy, serif) = (special(&HEAVY), special(&SERIF));
        let (display, body) = (family(&display, 0), family(&body, 0));
        Ok(Fonts { files, display, heavy, serif, body, store: RefCell::default() })
    }

    /// Loads the families that `svg` names, so that it draws as it was measured.
    pub fn load_named_in(&self, svg: &str) {
        for part in svg.split("font-family=\"").skip(1) {
            if let Some((family, _)) = part.split_once('"') {
                self.load(family);
            }
        }
    }

    /// The fonts loaded so far, and which family is which.
    pub fn database(&self) -> (Arc<fontdb::Database>, BTreeMap<String, fontdb::ID>) {
        let store = self.store.borrow();
        let names = store.faces.iter().map(|face| (face.family.clone(), face.id)).collect();
        (Arc::new(store.database.clone()), names)
    }

    /// Splits `text` into runs, each with the font that has all its characters. What no font has is left out.
    pub fn runs(&self, face: Face, text: &str) -> Vec<Run> {
        let main = match face {
            Face::Display => &self.display,
            Face::Heavy => &self.heavy,
            Face::Serif => &self.serif,
            Face::Body => &self.body,
        };
        let mut runs: Vec<Run> = Vec::new();
        for grapheme in text.graphemes(true) {
            let last = runs.last().map(|run| run.family.clone());
            let neutral = grapheme.chars().all(|letter| !letter.is_alphanumeric());
            let family = match last.filter(|last| neutral && self.has(last, grapheme)) {
                Some(last) => last,
                None => match self.family_for(main, grapheme) {
                    Some(family) => family,
                    None => continue,
                },
            };
            match runs.last_mut().filter(|run| run.family == family) {
                Some(run) => run.text.push_str(grapheme),
                None => runs.push(Run { family, text: grapheme.to_owned() }),
            }
        }
        runs
    }

    /// Width of the runs at one pixel per em, without kerning; letters that join come out a little too wide.
    pub fn width(&self, runs: &[Run], tracking: f32) -> f32 {
        runs.iter().map(|run| self.run_width(run) + tracking * run.text.graphemes(true).count() as f32).sum()
    }

    fn run_width(&self, run: &Run) -> f32 {
        let store = self.store.borrow();
        let Some(face) = store.faces.iter().find(|face| face.family == run.family) else { return 0.0 };
        let Ok(font) = FontRef::from_index(&face.data, face.index) else { return 0.0 };
        let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(1.0), LocationRef::default()));
        run.text.chars().filter_map(|letter| metrics.advance_width(map.map(letter)?)).sum()
    }

    fn family_for(&self, main: &str, grapheme: &str) -> Option<String> {
        if self.has(main, grapheme) {
            return Some(main.to_owned());
        }
        let loaded: Vec<_> = self.store.borrow().faces.iter().map(|face| face.family.clone()).collect();
        if let Some(family) = loaded.into_iter().find(|family| self.has(family, grapheme)) {
            return Some(family);
        }
        let letter = grapheme.chars().next()?;
        if is_pictographic(letter) {
            return None;
        }
        let candidates = self.candidates(letter);
        candidates.into_iter().find(|family| self.has(family, grapheme))
    }

    /// Files that may have `letter`: the large CJK collection only for what it is made for.
    fn candidates(&self, letter: char) -> Vec<String> {
        let index = match u32::from(letter) {
            0x3040..=0x30ff | 0x31f0..=0x31ff => Some(0),
            0x1100..=0x11ff | 0xac00..=0xd7af => Some(1),
            0x2e80..=0x9fff | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x20000..=0x3ffff => {
                Some(2)
            }
            _ => None,
        };
        if let Some(index) = index {
            return CJK.iter().map(|stem| family(stem, index)).collect();
        }
        let bold_sans =
            |stem: &&String| stem.starts_with("NotoSans") && stem.ends_with("-Bold") && !stem.contains("CJK");
        let bold = self.files.keys().filter(bold_sans);
        let regular = self.files.keys().filter(|stem| {
            stem.starts_with("NotoSans") && stem.ends_with("-Regular") && !stem.contains("CJK")
        });
        let last = self.files.keys().filter(|stem| stem.starts_with("DejaVuSans-Bold"));
        bold.chain(last).chain(regular).map(|stem| family(stem, 0)).collect()
    }

    fn has(&self, family: &str, grapheme: &str) -> bool {
        if !self.load(family) {
            return false;
        }
        let store = self.store.borrow();
        let Some(face) = store.faces.iter().find(|face| face.family == family) else { return false };
        let Ok(font) = FontRef::from_index(&face.data, face.index) else { return false };
        let map = font.charmap();
        grapheme
            .chars()
            .all(|letter| is_ignorable(letter) || map.map(letter).is_some_and(|glyph| glyph.to_u32() != 0))
    }

    /// Whether the family is loaded, after trying.
    fn load(&self, family: &str) -> bool {
        let mut store = self.store.borrow_mut();
        if store.faces.iter().any(|face| face.family == family) {
            return true;
        }
        if store.missing.iter().any(|missing| missing == family) {
            return false;
        }
        let loaded = self.read(&mut store, family);
        if loaded.is_none() {
            store.missing.push(family.to_owned());
        }
        loaded.is_some()
    }

    fn read(&self, store: &mut Store, family: &str) -> Option<()> {
        let (stem, index) = family.rsplit_once("-f")?;
        let index: u32 = index.parse().ok()?;
        let same_file = store
            .faces
            .iter()
            .find(|face| face.family.rsplit_once("-f").is_some_and(|(other, _)| other == stem));
        let data = match same_file {
            Some(face) => Arc::clone(&face.data),
            None => Arc::new(fs::read(self.files.get(stem)?).ok()?),
        };
        FontRef::from_index(&data, index).ok()?;
        let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::clone(&data) as _;
        let ids = store.database.load_font_source(fontdb::Source::Binary(shared));
        let id = *ids.iter().find(|id| store.database.face(**id).is_some_and(|face| face.index == index))?;
        store.faces.push(Loaded { family: family.to_owned(), data, index, id });
        Some(())
    }
}

fn collect(folder: &Path, depth: usize, files: &mut BTreeMap<String, PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, files);
            }
            continue;
        }
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        // A family's name in SVG is an identifier; the files we look for have such names.
        let stem = stem.filter(|stem| stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
        if let (true, Some(stem)) = (["ttf", "otf", "ttc", "otc"].contains(&extension), stem) {
            files.entry(stem.to_owned()).or_insert(path);
        }
    }
}

/// The name in SVG of a face: only letters that need no quotes there.
fn family(stem: &str, index: u32) -> String {
    format!("{stem}-f{index}")
}

/// Joiners and selectors that draw nothing themselves.
fn is_ignorable(letter: char) -> bool {
    matches!(u32::from(letter), 0x200b..=0x200d | 0xfe00..=0xfe0f | 0x2060 | 0xad)
}

/// Emoji and their like, which text fonts draw as outlines at best.
pub(crate) fn is_pictographic(letter: char) -> bool {
    matches!(u32::from(letter), 0x1f000..=0x1faff | 0x2600..=0x27bf | 0x2b00..=0x2bff | 0xe0000..=0xe007f | 0x20e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_font_has_is_left_out() {
        let fonts = Fonts::find().unwrap();
        let text =
            |text: &str| fonts.runs(Face::Display, text).into_iter().map(|run| run.text).collect::<String>();
        assert_eq!(text("Caffè già pronto"), "Caffè già pronto");
        assert_eq!(text("a\u{f8ff}🦄b\u{10fffd}"), "ab");
        assert!(
            fonts.width(&fonts.runs(Face::Display, "MMMM"), 0.0)
                > fonts.width(&fonts.runs(Face::Display, "iiii"), 0.0)
        );
    }
}
