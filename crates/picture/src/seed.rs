use aida_protocol::ProjectBrief;
use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// Choices that come out the same for the same brief. The brief's own ids and dates do not count, its words do.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// `scope` keeps the choices of different scenes and purposes apart.
    pub fn new(brief: &ProjectBrief, scope: &str) -> Self {
        let mut digest = Sha256::new();
        let parts = [
            brief.subject.as_str(),
            brief.audience.as_str(),
            brief.tone.as_str(),
            brief.language.code(),
            scope,
        ];
        for part in parts.into_iter().chain(brief.requirements.iter().map(String::as_str)) {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
        Dice(ChaCha8Rng::from_seed(digest.finalize().into()))
    }

    /// 0 to 1, without 1.
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A number below `count`, which is at least 1.
    pub fn below(&mut self, count: usize) -> usize {
        ((u64::from(self.0.next_u32()) * count.max(1) as u64) >> 32) as usize
    }

    pub fn coin(&mut self) -> bool {
        self.0.next_u32() & 1 == 1
    }
}
