//! The narration: written words → clauses → the voice program → fitted into the scenes → `voice.wav`.

mod clause;
mod fit;
mod helper;
mod profile;
mod recorded;
mod render;
mod take;
mod words;

use std::path::Path;

use aida_models::JobContext;
use aida_protocol::{SceneNarration, Script};

use crate::{dsp, error::SoundError};
use clause::{Narration, Pause};
use fit::Slot;
pub use fit::{FASTEST, SLOWEST};
use helper::Segment;
pub use profile::Voice;
pub use recorded::place as place_recorded;
pub use render::render;
use take::Recording;

/// Calls of the voice program at most: natural, fitted, and thrice more where the speed came out too slow.
const TRIES: usize = 5;

/// A change of speed that nobody hears, and that is not worth another call.
const SAME_SPEED: f64 = 0.015;

/// A clause with its place on the film's time line.
#[derive(Debug)]
pub struct Placed {
    pub recording: Recording,
    /// Sample at [`dsp::RATE`] from the start of the film.
    pub start: u64,
    /// First sample behind the clause.
    pub end: u64,
}

/// All that is said in a film.
#[derive(Debug)]
pub struct Narrated {
    /// In the order of the film; clauses do not overlap.
    pub placed: Vec<Placed>,
    /// One entry a scene.
    pub scenes: Vec<SceneNarration>,
}

/// One scene on its way to being spoken.
struct Part {
    id: u16,
    start: f64,
    seconds: f64,
    is_hook: bool,
    narration: Narration,
    pauses: Vec<Pause>,
    speed: f64,
    recordings: Vec<Recording>,
}

impl Part {
    fn slot(&self, music: bool) -> Slot<'_> {
        Slot { seconds: self.seconds, is_hook: self.is_hook, music, pauses: &self.pauses }
    }

    fn speech(&self) -> f64 {
        self.recordings.iter().map(Recording::seconds).sum()
    }
}

/// Speaks a script's narration, every scene inside its slot.
pub fn narrate(
    script: &Script,
    voice: &Voice,
    music: bool,
    helper: &Path,
    context: &JobContext,
) -> Result<Narrated, SoundError> {
    let mut parts = parts(script, voice);
    let mut open: Vec<usize> = (0..parts.len()).filter(|index| !parts[*index].pauses.is_empty()).collect();
    for attempt in 0..TRIES {
        if open.is_empty() {
            break;
        }
        record(&mut parts, &open, attempt, voice, helper, context)?;
        open.retain(|index| {
            let part = &mut parts[*index];
            let speed = if attempt == 0 {
                part.slot(music).speed(part.speech())
            } else {
                match part.slot(music).arrange(part.speech()) {
                    Ok(_) => part.speed,
                    Err(needed) => part.slot(music).faster(part.speed, needed),
                }
            };
            let again = (speed - part.speed).abs() > SAME_SPEED;
            if again {
                part.speed = speed;
            }
            again
        });
    }
    place(&parts, music)
}

fn parts(script: &Script, voice: &Voice) -> Vec<Part> {
    let mut start = 0.0;
    let mut parts = Vec::with_capacity(script.scenes.len());
    for (index, scene) in script.scenes.iter().enumerate() {
        let narration = Narration::of(&scene.narration, voice.language);
        let pauses = narration.clauses.iter().map(|clause| clause.pause).collect();
        parts.push(Part {
            id: scene.id,
            start,
            seconds: scene.duration,
            is_hook: index == 0,
            narration,
            pauses,
            speed: 1.0,
            recordings: Vec::new(),
        });
        start += scene.duration;
    }
    parts
}

/// One call of the voice program for all clauses of the scenes in `open`.
fn record(
    parts: &mut [Part],
    open: &[usize],
    attempt: usize,
    voice: &Voice,
    helper: &Path,
    context: &JobContext,
) -> Result<(), SoundError> {
    let mut segments = Vec::new();
    for part in open.iter().map(|index| &parts[*index]) {
        let rate = (voice.rate * part.speed).round() as u16;
        segments.extend(part.narration.clauses.iter().map(|clause| Segment { text: &clause.text, rate }));
    }
    let path = context.scratch().join(format!("take-{}.wav", attempt + 1));
    let take = helper::run(helper, voice, &segments, &path, context)?;
    let mut recordings = take::cut(&take)?.into_iter();
    for index in open {
        let part = &mut parts[*index];
        part.recordings = recordings.by_ref().take(part.pauses.len()).collect();
    }
    Ok(())
}

/// Puts every clause into its scene and times the words.
fn place(parts: &[Part], music: bool) -> Result<Narrated, SoundError> {
    let mut narrated = Narrated { placed: Vec::new(), scenes: Vec::with_capacity(parts.len()) };
    for part in parts {
        let mut words = Vec::new();
        let speed = (!part.recordings.is_empty()).then_some(part.speed);
        if !part.recordings.is_empty() {
            let rests = part.slot(music).arrange(part.speech()).map_err(|needed| SoundError::Overflow {
                scene: part.id,
                needed,
                slot: part.seconds,
            })?;
            let mut at = rests.lead;
            for (index, recording) in part.recordings.iter().enumerate() {
                words.extend(words::timings(&part.narration, &part.narration.clauses[index], recording, at));
                let start = dsp::samples(part.start + at);
                let end = dsp::samples(part.start + at + recording.seconds());
                narrated.placed.push(Placed { recording: recording.clone(), start, end });
                at += recording.seconds() + rests.pauses.get(index).copied().unwrap_or(0.0);
            }
        }
        narrated.scenes.push(SceneNarration { scene_id: part.id, words, speed });
    }
    Ok(narrated)
}
