use std::io;

/// Why nothing was spoken; each cause has its exit status, see the README.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    #[error("{0}")]
    Usage(&'static str),
    #[error("the request cannot be read: {0}")]
    Input(#[source] io::Error),
    #[error("the request is wrong: {0}")]
    Request(String),
    #[error("libespeak-ng cannot be loaded (package libespeak-ng1): {0}")]
    Library(#[source] libloading::Error),
    #[error("libespeak-ng does not start; its data may be missing (package espeak-ng-data)")]
    Data,
    #[error("espeak-ng has no voice for {0}")]
    NoVoice(String),
    #[error("espeak-ng failed at segment {segment} with code {code}")]
    Synthesis { segment: usize, code: i32 },
    #[error("the WAV file cannot be written: {0}")]
    Wav(#[source] hound::Error),
    #[error("the events cannot be written: {0}")]
    Events(#[source] io::Error),
}

impl VoiceError {
    pub const fn exit_status(&self) -> u8 {
        match self {
            VoiceError::Wav(_) | VoiceError::Events(_) => 1,
            VoiceError::Usage(_) | VoiceError::Input(_) | VoiceError::Request(_) => 2,
            VoiceError::Library(_) | VoiceError::Data | VoiceError::NoVoice(_) => 3,
            VoiceError::Synthesis { .. } => 4,
        }
    }
}
