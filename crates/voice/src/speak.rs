use std::io::Write;

use crate::{
    error::VoiceError,
    espeak::{Espeak, Parameter, Spoken},
    request::{Event, Request, Word},
};

/// Speaks the request's segments into its WAV, and writes one event a line.
pub fn speak(espeak: &mut Espeak, request: &Request, events: &mut impl Write) -> Result<(), VoiceError> {
    let voice = request.voice();
    espeak.set_voice(&voice)?;
    espeak.set(Parameter::Pitch, u16::from(request.pitch));
    espeak.set(Parameter::Range, u16::from(request.range));
    let sample_rate = espeak.sample_rate();
    let library = espeak.version();
    write_event(events, &Event::Voice { library: &library, voice: &voice, sample_rate })?;

    let spec = hound::WavSpec {
        channels: 1,
        sample_rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(&request.output, spec).map_err(VoiceError::Wav)?;
    let mut first_sample = 0;
    for (index, segment) in request.segments.iter().enumerate() {
        espeak.set(Parameter::Rate, segment.rate);
        let spoken = espeak
            .synthesise(&segment.text)
            .map_err(|code| VoiceError::Synthesis { segment: index, code })?;
        for sample in &spoken.samples {
            wav.write_sample(*sample).map_err(VoiceError::Wav)?;
        }
        let samples = spoken.samples.len();
        let words = words(&spoken, segment.text.chars().count(), sample_rate);
        write_event(events, &Event::Segment { index, first_sample, samples, words })?;
        first_sample += samples as u64;
    }
    wav.finalize().map_err(VoiceError::Wav)
}

fn write_event(events: &mut impl Write, event: &Event) -> Result<(), VoiceError> {
    serde_json::to_writer(&mut *events, event).map_err(|error| VoiceError::Events(error.into()))?;
    events.write_all(b"\n").map_err(VoiceError::Events)
}

/// Words with their ends, inside a text of `chars` characters, never running backwards.
fn words(spoken: &Spoken, chars: usize, sample_rate: u32) -> Vec<Word> {
    let end = spoken.samples.len() as f64 / f64::from(sample_rate);
    let mut words: Vec<Word> = Vec::with_capacity(spoken.words.len());
    for event in &spoken.words {
        let offset = event.offset.min(chars);
        let earliest = words.last().map_or(0.0, |word| word.start);
        let start = (f64::from(event.milliseconds) / 1000.0).clamp(earliest, end);
        if let Some(last) = words.last_mut() {
            last.end = start;
        }
        words.push(Word { offset, length: event.length.min(chars - offset), start, end });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::espeak::WordEvent;

    #[test]
    fn a_word_ends_where_the_next_one_starts() {
        let spoken = Spoken {
            samples: vec![0; 22_050],
            words: vec![
                WordEvent { offset: 0, length: 4, milliseconds: 0 },
                WordEvent { offset: 5, length: 9, milliseconds: 400 },
                WordEvent { offset: 30, length: 1, milliseconds: 300 },
            ],
        };
        let words = words(&spoken, 10, 22_050);
        assert_eq!(words[0], Word { offset: 0, length: 4, start: 0.0, end: 0.4 });
        assert_eq!(words[1], Word { offset: 5, length: 5, start: 0.4, end: 0.4 });
        assert_eq!(words[2], Word { offset: 10, length: 0, start: 0.4, end: 1.0 });
    }
}
