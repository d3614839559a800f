//! The same frames through x264 alone: what a film's picture costs at least.

use std::{path::Path, process::Stdio, time::Instant};

use anyhow::Context as _;
use tokio::process::Command;

use crate::counters;

const RUNS: usize = 3;

#[derive(Debug, Clone, PartialEq)]
pub struct Encoding {
    /// Seconds of each run.
    pub runs: Vec<f64>,
    pub median: f64,
    /// Processor time of one run, mean of all.
    pub cpu_seconds: f64,
}

/// Decodes `film` to frames in `folder`, then encodes these with the settings of the film's clips (x264, preset
/// veryfast, CRF 20, yuv420p, 30 frames a second, all cores). The frames lie ready on the disk before the first run begins.
///
/// # Errors
/// When ffmpeg is missing or fails, or the disk is full.
pub async fn alone(film: &Path, folder: &Path) -> anyhow::Result<Encoding> {
    let frames = folder.join("frames.yuv");
    let size = size_of(film).await?;
    ffmpeg(&["-i"], film, &["-map", "0:v:0", "-pix_fmt", "yuv420p", "-f", "rawvideo"], &frames).await?;
    let out = folder.join("alone.mp4");
    let input = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size.as_str(), "-framerate", "30", "-i"];
    let settings =
        ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-f", "mp4"];
    let mut runs = Vec::new();
    let before = counters::children();
    for _ in 0..RUNS {
        let started = Instant::now();
        ffmpeg(&input, &frames, &settings, &out).await?;
        runs.push(started.elapsed().as_secs_f64());
    }
    let cpu_seconds = (counters::children() - before) / RUNS as f64;
    tokio::fs::remove_file(&frames).await?;
    let mut sorted = runs.clone();
    sorted.sort_by(f64::total_cmp);
    Ok(Encoding { median: sorted[RUNS / 2], runs, cpu_seconds })
}

async fn ffmpeg(input: &[&str], from: &Path, settings: &[&str], to: &Path) -> anyhow::Result<()> {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y"]).args(input).arg(from).args(settings).arg(to);
    let status = command.stdin(Stdio::null()).kill_on_drop(true).status().await.context("ffmpeg")?;
    anyhow::ensure!(status.success(), "ffmpeg ended with {status}");
    Ok(())
}

/// Such as `1080x1920`.
async fn size_of(film: &Path) -> anyhow::Result<String> {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height"]);
    command.args(["-of", "csv=p=0:s=x"]).arg(film).stdin(Stdio::null());
    let told = command.output().await.context("ffprobe")?;
    anyhow::ensure!(told.status.success(), "ffprobe ended with {}", told.status);
    Ok(String::from_utf8_lossy(&told.stdout).trim().to_owned())
}
