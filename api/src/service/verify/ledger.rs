//! The receipts ledger against the rows that are its sums.

use super::check::Checks;
use crate::service::receipt;
use ::entity::{
    loan_application::Model as Loan, receipt::Model as Receipt,
    repayment_history::Model as Repayment,
};
use chrono::NaiveDate;
use risk::{
    delinquency::{Rules, Settlement},
    ledger::Summary,
};

/// An instalment and its receipts by date.
pub(super) struct Line<'a> {
    pub(super) row: &'a Repayment,
    pub(super) receipts: Vec<&'a Receipt>,
    sum: Summary,
}

/// Puts each instalment together with its receipts, which are given by date.
pub(super) fn lines<'a>(
    rows: &'a [Repayment],
    receipts: &'a [Receipt],
    rules: &Rules,
) -> Vec<Line<'a>> {
    let line = |row: &'a Repayment| {
        let of_row = receipts
            .iter()
            .filter(|part| part.payment_id == row.payment_id);
        let receipts: Vec<_> = of_row.collect();
        Line {
            row,
            sum: receipt::sum(row, receipts.iter().copied(), rules),
            receipts,
        }
    };
    rows.iter().map(line).collect()
}

impl<'a> Line<'a> {
    /// When it fell due, and when its receipts settled it.
    pub(super) fn settlement(&self) -> Settlement {
        Settlement {
            due_date: self.row.due_date,
            settled_date: self.sum.settled_date,
        }
    }

    /// The receipts to the end of a day.
    pub(super) fn received_by(&self, date: NaiveDate) -> impl Iterator<Item = &'a Receipt> {
        let by = move |receipt: &&Receipt| receipt.receipt_date <= date;
        self.receipts.iter().copied().filter(by)
    }
}

/// Applies the rules about receipts.
pub(super) fn check(checks: &mut Checks, loan: &Loan, receipts: &[Receipt], lines: &[Line<'_>]) {
    for line in lines {
        check_line(checks, line);
    }
    let principal: i64 = receipts.iter().map(|receipt| receipt.principal_minor).sum();
    let id = loan.loan_id;
    checks.note(
        "principal_within_loan",
        principal <= loan.loan_amount_minor,
        || {
            format!(
                "loan {id}: principal received {principal}, lent {} (minor units)",
                loan.loan_amount_minor
            )
        },
    );
}

fn check_line(checks: &mut Checks, line: &Line<'_>) {
    let (row, sum) = (line.row, &line.sum);
    let id = row.payment_id;
    for receipt in &line.receipts {
        let days = (receipt.receipt_date - row.due_date).num_days();
        let fits = receipt.loan_id == row.loan_id
            && receipt.due_date == row.due_date
            && i64::from(receipt.days_after_due) == days;
        checks.note("receipts_fit", fits, || {
            format!(
                "receipt {}: {} days after {}, follows {days} after {}",
                receipt.receipt_id, receipt.days_after_due, receipt.due_date, row.due_date
            )
        });
    }
    let fee: i64 = line.receipts.iter().map(|part| part.late_fee_minor).sum();
    let adds_up = sum.received_minor == row.amount_paid_minor
        && sum.last_date == row.actual_paid_date
        && fee == row.late_fee_minor;
    checks.note("receipts_add_up", adds_up, || {
        format!(
            "repayment {id}: paid {} and fee {} to {:?}, receipts {} and fee {fee} to {:?} \
             (minor units)",
            row.amount_paid_minor,
            row.late_fee_minor,
            row.actual_paid_date,
            sum.received_minor,
            sum.last_date
        )
    });
    let days = sum
        .settled_date
        .map(|date| (date - row.due_date).num_days());
    let follows =
        row.settled_date == sum.settled_date && row.settled_after_days.map(i64::from) == days;
    checks.note("settled_by_receipts", follows, || {
        format!(
            "repayment {id}: settled on {:?} after {:?} days, follows {:?} after {days:?}",
            row.settled_date, row.settled_after_days, sum.settled_date
        )
    });
}
