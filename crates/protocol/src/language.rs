use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A language that a film can be written and spoken in, by its ISO 639-1 code. The studio itself knows six; the others
/// take a language model and a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    It,
    En,
    Es,
    Fr,
    De,
    Pt,
    /// Only hosted models, or servers that speak as they do, write and speak it.
    Other(OtherLanguage),
}

/// Place in [`OTHERS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OtherLanguage(u8);

/// Code and English name. Captions are timed and broken by words, so each of them parts its words by spaces.
const OTHERS: [(&str, &str); 20] = [
    ("bg", "Bulgarian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("el", "Greek"),
    ("fi", "Finnish"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("ko", "Korean"),
    ("nb", "Norwegian"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
];

impl Language {
    /// Those that the studio writes and speaks.
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
            Language::Other(OtherLanguage(place)) => OTHERS[place as usize].0,
        }
    }

    /// As English calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Language::It => "Italian",
            Language::En => "English",
            Language::Es => "Spanish",
            Language::Fr => "French",
            Language::De => "German",
            Language::Pt => "Portuguese",
            Language::Other(OtherLanguage(place)) => OTHERS[place as usize].1,
        }
    }

    /// Whether the studio writes and speaks it.
    pub const fn is_of_studio(self) -> bool {
        !matches!(self, Language::Other(_))
    }

    /// The language whose rules the studio follows where it only draws and cuts: its own, else English, in which language
    /// models are asked to describe pictures.
    pub const fn of_studio(self) -> Language {
        match self {
            Language::Other(_) => Language::En,
            own => own,
        }
    }

    fn every() -> impl Iterator<Item = Language> {
        let others = (0..OTHERS.len() as u8).map(|place| Language::Other(OtherLanguage(place)));
        Language::ALL.into_iter().chain(others)
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
        Language::every().find(|language| language.code() == code).ok_or_else(|| {
            let known: Vec<_> = Language::every().map(Language::code).collect();
            format!("unknown language {text:?}; known are {}", known.join(", "))
        })
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = <Cow<'de, str>>::deserialize(deserializer)?;
        Language::every()
            .find(|language| language.code() == code)
            .ok_or_else(|| D::Error::custom(format!("unknown language {code:?}")))
    }
}

impl JsonSchema for Language {
    fn schema_name() -> Cow<'static, str> {
        "Language".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<_> = Language::every().map(Language::code).collect();
        json_schema!({
            "description": "A language that a film can be written and spoken in, by its ISO 639-1 code. The studio itself knows it, en, es, fr, de and pt; the others take a language model and a voice.",
            "type": "string",
            "enum": codes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_and_without_a_region() {
        for (text, code) in [("it", "it"), ("pt-BR", "pt"), ("DE_at", "de"), ("nl", "nl"), ("uk-UA", "uk")] {
            assert_eq!(text.parse::<Language>().map(Language::code).as_deref(), Ok(code));
        }
        assert!("xx".parse::<Language>().is_err());
        assert!("".parse::<Language>().is_err());
    }

    #[test]
    fn each_is_written_as_its_code() {
        for language in Language::every() {
            let json = serde_json::to_value(language).unwrap();
            assert_eq!(json, language.code());
            assert_eq!(serde_json::from_value::<Language>(json).unwrap(), language);
            assert!(!language.name().is_empty());
            assert_eq!(language.is_of_studio(), language.of_studio() == language);
        }
    }
}
