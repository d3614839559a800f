//! Sentences with places to fill.
//!
//! `{S}` and its kin are filled with text; `[è|sono]` chooses by the subject's number, `[o|a|i|e]` by gender and
//! number (German: masculine, feminine, neuter, plural). A sentence that asks for what is not known is no
//! sentence of this film. Capital letters before a bar, as in `EY|Via!`, name the tones that it belongs to.

use aida_protocol::Tone;

use crate::{clean, noun::Form};

/// What the places of a sentence are filled with.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    values: Vec<(&'static str, String)>,
    pub form: Form,
}

impl Slots {
    /// An empty value leaves the place unknown.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        self.values.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            self.values.push((name, value));
        }
    }

    pub fn with(&self, name: &'static str, value: impl Into<String>) -> Slots {
        let mut slots = self.clone();
        slots.set(name, value);
        slots
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// A template apart from its tones.
pub fn split_tones(template: &str) -> (&str, &str) {
    match template.split_once('|') {
        Some((tones, text)) if !tones.is_empty() && tones.bytes().all(|b| b.is_ascii_uppercase()) => {
            (tones, text)
        }
        _ => ("", template),
    }
}

/// The letter that stands for a tone in the grammars.
pub const fn tone_letter(tone: Tone) -> char {
    match tone {
        Tone::Energetic => 'E',
        Tone::Elegant => 'L',
        Tone::Professional => 'P',
        Tone::Friendly => 'F',
        Tone::Playful => 'Y',
        Tone::Calm => 'C',
        Tone::Emotional => 'M',
        Tone::Dramatic => 'D',
        Tone::Informative => 'I',
        Tone::Neutral => 'N',
    }
}

/// Fills `text` (without tones). `None` when a place is unknown or a word would follow itself.
pub fn fill(text: &str, slots: &Slots) -> Option<String> {
    let mut line = String::with_capacity(text.len() + 40);
    let mut rest = text;
    // What the user doubles, as in "Bora Bora", stays.
    let mut user_doubled = false;
    while let Some(at) = rest.find(['{', '[']) {
        line.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('{') { '}' } else { ']' };
        let end = at + rest[at..].find(close)?;
        let inner = &rest[at + 1..end];
        let value = if close == '}' { slots.get(inner)? } else { slots.form.choose(inner)? };
        user_doubled |= clean::has_doubled_word(value);
        if starts_sentence(&line) {
            line.push_str(&clean::capitalised(value));
        } else {
            line.push_str(value);
        }
        rest = &rest[end + 1..];
    }
    line.push_str(rest);
    (user_doubled || !clean::has_doubled_word(&line)).then(|| clean::capitalised(&line))
}

fn starts_sentence(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '«', '“', '"', '¿', '¡', '„']);
    before.is_empty() || before.ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noun::{Form, Gender};

    fn shoes() -> Slots {
        let mut slots = Slots::default();
        slots.set("S", "scarpe");
        slots.set("of", "delle scarpe");
        slots.form = Form { gender: Some(Gender::Feminine), plural: Some(true) };
        slots
    }

    #[test]
    fn places_are_filled_and_agree() {
        assert_eq!(fill("{S}: parlo {of}.", &shoes()).as_deref(), Some("Scarpe: parlo delle scarpe."));
        assert_eq!(
            fill("Ecco. {S} bell[o|a|i|e] che [è|sono] qui", &shoes()).as_deref(),
            Some("Ecco. Scarpe belle che sono qui")
        );
    }

    #[test]
    fn what_is_not_known_makes_no_sentence() {
        assert_eq!(fill("Per {A}.", &shoes()), None);
        let mut unknown = shoes();
        unknown.form = Form::default();
        assert_eq!(fill("[è|sono]", &unknown), None);
        assert_eq!(fill("le scarpe {S}", &shoes()), None, "a word would follow itself");
    }

    #[test]
    fn values_are_not_read_again() {
        let slots = shoes().with("S", "{of} [a|b]");
        assert_eq!(fill("Ecco {S}.", &slots).as_deref(), Some("Ecco {of} [a|b]."));
    }

    #[test]
    fn tones_stand_before_a_bar() {
        assert_eq!(split_tones("EY|Via!"), ("EY", "Via!"));
        assert_eq!(split_tones("[è|sono] qui"), ("", "[è|sono] qui"));
    }
}
