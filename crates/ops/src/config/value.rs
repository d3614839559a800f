use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use toml::Value;

use super::{Secret, SecretUrl};

/// What a setting can be. Errors are sentences without the key and never hold a secret.
pub trait Setting: Sized {
    /// `text`, `integer`, … for the reference.
    fn kind() -> &'static str;
    /// From the environment or a flag.
    fn from_text(text: &str) -> Result<Self, String>;
    /// From a file.
    fn from_toml(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Self::from_text(text),
            _ => Err(format!("must be {}, not {}", Self::kind(), value.type_str())),
        }
    }
    /// As people may see it; empty when unset.
    fn show(&self) -> String;
}

/// Whole numbers by agent or role, such as `visual=2,video=1`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(pub BTreeMap<String, u32>);

impl Counts {
    pub fn get(&self, name: &str) -> Option<u32> {
        self.0.get(name).copied()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, count)) in self.0.iter().enumerate() {
            write!(f, "{}{name}={count}", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl FromStr for Counts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pair = |part: &str| {
            let (name, count) =
                part.split_once('=').ok_or_else(|| format!("{part:?} is not of the form name=number"))?;
            let count = count.trim().parse().map_err(|_| format!("{count:?} is not a whole number"))?;
            Ok((name.trim().to_owned(), count))
        };
        words(text).map(pair).collect::<Result<_, _>>().map(Counts)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty())
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl Setting for $type {
            fn kind() -> &'static str {
                "integer"
            }

            fn from_text(text: &str) -> Result<Self, String> {
                text.trim().parse().map_err(|_| format!("{text:?} is not a whole number of this range"))
            }

            fn from_toml(value: &Value) -> Result<Self, String> {
                match value {
                    Value::Integer(number) => {
                        Self::try_from(*number).map_err(|_| format!("{number} is out of range"))
                    }
                    _ => Err(format!("must be an integer, not {}", value.type_str())),
                }
            }

            fn show(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
integers!(u16, u32, u64, usize);

impl Setting for bool {
    fn kind() -> &'static str {
        "boolean"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        match text.trim() {
            "true" | "yes" | "1" | "on" => Ok(true),
            "false" | "no" | "0" | "off" => Ok(false),
            _ => Err(format!("{text:?} is neither true nor false")),
        }
    }

    fn from_toml(value: &Value) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| format!("must be true or false, not {}", value.type_str()))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Setting for String {
    fn kind() -> &'static str {
        "text"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn show(&self) -> String {
        self.clone()
    }
}

impl Setting for PathBuf {
    fn kind() -> &'static str {
        "path"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("is empty".to_owned()) } else { Ok(text.into()) }
    }

    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl Setting for SocketAddr {
    fn kind() -> &'static str {
        "address:port"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        text.trim()
            .parse()
            .map_err(|_| format!("{text:?} is not an address and port, such as 127.0.0.1:8080"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Setting for Secret {
    fn kind() -> &'static str {
        "secret"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("is empty".to_owned()) } else { Ok(Secret::new(text)) }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Setting for SecretUrl {
    fn kind() -> &'static str {
        "URL"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match text.split_once("://") {
            Some((scheme, rest)) if !scheme.is_empty() && !rest.is_empty() => Ok(SecretUrl::new(text)),
            _ => Err("is not a URL".to_owned()),
        }
    }

    fn show(&self) -> String {
        self.masked()
    }
}

impl Setting for Vec<String> {
    fn kind() -> &'static str {
        "list"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(words(text).map(str::to_owned).collect())
    }

    fn from_toml(value: &Value) -> Result<Self, String> {
        let wrong = || "must be a list of texts".to_owned();
        let items = value.as_array().ok_or_else(wrong)?.iter();
        items.map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    fn show(&self) -> String {
        self.join(",")
    }
}

impl Setting for Counts {
    fn kind() -> &'static str {
        "name=number,…"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse()
    }

    fn from_toml(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(text) => text.parse(),
            Value::Table(table) => {
                let pair = |(name, count): (&String, &Value)| Ok((name.clone(), u32::from_toml(count)?));
                table.iter().map(pair).collect::<Result<_, String>>().map(Counts)
            }
            _ => Err(format!("must be a table of numbers, not {}", value.type_str())),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// An empty text unsets it.
impl<T: Setting> Setting for Option<T> {
    fn kind() -> &'static str {
        T::kind()
    }

    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::from_text(text).map(Some) }
    }

    fn from_toml(value: &Value) -> Result<Self, String> {
        if value.as_str() == Some("") { Ok(None) } else { T::from_toml(value).map(Some) }
    }

    fn show(&self) -> String {
        self.as_ref().map(T::show).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_files_agree() {
        assert_eq!(u32::from_text(" 7 "), Ok(7));
        assert!(u16::from_toml(&Value::Integer(70_000)).unwrap_err().contains("out of range"));
        assert!(u32::from_toml(&Value::String("7".into())).is_err());
        assert_eq!(Vec::<String>::from_text("visual, video,").unwrap(), ["visual", "video"]);
        let counts = Counts::from_text("visual=2, video=1").unwrap();
        assert_eq!((counts.get("visual"), counts.show()), (Some(2), "video=1,visual=2".to_owned()));
        assert!(Counts::from_text("visual").is_err());
        assert_eq!(Option::<Secret>::from_text("").unwrap(), None);
    }

    #[test]
    fn a_wrong_secret_is_not_repeated() {
        assert!(!SecretUrl::from_text("hunter2").unwrap_err().contains("hunter2"));
    }
}
