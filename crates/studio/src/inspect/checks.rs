//! The bounds. Each function compares measures with what they have to be and nothing else.

use aida_ffmpeg::{Probe, Span};
use aida_protocol::{FRAMES_PER_SECOND, ProjectBrief, SceneNarration, Script};

use super::Expected;
use crate::{
    report::{CaptionMeasures, Check, PictureMeasures, SoundMeasures},
    timeline::Timeline,
};

/// Share of the asked length that a film may be longer or shorter.
const DURATION_TOLERANCE: f64 = 0.05;
/// Loudness that platforms play without turning it down, LUFS, and how far from it is heard as equal.
const LOUDNESS: (f64, f64) = (-14.0, 1.0);
/// dBTP; above it decoders of listeners clip.
const TRUE_PEAK: f64 = -1.0;
const BLACK_SECONDS: f64 = 0.5;
const FROZEN_SECONDS: f64 = 3.0;
const SILENT_SECONDS: f64 = 1.0;
/// Without music the pauses between scenes are silent by nature.
const SILENT_SECONDS_WITHOUT_MUSIC: f64 = 4.0;
/// How far picture and sound may differ in length, seconds: less than a frame of AAC and one of picture.
const TRACK_DIFFERENCE: f64 = 0.06;
const WORD_COVERAGE: f64 = 0.95;
/// How long a word may sound without its caption, seconds.
const CAPTION_OFFSET: f64 = 0.3;
/// How far a voice may reach into the next scene, seconds.
const NARRATION_OVERRUN: f64 = 0.25;

pub fn film(media: &Probe, expected: &Expected<'_>) -> Vec<Check> {
    let video = media.video.first();
    let text = |pick: fn(&aida_ffmpeg::VideoStream) -> &str| video.map(pick);
    let value = |pick: fn(&aida_ffmpeg::VideoStream) -> f64| video.map(pick);
    let (width, height) = (f64::from(expected.frame.width), f64::from(expected.frame.height));
    let frames = Timeline::of(expected.script).frames() as f64;
    let rate = f64::from(FRAMES_PER_SECOND);
    vec![
        duration(Some(media.duration), expected.brief),
        Check::within(
            "frames",
            video.and_then(|video| video.frames).map(|count| count as f64),
            frames,
            frames,
            "frames",
        ),
        Check::within("width", value(|video| f64::from(video.width)), width, width, "px"),
        Check::within("height", value(|video| f64::from(video.height)), height, height, "px"),
        Check::within("frame_rate", value(|video| video.frame_rate), rate, rate, "fps"),
        Check::equals("video_codec", text(|video| &video.codec), "h264"),
        Check::equals("video_profile", text(|video| &video.profile), "High"),
        Check::equals("pixel_format", text(|video| &video.pixel_format), "yuv420p"),
        Check::equals("color_space", text(|video| &video.color_space), "bt709"),
        Check::equals("index", Some(if media.faststart { "first" } else { "last" }), "first"),
    ]
}

pub fn picture(measures: &PictureMeasures) -> Vec<Check> {
    vec![
        Check::at_most("longest_black", Some(longest(&measures.black)), BLACK_SECONDS, "s"),
        Check::at_most("longest_freeze", Some(longest(&measures.frozen)), FROZEN_SECONDS, "s"),
    ]
}

/// The sound of a film; a film that was asked to be silent has to have none.
pub fn film_sound(media: &Probe, measures: Option<&SoundMeasures>, brief: &ProjectBrief) -> Vec<Check> {
    if !brief.narration && !brief.music {
        return vec![Check::within("sound_tracks", Some(media.audio.len() as f64), 0.0, 0.0, "")];
    }
    let audio = media.audio.first();
    let difference =
        media.video.first().zip(audio).map(|(video, audio)| (video.duration - audio.duration).abs());
    let mut checks = vec![
        Check::equals("audio_codec", audio.map(|audio| audio.codec.as_str()), "aac"),
        sample_rate(media),
        Check::at_most("track_difference", difference, TRACK_DIFFERENCE, "s"),
    ];
    checks.extend(sound(measures.unwrap_or(&SoundMeasures::default()), brief));
    checks
}

pub fn audio(media: &Probe, expected: &Expected<'_>) -> Vec<Check> {
    vec![duration(Some(media.duration), expected.brief), sample_rate(media)]
}

pub fn sound(measures: &SoundMeasures, brief: &ProjectBrief) -> Vec<Check> {
    let (loudness, around) = LOUDNESS;
    let silent = if brief.music { SILENT_SECONDS } else { SILENT_SECONDS_WITHOUT_MUSIC };
    vec![
        Check::within(
            "integrated_loudness",
            measures.integrated_loudness,
            loudness - around,
            loudness + around,
            "LUFS",
        ),
        Check::at_most("true_peak", measures.true_peak, TRUE_PEAK, "dBTP"),
        Check::at_most("longest_silence", Some(longest(&measures.silent)), silent, "s"),
    ]
}

pub fn captions(measures: &CaptionMeasures) -> Vec<Check> {
    vec![
        Check::at_least("caption_coverage", Some(measures.coverage), WORD_COVERAGE, ""),
        Check::at_most("caption_offset", Some(measures.worst_offset), CAPTION_OFFSET, "s"),
        Check::equals(
            "caption_order",
            Some(if measures.in_order { "one after the other" } else { "overlapping" }),
            "one after the other",
        ),
    ]
}

pub fn narration(coverage: f64) -> Check {
    Check::at_least("narration_coverage", Some(coverage), WORD_COVERAGE, "")
}

/// The slowest and the fastest scene, as factors of the voice's natural speed; none where no scene has one.
pub fn voice_speed(narration: &[SceneNarration]) -> Vec<Check> {
    let speeds: Vec<f64> = narration.iter().filter_map(|scene| scene.speed).collect();
    let Some(slowest) = speeds.iter().copied().reduce(f64::min) else { return vec![] };
    let fastest = speeds.iter().copied().fold(slowest, f64::max);
    vec![
        Check::at_least("slowest_speech", Some(slowest), aida_sound::SLOWEST, "of natural speed"),
        Check::at_most("fastest_speech", Some(fastest), aida_sound::FASTEST, "of natural speed"),
    ]
}

/// How far the voice of any scene reaches beyond it.
pub fn overrun(script: &Script, narration: &[SceneNarration]) -> Check {
    let beyond = |scene: &SceneNarration| {
        let length = script.scenes.iter().find(|written| written.id == scene.scene_id)?.duration;
        Some(scene.words.last()?.end - length)
    };
    let worst = narration.iter().filter_map(beyond).fold(0.0, f64::max);
    Check::at_most("narration_overrun", Some(worst), NARRATION_OVERRUN, "s")
}

fn duration(measured: Option<f64>, brief: &ProjectBrief) -> Check {
    let asked = brief.duration_seconds;
    let tolerance = asked * DURATION_TOLERANCE;
    Check::within("duration", measured, asked - tolerance, asked + tolerance, "s")
}

fn sample_rate(media: &Probe) -> Check {
    let rate = media.audio.first().map(|audio| f64::from(audio.sample_rate));
    Check::within("sample_rate", rate, 48_000.0, 48_000.0, "Hz")
}

fn longest(spans: &[Span]) -> f64 {
    spans.iter().map(Span::seconds).fold(0.0, f64::max)
}
