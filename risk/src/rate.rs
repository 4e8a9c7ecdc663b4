//! Ratios of counts and sums, and statistics of counted values.
//!
//! A rate is a ratio of two sums, never an average of rates: to join two segments, add their numerators and their
//! denominators ("Stocks, flows, ratios" in `docs/METRICS.md`).

/// A rate kept as its two integers, so that segments can be added and nothing is rounded too early.
///
/// ```
/// use risk::rate::Ratio;
///
/// let on_time = Ratio::new(15_850, 20_903);
/// assert_eq!(on_time.percent(), Some(75.8));
/// assert_eq!(Ratio::new(0, 0).value(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    /// What was counted or summed.
    pub numerator: i64,
    /// What it is compared with.
    pub denominator: i64,
}

impl Ratio {
    /// The ratio `numerator ÷ denominator`.
    #[must_use]
    pub const fn new(numerator: i64, denominator: i64) -> Self {
        Self {
            numerator,
            denominator,
        }
    }

    /// A rate stored in parts per million.
    ///
    /// **Formula**: `ppm` ÷ 1,000,000 (a fraction).
    ///
    /// ```
    /// use risk::rate::Ratio;
    ///
    /// assert_eq!(Ratio::from_ppm(38_500).value(), Some(0.0385));
    /// ```
    #[must_use]
    pub const fn from_ppm(ppm: i64) -> Self {
        Self::new(ppm, 1_000_000)
    }

    /// The rate as a fraction, `None` without a denominator.
    ///
    /// **Formula**: numerator ÷ denominator (a fraction, 1 = 100 %).
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        (self.denominator != 0).then(|| self.numerator as f64 / self.denominator as f64)
    }

    /// The rate in percent with one decimal, `None` without a denominator.
    ///
    /// **Formula**: ⌊1000 · numerator ÷ denominator + ½⌋ ÷ 10 (percent, 0-100 for a share).
    /// The half-up rounding is done on integers, so 12.25 % is 12.3 whatever its binary form.
    ///
    /// ```
    /// use risk::rate::Ratio;
    ///
    /// assert_eq!(Ratio::new(1, 3).percent(), Some(33.3));
    /// assert_eq!(Ratio::new(49, 400).percent(), Some(12.3)); // 12.25 %
    /// ```
    #[must_use]
    pub fn percent(&self) -> Option<f64> {
        self.scaled(1000).map(|tenths| tenths as f64 / 10.0)
    }

    /// The mean with one decimal, half-up on integers; `None` without a denominator.
    ///
    /// ```
    /// use risk::rate::Ratio;
    ///
    /// assert_eq!(Ratio::new(136_120, 20_903).one_decimal(), Some(6.5));
    /// ```
    #[must_use]
    pub fn one_decimal(&self) -> Option<f64> {
        self.scaled(10).map(|tenths| tenths as f64 / 10.0)
    }

    /// The mean as a whole number, half-up on integers; `None` without a denominator.
    ///
    /// ```
    /// use risk::rate::Ratio;
    ///
    /// assert_eq!(Ratio::new(649_623, 1000).rounded(), Some(650));
    /// ```
    #[must_use]
    pub fn rounded(&self) -> Option<i64> {
        self.scaled(1).and_then(|whole| i64::try_from(whole).ok())
    }

    /// The rate of an amount in minor units, half-up on integers; `None` without a denominator.
    ///
    /// **Formula** (minor units): ⌊amount · numerator ÷ denominator + ½⌋.
    ///
    /// ```
    /// use risk::rate::Ratio;
    ///
    /// assert_eq!(Ratio::from_ppm(3_000).of_amount(150), Some(0)); // 0.45
    /// assert_eq!(Ratio::from_ppm(3_000).of_amount(500), Some(2)); // 1.5
    /// ```
    #[must_use]
    pub fn of_amount(&self, amount_minor: i64) -> Option<i64> {
        self.scaled(i128::from(amount_minor))
            .and_then(|amount| i64::try_from(amount).ok())
    }

    /// ⌊factor · numerator ÷ denominator + ½⌋.
    fn scaled(&self, factor: i128) -> Option<i128> {
        let sign = i128::from(self.denominator.signum());
        let denominator = i128::from(self.denominator) * sign;
        let multiple = i128::from(self.numerator) * factor * sign;
        (2 * multiple + denominator).checked_div_euclid(2 * denominator)
    }
}

/// The shares of the parts in their sum, in percent with one decimal, adding up to exactly 100.0.
///
/// **Formula**: ⌊1000 · part ÷ sum⌋ tenths of a percent each; the tenths still missing go one each to the parts with
/// the largest remainders, the earlier part first among equals (Hamilton's method).
/// `None` if the sum is 0. The parts are counts or amounts, none of them negative.
///
/// ```
/// use risk::rate::percentages;
///
/// assert_eq!(percentages(&[1, 1, 1]), Some(vec![33.4, 33.3, 33.3]));
/// assert_eq!(percentages(&[15_850, 4_200, 853]), Some(vec![75.8, 20.1, 4.1]));
/// assert_eq!(percentages(&[0, 0]), None);
/// ```
#[must_use]
pub fn percentages(parts: &[i64]) -> Option<Vec<f64>> {
    let tenths = largest_remainder(parts, 1000)?;
    Some(tenths.iter().map(|&share| share as f64 / 10.0).collect())
}

/// The quantile of counted values by linear interpolation, `None` without values.
///
/// `histogram` holds (value, count) pairs sorted by value, as `GROUP BY` gives them; `p` is a fraction and is held
/// within 0 and 1.
///
/// **Formula**: with the n values listed one by one as x₀ ≤ … ≤ xₙ₋₁ and h = (n − 1)·p:
/// x₍⌊h⌋₎ + (h − ⌊h⌋)·(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎), in the unit of the values.
/// Source: Hyndman and Fan (1996), *Sample Quantiles in Statistical Packages*, type 7.
///
/// ```
/// use risk::rate::quantile;
///
/// // 1, 2, 2, 10
/// assert_eq!(quantile(&[(1, 1), (2, 2), (10, 1)], 0.5), Some(2.0));
/// assert_eq!(quantile(&[(1, 1), (2, 2), (10, 1)], 1.0), Some(10.0));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
#[must_use]
pub fn quantile(histogram: &[(i64, i64)], p: f64) -> Option<f64> {
    let n: i64 = histogram.iter().map(|&(_, count)| count.max(0)).sum();
    let position = quantile_position(n, p)?;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the position is between 0 and a count"
    )]
    let rank = position.floor() as i64;
    let lower = value_at(histogram, rank)?;
    let upper = value_at(histogram, rank + 1).unwrap_or(lower);
    interpolate_quantile(lower, upper, n, p)
}

/// The quantile of `n` values by linear interpolation, from the two values beside it; `None` without values.
///
/// `lower` and `upper` are the values at the ranks ⌊(n − 1)·p⌋ and ⌈(n − 1)·p⌉, counted from 0 in ascending order, as SQL
/// finds them with `ROW_NUMBER()`; `p` is a fraction and is held within 0 and 1.
///
/// **Formula**: with h = (n − 1)·p: lower + (h − ⌊h⌋)·(upper − lower), in the unit of the values.
/// Source: Hyndman and Fan (1996), *Sample Quantiles in Statistical Packages*, type 7.
///
/// ```
/// use risk::rate::interpolate_quantile;
///
/// // The 90th percentile of 0, 0, 0, 7 lies at 2.7, between the last two.
/// let found = interpolate_quantile(0, 7, 4, 0.9).unwrap();
/// assert!((found - 4.9).abs() < 1e-12);
/// assert_eq!(interpolate_quantile(0, 0, 0, 0.9), None);
/// ```
#[must_use]
pub fn interpolate_quantile(lower: i64, upper: i64, n: i64, p: f64) -> Option<f64> {
    let fraction = quantile_position(n, p)?.fract();
    let (lower, upper) = (lower as f64, upper as f64);
    Some(lower + fraction * (upper - lower))
}

/// The mean of counted values, `None` without values.
///
/// **Formula**: Σ value · count ÷ Σ count, in the unit of the values.
///
/// ```
/// use risk::rate::mean;
///
/// assert_eq!(mean(&[(0, 3), (10, 1)]), Some(2.5));
/// assert_eq!(mean(&[]), None);
/// ```
#[must_use]
pub fn mean(histogram: &[(i64, i64)]) -> Option<f64> {
    let n: i128 = histogram.iter().map(|&(_, count)| i128::from(count)).sum();
    let total: i128 = histogram
        .iter()
        .map(|&(value, count)| i128::from(value) * i128::from(count))
        .sum();
    (n != 0).then(|| total as f64 / n as f64)
}

/// Divides `total` units among the parts in proportion to them; `None` if the parts sum to 0.
///
/// Each gets the whole units of its share, and those left over go one each to the largest remainders, the earlier part
/// first among equals.
pub(crate) fn largest_remainder(parts: &[i64], total: i64) -> Option<Vec<i64>> {
    let sum: i128 = parts.iter().map(|&part| i128::from(part)).sum();
    if sum <= 0 {
        return None;
    }
    let scaled = |part: i64| i128::from(part) * i128::from(total);
    let mut shares: Vec<i64> = Vec::with_capacity(parts.len());
    for &part in parts {
        shares.push(i64::try_from(scaled(part).div_euclid(sum)).ok()?);
    }
    let left = total - shares.iter().sum::<i64>();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|&index| (-scaled(parts[index]).rem_euclid(sum), index));
    for &index in by_remainder.iter().take(usize::try_from(left).ok()?) {
        shares[index] += 1;
    }
    Some(shares)
}

/// Where the quantile of `n` sorted values lies, counted from 0: between two ranks, or on one.
fn quantile_position(n: i64, p: f64) -> Option<f64> {
    (n > 0 && !p.is_nan()).then(|| (n - 1) as f64 * p.clamp(0.0, 1.0))
}

/// The value at a rank, counted from 0, of the values listed one by one.
fn value_at(histogram: &[(i64, i64)], rank: i64) -> Option<i64> {
    let mut seen = 0;
    histogram.iter().find_map(|&(value, count)| {
        seen += count.max(0);
        (rank < seen).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percent_rounds_half_up_on_integers() {
        let cases = [
            (15_850, 20_903, Some(75.8)), // 75.826…
            (4_200, 20_903, Some(20.1)),
            (853, 20_903, Some(4.1)),
            (1, 8, Some(12.5)),
            (49, 400, Some(12.3)),         // 12.25
            (1, 2_000, Some(0.1)),         // 0.05
            (-1, 2_000, Some(0.0)),        // -0.05 rounds up
            (49_999, 100_000, Some(50.0)), // 49.999
            (3, 2, Some(150.0)),
            (1, -2, Some(-50.0)),
            (i64::MAX, i64::MAX, Some(100.0)),
            (i64::MIN, i64::MIN, Some(100.0)),
            (5, 0, None),
        ];
        for (numerator, denominator, expected) in cases {
            let percent = Ratio::new(numerator, denominator).percent();
            assert_eq!(percent, expected, "{numerator}/{denominator}");
        }
    }

    #[test]
    fn rates_of_amounts_round_half_up() {
        // (rate, amount, expected)
        let cases = [
            (Ratio::from_ppm(500_000), 3, Some(2)),
            (Ratio::from_ppm(500_000), -3, Some(-1)),
            (Ratio::from_ppm(499_999), 1, Some(0)),
            (Ratio::new(1, 3), 100, Some(33)),
            (Ratio::new(i64::MAX, i64::MAX), i64::MAX, Some(i64::MAX)),
            (Ratio::new(2, 1), i64::MAX, None),
            (Ratio::new(1, 0), 5, None),
        ];
        for (rate, amount, expected) in cases {
            assert_eq!(rate.of_amount(amount), expected, "{rate:?} of {amount}");
        }
    }

    #[test]
    fn value_needs_a_denominator() {
        assert_eq!(Ratio::new(1, 4).value(), Some(0.25));
        assert_eq!(Ratio::new(1, 0).value(), None);
    }

    #[test]
    fn percentages_break_ties_in_favour_of_the_earlier_part() {
        assert_eq!(
            percentages(&[1; 7]),
            Some(vec![14.3, 14.3, 14.3, 14.3, 14.3, 14.3, 14.2])
        );
        assert_eq!(percentages(&[0, 5]), Some(vec![0.0, 100.0]));
        assert_eq!(percentages(&[]), None);
    }

    #[test]
    fn quantile_agrees_with_type_7() {
        // quantile(c(1, 2, 3, 4), c(0, .25, .5, .9, 1)) in R.
        let four = [(1, 1), (2, 1), (3, 1), (4, 1)];
        let cases = [
            (0.0, 1.0),
            (0.25, 1.75),
            (0.5, 2.5),
            (0.9, 3.7),
            (1.0, 4.0),
            (1.5, 4.0),
        ];
        for (p, expected) in cases {
            let found = quantile(&four, p).expect("there are values");
            assert!((found - expected).abs() < 1e-12, "p = {p}: {found}");
        }
        // quantile(c(0, 0, 0, 7), .9) in R: 4.9.
        let skewed = quantile(&[(0, 3), (7, 1)], 0.9).expect("there are values");
        assert!((skewed - 4.9).abs() < 1e-12);
        assert_eq!(quantile(&[(5, 0)], 0.5), None);
        assert_eq!(quantile(&[(5, 1)], f64::NAN), None);
    }

    proptest! {
        #[test]
        fn percentages_sum_to_exactly_one_thousand_tenths(parts in prop::collection::vec(0..i64::MAX / 64, 1..64)) {
            prop_assume!(parts.iter().any(|&part| part > 0));
            let total: i128 = parts.iter().map(|&part| i128::from(part)).sum();
            let shares = percentages(&parts).expect("the sum is positive");
            let tenths: f64 = shares.iter().map(|share| (share * 10.0).round()).sum();
            prop_assert!((tenths - 1000.0).abs() < 0.5);
            for (&part, share) in parts.iter().zip(&shares) {
                let exact = part as f64 * 100.0 / total as f64;
                prop_assert!((share - exact).abs() < 0.1 + 1e-9);
            }
        }

        #[test]
        fn quantile_equals_that_of_the_listed_values(counts in prop::collection::vec(0_i64..5, 1..20), p in 0.0..=1.0_f64) {
            let histogram: Vec<(i64, i64)> = (0_i64..).map(|value| value * value).zip(counts).collect();
            let listed: Vec<(i64, i64)> = histogram
                .iter()
                .flat_map(|&(value, count)| (0..count).map(move |_| (value, 1)))
                .collect();
            prop_assert_eq!(quantile(&histogram, p), quantile(&listed, p));
            prop_assert_eq!(mean(&histogram), mean(&listed));
        }

        #[test]
        fn interpolation_of_neighbours_is_the_quantile(
            mut values in prop::collection::vec(-1_000_i64..1_000, 1..40), p in 0.0..=1.0_f64,
        ) {
            values.sort_unstable();
            let histogram: Vec<(i64, i64)> = values.iter().map(|&value| (value, 1)).collect();
            let position = (values.len() - 1) as f64 * p;
            let at = |rank: f64| values.iter().copied().zip(0..).find(|&(_, index)| (f64::from(index) - rank).abs() < 0.5);
            let (Some((lower, _)), Some((upper, _))) = (at(position.floor()), at(position.ceil())) else {
                return Err(TestCaseError::fail("a rank beyond the values"));
            };
            let found = interpolate_quantile(lower, upper, values.len() as i64, p);
            prop_assert_eq!(found, quantile(&histogram, p));
        }
    }
}
