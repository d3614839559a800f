//! Subtitle files.

use std::fmt::Write as _;

/// A caption on the time line of the film, in seconds. Lines are separated by `\n`.
#[derive(Debug, Clone, PartialEq)]
pub struct FilmCue {
    pub start: f64,
    pub end: f64,
    pub text: String,
}

/// SubRip: numbered cues, a comma before the milliseconds.
pub fn to_srt(cues: &[FilmCue]) -> String {
    let mut srt = String::new();
    for (number, cue) in cues.iter().enumerate() {
        let (start, end) = (timestamp(cue.start, ','), timestamp(cue.end, ','));
        let _ = write!(srt, "{}\n{start} --> {end}\n{}\n\n", number + 1, lines(&cue.text));
    }
    srt
}

/// WebVTT (W3C).
pub fn to_vtt(cues: &[FilmCue]) -> String {
    let mut vtt = String::from("WEBVTT\n\n");
    for cue in cues {
        let (start, end) = (timestamp(cue.start, '.'), timestamp(cue.end, '.'));
        let text = lines(&cue.text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = write!(vtt, "{start} --> {end}\n{text}\n\n");
    }
    vtt
}

/// Reads SubRip back; what is no cue is left out.
pub fn from_srt(srt: &str) -> Vec<FilmCue> {
    srt.split("\n\n").filter_map(read_cue).collect()
}

fn read_cue(block: &str) -> Option<FilmCue> {
    let mut lines = block.trim().lines();
    lines.next()?.trim().parse::<u32>().ok()?;
    let (start, end) = lines.next()?.split_once(" --> ")?;
    let text = lines.collect::<Vec<_>>().join("\n");
    Some(FilmCue { start: read_timestamp(start)?, end: read_timestamp(end)?, text })
}

/// `01:02:03,456`
fn timestamp(seconds: f64, point: char) -> String {
    let all = (seconds.max(0.0) * 1000.0).round() as u64;
    let (hours, minutes, rest) = (all / 3_600_000, all / 60_000 % 60, all % 60_000);
    format!("{hours:02}:{minutes:02}:{:02}{point}{:03}", rest / 1000, rest % 1000)
}

fn read_timestamp(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let mut parts = text.splitn(3, ':');
    let hours: f64 = parts.next()?.parse().ok()?;
    let minutes: f64 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next()?.parse().ok()?;
    Some(hours * 3600.0 + minutes * 60.0 + seconds)
}

/// An empty line or an arrow inside a cue would end it.
fn lines(text: &str) -> String {
    // Players end a line at a lone carriage return too.
    let kept: Vec<_> = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    kept.join("\n").replace("-->", "→")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues() -> Vec<FilmCue> {
        vec![
            FilmCue { start: 0.0, end: 1.25, text: "Ogni passo\nconta".into() },
            FilmCue { start: 3661.5, end: 3662.0, text: "R&D --> <b>\n\nora".into() },
        ]
    }

    #[test]
    fn srt_and_vtt_as_players_expect_them() {
        assert_eq!(
            to_srt(&cues()),
            "1\n00:00:00,000 --> 00:00:01,250\nOgni passo\nconta\n\n\
             2\n01:01:01,500 --> 01:01:02,000\nR&D → <b>\nora\n\n"
        );
        assert!(to_vtt(&cues()).starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:01.250\nOgni passo\n"));
        assert!(to_vtt(&cues()).ends_with("R&amp;D → &lt;b&gt;\nora\n\n"));
    }

    #[test]
    fn srt_reads_back() {
        let back = from_srt(&to_srt(&cues()));
        assert_eq!(back[0], cues()[0]);
        assert_eq!((back[1].start, back[1].end), (3661.5, 3662.0));
        assert_eq!(from_srt("nonsense\n\n1\n00:00 --> x\n"), []);
    }
}
