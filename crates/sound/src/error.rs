use std::{io, path::PathBuf, time::Duration};

use aida_protocol::{ErrorKind, JobError};

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// The script cannot be voiced at all, whoever tries.
    #[error("{0}")]
    Script(String),
    /// A scene's words take longer than the scene, even spoken as fast as is pleasant.
    #[error(
        "the narration of scene {scene} takes {needed:.1} s at its fastest, but the scene lasts {slot:.1} s"
    )]
    Overflow { scene: u16, needed: f64, slot: f64 },
    #[error("the voice program {path} cannot be started: {source}")]
    HelperMissing { path: PathBuf, source: io::Error },
    /// The program ran and said why it could not speak.
    #[error("the voice program failed ({status}): {reason}")]
    HelperFailed { status: String, reason: String },
    #[error("the voice program answered what we do not understand: {0}")]
    HelperAnswer(String),
    #[error("the voice program did not end within {} s", .0.as_secs())]
    HelperTimeout(Duration),
    #[error("{path} is not a WAV file that we read: {source}")]
    Wav { path: PathBuf, source: hound::Error },
    #[error("{path} cannot be written or removed: {source}")]
    Disk { path: PathBuf, source: io::Error },
    #[error("the loudness of {path} cannot be measured: {source}")]
    Meter { path: PathBuf, source: ebur128::Error },
    #[error(
        "no gain brings {path} to {target:.1} LUFS below {ceiling:.1} dBTP; it came to {reached:.1} LUFS"
    )]
    Master { path: PathBuf, target: f64, ceiling: f64, reached: f64 },
    /// The job was cancelled meanwhile.
    #[error("{0}")]
    Cancelled(JobError),
}

impl SoundError {
    /// What the planner's retry policy sees.
    pub fn kind(&self) -> ErrorKind {
        match self {
            SoundError::Script(_) => ErrorKind::InvalidInput,
            SoundError::Overflow { .. } | SoundError::Master { .. } => ErrorKind::InvalidOutput,
            SoundError::HelperMissing { .. } | SoundError::HelperFailed { .. } => ErrorKind::Unavailable,
            SoundError::HelperTimeout(_) => ErrorKind::Timeout,
            SoundError::Wav { source: hound::Error::IoError(source), .. }
            | SoundError::Disk { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::OutOfMemory => {
                    ErrorKind::Exhausted
                }
                _ => ErrorKind::Internal,
            },
            SoundError::HelperAnswer(_) | SoundError::Wav { .. } | SoundError::Meter { .. } => {
                ErrorKind::Internal
            }
            SoundError::Cancelled(error) => error.kind,
        }
    }
}

impl From<SoundError> for JobError {
    fn from(error: SoundError) -> Self {
        match error {
            SoundError::Cancelled(error) => error,
            error => JobError::new(error.kind(), error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_fault_of_ours() {
        let disk =
            |kind: io::ErrorKind| SoundError::Disk { path: PathBuf::from("mix.wav"), source: kind.into() };
        assert_eq!(disk(io::ErrorKind::StorageFull).kind(), ErrorKind::Exhausted);
        assert_eq!(disk(io::ErrorKind::NotFound).kind(), ErrorKind::Internal);
        let overflow = JobError::from(SoundError::Overflow { scene: 3, needed: 6.04, slot: 5.0 });
        assert_eq!(overflow.kind, ErrorKind::InvalidOutput);
        assert!(overflow.reason.contains("scene 3") && overflow.reason.contains("6.0 s"), "{overflow}");
    }
}
