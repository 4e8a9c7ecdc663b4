//! What must hold between the fields of a row.

use super::row::{Column, Row};
use crate::{Exit, Label, Loan};
use chrono::NaiveDate;

/// Dates of one row must not go backwards; those that are missing are passed over.
pub(crate) fn dates_in_order(row: &mut Row<'_>, dates: &[(Column, Option<NaiveDate>)]) {
    let mut before: Option<(Column, NaiveDate)> = None;
    for (column, date) in dates {
        let Some(date) = date else {
            continue;
        };
        if let Some((earlier, earlier_date)) = before
            && *date < earlier_date
        {
            let name = row.column_name(earlier);
            let fix = format!("correct the dates: it comes before {name}, {earlier_date}");
            row.error(*column, "dates_out_of_order", fix);
        }
        before = Some((*column, *date));
    }
}

/// An unpaid balance above the amount lent is usual only where interest is capitalised.
pub(crate) fn balance_within_original(
    row: &mut Row<'_>,
    column: Column,
    balance_minor: i64,
    original_minor: i64,
) {
    if balance_minor > original_minor {
        row.warn(
            column,
            "balance_above_original",
            "loaded as it is: check that it is the principal alone",
        );
    }
}

/// A status and days past due that do not fit each other.
pub(crate) fn status_fits_days(row: &mut Row<'_>, column: Column, is_late: bool, days: i32) {
    if is_late != (days > 0) {
        let fix = format!("loaded with {days} days past due: correct one of the two");
        row.warn(column, "status_contradicts_days", fix);
    }
}

/// The balance of a loan that leaves: nothing, unless it leaves as a loss.
pub(crate) fn balance_at_exit(
    row: &mut Row<'_>,
    column: Column,
    exit: Option<Exit>,
    balance_minor: i64,
) -> i64 {
    if !matches!(exit, Some(Exit::PaidOff | Exit::Removed)) {
        return balance_minor;
    }
    if balance_minor > 0 {
        let fix = "loaded as 0, since the loan has left";
        row.warn(column, "status_contradicts_balance", fix);
    }
    0
}

/// A charged-off loan has a date of it, and only such a loan has one.
pub(crate) fn charge_off_fits_status(
    row: &mut Row<'_>,
    column: Column,
    status: Option<Label>,
    date: Option<NaiveDate>,
) {
    if let Some(status) = status
        && (status == "Charged Off") != date.is_some()
    {
        let fix = format!("loaded by the date: the status is {status}");
        row.warn(column, "status_contradicts_charge_off", fix);
    }
}

/// The level monthly payment of a loan, rounded half up to the minor unit.
///
/// **Formula**: P·r ÷ (1 − (1+r)^−n) with principal P, months n and the monthly rate r, a
/// twelfth of the yearly one; without interest P ÷ n, rounded up so that n payments suffice.
/// Computed as floats: only to have an instalment where a tape has none.
pub(crate) fn annuity(amount_minor: i64, interest_rate_ppm: i32, term_months: i32) -> i64 {
    let months = i64::from(term_months.max(1));
    if interest_rate_ppm == 0 {
        return amount_minor / months + i64::from(amount_minor % months != 0);
    }
    let monthly_rate = f64::from(interest_rate_ppm) / 12_000_000.0;
    let discount = 1.0 - (1.0 + monthly_rate).powi(-term_months);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "amounts stay far below 2^53"
    )]
    let payment = (amount_minor as f64 * monthly_rate / discount).round() as i64;
    payment
}

/// Puts in the instalment that follows from the other terms.
pub(crate) fn with_annuity(mut loan: Loan) -> Loan {
    loan.monthly_installment_minor =
        annuity(loan.amount_minor, loan.interest_rate_ppm, loan.term_months);
    loan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annuities() {
        // The first two loans of the demo book, and a textbook's: 100,000 at 6 % over 30 years.
        assert_eq!(annuity(207_266, 38_500, 12), 17_634);
        assert_eq!(annuity(1_055_123, 57_500, 60), 20_276);
        assert_eq!(annuity(10_000_000, 60_000, 360), 59_955);
        assert_eq!(annuity(100, 0, 3), 34);
        assert_eq!(annuity(99, 0, 3), 33);
    }
}
