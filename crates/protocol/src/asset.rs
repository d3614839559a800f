use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::WorkflowId;

/// A file that belongs to a workflow. Its bytes lie in the object store under their hash;
/// its full name is `{tenant}/{workflow}/{name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssetRef {
    /// File name inside the workflow, such as `scene-1.png`.
    pub name: String,
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    pub bytes: u64,
    pub media_type: String,
    /// What made it or where it came from: `studio/illustrator`, `user`.
    #[serde(default)]
    pub source: String,
    /// SPDX expression or a short note, when third-party material is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

impl AssetRef {
    /// Where the API serves the asset.
    pub fn url(&self, workflow: WorkflowId) -> String {
        format!("/v1/workflows/{workflow}/assets/{}", self.name)
    }
}

/// Whether `name` can be an asset's: one path segment of letters, digits, `.`, `_` and `-`, at most 100, not hidden.
pub fn is_asset_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=100).contains(&name.len()) && !name.starts_with('.') && name.bytes().all(allowed)
}

/// Whether `text` is a SHA-256 as we write it.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_their_folder() {
        assert!(is_asset_name("scene-1.png"));
        for wrong in ["", ".", "..", ".hidden", "a/b", "a\\b", "é.png", "a\0"] {
            assert!(!is_asset_name(wrong), "{wrong:?}");
        }
        assert!(!is_sha256("00"));
        assert!(is_sha256(&"0a".repeat(32)));
    }
}
