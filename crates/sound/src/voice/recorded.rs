//! A narration that another model has spoken, one file a scene.

use std::path::PathBuf;

use aida_protocol::{SceneNarration, Script, WordTiming};

use super::{
    Narrated, Placed,
    clause::Pause,
    fit::Slot,
    helper::{SpokenSegment, Take},
    take,
};
use crate::{dsp, error::SoundError, wav};

/// Letters' worth of the rest behind a word that ends a clause.
const REST: f64 = 4.0;

/// Places each scene's recording into its slot. `files` has one entry a scene; none where nobody speaks.
///
/// # Errors
/// [`SoundError::Overflow`] when a recording is longer than its scene; what cannot be read.
pub fn place(script: &Script, files: &[Option<PathBuf>], music: bool) -> Result<Narrated, SoundError> {
    let mut narrated = Narrated { placed: Vec::new(), scenes: Vec::with_capacity(script.scenes.len()) };
    let mut start = 0.0;
    for (index, scene) in script.scenes.iter().enumerate() {
        let mut words = Vec::new();
        if let Some(path) = files.get(index).and_then(Option::as_ref) {
            let reader = wav::Reader::open(path)?;
            let segment = SpokenSegment { first_sample: 0, samples: reader.frames(), words: Vec::new() };
            let take = Take { path: path.clone(), sample_rate: reader.rate(), segments: vec![segment] };
            let recording = take::cut(&take)?.remove(0);
            let pauses = [Pause::Sentence];
            let slot = Slot { seconds: scene.duration, is_hook: index == 0, music, pauses: &pauses };
            let seconds = recording.seconds();
            let rests = slot.arrange(seconds).map_err(|needed| SoundError::Overflow {
                scene: scene.id,
                needed,
                slot: scene.duration,
            })?;
            words = timings(&scene.narration, rests.lead, seconds);
            let at = start + rests.lead;
            let (start, end) = (dsp::samples(at), dsp::samples(at + seconds));
            narrated.placed.push(Placed { recording, start, end });
        }
        narrated.scenes.push(SceneNarration { scene_id: scene.id, words, speed: None });
        start += scene.duration;
    }
    Ok(narrated)
}

/// The written words over the recording, each by its letters: the model does not say when it spoke them.
fn timings(narration: &str, lead: f64, seconds: f64) -> Vec<WordTiming> {
    let weight = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count() as f64 + 1.0;
        if word.ends_with(['.', '!', '?', ',', ';', ':', '…']) { letters + REST } else { letters }
    };
    let written: Vec<&str> = narration.split_whitespace().collect();
    let all: f64 = written.iter().map(|word| weight(word)).sum();
    let mut at = lead;
    let mut timed = Vec::with_capacity(written.len());
    for word in written {
        let end = at + seconds * weight(word) / all.max(1.0);
        timed.push(WordTiming { text: word.to_owned(), start: at, end });
        at = end;
    }
    timed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_the_recording_in_order() {
        let timed = timings("Cammina, respira il bosco.", 0.2, 2.0);
        assert_eq!(timed.len(), 4);
        assert!((timed[0].start - 0.2).abs() < 1e-9 && (timed[3].end - 2.2).abs() < 1e-9);
        assert!(timed.windows(2).all(|pair| pair[0].end == pair[1].start && pair[0].start < pair[0].end));
        assert!(timings("", 0.2, 2.0).is_empty());
    }
}
