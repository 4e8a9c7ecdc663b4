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
/// Values are whole, minor units or parts per million, so that one on the edge of two bins is in the upper one and no
/// rounding decides.
///
/// **Formula**: with the least value a, the greatest b, and k bins, bin i from 0 is [a + i·(b − a) ÷ k,
/// a + (i + 1)·(b − a) ÷ k), and the last one holds b too. Values that are all the same are one bin without width.
/// Source: `numpy.histogram`, whose bins these are.
///
/// ```
/// use risk::distribution::{Bin, equal_bins};
///
/// let found = equal_bins(&[10, 20, 10, 25, 40], 4);
/// assert_eq!(found[0], Bin { from: 10.0, to: 17.5, count: 2 });
/// assert_eq!(found[1], Bin { from: 17.5, to: 25.0, count: 1 });
/// assert_eq!(found[2], Bin { from: 25.0, to: 32.5, count: 1 });
/// assert_eq!(found[3], Bin { from: 32.5, to: 40.0, count: 1 });
/// ```
#[must_use]
pub fn equal_bins(values: &[i64], bins: u32) -> Vec<Bin> {
    let Some((least, greatest)) = range(values) else {
        return Vec::new();
    };
    let width = greatest - least;
    let bins = i128::from(if width == 0 { 1 } else { bins.max(1) });
    let edge = |at: i128| (least * bins + width * at) as f64 / bins as f64;
    let place = |value: i128| match (value - least) * bins {
        0 => 0,
        from_least => (from_least / width).min(bins - 1),
    };
    fill(values, bins, edge, place)
}

/// The values in ranges that hold equally many whole numbers, lowest first; none without values.
///
/// For what is counted, such as years and days: a width that is no whole number would give some bins one number more
/// than others, and bins narrower than 1 would be empty whatever the values are. So there are at most `bins` of them,
/// and the last may end beyond the greatest value.
///
/// **Formula**: with the least value a, the greatest b, and k bins, the width w is (b − a + 1) ÷ k, rounded up; bin i
/// from 0 is [a + i·w, a + (i + 1)·w), for as long as it begins at b or before.
///
/// ```
/// use risk::distribution::{Bin, whole_bins};
///
/// let found = whole_bins(&[18, 19, 20, 22], 3);
/// assert_eq!(found[0], Bin { from: 18.0, to: 20.0, count: 2 });
/// assert_eq!(found[1], Bin { from: 20.0, to: 22.0, count: 1 });
/// assert_eq!(found[2], Bin { from: 22.0, to: 24.0, count: 1 });
/// assert_eq!(whole_bins(&[5, 6], 20).len(), 2);
/// ```
#[must_use]
pub fn whole_bins(values: &[i64], bins: u32) -> Vec<Bin> {
    let Some((least, greatest)) = range(values) else {
        return Vec::new();
    };
    let numbers = greatest - least + 1;
    let width = rounded_up(numbers, i128::from(bins.max(1)));
    let edge = |at: i128| (least + width * at) as f64;
    fill(values, rounded_up(numbers, width), edge, |value| {
        (value - least) / width
    })
}

/// The least and the greatest value, wide enough to multiply.
fn range(values: &[i64]) -> Option<(i128, i128)> {
    let (least, greatest) = (values.iter().min()?, values.iter().max()?);
    Some((i128::from(*least), i128::from(*greatest)))
}

/// The quotient of two positive numbers.
fn rounded_up(dividend: i128, divisor: i128) -> i128 {
    (dividend + divisor - 1) / divisor
}

/// Counts the values by the place of their bin, from 0.
fn fill(
    values: &[i64],
    bins: i128,
    edge: impl Fn(i128) -> f64,
    place: impl Fn(i128) -> i128,
) -> Vec<Bin> {
    let mut filled: Vec<Bin> = (0..bins)
        .map(|at| Bin {
            from: edge(at),
            to: edge(at + 1),
            count: 0,
        })
        .collect();
    for &value in values {
        let at = usize::try_from(place(i128::from(value))).ok();
        if let Some(bin) = at.and_then(|at| filled.get_mut(at)) {
            bin.count += 1;
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(bins: &[Bin]) -> Vec<i64> {
        bins.iter().map(|bin| bin.count).collect()
    }

    #[test]
    fn values_that_do_not_vary_are_one_bin() {
        let found = equal_bins(&[7, 7, 7], 20);
        assert_eq!(
            found,
            [Bin {
                from: 7.0,
                to: 7.0,
                count: 3
            }]
        );
        let found = whole_bins(&[7, 7, 7], 20);
        assert_eq!(
            found,
            [Bin {
                from: 7.0,
                to: 8.0,
                count: 3
            }]
        );
        assert!(equal_bins(&[], 5).is_empty() && whole_bins(&[], 5).is_empty());
    }

    #[test]
    fn edges_belong_to_the_upper_bin() {
        // In cents, from 250.00 to 18,424.00 in 20 bins of 908.70; in binary the edge 2,976.10 is none.
        let found = equal_bins(&[25_000, 297_609, 297_610, 1_842_400], 20);
        assert_eq!(counts(&found)[..4], [1, 0, 1, 1]);
        assert_eq!(found[19].count, 1);
    }

    #[test]
    fn whole_numbers_are_spread_evenly() {
        // (from, to, bins, width, bins found)
        let cases = [
            (0, 9, 10, 1.0, 10),
            (0, 9, 100, 1.0, 10),
            (0, 10, 10, 2.0, 6),
            (19, 75, 20, 3.0, 19),
            (-3, 3, 2, 4.0, 2),
        ];
        for (from, to, bins, width, expected) in cases {
            let all: Vec<i64> = (from..=to).collect();
            let found = whole_bins(&all, bins);
            assert_eq!(found.len(), expected, "{from} to {to} in {bins}");
            assert!(found.iter().all(|bin| bin.count > 0));
            assert!(
                found
                    .iter()
                    .all(|bin| (bin.to - bin.from - width).abs() < 1e-12)
            );
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        let extremes = [i64::MIN, 0, i64::MAX];
        assert_eq!(counts(&equal_bins(&extremes, 2)), [1, 2]);
        assert_eq!(counts(&whole_bins(&extremes, 2)), [1, 2]);
    }

    proptest! {
        #[test]
        fn every_value_is_in_its_bin(
            values in prop::collection::vec(-10_000_i64..10_000, 1..60), bins in 1_u32..=100,
        ) {
            for found in [equal_bins(&values, bins), whole_bins(&values, bins)] {
                prop_assert!((1..=bins as usize).contains(&found.len()));
                prop_assert_eq!(counts(&found).iter().sum::<i64>(), values.len() as i64);
                let last = found.len() - 1;
                for (at, bin) in found.iter().enumerate() {
                    let inside = values.iter().filter(|value| {
                        let value = **value as f64;
                        value >= bin.from - 1e-9 && (value < bin.to + 1e-9 || at == last)
                    });
                    prop_assert!(inside.count() as i64 >= bin.count);
                }
                prop_assert!(found.windows(2).all(|pair| (pair[0].to - pair[1].from).abs() < 1e-9));
            }
        }
    }
}
