//! Place and spread of values: what a box plot shows.

/// How far a whisker reaches from its quartile at the most, in distances of the quartiles.
const REACH: f64 = 1.5;

/// Place and spread of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// The least value.
    pub minimum: f64,
    /// The quantile of a quarter.
    pub lower_quartile: f64,
    /// The quantile of a half.
    pub median: f64,
    /// The quantile of three quarters.
    pub upper_quartile: f64,
    /// The greatest value.
    pub maximum: f64,
    /// The arithmetic mean.
    pub mean: f64,
    /// The standard deviation of a sample; `None` with fewer than two values.
    pub standard_deviation: Option<f64>,
    /// The least value within reach of the lower quartile.
    pub lower_whisker: f64,
    /// The greatest value within reach of the upper quartile.
    pub upper_whisker: f64,
}

impl Summary {
    /// Place and spread of values in any order; `None` without values.
    ///
    /// **Formula**: with the n values in ascending order x₀ ≤ … ≤ xₙ₋₁ and h = (n − 1)·p, the quantile of p is
    /// x₍⌊h⌋₎ + (h − ⌊h⌋)·(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎); mean m = Σ x ÷ n; standard deviation √(Σ (x − m)² ÷ (n − 1)); with the
    /// quartiles Q₁ and Q₃, the whiskers are the least x ≥ Q₁ − 1.5·(Q₃ − Q₁) and the greatest x ≤ Q₃ + 1.5·(Q₃ − Q₁).
    /// All in the unit of the values.
    /// Source: Hyndman and Fan (1996), *Sample Quantiles in Statistical Packages*, type 7 (numpy, R and Excel's
    /// PERCENTILE.INC by default); Tukey (1977), *Exploratory Data Analysis*, for the whiskers.
    ///
    /// ```
    /// use risk::distribution::Summary;
    ///
    /// let found = Summary::of_values(&[7.0, 1.0, 3.0, 2.0, 40.0]).unwrap();
    /// assert_eq!((found.lower_quartile, found.median, found.upper_quartile), (2.0, 3.0, 7.0));
    /// assert_eq!((found.lower_whisker, found.upper_whisker), (1.0, 7.0)); // 40 is beyond 7 + 1.5 · 5
    /// assert_eq!(found.mean, 10.6);
    /// assert!((found.standard_deviation.unwrap() - 16.592_167).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn of_values(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let (&minimum, &maximum) = (sorted.first()?, sorted.last()?);
        let lower_quartile = quantile(&sorted, 0.25);
        let upper_quartile = quantile(&sorted, 0.75);
        let reach = REACH * (upper_quartile - lower_quartile);
        let below = sorted.partition_point(|&value| value < lower_quartile - reach);
        let within = sorted.partition_point(|&value| value <= upper_quartile + reach);
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        Some(Self {
            minimum,
            lower_quartile,
            median: quantile(&sorted, 0.5),
            upper_quartile,
            maximum,
            mean,
            standard_deviation: standard_deviation(&sorted, mean),
            lower_whisker: sorted[below],
            upper_whisker: sorted[within - 1],
        })
    }
}

/// The quantile of values in ascending order, of which there is one at least.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the position is between 0 and a count"
)]
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let position = (sorted.len() - 1) as f64 * p;
    let rank = position.floor() as usize;
    let lower = sorted[rank];
    let upper = sorted.get(rank + 1).copied().unwrap_or(lower);
    lower + position.fract() * (upper - lower)
}

/// Around the mean, in a second pass: the difference of two large sums would lose digits.
fn standard_deviation(values: &[f64], mean: f64) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_values() {
        assert_eq!(Summary::of_values(&[]), None);
        let one = Summary::of_values(&[4.0]).expect("a value");
        assert_eq!(
            (one.minimum, one.median, one.upper_whisker),
            (4.0, 4.0, 4.0)
        );
        assert_eq!(one.standard_deviation, None);
        let two = Summary::of_values(&[4.0, 1.0]).expect("values");
        assert_eq!((two.lower_quartile, two.upper_quartile), (1.75, 3.25));
        assert_eq!(two.standard_deviation, Some(4.5_f64.sqrt()));
    }

    #[test]
    fn whiskers_end_at_values() {
        // Quartiles 2 and 4: from -1 to 7 is within reach.
        let cases = [
            (vec![1.0, 2.0, 3.0, 4.0, 7.0], (1.0, 7.0)),
            (vec![1.0, 2.0, 3.0, 4.0, 7.1], (1.0, 4.0)),
            (vec![-1.1, 2.0, 3.0, 4.0, 5.0], (2.0, 5.0)),
            (vec![-9.0, 5.0, 5.0, 5.0, 9.0], (5.0, 5.0)),
        ];
        for (values, expected) in cases {
            let found = Summary::of_values(&values).expect("values");
            assert_eq!(
                (found.lower_whisker, found.upper_whisker),
                expected,
                "{values:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn places_are_in_order(values in prop::collection::vec(-1e6..1e6_f64, 1..50)) {
            let found = Summary::of_values(&values).expect("values");
            let places = [
                found.minimum, found.lower_quartile, found.median, found.upper_quartile, found.maximum,
            ];
            prop_assert!(places.is_sorted());
            prop_assert!(found.minimum <= found.lower_whisker && found.upper_whisker <= found.maximum);
            prop_assert!(found.lower_whisker <= found.median + 1e-6 && found.median <= found.upper_whisker + 1e-6);
            prop_assert!((found.minimum - 1e-6..=found.maximum + 1e-6).contains(&found.mean));
            prop_assert!(values.contains(&found.lower_whisker) && values.contains(&found.upper_whisker));
        }
    }
}
