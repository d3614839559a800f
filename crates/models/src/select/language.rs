//! Languages that the studio does not know.

use aida_protocol::{ContentType, FieldError, ProjectBrief};

use super::{STUDIO, Selection};
use crate::ModelKind;

/// The field whose language lacks a model that writes it, or a voice. `chosen` is `None` where only the studio is there.
pub fn unspoken(brief: &ProjectBrief, chosen: Option<&Selection>) -> Option<FieldError> {
    let (field, spoken) =
        brief.voice.language.map_or(("language", brief.language), |spoken| ("voice.language", spoken));
    let speaks = brief.narration && brief.content_type != ContentType::Image;
    let needs = [
        (ModelKind::Text, "language model", "language", brief.language, brief.script.is_none()),
        (ModelKind::Speech, "voice", field, spoken, speaks),
    ];
    needs.into_iter().find_map(|(kind, what, field, language, needed)| {
        let hosted = || chosen.is_some_and(|chosen| chosen.chain(kind).iter().any(|id| id != STUDIO));
        (needed && !language.is_of_studio() && !hosted()).then(|| {
            let name = language.name();
            let reason =
                format!("{name} takes a configured {what}; without one there are it, en, es, fr, de and pt");
            FieldError::new(field, reason)
        })
    })
}
