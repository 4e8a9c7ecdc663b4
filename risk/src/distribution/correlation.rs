//! How two variables go together.

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
    let mut pairs = Vec::new();
    for (x, first) in columns.iter().enumerate() {
        for (y, second) in columns.iter().enumerate().skip(x) {
            let known = first.iter().zip(second);
            let known: Vec<_> = known
                .filter_map(|(first, second)| Some(((*first)?, (*second)?)))
                .collect();
            pairs.push(Pair {
                x,
                y,
                coefficient: match method {
                    CorrelationMethod::Pearson => pearson(&known),
                    CorrelationMethod::Spearman => spearman(&known),
                },
                count: known.len(),
            });
        }
    }
    pairs
}

/// Pearson's coefficient of pairs of values; `None` with fewer than two, or where one of them does not vary.
///
/// **Formula**: with the means m and n, r = Σ (x − m)(y − n) ÷ √(Σ (x − m)² · Σ (y − n)²), from -1 to 1.
/// Source: Pearson (1895), *Note on Regression and Inheritance in the Case of Two Parents*.
///
/// ```
/// use risk::distribution::pearson;
///
/// assert_eq!(pearson(&[(1.0, 1.0), (2.0, 1.0), (3.0, 4.0)]), Some(0.866_025_403_784_438_6)); // √3 ÷ 2
/// assert_eq!(pearson(&[(1.0, 7.0), (2.0, 7.0)]), None);
/// ```
#[must_use]
pub fn pearson(pairs: &[(f64, f64)]) -> Option<f64> {
    let varies = |of: fn(&(f64, f64)) -> f64| {
        let values = pairs.iter().map(of);
        let least = values.clone().reduce(f64::min)?;
        (least < values.reduce(f64::max)?).then_some(())
    };
    varies(|pair| pair.0)?;
    varies(|pair| pair.1)?;
    let n = pairs.len() as f64;
    let mean_x = pairs.iter().map(|pair| pair.0).sum::<f64>() / n;
    let mean_y = pairs.iter().map(|pair| pair.1).sum::<f64>() / n;
    let (mut of_x, mut of_y, mut of_both) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (from_x, from_y) = (x - mean_x, y - mean_y);
        of_x += from_x * from_x;
        of_y += from_y * from_y;
        of_both += from_x * from_y;
    }
    // Rounding may carry a straight line a little beyond 1.
    Some((of_both / (of_x * of_y).sqrt()).clamp(-1.0, 1.0))
}

/// Spearman's coefficient of pairs of values; `None` with fewer than two, or where one of them does not vary.
///
/// **Formula**: [`pearson`] of the ranks, where equal values share the mean of their ranks.
/// Source: Spearman (1904), *The Proof and Measurement of Association between Two Things*.
///
/// ```
/// use risk::distribution::spearman;
///
/// // Always rising, though on no line.
/// assert_eq!(spearman(&[(1.0, 1.0), (2.0, 10.0), (3.0, 1000.0)]), Some(1.0));
/// ```
#[must_use]
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    let ranks_of_x = ranks(pairs.iter().map(|pair| pair.0).collect());
    let ranks_of_y = ranks(pairs.iter().map(|pair| pair.1).collect());
    let ranked: Vec<_> = ranks_of_x.into_iter().zip(ranks_of_y).collect();
    pearson(&ranked)
}

/// The rank of each value from 0, the mean of their ranks for equal ones; where ranks begin changes no correlation.
fn ranks(values: Vec<f64>) -> Vec<f64> {
    let mut sorted = values.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    values
        .into_iter()
        .map(|value| {
            let first = sorted.partition_point(|other| *other < value);
            let behind = sorted.partition_point(|other| *other <= value);
            (first + behind - 1) as f64 / 2.0
        })
        .collect()
}
