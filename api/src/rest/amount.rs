//! Amounts as JSON numbers with all of the currency's decimal places.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer, ser::Error};
use serde_json::value::RawValue;

/// An amount of minor units, written as the number it is: 5800000.00.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    minor: i64,
    exponent: u32,
}

impl Amount {
    /// `minor` units of a currency of `exponent` decimal places.
    pub(crate) const fn new(minor: i64, exponent: u32) -> Self {
        Self { minor, exponent }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = Decimal::new(self.minor, self.exponent).to_string();
        RawValue::from_string(text)
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn trailing_zeros_are_kept() {
        for (minor, exponent, text) in [
            (580_000_000, 2, "5800000.00"),
            (-5, 2, "-0.05"),
            (0, 2, "0.00"),
            (1250, 0, "1250"),
            (1, 3, "0.001"),
        ] {
            let amount = Amount::new(minor, exponent);
            assert_eq!(serde_json::to_string(&amount).expect("a number"), text);
        }
    }
}
