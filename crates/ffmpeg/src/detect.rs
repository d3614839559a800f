use std::{path::Path, sync::atomic::AtomicBool, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    FfmpegError,
    boxes::read_layout,
    input::{input, quiet},
    output::arguments,
    process::run,
};

const LIMIT: Duration = Duration::from_secs(180);
/// Shorter black is a cut or a blink, seconds.
const BLACK_SECONDS: f64 = 0.5;
/// Shorter stillness is a rest, seconds.
const FROZEN_SECONDS: f64 = 3.0;

/// A part of a film, in seconds from its start.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub start: f64,
    pub end: f64,
}

impl Span {
    pub fn seconds(&self) -> f64 {
        self.end - self.start
    }
}

/// What is wrong with the picture of a film.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Detections {
    /// 98 % of the picture nearly black for at least 0.5 s.
    pub black: Vec<Span>,
    /// No change (less than −60 dB on average) for at least 3 s.
    pub frozen: Vec<Span>,
}

/// Decodes an MP4 once, scaled down to 180 pixels of width. Frames that no other frame refers to (half of
/// them, never two in a row) are left out: that saves a third of the time and moves an edge by a frame at most.
/// So is the smoothing of block edges, a quarter of what is left: at this size nobody sees it.
pub fn detect(path: &Path, threads: usize, cancelled: &AtomicBool) -> Result<Detections, FfmpegError> {
    let Some(video) = read_layout(path)?.video else { return Ok(Detections::default()) };
    let step = f64::from(video.even_step.unwrap_or(0)) / f64::from(video.timescale.max(1));
    let length = video.frames as f64 * step;
    let filters = format!(
        "scale=180:-2:flags=fast_bilinear,blackdetect=d={BLACK_SECONDS}:pix_th=0.10,freezedetect=n=-60dB:d={FROZEN_SECONDS},metadata=print:file=-"
    );
    let mut all = quiet();
    all.extend(arguments(["-threads", &threads.clamp(1, 16).to_string(), "-filter_threads", "1"]));
    all.extend(arguments(["-skip_frame", "noref", "-skip_loop_filter", "all"]));
    all.extend(input(path)?);
    all.extend(arguments(["-map", "0:v:0", "-an", "-vf", &filters, "-f", "null", "-"]));
    let printed = run("ffmpeg", &all, LIMIT, cancelled)?;
    Ok(read_spans(&String::from_utf8_lossy(&printed), length))
}

/// Reads `lavfi.black_start=1.2` and its likes. A span that is open at the end lasts until `length`.
fn read_spans(printed: &str, length: f64) -> Detections {
    let black = spans(printed, "lavfi.black_start=", "lavfi.black_end=", length);
    let frozen = spans(printed, "lavfi.freezedetect.freeze_start=", "lavfi.freezedetect.freeze_end=", length);
    let lasting = |spans: Vec<Span>, least: f64| {
        // Times are rounded to microseconds.
        spans.into_iter().filter(|span| span.seconds() >= least - 1e-4).collect()
    };
    Detections { black: lasting(black, BLACK_SECONDS), frozen: lasting(frozen, FROZEN_SECONDS) }
}

fn spans(printed: &str, start_key: &str, end_key: &str, length: f64) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open = None;
    for line in printed.lines() {
        let value = |key| line.strip_prefix(key).and_then(|text| text.trim().parse::<f64>().ok());
        if let Some(start) = value(start_key) {
            open = Some(start);
        }
        if let (Some(end), Some(start)) = (value(end_key), open) {
            found.push(Span { start, end });
            open = None;
        }
    }
    found.extend(open.map(|start| Span { start, end: length.max(start) }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_close_or_last_to_the_end() {
        let printed = "frame:0 pts:0\nlavfi.black_start=0\nframe:9\nlavfi.black_end=0.3\n\
                       lavfi.freezedetect.freeze_start=2\nlavfi.freezedetect.freeze_end=6.5\nlavfi.black_start=9\n";
        let found = read_spans(printed, 10.0);
        assert_eq!(found.frozen, [Span { start: 2.0, end: 6.5 }]);
        assert_eq!(found.black, [Span { start: 9.0, end: 10.0 }], "0.3 s of black are no fault");
    }
}
