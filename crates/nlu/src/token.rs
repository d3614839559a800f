//! Text to tokens. A token is a word, a number or a mark; words that hyphens or elision join are apart,
//! so that `30-Sekunden-Spot` and `dell'estate` can be read word by word.

use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub kind: Kind,
    /// Lower case without accents: what tables are written in.
    pub fold: String,
    /// Whether nothing stands between this token and the one before.
    pub glued: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// Digits, with inner points, commas and colons: `30`, `1,5`, `1:15`.
    Number,
    /// `#hashtag`
    Tag,
    /// `@name`, web and mail addresses.
    Handle,
    /// One mark.
    Mark,
    Newline,
}

impl Token {
    pub fn is_mark(&self, marks: &str) -> bool {
        self.kind == Kind::Mark && marks.contains(self.fold.as_str())
    }

    /// Whether a phrase ends here.
    pub fn is_break(&self) -> bool {
        self.kind == Kind::Newline || self.is_mark(",;.!?:–—|/()[]{}•·…¿¡+&=*~<>\\_") || self.is_dash()
    }

    fn is_dash(&self) -> bool {
        self.kind == Kind::Mark && self.fold == "-" && !self.glued
    }

    /// Whether the word is capitals only, as `AT` in `AT&T`: a name, whatever it means in small letters.
    pub fn is_acronym(&self, text: &str) -> bool {
        let word = &text[self.range.clone()];
        self.kind == Kind::Word
            && (2..=5).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
    }

    /// Whether the word begins with a capital.
    pub fn is_capital(&self, text: &str) -> bool {
        text[self.range.clone()].starts_with(char::is_uppercase)
    }
}

/// Lower case, without the accents of our six languages, with the plain apostrophe.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            '’' | '‘' | 'ʼ' | '′' => folded.push('\''),
            '″' => folded.push('"'),
            // Accents that stand apart from their letters.
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

/// What stands before an apostrophe in Italian, French and Portuguese, and is a word of its own.
const ELISIONS: &[&str] = &[
    "l", "d", "un", "dell", "nell", "sull", "all", "dall", "quell", "quest", "bell", "c", "s", "j", "m", "n",
    "t", "qu", "jusqu", "lorsqu", "puisqu", "com", "anch", "sant", "mezz", "quant",
];

pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = 0;
    while let Some(c) = text[rest..].chars().next() {
        let end = rest + token_length(&text[rest..], rest, c, tokens.last());
        let kind = kind_of(&text[rest..end], c);
        if let Some(kind) = kind {
            let glued = tokens.last().is_some_and(|last| last.range.end == rest);
            tokens.push(Token { range: rest..end, kind, fold: fold(&text[rest..end]), glued });
        }
        rest = end;
    }
    tokens
}

fn kind_of(token: &str, first: char) -> Option<Kind> {
    if first == '\n' || first == '\r' {
        Some(Kind::Newline)
    } else if first.is_whitespace() || first.is_control() {
        None
    } else if first == '#' && token.len() > 1 {
        Some(Kind::Tag)
    } else if first == '@' && token.len() > 1 || is_address(token) {
        Some(Kind::Handle)
    } else if first.is_ascii_digit() || first == '-' && token.len() > 1 {
        Some(Kind::Number)
    } else if first.is_alphabetic() {
        Some(Kind::Word)
    } else {
        Some(Kind::Mark)
    }
}

fn is_address(token: &str) -> bool {
    token.len() > 4 && (token.starts_with("http") || token.starts_with("www.")) && token.contains('.')
}

fn token_length(text: &str, at: usize, first: char, last: Option<&Token>) -> usize {
    let run = |keep: fn(char) -> bool| text.find(|c| !keep(c)).unwrap_or(text.len());
    if text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.") {
        let address = run(|c| !c.is_whitespace() && !"<>\"»”".contains(c));
        return text[..address].trim_end_matches(['.', ',', ';', '!', '?', ')']).len();
    }
    if matches!(first, '#' | '@') {
        let after_word = last.is_some_and(|last| last.kind == Kind::Word) && first == '#';
        let name =
            text[1..].find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len() - 1);
        let name = text[1..=name].trim_end_matches('.').len();
        return if after_word && name == 0 { 1 } else { 1 + name };
    }
    if first.is_ascii_digit() {
        return number_length(text);
    }
    if first == '-' && last.is_none_or(|last| last.range.end < at) {
        // A discount: `-30%`.
        let number = number_length(&text[1..]);
        let is_number = text[1..].starts_with(|c: char| c.is_ascii_digit());
        let percent = is_number && text[1 + number..].trim_start().starts_with('%');
        return if percent { 1 + number } else { 1 };
    }
    if first.is_alphabetic() {
        let length = word_length(text);
        // `1m30s`: after a number, a unit ends where the next number begins.
        let after_number = last.is_some_and(|last| last.kind == Kind::Number && last.range.end == at);
        let digit = text[..length].find(|c: char| c.is_ascii_digit()).filter(|_| after_number);
        return digit.unwrap_or(length);
    }
    first.len_utf8()
}

/// Digits with single points, commas or colons between them.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let inner = matches!(bytes[end], b'.' | b',' | b':')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
            // `3,5` is a number, `30, 40` and `1,234:5` are not what a brief says.
            && end > 0;
        if !bytes[end].is_ascii_digit() && !inner {
            break;
        }
        end += 1;
    }
    end.max(1)
}

fn word_length(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) {
            end = at + c.len_utf8();
            continue;
        }
        let next_is_letter = text[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
        if !matches!(c, '\'' | '’') || !next_is_letter {
            break;
        }
        if ELISIONS.contains(&fold(&text[..at]).as_str()) {
            return at + c.len_utf8();
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folds(text: &str) -> Vec<String> {
        tokenize(text).into_iter().map(|token| token.fold).collect()
    }

    #[test]
    fn words_numbers_and_marks_come_apart() {
        assert_eq!(folds("30s per l'Estate"), ["30", "s", "per", "l'", "estate"]);
        assert_eq!(folds("30-Sekunden-Spot für Köln"), ["30", "-", "sekunden", "-", "spot", "fur", "koln"]);
        assert_eq!(folds("1:15, 2'30\""), ["1:15", ",", "2", "'", "30", "\""]);
        assert_eq!(folds("don't #Gen_Z @a.b. x"), ["don't", "#gen_z", "@a.b", ".", "x"]);
        assert_eq!(folds("see https://a.it/x?y=1, ok"), ["see", "https://a.it/x?y=1", ",", "ok"]);
        assert_eq!(folds("e\u{301}te\u{301}"), ["ete"]);
    }

    #[test]
    fn ranges_cover_the_text_without_its_spaces() {
        let text = "Ça va ? 🎬 #été 5€\n";
        let covered: String = tokenize(text).iter().map(|token| &text[token.range.clone()]).collect();
        assert_eq!(covered, "Çava?🎬#été5€\n");
    }

    #[test]
    fn only_a_free_dash_breaks() {
        let dashes: Vec<bool> = tokenize("a-b - c").iter().map(Token::is_break).collect();
        assert_eq!(dashes, [false, false, false, true, false]);
    }
}
