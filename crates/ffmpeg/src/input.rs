use std::{ffi::OsString, path::Path};

use crate::{
    FfmpegError,
    output::{arguments, file_argument},
    sniff::container_of,
};

/// What begins every call.
pub(crate) fn quiet() -> Vec<OsString> {
    arguments(["-nostdin", "-hide_banner", "-v", "error", "-y"])
}

/// One input file: its demuxer as we sniffed it, nothing else allowed, no protocol but the file's own.
pub(crate) fn input(path: &Path) -> Result<Vec<OsString>, FfmpegError> {
    let mut arguments = input_options(path)?;
    arguments.push("-i".into());
    arguments.push(input_name(path)?);
    Ok(arguments)
}

pub(crate) fn input_options(path: &Path) -> Result<Vec<OsString>, FfmpegError> {
    let demuxer = container_of(path)?.demuxer();
    Ok(arguments(["-f", demuxer, "-format_whitelist", demuxer, "-protocol_whitelist", "file"]))
}

pub(crate) fn input_name(path: &Path) -> Result<OsString, FfmpegError> {
    let path = std::path::absolute(path).map_err(FfmpegError::io(path))?;
    Ok(file_argument(&path))
}
