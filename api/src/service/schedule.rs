//! The schedule of a loan: the instalments that are rows, and the rest, which
//! follows from its terms.

use crate::error::{Error, Result};
use ::entity::{
    loan_application::Model as Loan,
    repayment_history::{Model as Repayment, PaymentStatus},
};
use chrono::NaiveDate;
use risk::{
    amortisation::ScheduledInstalment,
    schedule::{Rest, months_after, remaining},
};

/// More instalments than any loan has.
pub const MAX_INSTALMENTS: u64 = 1200;

/// One instalment of a schedule, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleLine {
    /// Number of the instalment, from 1.
    pub installment_number: i32,
    /// Day it falls due; not known while the loan has not been paid out.
    pub due_date: Option<NaiveDate>,
    /// Principal and interest.
    pub amount_minor: i64,
    /// The principal in it.
    pub principal_minor: i64,
    /// The interest in it.
    pub interest_minor: i64,
    /// What has been received on it, late fees not.
    pub received_minor: i64,
}

/// The whole schedule of a loan whose rows are given by number.
///
/// # Errors
/// When it ends beyond the calendar.
pub fn of_loan(loan: &Loan, rows: &[Repayment]) -> Result<Vec<ScheduleLine>> {
    if rows.is_empty() && loan.disbursement_date.is_none() {
        let line = |month: ScheduledInstalment| ScheduleLine {
            installment_number: month.number,
            due_date: None,
            amount_minor: month.amount_minor,
            principal_minor: month.principal_minor,
            interest_minor: month.interest_minor,
            received_minor: 0,
        };
        return Ok(months(loan, 0, 0).into_iter().map(line).collect());
    }
    let rest = rest(loan, rows)?;
    let line = |row: &Repayment| ScheduleLine {
        installment_number: row.installment_number,
        due_date: Some(row.due_date),
        amount_minor: row.installment_amount_minor,
        principal_minor: row.principal_due_minor,
        interest_minor: row.interest_due_minor,
        received_minor: row.amount_paid_minor,
    };
    Ok(rows.iter().chain(&rest).map(line).collect())
}

/// The instalments that follow those given, as unpaid rows. The due dates are
/// counted from the first one; from the last where that is not on its calendar.
/// Without an instalment they are counted from the payout, and without that there are none.
pub(super) fn rest<'a>(
    loan: &Loan,
    rows: impl IntoIterator<Item = &'a Repayment>,
) -> Result<Vec<Repayment>> {
    let (mut count, mut principal_minor) = (0, 0);
    let (mut first, mut last) = (None, None);
    for row in rows {
        count += 1;
        principal_minor += row.principal_due_minor;
        first = first.or(Some(row.due_date));
        last = Some(row.due_date);
    }
    let after_payout = || months_after(loan.disbursement_date?, 1);
    let Some(first) = first.or_else(after_payout) else {
        return Ok(Vec::new());
    };
    let (anchor, anchor_number) = match last {
        Some(last) if months_after(first, count - 1) != Some(last) => (last, count),
        _ => (first, 1),
    };
    months(loan, count, principal_minor)
        .into_iter()
        .map(|month| {
            let due_date = months_after(anchor, month.number - anchor_number)
                .ok_or_else(|| Error::input("loanId", "the schedule ends beyond the calendar"))?;
            Ok(unpaid(loan.loan_id, due_date, month))
        })
        .collect()
}

/// What follows from the loan's terms after `count` instalments of so much principal.
fn months(loan: &Loan, count: i32, principal_minor: i64) -> Vec<ScheduledInstalment> {
    remaining(&Rest {
        balance_minor: loan.loan_amount_minor - principal_minor,
        rate_ppm: loan.interest_rate_ppm.into(),
        payment_minor: loan.monthly_installment_minor,
        first_number: count + 1,
        term_months: loan.loan_term_months,
    })
}

fn unpaid(loan_id: i64, due_date: NaiveDate, month: ScheduledInstalment) -> Repayment {
    Repayment {
        payment_id: 0,
        loan_id,
        installment_number: month.number,
        due_date,
        installment_amount_minor: month.amount_minor,
        principal_due_minor: month.principal_minor,
        interest_due_minor: month.interest_minor,
        actual_paid_date: None,
        amount_paid_minor: 0,
        late_fee_minor: 0,
        payment_status: PaymentStatus::OnTime,
        days_past_due: 0,
        recovered_amount_minor: 0,
        recovered_date: None,
        settled_date: None,
        settled_after_days: None,
    }
}
