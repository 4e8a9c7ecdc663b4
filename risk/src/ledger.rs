//! The receipts of one instalment: what each of them pays, and what they come to.

use chrono::NaiveDate;

use crate::delinquency::Rules;

/// Money received on one instalment on one day, in minor units, without late fees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cash {
    /// The day it was received.
    pub date: NaiveDate,
    /// What was received, in minor units.
    pub amount_minor: i64,
}

/// What the receipts of an instalment come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// All that was received, in minor units.
    pub received_minor: i64,
    /// The day of the last receipt.
    pub last_date: Option<NaiveDate>,
    /// What was received after the instalment had become missed, in minor units.
    pub recovered_minor: i64,
    /// The day of the last of these receipts.
    pub recovered_date: Option<NaiveDate>,
    /// The day of the receipt that completed the instalment.
    pub settled_date: Option<NaiveDate>,
}

/// The interest in each receipt, in minor units; the rest of a receipt is principal.
///
/// The receipts are given in the order of their dates.
///
/// **Formula**: interest of a receipt = min(receipt, interest due − interest received before).
/// Source: `docs/METRICS.md`, "Cash".
///
/// ```
/// use risk::ledger::interest_parts;
///
/// let parts: Vec<i64> = interest_parts(665, [500, 400, 100]).collect();
/// assert_eq!(parts, [500, 165, 0]);
/// ```
pub fn interest_parts(
    interest_due_minor: i64,
    received_minor: impl IntoIterator<Item = i64>,
) -> impl Iterator<Item = i64> {
    let mut left_minor = interest_due_minor;
    received_minor.into_iter().map(move |amount_minor| {
        let interest_minor = amount_minor.min(left_minor);
        left_minor -= interest_minor;
        interest_minor
    })
}

/// What the receipts of an instalment come to; they are given in the order of their dates.
///
/// **Formula**: settled on the first date by which Σ receipts ≥ amount − `settled_tolerance_minor` (on the due date where
/// nothing is asked for); recovered = Σ receipts more than `missed_after_days` after the due date.
/// Source: `docs/METRICS.md`, "Instalments".
///
/// ```
/// use chrono::NaiveDate;
/// use risk::{delinquency::Rules, ledger::{Cash, summarise}};
///
/// let day = |text: &str| text.parse::<NaiveDate>().unwrap();
/// let receipts = [
///     Cash { date: day("2025-03-10"), amount_minor: 4_000 },
///     Cash { date: day("2025-05-20"), amount_minor: 6_000 },
/// ];
/// let summary = summarise(day("2025-03-01"), 10_000, &receipts, &Rules::default());
/// assert_eq!(summary.received_minor, 10_000);
/// assert_eq!(summary.recovered_minor, 6_000);
/// assert_eq!(summary.settled_date, Some(day("2025-05-20")));
/// ```
#[must_use]
pub fn summarise(
    due_date: NaiveDate,
    amount_minor: i64,
    receipts: &[Cash],
    rules: &Rules,
) -> Summary {
    let needed_minor = amount_minor - rules.settled_tolerance_minor;
    let mut summary = Summary {
        settled_date: (needed_minor <= 0).then_some(due_date),
        ..Summary::default()
    };
    for receipt in receipts {
        summary.received_minor += receipt.amount_minor;
        summary.last_date = summary.last_date.max(Some(receipt.date));
        if (receipt.date - due_date).num_days() > rules.missed_after_days {
            summary.recovered_minor += receipt.amount_minor;
            summary.recovered_date = summary.recovered_date.max(Some(receipt.date));
        }
        if summary.received_minor >= needed_minor && summary.settled_date.is_none() {
            summary.settled_date = Some(receipt.date);
        }
    }
    summary
}

/// What of an amount goes to each debt, oldest first, and what is left when all are paid, in minor units.
///
/// ```
/// use risk::ledger::oldest_first;
///
/// assert_eq!(oldest_first(250, [100, 0, 100, 100]), (vec![100, 0, 100, 50], 0));
/// assert_eq!(oldest_first(250, [100]), (vec![100], 150));
/// ```
pub fn oldest_first(
    amount_minor: i64,
    open_minor: impl IntoIterator<Item = i64>,
) -> (Vec<i64>, i64) {
    let mut left_minor = amount_minor;
    let parts = open_minor
        .into_iter()
        .map(|open_minor| {
            let part_minor = left_minor.min(open_minor.max(0));
            left_minor -= part_minor;
            part_minor
        })
        .collect();
    (parts, left_minor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delinquency::Instalment;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn due() -> NaiveDate {
        "2025-01-31".parse().expect("a date")
    }

    proptest! {
        #[test]
        fn nothing_is_lost(
            amount in 0_i64..100_000, interest in 0_i64..5_000,
            receipts in proptest::collection::vec(0_i64..20_000, 0..8),
        ) {
            let parts: Vec<_> = interest_parts(interest, receipts.iter().copied()).collect();
            let total: i64 = receipts.iter().sum();
            prop_assert_eq!(parts.iter().sum::<i64>(), interest.min(total));
            prop_assert!(parts.iter().zip(&receipts).all(|(part, all)| (0..=*all).contains(part)));
            let (shares, left) = oldest_first(amount, receipts.iter().copied());
            prop_assert_eq!(shares.iter().sum::<i64>() + left, amount);
            prop_assert!(left == 0 || shares == receipts);
        }

        /// Where a row of the repayment history says all of its receipts, it and they agree.
        #[test]
        fn the_sum_of_receipts_is_the_row(
            amount in 1_i64..10_000, part in 0_i64..10_000, recovered in 0_i64..10_000, days in 61_i64..200,
        ) {
            let part = part.min(amount);
            let recovered = recovered.min(amount - part);
            let recovered_date = (recovered > 0).then(|| due() + TimeDelta::days(days));
            let part_date = due() + TimeDelta::days(60);
            let row = Instalment {
                due_date: due(),
                amount_minor: amount,
                interest_due_minor: 0,
                actual_paid_date: recovered_date.or((part > 0).then_some(part_date)),
                amount_paid_minor: part + recovered,
                late_fee_minor: 0,
                recovered_amount_minor: recovered,
                recovered_date,
            };
            let rules = Rules::default();
            let receipts: Vec<_> = row.receipts().iter()
                .map(|receipt| Cash { date: receipt.date, amount_minor: receipt.amount_minor() })
                .collect();
            prop_assert_eq!(summarise(due(), amount, &receipts, &rules), Summary {
                received_minor: row.amount_paid_minor,
                last_date: row.actual_paid_date,
                recovered_minor: recovered,
                recovered_date,
                settled_date: row.settled_on(&rules),
            });
        }
    }
}
