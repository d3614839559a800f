use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
};

use crate::FfmpegError;

/// A file that gets its real name once it is whole; otherwise nothing stays behind.
pub(crate) struct Unfinished {
    target: PathBuf,
    partial: PathBuf,
    kept: bool,
}

impl Unfinished {
    pub fn new(target: &Path) -> Result<Unfinished, FfmpegError> {
        let Some(name) = target.file_name() else {
            return Err(FfmpegError::UnknownFormat { path: target.to_owned() });
        };
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", std::process::id()));
        let target = std::path::absolute(target).map_err(FfmpegError::io(target))?;
        let partial = target.with_file_name(hidden);
        Ok(Unfinished { target, partial, kept: false })
    }

    pub fn path(&self) -> &Path {
        &self.partial
    }

    /// The name as an argument for ffmpeg.
    pub fn argument(&self) -> OsString {
        file_argument(&self.partial)
    }

    pub fn keep(mut self) -> Result<(), FfmpegError> {
        let length = File::open(&self.partial)
            .and_then(|file| file.metadata())
            .map_err(FfmpegError::io(&self.partial))?
            .len();
        if length == 0 {
            return Err(FfmpegError::Malformed {
                path: self.target.clone(),
                reason: "it is empty".to_owned(),
            });
        }
        fs::rename(&self.partial, &self.target).map_err(FfmpegError::io(&self.target))?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// `path` behind the prefix that keeps ffmpeg from reading a protocol or an option into it.
pub(crate) fn file_argument(path: &Path) -> OsString {
    let mut argument = OsString::from("file:");
    argument.push(path);
    argument
}

/// Collects arguments of different string types.
pub(crate) fn arguments<const N: usize>(texts: [&str; N]) -> Vec<OsString> {
    texts.into_iter().map(OsString::from).collect()
}
