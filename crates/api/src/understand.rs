//! From the user's words to the fields of a brief.

use aida_protocol::BriefInput;

use crate::{ApiError, App};

/// What the brief's own words say about the fields that it leaves open.
pub async fn understood(app: &App, input: &BriefInput) -> Result<BriefInput, ApiError> {
    let Some(text) = words(input) else { return Ok(BriefInput::default()) };
    let _permit =
        app.understanding().acquire().await.map_err(|error| ApiError::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(move || aida_nlu::understand(&text).input)
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
    (!text.trim().is_empty()).then_some(text)
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
        assert_eq!(words(&input).as_deref(), Some(" Un film "));
        assert_eq!(words(&BriefInput { text: Some(" ".into()), ..BriefInput::default() }), None);
    }
}
