//! A loan with its instalments and their receipts, changed together: an
//! instalment's row is the sum of its receipts.

mod store;

pub(super) use store::{ROWS_PER_STATEMENT, delete_rows, insert_rows};

use super::{receipt, rows, schedule::rest, write::Scope};
use crate::error::{Error, Result};
use ::entity::{
    loan_application::{self as loan_table, Model as Loan},
    loan_month_state,
    receipt::{self as receipt_table, Model as Receipt},
    repayment_history::{self as repayment_table, Model as Repayment},
};
use chrono::NaiveDate;
use risk::{
    delinquency::{Settlement, loan_state},
    ledger,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A loan as it stands in a transaction.
pub(super) struct Account {
    pub(super) loan: Loan,
    /// The reporting date, which stored statuses are true at.
    pub(super) as_of: NaiveDate,
    /// The first so many instalments of the schedule, without a gap.
    lines: Vec<Line>,
    stored_loan: Loan,
    removed: Vec<Line>,
}

/// An instalment and its receipts by date.
struct Line {
    row: Repayment,
    receipts: Vec<Receipt>,
    /// As they are in the database; none for one to be written.
    stored: Option<(Repayment, Vec<Receipt>)>,
}

/// What a payment does to one instalment, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(
    from = "(i32, NaiveDate, i64, i64, i64)",
    into = "(i32, NaiveDate, i64, i64, i64)"
)]
pub struct Allocation {
    /// Number of the instalment.
    pub installment_number: i32,
    /// Day it falls due.
    pub due_date: NaiveDate,
    /// Principal.
    pub principal_minor: i64,
    /// Interest.
    pub interest_minor: i64,
    /// Late fee, on top of both.
    pub late_fee_minor: i64,
}

impl From<(i32, NaiveDate, i64, i64, i64)> for Allocation {
    fn from(
        (installment_number, due_date, principal_minor, interest_minor, late_fee_minor): (
            i32,
            NaiveDate,
            i64,
            i64,
            i64,
        ),
    ) -> Self {
        Self {
            installment_number,
            due_date,
            principal_minor,
            interest_minor,
            late_fee_minor,
        }
    }
}

impl From<Allocation> for (i32, NaiveDate, i64, i64, i64) {
    fn from(part: Allocation) -> Self {
        (
            part.installment_number,
            part.due_date,
            part.principal_minor,
            part.interest_minor,
            part.late_fee_minor,
        )
    }
}

/// A payment on its way to a loan's instalments.
pub(super) struct Incoming {
    pub(super) recorded_payment_id: i64,
    pub(super) date: NaiveDate,
    pub(super) amount_minor: i64,
    /// The part of the amount that is a late fee.
    pub(super) late_fee_minor: i64,
}

impl Account {
    /// The loan, which no other transaction changes until this one ends.
    ///
    /// # Errors
    /// NOT_FOUND when there is no such loan.
    pub(super) async fn lock(scope: &Scope<'_>, loan_id: i64) -> Result<Self> {
        let loan = loan_table::Entity::find_by_id(loan_id)
            .filter(rows::of_loans(scope.ctx))
            .lock_exclusive()
            .one(scope.transaction)
            .await?
            .ok_or_else(|| Error::not_found("loanId", format!("there is no loan {loan_id}")))?;
        let rows = repayment_table::Entity::find()
            .filter(repayment_table::Column::LoanId.eq(loan_id))
            .order_by_asc(repayment_table::Column::InstallmentNumber)
            .all(scope.transaction)
            .await?;
        if rows.is_empty() {
            refuse_reported(scope, loan_id).await?;
        }
        let receipts = receipt_table::Entity::find()
            .filter(receipt_table::Column::LoanId.eq(loan_id))
            .all(scope.transaction)
            .await?;
        let as_of = scope.reporting_date().await?;
        Ok(Self::new(loan, rows, receipts, as_of))
    }

    /// The loan with its rows by number, and their receipts in any order.
    pub(super) fn new(
        loan: Loan,
        rows: Vec<Repayment>,
        mut receipts: Vec<Receipt>,
        as_of: NaiveDate,
    ) -> Self {
        receipts
            .sort_by_key(|receipt| (receipt.payment_id, receipt.receipt_date, receipt.receipt_id));
        let of = |payment_id| {
            let from = receipts.partition_point(|receipt| receipt.payment_id < payment_id);
            let to = receipts.partition_point(|receipt| receipt.payment_id <= payment_id);
            receipts[from..to].to_vec()
        };
        let lines = rows
            .into_iter()
            .map(|row| {
                let receipts = of(row.payment_id);
                Line {
                    stored: Some((row.clone(), receipts.clone())),
                    row,
                    receipts,
                }
            })
            .collect();
        Self {
            stored_loan: loan.clone(),
            loan,
            as_of,
            lines,
            removed: Vec::new(),
        }
    }

    /// The principal not received by the end of a day, in minor units.
    pub(super) fn balance_minor(&self, date: NaiveDate) -> i64 {
        let received: i64 = self
            .lines
            .iter()
            .flat_map(|line| &line.receipts)
            .filter(|receipt| receipt.receipt_date <= date)
            .map(|receipt| receipt.principal_minor)
            .sum();
        self.loan.loan_amount_minor - received
    }

    /// The day the first instalment falls due, if it is known.
    pub(super) fn first_due_date(&self) -> Option<NaiveDate> {
        self.lines.first().map(|line| line.row.due_date)
    }

    /// Gives an amount to the open instalments, oldest first, and beyond those that
    /// are written to the next of the schedule. Answers what nothing is owed for.
    ///
    /// # Errors
    /// BAD_USER_INPUT when there is a late fee and nothing open that it could belong to.
    pub(super) fn receive(&mut self, incoming: &Incoming) -> Result<i64> {
        self.extend(None)?;
        let open = self.lines.iter().map(Line::open_minor);
        let cash_minor = incoming.amount_minor - incoming.late_fee_minor;
        let (parts, unapplied_minor) = ledger::oldest_first(cash_minor, open);
        let mut late_fee_minor = incoming.late_fee_minor;
        for (line, part_minor) in self.lines.iter_mut().zip(parts) {
            if part_minor == 0 {
                continue;
            }
            let days = receipt::days_between(line.row.due_date, incoming.date)?;
            line.receipts.push(Receipt {
                receipt_id: i64::MAX,
                loan_id: line.row.loan_id,
                payment_id: line.row.payment_id,
                recorded_payment_id: Some(incoming.recorded_payment_id),
                due_date: line.row.due_date,
                receipt_date: incoming.date,
                days_after_due: days,
                principal_minor: part_minor,
                interest_minor: 0,
                late_fee_minor: std::mem::take(&mut late_fee_minor),
            });
            line.add_up()?;
        }
        if late_fee_minor > 0 {
            let message = "there is no open instalment that a late fee could belong to";
            return Err(Error::input("lateFee", message));
        }
        Ok(unapplied_minor)
    }

    /// What a recorded payment pays, instalment by instalment.
    pub(super) fn allocations(&self, recorded_payment_id: i64) -> Vec<Allocation> {
        let mut found = Vec::new();
        for line in &self.lines {
            for receipt in &line.receipts {
                if receipt.recorded_payment_id == Some(recorded_payment_id) {
                    found.push(Allocation {
                        installment_number: line.row.installment_number,
                        due_date: line.row.due_date,
                        principal_minor: receipt.principal_minor,
                        interest_minor: receipt.interest_minor,
                        late_fee_minor: receipt.late_fee_minor,
                    });
                }
            }
        }
        found
    }

    /// Takes the receipts of a recorded payment back.
    pub(super) fn take_back(&mut self, recorded_payment_id: i64) -> Result<()> {
        for line in &mut self.lines {
            let before = line.receipts.len();
            line.receipts
                .retain(|receipt| receipt.recorded_payment_id != Some(recorded_payment_id));
            if line.receipts.len() < before {
                line.add_up()?;
            }
        }
        Ok(())
    }

    /// Adds the next instalments of the schedule: those that fall due until a day, or all.
    pub(super) fn extend(&mut self, until: Option<NaiveDate>) -> Result<()> {
        for row in rest(&self.loan, self.lines.iter().map(|line| &line.row))? {
            if until.is_some_and(|until| row.due_date > until) {
                break;
            }
            self.lines.push(Line {
                row,
                receipts: Vec::new(),
                stored: None,
            });
        }
        Ok(())
    }

    /// Brings everything to what it is at the reporting date: the instalments that
    /// there are, their statuses, and the loan's.
    pub(super) fn settle(&mut self) -> Result<()> {
        self.trim()?;
        let end = self.loan.charge_off_date;
        if self
            .loan
            .disbursement_date
            .is_some_and(|date| date <= self.as_of)
        {
            self.extend(Some(end.map_or(self.as_of, |end| end.min(self.as_of))))?;
        }
        for line in &mut self.lines {
            line.restate(self.as_of)?;
        }
        let is_anything_open = self.lines.iter().any(|line| {
            let settled = line.row.settled_date.filter(|date| *date <= self.as_of);
            line.row.due_date <= self.as_of && settled.is_none()
        });
        self.loan.loan_status = receipt::stored_loan_status(loan_state(
            self.loan.disbursement_date,
            end,
            self.balance_minor(self.as_of),
            is_anything_open,
            self.as_of,
        ));
        Ok(())
    }

    /// Takes the last instalments away that have neither fallen due nor been paid.
    /// Those that the schedule would not give back as they are stay.
    fn trim(&mut self) -> Result<()> {
        let end = self.loan.charge_off_date;
        let may_go = |line: &Line| {
            let was_paid = line
                .stored
                .as_ref()
                .is_none_or(|(_, receipts)| !receipts.is_empty());
            line.row.due_date > self.as_of
                && line.receipts.is_empty()
                && (was_paid || end.is_none_or(|end| line.row.due_date <= end))
        };
        let kept = self
            .lines
            .iter()
            .rposition(|line| !may_go(line))
            .map_or(0, |at| at + 1);
        let (before, after) = self.lines.split_at(kept);
        let rest = rest(&self.loan, before.iter().map(|line| &line.row))?;
        let own = after
            .iter()
            .rposition(|line| {
                line.stored.is_some() && !rest.iter().any(|row| is_alike(row, &line.row))
            })
            .map_or(0, |at| at + 1);
        let taken = self.lines.split_off(kept + own);
        self.removed
            .extend(taken.into_iter().filter(|line| line.stored.is_some()));
        Ok(())
    }
}

/// Refuses a loan that a tape reports by monthly states: it has no instalments to be paid.
async fn refuse_reported(scope: &Scope<'_>, loan_id: i64) -> Result<()> {
    let state = loan_month_state::Entity::find()
        .filter(loan_month_state::Column::LoanId.eq(loan_id))
        .one(scope.transaction)
        .await?;
    if state.is_none() {
        return Ok(());
    }
    let message = "a loan tape reports this loan month by month; what happens to it comes with \
                   its next tape";
    Err(Error::conflict("loanId", message))
}

impl Line {
    fn open_minor(&self) -> i64 {
        self.row.installment_amount_minor - self.row.amount_paid_minor
    }

    /// Splits the receipts anew, interest first by date, and makes the row their sum.
    fn add_up(&mut self) -> Result<()> {
        self.receipts
            .sort_by_key(|receipt| (receipt.receipt_date, receipt.receipt_id));
        let of = |receipt: &Receipt| receipt.principal_minor + receipt.interest_minor;
        let amounts: Vec<_> = self.receipts.iter().map(of).collect();
        let interest = ledger::interest_parts(self.row.interest_due_minor, amounts.clone());
        for ((receipt, amount_minor), interest_minor) in
            self.receipts.iter_mut().zip(amounts).zip(interest)
        {
            receipt.interest_minor = interest_minor;
            receipt.principal_minor = amount_minor - interest_minor;
        }
        receipt::enter_sum(&mut self.row, &self.receipts)
    }

    fn restate(&mut self, as_of: NaiveDate) -> Result<()> {
        let settlement = Settlement {
            due_date: self.row.due_date,
            settled_date: self.row.settled_date,
        };
        let (status, days) = receipt::standing(settlement, as_of)?;
        self.row.payment_status = status;
        self.row.days_past_due = days;
        Ok(())
    }
}

/// Whether a stored row is the one that the schedule gives.
fn is_alike(computed: &Repayment, stored: &Repayment) -> bool {
    Repayment {
        payment_id: stored.payment_id,
        payment_status: stored.payment_status,
        days_past_due: stored.days_past_due,
        ..computed.clone()
    } == *stored
}
