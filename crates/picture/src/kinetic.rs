//! Kinetic type: lines fall into words, and words enter on the beat of the voice.

use std::ops::Range;

use resvg::tiny_skia::{IntRect, Pixmap};

use crate::{
    beats::Beats,
    composition::{Enter, Layer},
    effects::Sprite,
    text::is_right_to_left,
};

/// Seconds between the words of a line that nobody says.
const STAGGER: f32 = 0.075;
/// How far a word may wait for the voice, and how early it may come, in seconds.
const WAIT: f32 = 0.28;
const EARLY: f32 = 0.05;
/// Narrower gaps are within a word, as a part of the line's height.
const GAP: f32 = 0.07;

/// One word of a line, ready to move by itself.
pub(crate) struct Word {
    pub layer: Layer,
    pub sprite: Sprite,
    /// When the voice says it, in seconds from the scene's start.
    pub said: Option<f32>,
}

/// Cuts a drawn line of text, `pixels` of which make one of the frame, at its widest gaps. In the order of reading.
/// `least` pixels of the frame are the height of a line that is large enough to be cut.
pub(crate) fn words(layer: &Layer, sprite: Sprite, pixels: f32, beats: &Beats, least: f32) -> Vec<Word> {
    let text = layer.text.as_ref().map_or("", |text| text.text.as_str());
    let names: Vec<&str> = text.split_whitespace().collect();
    let cuts = if layer.size.1 < least { Vec::new() } else { cut(&sprite.pixmap, names.len()) };
    if names.len() < 2 || cuts.len() != names.len() {
        let said = names.iter().find_map(|name| beats.said(name));
        return vec![Word { layer: layer.clone(), sprite, said }];
    }
    let height = sprite.pixmap.height();
    let mut words: Vec<Word> = cuts
        .into_iter()
        .filter_map(|columns| {
            let area =
                IntRect::from_xywh(columns.start as i32, 0, (columns.end - columns.start) as u32, height)?;
            let pixmap = sprite.pixmap.clone_rect(area)?;
            let middle = (columns.start + columns.end) as f32 / 2.0;
            let width = (columns.end - columns.start) as f32 / pixels;
            let mut own = Layer { svg: String::new(), ..layer.clone() };
            own.center.0 += (middle - sprite.anchor.0) / pixels;
            own.size.0 = width;
            let anchor = ((columns.end - columns.start) as f32 / 2.0, sprite.anchor.1);
            Some(Word { layer: own, sprite: Sprite { pixmap, anchor }, said: None })
        })
        .collect();
    if is_right_to_left(text) {
        words.reverse();
    }
    for (word, name) in words.iter_mut().zip(&names) {
        word.said = beats.said(name);
    }
    words
}

/// The columns of `count` words, with what stands around them; fewer when there are not so many gaps.
fn cut(pixmap: &Pixmap, count: usize) -> Vec<Range<usize>> {
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let mut inked = vec![false; width];
    for row in pixmap.pixels().chunks_exact(width) {
        for (inked, pixel) in inked.iter_mut().zip(row) {
            *inked |= pixel.alpha() > 0;
        }
    }
    let mut gaps: Vec<Range<usize>> = Vec::new();
    let mut since: Option<usize> = None;
    for (x, inked) in inked.iter().enumerate() {
        match (inked, since) {
            (false, None) => since = Some(x),
            (true, Some(start)) => {
                gaps.push(start..x);
                since = None;
            }
            _ => {}
        }
    }
    let least = (height as f32 * GAP) as usize;
    // What is empty before the first letter is no gap.
    gaps.retain(|gap| gap.start > 0 && gap.len() > least);
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.len()));
    gaps.truncate(count.saturating_sub(1));
    gaps.sort_by_key(|gap| gap.start);
    let mut edges = vec![0];
    edges.extend(gaps.iter().map(|gap| (gap.start + gap.end) / 2));
    edges.push(width);
    edges.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// Gives the words of a picture their entrances: in reading order, none before `from`, each on an onset of the voice that
/// is near. `lead` is how far the scene's entrances are on when it begins.
pub(crate) struct Rhythm<'a> {
    beats: &'a Beats,
    from: f32,
    lead: f32,
    last: f32,
}

impl<'a> Rhythm<'a> {
    pub fn new(beats: &'a Beats, from: f32, lead: f32) -> Self {
        Rhythm { beats, from, lead, last: f32::NEG_INFINITY }
    }

    /// Entrance of word `number` of a line that would come in by `enter`.
    pub fn enter(&mut self, enter: Enter, number: usize) -> Enter {
        let wanted = (enter.delay.max(self.from) + STAGGER * number as f32).max(self.last + STAGGER);
        let heard = wanted - self.lead;
        // What shows in the film's first moment waits for nobody.
        let wait = if heard <= 0.0 { 0.0 } else { WAIT };
        let onset = self.beats.onset_within(heard - EARLY, heard + wait).map(|onset| onset + self.lead);
        let delay = onset.filter(|onset| *onset >= self.last + STAGGER * 0.5).unwrap_or(wanted);
        self.last = delay;
        Enter { delay, ..enter }
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::WordTiming;
    use resvg::tiny_skia::PremultipliedColorU8;

    use super::*;
    use crate::composition::EnterKind;

    #[test]
    fn a_line_falls_at_its_widest_gaps() {
        let mut pixmap = Pixmap::new(100, 20).unwrap();
        let white = PremultipliedColorU8::from_rgba(255, 255, 255, 255).unwrap();
        for x in (5..20).chain(23..40).chain(50..62).chain(75..95) {
            pixmap.pixels_mut()[10 * 100 + x] = white;
        }
        assert_eq!(cut(&pixmap, 3), [0..45, 45..68, 68..100]);
        assert_eq!(cut(&pixmap, 1).len(), 1);
        assert_eq!(cut(&pixmap, 9).len(), 4, "there are no more gaps");
    }

    #[test]
    fn words_enter_in_order_and_on_onsets() {
        let word = |start: f64| WordTiming { text: "parola".into(), start, end: start + 0.2 };
        let beats = Beats::of(&[word(0.5), word(0.62), word(2.0)]);
        let mut rhythm = Rhythm::new(&beats, 0.4, 0.0);
        let rise = Enter::new(EnterKind::Rise, 0.15);
        let delays: Vec<f32> = (0..4).map(|number| rhythm.enter(rise, number).delay).collect();
        assert_eq!(delays[..2], [0.5, 0.62]);
        assert!(delays.windows(2).all(|pair| pair[1] > pair[0]), "{delays:?}");
        let nothing = Beats::default();
        let mut silent = Rhythm::new(&nothing, 0.4, 0.0);
        assert_eq!(silent.enter(rise, 0).delay, 0.4);
    }
}
