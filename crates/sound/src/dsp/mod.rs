//! Signal processing shared by voice, music and master. Samples are `f32`, full scale ±1.

mod biquad;
mod compressor;
mod resample;

pub use biquad::Biquad;
pub use compressor::Compressor;
pub use resample::Resampler;

/// Everything inside is made at this rate, in hertz.
pub const RATE: u32 = 48_000;

/// Decibels as a factor of amplitude.
pub fn from_db(decibels: f64) -> f64 {
    10_f64.powf(decibels / 20.0)
}

/// A factor of amplitude in decibels; silence is -120.
pub fn to_db(amplitude: f64) -> f64 {
    20.0 * amplitude.max(1e-6).log10()
}

/// A sample as 16 bits, rounded; what is over full scale is held at it.
pub fn to_i16(sample: f32) -> i16 {
    (sample * 32_767.0).round().clamp(-32_768.0, 32_767.0) as i16
}

/// Seconds in whole samples at [`RATE`].
pub fn samples(seconds: f64) -> u64 {
    (seconds * f64::from(RATE)).round() as u64
}
