//! The engagement score of a customer: do they pay on time, all, and lately?

/// A customer's payment record over the instalments due in the last 180 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engagement {
    /// Instalments due in the window.
    pub instalments_due: i64,
    /// Of these, on time.
    pub instalments_on_time: i64,
    /// What fell due with them, in minor units.
    pub amount_due_minor: i64,
    /// What was received on them by the as-of date, in minor units; more than fell due counts as all of it.
    pub amount_received_minor: i64,
    /// Days from the customer's last receipt, on any instalment, to the as-of date; `None` without one.
    pub days_since_receipt: Option<i64>,
}

/// Up to this age the last receipt counts in full.
const RECENT_DAYS: i64 = 30;
/// From this age on it counts nothing.
const STALE_DAYS: i64 = 90;

/// The engagement score, 0 to 100; `None` if nothing fell due in the window.
///
/// **Formula** (points): ⌊50·(on time ÷ due) + 30·(amount received ÷ amount due) + 20·recency⌋, the floor of the whole
/// sum, exact in integers; recency = 1 for a last receipt at most 30 days old, 0 from 90 days on or without one, between
/// them (90 − days) ÷ 60.
/// Source: our own definition.
///
/// ```
/// use risk::engagement::{Engagement, engagement_score};
///
/// let customer = Engagement {
///     instalments_due: 6,
///     instalments_on_time: 4,
///     amount_due_minor: 60_000,
///     amount_received_minor: 55_000,
///     days_since_receipt: Some(45),
/// };
/// // 33.33 + 27.5 + 15 = 75.83
/// assert_eq!(engagement_score(&customer), Some(75));
/// ```
#[must_use]
pub fn engagement_score(customer: &Engagement) -> Option<i64> {
    if customer.instalments_due <= 0 || customer.amount_due_minor <= 0 {
        return None;
    }
    let span = i128::from(STALE_DAYS - RECENT_DAYS);
    let recency = customer.days_since_receipt.map_or(0, |days| {
        i128::from(STALE_DAYS - days.clamp(RECENT_DAYS, STALE_DAYS))
    });
    let due = i128::from(customer.instalments_due);
    let on_time = i128::from(customer.instalments_on_time);
    let amount_due = i128::from(customer.amount_due_minor);
    let received = i128::from(customer.amount_received_minor).min(amount_due);
    // Over the common denominator due · amount due · span.
    let points = 50 * on_time * amount_due * span
        + 30 * received * due * span
        + 20 * recency * due * amount_due;
    i64::try_from(points.div_euclid(due * amount_due * span)).ok()
}

/// The band of a score, from 0: 0-19, 20-39, 40-59, 60-79, 80-100.
///
/// Source: our own definition.
///
/// ```
/// use risk::engagement::engagement_band;
///
/// assert_eq!([0, 19, 20, 79, 80, 100].map(engagement_band), [0, 0, 1, 3, 4, 4]);
/// ```
#[must_use]
pub fn engagement_band(score: i64) -> usize {
    usize::try_from(score / 20).map_or(0, |band| band.min(4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(due: (i64, i64), amount: (i64, i64), days: Option<i64>) -> Option<i64> {
        engagement_score(&Engagement {
            instalments_due: due.1,
            instalments_on_time: due.0,
            amount_due_minor: amount.1,
            amount_received_minor: amount.0,
            days_since_receipt: days,
        })
    }

    #[test]
    fn scores_worked_by_hand() {
        // (on time of due, received of amount due, days since the last receipt, score)
        let cases = [
            ((6, 6), (600, 600), Some(0), Some(100)),
            ((6, 6), (600, 600), Some(30), Some(100)),
            ((6, 6), (600, 600), Some(31), Some(99)), // 99.67
            ((6, 6), (600, 600), Some(60), Some(90)),
            ((6, 6), (600, 600), Some(89), Some(80)), // 80.33
            ((6, 6), (600, 600), Some(90), Some(80)),
            ((6, 6), (600, 600), Some(500), Some(80)),
            ((6, 6), (600, 600), None, Some(80)),
            ((0, 6), (0, 600), None, Some(0)),
            // 16.67 + 10 + 6.67 = 33.33, where three floors would make 32.
            ((1, 3), (1, 3), Some(70), Some(33)),
            // 33.33 + 20 + 6.67 = 60 exactly, which floating point may miss.
            ((2, 3), (2, 3), Some(70), Some(60)),
            ((6, 6), (900, 600), Some(0), Some(100)), // overpaid
            ((0, 0), (0, 0), Some(0), None),
        ];
        for (due, amount, days, expected) in cases {
            assert_eq!(
                score(due, amount, days),
                expected,
                "{due:?} {amount:?} {days:?}"
            );
        }
    }

    #[test]
    fn large_amounts_do_not_overflow() {
        let all = score((500_000, 500_000), (i64::MAX, i64::MAX), Some(0));
        assert_eq!(all, Some(100));
    }

    proptest! {
        #[test]
        fn score_is_bounded_and_close_to_the_fraction(
            due in 1_i64..100, on_time in 0_i64..100, amount in 1_i64..1_000_000, received in 0_i64..1_000_000,
            days in prop::option::of(0_i64..200),
        ) {
            let (on_time, received) = (on_time.min(due), received.min(amount));
            let found = score((on_time, due), (received, amount), days).expect("something fell due");
            prop_assert!((0..=100).contains(&found));
            prop_assert!(engagement_band(found) < 5);
            let recency = days.map_or(0.0, |days| ((90 - days) as f64 / 60.0).clamp(0.0, 1.0));
            let exact = 50.0 * on_time as f64 / due as f64 + 30.0 * received as f64 / amount as f64 + 20.0 * recency;
            prop_assert!((-1e-9..1.0 + 1e-9).contains(&(exact - found as f64)));
        }
    }
}
