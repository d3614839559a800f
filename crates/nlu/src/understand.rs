use std::ops::Range;

use aida_protocol::{BriefInput, Language, limits};

use crate::{
    audience, content,
    draft::{ASK, Draft},
    duration, genre, language, manner, quoted, shape, subject,
    token::{Kind, tokenize},
};

/// What a text says of the film that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Understanding {
    /// Only what was found; the rest is for the user or the defaults to say.
    pub input: BriefInput,
    pub language: Language,
    /// How sure the language is: 0 to 1.
    pub confidence: f32,
    /// Which bytes of the text said which field.
    pub spans: Vec<(&'static str, Range<usize>)>,
}

/// Reads a brief in any of our languages. Takes any text; what lies beyond [`limits::TEXT_CHARS`] is not read.
pub fn understand(text: &str) -> Understanding {
    let text = match text.char_indices().nth(limits::TEXT_CHARS) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    let tokens = tokenize(text);
    let quotes = quoted::quotes(text, &tokens);
    let mut in_quotes = vec![false; tokens.len()];
    for quote in &quotes {
        in_quotes[quote.clone()].fill(true);
    }
    let (language, confidence) = language::detect(text, &tokens, &in_quotes);

    let mut draft = Draft::new(text, tokens, language);
    if confidence > 0.0 {
        draft.input.language = Some(language.code().to_owned());
    }
    read(&mut draft, &quotes);
    draft.spans.sort_by_key(|(_, span)| (span.start, span.end));
    Understanding { input: draft.input, language, confidence, spans: draft.spans }
}

/// From what is said most plainly to what is only told by what is left.
fn read(draft: &mut Draft, quotes: &[Range<usize>]) {
    quoted::find_quotes(draft, quotes);
    shape::find_ratios(draft);
    duration::find(draft);
    for at in 0..draft.tokens.len() {
        if draft.tokens[at].kind == Kind::Handle && draft.tokens[at].fold.contains("//") {
            draft.take(at..at + 1, ASK);
        }
    }
    draft.scan();
    let matches = std::mem::take(&mut draft.matches);
    shape::find(draft, &matches);
    content::find(draft, &matches);
    genre::find(draft);
    manner::find_plain(draft, &matches);
    manner::find_length_words(draft, &matches);
    quoted::find_demands(draft, &matches);
    quoted::find_facts(draft);
    manner::find_style(draft, &matches);
    manner::find_tone(draft, &matches);
    audience::find(draft, &matches);
    manner::find_tone(draft, &matches);
    subject::find(draft, &matches, quotes);
    quoted::find_addresses(draft);
}
