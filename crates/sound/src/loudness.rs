//! Measuring sound: loudness after EBU R 128 (ITU-R BS.1770-4), true peak, silence.

use std::path::Path;

use ebur128::{EbuR128, Mode};
use serde::{Deserialize, Serialize};

use crate::{
    dsp::{from_db, to_db},
    error::SoundError,
    wav::{BLOCK, Reader},
};

/// What is measured where nothing is loud enough to count: the absolute gate of BS.1770.
pub const SILENT_LUFS: f64 = -70.0;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// LUFS over the whole file; [`SILENT_LUFS`] at least.
    pub integrated_lufs: f64,
    /// dBTP of the loudest channel; -120 for silence.
    pub true_peak_dbtp: f64,
    /// dBFS of the loudest sample; -120 for silence.
    pub sample_peak_dbfs: f64,
    /// LU between the soft and the loud parts.
    pub range_lu: f64,
    pub duration_seconds: f64,
}

/// The meter, fed block by block.
pub(crate) struct Meter<'a> {
    path: &'a Path,
    inner: EbuR128,
    channels: u32,
    rate: u32,
    frames: u64,
}

impl<'a> Meter<'a> {
    /// Measures everything. `path` is for errors only.
    pub fn new(path: &'a Path, channels: usize, rate: u32) -> Result<Self, SoundError> {
        Meter::of(Mode::I | Mode::LRA | Mode::TRUE_PEAK | Mode::HISTOGRAM, path, channels, rate)
    }

    /// Measures the loudness only, which is most of the way cheaper.
    pub fn of_loudness(path: &'a Path, channels: usize, rate: u32) -> Result<Self, SoundError> {
        Meter::of(Mode::I | Mode::HISTOGRAM, path, channels, rate)
    }

    fn of(mode: Mode, path: &'a Path, channels: usize, rate: u32) -> Result<Self, SoundError> {
        let channels = channels as u32;
        let inner = EbuR128::new(channels, rate, mode)
            .map_err(|source| SoundError::Meter { path: path.to_owned(), source })?;
        Ok(Meter { path, inner, channels, rate, frames: 0 })
    }

    /// Interleaved samples.
    pub fn add(&mut self, samples: &[f32]) -> Result<(), SoundError> {
        self.frames += samples.len() as u64 / u64::from(self.channels);
        self.inner
            .add_frames_f32(samples)
            .map_err(|source| SoundError::Meter { path: self.path.to_owned(), source })
    }

    /// LUFS so far; [`SILENT_LUFS`] at least.
    pub fn integrated(&self) -> Result<f64, SoundError> {
        let loudness = self.inner.loudness_global();
        loudness
            .map(|lufs| lufs.max(SILENT_LUFS))
            .map_err(|source| SoundError::Meter { path: self.path.to_owned(), source })
    }

    pub fn read(&self) -> Result<Loudness, SoundError> {
        let failed = |source| SoundError::Meter { path: self.path.to_owned(), source };
        let (mut true_peak, mut sample_peak) = (0.0_f64, 0.0_f64);
        for channel in 0..self.channels {
            true_peak = true_peak.max(self.inner.true_peak(channel).map_err(failed)?);
            sample_peak = sample_peak.max(self.inner.sample_peak(channel).map_err(failed)?);
        }
        Ok(Loudness {
            integrated_lufs: self.integrated()?,
            true_peak_dbtp: to_db(true_peak),
            sample_peak_dbfs: to_db(sample_peak),
            range_lu: self.inner.loudness_range().map_err(failed)?,
            duration_seconds: self.frames as f64 / f64::from(self.rate),
        })
    }
}

/// Measures a WAV file.
///
/// # Errors
/// When the file cannot be read, or has a form that the meter does not take.
pub fn measure(wav: &Path) -> Result<Loudness, SoundError> {
    let mut reader = Reader::open(wav)?;
    let mut meter = Meter::new(wav, reader.channels(), reader.rate())?;
    feed(&mut reader, &mut meter)?;
    meter.read()
}

/// LUFS of a WAV file; [`SILENT_LUFS`] at least.
pub(crate) fn measure_loudness(wav: &Path) -> Result<f64, SoundError> {
    let mut reader = Reader::open(wav)?;
    let mut meter = Meter::of_loudness(wav, reader.channels(), reader.rate())?;
    feed(&mut reader, &mut meter)?;
    meter.integrated()
}

fn feed(reader: &mut Reader, meter: &mut Meter) -> Result<(), SoundError> {
    let mut block = Vec::new();
    loop {
        reader.read(BLOCK, &mut block)?;
        if block.is_empty() {
            return Ok(());
        }
        meter.add(&block)?;
    }
}

/// Stretches in which no channel reaches `threshold_db` (dBFS of the sample) for at least `min_seconds`, as
/// start and end in seconds.
///
/// # Errors
/// When the file cannot be read.
pub fn silent_spans(wav: &Path, threshold_db: f64, min_seconds: f64) -> Result<Vec<(f64, f64)>, SoundError> {
    let mut reader = Reader::open(wav)?;
    let (channels, rate) = (reader.channels(), f64::from(reader.rate()));
    let threshold = from_db(threshold_db) as f32;
    let mut spans = Vec::new();
    let mut close = |start: u64, end: u64| {
        let (start, end) = (start as f64 / rate, end as f64 / rate);
        if end - start >= min_seconds {
            spans.push((start, end));
        }
    };
    let mut block = Vec::new();
    let (mut frame, mut silent_since) = (0, 0);
    loop {
        reader.read(BLOCK, &mut block)?;
        if block.is_empty() {
            break;
        }
        for samples in block.chunks_exact(channels) {
            if samples.iter().any(|sample| sample.abs() >= threshold) {
                close(silent_since, frame);
                silent_since = frame + 1;
            }
            frame += 1;
        }
    }
    close(silent_since, frame);
    Ok(spans.into_iter().filter(|(start, end)| end > start).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dsp::RATE, wav::Writer};

    /// A sine of 997 Hz with the given amplitude in each second.
    fn file(folder: &Path, seconds: &[f32]) -> std::path::PathBuf {
        let path = folder.join("tone.wav");
        let mut writer = Writer::create(&path, 2).unwrap();
        for (second, amplitude) in seconds.iter().enumerate() {
            let samples: Vec<f32> = (0..RATE)
                .flat_map(|n| {
                    let time = second as f32 + n as f32 / RATE as f32;
                    [amplitude * (time * 997.0 * std::f32::consts::TAU).sin(); 2]
                })
                .collect();
            writer.write(&samples).unwrap();
        }
        writer.finish().unwrap();
        path
    }

    #[test]
    fn a_reference_tone_measures_what_the_standard_says() {
        // EBU Tech 3341, case 1: 997 Hz at -23 dBFS in both channels is -23 LUFS.
        let folder = tempfile::tempdir().unwrap();
        let amplitude = from_db(-23.0) as f32;
        let loudness = measure(&file(folder.path(), &[amplitude; 10])).unwrap();
        assert!((loudness.integrated_lufs + 23.0).abs() < 0.1, "{loudness:?}");
        assert!((loudness.true_peak_dbtp + 23.0).abs() < 0.2, "{loudness:?}");
        assert_eq!(loudness.duration_seconds, 10.0);
    }

    #[test]
    fn silence_is_measured_as_silence_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let loudness = measure(&file(folder.path(), &[0.0; 3])).unwrap();
        assert_eq!((loudness.integrated_lufs, loudness.true_peak_dbtp), (SILENT_LUFS, -120.0));
        let path = file(folder.path(), &[0.0, 0.0, 0.5, 0.001, 0.5, 0.0]);
        let spans = silent_spans(&path, -50.0, 0.9).unwrap();
        let rounded: Vec<(f64, f64)> =
            spans.iter().map(|(start, end)| (start.round(), end.round())).collect();
        assert_eq!(rounded, [(0.0, 2.0), (3.0, 4.0), (5.0, 6.0)]);
        assert!(silent_spans(&path, -50.0, 2.5).unwrap().is_empty());
    }
}
