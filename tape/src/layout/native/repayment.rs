//! Rows of `repayment_history.csv`, `receipt.csv` and `loan_month_state.csv`.

use super::parent_key;
use crate::{
    LoanState, Receipt, Repayment,
    layout::{
        check,
        heading::Heading,
        label,
        row::{Column, DAYS, Row},
    },
};
use std::ops::RangeInclusive;

/// Columns that repayments are known by.
pub(super) const REQUIRED: &[&str] = &[
    "loan_id",
    "installment_number",
    "due_date",
    "installment_amount",
    "principal_due",
    "interest_due",
    "actual_paid_date",
    "amount_paid",
];

/// Columns that may be there.
pub(super) const OPTIONAL: &[&str] = &[
    "payment_id",
    "late_fee",
    "payment_status",
    "days_past_due",
    "recovered_amount",
    "recovered_date",
];

/// Columns of receipts.
pub(super) const RECEIPT: &[&str] = &[
    "loan_id",
    "installment_number",
    "receipt_date",
    "principal",
    "interest",
];

/// A column that receipts may have.
pub(super) const RECEIPT_OPTIONAL: &[&str] = &["late_fee"];

/// Columns of states.
pub(super) const STATE: &[&str] = &["loan_id", "as_of", "balance", "days_past_due"];

/// A column that states may have.
pub(super) const STATE_OPTIONAL: &[&str] = &["exit"];

/// Numbers of instalments; a schedule of extensions may be longer than any term.
const INSTALMENTS: RangeInclusive<i64> = 1..=10_000;

/// Where the columns of repayments are.
#[derive(Clone, Debug)]
pub(super) struct RepaymentColumns {
    payment_id: Column,
    loan_id: Column,
    installment_number: Column,
    due_date: Column,
    installment_amount: Column,
    principal_due: Column,
    interest_due: Column,
    actual_paid_date: Column,
    amount_paid: Column,
    late_fee: Column,
    payment_status: Column,
    days_past_due: Column,
    recovered_amount: Column,
    recovered_date: Column,
    /// Only in wide rows, where an instalment must fall due after it.
    disbursement_date: Column,
}

/// Where the columns of receipts are.
#[derive(Clone, Debug)]
pub(super) struct ReceiptColumns {
    loan_id: Column,
    installment_number: Column,
    receipt_date: Column,
    principal: Column,
    interest: Column,
    late_fee: Column,
}

/// Where the columns of states are.
#[derive(Clone, Debug)]
pub(super) struct StateColumns {
    loan_id: Column,
    as_of: Column,
    balance: Column,
    days_past_due: Column,
    exit: Column,
}

impl RepaymentColumns {
    pub(super) fn of(heading: &Heading) -> Self {
        Self {
            payment_id: heading.find("payment_id"),
            loan_id: heading.find("loan_id"),
            installment_number: heading.find("installment_number"),
            due_date: heading.find("due_date"),
            installment_amount: heading.find("installment_amount"),
            principal_due: heading.find("principal_due"),
            interest_due: heading.find("interest_due"),
            actual_paid_date: heading.find("actual_paid_date"),
            amount_paid: heading.find("amount_paid"),
            late_fee: heading.find("late_fee"),
            payment_status: heading.find("payment_status"),
            days_past_due: heading.find("days_past_due"),
            recovered_amount: heading.find("recovered_amount"),
            recovered_date: heading.find("recovered_date"),
            disbursement_date: heading.find("disbursement_date"),
        }
    }

    pub(super) fn read(&self, row: &mut Row<'_>) -> Option<Repayment> {
        let loan_id = row.required(self.loan_id, Row::id);
        let number = row.required(self.installment_number, |row, column| {
            row.number_in(column, INSTALMENTS)
        });
        let due_date = row.required(self.due_date, Row::date);
        let amount_minor = row.required(self.installment_amount, Row::money_above_zero);
        let principal_due_minor = row.required(self.principal_due, Row::money_from_zero);
        let interest_due_minor = row.required(self.interest_due, Row::money_from_zero);
        let id = row.id(self.payment_id);
        let actual_paid_date = row.date(self.actual_paid_date);
        let amount_paid_minor = row.money_from_zero(self.amount_paid);
        let late_fee_minor = row.money_from_zero(self.late_fee);
        let status = row.label(self.payment_status, label::PAYMENT_STATUSES);
        let days_past_due = row.number_in(self.days_past_due, DAYS);
        let recovered_amount_minor = row.money_from_zero(self.recovered_amount);
        let recovered_date = row.date(self.recovered_date);
        let disbursement_date = row.date(self.disbursement_date);
        paid_with_date(
            row,
            self.amount_paid,
            amount_paid_minor,
            self.actual_paid_date,
        );
        paid_with_date(
            row,
            self.recovered_amount,
            recovered_amount_minor,
            self.recovered_date,
        );
        if late_fee_minor.is_some_and(|fee| fee > 0) && row.is_blank(self.actual_paid_date) {
            let fix = "a late fee comes with a receipt: give its day in actual_paid_date";
            row.error(self.late_fee, "fee_without_payment", fix);
        }
        let repayment = Repayment {
            loan_key: parent_key(loan_id?),
            id,
            number: number?,
            due_date: due_date?,
            amount_minor: amount_minor?,
            principal_due_minor: principal_due_minor?,
            interest_due_minor: interest_due_minor?,
            actual_paid_date,
            amount_paid_minor: amount_paid_minor.unwrap_or(0),
            late_fee_minor: late_fee_minor.unwrap_or(0),
            status,
            days_past_due,
            recovered_amount_minor: recovered_amount_minor.unwrap_or(0),
            recovered_date,
        };
        if let Some(disbursed) = disbursement_date
            && repayment.due_date <= disbursed
        {
            let fix = format!("correct the dates: the loan was paid out on {disbursed}");
            row.error(self.due_date, "dates_out_of_order", fix);
        }
        self.check(row, &repayment);
        Some(repayment)
    }

    fn check(&self, row: &mut Row<'_>, repayment: &Repayment) {
        let Repayment {
            amount_minor,
            amount_paid_minor,
            recovered_amount_minor,
            ..
        } = *repayment;
        if repayment.principal_due_minor + repayment.interest_due_minor != amount_minor {
            let fix = "correct the amounts: principal and interest due must make the instalment";
            row.error(self.installment_amount, "instalment_does_not_add_up", fix);
        }
        if amount_paid_minor > amount_minor {
            let fix = "book what is above the instalment on the next one, and fees as fees";
            row.error(self.amount_paid, "paid_above_due", fix);
        }
        if recovered_amount_minor > amount_paid_minor {
            let fix = "add what was recovered to amount_paid, which includes it";
            row.error(self.recovered_amount, "recovered_above_paid", fix);
        }
        if let (Some(status), Some(days)) = (repayment.status, repayment.days_past_due) {
            check::status_fits_days(row, self.payment_status, status != "On Time", days);
        }
    }
}

/// Money that was received has a date, and only such money has one.
fn paid_with_date(row: &mut Row<'_>, amount: Column, amount_minor: Option<i64>, date: Column) {
    // An amount that cannot be read is said to be so, and no more.
    if amount_minor.is_none() && !row.is_blank(amount) {
        return;
    }
    match (amount_minor.unwrap_or(0) > 0, row.is_blank(date)) {
        (true, true) => row.error(
            amount,
            "paid_without_date",
            "fill in the day of the receipt",
        ),
        (false, false) => row.error(date, "date_without_payment", "fill in what was received"),
        _ => {}
    }
}

impl ReceiptColumns {
    pub(super) fn of(heading: &Heading) -> Self {
        Self {
            loan_id: heading.find("loan_id"),
            installment_number: heading.find("installment_number"),
            receipt_date: heading.find("receipt_date"),
            principal: heading.find("principal"),
            interest: heading.find("interest"),
            late_fee: heading.find("late_fee"),
        }
    }

    pub(super) fn read(&self, row: &mut Row<'_>) -> Option<Receipt> {
        let loan_id = row.required(self.loan_id, Row::id);
        let number = row.required(self.installment_number, |row, column| {
            row.number_in(column, INSTALMENTS)
        });
        let receipt_date = row.required(self.receipt_date, Row::date);
        let principal_minor = row.required(self.principal, Row::money_from_zero);
        let interest_minor = row.required(self.interest, Row::money_from_zero);
        let late_fee_minor = row.money_from_zero(self.late_fee);
        Some(Receipt {
            loan_key: parent_key(loan_id?),
            number: number?,
            receipt_date: receipt_date?,
            principal_minor: principal_minor?,
            interest_minor: interest_minor?,
            late_fee_minor: late_fee_minor.unwrap_or(0),
        })
    }
}

impl StateColumns {
    pub(super) fn of(heading: &Heading) -> Self {
        Self {
            loan_id: heading.find("loan_id"),
            as_of: heading.find("as_of"),
            balance: heading.find("balance"),
            days_past_due: heading.find("days_past_due"),
            exit: heading.find("exit"),
        }
    }

    pub(super) fn read(&self, row: &mut Row<'_>) -> Option<LoanState> {
        let loan_id = row.required(self.loan_id, Row::id);
        let as_of = row.required(self.as_of, Row::date);
        let balance_minor = row.required(self.balance, Row::money_from_zero);
        let days_past_due = row.required(self.days_past_due, |row, column| {
            row.number_in(column, DAYS)
        });
        let exit = row.label(self.exit, label::EXITS).and_then(label::exit);
        let balance_minor = check::balance_at_exit(row, self.balance, exit, balance_minor?);
        Some(LoanState {
            loan_key: parent_key(loan_id?),
            as_of: as_of?,
            balance_minor,
            days_past_due: days_past_due?,
            exit,
        })
    }
}
