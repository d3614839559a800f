//! What a failure of one attempt calls for, by the kind of its error.

use aida_protocol::{ErrorKind, JobError, NodeId};

use crate::Way;

/// A provider that asks for a longer pause than this is passed over.
const LONGEST_WAIT_MS: u64 = 120_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The same again, after a pause.
    Again,
    /// Once more, with what was wrong in the prompt.
    AgainWithFault,
    /// Rewrite the request once, then the next simpler way.
    Rewrite,
    /// No repetition helps.
    None,
}

pub const fn remedy(kind: ErrorKind) -> Remedy {
    match kind {
        ErrorKind::Timeout
        | ErrorKind::RateLimited
        | ErrorKind::Unavailable
        | ErrorKind::Exhausted
        | ErrorKind::Internal
        // The workflow goes on, so the worker stopped for another reason: its own end, or a cancel of
        // before the workflow was reopened.
        | ErrorKind::Cancelled => Remedy::Again,
        ErrorKind::InvalidOutput => Remedy::AgainWithFault,
        ErrorKind::Refused => Remedy::Rewrite,
        ErrorKind::InvalidInput | ErrorKind::Auth | ErrorKind::Budget => Remedy::None,
    }
}

/// Attempts of one job in one way of doing it, the first included.
pub const fn attempts_in(way: Way) -> u32 {
    match way {
        Way::Usual => 3,
        Way::Simple => 2,
        Way::LeftOut => 0,
    }
}

/// Whether an attempt that failed with `error` is followed by another of the same way. `failed` counts the
/// failures of that way, this one included; `alike` those of them that had the same kind.
pub fn is_repeated(way: Way, error: &JobError, failed: u32, alike: u32) -> bool {
    let enough = match remedy(error.kind) {
        Remedy::Again => u32::MAX,
        Remedy::AgainWithFault | Remedy::Rewrite => 1,
        Remedy::None => 0,
    };
    failed < attempts_in(way) && alike <= enough && asked_wait_ms(error) <= LONGEST_WAIT_MS
}

/// How long the provider asked us to wait.
pub fn asked_wait_ms(error: &JobError) -> u64 {
    let seconds = error.retry_after_seconds.filter(|seconds| seconds.is_finite());
    // Floats saturate; what is negative asks for nothing.
    seconds.map_or(0, |seconds| (seconds * 1_000.0) as u64)
}

/// Milliseconds to wait before attempt `attempt` after `failed` failures: full jitter over 1 s, then 2 s,
/// doubling on. The same seed, node and attempt wait the same time.
pub fn delay_ms(seed: u64, node: NodeId, attempt: i32, failed: u32) -> u64 {
    let doublings = failed.saturating_sub(1).min(6);
    let span = 1_000_u64 << doublings;
    let shape = node.aspect.map_or(0, |aspect| aspect as u64 + 1);
    let mut mixed = seed ^ (node.step as u64) << 48 ^ u64::from(node.scene.unwrap_or(0)) << 32 ^ shape << 52;
    mixed ^= u64::from(attempt.unsigned_abs());
    mix(mixed) % (span + 1)
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
const fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use aida_protocol::Step;

    use super::*;

    fn error(kind: ErrorKind) -> JobError {
        JobError::new(kind, "x")
    }

    #[test]
    fn only_what_a_repetition_can_mend_is_repeated() {
        let repeated = |kind, failed, alike| is_repeated(Way::Usual, &error(kind), failed, alike);
        assert!(repeated(ErrorKind::Unavailable, 2, 2) && !repeated(ErrorKind::Unavailable, 3, 3));
        assert!(repeated(ErrorKind::InvalidOutput, 1, 1) && !repeated(ErrorKind::InvalidOutput, 2, 2));
        assert!(repeated(ErrorKind::Refused, 2, 1) && !repeated(ErrorKind::Refused, 2, 2));
        for kind in [ErrorKind::Auth, ErrorKind::InvalidInput, ErrorKind::Budget] {
            assert!(!repeated(kind, 1, 1), "{kind}");
        }
        assert!(!is_repeated(Way::Simple, &error(ErrorKind::Timeout), 2, 1));
    }

    #[test]
    fn a_pause_that_is_too_long_is_not_waited_for() {
        let asked =
            |seconds| JobError { retry_after_seconds: Some(seconds), ..error(ErrorKind::RateLimited) };
        assert!(is_repeated(Way::Usual, &asked(120.0), 1, 1));
        assert!(!is_repeated(Way::Usual, &asked(121.0), 1, 1));
        assert_eq!(asked_wait_ms(&asked(-3.0)), 0);
        assert_eq!(asked_wait_ms(&asked(f64::NAN)), 0);
        assert_eq!(asked_wait_ms(&asked(1.5)), 1_500);
    }

    #[test]
    fn waits_fill_their_span_and_repeat_by_seed() {
        let node = NodeId::scene(Step::Visual, 2);
        for (attempt, span) in [(2, 1_000), (3, 2_000)] {
            let failed = attempt as u32 - 1;
            let waits: Vec<u64> = (0..1_000).map(|seed| delay_ms(seed, node, attempt, failed)).collect();
            assert!(waits.iter().all(|wait| *wait <= span));
            assert!(
                waits.iter().any(|wait| *wait < span / 20) && waits.iter().any(|wait| *wait > span * 19 / 20)
            );
        }
        assert_eq!(delay_ms(7, node, 2, 1), delay_ms(7, node, 2, 1));
        assert_ne!(delay_ms(7, node, 2, 1), delay_ms(8, node, 2, 1));
    }
}
