use std::{path::Path, sync::atomic::AtomicBool, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    FfmpegError,
    boxes::read_layout,
    input::{input_name, input_options},
    output::arguments,
    process::run,
    sniff::{Container, container_of},
};

const LIMIT: Duration = Duration::from_secs(30);

/// What a media file is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Names of ffmpeg's demuxer, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    pub format: String,
    /// Seconds.
    pub duration: f64,
    pub bytes: u64,
    /// Whether the index lies before the media; false for what is not MP4.
    pub faststart: bool,
    pub video: Vec<VideoStream>,
    pub audio: Vec<AudioStream>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoStream {
    pub codec: String,
    pub profile: String,
    pub pixel_format: String,
    pub width: u32,
    pub height: u32,
    /// Frames a second on average.
    pub frame_rate: f64,
    /// Absent when the container does not say.
    pub frames: Option<u64>,
    /// Seconds.
    pub duration: f64,
    /// `bt709`; empty when unknown.
    pub color_space: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudioStream {
    pub codec: String,
    pub profile: String,
    /// Hertz.
    pub sample_rate: u32,
    pub channels: u32,
    /// Seconds.
    pub duration: f64,
}

/// Asks ffprobe what `path` holds.
///
/// # Errors
/// `UnknownFormat` for files that are not MP4, WebM, WAV or MP3 by their first bytes, `Malformed` and `Failed`
/// for broken ones.
pub fn probe(path: &Path) -> Result<Probe, FfmpegError> {
    let mut all = arguments(["-v", "error", "-hide_banner"]);
    all.extend(input_options(path)?);
    all.extend(arguments(["-show_format", "-show_streams", "-of", "json"]));
    all.push(input_name(path)?);
    let json = run("ffprobe", &all, LIMIT, &AtomicBool::new(false))?;
    let malformed = |reason: String| FfmpegError::Malformed { path: path.to_owned(), reason };
    let raw: RawProbe = serde_json::from_slice(&json).map_err(|error| malformed(error.to_string()))?;
    let faststart = container_of(path)? == Container::Mp4 && read_layout(path)?.faststart;
    let of_kind = |kind: &'static str| raw.streams.iter().filter(move |stream| stream.codec_type == kind);
    Ok(Probe {
        duration: seconds(&raw.format.duration),
        bytes: raw.format.size.parse().unwrap_or(0),
        faststart,
        video: of_kind("video").map(RawStream::video).collect(),
        audio: of_kind("audio").map(RawStream::audio).collect(),
        format: raw.format.format_name,
    })
}

#[derive(Deserialize)]
struct RawProbe {
    format: RawFormat,
    #[serde(default)]
    streams: Vec<RawStream>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct RawFormat {
    format_name: String,
    duration: String,
    size: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawStream {
    codec_type: String,
    codec_name: String,
    profile: String,
    pix_fmt: String,
    color_space: String,
    width: u32,
    height: u32,
    avg_frame_rate: String,
    nb_frames: String,
    duration: String,
    sample_rate: String,
    channels: u32,
}

impl RawStream {
    fn video(&self) -> VideoStream {
        VideoStream {
            codec: self.codec_name.clone(),
            profile: self.profile.clone(),
            pixel_format: self.pix_fmt.clone(),
            width: self.width,
            height: self.height,
            frame_rate: ratio(&self.avg_frame_rate),
            frames: self.nb_frames.parse().ok(),
            duration: seconds(&self.duration),
            color_space: self.color_space.clone(),
        }
    }

    fn audio(&self) -> AudioStream {
        AudioStream {
            codec: self.codec_name.clone(),
            profile: self.profile.clone(),
            sample_rate: self.sample_rate.parse().unwrap_or(0),
            channels: self.channels,
            duration: seconds(&self.duration),
        }
    }
}

/// ffprobe writes numbers as text; what it does not know is absent and counts as 0.
fn seconds(text: &str) -> f64 {
    text.parse().ok().filter(|seconds: &f64| seconds.is_finite()).unwrap_or(0.0)
}

/// `30/1`.
fn ratio(text: &str) -> f64 {
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let below = seconds(below);
    if below > 0.0 { seconds(above) / below } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_and_unknown_numbers() {
        assert_eq!(ratio("30000/1001"), 30_000.0 / 1_001.0);
        assert_eq!((ratio("0/0"), ratio(""), ratio("25")), (0.0, 0.0, 25.0));
        assert_eq!((seconds("N/A"), seconds("inf"), seconds("1.5")), (0.0, 0.0, 1.5));
    }

    #[test]
    fn a_playlist_named_mp4_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.mp4");
        std::fs::write(&path, "#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n").unwrap();
        assert!(matches!(probe(&path), Err(FfmpegError::UnknownFormat { .. })));
    }
}
