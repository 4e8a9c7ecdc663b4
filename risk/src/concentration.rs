//! How unevenly a book is spread over its holders: customers, or the values of a dimension.

use crate::rate::Ratio;

/// The concentration of a book, from the shares of its holders in the balance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration {
    /// Holders with a balance.
    pub holders: i64,
    /// The Herfindahl-Hirschman index: the sum of the squared shares, from 1 ÷ holders to 1.
    pub herfindahl_hirschman_index: f64,
    /// The index between 0 (all equal) and 1 (one holds all); `None` for a single holder.
    pub normalised_index: Option<f64>,
    /// How many holders of equal size would give the same index.
    pub effective_number: f64,
}

impl Concentration {
    /// The concentration of a list of balances in minor units; `None` if no balance is above 0.
    ///
    /// Balances of 0 or less are no holdings.
    ///
    /// **Formula**: with the share s of each of N holders, H = Σ s² = Σ balance² ÷ (Σ balance)², both sums exact;
    /// normalised (H − 1/N) ÷ (1 − 1/N); effective number 1 ÷ H.
    /// Source: Herfindahl (1950), Hirschman (1945); Adelman (1969) for the effective number; `docs/METRICS.md`, "Book".
    ///
    /// ```
    /// use risk::concentration::Concentration;
    ///
    /// let book = Concentration::of_balances(&[50_000, 25_000, 25_000, 0]).unwrap();
    /// assert_eq!(book.holders, 3);
    /// assert_eq!(book.herfindahl_hirschman_index, 0.375); // 1/4 + 1/16 + 1/16
    /// assert!((book.normalised_index.unwrap() - 0.0625).abs() < 1e-12);
    /// assert!((book.effective_number - 8.0 / 3.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn of_balances(balances_minor: &[i64]) -> Option<Self> {
        let mut holders = 0;
        let mut total = 0_i128;
        // The squares of balances whose sum is an amount cannot overflow.
        let mut squares = 0_i128;
        for &balance in balances_minor.iter().filter(|&&balance| balance > 0) {
            holders += 1;
            total += i128::from(balance);
            squares += i128::from(balance).pow(2);
        }
        Self::of_sums(total as f64, squares as f64, holders)
    }

    /// The concentration from sums that somebody else has taken; `None` if the total is not above 0.
    ///
    /// `total` is Σ balance, `squares` is Σ balance², both over the `holders` with a balance above 0 and in one unit.
    /// Formula and source as in [`of_balances`](Self::of_balances).
    ///
    /// ```
    /// use risk::concentration::Concentration;
    ///
    /// // Balances of 3 and 1.
    /// let book = Concentration::of_sums(4.0, 10.0, 2).unwrap();
    /// assert_eq!(book.herfindahl_hirschman_index, 0.625);
    /// assert_eq!(book.normalised_index, Some(0.25));
    /// assert_eq!(book.effective_number, 1.6);
    /// ```
    #[must_use]
    pub fn of_sums(total: f64, squares: f64, holders: i64) -> Option<Self> {
        if holders <= 0 || !(total > 0.0 && squares > 0.0) {
            return None;
        }
        let index = squares / (total * total);
        let equal = 1.0 / holders as f64;
        Some(Self {
            holders,
            herfindahl_hirschman_index: index,
            // Rounding may carry equal shares a little below 0.
            normalised_index: (holders > 1).then(|| ((index - equal) / (1.0 - equal)).max(0.0)),
            effective_number: 1.0 / index,
        })
    }
}

/// The share of the largest holders in the balance; without denominator in an empty book.
///
/// All holders, if there are fewer than `count`; balances of 0 or less are no holdings.
///
/// **Formula** (a fraction): Σ of the `count` largest balances ÷ Σ balances.
/// Source: `docs/METRICS.md`, "Book".
///
/// ```
/// use risk::{concentration::top_share, rate::Ratio};
///
/// assert_eq!(top_share(&[10, 50, 15, 25], 2), Ratio::new(75, 100));
/// assert_eq!(top_share(&[], 10).value(), None);
/// ```
#[must_use]
pub fn top_share(balances_minor: &[i64], count: usize) -> Ratio {
    let mut holdings: Vec<i64> = balances_minor
        .iter()
        .copied()
        .filter(|&balance| balance > 0)
        .collect();
    holdings.sort_unstable_by(|a, b| b.cmp(a));
    Ratio::new(holdings.iter().take(count).sum(), holdings.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn indices_worked_by_hand() {
        // (balances, holders, index, normalised, effective number)
        let cases = [
            (&[7][..], 1, 1.0, None, 1.0),
            (&[5, 5], 2, 0.5, Some(0.0), 2.0),
            (&[1, 1, 1, 1, 0, -3], 4, 0.25, Some(0.0), 4.0),
            (&[30, 30, 20, 20], 4, 0.26, Some(0.04 / 3.0), 1.0 / 0.26),
            (&[80, 10, 10], 3, 0.66, Some(0.49), 1.0 / 0.66),
        ];
        for (balances, holders, index, normalised, effective) in cases {
            let found = Concentration::of_balances(balances).expect("a balance");
            let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
            assert_eq!(found.holders, holders);
            assert!(close(found.herfindahl_hirschman_index, index), "{found:?}");
            assert!(close(found.effective_number, effective), "{found:?}");
            assert_eq!(found.normalised_index.is_some(), normalised.is_some());
            if let (Some(found), Some(expected)) = (found.normalised_index, normalised) {
                assert!(close(found, expected), "{found}");
            }
        }
    }

    #[test]
    fn empty_book_has_no_concentration() {
        assert_eq!(Concentration::of_balances(&[]), None);
        assert_eq!(Concentration::of_balances(&[0, -5]), None);
        assert_eq!(Concentration::of_sums(0.0, 0.0, 0), None);
        assert_eq!(Concentration::of_sums(f64::NAN, 1.0, 1), None);
        assert_eq!(top_share(&[0, -5], 3), Ratio::new(0, 0));
    }

    #[test]
    fn large_balances_do_not_overflow() {
        let half = i64::MAX / 2;
        let found = Concentration::of_balances(&[half, half]).expect("balances");
        assert!((found.herfindahl_hirschman_index - 0.5).abs() < 1e-12);
        assert_eq!(top_share(&[half, half], 9), Ratio::new(half * 2, half * 2));
    }

    proptest! {
        #[test]
        fn index_lies_between_equal_shares_and_one(balances in prop::collection::vec(1_i64..1_000_000_000_000, 1..50)) {
            let found = Concentration::of_balances(&balances).expect("balances");
            let equal = 1.0 / balances.len() as f64;
            prop_assert!((equal - 1e-12..=1.0 + 1e-12).contains(&found.herfindahl_hirschman_index));
            prop_assert!(found.normalised_index.is_none_or(|index| (0.0..=1.0 + 1e-12).contains(&index)));
            let shares: Vec<f64> = (1..=balances.len()).filter_map(|count| top_share(&balances, count).value()).collect();
            prop_assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!((shares[balances.len() - 1] - 1.0).abs() < 1e-12);
        }
    }
}
