//! From the user's words to the fields of a brief.

use aida_protocol::{BriefInput, limits};

use crate::{ApiError, App};

/// Characters that are looked at; a brief with more is refused afterwards anyway.
const MAX_CHARS: usize = limits::TEXT_CHARS + limits::LIST_ITEMS * limits::LINE_CHARS;

/// What the brief's own words say about the fields that it leaves open.
pub async fn understood(app: &App, input: &BriefInput) -> Result<BriefInput, ApiError> {
    let Some(text) = words(input) else { return Ok(BriefInput::default()) };
    let _permit = app.understanding().acquire().await.map_err(|error| ApiError::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(move || understand(&text))
        .await
        .map_err(|error| ApiError::Internal(format!("understanding a brief: {error}")))
}

/// The sentence, or what the fields hold in the user's words; `None` when there is nothing.
fn words(input: &BriefInput) -> Option<String> {
    let listed = [&input.requirements, &input.quality_keywords];
    let text = match &input.text {
        Some(text) => text.clone(),
        None => listed.into_iter().flatten().flatten().map(String::as_str).collect::<Vec<_>>().join(", "),
    };
    let text: String = text.trim().chars().take(MAX_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

fn understand(text: &str) -> BriefInput {
    let subject: String = text.chars().take(limits::LINE_CHARS).collect();
    BriefInput { subject: Some(subject), ..BriefInput::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_from_the_sentence_or_the_lists() {
        let mut input = BriefInput {
            requirements: Some(vec!["Instagram 30 secondi".into(), "scarpe".into()]),
            quality_keywords: Some(vec!["energico".into()]),
            ..BriefInput::default()
        };
        assert_eq!(words(&input).as_deref(), Some("Instagram 30 secondi, scarpe, energico"));
        input.text = Some(" Un film ".into());
        assert_eq!(words(&input).as_deref(), Some("Un film"));
        assert_eq!(words(&BriefInput { text: Some(" ".into()), ..BriefInput::default() }), None);
    }
}
