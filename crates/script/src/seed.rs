//! Chance that is no chance: the same brief always rolls the same dice.

use aida_protocol::ProjectBrief;
use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};

/// Dice whose rolls follow from the brief alone.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// `purpose` keeps the writer's rolls apart from the director's.
    pub fn for_brief(brief: &ProjectBrief, purpose: &str) -> Self {
        Dice(ChaCha8Rng::from_seed(digest(brief, purpose)))
    }

    /// A number below `bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 {
            return 0;
        }
        // The modulo's bias is beyond notice for the few dozen choices that a grammar has.
        (self.0.next_u64() % bound as u64) as usize
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

/// 256 bits of what the film is about. Ids, dates, budget and aspect are left out: the same wish gives the
/// same words whoever asks, whenever, in whatever shape.
fn digest(brief: &ProjectBrief, purpose: &str) -> [u8; 32] {
    let mut lanes = Lanes::default();
    let style = &brief.style_preferences;
    lanes.field(purpose);
    lanes.field(brief.language.code());
    lanes.field(brief.content_type.as_str());
    lanes.field(brief.tone.as_str());
    lanes.field(&format!("{:?}", brief.platform));
    lanes.field(&brief.duration_seconds.to_bits().to_string());
    lanes.field(&brief.image_count.to_string());
    lanes.field(if brief.narration { "narrated" } else { "silent" });
    lanes.field(&brief.subject);
    lanes.field(&brief.audience);
    for list in [&brief.requirements, &brief.quality_keywords, &brief.must_have] {
        lanes.field(&list.len().to_string());
        list.iter().for_each(|item| lanes.field(item));
    }
    brief.material.iter().for_each(|item| lanes.field(&item.text));
    lanes.field(style.custom_description.as_deref().unwrap_or_default());
    style.gallery_selected.iter().for_each(|choice| lanes.field(&choice.id));
    lanes.finish()
}

/// Four FNV-1a hashes of 64 bits from different starts, each finished by SplitMix64's mixer. Stable for
/// ever, and no defence against anybody: a brief's owner may choose his own film.
struct Lanes([u64; 4]);

impl Default for Lanes {
    fn default() -> Self {
        let start = 0xcbf2_9ce4_8422_2325_u64;
        Lanes([0, 1, 2, 3].map(|lane: u64| start ^ mix(lane.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
    }
}

impl Lanes {
    /// Fields end with a byte that no UTF-8 text holds, so that neighbours cannot flow together.
    fn field(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            for lane in &mut self.0 {
                *lane = (*lane ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }

    fn finish(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (chunk, lane) in bytes.chunks_exact_mut(8).zip(self.0) {
            chunk.copy_from_slice(&mix(lane).to_le_bytes());
        }
        bytes
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brief;

    #[test]
    fn only_what_the_film_is_about_counts() {
        let one = brief("it", "scarpe", 30.0);
        let mut same = one.clone();
        same.id = "another".to_owned();
        same.user_id = "somebody else".to_owned();
        same.aspect = aida_protocol::Aspect::Square;
        assert_eq!(digest(&one, "writer"), digest(&same, "writer"));
        let mut other = one.clone();
        other.subject = "scarp".to_owned();
        other.audience = "e".to_owned();
        assert_ne!(digest(&one, "writer"), digest(&other, "writer"));
        assert_ne!(digest(&one, "writer"), digest(&one, "director"));
    }

    #[test]
    fn dice_stay_in_bounds() {
        let mut dice = Dice::for_brief(&brief("it", "scarpe", 30.0), "test");
        assert!((0..200).all(|_| dice.below(7) < 7));
        assert!((0..200).all(|_| (0.0..1.0).contains(&dice.unit())));
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}
