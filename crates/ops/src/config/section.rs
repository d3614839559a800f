use std::ops::RangeInclusive;

use super::value::Setting;

/// One setting as the reference tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub section: &'static str,
    pub field: &'static str,
    /// `integer`, `text`, …
    pub kind: &'static str,
    /// As text; empty when there is none.
    pub default: String,
    pub about: String,
    /// Lowest and highest value, when bounded.
    pub bounds: Option<(String, String)>,
}

impl Key {
    /// `section.field`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.field)
    }

    /// `AIDA_SECTION__FIELD`.
    pub fn variable(&self) -> String {
        format!("AIDA_{}__{}", self.section, self.field).to_uppercase()
    }

    /// Read from the end of the name.
    pub fn unit(&self) -> &'static str {
        match self.field.rsplit('_').next() {
            Some("seconds") => "s",
            Some("ms") => "ms",
            Some("bytes") => "bytes",
            _ => "",
        }
    }
}

/// A value as a source gave it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    Text(String),
    Toml(toml::Value),
}

impl Raw {
    pub(super) fn read<T: Setting>(&self) -> Result<T, String> {
        match self {
            Raw::Text(text) => T::from_text(text),
            Raw::Toml(value) => T::from_toml(value),
        }
    }
}

/// One concern's settings, by name.
pub(super) trait Section {
    fn keys(&self) -> Vec<Key>;
    /// Sets `field`; `None` when there is no such field.
    fn set(&mut self, field: &str, raw: &Raw) -> Option<Result<(), String>>;
    /// The value as people may see it.
    fn show(&self, field: &str) -> Option<String>;
}

pub(super) fn check<T: PartialOrd + Setting>(value: &T, bounds: &RangeInclusive<T>) -> Result<(), String> {
    if bounds.contains(value) {
        return Ok(());
    }
    let (low, high) = (bounds.start().show(), bounds.end().show());
    Err(format!("{} is not between {low} and {high}", value.show()))
}

/// Declares a section: its struct, defaults, bounds and words stand in one place, so that none can drift.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $name:ident $section:literal {
            $( $(#[doc = $doc:literal])+ $field:ident : $type:ty = $default:expr $(, $bounds:expr)?; )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $( $field: $default, )+ }
            }
        }

        impl $crate::config::section::Section for $name {
            fn keys(&self) -> Vec<$crate::config::section::Key> {
                vec![$(
                    $crate::config::section::Key {
                        section: $section,
                        field: stringify!($field),
                        kind: <$type as $crate::config::value::Setting>::kind(),
                        default: <$type as $crate::config::value::Setting>::show(&$name::default().$field),
                        about: concat!($($doc),+).trim().to_owned(),
                        bounds: section!(@bounds $type $(, $bounds)?),
                    },
                )+]
            }

            fn set(&mut self, field: &str, raw: &$crate::config::section::Raw) -> Option<Result<(), String>> {
                match field {
                    $( stringify!($field) => Some(raw.read::<$type>().and_then(|value| {
                        $( $crate::config::section::check(&value, &$bounds)?; )?
                        self.$field = value;
                        Ok(())
                    })), )+
                    _ => None,
                }
            }

            fn show(&self, field: &str) -> Option<String> {
                match field {
                    $( stringify!($field) => {
                        Some(<$type as $crate::config::value::Setting>::show(&self.$field))
                    } )+
                    _ => None,
                }
            }
        }
    };
    (@bounds $type:ty) => { None };
    (@bounds $type:ty, $bounds:expr) => {{
        let bounds: std::ops::RangeInclusive<$type> = $bounds;
        Some((bounds.start().to_string(), bounds.end().to_string()))
    }};
}
pub(super) use section;
