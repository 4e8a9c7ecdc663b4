//! The facts about a loan and an instalment at a day that all figures are made of, word for word as the contract has them.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::book::{Book, Customer, Loan, Receipt, Repayment};

/// What an instalment that has fallen due is at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    OnTime,
    SettledLate,
    Overdue,
    Missed,
}

/// What a loan that was disbursed is at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoanState {
    Active,
    PaidOff,
    ChargedOff,
}

/// An active loan: disbursed, not charged off, principal unpaid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position<'a> {
    pub loan: &'a Loan,
    pub balance_minor: i64,
    pub days_past_due: i64,
}

/// The chosen loans, with their customers and instalments.
pub fn part_of(book: &Book, is_chosen: impl Fn(&Customer, &Loan) -> bool) -> Book {
    let mut part = Book::default();
    for loan in &book.loans {
        if is_chosen(&loan.customer, loan) {
            part.loans.push(Arc::clone(loan));
        }
    }
    part
}

/// The loans active at the end of a day, in the order of the book.
pub fn active(book: &Book, day: NaiveDate) -> Vec<Position<'_>> {
    let mut positions = Vec::new();
    for loan in disbursed_by(book, day) {
        if state(loan, day) == Some(LoanState::Active) {
            positions.push(Position {
                loan,
                balance_minor: balance(loan, day),
                days_past_due: days_past_due(loan, day),
            });
        }
    }
    positions
}

/// Active, paid off or charged off at the end of a day; none before the disbursement.
pub fn state(loan: &Loan, day: NaiveDate) -> Option<LoanState> {
    if !is_disbursed(loan, day) {
        None
    } else if is_charged_off(loan, day) {
        Some(LoanState::ChargedOff)
    } else if loan.paid_off_date.is_some_and(|date| date <= day) {
        Some(LoanState::PaidOff)
    } else {
        Some(LoanState::Active)
    }
}

/// The amount lent less the principal received to date, whatever became of the loan.
pub fn balance(loan: &Loan, day: NaiveDate) -> i64 {
    let mut balance_minor = loan.loan_amount_minor;
    for repayment in &loan.repayments {
        for receipt in received_by(repayment, day) {
            balance_minor -= receipt.principal_minor;
        }
    }
    balance_minor
}

/// The age of the oldest instalment that fell due before the day and isn't settled at its end; 0 if there is none.
pub fn days_past_due(loan: &Loan, day: NaiveDate) -> i64 {
    for repayment in &loan.repayments {
        if repayment.due_date >= day {
            break;
        }
        if settled_by(repayment, day).is_none() {
            return days_between(repayment.due_date, day);
        }
    }
    0
}

pub fn is_disbursed(loan: &Loan, day: NaiveDate) -> bool {
    loan.disbursement_date.is_some_and(|date| date <= day)
}

pub fn is_charged_off(loan: &Loan, day: NaiveDate) -> bool {
    loan.charge_off_date.is_some_and(|date| date <= day)
}

/// The loans that count at all.
pub fn disbursed_by(book: &Book, day: NaiveDate) -> Vec<&Loan> {
    let loans = book.loans.iter().map(Arc::as_ref);
    loans.filter(|loan| is_disbursed(loan, day)).collect()
}

/// The customers that count at all, with their loans, by id.
pub fn borrowers(book: &Book, day: NaiveDate) -> BTreeMap<i64, (&Customer, Vec<&Loan>)> {
    let mut borrowers = BTreeMap::new();
    for loan in disbursed_by(book, day) {
        let customer: &Customer = &loan.customer;
        let (_, loans) = borrowers
            .entry(customer.customer_id)
            .or_insert((customer, Vec::new()));
        loans.push(loan);
    }
    borrowers
}

/// The instalments fallen due of the loans that count, with their loans.
pub fn due_by(book: &Book, day: NaiveDate) -> Vec<(&Loan, &Repayment)> {
    let mut due = Vec::new();
    for loan in disbursed_by(book, day) {
        for repayment in &loan.repayments {
            if repayment.due_date <= day {
                due.push((loan, repayment));
            }
        }
    }
    due
}

/// The receipts to date of the loans that count, with their loans and instalments.
pub fn receipts_by(book: &Book, day: NaiveDate) -> Vec<(&Loan, &Repayment, &Receipt)> {
    let mut receipts = Vec::new();
    for loan in disbursed_by(book, day) {
        for repayment in &loan.repayments {
            for receipt in received_by(repayment, day) {
                receipts.push((loan, repayment, receipt));
            }
        }
    }
    receipts
}

/// The receipts to date of an instalment.
pub fn received_by(repayment: &Repayment, day: NaiveDate) -> impl Iterator<Item = &Receipt> {
    repayment.receipts.iter().filter(move |r| r.date <= day)
}

/// What was received on an instalment to date, without the fee.
pub fn collected_by(repayment: &Repayment, day: NaiveDate) -> i64 {
    received_by(repayment, day)
        .map(Receipt::collected_minor)
        .sum()
}

/// The date of the settlement, where it is known at the day.
pub fn settled_by(repayment: &Repayment, day: NaiveDate) -> Option<NaiveDate> {
    repayment.settled_date.filter(|date| *date <= day)
}

/// The status at the end of a day of an instalment that has fallen due.
pub fn status(repayment: &Repayment, day: NaiveDate) -> Status {
    match settled_by(repayment, day) {
        Some(date) if date <= repayment.due_date => Status::OnTime,
        Some(date) if date <= repayment.last_late_date => Status::SettledLate,
        None if day <= repayment.last_late_date => Status::Overdue,
        Some(_) | None => Status::Missed,
    }
}

/// Days late at a day: to the settlement or so far, but not past the hand-over to collections.
pub fn days_late(repayment: &Repayment, day: NaiveDate) -> i64 {
    let last = settled_by(repayment, day).unwrap_or(day);
    let last = last.min(repayment.hand_over_date);
    if last <= repayment.due_date {
        return 0;
    }
    days_between(repayment.due_date, last)
}

pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}
