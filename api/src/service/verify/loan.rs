//! One loan and its instalments against the rules.

use super::{check::Checks, ledger, ledger::Line, totals::Totals};
use crate::{
    error::Result,
    service::{demo, receipt},
};
use ::entity::{
    loan_application::Model as Loan,
    loan_month_state::{ExitKind, Model as MonthState},
    receipt::Model as Receipt,
    repayment_history::Model as Repayment,
};
use chrono::NaiveDate;
use risk::{
    delinquency::{Rules, loan_state},
    demo_book::Simulator,
};

/// What the rules need to know of the book.
pub(super) struct Context<'a> {
    pub(super) as_of: NaiveDate,
    pub(super) currency: &'a str,
    /// Of the demo book alone.
    pub(super) simulator: Option<&'a Simulator>,
}

/// Applies every rule about loans and instalments, and adds to the sums.
pub(super) fn check_loan(
    (checks, totals): (&mut Checks, &mut Totals),
    context: &Context<'_>,
    loan: &Loan,
    rows: &[Repayment],
    receipts: &[Receipt],
    months: &[MonthState],
) -> Result<()> {
    let rules = Rules::default();
    let id = loan.loan_id;
    checks.note("one_currency", loan.currency == context.currency, || {
        format!("loan {id} is in {}", loan.currency)
    });
    let principal: i64 = rows.iter().map(|row| row.principal_due_minor).sum();
    let is_complete = i32::try_from(rows.len()).is_ok_and(|n| n == loan.loan_term_months);
    let adds_up = if is_complete {
        principal == loan.loan_amount_minor
    } else {
        principal <= loan.loan_amount_minor
    };
    checks.note("schedules_add_up", adds_up, || {
        format!(
            "loan {id}: principal due {principal}, amount lent {} (minor units)",
            loan.loan_amount_minor
        )
    });

    let lines = ledger::lines(rows, receipts, &rules);
    let mut previous: Option<&Repayment> = None;
    let mut number = 0;
    for line in &lines {
        number += 1;
        check_repayment(checks, context, line, previous, number)?;
        previous = Some(line.row);
    }
    ledger::check(checks, loan, receipts, &lines);
    check_dates(checks, loan, rows, months);
    check_months(checks, loan, rows, months);
    check_features(checks, loan);
    if let Some(simulator) = context.simulator {
        check_demo(checks, simulator, loan, rows)?;
    }

    let as_of = context.as_of;
    let principal = lines.iter().flat_map(|line| line.received_by(as_of));
    let repaid: i64 = principal.map(|receipt| receipt.principal_minor).sum();
    let reported_minor = months
        .iter()
        .rfind(|month| month.as_of <= as_of)
        .map(|month| month.balance_minor);
    let is_anything_open = lines
        .iter()
        .any(|line| line.row.due_date <= as_of && line.settlement().settled_by(as_of).is_none());
    let derived = receipt::stored_loan_status(loan_state(
        loan.disbursement_date,
        loan.charge_off_date,
        reported_minor.unwrap_or(loan.loan_amount_minor - repaid),
        is_anything_open,
        as_of,
    ));
    checks.note("loan_status", loan.loan_status == derived, || {
        format!(
            "loan {id}: stored {:?}, follows {derived:?}",
            loan.loan_status
        )
    });
    totals.add(loan, &lines, reported_minor, as_of, &rules);
    Ok(())
}

fn check_repayment(
    checks: &mut Checks,
    context: &Context<'_>,
    line: &Line<'_>,
    previous: Option<&Repayment>,
    number: i32,
) -> Result<()> {
    let row = line.row;
    let id = row.payment_id;
    checks.note(
        "numbers_without_gap",
        row.installment_number == number,
        || {
            format!(
                "repayment {id}: number {}, expected {number}",
                row.installment_number
            )
        },
    );
    let ascends = previous.is_none_or(|before| before.due_date < row.due_date);
    checks.note("due_dates_ascend", ascends, || {
        format!("repayment {id}: due {}", row.due_date)
    });
    let parts = row.principal_due_minor + row.interest_due_minor;
    checks.note(
        "instalments_add_up",
        parts == row.installment_amount_minor,
        || {
            format!(
                "repayment {id}: principal and interest {parts}, instalment {} (minor units)",
                row.installment_amount_minor
            )
        },
    );
    let dated = (row.amount_paid_minor > 0) == row.actual_paid_date.is_some()
        && (row.recovered_amount_minor > 0) == row.recovered_date.is_some()
        && (0..=row.amount_paid_minor).contains(&row.recovered_amount_minor);
    checks.note("receipts_are_dated", dated, || {
        format!(
            "repayment {id}: paid {} on {:?}, of it recovered {} on {:?} (minor units)",
            row.amount_paid_minor,
            row.actual_paid_date,
            row.recovered_amount_minor,
            row.recovered_date
        )
    });

    let within = row.amount_paid_minor <= row.installment_amount_minor;
    checks.note("received_within_due", within, || {
        format!(
            "repayment {id}: received {}, due {} (minor units)",
            row.amount_paid_minor, row.installment_amount_minor
        )
    });
    let fee_fits =
        row.late_fee_minor == 0 || (row.late_fee_minor > 0 && row.actual_paid_date.is_some());
    checks.note("fees_with_receipts", fee_fits, || {
        format!("repayment {id}: fee {} (minor units)", row.late_fee_minor)
    });
    let (derived, days) = receipt::standing(line.settlement(), context.as_of)?;
    checks.note("payment_status", row.payment_status == derived, || {
        format!(
            "repayment {id}: stored {:?}, follows {derived:?}",
            row.payment_status
        )
    });
    checks.note("days_past_due", row.days_past_due == days, || {
        format!(
            "repayment {id}: stored {}, follows {days}",
            row.days_past_due
        )
    });
    Ok(())
}

/// A loan's dates follow each other; what has not happened has no place in the order.
fn check_dates(checks: &mut Checks, loan: &Loan, rows: &[Repayment], months: &[MonthState]) {
    let first_due = rows.first().map(|row| row.due_date);
    let steps = [
        loan.application_date,
        loan.approval_date,
        loan.disbursement_date,
    ];
    let known: Vec<_> = steps.into_iter().flatten().collect();
    let paid_out = loan.disbursement_date;
    let holds = known.is_sorted()
        && first_due.is_none_or(|due| paid_out.is_some_and(|date| date < due))
        && loan.charge_off_date.is_none_or(|end| match first_due {
            Some(due) => due < end,
            None => !months.is_empty() && paid_out.is_some_and(|date| date <= end),
        });
    checks.note("dates_in_order", holds, || {
        format!(
            "loan {}: {steps:?}, first due {first_due:?}, charged off {:?}",
            loan.loan_id, loan.charge_off_date
        )
    });
}

/// The months of a loan are given by date.
fn check_months(checks: &mut Checks, loan: &Loan, rows: &[Repayment], months: &[MonthState]) {
    let exit = months.iter().position(|month| month.exit_kind.is_some());
    let charged_off = months
        .iter()
        .find(|month| month.exit_kind == Some(ExitKind::ChargedOff))
        .map(|month| month.as_of);
    let holds = (months.is_empty() || rows.is_empty())
        && exit.is_none_or(|at| at + 1 == months.len())
        && charged_off.is_none_or(|date| loan.charge_off_date == Some(date));
    checks.note("months_fit", holds, || {
        format!(
            "loan {}: {} instalments, {} months, exit in month {exit:?}, charged off {:?}",
            loan.loan_id,
            rows.len(),
            months.len(),
            loan.charge_off_date
        )
    });
}

fn check_features(checks: &mut Checks, loan: &Loan) {
    let holds = loan.features.as_deref().is_none_or(|text| {
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
    });
    checks.note("features_readable", holds, || {
        format!("loan {}", loan.loan_id)
    });
}

/// The stored loan and its instalments against those that the simulator makes.
fn check_demo(
    checks: &mut Checks,
    simulator: &Simulator,
    loan: &Loan,
    rows: &[Repayment],
) -> Result<()> {
    let expected = demo::rows(simulator, loan.loan_id.unsigned_abs())?;
    checks.note("demo_rows", *loan == expected.loan, || {
        format!("loan {} differs", loan.loan_id)
    });
    for (row, expected) in rows.iter().zip(&expected.repayments) {
        checks.note("demo_rows", row == expected, || {
            format!("repayment {} differs", row.payment_id)
        });
    }
    Ok(())
}
