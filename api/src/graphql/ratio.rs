//! Rates and means with what they were computed from.

use super::scalar::Decimal;
use async_graphql::SimpleObject;

/// A rate or a mean, with the two numbers it is the quotient of. To combine segments add the
/// numerators, add the denominators, then divide: never average rates.
#[derive(SimpleObject)]
pub(crate) struct Ratio {
    /// Numerator divided by denominator; a rate is a fraction from 0 to 1. Null when the
    /// denominator is zero: there is nothing to measure, which is not the same as 0.
    value: Option<f64>,
    /// What is counted or added up: instalments, days, points, or an amount of the book's currency.
    numerator: Decimal,
    /// What it is measured against.
    denominator: Decimal,
    /// Number of loans behind the figure; null where it counts instalments of no one set of loans.
    loan_count: Option<i64>,
}

impl Ratio {
    /// A ratio of counts, days or points.
    pub(crate) fn of_counts(ratio: risk::rate::Ratio, loan_count: Option<i64>) -> Self {
        Self::new(ratio, 0, loan_count)
    }

    /// A ratio of amounts in minor units of a currency of `exponent` decimal places.
    pub(crate) fn of_amounts(
        ratio: risk::rate::Ratio,
        exponent: u32,
        loan_count: Option<i64>,
    ) -> Self {
        Self::new(ratio, exponent, loan_count)
    }

    fn new(ratio: risk::rate::Ratio, exponent: u32, loan_count: Option<i64>) -> Self {
        Self {
            value: ratio.value(),
            numerator: Decimal::from_minor(ratio.numerator, exponent),
            denominator: Decimal::from_minor(ratio.denominator, exponent),
            loan_count,
        }
    }
}
