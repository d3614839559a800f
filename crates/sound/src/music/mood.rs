//! What a tone means for the music.

use aida_protocol::Tone;

/// Degrees of the scale, from 0, a bar each.
pub type Progression = [usize; 4];

const MAJOR: [u8; 7] = [0, 2, 4, 5, 7, 9, 11];
const MINOR: [u8; 7] = [0, 2, 3, 5, 7, 8, 10];

const BRIGHT: [Progression; 6] =
    [[0, 4, 5, 3], [0, 5, 3, 4], [5, 3, 0, 4], [0, 2, 3, 4], [3, 0, 4, 5], [0, 3, 1, 4]];
const GENTLE: [Progression; 5] = [[0, 3, 5, 4], [0, 5, 1, 4], [3, 4, 2, 5], [0, 2, 5, 3], [1, 4, 0, 5]];
const DARK: [Progression; 5] = [[0, 5, 2, 6], [0, 3, 5, 4], [0, 6, 5, 6], [0, 2, 6, 3], [5, 6, 0, 0]];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drums {
    None,
    /// Shaker and a soft kick.
    Light,
    /// Kick, snare and hats.
    Full,
    /// Kick on every beat.
    Driving,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BassLine {
    /// The root, a bar long.
    Long,
    /// Root and fifth with an off-beat.
    Walking,
    /// Eighths on the root.
    Pulse,
}

/// How the music of a tone is made.
#[derive(Debug, Clone)]
pub struct Mood {
    /// Beats a minute, slowest and fastest.
    pub tempo: (f64, f64),
    /// Semitones of the scale above its root.
    pub scale: [u8; 7],
    pub progressions: &'static [Progression],
    pub sevenths: bool,
    pub drums: Drums,
    pub bass: BassLine,
    /// Notes of the arpeggio in a bar: 4, 8 or 16.
    pub arpeggio: usize,
    /// Short wooden notes in place of soft keys.
    pub mallets: bool,
    /// How late the off-beat eighths come, as a share of an eighth.
    pub swing: f64,
    /// Share of the sound that goes to the room.
    pub room: f32,
}

impl Mood {
    pub fn of(tone: Tone) -> Mood {
        let base = Mood {
            tempo: (92.0, 102.0),
            scale: MAJOR,
            progressions: &BRIGHT,
            sevenths: false,
            drums: Drums::Light,
            bass: BassLine::Walking,
            arpeggio: 8,
            mallets: false,
            swing: 0.0,
            room: 0.8,
        };
        match tone {
            Tone::Energetic => Mood {
                tempo: (116.0, 128.0),
                drums: Drums::Driving,
                bass: BassLine::Pulse,
                arpeggio: 16,
                mallets: true,
                room: 0.6,
                ..base
            },
            Tone::Playful => Mood {
                tempo: (104.0, 116.0),
                drums: Drums::Full,
                mallets: true,
                swing: 0.28,
                room: 0.6,
                ..base
            },
            Tone::Friendly => Mood { tempo: (94.0, 106.0), drums: Drums::Full, swing: 0.12, ..base },
            Tone::Professional => {
                Mood { tempo: (100.0, 110.0), bass: BassLine::Pulse, progressions: &GENTLE, ..base }
            }
            Tone::Informative => Mood { tempo: (96.0, 106.0), mallets: true, progressions: &GENTLE, ..base },
            Tone::Neutral => base,
            Tone::Elegant => Mood {
                tempo: (74.0, 84.0),
                progressions: &GENTLE,
                sevenths: true,
                bass: BassLine::Long,
                room: 1.1,
                ..base
            },
            Tone::Calm => Mood {
                tempo: (62.0, 72.0),
                progressions: &GENTLE,
                sevenths: true,
                drums: Drums::None,
                bass: BassLine::Long,
                arpeggio: 4,
                room: 1.3,
                ..base
            },
            Tone::Emotional => Mood {
                tempo: (68.0, 78.0),
                scale: MINOR,
                progressions: &DARK,
                drums: Drums::None,
                bass: BassLine::Long,
                room: 1.2,
                ..base
            },
            Tone::Dramatic => Mood {
                tempo: (80.0, 92.0),
                scale: MINOR,
                progressions: &DARK,
                drums: Drums::Full,
                bass: BassLine::Pulse,
                room: 1.1,
                ..base
            },
        }
    }
}
