//! The provision matrix: a loss allowance from balances and loss rates by bucket of days past due.

use crate::rate::Ratio;

/// One bucket of a provision matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvisionBucket {
    /// Balance in the bucket, in minor units.
    pub balance_minor: i64,
    /// The share of it expected to be lost: given as parts per million ([`Ratio::from_ppm`]), or from own history as
    /// ultimate loss ÷ amount that ever reached the bucket.
    pub loss_rate: Ratio,
}

/// The loss allowance of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossAllowance {
    /// Of each bucket in minor units; `None` where there is a balance and no rate.
    pub by_bucket_minor: Vec<Option<i64>>,
    /// Their sum; `None` if one of them is unknown.
    pub total_minor: Option<i64>,
}

/// The loss allowance by a provision matrix.
///
/// **Formula** (minor units): Σ over buckets of balance · loss rate, each product rounded half-up to a minor unit, so
/// the buckets add up to the total.
/// Source: IFRS 9 B5.5.35 and Illustrative Example 12 (IE74-IE77); `docs/METRICS.md`, "Provision matrix".
///
/// ```
/// use risk::{provision::{ProvisionBucket, provision_matrix}, rate::Ratio};
///
/// // 1,500.00 at 0.3 % and 250.00 at 6.6 %.
/// let bucket = |balance_minor, ppm| ProvisionBucket { balance_minor, loss_rate: Ratio::from_ppm(ppm) };
/// let allowance = provision_matrix(&[bucket(150_000, 3_000), bucket(25_000, 66_000)]);
/// assert_eq!(allowance.by_bucket_minor, [Some(450), Some(1_650)]);
/// assert_eq!(allowance.total_minor, Some(2_100));
/// ```
#[must_use]
pub fn provision_matrix(buckets: &[ProvisionBucket]) -> LossAllowance {
    let by_bucket_minor: Vec<Option<i64>> = buckets
        .iter()
        .map(|bucket| match bucket.balance_minor {
            0 => Some(0),
            balance_minor => bucket.loss_rate.of_amount(balance_minor),
        })
        .collect();
    let total_minor = by_bucket_minor
        .iter()
        .try_fold(0_i64, |total, part| total.checked_add((*part)?));
    LossAllowance {
        by_bucket_minor,
        total_minor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bucket(balance_minor: i64, numerator: i64, denominator: i64) -> ProvisionBucket {
        ProvisionBucket {
            balance_minor,
            loss_rate: Ratio::new(numerator, denominator),
        }
    }

    #[test]
    fn products_round_half_up() {
        // (balance, rate as a fraction, allowance)
        let cases = [
            (1, (1, 2), 1),
            (1, (499_999, 1_000_000), 0),
            (999, (1, 2), 500),
            (100, (1, 3), 33),
            (200, (1, 3), 67),
            (5, (1, 1), 5),
            (5, (0, 1), 0),
        ];
        for (balance, (numerator, denominator), expected) in cases {
            let allowance = provision_matrix(&[bucket(balance, numerator, denominator)]);
            assert_eq!(allowance.total_minor, Some(expected), "{balance}");
        }
    }

    #[test]
    fn a_balance_needs_a_rate() {
        let unknown = provision_matrix(&[bucket(100, 1, 10), bucket(100, 0, 0)]);
        assert_eq!(unknown.by_bucket_minor, [Some(10), None]);
        assert_eq!(unknown.total_minor, None);
        let nothing_there = provision_matrix(&[bucket(100, 1, 10), bucket(0, 0, 0)]);
        assert_eq!(nothing_there.total_minor, Some(10));
        assert_eq!(provision_matrix(&[]).total_minor, Some(0));
    }

    proptest! {
        #[test]
        fn allowance_is_within_half_a_unit_a_bucket(
            list in prop::collection::vec((0_i64..1_000_000_000_000, 0_i64..=1_000_000), 0..12),
        ) {
            let buckets: Vec<_> = list
                .iter()
                .map(|&(balance, ppm)| bucket(balance, ppm, 1_000_000))
                .collect();
            let total = provision_matrix(&buckets).total_minor.expect("rates");
            let exact: i128 = list.iter().map(|&(balance, ppm)| i128::from(balance) * i128::from(ppm)).sum();
            let difference = i128::from(total) * 1_000_000 - exact;
            prop_assert!(difference.abs() <= 500_000 * list.len() as i128);
        }
    }
}
