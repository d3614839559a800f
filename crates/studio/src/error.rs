use std::{io, path::PathBuf};

use aida_ffmpeg::FfmpegError;
use aida_picture::PictureError;
use aida_protocol::{ErrorKind, JobError};
use aida_sound::SoundError;

/// Why a film could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    #[error("{what} is missing")]
    Missing { what: String },
    #[error("there are {clips} clips for {scenes} scenes")]
    ClipCount { clips: usize, scenes: usize },
    #[error(transparent)]
    Ffmpeg(#[from] FfmpegError),
    #[error("the sound cannot be measured: {reason}")]
    Sound { reason: String },
    #[error(transparent)]
    Mastering(#[from] SoundError),
    #[error(transparent)]
    Thumbnail(#[from] PictureError),
    #[error("{} cannot be read or written", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("the report cannot be written")]
    Report(#[from] serde_json::Error),
    #[error("the job was cancelled")]
    Cancelled,
}

impl AssembleError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> AssembleError {
        let path = path.into();
        move |source| AssembleError::Io { path, source }
    }

    pub fn kind(&self) -> ErrorKind {
        match self {
            AssembleError::Missing { .. } | AssembleError::ClipCount { .. } => ErrorKind::InvalidInput,
            AssembleError::Ffmpeg(error) => error.kind(),
            AssembleError::Mastering(error) => error.kind(),
            AssembleError::Thumbnail(error) => error.kind(),
            AssembleError::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                ErrorKind::Exhausted
            }
            AssembleError::Sound { .. } | AssembleError::Io { .. } | AssembleError::Report(_) => {
                ErrorKind::Internal
            }
            AssembleError::Cancelled => ErrorKind::Cancelled,
        }
    }
}

impl From<AssembleError> for JobError {
    fn from(error: AssembleError) -> JobError {
        JobError::new(error.kind(), error.to_string())
    }
}
