//! What may leave, and how.

use aida_models::ModelSpec;
use aida_privacy::{Action, Masker, Verdict, classify};
use aida_protocol::ErrorKind;
use serde_json::{Value, json};

use super::{Hosted, walk::Passed};

/// Texts that may leave, and what brings the answer back to the user's own words.
pub struct Let {
    pub masker: Masker,
    pub record: Value,
}

impl Hosted {
    /// Whether something in `text` must not leave this network.
    pub fn must_stay(&self, text: &str) -> bool {
        classify(text, &self.settings.policy).action == Action::LocalOnly
    }

    /// Prepares `texts` for `model`: as they are, or with placeholders.
    ///
    /// # Errors
    /// When one must not leave and the model is not in this network.
    pub fn let_out(&self, model: &ModelSpec, texts: &mut [&mut String]) -> Result<Let, Passed> {
        let policy = &self.settings.policy;
        let mut masker = Masker::default();
        let verdicts: Vec<Verdict> = texts.iter().map(|text| classify(text, policy)).collect();
        let action = verdicts.iter().map(|verdict| verdict.action).max().unwrap_or_default();
        if !self.settings.catalogue.is_private(model) {
            match action {
                Action::Allow => {}
                Action::Mask => texts.iter_mut().for_each(|text| **text = masker.mask(text, policy)),
                Action::LocalOnly => {
                    self.metrics.decided(action.as_str());
                    return Err(Passed::over(ErrorKind::InvalidInput, "the text must not leave"));
                }
            }
        }
        self.metrics.decided(action.as_str());
        Ok(Let { masker, record: record(action, &verdicts) })
    }
}

/// Kinds and offsets, never the text.
fn record(action: Action, verdicts: &[Verdict]) -> Value {
    let found = verdicts.iter().enumerate().flat_map(|(text, verdict)| {
        verdict.findings.iter().map(move |finding| {
            json!({"text": text, "kind": finding.kind.as_str(), "from": finding.range.start, "to": finding.range.end})
        })
    });
    json!({"action": action.as_str(), "findings": found.collect::<Vec<_>>()})
}

/// Puts the user's own words back into every string of an answer.
pub fn restore(value: &Value, masker: &Masker) -> Value {
    match value {
        Value::String(text) => Value::String(masker.restore(text)),
        Value::Array(parts) => parts.iter().map(|part| restore(part, masker)).collect(),
        Value::Object(map) => map.iter().map(|(name, part)| (name.clone(), restore(part, masker))).collect(),
        other => other.clone(),
    }
}
