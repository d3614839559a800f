//! Languages that the studio does not know.

use aida_protocol::{ContentType, ProjectBrief};

use super::{STUDIO, Selection};
use crate::ModelKind;

/// What the brief's language lacks, for people: a model that writes it, or a voice. `chosen` is `None` where only the
/// studio is there.
pub fn unspoken(brief: &ProjectBrief, chosen: Option<&Selection>) -> Option<String> {
    let spoken = brief.voice.language.unwrap_or(brief.language);
    let speaks = brief.narration && brief.content_type != ContentType::Image;
    let needs = [
        (ModelKind::Text, "language model", brief.language, brief.script.is_none()),
        (ModelKind::Speech, "voice", spoken, speaks),
    ];
    needs.into_iter().find_map(|(kind, what, language, needed)| {
        let hosted = || chosen.is_some_and(|chosen| chosen.chain(kind).iter().any(|id| id != STUDIO));
        (needed && !language.is_of_studio() && !hosted()).then(|| {
            format!(
                "{} takes a configured {what}; without one there are it, en, es, fr, de and pt",
                language.name()
            )
        })
    })
}
