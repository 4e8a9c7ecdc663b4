//! The receipts ledger: each receipt with its date and what it paid.
//!
//! An instalment's row is the sum of its receipts. Where a book comes with rows
//! alone (the demo, a tape), the ledger follows from them.

use crate::error::Result;
use ::entity::{receipt, repayment_history::Model as Repayment};
use risk::delinquency::{Instalment, Rules};
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
    row.settled_date = instalment(row).settled_on(&Rules::default());
    row.settled_after_days = row
        .settled_date
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

fn days_between(from: chrono::NaiveDate, to: chrono::NaiveDate) -> Result<i32> {
    i32::try_from((to - from).num_days()).map_err(crate::error::Error::internal)
}
