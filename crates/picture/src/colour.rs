use palette::{FromColor, Oklch, Srgb};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An opaque sRGB colour; `#rrggbb` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    pub const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };

    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Colour { red, green, blue }
    }

    /// From OKLCH: lightness 0 to 1, chroma 0 to about 0.3, hue in degrees. Chroma is reduced until sRGB can show it.
    pub fn oklch(lightness: f32, chroma: f32, hue: f32) -> Self {
        let mut chroma = chroma;
        loop {
            let colour: Srgb<f32> = Srgb::from_color(Oklch::new(lightness, chroma, hue));
            let shown =
                [colour.red, colour.green, colour.blue].iter().all(|part| (-0.002..=1.002).contains(part));
            if shown || chroma < 0.004 {
                let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
                return Colour::rgb(byte(colour.red), byte(colour.green), byte(colour.blue));
            }
            chroma *= 0.95;
        }
    }

    /// Lightness 0 to 1, chroma, hue in degrees 0 to 360.
    pub fn lch(self) -> (f32, f32, f32) {
        let part = |value: u8| f32::from(value) / 255.0;
        let colour = Oklch::from_color(Srgb::new(part(self.red), part(self.green), part(self.blue)));
        (colour.l, colour.chroma, colour.hue.into_positive_degrees())
    }

    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// `#rrggbb` or `#rgb`.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.is_ascii())?;
        let doubled: String;
        let digits = match digits.len() {
            3 => {
                doubled = digits.chars().flat_map(|digit| [digit, digit]).collect();
                &doubled
            }
            6 => digits,
            _ => return None,
        };
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour::rgb(part(0)?, part(2)?, part(4)?))
    }

    /// Relative luminance as WCAG 2 defines it, 0 to 1.
    pub fn luminance(self) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Contrast ratio as WCAG 2 defines it, 1 to 21.
    pub fn contrast(self, other: Colour) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Towards `other` by `share`, 0 to 1, in sRGB.
    pub fn mix(self, other: Colour, share: f32) -> Colour {
        let part = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Colour::rgb(part(self.red, other.red), part(self.green, other.green), part(self.blue, other.blue))
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.hex())
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Colour::from_hex(&text).ok_or_else(|| serde::de::Error::custom("a colour is #rrggbb"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Colour::WHITE.contrast(Colour::rgb(0, 0, 0)) - 21.0).abs() < 1e-3);
        assert!((Colour::rgb(118, 118, 118).contrast(Colour::WHITE) - 4.54).abs() < 0.01);
        assert_eq!(Colour::from_hex(&Colour::rgb(1, 20, 255).hex()), Some(Colour::rgb(1, 20, 255)));
        assert_eq!(Colour::from_hex("#éé00"), None);
    }
}
