use aida_protocol::Usd;
use serde::{Deserialize, Serialize};

use super::ModelKind;

/// What a model costs, in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Price {
    Free,
    MillionTokens {
        input: f64,
        output: f64,
    },
    Image {
        amount: f64,
    },
    /// Each begun megapixel.
    Megapixel {
        amount: f64,
    },
    Second {
        amount: f64,
    },
    ThousandCharacters {
        amount: f64,
    },
}

/// How much was used, or will be.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quantity {
    pub input_tokens: u64,
    pub output_tokens: u64,
    pub images: u32,
    /// Of each image.
    pub pixels: u64,
    pub seconds: f64,
    pub characters: u64,
}

impl Price {
    /// Rounded up to a ten-thousandth of a dollar, so that a sum of estimates is never too small.
    pub fn cost(&self, used: &Quantity) -> Usd {
        let dollars = match *self {
            Price::Free => 0.0,
            Price::MillionTokens { input, output } => {
                (used.input_tokens as f64 * input + used.output_tokens as f64 * output) / 1e6
            }
            Price::Image { amount } => amount * f64::from(used.images),
            Price::Megapixel { amount } => {
                amount * (used.pixels.div_ceil(1_000_000) as f64) * f64::from(used.images)
            }
            Price::Second { amount } => amount * used.seconds,
            Price::ThousandCharacters { amount } => amount * used.characters as f64 / 1e3,
        };
        // A product such as 0.07 × 5 may lie a hair above its true value.
        Usd::from_ten_thousandths((dollars * 1e4 - 1e-6).ceil().max(0.0) as i64)
    }

    pub(super) fn check(&self, kind: ModelKind) -> Result<(), String> {
        let (fits, amounts) = match *self {
            Price::Free => (true, [0.0, 0.0]),
            Price::MillionTokens { input, output } => (kind == ModelKind::Text, [input, output]),
            Price::Image { amount } | Price::Megapixel { amount } => {
                (kind == ModelKind::Image, [amount, 0.0])
            }
            Price::Second { amount } => (matches!(kind, ModelKind::Video | ModelKind::Speech), [amount, 0.0]),
            Price::ThousandCharacters { amount } => (kind == ModelKind::Speech, [amount, 0.0]),
        };
        if !fits {
            return Err(format!("a model of {kind} has no price in this unit"));
        }
        if amounts.iter().any(|amount| !amount.is_finite() || *amount < 0.0 || *amount > 1e6) {
            return Err("the price is no amount of money".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_exact_to_the_ten_thousandth_and_never_too_small() {
        let cost = |price: Price, used: Quantity| price.cost(&used).to_string();
        let seconds = |seconds| Quantity { seconds, ..Quantity::default() };
        assert_eq!(cost(Price::Second { amount: 0.07 }, seconds(5.0)), "0.3500");
        assert_eq!(cost(Price::Second { amount: 0.045 }, seconds(6.0)), "0.2700");
        let image = Quantity { images: 1, pixels: 965_632, ..Quantity::default() };
        assert_eq!(cost(Price::Megapixel { amount: 0.04 }, image), "0.0400");
        assert_eq!(
            cost(Price::Megapixel { amount: 0.04 }, Quantity { pixels: 1_000_001, ..image }),
            "0.0800"
        );
        let tokens = Quantity { input_tokens: 1_201, output_tokens: 700, ..Quantity::default() };
        assert_eq!(cost(Price::MillionTokens { input: 2.0, output: 10.0 }, tokens), "0.0095");
    }
}
