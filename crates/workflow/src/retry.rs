//! What a failure of one attempt calls for. For now every job has one attempt, so a failure fails its
//! workflow; the table says what each kind allows once there are more.

use aida_protocol::{ErrorKind, NodeId};

/// Attempts of one job, the first included.
pub const MAX_ATTEMPTS: i32 = 1;

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
        | ErrorKind::Internal => Remedy::Again,
        ErrorKind::InvalidOutput => Remedy::AgainWithFault,
        ErrorKind::Refused => Remedy::Rewrite,
        ErrorKind::InvalidInput | ErrorKind::Auth | ErrorKind::Budget | ErrorKind::Cancelled => Remedy::None,
    }
}

/// Milliseconds to wait before attempt `attempt` (2 or later): full jitter over 1 s, then 2 s, doubling on.
/// The same seed, node and attempt wait the same time.
pub fn delay_ms(seed: u64, node: NodeId, attempt: i32) -> u64 {
    let doublings = attempt.saturating_sub(2).clamp(0, 6).unsigned_abs();
    let span = 1_000_u64 << doublings;
    let mut mixed = seed ^ (node.step as u64) << 48 ^ u64::from(node.scene.unwrap_or(0)) << 32;
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

    #[test]
    fn only_what_a_repetition_can_mend_is_repeated() {
        assert_eq!(remedy(ErrorKind::Unavailable), Remedy::Again);
        assert_eq!(remedy(ErrorKind::InvalidOutput), Remedy::AgainWithFault);
        assert_eq!(remedy(ErrorKind::Refused), Remedy::Rewrite);
        assert_eq!(remedy(ErrorKind::Auth), Remedy::None);
    }

    #[test]
    fn waits_fill_their_span_and_repeat_by_seed() {
        let node = NodeId::scene(Step::Visual, 2);
        for (attempt, span) in [(2, 1_000), (3, 2_000)] {
            let waits: Vec<u64> = (0..1_000).map(|seed| delay_ms(seed, node, attempt)).collect();
            assert!(waits.iter().all(|wait| *wait <= span));
            assert!(
                waits.iter().any(|wait| *wait < span / 20) && waits.iter().any(|wait| *wait > span * 19 / 20)
            );
        }
        assert_eq!(delay_ms(7, node, 2), delay_ms(7, node, 2));
        assert_ne!(delay_ms(7, node, 2), delay_ms(8, node, 2));
    }
}
