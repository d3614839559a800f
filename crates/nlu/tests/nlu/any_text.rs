//! Whatever the text, there is an answer that the server can use.

use std::time::Instant;

use aida_nlu::understand;
use aida_protocol::limits;
use proptest::prelude::*;

/// Words that mean something, so that random texts reach deep into the rules.
const WORDS: &[&str] = &[
    "video",
    "30",
    "s",
    "e mezzo",
    "un",
    "minuto",
    "per",
    "für",
    "target",
    "stile",
    "colori",
    "con",
    "lo slogan",
    "\"",
    "«",
    "»",
    "'",
    "-",
    ",",
    ".",
    "1:15",
    "9:16",
    "/",
    "#tag",
    "@x",
    "X",
    "su",
    "bambini",
    "3",
    "immagini",
    "podcast",
    "Instagram",
    "post",
    "story",
    "elegante",
    "half",
    "a",
    "and",
    "anderthalb",
    "20%",
    "€",
    "3 maggio",
    "½",
    "einminütig",
    "𝒳",
    "e\u{301}",
    "\0",
    "ß",
    "İ",
    "und",
    "quarenta",
    "e",
    "cinco",
    "segundos",
    "million",
    "trillion",
    "zero",
    "virgule",
    "point",
    "https://a.b/c",
    "senza voce",
    "over 30",
];

fn check(text: &str) -> Result<(), TestCaseError> {
    let found = understand(text);
    prop_assert_eq!(&understand(text), &found, "the same text is understood the same way");
    prop_assert!((0.0..=1.0).contains(&found.confidence));
    for (field, span) in &found.spans {
        prop_assert!(
            !field.is_empty() && text.get(span.clone()).is_some_and(|said| !said.is_empty()),
            "{field} {span:?}"
        );
    }
    let input = &found.input;
    let lines = [&input.subject, &input.audience].into_iter().flatten();
    let lists = [&input.must_have, &input.quality_keywords].into_iter().flatten();
    for line in lines.chain(lists.clone().flatten()) {
        prop_assert!(!line.is_empty() && line.chars().count() <= limits::LINE_CHARS);
    }
    prop_assert!(lists.into_iter().all(|list| list.len() <= limits::LIST_ITEMS));
    prop_assert!(input.duration_seconds.is_none_or(|seconds| seconds.is_finite() && seconds > 0.0));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_string_has_an_answer(text in "\\PC{0,200}") {
        check(&text)?;
    }

    #[test]
    fn any_mix_of_meaningful_words_has_an_answer(picks in prop::collection::vec((0..WORDS.len(), any::<bool>()), 0..60)) {
        let mut text = String::new();
        for (pick, space) in picks {
            text.push_str(WORDS[pick]);
            if space {
                text.push(' ');
            }
        }
        check(&text)?;
    }
}

/// A rule that looked at the whole text for each of its words would take a hundred times as long here. The
/// least of many runs is not disturbed by what else the machine does.
#[test]
fn the_time_grows_with_the_length_of_the_text() {
    let piece = "video di un minuto e mezzo per \"bambini\" stile minimal e colori, con 20% ";
    let least = |chars: usize| {
        let text: String = piece.chars().cycle().take(chars).collect();
        let times = (0..30).map(|_| {
            let start = Instant::now();
            understand(&text);
            start.elapsed()
        });
        times.min().unwrap_or_default()
    };
    let (short, long) = (least(400), least(4_000));
    assert!(long < short * 40, "400 characters take {short:?}, 4,000 take {long:?}");
}

#[test]
fn text_beyond_the_limit_is_not_read() {
    let text = format!("{} 30s", "é".repeat(limits::TEXT_CHARS));
    assert_eq!(understand(&text).input.duration_seconds, None);
}
