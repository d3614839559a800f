//! What people type, made fit to be spoken and set.

/// Words longer than this are no words that a voice can say or a picture can hold.
const LONGEST_WORD: usize = 40;

/// One line without control characters, emoji, or the marks that our templates use; single spaces.
pub fn tidy(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' => line.push('('),
            '}' => line.push(')'),
            c if is_emoji(c) || is_invisible(c) => {}
            c if c.is_control() || c.is_whitespace() => line.push(' '),
            c => line.push(c),
        }
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name for a thing: tidied, without outer quotation marks and closing punctuation, and without words that nobody can say.
pub fn name(text: &str) -> String {
    let tidy = tidy(text);
    let words: Vec<_> = tidy.split(' ').filter(|word| word.chars().count() <= LONGEST_WORD).collect();
    let outer = |c: char| c.is_whitespace() || "\"'`“”„‟«»‹›‘’.,;:!?¡¿…-–—*#_|/\\".contains(c);
    let line = words.join(" ");
    let kept = line.trim_matches(outer);
    // A bracket that was opened is not closed by trimming.
    if kept.matches('(').count() != kept.matches(')').count() {
        return kept.replace(['(', ')'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    }
    kept.to_owned()
}

/// What of a name our voices, which speak the six languages of Latin script, can say.
pub fn speakable(name: &str) -> String {
    let spoken = |word: &&str| {
        word.chars().all(|c| !c.is_alphabetic() || is_latin(c)) && word.chars().any(char::is_alphanumeric)
            || matches!(*word, "&" | "+")
    };
    let words: Vec<_> = name.split(' ').filter(spoken).collect();
    words.join(" ").trim_matches(['&', '+', ' ']).to_owned()
}

/// Whether all letters of a text are of the script that our voices read.
pub fn is_speakable(text: &str) -> bool {
    text.chars().all(|c| !c.is_alphabetic() || is_latin(c))
}

/// At most `words` words and `chars` characters, cut at a word boundary and never after one of `weak_ends`.
pub fn shorten(text: &str, words: usize, chars: usize, weak_ends: &[String]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut length = 0;
    let all: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    for word in &all {
        let size = word.chars().count();
        if kept.len() == words || length + size + usize::from(!kept.is_empty()) > chars {
            break;
        }
        length += size + usize::from(!kept.is_empty());
        kept.push(word);
    }
    if kept.len() < all.len() {
        let is_weak = |word: &str| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            // `d'une`
            let bare = bare.rsplit(['\'', '’']).next().unwrap_or_default().to_owned();
            bare.is_empty() || weak_ends.contains(&bare)
        };
        let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
        // `10 000` is one number.
        if is_number(all[kept.len()]) && kept.last().is_some_and(|word| is_number(word)) {
            kept.pop();
        }
        // `du 25` of `du 25 novembre` is no date; `via Roma 12` is an address.
        let counts = |kept: &[&str]| {
            let street = kept.len() > 1 && kept[kept.len() - 2].starts_with(char::is_uppercase);
            kept.last().is_some_and(|word| is_number(word)) && !street
        };
        if counts(&kept) && all[kept.len()].starts_with(char::is_alphabetic) {
            kept.pop();
        }
        while kept.len() > 1 && kept.last().is_some_and(|word| is_weak(word)) {
            kept.pop();
        }
    }
    kept.join(" ").trim_end_matches([',', ';', ':', '.', '-', '–', '—']).to_owned()
}

/// The beginning of a text with the rest of the name that it was cut in: `la gelateria Nonna` of `la gelateria Nonna Rosa a
/// Bologna` is `la gelateria Nonna Rosa`.
pub fn with_whole_name(cut: &str, whole: &str) -> String {
    const LONGEST_NAME: usize = 3;
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let Some(rest) = whole.strip_prefix(cut).filter(|rest| rest.starts_with(' ')) else {
        return cut.to_owned();
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let mut name: Vec<&str> =
        words.iter().copied().take_while(|word| capital(word)).take(LONGEST_NAME).collect();
    // A house keeps its number.
    let ends_in_name = name.last().copied().or(cut.rsplit(' ').next()).is_some_and(|word| capital(&word));
    let number = |word: &&&str| word.len() <= 4 && word.chars().all(|c| c.is_ascii_digit());
    if ends_in_name && cut.contains(' ') {
        name.extend(words.get(name.len()).filter(number));
    }
    if name.is_empty() { cut.to_owned() } else { format!("{cut} {}", name.join(" ")) }
}

/// Words as a voice counts them: what stands between spaces and holds a letter or digit.
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// With a capital first letter, unless the first word is written its own way, like `iPhone`.
pub fn capitalised(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or_default();
    if first_word.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The sentences of a text, each as its lower-case words only, so that equal ones can be told.
pub fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() {
            current.extend(c.to_lowercase());
        } else if !current.ends_with(' ') {
            current.push(' ');
        }
        let ends = matches!(c, '.' | '!' | '?' | '…') && chars.peek().is_none_or(|next| next.is_whitespace());
        if ends || chars.peek().is_none() {
            let sentence = std::mem::take(&mut current).trim().to_owned();
            if !sentence.is_empty() {
                found.push(sentence);
            }
        }
    }
    found
}

/// Whether a word follows itself. A small one may after a comma: `dann den, den du brauchst`.
pub fn has_doubled_word(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    words.windows(2).any(|pair| {
        let (first, second) = (bare(pair[0]), bare(pair[1]));
        let apart = pair[0].ends_with(',') && first.chars().count() <= 3;
        !first.is_empty() && first == second && !apart
    })
}

fn is_latin(c: char) -> bool {
    matches!(u32::from(c), 0x41..=0x24f | 0x300..=0x36f | 0x1e00..=0x1eff) || matches!(c, 'ª' | 'º')
}

fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffd
        | 0xe000..=0xf8ff)
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1f000..=0x1faff | 0x2190..=0x21ff | 0x2300..=0x23ff | 0x2460..=0x27bf | 0x2900..=0x297f
        | 0x2b00..=0x2bff | 0x3030 | 0x303d | 0xfe00..=0xfe0f | 0x20e3 | 0xe0000..=0xe007f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_can_be_said() {
        assert_eq!(name("  «Scarpe\n eco-friendly»! 👟"), "Scarpe eco-friendly");
        assert_eq!(name("{S} e {the}"), "(S) e (the)");
        assert_eq!(name(&"x".repeat(200)), "");
        assert_eq!(name("bar (aperto"), "bar aperto");
        assert_eq!(speakable("scarpe 靴 rosse שלום"), "scarpe rosse");
        assert_eq!(speakable("靴"), "");
        assert_eq!(speakable("bed & breakfast"), "bed & breakfast");
    }

    #[test]
    fn cuts_fall_between_words_and_not_after_small_ones() {
        let weak = ["di".to_owned(), "per".to_owned()];
        assert_eq!(shorten("corso di cucina per bambini", 4, 60, &weak), "corso di cucina");
        assert_eq!(shorten("corso di cucina", 5, 60, &weak), "corso di cucina");
        assert_eq!(shorten("corso di cucina", 5, 8, &weak), "corso");
        assert_eq!(shorten("", 5, 8, &weak), "");
        assert_eq!(shorten("grazie di 10 000 volte", 3, 60, &weak), "grazie");
        let whole = "apre la gelateria Nonna Rosa a Bologna";
        assert_eq!(with_whole_name("apre la gelateria Nonna", whole), "apre la gelateria Nonna Rosa");
        assert_eq!(with_whole_name("apre la gelateria", whole), "apre la gelateria Nonna Rosa");
        assert_eq!(with_whole_name("apre", whole), "apre");
        let street = "si sposta in via Roma 12 a Bari";
        assert_eq!(with_whole_name("si sposta in via", street), "si sposta in via Roma 12");
        assert_eq!(shorten("mercato dal 25 novembre", 3, 60, &["dal".to_owned()]), "mercato");
        assert_eq!(with_whole_name(whole, whole), whole);
    }

    #[test]
    fn sentences_are_told_by_their_words() {
        assert_eq!(sentences("Ciao, mondo! E poi? «Sì.»"), ["ciao mondo", "e poi", "sì"]);
        assert_eq!(word_count("Ciao - mondo 30s !"), 3);
        assert!(has_doubled_word("la la") && has_doubled_word("scarpe, scarpe"));
        assert!(!has_doubled_word("dann den, den du"));
        assert!(!has_doubled_word("la, lana - lana x"), "a dash stands between");
        assert_eq!(capitalised("iPhone nuovo"), "iPhone nuovo");
        assert_eq!(capitalised("élan"), "Élan");
    }
}
