//! Loans by the month of their disbursement, customers by the month of their sign-up.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{
    book::{Book, Customer, EVER_DAYS, Loan, Receipt},
    calendar::{Period, add_months},
    facts::{LoanState, borrowers, collected_by, disbursed_by, received_by, state},
    roll_rates::charge_off,
};

/// The loans disbursed in one period. Each list goes by months since the disbursement, from 0; a cell is none until the period's last
/// day is so many months back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vintage {
    pub loans: i64,
    pub amount_minor: i64,
    /// By 30, 60 and 90: the loans that were ever so many days past due, and the amount lent to them.
    pub ever: BTreeMap<i64, Vec<Option<(i64, i64)>>>,
    /// Charged off less received after it, without fees.
    pub net_loss_minor: Vec<Option<i64>>,
}

/// The customers who signed up in one month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cohort {
    pub customers: i64,
    pub score_sum: i64,
    pub score_count: i64,
    /// By whole months from the sign-up to the due date, negative if it came first: fallen due, and received on it to date.
    pub repayment_minor: BTreeMap<i32, (i64, i64)>,
    /// By months since the sign-up: the customers with an active loan on that day.
    pub retention: Vec<Option<i64>>,
}

/// The vintages by their first day, to so many months after the disbursement.
pub fn vintages(
    book: &Book,
    day: NaiveDate,
    period: Period,
    months: usize,
) -> BTreeMap<NaiveDate, Vintage> {
    let mut loans: BTreeMap<NaiveDate, Vec<&Loan>> = BTreeMap::new();
    for loan in disbursed_by(book, day) {
        let disbursed = loan.disbursement_date.expect("a disbursed loan");
        let vintage = loans.entry(period.first_day(disbursed)).or_default();
        vintage.push(loan);
    }
    let mut answer = BTreeMap::new();
    for (first_day, loans) in loans {
        let last_day = period.last_day(first_day);
        let mut vintage = Vintage {
            loans: loans.iter().map(|_| 1).sum(),
            amount_minor: loans.iter().map(|loan| loan.loan_amount_minor).sum(),
            ..Vintage::default()
        };
        for month in 0..=months {
            let is_known = add_months(last_day, month) <= day;
            for ever in EVER_DAYS {
                let cell = is_known.then(|| ever_past_due(&loans, ever, month));
                vintage.ever.entry(ever).or_default().push(cell);
            }
            let cell = is_known.then(|| net_loss(&loans, month));
            vintage.net_loss_minor.push(cell);
        }
        answer.insert(first_day, vintage);
    }
    answer
}

/// Counts the loans that were so late on a day up to so many months after their disbursement.
fn ever_past_due(loans: &[&Loan], days: i64, months: usize) -> (i64, i64) {
    let mut answer = (0, 0);
    for loan in loans {
        if let Some(first_day) = loan.first_days.get(&days)
            && *first_day <= months_after_disbursement(loan, months)
        {
            answer.0 += 1;
            answer.1 += loan.loan_amount_minor;
        }
    }
    answer
}

fn net_loss(loans: &[&Loan], months: usize) -> i64 {
    let mut net_loss_minor = 0;
    for loan in loans {
        if loan.charge_off_date.is_none() {
            continue;
        }
        let last = months_after_disbursement(loan, months);
        if let Some((_, amount_minor)) = charge_off(loan, last) {
            net_loss_minor += amount_minor;
        }
        for receipt in received_after_charge_off(loan, last) {
            net_loss_minor -= receipt.collected_minor();
        }
    }
    net_loss_minor
}

/// The receipts dated after the charge-off, to a day.
pub fn received_after_charge_off(loan: &Loan, day: NaiveDate) -> Vec<&Receipt> {
    let receipts = loan.repayments.iter().flat_map(|row| received_by(row, day));
    receipts
        .filter(|receipt| loan.charge_off_date.is_some_and(|date| date < receipt.date))
        .collect()
}

fn months_after_disbursement(loan: &Loan, months: usize) -> NaiveDate {
    add_months(loan.disbursement_date.expect("a disbursed loan"), months)
}

/// The cohorts by the first day of their month, retention to so many months after the sign-up.
pub fn cohorts(book: &Book, day: NaiveDate, months: usize) -> BTreeMap<NaiveDate, Cohort> {
    let mut answer: BTreeMap<NaiveDate, Cohort> = BTreeMap::new();
    for (customer, loans) in borrowers(book, day).values() {
        let first_day = Period::Month.first_day(customer.account_created_date);
        let last_day = Period::Month.last_day(first_day);
        let cohort = answer.entry(first_day).or_default();
        cohort.customers += 1;
        cohort.score_sum += customer.credit_score.unwrap_or(0);
        cohort.score_count += i64::from(customer.credit_score.is_some());
        for loan in loans {
            for repayment in &loan.repayments {
                if repayment.due_date <= day {
                    let month = whole_months(customer.account_created_date, repayment.due_date);
                    let (due, received) = cohort.repayment_minor.entry(month).or_default();
                    *due += repayment.installment_amount_minor;
                    *received += collected_by(repayment, day);
                }
            }
        }
        cohort.retention.resize(months + 1, None);
        for (month, cell) in cohort.retention.iter_mut().enumerate() {
            if add_months(last_day, month) <= day {
                let is_retained = has_active_loan(customer, loans, month);
                *cell = Some(cell.unwrap_or(0) + i64::from(is_retained));
            }
        }
    }
    answer
}

fn has_active_loan(customer: &Customer, loans: &[&Loan], months: usize) -> bool {
    let day = add_months(customer.account_created_date, months);
    let is_active = |loan: &&Loan| state(loan, day) == Some(LoanState::Active);
    loans.iter().any(is_active)
}

/// The difference of the months, less one if the day of the month isn't reached.
fn whole_months(from: NaiveDate, to: NaiveDate) -> i32 {
    let of_month = |date: NaiveDate| date.year() * 12 + date.month0().cast_signed();
    of_month(to) - of_month(from) - i32::from(to.day() < from.day())
}
