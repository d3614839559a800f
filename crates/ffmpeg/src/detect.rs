use std::{panic::resume_unwind, path::Path, sync::atomic::AtomicBool, thread, time::Duration};

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

/// What may be the begin of a longer span in the next part, seconds; two frames are left out of four.
const SHORTEST_SPAN: f64 = 0.1;
/// How far a part is looked at beyond its end, seconds.
const OVERLAP: f64 = 0.3;
const SHORTEST_PART: f64 = 5.0;
const MOST_PARTS: usize = 8;

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

/// Decodes an MP4 once, in parts side by side, scaled down to 180 pixels of width. Frames that no other frame refers to
/// (half of them, never two in a row) are left out: that saves a third of the time and moves an edge by a frame at most.
/// So is the smoothing of block edges, a quarter of what is left: at this size nobody sees it.
pub fn detect(path: &Path, threads: usize, cancelled: &AtomicBool) -> Result<Detections, FfmpegError> {
    let Some(video) = read_layout(path)?.video else { return Ok(Detections::default()) };
    let step = f64::from(video.even_step.unwrap_or(0)) / f64::from(video.timescale.max(1));
    let length = video.frames as f64 * step;
    let parts = parts(length, threads);
    let seen: Vec<Result<Detections, FfmpegError>> = thread::scope(|scope| {
        let looks: Vec<_> =
            parts.iter().map(|part| scope.spawn(|| look(path, *part, length, cancelled))).collect();
        looks.into_iter().map(|look| look.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let seen = seen.into_iter().collect::<Result<Vec<_>, _>>()?;
    let bounds: Vec<f64> = parts.iter().skip(1).map(|part| part.start).collect();
    let joined = |of: fn(&Detections) -> &Vec<Span>, least: f64| {
        let spans = joined(&seen.iter().map(of).collect::<Vec<_>>(), &bounds);
        // Times are rounded to microseconds.
        spans.into_iter().filter(|span| span.seconds() >= least - 1e-4).collect()
    };
    Ok(Detections {
        black: joined(|seen| &seen.black, BLACK_SECONDS),
        frozen: joined(|seen| &seen.frozen, FROZEN_SECONDS),
    })
}

/// Equal parts, one a thread, none of them short: decoding begins up to two seconds before a part does.
fn parts(length: f64, threads: usize) -> Vec<Span> {
    let count = ((length / SHORTEST_PART) as usize).clamp(1, threads.clamp(1, MOST_PARTS));
    let each = length / count as f64;
    (0..count).map(|part| Span { start: part as f64 * each, end: (part + 1) as f64 * each }).collect()
}

/// Looks at one part and a little more, so that what goes on into the next is seen to.
fn look(path: &Path, part: Span, length: f64, cancelled: &AtomicBool) -> Result<Detections, FfmpegError> {
    let filters = format!(
        "scale=180:-2:flags=fast_bilinear,blackdetect=d={SHORTEST_SPAN}:pix_th=0.10,freezedetect=n=-60dB:d={SHORTEST_SPAN},metadata=print:file=-"
    );
    let end = (part.end + OVERLAP).min(length);
    let mut all = quiet();
    all.extend(arguments(["-threads", "1", "-filter_threads", "1"]));
    all.extend(arguments(["-skip_frame", "noref", "-skip_loop_filter", "all"]));
    if part.start > 0.0 || end < length {
        all.extend(arguments([
            "-ss",
            &format!("{:.6}", part.start),
            "-t",
            &format!("{:.6}", end - part.start),
        ]));
    }
    all.extend(input(path)?);
    all.extend(arguments(["-map", "0:v:0", "-an", "-vf", &filters, "-f", "null", "-"]));
    let printed = run("ffmpeg", &all, LIMIT, cancelled)?;
    let mut seen = read_spans(&String::from_utf8_lossy(&printed), end - part.start);
    for span in seen.black.iter_mut().chain(&mut seen.frozen) {
        span.start += part.start;
        span.end += part.start;
    }
    Ok(seen)
}

/// The spans of all parts; one that goes on over a bound is one. `bounds` lie between the parts.
fn joined(parts: &[&Vec<Span>], bounds: &[f64]) -> Vec<Span> {
    let mut all: Vec<Span> = parts.first().map(|first| first.to_vec()).unwrap_or_default();
    for (part, bound) in parts.iter().skip(1).zip(bounds) {
        // Seen by the next part too, which sees its end.
        all.retain(|span| span.start < *bound);
        let goes_on = all.last().is_some_and(|span| span.end >= bound + SHORTEST_SPAN);
        let mut rest = part.iter();
        if goes_on
            && part.first().is_some_and(|span| span.start <= bound + SHORTEST_SPAN)
            && let (Some(last), Some(first)) = (all.last_mut(), rest.next())
        {
            last.end = first.end;
        }
        all.extend(rest);
    }
    all
}

/// Reads `lavfi.black_start=1.2` and its likes. A span that is open at the end lasts until `length`.
fn read_spans(printed: &str, length: f64) -> Detections {
    Detections {
        black: spans(printed, "lavfi.black_start=", "lavfi.black_end=", length),
        frozen: spans(printed, "lavfi.freezedetect.freeze_start=", "lavfi.freezedetect.freeze_end=", length),
    }
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
        assert_eq!(found.black, [Span { start: 0.0, end: 0.3 }, Span { start: 9.0, end: 10.0 }]);
    }

    #[test]
    fn parts_are_equal_and_not_short() {
        let of = |length, threads| parts(length, threads).iter().map(|part| part.start).collect::<Vec<_>>();
        assert_eq!(of(30.0, 4), [0.0, 7.5, 15.0, 22.5]);
        assert_eq!(of(12.0, 4), [0.0, 6.0]);
        assert_eq!(of(3.0, 4), [0.0]);
        assert_eq!(of(30.0, 0), [0.0]);
        assert_eq!(parts(900.0, 64).len(), MOST_PARTS);
        assert_eq!(parts(30.0, 4).last(), Some(&Span { start: 22.5, end: 30.0 }));
    }

    #[test]
    fn what_goes_on_over_a_bound_is_one_span() {
        let span = |start, end| Span { start, end };
        let first = vec![span(1.0, 2.0), span(8.0, 10.3)];
        let second = vec![span(10.0, 14.0), span(15.0, 20.3)];
        let third = vec![span(20.0, 21.0)];
        let all = joined(&[&first, &second, &third], &[10.0, 20.0]);
        assert_eq!(all, [span(1.0, 2.0), span(8.0, 14.0), span(15.0, 21.0)]);
        // Two stills that meet at the bound are two; what lies beyond it is the next part's.
        let (before, after) = (vec![span(7.0, 10.0), span(10.1, 10.3)], vec![span(10.0, 13.0)]);
        assert_eq!(joined(&[&before, &after], &[10.0]), [span(7.0, 10.0), span(10.0, 13.0)]);
        assert_eq!(joined(&[], &[]), []);
    }
}
