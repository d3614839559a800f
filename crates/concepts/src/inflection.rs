/// What plural endings become in the singular. A word gets every form whose ending fits; the index knows which one is a word.
const ENDINGS: [(&str, &[(&str, &str)]); 6] = [
    ("en", &[("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""), ("men", "man")]),
    (
        "it",
        &[
            ("chi", "co"),
            ("ghi", "go"),
            ("che", "ca"),
            ("ghe", "ga"),
            ("i", "e"),
            ("i", "o"),
            ("i", "io"),
            ("e", "a"),
            ("i", "a"),
        ],
    ),
    ("es", &[("ces", "z"), ("es", ""), ("s", "")]),
    ("fr", &[("aux", "al"), ("x", ""), ("s", "")]),
    ("de", &[("innen", "in"), ("en", ""), ("er", ""), ("n", ""), ("e", ""), ("s", "")]),
    (
        "pt",
        &[
            ("ões", "ão"),
            ("ães", "ão"),
            ("ãos", "ão"),
            ("ns", "m"),
            ("ais", "al"),
            ("éis", "el"),
            ("es", ""),
            ("s", ""),
        ],
    ),
];

/// The singulars that `word` may be a plural of.
pub fn singulars(code: &str, word: &str) -> Vec<String> {
    let endings =
        ENDINGS.iter().find(|(language, _)| *language == code).map_or(&[][..], |(_, endings)| endings);
    let forms = endings
        .iter()
        .filter_map(|(plural, singular)| Some(format!("{}{singular}", word.strip_suffix(plural)?)));
    forms.filter(|form| form.chars().count() >= 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_have_their_singular_among_the_forms() {
        for (code, plural, singular) in [
            ("it", "chiavi", "chiave"),
            ("it", "alberghi", "albergo"),
            ("pt", "maçãs", "maçã"),
            ("pt", "trens", "trem"),
            ("es", "peces", "pez"),
            ("fr", "bateaux", "bateau"),
            ("en", "knives", "knife"),
        ] {
            assert!(singulars(code, plural).contains(&singular.to_owned()), "{plural}");
        }
        assert!(singulars("xx", "words").is_empty());
    }
}
