//! The whole sound of a film, before the master.

use std::path::{Path, PathBuf};

use aida_models::{JobContext, MadeFile, MixedSound};
use aida_protocol::{AudioInput, ProjectBrief, SceneNarration, Script, Tone, Usd};

use crate::{
    dsp::{RATE, from_db, samples},
    error::SoundError,
    loudness::{Meter, SILENT_LUFS, measure_loudness},
    mix::{Ducking, Source, mix},
    music::Bed,
    seed::seed,
    voice::{self, Narrated, Voice},
    wav::{BLOCK, Writer},
};

/// Who made the sound, as results name it.
const SOURCE: &str = "studio/voice";

/// Loudness of voice and music in the mix, in LUFS; the master raises both.
const VOICE_LUFS: f64 = -20.0;
const MUSIC_LUFS: f64 = -21.5;

/// Loudness of music that has the film for itself.
const MUSIC_ALONE_LUFS: f64 = -18.0;

/// Two equal channels are this much louder than one, by BS.1770.
const BOTH_CHANNELS: f64 = 3.01;

/// Longest film, in seconds, with room for a script that came out longer than asked.
const LONGEST: f64 = 900.0;

/// Speaks the narration, plays the music and mixes both over the length of the film.
///
/// Leaves `mix.wav` (48 kHz stereo, as long as the scenes together) and, when somebody speaks, `voice.wav`
/// (48 kHz mono, the same time line) in the job's scratch folder. Words are timed from their scene's start.
/// `voice_helper` is the program `aida-voice`. The same brief and script give the same bytes.
///
/// # Errors
/// [`SoundError::Overflow`] when a scene's narration does not fit its slot; otherwise what the voice program
/// or the disk says, or that the job was cancelled.
pub fn speak(
    input: &AudioInput,
    voice_helper: &Path,
    context: &JobContext,
) -> Result<MixedSound, SoundError> {
    voiced(input, Voicing::Helper(voice_helper), context)
}

/// The same with a narration that another model has spoken: mono WAV files, one a scene, none where nobody speaks.
///
/// # Errors
/// As [`speak`].
pub fn speak_recorded(
    input: &AudioInput,
    files: &[Option<PathBuf>],
    context: &JobContext,
) -> Result<MixedSound, SoundError> {
    voiced(input, Voicing::Recorded(files), context)
}

/// Where the voice comes from.
#[derive(Clone, Copy)]
enum Voicing<'a> {
    Helper(&'a Path),
    Recorded(&'a [Option<PathBuf>]),
}

fn voiced(input: &AudioInput, voicing: Voicing, context: &JobContext) -> Result<MixedSound, SoundError> {
    let AudioInput { brief, script } = input;
    let total = check(script)?;
    let voice = Voice::of(brief);
    let scratch = context.scratch();
    let (voice_path, music_path, mix_path) =
        (scratch.join("voice.wav"), scratch.join("music.wav"), scratch.join("mix.wav"));
    context.progress(5, "speaking");
    let narrate = || say(input, &voice, total, voicing, &voice_path, context);
    let accompany = || {
        brief
            .music
            .then(|| play(Bed::new(music_tone(brief), total, seed(brief)), &music_path, context))
            .transpose()
    };
    // Neither needs the other until they are mixed.
    let (narrated, music_lufs) = if context.threads() > 1 {
        std::thread::scope(|scope| {
            let music = scope.spawn(accompany);
            let narrated = narrate();
            (narrated, music.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    } else {
        (narrate(), accompany())
    };
    let ((narrated, voice_lufs), music_lufs) = (narrated?, music_lufs?);
    let speaks = voice_lufs.is_some();
    let voice_source =
        voice_lufs.map(|lufs| Source { path: &voice_path, gain: gain_to(VOICE_LUFS, lufs + BOTH_CHANNELS) });
    let music_target = if speaks { MUSIC_LUFS } else { MUSIC_ALONE_LUFS };
    let music_source = music_lufs.map(|lufs| Source { path: &music_path, gain: gain_to(music_target, lufs) });
    context.progress(75, "mixing");
    let ducking = Ducking::new(narrated.placed.iter().map(|clause| (clause.start, clause.end)));
    mix(voice_source, music_source, ducking, total, &mix_path, context)?;
    tidy(scratch);
    context.progress(100, "mixed");
    let file = |path: &Path, name: &str| MadeFile {
        path: path.to_owned(),
        name: name.to_owned(),
        media_type: "audio/wav".to_owned(),
        source: SOURCE.to_owned(),
        licence: None,
    };
    Ok(MixedSound {
        mix: file(&mix_path, "mix.wav"),
        voice: speaks.then(|| file(&voice_path, "voice.wav")),
        narration: narrated.scenes,
        duration: total as f64 / f64::from(RATE),
        cost: Usd::ZERO,
    })
}

/// The narration in its scenes, written to `path`, and its loudness in LUFS; none when nobody speaks.
fn say(
    input: &AudioInput,
    voice: &Voice,
    total: u64,
    voicing: Voicing,
    path: &Path,
    context: &JobContext,
) -> Result<(Narrated, Option<f64>), SoundError> {
    let AudioInput { brief, script } = input;
    if !brief.narration {
        return Ok((silent(script), None));
    }
    let narrated = match voicing {
        Voicing::Helper(helper) => voice::narrate(script, voice, brief.music, helper, context)?,
        Voicing::Recorded(files) => voice::place_recorded(script, files, brief.music)?,
    };
    if narrated.placed.is_empty() {
        return Ok((narrated, None));
    }
    voice::render(&narrated.placed, total, path, context)?;
    let lufs = measure_loudness(path)?;
    Ok((narrated, Some(lufs)))
}

/// The brief's tone; where it has none, the one that its voice is to have.
fn music_tone(brief: &ProjectBrief) -> Tone {
    match brief.tone {
        Tone::Neutral => brief.voice.tone.unwrap_or_default(),
        tone => tone,
    }
}

/// Samples of the whole film.
fn check(script: &Script) -> Result<u64, SoundError> {
    if script.scenes.is_empty() {
        return Err(SoundError::Script("the script has no scenes".to_owned()));
    }
    if let Some(scene) =
        script.scenes.iter().find(|scene| !(scene.duration.is_finite() && scene.duration > 0.0))
    {
        return Err(SoundError::Script(format!("scene {} lasts no time", scene.id)));
    }
    let seconds: f64 = script.scenes.iter().map(|scene| scene.duration).sum();
    if seconds > LONGEST {
        return Err(SoundError::Script(format!(
            "the scenes last {seconds:.0} s; at most {LONGEST:.0} can be voiced"
        )));
    }
    Ok(samples(seconds))
}

fn silent(script: &Script) -> Narrated {
    let scenes = script
        .scenes
        .iter()
        .map(|scene| SceneNarration { scene_id: scene.id, words: Vec::new(), speed: None })
        .collect();
    Narrated { placed: Vec::new(), scenes }
}

/// The factor from one loudness to another; silence stays as it is.
fn gain_to(target: f64, loudness: f64) -> f64 {
    if loudness <= SILENT_LUFS + BOTH_CHANNELS { 1.0 } else { from_db(target - loudness) }
}

/// Writes the music and gives its loudness in LUFS.
fn play(mut bed: Bed, path: &Path, context: &JobContext) -> Result<f64, SoundError> {
    let mut writer = Writer::create(path, 2)?;
    let mut meter = Meter::of_loudness(path, 2, RATE)?;
    let mut block = Vec::new();
    loop {
        context.check_cancelled().map_err(SoundError::Cancelled)?;
        bed.next_block(BLOCK, &mut block);
        if block.is_empty() {
            break;
        }
        writer.write(&block)?;
        meter.add(&block)?;
    }
    writer.finish()?;
    meter.integrated()
}

/// Removes what only this job needed, so that the scratch folder holds one film's sound, not three.
fn tidy(scratch: &Path) {
    for name in ["music.wav", "take-1.wav", "take-2.wav", "take-3.wav", "take-4.wav", "take-5.wav"] {
        match std::fs::remove_file(scratch.join(name)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%error, name, "a file of the scratch folder stays behind"),
        }
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::{ErrorKind, Scene};

    use super::*;

    #[test]
    fn scripts_that_have_no_length_are_refused() {
        let script = |durations: &[f64]| Script {
            scenes: durations
                .iter()
                .map(|duration| Scene { id: 1, duration: *duration, ..Scene::default() })
                .collect(),
            ..Script::default()
        };
        assert_eq!(check(&script(&[10.0, 20.0])).unwrap(), 30 * u64::from(RATE));
        for wrong in [&[][..], &[0.0], &[f64::NAN], &[-1.0], &[f64::INFINITY], &[800.0, 200.0]] {
            assert_eq!(check(&script(wrong)).unwrap_err().kind(), ErrorKind::InvalidInput, "{wrong:?}");
        }
    }
}
