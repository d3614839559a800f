//! The seed of a film's sound.

use aida_protocol::ProjectBrief;
use sha2::{Digest, Sha256};

/// Digest of what the brief asks for. Ids, dates, budget and priority do not count: the same wish sounds the same.
pub fn seed(brief: &ProjectBrief) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text.as_bytes());
    };
    add("aida music 1");
    add(&brief.subject);
    add(&brief.audience);
    add(brief.tone.as_str());
    add(brief.language.code());
    brief.requirements.iter().chain(&brief.quality_keywords).for_each(|text| add(text));
    digest.finalize().into()
}
