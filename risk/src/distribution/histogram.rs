//! How many values lie in each of some ranges of equal width.

/// The values in a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Begin of the range, which is in it.
    pub from: f64,
    /// End of the range, which is in it in the last bin alone.
    pub to: f64,
    /// Values in it.
    pub count: i64,
}

/// The values in ranges of equal width from the least to the greatest, lowest first; none without values.
///
/// **Formula**: with the least value a, the greatest b, and k bins, bin i from 0 is [a + i·(b − a) ÷ k,
/// a + (i + 1)·(b − a) ÷ k), and the last one holds b too. Values that are all the same are one bin without width.
/// Source: `numpy.histogram`, whose bins these are.
///
/// ```
/// use risk::distribution::{Bin, equal_bins};
///
/// let found = equal_bins(&[1.0, 2.0, 1.0, 2.5, 4.0], 3);
/// assert_eq!(found[0], Bin { from: 1.0, to: 2.0, count: 2 });
/// assert_eq!(found[1], Bin { from: 2.0, to: 3.0, count: 2 });
/// assert_eq!(found[2], Bin { from: 3.0, to: 4.0, count: 1 });
/// ```
#[must_use]
pub fn equal_bins(values: &[f64], bins: usize) -> Vec<Bin> {
    let Some((minimum, maximum)) = range(values) else {
        return Vec::new();
    };
    let width = maximum - minimum;
    if width <= 0.0 || bins < 2 {
        return fill(values, &[minimum, maximum]);
    }
    let edge = |at: usize| minimum + width * at as f64 / bins as f64;
    let mut edges: Vec<f64> = (0..bins).map(edge).collect();
    edges.push(maximum);
    fill(values, &edges)
}

/// Whole numbers in ranges that hold equally many whole numbers, lowest first; none without values.
///
/// A width that is no whole number would give some bins one number more than others, and bins narrower than 1 would be
/// empty whatever the values are. So there are at most `bins` of them, and the last may end beyond the greatest value.
///
/// **Formula**: with the least value a and the greatest b, the width w is (b − a + 1) ÷ bins, rounded up; bin i from 0
/// is [a + i·w, a + (i + 1)·w), for as long as it begins at b or before.
///
/// ```
/// use risk::distribution::{Bin, whole_bins};
///
/// let found = whole_bins(&[18.0, 19.0, 20.0, 22.0], 3);
/// assert_eq!(found[0], Bin { from: 18.0, to: 20.0, count: 2 });
/// assert_eq!(found[1], Bin { from: 20.0, to: 22.0, count: 1 });
/// assert_eq!(found[2], Bin { from: 22.0, to: 24.0, count: 1 });
/// assert_eq!(whole_bins(&[5.0, 6.0], 20).len(), 2);
/// ```
#[must_use]
pub fn whole_bins(values: &[f64], bins: usize) -> Vec<Bin> {
    let Some((minimum, maximum)) = range(values) else {
        return Vec::new();
    };
    let width = ((maximum - minimum + 1.0) / bins.max(1) as f64).ceil();
    let mut edges = vec![minimum];
    let mut edge = minimum;
    while edge <= maximum {
        edge += width;
        edges.push(edge);
    }
    fill(values, &edges)
}

/// The least and the greatest value.
fn range(values: &[f64]) -> Option<(f64, f64)> {
    let least = values.iter().copied().reduce(f64::min)?;
    let greatest = values.iter().copied().reduce(f64::max)?;
    Some((least, greatest))
}

/// Counts the values between edges, of which there are two at least; all values lie between the first and the last.
fn fill(values: &[f64], edges: &[f64]) -> Vec<Bin> {
    let mut bins: Vec<Bin> = edges
        .windows(2)
        .map(|pair| Bin {
            from: pair[0],
            to: pair[1],
            count: 0,
        })
        .collect();
    let last = bins.len() - 1;
    for &value in values {
        let ends_before = bins[..last].partition_point(|bin| bin.to <= value);
        bins[ends_before].count += 1;
    }
    bins
}
