use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language that a film can be written and spoken in, by its ISO 639-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    It,
    En,
    Es,
    Fr,
    De,
    Pt,
}

impl Language {
    pub const ALL: [Language; 6] =
        [Language::It, Language::En, Language::Es, Language::Fr, Language::De, Language::Pt];

    pub const fn code(self) -> &'static str {
        match self {
            Language::It => "it",
            Language::En => "en",
            Language::Es => "es",
            Language::Fr => "fr",
            Language::De => "de",
            Language::Pt => "pt",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = String;

    /// Takes a code with or without a region: `it`, `pt-BR`, `de_AT`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Language::ALL.into_iter().find(|language| language.code() == code).ok_or_else(|| {
            let known: Vec<_> = Language::ALL.iter().map(|language| language.code()).collect();
            format!("unknown language {text:?}; known are {}", known.join(", "))
        })
    }
}
