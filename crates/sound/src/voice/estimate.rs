use aida_protocol::Language;

use super::clause::Narration;

/// How many seconds the studio's voice takes to say `narration` at its natural speed, rests between clauses
/// included; within a fifth of what it then takes. Numbers count as the words they are read as, so that a
/// writer who sizes narration by this is not surprised by `2024` or `19,90 €`.
pub fn natural_seconds(narration: &str, language: Language) -> f64 {
    let clauses = Narration::of(narration, language).clauses;
    let letters: usize = clauses.iter().map(|clause| clause.text.chars().count()).sum();
    let rests = clauses.len().saturating_sub(1);
    let resting: f64 = clauses[..rests].iter().map(|clause| clause.pause.seconds()).sum();
    letters as f64 / letters_per_second(language) + resting
}

/// Measured with espeak-ng 1.51 at the natural rate of a neutral tone, over three sentences a language.
const fn letters_per_second(language: Language) -> f64 {
    match language {
        Language::It => 17.0,
        Language::En | Language::Other(_) => 17.0,
        Language::Es => 18.5,
        Language::Fr => 20.0,
        Language::De => 17.5,
        Language::Pt => 17.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_they_are_read() {
        let plain = natural_seconds("Solo oggi conviene.", Language::It);
        let dear = natural_seconds("Solo oggi a 1.999,90 €.", Language::It);
        assert!(dear > 2.0 * plain, "{plain} {dear}");
        assert_eq!(natural_seconds("… 🌱", Language::It), 0.0);
    }
}
