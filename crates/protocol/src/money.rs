use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Sub},
};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// US dollars, counted in ten-thousandths, so that sums are exact. In JSON a number with at most four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Usd(i64);

impl Usd {
    pub const ZERO: Usd = Usd(0);

    pub const fn from_ten_thousandths(units: i64) -> Self {
        Usd(units)
    }

    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// Rounds to four decimals. `None` when the amount is not finite or not below a hundred billion.
    pub fn from_dollars(dollars: f64) -> Option<Self> {
        (dollars.abs() < 1e11).then(|| Usd((dollars * 10_000.0).round() as i64))
    }

    pub fn dollars(self) -> f64 {
        self.0 as f64 / 10_000.0
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:04}", self.0.abs() / 10_000, self.0.abs() % 10_000)
    }
}

impl Add for Usd {
    type Output = Usd;

    fn add(self, other: Usd) -> Usd {
        Usd(self.0 + other.0)
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Usd) {
        self.0 += other.0;
    }
}

impl Sub for Usd {
    type Output = Usd;

    fn sub(self, other: Usd) -> Usd {
        Usd(self.0 - other.0)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Usd>>(amounts: I) -> Usd {
        amounts.fold(Usd::ZERO, Add::add)
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.dollars())
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let dollars = f64::deserialize(deserializer)?;
        Usd::from_dollars(dollars).ok_or_else(|| serde::de::Error::custom("not an amount of money"))
    }
}

impl JsonSchema for Usd {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Usd".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "multipleOf": 0.0001, "description": "US dollars" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_decimals_survive_json_and_sums() {
        let image = Usd::from_dollars(0.055).unwrap();
        let total: Usd = [image; 3].into_iter().sum();
        assert_eq!(total.to_string(), "0.1650");
        assert_eq!(serde_json::to_string(&total).unwrap(), "0.165");
        assert_eq!(serde_json::from_str::<Usd>("2.31499").unwrap().to_string(), "2.3150");
        assert_eq!(Usd::from_dollars(f64::NAN), None);
        assert_eq!(Usd::from_ten_thousandths(-15_000).to_string(), "-1.5000");
    }
}
