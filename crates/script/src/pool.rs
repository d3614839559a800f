//! The sentences that a film can still say: filled, of its tone, none twice.

use std::collections::BTreeSet;

use crate::{
    clean,
    pace::Pace,
    seed::Dice,
    template::{self, Slots},
};

/// A filled template.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub text: String,
    /// How long it takes, in average words.
    pub words: usize,
    /// Written for this very tone.
    pub in_tone: bool,
}

impl Line {
    pub fn new(text: String, pace: Pace) -> Self {
        let words = pace.words(&text);
        Line { text, words, in_tone: false }
    }
}

#[derive(Clone)]
pub struct Pool {
    slots: Slots,
    pace: Pace,
    tone: char,
    said: BTreeSet<String>,
}

impl Pool {
    pub fn new(slots: Slots, tone: char, pace: Pace) -> Self {
        Pool { slots, pace, tone, said: BTreeSet::new() }
    }

    pub fn slots(&self) -> &Slots {
        &self.slots
    }

    /// What of `templates` can be said now, in their order.
    pub fn options(&self, templates: &[String]) -> Vec<Line> {
        self.options_with(templates, &self.slots)
    }

    pub fn options_with(&self, templates: &[String], slots: &Slots) -> Vec<Line> {
        templates.iter().filter_map(|template| self.option(template, slots)).collect()
    }

    fn option(&self, template: &str, slots: &Slots) -> Option<Line> {
        let (tones, text) = template::split_tones(template);
        if !tones.is_empty() && !tones.contains(self.tone) {
            return None;
        }
        let line = Line { in_tone: !tones.is_empty(), ..Line::new(template::fill(text, slots)?, self.pace) };
        self.is_new(&line.text).then_some(line)
    }

    /// Whether none of its sentences has been said, and none comes twice in itself.
    pub fn is_new(&self, text: &str) -> bool {
        let sentences = clean::sentences(text);
        let own: BTreeSet<_> = sentences.iter().collect();
        own.len() == sentences.len() && sentences.iter().all(|sentence| !self.said.contains(sentence))
    }

    pub fn say(&mut self, text: &str) {
        self.said.extend(clean::sentences(text));
    }

    /// The sentences of a removed line may be said again.
    pub fn unsay(&mut self, text: &str) {
        for sentence in clean::sentences(text) {
            self.said.remove(&sentence);
        }
    }
}

/// The one to three `lines`, in their order, whose words come nearest to `target` without passing `most`;
/// lines of the film's own tone are worth a word or two, and the dice break ties.
pub fn best_set(lines: &[Line], target: usize, most: usize, dice: &mut Dice) -> Vec<Line> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    let starts: Vec<String> = lines.iter().map(|line| first_word(&line.text)).collect();
    let mut consider = |chosen: &[usize], dice: &mut Dice| {
        // Two sentences that begin alike sound like a list nobody asked for.
        let alike = |pair: (usize, usize)| starts[pair.0] == starts[pair.1];
        let pairs = (0..chosen.len()).flat_map(|a| (a + 1..chosen.len()).map(move |b| (a, b)));
        if pairs.into_iter().any(|(a, b)| alike((chosen[a], chosen[b]))) {
            return;
        }
        let words: usize = chosen.iter().map(|index| lines[*index].words).sum();
        if words > most {
            return;
        }
        let in_tone = chosen.iter().filter(|index| lines[**index].in_tone).count() as f64;
        // Chance weighs as much as two words: the same slot must not always take the same sentences.
        let cost = (words as f64 - target as f64).abs() + 0.4 * chosen.len() as f64 - 1.5 * in_tone
            + 2.0 * dice.unit();
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, chosen.to_vec()));
        }
    };
    for first in 0..lines.len() {
        consider(&[first], dice);
        for second in first + 1..lines.len() {
            consider(&[first, second], dice);
            for third in second + 1..lines.len() {
                consider(&[first, second, third], dice);
            }
        }
    }
    let chosen = best.map(|(_, chosen)| chosen).unwrap_or_default();
    chosen.into_iter().map(|index| lines[index].clone()).collect()
}

fn first_word(text: &str) -> String {
    let word = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    word.unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brief;

    #[test]
    fn nothing_is_said_twice() {
        let mut pool = Pool::new(Slots::default(), 'E', Pace::of(&brief("it", "x", 30.0)));
        let templates =
            ["Uno. Due.".to_owned(), "EY|Due!".to_owned(), "L|Tre.".to_owned(), "Per {A}.".to_owned()];
        let texts =
            |pool: &Pool| pool.options(&templates).into_iter().map(|line| line.text).collect::<Vec<_>>();
        assert_eq!(texts(&pool), ["Uno. Due.", "Due!"]);
        pool.say("Uno. Due.");
        assert!(texts(&pool).is_empty());
        pool.unsay("Uno. Due.");
        assert_eq!(texts(&pool).len(), 2);
        assert!(!pool.is_new("Eco. Eco."));
    }

    #[test]
    fn sets_fit_their_slot() {
        let mut dice = Dice::for_brief(&brief("it", "x", 30.0), "test");
        let lines: Vec<Line> = [("a b c", 3), ("b b c d e f", 6), ("c b c d e f g h i", 9)]
            .map(|(text, words)| Line { text: text.to_owned(), words, in_tone: false })
            .to_vec();
        for (target, most) in [(3, 5), (9, 10), (15, 16), (18, 18), (2, 2)] {
            let words: usize = best_set(&lines, target, most, &mut dice).iter().map(|line| line.words).sum();
            assert!(words <= most);
            assert!(most < 3 || words.abs_diff(target) <= 3, "{words} for {target}");
        }
    }
}
