use std::num::NonZeroU32;

use aida_protocol::Step;
use serde::{Deserialize, Serialize};

/// How many milliseconds a job of each step is expected to take once a worker has it. The store keeps a moving average; the
/// defaults are for a fleet that has no history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timings {
    pub writer: u64,
    pub director: u64,
    pub audio: u64,
    pub visual: u64,
    pub clip: u64,
    pub assembly: u64,
    /// How many pictures, and how many clips, the workers make side by side; `None` where nobody knows. Of the other steps
    /// a film has one job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visuals_at_once: Option<NonZeroU32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clips_at_once: Option<NonZeroU32>,
}

impl Default for Timings {
    fn default() -> Self {
        Timings {
            writer: 1_000,
            director: 1_000,
            audio: 4_000,
            visual: 3_000,
            clip: 10_000,
            assembly: 5_000,
            visuals_at_once: None,
            clips_at_once: None,
        }
    }
}

impl Timings {
    pub const fn of(&self, step: Step) -> u64 {
        match step {
            Step::Writer => self.writer,
            Step::Director => self.director,
            Step::Audio => self.audio,
            Step::Visual => self.visual,
            Step::Clip => self.clip,
            Step::Assembly => self.assembly,
        }
    }

    /// How many jobs of `step` are done side by side, where that is known and a film has more than one of them.
    pub const fn at_once(&self, step: Step) -> Option<NonZeroU32> {
        match step {
            Step::Visual => self.visuals_at_once,
            Step::Clip => self.clips_at_once,
            Step::Writer | Step::Director | Step::Audio | Step::Assembly => None,
        }
    }

    /// Replaces what is expected of `step`.
    #[must_use]
    pub const fn with(mut self, step: Step, milliseconds: u64) -> Self {
        match step {
            Step::Writer => self.writer = milliseconds,
            Step::Director => self.director = milliseconds,
            Step::Audio => self.audio = milliseconds,
            Step::Visual => self.visual = milliseconds,
            Step::Clip => self.clip = milliseconds,
            Step::Assembly => self.assembly = milliseconds,
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_reads_back_its_own_time() {
        for (index, step) in Step::ALL.into_iter().enumerate() {
            let timings = Timings::default().with(step, 77_000 + index as u64);
            assert_eq!(timings.of(step), 77_000 + index as u64);
            let others = Step::ALL.into_iter().filter(|other| *other != step);
            assert!(others.into_iter().all(|other| timings.of(other) == Timings::default().of(other)));
        }
    }

    #[test]
    fn a_step_that_is_not_stored_has_its_default() {
        let timings: Timings = serde_json::from_str(r#"{"clip": 5}"#).unwrap();
        assert_eq!(timings, Timings::default().with(Step::Clip, 5));
    }
}
