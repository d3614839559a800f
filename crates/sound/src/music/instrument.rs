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
    noise: u32,
    /// What the noise was, for the filters of the drums.
    memory: [f32; 2],
}

impl Sounding {
    pub fn new(note: Note) -> Self {
        let hertz = 440.0 * ((note.pitch - 69.0) / 12.0).exp2();
        // Each note's noise is its own.
        let noise = (note.serial + 1).wrapping_mul(2_654_435_761).max(1);
        Sounding { note, age: 0, phases: [0.0; 3], step: hertz / RATE as f32, noise, memory: [0.0; 2] }
    }

    pub fn serial(&self) -> u32 {
        self.note.serial
    }

    /// Adds the note's part of the block that begins at `block_start`; whether it sounds beyond it.
    pub fn play(&mut self, block_start: u64, bus: &mut Bus, sines: &Sines) -> bool {
        let manner = self.note.instrument.manner();
        let skip = self.note.start.saturating_sub(block_start) as usize;
        if skip >= bus.left.len() {
            return true;
        }
        let level = manner.level * self.note.velocity;
        let angle = (self.note.pan + 1.0) * PI / 4.0;
        let (left, right) = (angle.cos() * level, angle.sin() * level);
        let room = level * manner.room;
        let is_pad = matches!(self.note.instrument, Instrument::Pad | Instrument::PadNow);
        let end = self.note.length + (manner.release * RATE as f32) as u32;
        for index in skip..bus.left.len() {
            if self.age >= end {
                return false;
            }
            let envelope = self.envelope(&manner);
            let [first, second] = self.sample(sines);
            bus.left[index] += first * envelope * left;
            bus.right[index] += if is_pad { second * envelope * right } else { first * envelope * right };
            bus.room[index] += first * envelope * room;
            self.age += 1;
        }
        self.age < end
    }

    /// Rises over the attack, falls over the release, both without a corner.
    fn envelope(&self, manner: &Manner) -> f32 {
        let rising = (self.age as f32 / (manner.attack * RATE as f32)).min(1.0);
        let over = self.age.saturating_sub(self.note.length);
        let falling = 1.0 - (over as f32 / (manner.release * RATE as f32)).min(1.0);
        rising * rising * (3.0 - 2.0 * rising) * falling * falling
    }

    /// One sample of the raw sound, twice for what is wide.
    fn sample(&mut self, sines: &Sines) -> [f32; 2] {
        let seconds = self.age as f32 / RATE as f32;
        match self.note.instrument {
            Instrument::Pad | Instrument::PadNow => self.pad(seconds, sines),
            Instrument::Keys => {
                let index = 1.1 * (-seconds / 0.45).exp() + 0.15;
                let tine = 0.12 * (-seconds / 0.05).exp();
                self.turn(0, self.step);
                self.turn(1, self.step * 7.0);
                let modulation = index * sines.at(self.phases[0]) + tine * sines.at(self.phases[1]);
                both(sines.at(self.phases[0] + modulation / 6.3) * (-seconds / 1.6).exp())
            }
            Instrument::Mallet => {
                self.turn(0, self.step);
                self.turn(1, self.step * 3.93);
                let bar = sines.at(self.phases[0]) * (-seconds / 0.38).exp();
                both(bar + 0.28 * sines.at(self.phases[1]) * (-seconds / 0.06).exp())
            }
            Instrument::Bass => {
                self.turn(0, self.step);
                let phase = self.phases[0];
                let raw = sines.at(phase) + 0.34 * sines.at(2.0 * phase) + 0.12 * sines.at(3.0 * phase);
                both(raw * (0.72 + 0.28 * (-seconds / 0.2).exp()))
            }
            Instrument::Lead => {
                self.turn(1, 5.2 / RATE as f32);
                let vibrato = 1.0 + 0.004 * sines.at(self.phases[1]) * (seconds * 3.0).min(1.0);
                self.turn(0, self.step * vibrato);
                let phase = self.phases[0];
                both(sines.at(phase) + 0.22 * sines.at(2.0 * phase) + 0.08 * sines.at(3.0 * phase))
            }
            Instrument::Kick => {
                self.turn(0, (46.0 + 80.0 * (-seconds / 0.03).exp()) / RATE as f32);
                both(sines.at(self.phases[0]) * (-seconds / 0.14).exp())
            }
            Instrument::Snare => {
                self.turn(0, 185.0 / RATE as f32);
                let hiss = self.band() * (-seconds / 0.075).exp();
                both(1.6 * hiss + 0.5 * sines.at(self.phases[0]) * (-seconds / 0.05).exp())
            }
            Instrument::Hat => both(self.hiss() * (-seconds / 0.028).exp()),
            Instrument::Shaker => both(self.hiss() * (-seconds / 0.045).exp()),
        }
    }

    /// Two slightly detuned soft saws, left and right, that swell slowly.
    fn pad(&mut self, seconds: f32, sines: &Sines) -> [f32; 2] {
        self.turn(0, self.step * 0.9972);
        self.turn(1, self.step * 1.0028);
        self.turn(2, 0.21 / RATE as f32);
        let swell = 0.9 + 0.1 * sines.at(self.phases[2]);
        let open = 0.75 + 0.25 * (1.0 - (-seconds / 0.8).exp());
        let tone = |phase: f32| {
            let bright =
                0.36 * sines.at(2.0 * phase) + 0.2 * sines.at(3.0 * phase) + 0.1 * sines.at(4.0 * phase);
            (sines.at(phase) + bright * open + 0.05 * sines.at(5.0 * phase)) * swell
        };
        [tone(self.phases[0]), tone(self.phases[1])]
    }

    fn turn(&mut self, oscillator: usize, step: f32) {
        let phase = self.phases[oscillator] + step;
        self.phases[oscillator] = phase - phase.floor();
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

/// A sine by table: one turn from 0 to 1.
pub struct Sines(Vec<f32>);

const TABLE: usize = 4096;

impl Sines {
    pub fn new() -> Self {
        Sines((0..=TABLE).map(|step| (2.0 * PI * step as f32 / TABLE as f32).sin()).collect())
    }

    fn at(&self, phase: f32) -> f32 {
        let place = (phase - phase.floor()) * TABLE as f32;
        let index = (place as usize).min(TABLE - 1);
        let (here, next) = (self.0[index], self.0[index + 1]);
        here + (next - here) * (place - index as f32)
    }
}
