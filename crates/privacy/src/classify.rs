use std::ops::Range;

use crate::{Action, Kind, Policy, detect};

/// Something private, by its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// What may happen to a text, and why. Never holds the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    pub action: Action,
    /// In the order of the text; none overlaps another.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// The kinds that were found, each once.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.findings.iter().map(|finding| finding.kind).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }
}

/// What may happen to `text` under `policy`.
pub fn classify(text: &str, policy: &Policy) -> Verdict {
    let findings = findings(text);
    let strictest = findings.iter().map(|finding| policy.action(finding.kind)).max();
    Verdict { action: strictest.unwrap_or_default().max(policy.floor()), findings }
}

/// Everything private in `text`. Where two overlap, the kind that comes first in [`Kind`] wins.
pub fn findings(text: &str) -> Vec<Finding> {
    let mut all = detect::all(text);
    all.sort_by_key(|finding| (finding.kind, finding.range.start));
    let mut kept: Vec<Finding> = Vec::new();
    for finding in all {
        let overlaps =
            |other: &Finding| finding.range.start < other.range.end && other.range.start < finding.range.end;
        if !kept.iter().any(overlaps) {
            kept.push(finding);
        }
    }
    kept.sort_by_key(|finding| finding.range.start);
    kept
}
