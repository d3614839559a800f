//! The sound of whole films, with the real voice program and library.
//!
//! The program is looked for in the environment variable `AIDA_VOICE`, then beside this test's target folder.

mod common;

use aida_models::JobContext;
use aida_protocol::{ErrorKind, Gender, Language, Tone};
use aida_sound::{FASTEST, SLOWEST, SoundError, master, measure, silent_spans, speak};
use common::{brief, helper, input, italian_film, script, spectrum, wav_i16};

fn context(folder: &tempfile::TempDir) -> JobContext {
    JobContext::quiet(folder.path().to_owned(), 1)
}

/// Seconds of each scene of the films in six languages.
const SLOT: f64 = 6.5;

#[test]
fn words_lie_in_order_inside_their_scenes_in_every_language() {
    for language in Language::ALL {
        let folder = tempfile::tempdir().unwrap();
        let sentences = common::sentences(language);
        let film = input(brief(language, Tone::Friendly), script(&sentences, SLOT));
        let sound = speak(&film, &helper(), &context(&folder)).unwrap();
        assert_eq!(sound.narration.len(), sentences.len());
        for (scene, (said, text)) in sound.narration.iter().zip(&sentences).enumerate() {
            let written: Vec<&str> = said.words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(written.join(" "), *text, "{language}");
            let mut last = 0.0;
            for word in &said.words {
                assert!(word.start >= last - 1e-9 && word.end > word.start, "{language} {scene}: {word:?}");
                assert!(word.end <= SLOT, "{language} {scene}: {word:?}");
                last = word.end;
            }
            let speed = said.speed.unwrap();
            assert!((SLOWEST..=FASTEST).contains(&speed), "{language} {scene}: {speed}");
            let first = said.words[0].start;
            assert!(first < if scene == 0 { 0.2 } else { 0.35 }, "{language} {scene}: {first}");
        }
    }
}

#[test]
fn thirty_seconds_are_thirty_seconds_and_twice_the_same() {
    let make = || {
        let folder = tempfile::tempdir().unwrap();
        let sound = speak(&italian_film(30.0), &helper(), &context(&folder)).unwrap();
        assert_eq!(sound.duration, 30.0);
        let silent = silent_spans(&sound.mix.path, -50.0, 1.0).unwrap();
        assert!(silent.is_empty(), "{silent:?}");
        let bytes = |path| std::fs::read(path).unwrap();
        (bytes(&sound.mix.path), bytes(&sound.voice.unwrap().path), sound.narration)
    };
    let (first, second) = (make(), make());
    assert!(first == second, "the same brief sounds different");
    // 30 s of 48 kHz, stereo and mono, 16 bit, behind headers of 44 bytes.
    assert_eq!((first.0.len(), first.1.len()), (30 * 48_000 * 4 + 44, 30 * 48_000 * 2 + 44));
}

#[test]
fn the_voice_stands_over_the_music_and_nothing_clicks() {
    let folder = tempfile::tempdir().unwrap();
    let with_music = speak(&italian_film(30.0), &helper(), &context(&folder)).unwrap();
    let mix = wav_i16(&with_music.mix.path);
    let voice = wav_i16(&with_music.voice.as_ref().unwrap().path);
    let level = |path| measure(path).unwrap();
    let voice_level = level(&with_music.voice.as_ref().unwrap().path).integrated_lufs + 3.01;
    assert!((level(&with_music.mix.path).integrated_lufs + 19.5).abs() < 1.5);

    // The mix is the voice at one gain in both channels, and the music: what is left without the voice is music.
    let gain = 10_f64.powf((-20.0 - voice_level) / 20.0);
    let (mut voice_power, mut music_power, mut speaking) = (0.0, 0.0, 0_u64);
    for (block, frames) in voice.chunks(2_400).zip(mix.chunks(4_800)) {
        let power: f64 = block.iter().map(|sample| (f64::from(*sample) * gain).powi(2)).sum();
        if (power / block.len() as f64).sqrt() < 300.0 {
            continue;
        }
        speaking += 1;
        voice_power += power;
        music_power += block
            .iter()
            .zip(frames.chunks_exact(2))
            .map(|(spoken, frame)| (f64::from(frame[0]) - f64::from(*spoken) * gain).powi(2))
            .sum::<f64>();
    }
    let ratio = 10.0 * (voice_power / music_power).log10();
    assert!(speaking > 200, "{speaking} blocks of 50 ms");
    assert!((10.0..26.0).contains(&ratio), "voice to music while speaking: {ratio:.1} dB");

    let mean = mix.iter().map(|sample| f64::from(*sample)).sum::<f64>() / mix.len() as f64;
    assert!(mean.abs() < 20.0, "offset {mean}");
    let peak = mix.iter().map(|sample| i32::from(*sample).abs()).max().unwrap();
    assert!((8_000..32_000).contains(&peak), "peak {peak}");
    // A cut in the voice would jump; speech and drums at this level do not move faster.
    let jump = mix.windows(3).map(|frame| (i32::from(frame[2]) - i32::from(frame[0])).abs()).max().unwrap();
    assert!(jump < 12_000, "jump {jump}");
    // The voice is speech: its power lies between 80 Hz and 4 kHz, with some air and no rumble.
    let [rumble, body, presence, air] = spectrum(&voice, [70.0, 1_000.0, 4_000.0, 24_000.0]);
    println!("voice to music {ratio:.1} dB, peak {peak}, jump {jump}, mean {mean:.1}");
    println!("voice: rumble {rumble:.4}, body {body:.3}, presence {presence:.3}, air {air:.3}");
    assert!(rumble < 0.01 && body + presence > 0.85 && air < 0.15, "{:?}", [rumble, body, presence, air]);
}

#[test]
fn masters_reach_their_loudness_under_the_ceiling() {
    let mut speech = italian_film(30.0);
    speech.brief.music = false;
    let mut music = italian_film(30.0);
    music.brief.narration = false;
    for (name, film) in [("both", italian_film(30.0)), ("speech", speech), ("music", music)] {
        let folder = tempfile::tempdir().unwrap();
        let sound = speak(&film, &helper(), &context(&folder)).unwrap();
        let out = folder.path().join("master.wav");
        let mastered = master(&sound.mix.path, &out, -14.0, -1.0).unwrap();
        let measured = measure(&out).unwrap();
        assert!((measured.integrated_lufs + 14.0).abs() <= 0.3, "{name}: {measured:?}");
        assert!(measured.true_peak_dbtp <= -1.0, "{name}: {measured:?}");
        assert!((measured.integrated_lufs - mastered.integrated_lufs).abs() < 0.01, "{name}");
        assert_eq!(measured.duration_seconds, 30.0, "{name}");
        println!("{name}: {mastered:?}, range {:.1} LU", measured.range_lu);
    }
}

#[test]
fn every_tone_masters_without_silence() {
    for tone in Tone::ALL {
        let folder = tempfile::tempdir().unwrap();
        let mut film = italian_film(15.0);
        film.brief.tone = tone;
        film.brief.narration = false;
        let sound = speak(&film, &helper(), &context(&folder)).unwrap();
        assert!(sound.voice.is_none() && sound.narration.iter().all(|scene| scene.words.is_empty()));
        assert!(silent_spans(&sound.mix.path, -50.0, 0.5).unwrap().is_empty(), "{tone:?}");
        let out = folder.path().join("master.wav");
        let mastered = master(&sound.mix.path, &out, -14.0, -1.0).unwrap();
        assert!(
            (mastered.integrated_lufs + 14.0).abs() <= 0.5 && mastered.true_peak_dbtp <= -1.0,
            "{tone:?}"
        );
    }
}

#[test]
fn a_scene_that_cannot_hold_its_words_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut film = italian_film(30.0);
    film.script.scenes[2].narration = "Queste sono davvero troppe parole per una scena sola. ".repeat(6);
    let error = speak(&film, &helper(), &context(&folder)).unwrap_err();
    assert!(matches!(error, SoundError::Overflow { scene: 3, .. }), "{error}");
    assert_eq!(error.kind(), ErrorKind::InvalidOutput);
}

#[test]
fn a_narration_somewhat_too_long_is_hurried_rather_than_lost() {
    let folder = tempfile::tempdir().unwrap();
    // A slow voice and a sentence that needs more than 1.2 times its speed.
    let mut film = input(
        brief(Language::It, Tone::Calm),
        script(&["Olio extravergine pugliese, come lo faceva mio nonno ogni autunno."], 3.6),
    );
    film.brief.music = true;
    let sound = speak(&film, &helper(), &context(&folder)).unwrap();
    let last = sound.narration[0].words.last().unwrap();
    assert!(last.end <= 3.6, "{last:?}");
    assert!(sound.narration[0].speed.unwrap() > FASTEST, "and says so");
}

#[test]
fn a_film_without_any_sound_is_silent_and_masters_to_silence() {
    let folder = tempfile::tempdir().unwrap();
    let mut film = italian_film(10.0);
    film.brief.music = false;
    film.brief.narration = false;
    let sound = speak(&film, &helper(), &context(&folder)).unwrap();
    assert_eq!(silent_spans(&sound.mix.path, -50.0, 1.0).unwrap(), [(0.0, 10.0)]);
    let out = folder.path().join("master.wav");
    assert_eq!(master(&sound.mix.path, &out, -14.0, -1.0).unwrap().gain_db, 0.0);
    assert_eq!(measure(&out).unwrap().duration_seconds, 10.0);
}

#[test]
fn a_cancelled_job_stops_and_speech_alone_has_no_long_rest() {
    let folder = tempfile::tempdir().unwrap();
    let cancelled = context(&folder);
    cancelled.cancelled().store(true, std::sync::atomic::Ordering::Relaxed);
    let error = speak(&italian_film(30.0), &helper(), &cancelled).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    let mut film = italian_film(30.0);
    film.brief.music = false;
    let sound = speak(&film, &helper(), &context(&folder)).unwrap();
    let silent = silent_spans(&sound.mix.path, -50.0, 1.0).unwrap();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn both_voices_keep_clear_of_full_scale_in_every_language() {
    for language in Language::ALL {
        for gender in [Gender::Female, Gender::Male] {
            let folder = tempfile::tempdir().unwrap();
            let mut film = input(brief(language, Tone::Dramatic), script(&common::sentences(language), 7.5));
            film.brief.voice.gender = gender;
            film.brief.music = false;
            let sound = speak(&film, &helper(), &context(&folder)).unwrap();
            let [voice, mix] =
                [&sound.voice.unwrap().path, &sound.mix.path].map(|path| measure(path).unwrap());
            println!(
                "{language} {gender:?}: voice {:.1}, mix {:.1} dBTP",
                voice.true_peak_dbtp, mix.true_peak_dbtp
            );
            assert!(
                voice.true_peak_dbtp < -1.5 && mix.true_peak_dbtp < -1.5,
                "{language} {gender:?}: {voice:?}"
            );
        }
    }
}
