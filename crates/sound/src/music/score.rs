//! The notes: form, harmony and patterns, a bar at a time.

use rand_chacha::ChaCha8Rng;
use rand_core::RngCore;

use super::{
    instrument::{Instrument, Note},
    mood::{BassLine, Drums, Mood, Progression},
};
use crate::dsp::RATE;

const BEATS: usize = 4;

/// What part of the piece a bar belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Intro,
    /// The first theme.
    Verse,
    /// The second, fuller one, with a melody.
    Chorus,
    /// Without drums, for contrast in long pieces.
    Break,
    /// The bar that leads home.
    Turn,
    /// The last chord, which rings.
    End,
}

/// A piece of music of a given length, not yet sounding.
#[derive(Debug)]
pub struct Score {
    mood: Mood,
    bars: u64,
    total: u64,
    next_bar: u64,
    /// MIDI number of the bass's root.
    root: u8,
    verse: Progression,
    chorus: Progression,
    /// Which tones of the chord the arpeggio takes, in order.
    figure: Vec<usize>,
    /// Eighths at which the melody speaks, and the tone of the chord it takes.
    melody: Vec<(usize, usize)>,
    random: ChaCha8Rng,
    /// Notes written so far.
    written: u32,
}

impl Score {
    /// A piece of exactly `total` samples: whole bars, at the tempo nearest to the mood's that makes them fit.
    pub fn new(mood: Mood, total: u64, mut random: ChaCha8Rng) -> Self {
        let seconds = total as f64 / f64::from(RATE);
        let (slow, fast) = mood.tempo;
        let tempo = slow + (fast - slow) * f64::from(random.next_u32()) / f64::from(u32::MAX);
        let bars = (seconds * tempo / 60.0 / BEATS as f64).round().max(2.0) as u64;
        let root = 36 + (random.next_u32() % 10) as u8;
        let choices = mood.progressions.len();
        let first = random.next_u32() as usize % choices;
        let second = (first + 1 + random.next_u32() as usize % (choices - 1)) % choices;
        let figure = figure(mood.arpeggio, &mut random);
        let melody = melody(&mut random);
        let (verse, chorus) = (mood.progressions[first], mood.progressions[second]);
        Score { mood, bars, total, next_bar: 0, root, verse, chorus, figure, melody, random, written: 0 }
    }

    /// Beats a minute.
    #[cfg(test)]
    pub fn tempo(&self) -> f64 {
        (self.bars as usize * BEATS) as f64 * 60.0 * f64::from(RATE) / self.total as f64
    }

    /// First sample of a bar; of the bar behind the last, the length of the piece.
    pub fn bar_start(&self, bar: u64) -> u64 {
        (self.total as f64 * bar as f64 / self.bars as f64).round() as u64
    }

    /// First sample of the last bar.
    pub fn end_start(&self) -> u64 {
        self.bar_start(self.bars - 1)
    }

    pub fn section(&self, bar: u64) -> Section {
        let intro = if self.bars < 6 { 0 } else { (self.bars / 8).clamp(1, 4) };
        if bar + 1 >= self.bars {
            return Section::End;
        }
        if bar + 2 == self.bars && self.bars > 3 {
            return Section::Turn;
        }
        if bar < intro {
            return Section::Intro;
        }
        // Short films reach their chorus too: the first verse takes four bars there.
        let (length, place) = (if self.bars < 24 { 4 } else { 8 }, bar - intro);
        match place / length % 5 {
            0 | 2 => Section::Verse,
            1 | 4 => Section::Chorus,
            _ => Section::Break,
        }
    }

    /// Adds the notes of the bars that begin before `sample`.
    pub fn notes_before(&mut self, sample: u64, notes: &mut Vec<Note>) {
        while self.next_bar < self.bars && self.bar_start(self.next_bar) < sample {
            let bar = self.next_bar;
            self.next_bar += 1;
            let first = notes.len();
            self.write_bar(bar, notes);
            for note in &mut notes[first..] {
                note.serial = self.written;
                self.written = self.written.wrapping_add(1);
            }
        }
    }

    fn write_bar(&mut self, bar: u64, notes: &mut Vec<Note>) {
        let section = self.section(bar);
        let start = self.bar_start(bar);
        let mut page = Page { notes, start, length: self.bar_start(bar + 1) - start, swing: self.mood.swing };
        let degree = self.degree(section, bar);
        let chord = self.chord(degree);
        let bass = f32::from(self.root) + f32::from(self.semitones(degree));
        if section == Section::End {
            return end(&mut page, &chord, bass);
        }
        pad(&mut page, &chord, section, bar == 0);
        self.arpeggio(&mut page, &chord, section, bar);
        if section != Section::Intro {
            bass_line(
                &mut page,
                bass,
                if section == Section::Break { BassLine::Long } else { self.mood.bass },
            );
        }
        if section == Section::Chorus {
            self.sing(&mut page, &chord, bar);
        }
        let last_of_section = self.section(bar + 1) != section;
        self.drums(&mut page, section, last_of_section);
    }

    fn degree(&self, section: Section, bar: u64) -> usize {
        match section {
            Section::End => 0,
            // The dominant, or in minor the degree below the root, both of which lead home.
            Section::Turn if self.mood.scale[2] == 4 => 4,
            Section::Turn => 6,
            Section::Chorus => self.chorus[(bar % 4) as usize],
            _ => self.verse[(bar % 4) as usize],
        }
    }

    /// Semitones of a degree above the root, which may lie in the next octave.
    fn semitones(&self, degree: usize) -> u8 {
        self.mood.scale[degree % 7] + 12 * (degree / 7) as u8
    }

    /// Tones of the chord on a degree, each moved into one octave around middle C, so that chords follow each
    /// other with small steps. Sorted.
    fn chord(&self, degree: usize) -> Vec<f32> {
        const LOWEST: u8 = 55;
        let size = if self.mood.sevenths { 4 } else { 3 };
        let mut tones: Vec<u8> = (0..size)
            .map(|third| {
                let tone = self.root + self.semitones(degree + 2 * third);
                LOWEST + (tone + 120 - LOWEST) % 12
            })
            .collect();
        tones.sort_unstable();
        tones.into_iter().map(f32::from).collect()
    }

    fn arpeggio(&mut self, page: &mut Page, chord: &[f32], section: Section, bar: u64) {
        let instrument = if self.mood.mallets { Instrument::Mallet } else { Instrument::Keys };
        let sparse = matches!(section, Section::Intro | Section::Turn);
        let count = self.figure.len();
        for (index, tone) in self.figure.iter().enumerate() {
            // The intro has every other note, and each fourth bar breathes at its end.
            let rests = sparse && index % 2 == 1 || bar % 4 == 3 && index + 1 == count;
            if rests {
                continue;
            }
            let octave = if *tone >= chord.len() { 12.0 } else { 0.0 };
            let accent = if index == 0 { 1.0 } else { 0.62 + 0.2 * ((index % 2) as f32) };
            page.note(
                instrument,
                index as f64 * 4.0 / count as f64,
                4.0 / count as f64,
                chord[tone % chord.len()] + octave + 12.0,
                accent * 0.55,
                if index % 2 == 0 { -0.35 } else { 0.35 },
            );
        }
    }

    /// The melody: the same rhythm in every bar of a phrase, its tones from the chord.
    fn sing(&mut self, page: &mut Page, chord: &[f32], bar: u64) {
        for (eighth, tone) in &self.melody {
            if bar % 4 == 3 && *eighth > 4 {
                continue;
            }
            let pitch = chord[tone % chord.len()] + 12.0 * (1.0 + (*tone / chord.len()) as f32);
            page.note(Instrument::Lead, *eighth as f64 / 2.0, 0.9, pitch, 0.42, 0.12);
        }
    }

    fn drums(&mut self, page: &mut Page, section: Section, last_of_section: bool) {
        let playing = match section {
            Section::Intro | Section::Break | Section::End => Drums::None,
            Section::Turn if self.mood.drums != Drums::None => Drums::Light,
            _ => self.mood.drums,
        };
        if playing == Drums::None {
            if section == Section::Intro && self.mood.drums != Drums::None {
                self.shaker(page, 0.5);
            }
            return;
        }
        let kicks: &[f64] = match playing {
            Drums::Driving => &[0.0, 1.0, 2.0, 3.0],
            Drums::Full => &[0.0, 2.0, 2.5],
            _ => &[0.0, 2.0],
        };
        for beat in kicks {
            page.note(Instrument::Kick, *beat, 0.5, 0.0, if *beat == 0.0 { 0.9 } else { 0.75 }, 0.0);
        }
        if playing != Drums::Light {
            for beat in [1.0, 3.0] {
                page.note(Instrument::Snare, beat, 0.5, 0.0, 0.55, 0.08);
            }
            for eighth in 0..8 {
                let velocity = if eighth % 2 == 1 { 0.5 } else { 0.3 } + self.humanity() * 0.08;
                page.note(Instrument::Hat, f64::from(eighth) / 2.0, 0.25, 0.0, velocity, 0.3);
            }
        }
        if section == Section::Chorus || playing == Drums::Light {
            self.shaker(page, 0.8);
        }
        if last_of_section && playing != Drums::Light {
            for step in 0..4 {
                let velocity = 0.2 + 0.1 * step as f32;
                page.note(Instrument::Snare, 3.0 + f64::from(step) / 4.0, 0.25, 0.0, velocity, -0.1);
            }
        }
    }

    fn shaker(&mut self, page: &mut Page, level: f32) {
        for step in 0..16 {
            let accent = if step % 4 == 0 { 0.6 } else { 0.35 };
            let velocity = (accent + self.humanity() * 0.1) * level;
            page.note(Instrument::Shaker, f64::from(step) / 4.0, 0.2, 0.0, velocity, -0.4);
        }
    }

    /// From -1 to 1.
    fn humanity(&mut self) -> f32 {
        (f64::from(self.random.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
    }
}

/// An up and down over the chord, begun anywhere; tones past the chord's size lie an octave higher.
fn figure(count: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    const SHAPES: [[usize; 8]; 5] = [
        [0, 1, 2, 3, 4, 3, 2, 1],
        [0, 2, 1, 3, 2, 4, 1, 3],
        [3, 2, 1, 0, 1, 2, 3, 4],
        [0, 2, 4, 2, 1, 3, 2, 1],
        [2, 0, 3, 1, 4, 2, 3, 1],
    ];
    let shape = SHAPES[random.next_u32() as usize % SHAPES.len()];
    let turn = random.next_u32() as usize % 2 * 4;
    (0..count).map(|index| shape[(index + turn) % 8]).collect()
}

fn melody(random: &mut ChaCha8Rng) -> Vec<(usize, usize)> {
    const RHYTHMS: [&[usize]; 4] = [&[0, 3, 6], &[2, 4, 7], &[0, 2, 5], &[1, 4, 6]];
    let rhythm = RHYTHMS[random.next_u32() as usize % RHYTHMS.len()];
    rhythm.iter().map(|eighth| (*eighth, random.next_u32() as usize % 5)).collect()
}

/// A bar that notes are written on.
struct Page<'a> {
    notes: &'a mut Vec<Note>,
    start: u64,
    /// Samples.
    length: u64,
    swing: f64,
}

impl Page<'_> {
    /// `beat` and `beats` count quarters; off-beat eighths swing.
    fn note(&mut self, instrument: Instrument, beat: f64, beats: f64, pitch: f32, velocity: f32, pan: f32) {
        let off_beat = (beat * 2.0).fract() == 0.0 && (beat * 2.0) as u64 % 2 == 1;
        let beat = if off_beat { beat + self.swing / 2.0 } else { beat };
        let samples = |beats: f64| (beats / BEATS as f64 * self.length as f64).round() as u64;
        self.notes.push(Note {
            serial: 0,
            start: self.start + samples(beat),
            length: samples(beats) as u32,
            instrument,
            pitch,
            velocity,
            pan,
        });
    }
}

fn pad(page: &mut Page, chord: &[f32], section: Section, opening: bool) {
    let level = match section {
        Section::Intro => 0.75,
        Section::Break | Section::Turn => 0.85,
        _ => 0.65,
    };
    // The first chord is there at once: a film does not begin in silence.
    let instrument = if opening { Instrument::PadNow } else { Instrument::Pad };
    for (index, tone) in chord.iter().enumerate() {
        let pan = (index as f32 / (chord.len() - 1) as f32 - 0.5) * 1.2;
        page.note(instrument, 0.0, 4.0, *tone, level, pan);
    }
}

fn bass_line(page: &mut Page, root: f32, line: BassLine) {
    match line {
        BassLine::Long => page.note(Instrument::Bass, 0.0, 3.8, root, 0.75, 0.0),
        BassLine::Walking => {
            for (beat, beats, step, velocity) in
                [(0.0, 1.4, 0.0, 0.85), (1.5, 0.5, 0.0, 0.6), (2.0, 1.3, 7.0, 0.7), (3.5, 0.5, 12.0, 0.5)]
            {
                page.note(Instrument::Bass, beat, beats, root + step, velocity, 0.0);
            }
        }
        BassLine::Pulse => {
            for eighth in 0..8 {
                let velocity = if eighth % 2 == 0 { 0.8 } else { 0.55 };
                page.note(Instrument::Bass, f64::from(eighth) / 2.0, 0.42, root, velocity, 0.0);
            }
        }
    }
}

/// The last chord: struck once, low to high, and left to ring.
fn end(page: &mut Page, chord: &[f32], bass: f32) {
    page.note(Instrument::Bass, 0.0, 4.0, bass, 0.8, 0.0);
    page.note(Instrument::Kick, 0.0, 0.5, 0.0, 0.6, 0.0);
    for (index, tone) in chord.iter().enumerate() {
        let pan = (index as f32 / (chord.len() - 1) as f32 - 0.5) * 1.2;
        page.note(Instrument::PadNow, 0.0, 4.0, *tone, 0.8, pan);
        page.note(Instrument::Keys, index as f64 * 0.06, 4.0, *tone + 12.0, 0.6, pan);
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::Tone;
    use rand_core::SeedableRng;

    use super::*;

    fn score(tone: Tone, seconds: f64, seed: u8) -> Score {
        let total = (seconds * f64::from(RATE)) as u64;
        Score::new(Mood::of(tone), total, ChaCha8Rng::from_seed([seed; 32]))
    }

    #[test]
    fn bars_fill_the_piece_near_the_moods_tempo() {
        for tone in Tone::ALL {
            for seconds in [15.0, 30.0, 37.3, 600.0] {
                let score = score(tone, seconds, 3);
                let (slow, fast) = Mood::of(tone).tempo;
                assert!(score.tempo() > slow * 0.85 && score.tempo() < fast * 1.15, "{tone:?} {seconds}");
                assert_eq!(score.bar_start(score.bars), score.total);
            }
            assert!(Mood::of(tone).progressions.len() >= 4);
        }
    }

    #[test]
    fn a_piece_begins_develops_and_comes_home() {
        let score = score(Tone::Energetic, 30.0, 1);
        let sections: Vec<Section> = (0..score.bars).map(|bar| score.section(bar)).collect();
        assert_eq!(sections[0], Section::Intro);
        assert!(sections.contains(&Section::Verse) && sections.contains(&Section::Chorus), "{sections:?}");
        assert_eq!(sections[sections.len() - 2..], [Section::Turn, Section::End]);
    }

    #[test]
    fn notes_lie_inside_the_piece_and_differ_by_seed() {
        let notes = |seed| {
            let mut score = score(Tone::Friendly, 30.0, seed);
            let mut notes = Vec::new();
            score.notes_before(u64::MAX, &mut notes);
            notes
        };
        assert!(notes(1).iter().all(|note| note.start < 30 * u64::from(RATE)));
        assert_eq!(notes(1), notes(1));
        assert_ne!(notes(1), notes(2));
        assert!(score(Tone::Calm, 5.0, 1).bars >= 2);
    }
}
