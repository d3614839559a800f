//! The instruments: each note is a small generator that adds its samples to a block.

use std::f32::consts::PI;

use crate::dsp::RATE;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instrument {
    /// Soft, slow strings.
    Pad,
    /// The same with a quick start.
    PadNow,
    /// An electric piano.
    Keys,
    /// A marimba.
    Mallet,
    Bass,
    /// A flute-like voice for melodies.
    Lead,
    Kick,
    Snare,
    Hat,
    Shaker,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Counts the notes of the piece.
    pub serial: u32,
    /// Sample of the piece.
    pub start: u64,
    /// Samples until it is let go.
    pub length: u32,
    pub instrument: Instrument,
    /// MIDI number; drums have none.
    pub pitch: f32,
    /// 0 to 1.
    pub velocity: f32,
    /// -1 left to 1 right.
    pub pan: f32,
}

/// A piece of the output: left, right, and what goes to the room.
pub struct Bus<'a> {
    pub left: &'a mut [f32],
    pub right: &'a mut [f32],
    pub room: &'a mut [f32],
}

/// How an instrument's notes begin and end, in seconds; how loud it is, and its share of the room.
struct Manner {
    attack: f32,
    /// From being let go to silence.
    release: f32,
    level: f32,
    room: f32,
}

impl Instrument {
    const fn manner(self) -> Manner {
        let (attack, release, level, room) = match self {
            Instrument::Pad => (0.35, 0.9, 0.105, 0.5),
            Instrument::PadNow => (0.06, 0.9, 0.105, 0.5),
            Instrument::Keys => (0.004, 0.35, 0.17, 0.45),
            Instrument::Mallet => (0.002, 0.30, 0.19, 0.4),
            Instrument::Bass => (0.008, 0.10, 0.24, 0.02),
            Instrument::Lead => (0.05, 0.35, 0.12, 0.6),
            Instrument::Kick => (0.002, 0.25, 0.36, 0.03),
            Instrument::Snare => (0.002, 0.20, 0.16, 0.3),
            Instrument::Hat => (0.001, 0.06, 0.055, 0.1),
            Instrument::Shaker => (0.012, 0.08, 0.05, 0.1),
        };
        Manner { attack, release, level, room }
    }

    /// Times in seconds over which parts of the sound fall to a third.
    const fn decays(self) -> [f32; 3] {
        const NEVER: f32 = 1e6;
        match self {
            Instrument::Pad | Instrument::PadNow => [0.8, NEVER, NEVER],
            Instrument::Keys => [1.6, 0.45, 0.05],
            Instrument::Mallet => [0.38, 0.06, NEVER],
            Instrument::Bass => [0.2, NEVER, NEVER],
            Instrument::Lead => [0.3, NEVER, NEVER],
            Instrument::Kick => [0.14, 0.03, NEVER],
            Instrument::Snare => [0.075, 0.05, NEVER],
            Instrument::Hat => [0.028, NEVER, NEVER],
            Instrument::Shaker => [0.045, NEVER, NEVER],
        }
    }
}

/// A note that sounds.
#[derive(Debug)]
pub struct Sounding {
    note: Note,
    /// Samples since its start.
    age: u32,
    /// Turns of the oscillators, 0 to 1.
    phases: [f32; 3],
    /// Turns a sample.
    step: f32,
    /// Falling from 1, each with a time of its own, and what they fall by in a sample.
    decays: [f32; 3],
    falls: [f32; 3],
    noise: u32,
    /// What the noise was, for the filters of the drums.
    memory: [f32; 2],
}

impl Sounding {
    pub fn new(note: Note) -> Self {
        let hertz = 440.0 * ((note.pitch - 69.0) / 12.0).exp2();
        // Each note's noise is its own.
        let noise = (note.serial + 1).wrapping_mul(2_654_435_761).max(1);
        let falls = note.instrument.decays().map(|seconds| (-1.0 / (seconds * RATE as f32)).exp());
        let (step, decays) = (hertz / RATE as f32, [1.0; 3]);
        Sounding { note, age: 0, phases: [0.0; 3], step, decays, falls, noise, memory: [0.0; 2] }
    }

    pub fn serial(&self) -> u32 {
        self.note.serial
    }

    /// Adds the note's part of the block that begins at `block_start`; whether it sounds beyond it.
    pub fn play(&mut self, block_start: u64, bus: &mut Bus, tables: &Tables) -> bool {
        // One loop for each instrument: what it is, is not asked for every sample.
        match self.note.instrument {
            Instrument::Pad | Instrument::PadNow => self.add(block_start, bus, |note| note.pad(tables)),
            Instrument::Keys => self.add(block_start, bus, |note| both(note.keys(tables))),
            Instrument::Mallet => self.add(block_start, bus, |note| both(note.mallet(tables))),
            Instrument::Bass => self.add(block_start, bus, |note| both(note.bass(tables))),
            Instrument::Lead => self.add(block_start, bus, |note| both(note.lead(tables))),
            Instrument::Kick => self.add(block_start, bus, |note| both(note.kick(tables))),
            Instrument::Snare => self.add(block_start, bus, |note| both(note.snare(tables))),
            Instrument::Hat | Instrument::Shaker => {
                self.add(block_start, bus, |note| both(note.hiss() * note.decays[0]))
            }
        }
    }

    /// `sample` gives the raw sound, twice for what is wide: left and right. It is inlined: a call for every sample of every
    /// note costs a third more.
    fn add(
        &mut self,
        block_start: u64,
        bus: &mut Bus,
        mut sample: impl FnMut(&mut Self) -> [f32; 2],
    ) -> bool {
        let manner = self.note.instrument.manner();
        let skip = self.note.start.saturating_sub(block_start) as usize;
        if skip >= bus.left.len() {
            return true;
        }
        let level = manner.level * self.note.velocity;
        let angle = (self.note.pan + 1.0) * PI / 4.0;
        let (left, right) = (angle.cos() * level, angle.sin() * level);
        let room = level * manner.room;
        let (rise, fall) = (1.0 / (manner.attack * RATE as f32), 1.0 / (manner.release * RATE as f32));
        let end = self.note.length + (manner.release * RATE as f32) as u32;
        let sides = bus.left[skip..].iter_mut().zip(&mut bus.right[skip..]).zip(&mut bus.room[skip..]);
        for ((on_left, on_right), in_room) in sides {
            if self.age >= end {
                return false;
            }
            let envelope = self.envelope(rise, fall);
            let [first, second] = sample(self);
            for (decay, fall) in self.decays.iter_mut().zip(self.falls) {
                *decay *= fall;
            }
            *on_left += first * envelope * left;
            *on_right += second * envelope * right;
            *in_room += first * envelope * room;
            self.age += 1;
        }
        self.age < end
    }

    /// Rises over the attack, falls over the release, both without a corner; `rise` and `fall` a sample.
    fn envelope(&self, rise: f32, fall: f32) -> f32 {
        let rising = (self.age as f32 * rise).min(1.0);
        let over = self.age.saturating_sub(self.note.length);
        let falling = 1.0 - (over as f32 * fall).min(1.0);
        rising * rising * (3.0 - 2.0 * rising) * falling * falling
    }

    #[inline(always)]
    fn keys(&mut self, tables: &Tables) -> f32 {
        let [first, second, third] = self.decays;
        self.turn(0, self.step);
        self.turn(1, self.step * 7.0);
        let index = 1.1 * second + 0.15;
        let modulation =
            index * tables.sine.at(self.phases[0]) + 0.12 * third * tables.sine.at(self.phases[1]);
        tables.sine.around(self.phases[0] + modulation / 6.3) * first
    }

    #[inline(always)]
    fn mallet(&mut self, tables: &Tables) -> f32 {
        let [first, second, _] = self.decays;
        self.turn(0, self.step);
        self.turn(1, self.step * 3.93);
        tables.sine.at(self.phases[0]) * first + 0.28 * tables.sine.at(self.phases[1]) * second
    }

    #[inline(always)]
    fn bass(&mut self, tables: &Tables) -> f32 {
        self.turn(0, self.step);
        tables.bass.at(self.phases[0]) * (0.72 + 0.28 * self.decays[0])
    }

    #[inline(always)]
    fn lead(&mut self, tables: &Tables) -> f32 {
        self.turn(1, 5.2 / RATE as f32);
        // The vibrato sets in once the tone stands.
        let vibrato = 1.0 + 0.004 * tables.sine.at(self.phases[1]) * (1.0 - self.decays[0]);
        self.turn(0, self.step * vibrato);
        tables.lead.at(self.phases[0])
    }

    #[inline(always)]
    fn kick(&mut self, tables: &Tables) -> f32 {
        let [first, second, _] = self.decays;
        self.turn(0, (46.0 + 80.0 * second) / RATE as f32);
        tables.sine.at(self.phases[0]) * first
    }

    #[inline(always)]
    fn snare(&mut self, tables: &Tables) -> f32 {
        let [first, second, _] = self.decays;
        self.turn(0, 185.0 / RATE as f32);
        1.6 * self.band() * first + 0.5 * tables.sine.at(self.phases[0]) * second
    }

    /// Two slightly detuned soft saws, left and right, that open and swell slowly.
    #[inline(always)]
    fn pad(&mut self, tables: &Tables) -> [f32; 2] {
        self.turn(0, self.step * 0.9972);
        self.turn(1, self.step * 1.0028);
        self.turn(2, 0.21 / RATE as f32);
        let swell = 0.9 + 0.1 * tables.sine.at(self.phases[2]);
        let open = 1.0 - 0.25 * self.decays[0];
        let tone = |phase: f32| {
            let [soft, bright] = tables.pad.values(phase);
            (soft + bright * open) * swell
        };
        [tone(self.phases[0]), tone(self.phases[1])]
    }

    fn turn(&mut self, oscillator: usize, step: f32) {
        let phase = self.phases[oscillator] + step;
        // No step is a whole turn.
        self.phases[oscillator] = if phase >= 1.0 { phase - 1.0 } else { phase };
    }

    /// White noise, -1 to 1 (xorshift).
    fn white(&mut self) -> f32 {
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 17;
        self.noise ^= self.noise << 5;
        self.noise as f32 / u32::MAX as f32 * 2.0 - 1.0
    }

    /// Noise without its lows, and with soft highs.
    fn hiss(&mut self) -> f32 {
        let white = self.white();
        self.memory[0] += (white - self.memory[0]) * 0.55;
        let high = white - self.memory[0];
        self.memory[1] += (high - self.memory[1]) * 0.7;
        self.memory[1]
    }

    /// Noise of the middle of the band.
    fn band(&mut self) -> f32 {
        let white = self.white();
        self.memory[0] += (white - self.memory[0]) * 0.35;
        self.memory[1] += (self.memory[0] - self.memory[1]) * 0.08;
        self.memory[0] - self.memory[1]
    }
}

const fn both(sample: f32) -> [f32; 2] {
    [sample, sample]
}

/// One turn of a sound, or of several that are heard together.
#[derive(Debug)]
struct Table<const SOUNDS: usize>(Vec<[f32; SOUNDS]>);

const TURN: usize = 2048;

impl<const SOUNDS: usize> Table<SOUNDS> {
    /// From the amplitudes of each sound's harmonics.
    fn of(sounds: [&[f32]; SOUNDS]) -> Self {
        let at = |step: usize| {
            let angle = 2.0 * PI * step as f32 / TURN as f32;
            let tone = |(number, amplitude): (i32, &f32)| amplitude * (angle * number as f32).sin();
            sounds.map(|harmonics| (1..).zip(harmonics).map(tone).sum())
        };
        Table((0..=TURN).map(at).collect())
    }

    /// Its values at a phase of a turn, 0 to 1.
    fn values(&self, phase: f32) -> [f32; SOUNDS] {
        let place = phase * TURN as f32;
        let index = (place as usize).min(TURN - 1);
        let (here, next, part) = (self.0[index], self.0[index + 1], place - index as f32);
        std::array::from_fn(|sound| here[sound] + (next[sound] - here[sound]) * part)
    }
}

impl Table<1> {
    fn new(harmonics: &[f32]) -> Self {
        Table::of([harmonics])
    }

    /// Its value at a phase of a turn, 0 to 1.
    fn at(&self, phase: f32) -> f32 {
        self.values(phase)[0]
    }

    /// Its value at any phase in turns.
    fn around(&self, phase: f32) -> f32 {
        let part = phase - phase as i32 as f32;
        self.at(if part < 0.0 { part + 1.0 } else { part })
    }
}

/// The sounds that the instruments are made of.
#[derive(Debug)]
pub struct Tables {
    sine: Table<1>,
    /// Soft and bright.
    pad: Table<2>,
    bass: Table<1>,
    lead: Table<1>,
}

impl Tables {
    pub fn new() -> Self {
        Tables {
            sine: Table::new(&[1.0]),
            pad: Table::of([&[1.0, 0.0, 0.0, 0.0, 0.05], &[0.0, 0.36, 0.2, 0.1]]),
            bass: Table::new(&[1.0, 0.34, 0.12]),
            lead: Table::new(&[1.0, 0.22, 0.08]),
        }
    }
}
