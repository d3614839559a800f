//! Briefs for tests.

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
