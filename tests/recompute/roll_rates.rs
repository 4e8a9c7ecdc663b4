//! How loans move between buckets within a month, and where they end.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    book::{Book, Loan},
    delinquency::{Bucket, bucket_of},
    facts::{LoanState, active, balance, days_past_due, is_disbursed, state},
};

/// Where a loan is at the end of the month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Bucket(String),
    PaidOff,
    ChargedOff,
}

/// The loans of one row and one column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub loans: i64,
    /// 0 where the loan was disbursed in the month.
    pub balance_start_minor: i64,
    /// The amount lent less the principal received, of a charged-off loan too.
    pub balance_end_minor: i64,
}

/// The transitions from the end of one month to the end of the next. No cell is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RollRates {
    /// By bucket at the start (none: disbursed in the month) and state at the end.
    pub cells: BTreeMap<(Option<String>, Column), Cell>,
    /// The balance, at the end of the day of their charge-off, of the loans charged off in the month.
    pub charged_off_minor: i64,
    /// The balance at the start of the loans 90 days past due or more.
    pub balance_90_minor: i64,
}

/// The loans past due at the start of a month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cure {
    pub delinquent: i64,
    pub cured: i64,
    pub paid_off: i64,
}

/// What the probability of a transition is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Loans,
    Balance,
}

/// The losses at the end of all transitions.
#[derive(Debug, Clone, PartialEq)]
pub struct UltimateLoss {
    /// The probability, for each bucket, that a loan in it is charged off one day; none for a bucket without a transition.
    pub by_bucket: Vec<Option<f64>>,
    /// The balance of each bucket times that; none where a bucket with a balance has no transition.
    pub expected_minor: Option<f64>,
}

/// The transitions between two month-ends.
pub fn roll_rates(
    book: &Book,
    start: NaiveDate,
    end: NaiveDate,
    buckets: &[Bucket<'_>],
) -> RollRates {
    let mut answer = RollRates::default();
    let name = |days_past_due| buckets[bucket_of(buckets, days_past_due)].0.to_owned();
    for loan in &book.loans {
        let state_at_end = match state(loan, end) {
            None => continue,
            Some(LoanState::ChargedOff) => Column::ChargedOff,
            Some(LoanState::PaidOff) => Column::PaidOff,
            Some(LoanState::Active) => Column::Bucket(name(days_past_due(loan, end))),
        };
        let (row, balance_start_minor) = match state(loan, start) {
            None => (None, 0),
            Some(LoanState::ChargedOff | LoanState::PaidOff) => continue,
            Some(LoanState::Active) => {
                let row = name(days_past_due(loan, start));
                (Some(row), balance(loan, start))
            }
        };
        let cell = answer.cells.entry((row, state_at_end)).or_default();
        cell.loans += 1;
        cell.balance_start_minor += balance_start_minor;
        cell.balance_end_minor += balance(loan, end);
    }
    (answer.charged_off_minor, answer.balance_90_minor) = last_step(book, start, end);
    answer
}

impl RollRates {
    /// Adds the transitions of another month.
    pub fn add(&mut self, other: &Self) {
        for (key, more) in &other.cells {
            let cell = self.cells.entry(key.clone()).or_default();
            cell.loans += more.loans;
            cell.balance_start_minor += more.balance_start_minor;
            cell.balance_end_minor += more.balance_end_minor;
        }
        self.charged_off_minor += other.charged_off_minor;
        self.balance_90_minor += other.balance_90_minor;
    }

    fn weight(&self, row: &str, column: &Column, weight: Weight) -> i64 {
        let key = (Some(row.to_owned()), column.clone());
        self.cells.get(&key).map_or(0, |cell| match weight {
            Weight::Loans => cell.loans,
            Weight::Balance => cell.balance_start_minor,
        })
    }
}

/// The balance in each bucket but the first at the end, and in the one before it at the start; last the charge-offs of the month and
/// the balance 90 days past due or more at the start.
pub fn net_flow(
    book: &Book,
    start: NaiveDate,
    end: NaiveDate,
    buckets: &[Bucket<'_>],
) -> Vec<(i64, i64)> {
    let balances = |day| {
        let mut balances = vec![0; buckets.len()];
        for position in active(book, day) {
            balances[bucket_of(buckets, position.days_past_due)] += position.balance_minor;
        }
        balances
    };
    let (before, after) = (balances(start), balances(end));
    let mut steps = Vec::new();
    for at in 1..buckets.len() {
        steps.push((after[at], before[at - 1]));
    }
    steps.push(last_step(book, start, end));
    steps
}

/// The amount charged off in the month, and the balance 90 days past due or more at its start.
fn last_step(book: &Book, start: NaiveDate, end: NaiveDate) -> (i64, i64) {
    let mut charged_off_minor = 0;
    for loan in &book.loans {
        if let Some((date, amount_minor)) = charge_off(loan, end) {
            charged_off_minor += if date > start { amount_minor } else { 0 };
        }
    }
    let mut balance_90_minor = 0;
    for position in active(book, start) {
        if position.days_past_due >= 90 {
            balance_90_minor += position.balance_minor;
        }
    }
    (charged_off_minor, balance_90_minor)
}

/// The day of a charge-off known at a day, and the balance at the end of it.
pub fn charge_off(loan: &Loan, day: NaiveDate) -> Option<(NaiveDate, i64)> {
    let date = loan.charge_off_date.filter(|date| *date <= day)?;
    is_disbursed(loan, day).then(|| (date, balance(loan, date)))
}

/// The active loans past due at the start; those active and current at the end; those paid off by then.
pub fn cure(book: &Book, start: NaiveDate, end: NaiveDate) -> Cure {
    let mut answer = Cure::default();
    for position in active(book, start) {
        if position.days_past_due > 0 {
            answer.delinquent += 1;
            match state(position.loan, end) {
                Some(LoanState::Active) if days_past_due(position.loan, end) == 0 => {
                    answer.cured += 1;
                }
                Some(LoanState::PaidOff) => answer.paid_off += 1,
                _ => {}
            }
        }
    }
    answer
}

/// Lets the transitions happen again and again until every loan has ended.
///
/// None if some loans never end. `balances_minor` are the balances of the buckets at the day that is asked about.
pub fn ultimate_loss(
    transitions: &RollRates,
    buckets: &[Bucket<'_>],
    weight: Weight,
    balances_minor: &[i64],
) -> Option<UltimateLoss> {
    // The states: the buckets, then paid off, charged off, and "nothing is known of what follows".
    let mut columns = Vec::new();
    for (name, ..) in buckets {
        columns.push(Column::Bucket((*name).to_owned()));
    }
    columns.extend([Column::PaidOff, Column::ChargedOff]);
    let (charged_off, unknown) = (buckets.len() + 1, buckets.len() + 2);
    let mut matrix = vec![vec![0.0; unknown + 1]; unknown + 1];
    let mut is_empty = vec![false; buckets.len()];
    for (at, row) in matrix.iter_mut().enumerate() {
        let Some((name, ..)) = buckets.get(at) else {
            row[at] = 1.0;
            continue;
        };
        for (to, column) in columns.iter().enumerate() {
            row[to] = transitions.weight(name, column, weight) as f64;
        }
        if row.iter().sum::<f64>() <= 0.0 {
            row[unknown] = 1.0;
            is_empty[at] = true;
        }
        divide_by_sum(row);
    }
    // Each turn doubles the number of months: 2⁴⁰ of them.
    for _ in 0..40 {
        matrix = square(&matrix);
        matrix.iter_mut().for_each(|row| divide_by_sum(row));
    }
    let mut answer = UltimateLoss {
        by_bucket: Vec::new(),
        expected_minor: Some(0.0),
    };
    for (at, row) in matrix[..buckets.len()].iter().enumerate() {
        if row[..buckets.len()].iter().sum::<f64>() > 1e-6 {
            return None;
        }
        answer
            .by_bucket
            .push((!is_empty[at]).then_some(row[charged_off]));
        if balances_minor[at] > 0 {
            let loss = answer.by_bucket[at].map(|loss| loss * balances_minor[at] as f64);
            answer.expected_minor = answer
                .expected_minor
                .zip(loss)
                .map(|(sum, loss)| sum + loss);
        }
    }
    Some(answer)
}

fn square(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut product = vec![vec![0.0; matrix.len()]; matrix.len()];
    for (from, row) in matrix.iter().enumerate() {
        for (through, share) in row.iter().enumerate() {
            for to in 0..matrix.len() {
                product[from][to] += share * matrix[through][to];
            }
        }
    }
    product
}

fn divide_by_sum(row: &mut [f64]) {
    let sum: f64 = row.iter().sum();
    row.iter_mut().for_each(|share| *share /= sum);
}
