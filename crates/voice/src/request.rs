use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::VoiceError;

/// Our languages and the espeak voices that speak them.
pub const LANGUAGES: [(&str, &str); 6] =
    [("it", "it"), ("en", "en-us"), ("es", "es"), ("fr", "fr"), ("de", "de"), ("pt", "pt-br")];

/// Longest text of one segment, in characters; a clause has some forty words.
const MAX_SEGMENT_CHARS: usize = 20_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub language: String,
    pub gender: Gender,
    /// 0 to 100; 50 is the voice's own.
    pub pitch: u8,
    /// How much the pitch moves, 0 to 100; 50 is the voice's own.
    pub range: u8,
    /// Where the WAV goes.
    pub output: PathBuf,
    pub segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    pub text: String,
    /// Words a minute, 80 to 400.
    pub rate: u16,
}

impl Request {
    pub fn check(&self) -> Result<(), VoiceError> {
        let wrong = |reason: String| Err(VoiceError::Request(reason));
        if self.pitch > 100 || self.range > 100 {
            return wrong("pitch and range go from 0 to 100".to_owned());
        }
        if !LANGUAGES.iter().any(|(code, _)| *code == self.language) {
            return wrong(format!("language {:?} is not one of it, en, es, fr, de, pt", self.language));
        }
        for (index, segment) in self.segments.iter().enumerate() {
            if !(80..=400).contains(&segment.rate) {
                return wrong(format!("the rate of segment {index} is not between 80 and 400"));
            }
            if segment.text.contains('\0') || segment.text.chars().count() > MAX_SEGMENT_CHARS {
                return wrong(format!("segment {index} holds NUL or over {MAX_SEGMENT_CHARS} characters"));
            }
        }
        Ok(())
    }

    /// espeak's name of the voice, such as `it+f3`.
    pub fn voice(&self) -> String {
        let base =
            LANGUAGES.iter().find(|(code, _)| *code == self.language).map_or("en-us", |(_, voice)| voice);
        let variant = match self.gender {
            Gender::Female => "f3",
            Gender::Male => "m3",
        };
        format!("{base}+{variant}")
    }
}

/// One line of the answer.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event<'a> {
    Voice { library: &'a str, voice: &'a str, sample_rate: u32 },
    Segment { index: usize, first_sample: u64, samples: usize, words: Vec<Word> },
}

/// When one word of a segment is spoken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Word {
    /// Characters from the start of the segment's text.
    pub offset: usize,
    /// Characters.
    pub length: usize,
    /// Seconds from the segment's first sample.
    pub start: f64,
    /// Seconds; the next word's start, or the end of the segment.
    pub end: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(change: impl FnOnce(&mut Request)) -> Request {
        let mut request = Request {
            language: "it".to_owned(),
            gender: Gender::Female,
            pitch: 50,
            range: 50,
            output: PathBuf::from("voice.wav"),
            segments: vec![Segment { text: "Ciao".to_owned(), rate: 170 }],
        };
        change(&mut request);
        request
    }

    #[test]
    fn what_espeak_could_not_take_is_refused() {
        assert!(request(|_| ()).check().is_ok());
        assert!(request(|wrong| wrong.pitch = 101).check().is_err());
        assert!(request(|wrong| wrong.language = "xx".to_owned()).check().is_err());
        assert!(request(|wrong| wrong.segments[0].rate = 401).check().is_err());
        assert!(request(|wrong| wrong.segments[0].text = "a\0b".to_owned()).check().is_err());
        assert!(request(|wrong| wrong.segments[0].text = "a".repeat(20_001)).check().is_err());
    }

    #[test]
    fn unknown_fields_are_refused() {
        let text =
            r#"{"language":"it","gender":"male","pitch":50,"range":50,"output":"x","segments":[],"speed":1}"#;
        assert!(serde_json::from_str::<Request>(text).is_err());
    }
}
