//! What the tests share.

#![allow(dead_code)]

use aida_protocol::ProjectBrief;

/// A narrated video of nothing but a subject.
pub fn brief(language: &str, subject: &str, seconds: f64) -> ProjectBrief {
    serde_json::from_value(serde_json::json!({
        "id": "1", "user_id": "local", "conversation_id": "", "content_type": "video",
        "requirements": [subject], "quality_keywords": [], "language": language,
        "created_at": "2026-01-01T00:00:00Z", "subject": subject, "duration_seconds": seconds
    }))
    .unwrap()
}

pub fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// The sentences of a text, lower case, without marks.
pub fn sentences(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for word in text.to_lowercase().split_whitespace() {
        let last = found.last_mut().unwrap();
        last.push_str(word.trim_matches(|c: char| !c.is_alphanumeric()));
        last.push(' ');
        if word.ends_with(['.', '!', '?']) {
            found.push(String::new());
        }
    }
    found.retain(|sentence| !sentence.trim().is_empty());
    found
}

/// SplitMix64: chance that can be had again.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % bound as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
