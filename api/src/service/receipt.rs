//! The receipts ledger: each receipt with its date and what it paid.
//!
//! An instalment's row is the sum of its receipts. Where a book comes with rows
//! alone (the demo, a tape), the ledger follows from them.

use crate::error::Result;
use ::entity::{
    loan_application::LoanStatus,
    receipt::{self, Model as Receipt},
    repayment_history::{Model as Repayment, PaymentStatus},
};
use chrono::NaiveDate;
use risk::{
    delinquency::{self, Instalment, InstalmentStatus, Rules, Settlement},
    ledger::{self, Cash, Summary},
};
use sea_orm::ActiveValue::{NotSet, Set};

/// The facts of an instalment's row.
pub(super) fn instalment(row: &Repayment) -> Instalment {
    Instalment {
        due_date: row.due_date,
        amount_minor: row.installment_amount_minor,
        interest_due_minor: row.interest_due_minor,
        actual_paid_date: row.actual_paid_date,
        amount_paid_minor: row.amount_paid_minor,
        late_fee_minor: row.late_fee_minor,
        recovered_amount_minor: row.recovered_amount_minor,
        recovered_date: row.recovered_date,
    }
}

/// Enters in the row when it was settled, as its receipts have it.
///
/// # Errors
/// When the dates are further apart than days can be counted.
pub(super) fn enter_settlement(row: &mut Repayment) -> Result<()> {
    enter_settled_date(row, instalment(row).settled_on(&Rules::default()))
}

fn enter_settled_date(row: &mut Repayment, date: Option<NaiveDate>) -> Result<()> {
    row.settled_date = date;
    row.settled_after_days = date
        .map(|date| days_between(row.due_date, date))
        .transpose()?;
    Ok(())
}

/// The ledger's rows of an instalment whose receipts are known by its row alone.
///
/// # Errors
/// When the dates are further apart than days can be counted.
pub(super) fn of(row: &Repayment) -> Result<Vec<receipt::ActiveModel>> {
    let receipts = instalment(row).receipts();
    let last = receipts.len().saturating_sub(1);
    receipts
        .into_iter()
        .enumerate()
        .map(|(at, part)| {
            Ok(receipt::ActiveModel {
                receipt_id: NotSet,
                loan_id: Set(row.loan_id),
                payment_id: Set(row.payment_id),
                recorded_payment_id: Set(None),
                due_date: Set(row.due_date),
                receipt_date: Set(part.date),
                days_after_due: Set(days_between(row.due_date, part.date)?),
                principal_minor: Set(part.principal_minor),
                interest_minor: Set(part.interest_minor),
                // A fee is received with the settlement.
                late_fee_minor: Set(if at == last { row.late_fee_minor } else { 0 }),
            })
        })
        .collect()
}

/// What the receipts of an instalment come to; they are given by date.
pub(super) fn sum<'a>(
    row: &Repayment,
    receipts: impl IntoIterator<Item = &'a Receipt>,
    rules: &Rules,
) -> Summary {
    let cash = receipts.into_iter().map(|receipt| Cash {
        date: receipt.receipt_date,
        amount_minor: receipt.principal_minor + receipt.interest_minor,
    });
    let cash: Vec<_> = cash.collect();
    ledger::summarise(row.due_date, row.installment_amount_minor, &cash, rules)
}

/// Makes the row the sum of its receipts, which are given by date.
///
/// # Errors
/// When the dates are further apart than days can be counted.
pub(super) fn enter_sum(row: &mut Repayment, receipts: &[Receipt]) -> Result<()> {
    let sum = sum(row, receipts, &Rules::default());
    row.amount_paid_minor = sum.received_minor;
    row.actual_paid_date = sum.last_date;
    row.late_fee_minor = receipts.iter().map(|receipt| receipt.late_fee_minor).sum();
    row.recovered_amount_minor = sum.recovered_minor;
    row.recovered_date = sum.recovered_date;
    enter_settled_date(row, sum.settled_date)
}

/// The status and the counter of days that are stored for an instalment while the
/// reporting date is `as_of`. One that has not fallen due is On Time.
///
/// # Errors
/// When the dates are further apart than days can be counted.
pub(super) fn standing(settlement: Settlement, as_of: NaiveDate) -> Result<(PaymentStatus, i32)> {
    let rules = Rules::default();
    let status = match settlement.status(as_of, &rules) {
        InstalmentStatus::OnTime | InstalmentStatus::Scheduled => PaymentStatus::OnTime,
        InstalmentStatus::Missed => PaymentStatus::Missed,
        _ => PaymentStatus::Late,
    };
    let days = settlement.days_late(as_of, &rules);
    Ok((
        status,
        i32::try_from(days).map_err(crate::error::Error::internal)?,
    ))
}

/// The stored label of a loan's state.
pub(super) const fn stored_loan_status(state: delinquency::LoanStatus) -> LoanStatus {
    match state {
        delinquency::LoanStatus::Pending => LoanStatus::Pending,
        delinquency::LoanStatus::Active => LoanStatus::Active,
        delinquency::LoanStatus::PaidOff => LoanStatus::PaidOff,
        delinquency::LoanStatus::ChargedOff => LoanStatus::ChargedOff,
    }
}

/// Days from one date to another.
///
/// # Errors
/// When they are further apart than days can be counted.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> Result<i32> {
    i32::try_from((to - from).num_days()).map_err(crate::error::Error::internal)
}
