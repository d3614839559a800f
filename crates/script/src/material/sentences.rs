//! Sentences: where they end, and how they become short enough to be heard once.

use aida_protocol::Language;
use unicode_segmentation::UnicodeSegmentation;

use crate::clean;

/// What a full stop follows without ending a sentence, in any of the languages.
const ABBREVIATIONS: &[&str] = &[
    "dr", "dott", "prof", "sig", "sigg", "ing", "avv", "es", "ecc", "pag", "art", "mr", "mrs", "ms", "st",
    "vs", "etc", "e.g", "i.e", "approx", "sr", "sra", "ej", "ud", "uds", "av", "núm", "m", "mme", "mlle",
    "p", "ex", "env", "bzw", "ca", "d.h", "z.b", "usw", "nr", "hr", "fr", "str", "vgl", "exmo", "exma", "no",
    "vol", "c", "a.c", "d.c",
];

/// The sentences of one paragraph.
pub fn split(paragraph: &str, language: Language) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in paragraph.split_sentence_bounds() {
        match found.last_mut().filter(|last| goes_on(last, part, language)) {
            Some(last) => last.push_str(part),
            None => found.push(part.to_owned()),
        }
    }
    found
        .iter()
        .map(|text| clean::tidy(text))
        .filter(|text| text.chars().any(char::is_alphanumeric))
        .collect()
}

fn goes_on(before: &str, next: &str, language: Language) -> bool {
    let Some(rest) = before.trim_end().strip_suffix('.') else { return false };
    let word = rest.rsplit([' ', '(', '\'', '’']).next().unwrap_or_default().to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let ordinal = language == Language::De && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let small = next.chars().next().is_some_and(char::is_lowercase);
    initial || ordinal || small || ABBREVIATIONS.contains(&word.as_str())
}

/// The sentence without brackets, notes and the words that tie it to the one before; `None` when more than `most` words
/// are left, or too little to stand alone.
pub fn shorten(sentence: &str, language: Language, most: usize) -> Option<String> {
    let mut text = without_brackets(sentence);
    for lead in leads(language) {
        let cut = text.get(..lead.len()).filter(|start| start.to_lowercase() == *lead).map(|_| lead.len());
        if let Some(rest) = cut.and_then(|at| text.get(at..)).and_then(|rest| rest.strip_prefix([',', ' '])) {
            let rest = rest.trim_start();
            // Without its comma a lead may be the sentence's own beginning: "Infatti" is, "Poi" may not be.
            if text[lead.len()..].starts_with(',') {
                text = rest.to_owned();
                break;
            }
        }
    }
    if clean::word_count(&text) > most {
        text = first_part(&text, language, most)?;
    }
    let text =
        text.trim_matches([' ', '-', '–', '—', '"', '“', '”', '«', '»', '„', '*', ';', ',', ':']).to_owned();
    if text.ends_with(':') || text.contains("http") || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    // Half of a quotation is none.
    let text = if text.matches(['"', '“', '”', '«', '»', '„']).count() % 2 == 1 {
        text.replace(['"', '“', '”', '«', '»', '„'], "")
    } else {
        text
    };
    let closed = text.ends_with(['.', '!', '?', '…']);
    Some(clean::capitalised(&if closed { text } else { format!("{text}.") }))
}

fn without_brackets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    let line = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    [" .", " ,", " ;", " :", " !", " ?"]
        .iter()
        .fold(line, |line, apart| line.replace(apart, apart.trim_start()))
}

/// A long sentence up to a semicolon or a dash, or up to the relative clause that ends it: what is said of the main
/// clause stays whole.
fn first_part(text: &str, language: Language, most: usize) -> Option<String> {
    let relative: &[&str] = match language {
        Language::It => &[", che ", ", il quale ", ", la quale ", ", mentre ", ", dove "],
        Language::En | Language::Other(_) => &[", which ", ", who ", ", where ", ", while "],
        Language::Es => &[", que ", ", el cual ", ", la cual ", ", mientras ", ", donde "],
        Language::Fr => &[", qui ", ", que ", ", tandis que ", ", où ", ", ce qui "],
        Language::De => &[", was ", ", wobei ", ", während ", ", wodurch "],
        Language::Pt => &[", que ", ", o qual ", ", a qual ", ", enquanto ", ", onde "],
    };
    let ends = ["; ", " – ", " — "].iter().chain(relative);
    let mut parts: Vec<&str> =
        ends.filter_map(|end| text.find(end)).filter_map(|at| text.get(..at)).collect();
    parts.retain(|part| (6..=most).contains(&clean::word_count(part)) && part.matches(',').count() == 0);
    parts.sort_by_key(|part| part.len());
    parts.last().map(|part| (*part).to_owned())
}

/// Words before a comma that only tie a sentence to the one before.
fn leads(language: Language) -> &'static [&'static str] {
    match language {
        Language::It => &[
            "inoltre",
            "infatti",
            "tuttavia",
            "quindi",
            "per esempio",
            "ad esempio",
            "in effetti",
            "comunque",
            "invece",
        ],
        Language::En | Language::Other(_) => &[
            "however",
            "moreover",
            "furthermore",
            "therefore",
            "for example",
            "in fact",
            "in addition",
            "also",
            "thus",
        ],
        Language::Es => {
            &["además", "sin embargo", "por ejemplo", "por lo tanto", "en efecto", "de hecho", "así"]
        }
        Language::Fr => &[
            "de plus",
            "cependant",
            "en effet",
            "par exemple",
            "toutefois",
            "ainsi",
            "par ailleurs",
            "en outre",
        ],
        Language::De => &["außerdem", "allerdings", "zum beispiel", "jedoch", "daher"],
        Language::Pt => {
            &["além disso", "no entanto", "por exemplo", "portanto", "de fato", "assim", "contudo"]
        }
    }
}

/// Whether a sentence begins with a word that only the one before explains.
pub fn points_back(text: &str, language: Language) -> bool {
    let first: &[&str] = match language {
        Language::It => &[
            "questo", "questa", "questi", "queste", "esso", "essa", "ciò", "lui", "lei", "loro", "ma", "e",
            "anche",
        ],
        Language::En | Language::Other(_) => {
            &["this", "these", "that", "those", "it", "they", "he", "she", "but", "and", "such", "both"]
        }
        Language::Es => {
            &["esto", "esta", "este", "estos", "estas", "ello", "ellos", "él", "ella", "pero", "y", "también"]
        }
        Language::Fr => {
            &["cela", "ceci", "ce", "cette", "ces", "il", "elle", "ils", "elles", "mais", "et", "c'est"]
        }
        Language::De => &[
            "dies", "diese", "dieser", "dieses", "es", "sie", "er", "das", "aber", "und", "auch", "dabei",
            "dadurch",
        ],
        Language::Pt => {
            &["isto", "isso", "este", "esta", "estes", "essas", "ele", "ela", "eles", "mas", "e", "também"]
        }
    };
    let word = text.split([' ', ',']).next().unwrap_or_default().to_lowercase();
    first.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_dates_end_nothing() {
        assert_eq!(
            split("Il dott. Rossi parla. Poi va via.", Language::It),
            ["Il dott. Rossi parla.", "Poi va via."]
        );
        assert_eq!(
            split("Am 3. Mai ist Markt. Kommt alle!", Language::De),
            ["Am 3. Mai ist Markt.", "Kommt alle!"]
        );
        assert_eq!(split("J. S. Bach war fleißig.", Language::De), ["J. S. Bach war fleißig."]);
        assert_eq!(split("   ", Language::It), Vec::<String>::new());
    }

    #[test]
    fn short_is_a_part_of_long() {
        let short = |text: &str, most| shorten(text, Language::En, most);
        assert_eq!(short("Bees see colours [1], too", 9).as_deref(), Some("Bees see colours, too."));
        let long = "The hive holds many bees in summer, which keep it cool with their wings and carry water from the pond";
        assert_eq!(short(long, 12).as_deref(), Some("The hive holds many bees in summer."));
        assert_eq!(
            short("one two three four five six seven eight nine ten eleven twelve thirteen", 12),
            None
        );
        assert_eq!(short("However, bees sleep.", 9).as_deref(), Some("Bees sleep."));
        assert_eq!(short("see http://example.org", 9), None);
        assert!(points_back("They sleep.", Language::En));
    }
}
