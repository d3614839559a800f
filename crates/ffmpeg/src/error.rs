use std::{io, path::PathBuf, process::ExitStatus};

use aida_protocol::{ErrorKind, JobError};

/// Why a call of ffmpeg or ffprobe came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum FfmpegError {
    #[error("{program} cannot be started")]
    Start { program: &'static str, source: io::Error },
    /// `stderr` is the end of what the program said.
    #[error("{program} failed with {status}: {stderr}")]
    Failed { program: &'static str, status: ExitStatus, stderr: String },
    #[error("{program} was stopped after {seconds} s")]
    TimedOut { program: &'static str, seconds: u64 },
    #[error("the job was cancelled")]
    Cancelled,
    #[error("{} cannot be read or written", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} is not a file of a kind we open", path.display())]
    UnknownFormat { path: PathBuf },
    #[error("{} is broken: {reason}", path.display())]
    Malformed { path: PathBuf, reason: String },
    #[error("a frame has {given} bytes instead of {expected}")]
    FrameLength { expected: usize, given: usize },
    #[error("a frame of {width}x{height} cannot be encoded")]
    FrameSize { width: u32, height: u32 },
    #[error("there is nothing to join")]
    NoClips,
    #[error("the joined film has {joined} frames, its clips have {expected}")]
    FramesLost { expected: u64, joined: u64 },
    #[error("{} differs from the first clip in size or time scale", path.display())]
    UnlikeClips { path: PathBuf },
}

impl FfmpegError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> FfmpegError {
        let path = path.into();
        move |source| FfmpegError::Io { path, source }
    }

    pub fn kind(&self) -> ErrorKind {
        match self {
            FfmpegError::TimedOut { .. } => ErrorKind::Timeout,
            FfmpegError::Cancelled => ErrorKind::Cancelled,
            FfmpegError::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                ErrorKind::Exhausted
            }
            FfmpegError::UnknownFormat { .. } | FfmpegError::Malformed { .. } => ErrorKind::InvalidInput,
            FfmpegError::Start { .. }
            | FfmpegError::Failed { .. }
            | FfmpegError::Io { .. }
            | FfmpegError::FrameLength { .. }
            | FfmpegError::FrameSize { .. }
            | FfmpegError::NoClips
            | FfmpegError::FramesLost { .. }
            | FfmpegError::UnlikeClips { .. } => ErrorKind::Internal,
        }
    }
}

impl From<FfmpegError> for JobError {
    fn from(error: FfmpegError) -> JobError {
        JobError::new(error.kind(), error.to_string())
    }
}
