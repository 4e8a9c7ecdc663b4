//! How two variables go together.

use std::borrow::Cow;

/// How the correlation of two variables is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrelationMethod {
    /// By the values.
    Pearson,
    /// By their ranks.
    Spearman,
}

/// The correlation of two columns, over the rows in which both have a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The one column, counted from 0.
    pub x: usize,
    /// The other, not before it.
    pub y: usize,
    /// From -1 to 1; `None` with fewer than two rows, or where one of them does not vary.
    pub coefficient: Option<f64>,
    /// Rows in which both have a value.
    pub count: usize,
}

/// The correlation of each column with itself and with those after it, in order; the columns have one length.
///
/// A pair is compared over the rows in which both have a value, whatever the others have; for Spearman's coefficient
/// the ranks are those among these rows.
///
/// **Formula**: [`pearson`] or [`spearman`].
///
/// ```
/// use risk::distribution::{CorrelationMethod, correlations};
///
/// let columns = [vec![Some(1.0), Some(2.0), Some(3.0)], vec![Some(5.0), None, Some(1.0)]];
/// let found = correlations(&columns, CorrelationMethod::Pearson);
/// assert_eq!(found.len(), 3); // 0 with 0, 0 with 1, 1 with 1
/// assert_eq!((found[1].x, found[1].y, found[1].count), (0, 1, 2));
/// assert_eq!(found[1].coefficient, Some(-1.0));
/// ```
#[must_use]
pub fn correlations(columns: &[Vec<Option<f64>>], method: CorrelationMethod) -> Vec<Pair> {
    let ranked: Vec<Vec<f64>> = match method {
        CorrelationMethod::Pearson => Vec::new(),
        CorrelationMethod::Spearman => columns
            .iter()
            .map(|column| ranks(&column.iter().copied().flatten().collect::<Vec<_>>()))
            .collect(),
    };
    let mut pairs = Vec::new();
    for (x, first) in columns.iter().enumerate() {
        for (y, second) in columns.iter().enumerate().skip(x) {
            let (of_x, of_y): (Vec<f64>, Vec<f64>) = first
                .iter()
                .zip(second)
                .filter_map(|(first, second)| Some(((*first)?, (*second)?)))
                .unzip();
            let count = of_x.len();
            // The ranks of a column hold in each pair that has all of its values.
            let ranks_of = |column: usize, values: Vec<f64>| match method {
                CorrelationMethod::Pearson => Cow::from(values),
                CorrelationMethod::Spearman if ranked[column].len() == count => {
                    Cow::from(&ranked[column])
                }
                CorrelationMethod::Spearman => Cow::from(ranks(&values)),
            };
            pairs.push(Pair {
                x,
                y,
                coefficient: pearson(&ranks_of(x, of_x), &ranks_of(y, of_y)),
                count,
            });
        }
    }
    pairs
}

/// Pearson's coefficient of two lists of values, pair by pair; `None` with fewer than two pairs, or where one of the
/// lists does not vary.
///
/// **Formula**: with the means m and n, r = Σ (x − m)(y − n) ÷ √(Σ (x − m)² · Σ (y − n)²), from -1 to 1.
/// Source: Pearson (1895), *Note on Regression and Inheritance in the Case of Two Parents*.
///
/// ```
/// use risk::distribution::pearson;
///
/// let found = pearson(&[1.0, 2.0, 3.0], &[1.0, 1.0, 4.0]).unwrap();
/// assert!((found - 0.75_f64.sqrt()).abs() < 1e-12);
/// assert_eq!(pearson(&[1.0, 2.0], &[7.0, 7.0]), None);
/// ```
#[must_use]
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    if !(varies(x) && varies(y)) {
        return None;
    }
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut of_x, mut of_y, mut of_both) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (from_x, from_y) = (x - mean_x, y - mean_y);
        of_x += from_x * from_x;
        of_y += from_y * from_y;
        of_both += from_x * from_y;
    }
    // Rounding may carry a straight line a little beyond 1.
    Some((of_both / (of_x * of_y).sqrt()).clamp(-1.0, 1.0))
}

/// Spearman's coefficient of two lists of values, pair by pair; `None` with fewer than two pairs, or where one of the
/// lists does not vary.
///
/// **Formula**: [`pearson`] of the ranks, where equal values share the mean of their ranks.
/// Source: Spearman (1904), *The Proof and Measurement of Association between Two Things*.
///
/// ```
/// use risk::distribution::spearman;
///
/// // Always rising, though on no line.
/// assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 10.0, 1000.0]), Some(1.0));
/// ```
#[must_use]
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    pearson(&ranks(x), &ranks(y))
}

fn varies(values: &[f64]) -> bool {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    least < greatest
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The rank of each value from 0, the mean of their ranks for equal ones; where ranks begin changes no correlation.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = |value: &f64| {
        let first = sorted.partition_point(|other| other < value);
        let behind = sorted.partition_point(|other| other <= value);
        (first + behind - 1) as f64 / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_values_share_the_mean_of_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [2.5, 0.0, 2.5, 1.0]);
        assert_eq!(ranks(&[5.0, 5.0, 5.0]), [1.0, 1.0, 1.0]);
        assert!(ranks(&[]).is_empty());
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        // The mean of many 0.1 is not 0.1 to the last digit.
        let (still, rising) = ([0.1; 9], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
        assert_eq!(pearson(&still, &rising), None);
        assert_eq!(spearman(&rising, &still), None);
        assert_eq!(pearson(&[1.0], &[2.0]), None);
        assert_eq!(pearson(&[], &[]), None);
    }

    #[test]
    fn a_pair_is_compared_where_both_are_known() {
        let known = |values: [i32; 5]| -> Vec<Option<f64>> {
            let values = values.into_iter();
            values
                .map(|value| (value >= 0).then(|| f64::from(value)))
                .collect()
        };
        let columns = [
            known([9, 1, 2, 3, -1]),
            known([-1, 4, 6, 5, 7]),
            known([-1; 5]),
        ];
        for method in [CorrelationMethod::Pearson, CorrelationMethod::Spearman] {
            let found = correlations(&columns, method);
            let pairs: Vec<_> = found
                .iter()
                .map(|pair| (pair.x, pair.y, pair.count))
                .collect();
            let expected = [
                (0, 0, 4),
                (0, 1, 3),
                (0, 2, 0),
                (1, 1, 4),
                (1, 2, 0),
                (2, 2, 0),
            ];
            assert_eq!(pairs, expected);
            assert_eq!(found[0].coefficient, Some(1.0));
            // 1, 2, 3 with 4, 6, 5: the ranks are as far apart as the values.
            assert_eq!(found[1].coefficient, Some(0.5));
            assert_eq!(found[2].coefficient, None);
            assert_eq!(found[5].coefficient, None);
        }
    }

    proptest! {
        #[test]
        fn coefficients_keep_their_meaning(
            pairs in prop::collection::vec((-100_i32..100, -100_i32..100), 2..40), factor in 1_i32..9, shift in -50_i32..50,
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) =
                pairs.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).unzip();
            let moved: Vec<f64> = x.iter().map(|x| x * f64::from(factor) + f64::from(shift)).collect();
            let falling: Vec<f64> = x.iter().map(|x| -x.powi(3)).collect();
            let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a.is_none() && b.is_none(),
            };
            prop_assert!(close(pearson(&x, &y), pearson(&y, &x)));
            prop_assert!(close(pearson(&x, &y), pearson(&moved, &y)));
            prop_assert!(close(spearman(&x, &y), spearman(&falling, &y).map(|found| -found)));
            prop_assert!(pearson(&x, &y).is_none_or(|found| found.abs() <= 1.0));
            let columns = [x, y].map(|column| column.into_iter().map(Some).collect::<Vec<_>>());
            for pair in correlations(&columns, CorrelationMethod::Spearman) {
                let values = |at: usize| columns[at].iter().copied().flatten().collect::<Vec<_>>();
                prop_assert_eq!(pair.coefficient, spearman(&values(pair.x), &values(pair.y)));
            }
        }
    }
}
