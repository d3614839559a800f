//! The studio's sound: a narrated voice, a music bed, their mix and its master, all made on this machine.
//!
//! ```text
//!   script ─▶ spell (words for numbers) ─▶ aida-voice (espeak-ng) ─▶ fit into scenes ─▶ voice.wav ─┐
//!   brief ──▶ music by tone and length ────────────────────────────────▶ ducked under the voice ───┴▶ mix.wav
//!   mix.wav ─▶ gain ─▶ true-peak limiter ─▶ measured again ─▶ master
//! ```
//!
//! Everything is synchronous and streams in blocks: memory does not grow with the film. All sound inside is at
//! 48 kHz. The voice comes from a program of its own, `aida-voice`, because espeak-ng is under the GPL.

mod dsp;
mod error;
mod limiter;
mod loudness;
mod master;
mod mix;
mod music;
mod seed;
mod speak;
mod spell;
mod voice;
mod wav;

pub use error::SoundError;
pub use loudness::{Loudness, SILENT_LUFS, measure, silent_spans};
pub use master::{Mastered, master};
pub use speak::{speak, speak_recorded};
pub use voice::{FASTEST, SLOWEST};
