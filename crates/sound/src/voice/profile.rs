//! How the voice sounds, by language, gender and tone.

use aida_protocol::{Gender, Language, ProjectBrief, Tone};

/// A voice and its natural speed.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    pub language: Language,
    /// `female` or `male`.
    pub gender: &'static str,
    /// espeak's 0 to 100; 50 is the variant's own.
    pub pitch: u8,
    /// How lively the melody is, 0 to 100.
    pub range: u8,
    /// Words a minute, as espeak counts them, at natural speed.
    pub rate: f64,
}

impl Voice {
    /// The voice of a brief; what its profile leaves open follows the brief.
    pub fn of(brief: &ProjectBrief) -> Voice {
        let profile = &brief.voice;
        let language = profile.language.unwrap_or(brief.language);
        Voice::choose(language, profile.gender, profile.tone.unwrap_or(brief.tone))
    }

    pub fn choose(language: Language, gender: Gender, tone: Tone) -> Voice {
        let gender = match (gender, tone) {
            (Gender::Female, _) => "female",
            (Gender::Male, _) => "male",
            (Gender::Any, Tone::Dramatic | Tone::Professional | Tone::Informative) => "male",
            (Gender::Any, _) => "female",
        };
        let (pitch, range) = match tone {
            Tone::Energetic => (57, 68),
            Tone::Playful => (60, 72),
            Tone::Friendly => (54, 60),
            Tone::Neutral => (50, 52),
            Tone::Informative => (50, 55),
            Tone::Professional => (47, 50),
            Tone::Elegant => (46, 48),
            Tone::Emotional => (48, 58),
            Tone::Dramatic => (40, 55),
            Tone::Calm => (44, 42),
        };
        Voice { language, gender, pitch, range, rate: natural_rate(language) * tone.speaking_speed() }
    }
}

/// espeak's words a minute at which a language is narrated at ease, some five to six syllables a second. Its
/// count is of an average word: the same figure gives 3.1 written words a second in Italian but 4.4 in French.
const fn natural_rate(language: Language) -> f64 {
    match language {
        Language::It => 160.0,
        Language::En | Language::Other(_) => 154.0,
        Language::Es => 172.0,
        Language::Fr => 146.0,
        Language::De => 170.0,
        Language::Pt => 174.0,
    }
}
