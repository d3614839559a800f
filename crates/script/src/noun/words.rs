//! Small words of the six languages, and what several analysers ask of words.

use aida_protocol::Language;

/// Verbs that make a German question of `wie …` without a comma.
pub const GERMAN_VERBS_SECOND: &[&str] = &[
    "funktioniert",
    "funktionieren",
    "ist",
    "sind",
    "wird",
    "werden",
    "entsteht",
    "entstehen",
    "kann",
    "können",
    "macht",
    "machen",
    "geht",
    "gehen",
    "hilft",
    "braucht",
    "brauchen",
    "bedeutet",
    "lernt",
    "arbeitet",
    "wirkt",
    "gibt",
    "schläft",
    "schlafen",
    "träumen",
    "lebt",
    "leben",
];

pub fn starts_with_vowel(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|c| "aeiouàáâäãèéêëìíîïòóôöõùúûüæœ".contains(c.to_lowercase().next().unwrap_or(c)))
}

/// The words of a phrase before its first preposition, comma or bracket: head and adjectives.
pub fn core<'a>(phrase: &'a str, prepositions: &[&str]) -> Vec<&'a str> {
    let mut words = Vec::new();
    for word in phrase.split(' ') {
        let stops = |word: &str| {
            prepositions.contains(&word.to_lowercase().as_str())
                || word.starts_with('(')
                || matches!(word, "-" | "–" | "—" | "&")
        };
        if !words.is_empty() && stops(word) {
            break;
        }
        words.push(word.trim_end_matches([',', ';', ':']));
        if word.ends_with([',', ';', ':']) {
            break;
        }
    }
    words
}

pub fn is_determiner(word: &str, language: Language) -> bool {
    let list: &[&str] = match language {
        Language::It => &[
            "il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "questo", "questa", "questi", "queste",
            "nostro", "nostra", "mio", "mia", "tuo", "tua",
        ],
        Language::En | Language::Other(_) => {
            &["the", "a", "an", "our", "my", "your", "their", "this", "these", "that", "those"]
        }
        Language::Es => &[
            "el", "la", "los", "las", "un", "una", "unos", "unas", "nuestro", "nuestra", "nuestros",
            "nuestras", "mi", "mis", "tu", "tus", "este", "esta", "estos", "estas",
        ],
        Language::Fr => &[
            "le", "la", "les", "un", "une", "des", "notre", "nos", "votre", "vos", "mon", "ma", "mes", "ce",
            "cette", "ces", "cet",
        ],
        Language::De => &[
            "der", "die", "das", "ein", "eine", "unser", "unsere", "mein", "meine", "euer", "eure", "dieser",
            "diese", "dieses",
        ],
        Language::Pt => &[
            "o", "a", "os", "as", "um", "uma", "uns", "umas", "nosso", "nossa", "nossos", "nossas", "meu",
            "minha", "meus", "minhas", "este", "esta", "estes", "estas",
        ],
    };
    list.contains(&word)
}
