//! The population stability index: how far a distribution has moved from the one it is compared with.

/// The share that stands for an empty bin unless another is chosen.
pub const DEFAULT_FLOOR: f64 = 1e-4;

/// Why two distributions cannot be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StabilityError {
    /// The distributions have different bins.
    #[error("{expected} expected bins and {actual} actual ones")]
    BinCount {
        /// Bins of the expected distribution.
        expected: usize,
        /// Bins of the actual one.
        actual: usize,
    },
    /// A bin counts less than nothing.
    #[error("the count {count} of bin {bin} is negative")]
    NegativeCount {
        /// The bin, from 0.
        bin: usize,
        /// Its count.
        count: i64,
    },
    /// The floor is no share.
    #[error("the floor of an empty bin is {floor}, not between 0 and 1")]
    Floor {
        /// What was given.
        floor: f64,
    },
}

/// A population stability index, with what it was computed with.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationStability {
    /// The sum over the bins; 0 if the shares are the same. Marks in use: from 0.10 look, from 0.25 act.
    pub index: f64,
    /// What each bin adds to it, none of them negative.
    pub contributions: Vec<f64>,
    /// The share that stands for an empty bin.
    pub floor: f64,
    /// How many bins were empty on one side at least, so that the floor stood in.
    pub floored_bins: usize,
}

/// The population stability index of two binned samples; `None` if one of them is empty.
///
/// **Formula**: PSI = Σ (a − e)·ln(a ÷ e), with e and a the shares of a bin in the expected and the actual sample
/// (fractions). The share of an empty bin is `floor` instead of 0; the other shares stay as they are.
/// Source: Siddiqi (2006), *Credit Risk Scorecards*; `docs/METRICS.md`, "Scores".
///
/// # Errors
///
/// [`StabilityError`] if the bins differ in number, a count is negative, or the floor is not between 0 and 1.
///
/// ```
/// use risk::stability::{DEFAULT_FLOOR, population_stability_index};
///
/// // 40 : 30 : 30 became 35 : 25 : 40.
/// let found = population_stability_index(&[40, 30, 30], &[35, 25, 40], DEFAULT_FLOOR)?.unwrap();
/// assert!((found.index - 0.0446).abs() < 5e-5);
/// assert_eq!(found.floored_bins, 0);
/// # Ok::<(), risk::stability::StabilityError>(())
/// ```
pub fn population_stability_index(
    expected: &[i64],
    actual: &[i64],
    floor: f64,
) -> Result<Option<PopulationStability>, StabilityError> {
    if expected.len() != actual.len() {
        return Err(StabilityError::BinCount {
            expected: expected.len(),
            actual: actual.len(),
        });
    }
    if !(floor > 0.0 && floor < 1.0) {
        return Err(StabilityError::Floor { floor });
    }
    let (Some(expected_shares), Some(actual_shares)) =
        (shares(expected, floor)?, shares(actual, floor)?)
    else {
        return Ok(None);
    };
    let contributions: Vec<f64> = expected_shares
        .iter()
        .zip(&actual_shares)
        .map(|(e, a)| (a - e) * (a / e).ln())
        .collect();
    Ok(Some(PopulationStability {
        index: contributions.iter().sum(),
        contributions,
        floor,
        floored_bins: expected
            .iter()
            .zip(actual)
            .filter(|&(&e, &a)| e == 0 || a == 0)
            .count(),
    }))
}

/// The shares of the bins, the floor for an empty one; `None` for an empty sample.
fn shares(counts: &[i64], floor: f64) -> Result<Option<Vec<f64>>, StabilityError> {
    if let Some((bin, &count)) = counts.iter().enumerate().find(|(_, count)| **count < 0) {
        return Err(StabilityError::NegativeCount { bin, count });
    }
    let total: i128 = counts.iter().map(|&count| i128::from(count)).sum();
    if total == 0 {
        return Ok(None);
    }
    let share = |&count: &i64| match count {
        0 => floor,
        count => count as f64 / total as f64,
    };
    Ok(Some(counts.iter().map(share).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index(expected: &[i64], actual: &[i64]) -> PopulationStability {
        population_stability_index(expected, actual, DEFAULT_FLOOR)
            .expect("bins that agree")
            .expect("two samples")
    }

    #[test]
    fn an_empty_bin_takes_the_floor() {
        let found = index(&[50, 50, 0], &[50, 0, 50]);
        // Bin 1 from 0.5 to the floor, bin 2 from the floor to 0.5: the same twice.
        let once = (0.5 - 1e-4) * (0.5_f64 / 1e-4).ln();
        assert!((found.index - 2.0 * once).abs() < 1e-12, "{found:?}");
        assert_eq!(found.floored_bins, 2);
        assert!((found.floor - 1e-4).abs() < f64::EPSILON);
        // Empty on both sides: nothing moved.
        assert!(index(&[1, 0], &[5, 0]).index.abs() < 1e-15);
    }

    #[test]
    fn distributions_are_checked() {
        let compare = population_stability_index;
        assert_eq!(
            compare(&[1], &[1, 2], 0.1),
            Err(StabilityError::BinCount {
                expected: 1,
                actual: 2
            })
        );
        assert_eq!(
            compare(&[1, 1], &[1, -2], 0.1),
            Err(StabilityError::NegativeCount { bin: 1, count: -2 })
        );
        assert_eq!(
            compare(&[1], &[1], 0.0),
            Err(StabilityError::Floor { floor: 0.0 })
        );
        assert!(compare(&[1], &[1], f64::NAN).is_err());
        assert_eq!(compare(&[0, 0], &[1, 2], 0.1), Ok(None));
        assert_eq!(compare(&[], &[], 0.1), Ok(None));
    }

    proptest! {
        #[test]
        fn index_is_symmetric_and_zero_for_equal_shares(
            counts in prop::collection::vec((1_i64..1_000, 1_i64..1_000), 1..20), factor in 1_i64..50,
        ) {
            let (expected, actual): (Vec<i64>, Vec<i64>) = counts.into_iter().unzip();
            let there = index(&expected, &actual);
            let back = index(&actual, &expected);
            prop_assert!((there.index - back.index).abs() < 1e-9);
            prop_assert!(there.contributions.iter().all(|part| *part >= 0.0));
            let larger: Vec<i64> = expected.iter().map(|count| count * factor).collect();
            prop_assert!(index(&expected, &larger).index.abs() < 1e-12);
        }
    }
}
