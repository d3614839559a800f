use std::{path::Path, sync::atomic::AtomicBool, time::Duration};

use crate::{
    FfmpegError,
    input::{input, quiet},
    output::{Unfinished, arguments},
    process::run,
};

const LIMIT: Duration = Duration::from_secs(30);

/// Saves the frame shown `at` seconds (not after the end) as PNG, in the film's size.
///
/// # Errors
/// `Io` when there is no frame at that time.
pub fn grab_frame(film: &Path, at: f64, out_png: &Path, cancelled: &AtomicBool) -> Result<(), FfmpegError> {
    let output = Unfinished::new(out_png)?;
    let mut all = quiet();
    all.extend(arguments(["-ss", &format!("{:.3}", at.max(0.0))]));
    all.extend(input(film)?);
    all.extend(arguments(["-map", "0:v:0", "-an", "-frames:v", "1", "-fflags", "+bitexact"]));
    all.extend(arguments(["-c:v", "png", "-f", "image2", "-update", "1"]));
    all.push(output.argument());
    run("ffmpeg", &all, LIMIT, cancelled)?;
    output.keep()
}
