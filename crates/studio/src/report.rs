use aida_ffmpeg::{Probe, Span};
use aida_protocol::Source;
use serde::{Deserialize, Serialize};

/// Version of [`Report`].
pub const REPORT_VERSION: u16 = 1;

/// What was delivered, what it was measured to be, what it shows and where its parts come from: `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub version: u16,
    /// Whether every check passed. A film that did not pass is never called completed.
    pub passed: bool,
    /// One sentence a check that failed.
    pub faults: Vec<String>,
    pub checks: Vec<Check>,
    /// The finished film or sound, as ffprobe sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Probe>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<SoundMeasures>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureMeasures>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captions: Option<CaptionMeasures>,
    pub scenes: Vec<SceneReport>,
    /// What the writer had to say of its script: what would make it richer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Every file that is in the work or was delivered with it.
    pub materials: Vec<Material>,
}

/// One measured property and what it has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Such as `duration`, `integrated_loudness`.
    pub name: String,
    pub passed: bool,
    /// A number or a text; absent when nothing could be measured, which never passes.
    pub measured: Option<Measure>,
    /// What was asked, such as `28.5 to 31.5` or `h264`.
    pub bound: String,
    /// `s`, `LUFS`, `dBTP`, `frames`, …; empty for texts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Measure {
    Number(f64),
    Text(String),
}

/// Loudness of the sound as a listener's decoder gives it (ITU-R BS.1770-4, EBU R 128).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SoundMeasures {
    /// LUFS over the whole film; absent when it is silent.
    pub integrated_loudness: Option<f64>,
    /// LU.
    pub loudness_range: Option<f64>,
    /// dBTP, the louder channel; absent when it is silent.
    pub true_peak: Option<f64>,
    /// Seconds.
    pub duration: f64,
    /// Where no sample reaches −60 dBFS for at least 0.5 s.
    pub silent: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PictureMeasures {
    pub black: Vec<Span>,
    pub frozen: Vec<Span>,
}

/// How the captions, read back from the delivered file, fit what is spoken.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CaptionMeasures {
    pub cues: usize,
    pub spoken_words: usize,
    /// Share of the spoken words that stand in a cue, 0 to 1.
    pub coverage: f64,
    /// The longest time that a word is spoken while its cue is not shown, seconds.
    pub worst_offset: f64,
    /// Whether no cue overlaps the next.
    pub in_order: bool,
}

/// What one scene shows and says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SceneReport {
    pub scene_id: u16,
    /// Seconds from the start of the film.
    pub start: f64,
    pub duration: f64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub headline: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub narration: String,
    /// What the picture shows, in words, as its maker says.
    pub depicts: Vec<String>,
    /// Model of the still, or `user`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub picture_by: String,
    /// Model of the movement.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub motion_by: String,
    /// The sentences of the user's material that the scene says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// One file, where it comes from and under which terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Material {
    pub name: String,
    pub role: MaterialRole,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub media_type: String,
    /// Absent for pictures of the user's own, which this step does not see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// SHA-256 of the bytes in hexadecimal.
    pub sha256: String,
    /// Who made it: `studio/illustrator`, `user`.
    pub source: String,
    /// The terms of third-party material in it, or that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialRole {
    /// Belongs to what the user gets.
    Delivered,
    /// Was used to make it.
    Part,
}

impl Check {
    /// Passes when `measured` is a number from `least` to `most`.
    pub fn within(name: &str, measured: Option<f64>, least: f64, most: f64, unit: &str) -> Check {
        let bound = match (least.is_finite(), most.is_finite()) {
            (true, true) if least == most => number(least),
            (true, true) => format!("{} to {}", number(least), number(most)),
            (true, false) => format!("at least {}", number(least)),
            (false, _) => format!("at most {}", number(most)),
        };
        let measured = measured.filter(|value| value.is_finite());
        Check {
            name: name.to_owned(),
            passed: measured.is_some_and(|value| (least..=most).contains(&value)),
            measured: measured.map(|value| Measure::Number((value * 1e4).round() / 1e4)),
            bound,
            unit: unit.to_owned(),
        }
    }

    pub fn at_most(name: &str, measured: Option<f64>, most: f64, unit: &str) -> Check {
        Check::within(name, measured, f64::NEG_INFINITY, most, unit)
    }

    pub fn at_least(name: &str, measured: Option<f64>, least: f64, unit: &str) -> Check {
        Check::within(name, measured, least, f64::INFINITY, unit)
    }

    /// Passes when both texts are the same.
    pub fn equals(name: &str, measured: Option<&str>, wanted: &str) -> Check {
        Check {
            name: name.to_owned(),
            passed: measured == Some(wanted),
            measured: measured.map(|text| Measure::Text(text.to_owned())),
            bound: wanted.to_owned(),
            unit: String::new(),
        }
    }

    /// One sentence for people, when the check failed.
    pub fn fault(&self) -> Option<String> {
        if self.passed {
            return None;
        }
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let measured = match &self.measured {
            None => "could not be measured".to_owned(),
            Some(Measure::Number(value)) => format!("is {}{unit}", number(*value)),
            Some(Measure::Text(text)) => format!("is {text}"),
        };
        Some(format!("{} {measured}, must be {}{unit}", self.name.replace('_', " "), self.bound))
    }
}

/// At most two decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_says_what_it_wanted() {
        let check = Check::within("duration", Some(27.0), 28.5, 31.5, "s");
        assert_eq!(check.fault().unwrap(), "duration is 27 s, must be 28.5 to 31.5 s");
        assert_eq!(Check::within("duration", Some(31.5), 28.5, 31.5, "s").fault(), None);
        let check = Check::at_most("true_peak", Some(-0.25), -1.0, "dBTP");
        assert_eq!(check.fault().unwrap(), "true peak is -0.25 dBTP, must be at most -1 dBTP");
        assert_eq!(
            Check::equals("codec", Some("hevc"), "h264").fault().unwrap(),
            "codec is hevc, must be h264"
        );
    }

    #[test]
    fn what_cannot_be_measured_does_not_pass() {
        for check in [
            Check::at_most("a", None, 1.0, ""),
            Check::at_most("a", Some(f64::NAN), 1.0, ""),
            Check::at_most("a", Some(f64::NEG_INFINITY), 1.0, ""),
            Check::equals("a", None, "x"),
        ] {
            assert!(!check.passed && check.fault().unwrap().contains("could not be measured"));
        }
    }
}
