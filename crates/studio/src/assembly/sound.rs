use std::path::{Path, PathBuf};

use aida_models::JobContext;
use aida_sound::SoundError;

use crate::{AssembleError, inspect::Inspection};

/// What platforms play without turning it down.
const TARGET_LUFS: f64 = -14.0;
const CEILING_DBTP: f64 = -1.0;
/// A codec that adds more than this in all is measured and reported, not chased.
const LARGEST_LOSS: f64 = 3.0;
/// Given away beyond what was measured, so that the second time is the last, in decibels.
const RESERVE: f64 = 0.2;

/// Writes the master of `mix`, `loss` decibels below the ceiling that is asked for.
pub fn master(mix: &Path, loss: f64, context: &JobContext) -> Result<PathBuf, AssembleError> {
    context.check_cancelled().map_err(|_| AssembleError::Cancelled)?;
    let master = context.scratch().join("master.wav");
    match aida_sound::master(mix, &master, TARGET_LUFS, CEILING_DBTP - loss) {
        Ok(_) => Ok(master),
        // It is as near as it gets: the inspection of the finished work has the last word.
        Err(error @ SoundError::Master { .. }) if master.exists() => {
            tracing::warn!(%error, "the sound does not reach its loudness");
            Ok(master)
        }
        Err(error) => Err(error.into()),
    }
}

/// By how much the ceiling has to be lowered altogether because encoding raised the peaks; `None` when the
/// peaks are fine or lowering has gone as far as it goes.
pub fn overshoot(inspection: &Inspection, loss: f64) -> Option<f64> {
    let peak = inspection.sound.as_ref()?.true_peak?;
    let wanted = loss + (peak - CEILING_DBTP) + RESERVE;
    (peak > CEILING_DBTP && wanted <= LARGEST_LOSS).then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SoundMeasures;

    fn inspection(true_peak: Option<f64>) -> Inspection {
        Inspection { sound: Some(SoundMeasures { true_peak, ..Default::default() }), ..Default::default() }
    }

    #[test]
    fn peaks_above_the_ceiling_lower_it_but_not_for_ever() {
        assert_eq!(overshoot(&inspection(Some(-1.0)), 0.0), None);
        assert_eq!(overshoot(&inspection(None), 0.0), None);
        assert_eq!(overshoot(&Inspection::default(), 0.0), None);
        let first = overshoot(&inspection(Some(-0.5)), 0.0).unwrap();
        assert!((first - 0.7).abs() < 1e-9);
        assert_eq!(overshoot(&inspection(Some(2.0)), first), None);
    }
}
