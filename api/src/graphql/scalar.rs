//! The scalars of the schema: dates, stamps and exact decimals.

use crate::{
    clock::parse_date,
    error::{Error, Result},
};
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::prelude::ToPrimitive;

/// A calendar date without a time zone, written YYYY-MM-DD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A calendar date without a time zone, written YYYY-MM-DD.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        parse_date(text).map(Self).ok_or_else(|| {
            InputValueError::custom("a date is written YYYY-MM-DD, such as 2025-11-23")
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A point in time in UTC, written YYYY-MM-DDTHH:MM:SSZ.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DateTime(pub(crate) NaiveDateTime);

/// A point in time in UTC, written YYYY-MM-DDTHH:MM:SSZ.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ")
            .map(Self)
            .map_err(|_| InputValueError::custom("a point in time is written YYYY-MM-DDTHH:MM:SSZ"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

/// An exact decimal number, written as a string such as "1250.00". Amounts are in the book's
/// currency with all of its decimal places; nothing is rounded through a floating-point number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal(rust_decimal::Decimal);

/// An exact decimal number, written as a string such as "1250.00". Amounts are in the book's
/// currency with all of its decimal places; nothing is rounded through a floating-point number.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let parsed = match &value {
            Value::String(text) => rust_decimal::Decimal::from_str_exact(text).ok(),
            Value::Number(number) => number.as_i64().map(rust_decimal::Decimal::from),
            _ => return Err(InputValueError::expected_type(value)),
        };
        parsed.map(Self).ok_or_else(|| {
            InputValueError::custom("a decimal is written as a string, such as \"1250.00\"")
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Decimal {
    /// An amount of minor units in a currency of `exponent` decimal places.
    pub(crate) fn from_minor(minor: i64, exponent: u32) -> Self {
        Self(rust_decimal::Decimal::new(minor, exponent))
    }

    /// A fraction kept as parts per million: 38500 is 0.0385.
    pub(crate) fn from_ppm(ppm: i32) -> Self {
        let fraction = rust_decimal::Decimal::new(ppm.into(), 6).normalize();
        Self(fraction)
    }

    /// Minor units of a currency of `exponent` decimal places.
    pub(crate) fn to_minor(self, field: &str, exponent: u32) -> Result<i64> {
        self.scaled(exponent).ok_or_else(|| {
            Error::input(
                field,
                format!("must be an amount of at most 16 digits and {exponent} decimal places"),
            )
        })
    }

    /// Parts per million of a fraction.
    pub(crate) fn to_ppm(self, field: &str) -> Result<i32> {
        self.scaled(6)
            .and_then(|ppm| i32::try_from(ppm).ok())
            .ok_or_else(|| {
                Error::input(
                    field,
                    "must be a fraction such as \"0.0385\", below 2000 and with at most 6 decimal places",
                )
            })
    }

    fn scaled(self, places: u32) -> Option<i64> {
        let factor = rust_decimal::Decimal::from(10_i64.checked_pow(places)?);
        let scaled = self.0.checked_mul(factor)?.normalize();
        if scaled.scale() == 0 {
            scaled.to_i64()
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;
    use async_graphql::{ScalarType, Value};

    #[test]
    fn amounts_are_exact_both_ways() {
        for (text, exponent, minor) in [
            ("1250.00", 2, Some(125_000)),
            ("1250", 2, Some(125_000)),
            ("0.01", 2, Some(1)),
            ("-3.5", 2, Some(-350)),
            ("0.005", 2, None),
            ("7", 0, Some(7)),
            ("7.5", 0, None),
            ("92233720368547758.07", 2, Some(i64::MAX)),
            ("92233720368547758.08", 2, None),
        ] {
            let decimal = Decimal::parse(Value::String(text.to_owned())).expect(text);
            assert_eq!(decimal.to_minor("amount", exponent).ok(), minor, "{text}");
        }
        assert_eq!(
            Decimal::from_minor(580_000_000, 2).to_value(),
            Value::String("5800000.00".to_owned())
        );
        assert_eq!(
            Decimal::from_ppm(38_500).to_value(),
            Value::String("0.0385".to_owned())
        );
    }
}
