use std::path::Path;

use aida_ffmpeg::Span;
use ebur128::{EbuR128, Mode};

use crate::{AssembleError, report::SoundMeasures};

/// −60 dBFS: below it nobody hears anything.
const SILENT_LEVEL: f32 = 0.001;
/// Shorter silences are not listed, seconds.
const SILENT_SECONDS: f64 = 0.5;
/// Frames measured at once.
const CHUNK: usize = 48_000;

/// Measures a WAV file of any depth: loudness, true peak and silent spans.
pub fn measure_sound(wav: &Path) -> Result<SoundMeasures, AssembleError> {
    let broken = |error: hound::Error| AssembleError::Sound { reason: error.to_string() };
    let mut reader = hound::WavReader::open(wav).map_err(broken)?;
    let spec = reader.spec();
    let channels = usize::from(spec.channels.max(1));
    let rate = f64::from(spec.sample_rate.max(1));
    let modes = Mode::I | Mode::LRA | Mode::TRUE_PEAK;
    let measure = |error: ebur128::Error| AssembleError::Sound { reason: error.to_string() };
    let mut loudness = EbuR128::new(channels as u32, spec.sample_rate, modes).map_err(measure)?;
    let mut silence = Silence::default();
    let mut frames = 0_u64;
    let mut chunk = Vec::with_capacity(CHUNK * channels);
    let mut samples = samples(&mut reader, spec);
    loop {
        chunk.clear();
        for sample in samples.by_ref().take(CHUNK * channels) {
            chunk.push(sample.map_err(broken)?);
        }
        if chunk.is_empty() {
            break;
        }
        loudness.add_frames_f32(&chunk).map_err(measure)?;
        for frame in chunk.chunks_exact(channels) {
            silence.hear(frames as f64 / rate, frame);
            frames += 1;
        }
    }
    let duration = frames as f64 / rate;
    let peak =
        (0..channels as u32).filter_map(|channel| loudness.true_peak(channel).ok()).fold(0.0_f64, f64::max);
    Ok(SoundMeasures {
        integrated_loudness: loudness.loudness_global().ok().filter(|value| value.is_finite()),
        loudness_range: loudness.loudness_range().ok().filter(|value| value.is_finite()),
        true_peak: (peak > 0.0).then(|| 20.0 * peak.log10()),
        duration,
        silent: silence.end(duration),
    })
}

type Samples<'a> = Box<dyn Iterator<Item = hound::Result<f32>> + 'a>;

/// Samples from −1 to 1.
fn samples<'a>(
    reader: &'a mut hound::WavReader<std::io::BufReader<std::fs::File>>,
    spec: hound::WavSpec,
) -> Samples<'a> {
    match spec.sample_format {
        hound::SampleFormat::Float => Box::new(reader.samples::<f32>()),
        hound::SampleFormat::Int => {
            let full = (1_i64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
            Box::new(reader.samples::<i32>().map(move |sample| sample.map(|sample| sample as f32 / full)))
        }
    }
}

#[derive(Default)]
struct Silence {
    since: Option<f64>,
    spans: Vec<Span>,
}

impl Silence {
    fn hear(&mut self, at: f64, frame: &[f32]) {
        if frame.iter().all(|sample| sample.abs() < SILENT_LEVEL) {
            self.since.get_or_insert(at);
        } else {
            self.close(at);
        }
    }

    fn close(&mut self, at: f64) {
        if let Some(start) = self.since.take()
            && at - start >= SILENT_SECONDS
        {
            self.spans.push(Span { start, end: at });
        }
    }

    fn end(mut self, duration: f64) -> Vec<Span> {
        self.close(duration);
        self.spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `parts` are amplitudes and seconds of a 997 Hz sine on both channels, 48 kHz.
    fn measured(parts: &[(f32, f64)]) -> SoundMeasures {
        let file = tempfile::NamedTempFile::new().unwrap();
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: 48_000,
            bits_per_sample: 32,
            sample_format: hound::SampleFormat::Float,
        };
        let mut writer = hound::WavWriter::create(file.path(), spec).unwrap();
        for (amplitude, seconds) in parts {
            for n in 0..(seconds * 48_000.0) as usize {
                let sample = (n as f32 * 997.0 / 48_000.0 * std::f32::consts::TAU).sin() * amplitude;
                writer.write_sample(sample).unwrap();
                writer.write_sample(sample).unwrap();
            }
        }
        writer.finalize().unwrap();
        measure_sound(file.path()).unwrap()
    }

    #[test]
    fn a_reference_sine_has_its_known_loudness() {
        // EBU Tech 3341, case 1: a stereo sine of −23 dBFS peak measures −23 LUFS.
        let found = measured(&[(10_f32.powf(-23.0 / 20.0), 20.0)]);
        assert!((found.integrated_loudness.unwrap() + 23.0).abs() < 0.1, "{found:?}");
        assert!((found.true_peak.unwrap() + 23.0).abs() < 0.2, "{found:?}");
        assert!(found.silent.is_empty());
    }

    #[test]
    fn silence_is_found_where_it_is() {
        let found = measured(&[(0.1, 1.0), (0.0, 1.5), (0.1, 1.0), (0.0, 0.3), (0.1, 0.5), (0.0, 2.0)]);
        let spans: Vec<_> = found.silent.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(spans.len(), 2, "{spans:?}");
        assert!((spans[0].0 - 1.0).abs() < 0.01 && (spans[0].1 - 2.5).abs() < 0.01, "{spans:?}");
        assert!((spans[1].0 - 4.3).abs() < 0.01 && (spans[1].1 - 6.3).abs() < 0.01, "{spans:?}");
    }

    #[test]
    fn nothing_but_silence_has_no_loudness() {
        let found = measured(&[(0.0, 3.0)]);
        assert_eq!((found.integrated_loudness, found.true_peak), (None, None));
        assert_eq!(found.silent.len(), 1);
    }
}
