//! How many workflows the workers can have in hand without any job waiting for long.
//!
//! A job's deadline and a workflow's timeout count from the start, so what is started and then only queues fails for
//! nothing. Accepted workflows wait in PostgreSQL as long as they like.

use std::{collections::HashMap, num::NonZeroU32, time::Duration};

use aida_protocol::{Agent, Step};
use aida_workflow::Timings;

/// Scenes of a film of usual length.
const SCENES: u64 = 6;
/// Work that may be ahead of a workflow at the busiest agent. A fifth of a clip's deadline.
const LEAST_AHEAD: Duration = Duration::from_secs(60);

/// The most workflows that should run at once, by what jobs took lately and who is there to do them. At least one; no
/// limit where no worker has registered, for there is nothing to reckon with.
pub(crate) fn most_running(timings: &Timings, permits: &HashMap<Agent, i64>) -> i64 {
    if permits.is_empty() {
        return i64::MAX;
    }
    let milliseconds = |step: Step| {
        let scenes = if matches!(step, Step::Visual | Step::Clip) { SCENES } else { 1 };
        let permits = permits.get(&step.agent()).copied().unwrap_or_default().max(1);
        scenes as f64 * timings.of(step) as f64 / permits as f64
    };
    let slowest = Step::ALL.into_iter().map(milliseconds).fold(0.0, f64::max);
    // Where each job takes long but many run at once, the path itself is longer than the least.
    let path: u64 = Step::ALL.into_iter().map(|step| timings.of(step)).sum();
    let ahead = (LEAST_AHEAD.as_millis() as f64).max(path as f64);
    // A float that is too large becomes the largest number.
    ((ahead / slowest) as i64).max(1)
}

/// What jobs took, with the number of them that the workers do side by side.
pub(crate) fn with_places(timings: Timings, permits: &HashMap<Agent, i64>) -> Timings {
    let places = |agent: Agent| {
        let permits = permits.get(&agent).copied().unwrap_or_default();
        NonZeroU32::new(u32::try_from(permits.max(0)).unwrap_or(u32::MAX))
    };
    Timings { visuals_at_once: places(Agent::Visual), clips_at_once: places(Agent::Video), ..timings }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(each: i64) -> HashMap<Agent, i64> {
        Agent::ALL.into_iter().map(|agent| (agent, each)).collect()
    }

    #[test]
    fn a_small_machine_has_few_films_in_hand() {
        let film = Timings {
            writer: 100,
            director: 50,
            audio: 1_500,
            visual: 700,
            clip: 4_500,
            assembly: 2_000,
            ..Timings::default()
        };
        assert_eq!(most_running(&film, &permits(2)), 4);
        assert_eq!(most_running(&film, &permits(32)), 71);
        let mut no_clips = permits(2);
        no_clips.remove(&Agent::Video);
        assert_eq!(most_running(&film, &no_clips), 2);
    }

    #[test]
    fn hosted_models_are_kept_busy() {
        let hosted = Timings {
            writer: 5_000,
            director: 8_000,
            audio: 12_000,
            visual: 12_000,
            clip: 60_000,
            assembly: 5_000,
            ..Timings::default()
        };
        // 18 films have 108 clips, of which 64 run at once.
        assert_eq!(most_running(&hosted, &permits(64)), 18);
    }

    #[test]
    fn places_are_known_where_workers_have_registered() {
        let some = with_places(Timings::default(), &HashMap::from([(Agent::Video, 4), (Agent::Audio, 9)]));
        assert_eq!(some, Timings { clips_at_once: NonZeroU32::new(4), ..Timings::default() });
        assert_eq!(with_places(some, &HashMap::from([(Agent::Video, 0)])), Timings::default());
    }

    #[test]
    fn jobs_that_take_no_time_and_unknown_workers_set_no_limit() {
        let none = Timings {
            writer: 0,
            director: 0,
            audio: 0,
            visual: 0,
            clip: 0,
            assembly: 0,
            ..Timings::default()
        };
        assert_eq!(most_running(&none, &permits(1)), i64::MAX);
        assert_eq!(most_running(&Timings::default(), &HashMap::new()), i64::MAX);
    }
}
