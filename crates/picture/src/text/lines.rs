//! Where lines end: words, what is cut because no line holds it, and the fewest lines of lengths as equal as can be.

use unicode_segmentation::UnicodeSegmentation;

use super::Setting;
use crate::fonts::Fonts;

#[derive(Debug, Clone)]
pub(super) struct Word {
    text: String,
    /// In em.
    width: f32,
    /// Whether a blank stands before it.
    spaced: bool,
}

/// Words; scripts without blanks break between their characters.
pub(super) fn words(fonts: &Fonts, text: &str, setting: Setting) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in text.split(' ') {
        let mut spaced = true;
        for part in unspaced(word) {
            let runs = fonts.runs(setting.face, &part);
            if runs.is_empty() {
                continue;
            }
            let text = runs.iter().map(|run| run.text.as_str()).collect();
            out.push(Word { text, width: fonts.width(&runs, setting.tracking), spaced });
            spaced = false;
        }
    }
    out
}

/// Splits what is written without blanks into single characters, with closing punctuation left at the one before.
fn unspaced(word: &str) -> Vec<String> {
    if !word.chars().any(is_unspaced) {
        return vec![word.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    for grapheme in word.graphemes(true) {
        let free = grapheme.chars().next().is_some_and(is_unspaced);
        let closing = grapheme.chars().all(|letter| "。、，．！？：；）」』】》〉ー…".contains(letter));
        let joins = parts.last().is_some_and(|last| !free && !last.chars().next().is_some_and(is_unspaced));
        match parts.last_mut().filter(|_| closing || joins) {
            Some(last) => last.push_str(grapheme),
            None => parts.push(grapheme.to_owned()),
        }
    }
    parts
}

fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter), 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xff60 | 0x20000..=0x3ffff)
}

/// Cuts words that are wider than a line.
pub(super) fn broken(fonts: &Fonts, words: &[Word], setting: Setting, em: f32) -> Vec<Word> {
    let mut out = Vec::new();
    for word in words {
        if word.width <= em {
            out.push(word.clone());
            continue;
        }
        let mut piece = Word { text: String::new(), width: 0.0, spaced: word.spaced };
        for grapheme in word.text.graphemes(true) {
            let width = fonts.width(&fonts.runs(setting.face, grapheme), setting.tracking);
            if piece.width + width > em && !piece.text.is_empty() {
                out.push(std::mem::replace(
                    &mut piece,
                    Word { text: String::new(), width: 0.0, spaced: false },
                ));
            }
            piece.text.push_str(grapheme);
            piece.width += width;
        }
        out.push(piece);
    }
    out
}

fn join(words: &[Word]) -> String {
    let mut line = String::new();
    for word in words {
        if word.spaced && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word.text);
    }
    line
}

fn line_width(words: &[Word], blank: f32) -> f32 {
    let blanks = words.iter().skip(1).filter(|word| word.spaced).count() as f32;
    words.iter().map(|word| word.width).sum::<f32>() + blanks * blank
}

pub(super) fn greedy(words: &[Word], blank: f32, em: f32) -> Vec<String> {
    let (mut lines, mut start) = (Vec::new(), 0);
    for end in 1..=words.len() {
        if end - start > 1 && line_width(&words[start..end], blank) > em {
            lines.push(join(&words[start..end - 1]));
            start = end - 1;
        }
    }
    if start < words.len() {
        lines.push(join(&words[start..]));
    }
    lines
}

/// What a name of two words costs when a line ends within it, in squares of the line's width: more than a ragged edge.
const TORN: f32 = 0.25;

/// Whether two words in a row are parts of a name, `Nonna Rosa`, as their capitals say.
fn is_name(pair: &[Word]) -> bool {
    pair.iter().all(|word| {
        word.spaced && word.text.starts_with(char::is_uppercase) && word.text.chars().any(char::is_lowercase)
    })
}

/// The fewest lines that hold all words, their lengths as equal as can be; one more, if there is room, where a name would be
/// torn. `None` when more than `most` are needed.
pub(super) fn balanced(words: &[Word], blank: f32, em: f32, most: usize) -> Option<Vec<String>> {
    if words.iter().any(|word| word.width > em) {
        return None;
    }
    let count = greedy(words, blank, em).len();
    if count > most {
        return None;
    }
    let starts = starts(words, blank, em, count);
    let starts = if is_torn(words, &starts) && count < most.min(words.len()) {
        let more = self::starts(words, blank, em, count + 1);
        if is_torn(words, &more) { starts } else { more }
    } else {
        starts
    };
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    Some(starts.iter().zip(ends).map(|(start, end)| join(&words[*start..end])).collect())
}

/// Whether a line begins within a name. The first word has a capital whatever it is.
fn is_torn(words: &[Word], starts: &[usize]) -> bool {
    starts.iter().any(|start| *start > 1 && is_name(&words[start - 1..=*start]))
}

/// Where each of `count` lines begins.
fn starts(words: &[Word], blank: f32, em: f32, count: usize) -> Vec<usize> {
    // cost[n][end]: least sum of squared slack when the first `end` words make `n` lines.
    let size = words.len();
    let mut cost = vec![vec![f32::INFINITY; size + 1]; count + 1];
    let mut cut = vec![vec![0; size + 1]; count + 1];
    cost[0][0] = 0.0;
    for line in 1..=count {
        for end in 1..=size {
            for start in (0..end).rev() {
                let width = line_width(&words[start..end], blank);
                if width > em {
                    break;
                }
                let torn = if is_torn(words, &[start]) { em * em * TORN } else { 0.0 };
                let total = cost[line - 1][start] + (em - width).powi(2) + torn;
                if total < cost[line][end] {
                    (cost[line][end], cut[line][end]) = (total, start);
                }
            }
        }
    }
    let mut starts = Vec::with_capacity(count);
    let mut end = size;
    for line in (1..=count).rev() {
        end = cut[line][end];
        starts.push(end);
    }
    starts.reverse();
    starts
}
