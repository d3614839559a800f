use std::{io, path::PathBuf};

use aida_ffmpeg::FfmpegError;
use aida_protocol::{ErrorKind, JobError};

/// Why no picture came of it.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the job was cancelled")]
    Cancelled,
    #[error("a frame of {width}x{height} cannot be drawn")]
    FrameSize { width: u32, height: u32 },
    #[error("the scene is too short to have a frame")]
    NoFrames,
    /// A picture that somebody else made.
    #[error("{} is no picture that can be read", path.display())]
    NotAPicture { path: PathBuf },
    #[error("{} is no composition of ours: {reason}", path.display())]
    NotAComposition { path: PathBuf, reason: String },
    #[error("{} cannot be read or written", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("no font was found on this machine")]
    NoFont,
    #[error("a layer is not well-formed: {0}")]
    Layer(#[from] resvg::usvg::Error),
    #[error("not enough memory for {width}x{height} pixels")]
    Memory { width: u32, height: u32 },
    #[error("the picture cannot be written as PNG: {0}")]
    Png(String),
    #[error("the composition cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Encoder(#[from] FfmpegError),
}

impl PictureError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> PictureError {
        let path = path.into();
        move |source| PictureError::Io { path, source }
    }

    pub fn kind(&self) -> ErrorKind {
        match self {
            PictureError::Cancelled => ErrorKind::Cancelled,
            PictureError::FrameSize { .. }
            | PictureError::NoFrames
            | PictureError::NotAPicture { .. }
            | PictureError::NotAComposition { .. } => ErrorKind::InvalidInput,
            PictureError::Memory { .. } => ErrorKind::Exhausted,
            PictureError::Io { source, .. }
                if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                ErrorKind::Exhausted
            }
            PictureError::Encoder(error) => error.kind(),
            PictureError::Io { .. }
            | PictureError::NoFont
            | PictureError::Layer(_)
            | PictureError::Png(_)
            | PictureError::Json(_) => ErrorKind::Internal,
        }
    }
}

impl From<PictureError> for JobError {
    fn from(error: PictureError) -> JobError {
        JobError::new(error.kind(), error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_not_a_fault_of_ours() {
        let error = PictureError::io("clip.mp4")(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(JobError::from(error).kind, ErrorKind::Exhausted);
        let error = PictureError::io("clip.mp4")(io::Error::from(io::ErrorKind::PermissionDenied));
        assert_eq!(JobError::from(error).kind, ErrorKind::Internal);
    }
}
