//! A loan's arrears and state at a date.

use chrono::NaiveDate;

use super::{Instalment, Rules};

/// What a loan is at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LoanStatus {
    /// Not disbursed yet.
    Pending,
    /// Disbursed, not charged off, and money still owed.
    Active,
    /// Nothing owed any more.
    PaidOff,
    /// Written off as a loss, whatever is received afterwards.
    ChargedOff,
}

/// The days past due of a loan at the as-of date; 0 if nothing is open.
///
/// **Formula** (days): as-of date − due date of the oldest instalment with due date < as-of date that is not settled by
/// then; one settled later counts as open.
/// Source: `docs/METRICS.md`, "Delinquency of a loan".
///
/// ```
/// use chrono::NaiveDate;
/// use risk::delinquency::{Instalment, Rules, days_past_due};
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
/// let due_on = |due_date| Instalment {
///     due_date,
///     amount_minor: 10_000,
///     interest_due_minor: 1_000,
///     actual_paid_date: None,
///     amount_paid_minor: 0,
///     late_fee_minor: 0,
///     recovered_amount_minor: 0,
///     recovered_date: None,
/// };
/// let open = [due_on(day(4, 1)), due_on(day(5, 1))];
/// assert_eq!(days_past_due(&open, day(5, 1), &Rules::default()), 30);
/// assert_eq!(days_past_due(&open, day(4, 1), &Rules::default()), 0);
/// ```
#[must_use]
pub fn days_past_due(instalments: &[Instalment], as_of: NaiveDate, rules: &Rules) -> i64 {
    instalments
        .iter()
        .filter(|instalment| {
            instalment.due_date < as_of && instalment.settled_by(as_of, rules).is_none()
        })
        .map(|instalment| (as_of - instalment.due_date).num_days())
        .max()
        .unwrap_or(0)
}

/// The state of a loan at the as-of date.
///
/// **Formula**: Pending if not disbursed by the as-of date; Charged Off if charged off by then; Paid Off if
/// principal − Σ principal received ≤ 0 and every instalment fallen due is settled; else Active.
/// Source: `docs/METRICS.md`, "Delinquency of a loan".
#[must_use]
pub fn loan_status(
    disbursed: Option<NaiveDate>,
    charged_off: Option<NaiveDate>,
    principal_minor: i64,
    instalments: &[Instalment],
    as_of: NaiveDate,
    rules: &Rules,
) -> LoanStatus {
    let repaid_minor: i64 = instalments
        .iter()
        .map(|instalment| instalment.principal_received_minor(as_of))
        .sum();
    let is_anything_open = instalments.iter().any(|instalment| {
        instalment.due_date <= as_of && instalment.settled_by(as_of, rules).is_none()
    });
    loan_state(
        disbursed,
        charged_off,
        principal_minor - repaid_minor,
        is_anything_open,
        as_of,
    )
}

/// The state of a loan at the as-of date, by what is known of it then: its unpaid principal, and whether an instalment
/// that has fallen due is open. See [`loan_status`].
#[must_use]
pub fn loan_state(
    disbursed: Option<NaiveDate>,
    charged_off: Option<NaiveDate>,
    balance_minor: i64,
    is_anything_open: bool,
    as_of: NaiveDate,
) -> LoanStatus {
    if disbursed.is_none_or(|date| date > as_of) {
        LoanStatus::Pending
    } else if charged_off.is_some_and(|date| date <= as_of) {
        LoanStatus::ChargedOff
    } else if balance_minor <= 0 && !is_anything_open {
        LoanStatus::PaidOff
    } else {
        LoanStatus::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn day(days: i64) -> NaiveDate {
        let start: NaiveDate = "2025-01-01".parse().expect("a date");
        start + TimeDelta::days(days)
    }

    fn instalment(due: i64, paid: Option<i64>) -> Instalment {
        Instalment {
            due_date: day(due),
            amount_minor: 5_500,
            interest_due_minor: 500,
            actual_paid_date: paid.map(day),
            amount_paid_minor: if paid.is_some() { 5_500 } else { 0 },
            late_fee_minor: 0,
            recovered_amount_minor: 0,
            recovered_date: None,
        }
    }

    #[test]
    fn days_past_due_is_the_age_of_the_oldest_open_instalment() {
        let rules = Rules::default();
        let instalments = [
            instalment(31, Some(31)),
            instalment(61, Some(100)),
            instalment(91, None),
        ];
        // (as-of day, days past due)
        let cases = [
            (31, 0),
            (61, 0), // due on the day itself is not past due
            (62, 1),
            (91, 30),
            (92, 31),
            (99, 38),
            (100, 9), // the older one is settled on this day
            (121, 30),
            (122, 31),
            (152, 61),
        ];
        for (as_of, expected) in cases {
            assert_eq!(
                days_past_due(&instalments, day(as_of), &rules),
                expected,
                "day {as_of}"
            );
        }
        assert_eq!(days_past_due(&[], day(1), &rules), 0);
    }

    #[test]
    fn loan_status_follows_its_dates() {
        let rules = Rules::default();
        let instalments = [instalment(31, Some(31)), instalment(61, Some(70))];
        let status = |charged_off: Option<i64>, as_of| {
            loan_status(
                Some(day(0)),
                charged_off.map(day),
                10_000,
                &instalments,
                day(as_of),
                &rules,
            )
        };
        assert_eq!(status(None, -1), LoanStatus::Pending);
        assert_eq!(status(None, 0), LoanStatus::Active);
        assert_eq!(status(None, 69), LoanStatus::Active);
        assert_eq!(status(None, 70), LoanStatus::PaidOff);
        assert_eq!(status(Some(65), 64), LoanStatus::Active);
        assert_eq!(status(Some(65), 65), LoanStatus::ChargedOff);
        assert_eq!(status(Some(65), 400), LoanStatus::ChargedOff);
        assert_eq!(
            loan_status(None, None, 10_000, &instalments, day(400), &rules),
            LoanStatus::Pending
        );
    }

    #[test]
    fn repaid_principal_alone_does_not_pay_off_a_loan() {
        let rules = Rules::default();
        let instalments = [instalment(31, Some(31)), instalment(61, None)];
        let status = loan_status(Some(day(0)), None, 5_000, &instalments, day(61), &rules);
        assert_eq!(status, LoanStatus::Active);
    }
}
