use std::collections::BTreeMap;

use crate::{Action, Kind, Policy, classify::findings};

/// Replaces private parts by placeholders such as `[EMAIL_1]` and puts them back. One masker serves all texts of a
/// call, so that the same value has the same placeholder in each.
#[derive(Debug, Default)]
pub struct Masker {
    placeholders: BTreeMap<(Kind, String), String>,
    last: u32,
}

impl Masker {
    /// `text` with a placeholder for everything that `policy` does not simply allow.
    pub fn mask(&mut self, text: &str, policy: &Policy) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut done = 0;
        for finding in findings(text) {
            if policy.action(finding.kind) == Action::Allow {
                continue;
            }
            masked.push_str(&text[done..finding.range.start]);
            masked.push_str(&self.placeholder(finding.kind, &text[finding.range.clone()], text));
            done = finding.range.end;
        }
        masked.push_str(&text[done..]);
        masked
    }

    /// What came back, with the real values in place of their placeholders.
    pub fn restore(&self, text: &str) -> String {
        // A value may hold what looks like another's placeholder, so that one pass has to do.
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('[') {
            restored.push_str(&rest[..start]);
            rest = &rest[start..];
            let known =
                self.placeholders.iter().find(|(_, placeholder)| rest.starts_with(placeholder.as_str()));
            match known {
                Some(((_, value), placeholder)) => {
                    restored.push_str(value);
                    rest = &rest[placeholder.len()..];
                }
                None => {
                    restored.push('[');
                    rest = &rest[1..];
                }
            }
        }
        restored.push_str(rest);
        restored
    }

    /// Whether anything was replaced.
    pub fn is_empty(&self) -> bool {
        self.placeholders.is_empty()
    }

    fn placeholder(&mut self, kind: Kind, value: &str, text: &str) -> String {
        if let Some(placeholder) = self.placeholders.get(&(kind, value.to_owned())) {
            return placeholder.clone();
        }
        loop {
            self.last += 1;
            let placeholder = format!("[{}_{}]", kind.as_str().to_ascii_uppercase(), self.last);
            // The user may write what we would.
            if !text.contains(&placeholder) {
                self.placeholders.insert((kind, value.to_owned()), placeholder.clone());
                return placeholder;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_comes_back_and_nothing_else_changes() {
        let (mut masker, policy) = (Masker::default(), Policy::default());
        let text =
            "Scrivi a anna@example.org, non a [EMAIL_1]; poi chiama +39 347 1234567. Ciao, anna@example.org!";
        let masked = masker.mask(text, &policy);
        assert_eq!(masked, "Scrivi a [EMAIL_2], non a [EMAIL_1]; poi chiama [PHONE_3]. Ciao, [EMAIL_2]!");
        assert_eq!(masker.restore(&masked), text);
        assert_eq!(masker.restore("[PHONE_3] [x] ["), "+39 347 1234567 [x] [");
        let second = masker.mask("anna@example.org", &policy);
        assert_eq!(second, "[EMAIL_2]");
        assert_eq!(Masker::default().mask("nothing here", &policy), "nothing here");
    }
}
