//! WAV files, read and written in blocks.

use std::{
    fs::File,
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
};

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use crate::{
    dsp::{RATE, to_i16},
    error::SoundError,
};

/// Frames that are held at once.
pub const BLOCK: usize = 8_192;

fn failed(path: &Path) -> impl Fn(hound::Error) -> SoundError + '_ {
    |source| SoundError::Wav { path: path.to_owned(), source }
}

/// A 16-bit file at [`RATE`] being written.
pub struct Writer {
    path: PathBuf,
    inner: WavWriter<BufWriter<File>>,
}

impl Writer {
    pub fn create(path: &Path, channels: u16) -> Result<Self, SoundError> {
        let spec =
            WavSpec { channels, sample_rate: RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let inner = WavWriter::create(path, spec).map_err(failed(path))?;
        Ok(Writer { path: path.to_owned(), inner })
    }

    /// Interleaved samples.
    pub fn write(&mut self, samples: &[f32]) -> Result<(), SoundError> {
        samples
            .iter()
            .try_for_each(|sample| self.inner.write_sample(to_i16(*sample)))
            .map_err(failed(&self.path))
    }

    pub fn finish(self) -> Result<(), SoundError> {
        self.inner.finalize().map_err(failed(&self.path))
    }
}

/// A file being read, as `f32` whatever it holds.
pub struct Reader {
    path: PathBuf,
    inner: WavReader<BufReader<File>>,
}

impl Reader {
    pub fn open(path: &Path) -> Result<Self, SoundError> {
        let inner = WavReader::open(path).map_err(failed(path))?;
        Ok(Reader { path: path.to_owned(), inner })
    }

    pub fn channels(&self) -> usize {
        usize::from(self.inner.spec().channels)
    }

    /// Hertz.
    pub fn rate(&self) -> u32 {
        self.inner.spec().sample_rate
    }

    /// Frames of the whole file.
    pub fn frames(&self) -> u64 {
        u64::from(self.inner.duration())
    }

    fn seek(&mut self, frame: u64) -> Result<(), SoundError> {
        let wrong = || hound::Error::FormatError("a place behind the file's end");
        let frame = u32::try_from(frame).map_err(|_| failed(&self.path)(wrong()))?;
        self.inner.seek(frame).map_err(|error| failed(&self.path)(error.into()))
    }

    /// Fills `block` with up to `frames` interleaved frames; leaves it empty at the end.
    pub fn read(&mut self, frames: usize, block: &mut Vec<f32>) -> Result<(), SoundError> {
        block.clear();
        let count = frames * self.channels();
        let spec = self.inner.spec();
        let path = &self.path;
        match spec.sample_format {
            SampleFormat::Float => {
                for sample in self.inner.samples::<f32>().take(count) {
                    block.push(sample.map_err(failed(path))?);
                }
            }
            SampleFormat::Int => {
                let scale = 1.0 / (1_i64 << (spec.bits_per_sample - 1)) as f32;
                for sample in self.inner.samples::<i32>().take(count) {
                    block.push(sample.map_err(failed(path))? as f32 * scale);
                }
            }
        }
        Ok(())
    }
}

/// `frames` frames of a mono file from frame `first` on.
pub fn read_mono(path: &Path, first: u64, frames: u64) -> Result<Vec<f32>, SoundError> {
    let mut reader = Reader::open(path)?;
    let frames_in_file = reader.frames();
    if reader.channels() != 1 || first.checked_add(frames).is_none_or(|end| end > frames_in_file) {
        return Err(SoundError::HelperAnswer("its WAV is not what its events say".to_owned()));
    }
    reader.seek(first)?;
    let mut samples = Vec::new();
    // Not more than the file holds, so the length fits.
    reader.read(frames as usize, &mut samples)?;
    Ok(samples)
}
