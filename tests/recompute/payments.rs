//! The headline figures, and the instalments and receipts behind them.

use chrono::{NaiveDate, TimeDelta};

use super::book::{Book, MISSED_AFTER_DAYS};
use super::facts::{
    Status, active, borrowers, collected_by, days_between, days_late, disbursed_by, due_by,
    receipts_by, status,
};

/// The headline figures at a date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Executive {
    pub customers: i64,
    pub loans: i64,
    pub active_loans: i64,
    pub originated_minor: i64,
    pub outstanding_minor: i64,
    pub instalments_due: i64,
    pub instalments_on_time: i64,
    pub loans_with_instalments_due: i64,
    pub score_sum: i64,
    pub score_count: i64,
    pub interest_received_minor: i64,
    pub late_fees_received_minor: i64,
    pub last_30: Window,
}

/// The instalments that fell due in a window, both ends included, as they are at its end.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub instalments_due: i64,
    pub on_time: i64,
    pub days_late_sum: i64,
}

/// The instalments fallen due, by status.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Distribution {
    pub on_time: i64,
    pub settled_late: i64,
    pub overdue: i64,
    pub missed: i64,
}

/// The instalments of one status; `days_late` has one entry for each, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusStatistics {
    pub status: Status,
    pub count: i64,
    pub amount_due_minor: i64,
    pub amount_paid_minor: i64,
    pub days_late: Vec<i64>,
}

/// The receipts of one day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Daily {
    pub date: NaiveDate,
    pub receipts: i64,
    pub on_time: i64,
    pub late: i64,
    pub missed: i64,
    pub collected_minor: i64,
    pub interest_minor: i64,
    pub late_fees_minor: i64,
    pub delay_days_sum: i64,
}

/// The headline figures at the end of `as_of`. Interest and fees are those received to date, charged-off loans included.
pub fn executive(book: &Book, as_of: NaiveDate) -> Executive {
    let active = active(book, as_of);
    let mut answer = Executive {
        active_loans: count(&active),
        outstanding_minor: active.iter().map(|position| position.balance_minor).sum(),
        ..Executive::default()
    };
    for loan in disbursed_by(book, as_of) {
        answer.loans += 1;
        answer.originated_minor += loan.loan_amount_minor;
    }
    for (customer, _) in borrowers(book, as_of).values() {
        answer.customers += 1;
        answer.score_sum += customer.credit_score.unwrap_or(0);
        answer.score_count += i64::from(customer.credit_score.is_some());
    }
    for (_, _, receipt) in receipts_by(book, as_of) {
        answer.interest_received_minor += receipt.interest_minor;
        answer.late_fees_received_minor += receipt.late_fee_minor;
    }
    let window = &mut answer.last_30;
    window.from = as_of - TimeDelta::days(29);
    window.to = as_of;
    let mut loans_due = Vec::new();
    for (loan, repayment) in due_by(book, as_of) {
        let on_time = i64::from(status(repayment, as_of) == Status::OnTime);
        loans_due.push(loan.loan_id);
        answer.instalments_due += 1;
        answer.instalments_on_time += on_time;
        if repayment.due_date >= window.from {
            window.instalments_due += 1;
            window.on_time += on_time;
            window.days_late_sum += days_late(repayment, as_of);
        }
    }
    // The instalments of a loan follow each other.
    loans_due.dedup();
    answer.loans_with_instalments_due = count(&loans_due);
    answer
}

/// The instalments due on or before `as_of`, by their status at that day.
pub fn distribution(book: &Book, as_of: NaiveDate) -> Distribution {
    let mut answer = Distribution::default();
    for (_, repayment) in due_by(book, as_of) {
        answer.add(status(repayment, as_of));
    }
    answer
}

impl Distribution {
    pub const fn add(&mut self, status: Status) {
        match status {
            Status::OnTime => self.on_time += 1,
            Status::SettledLate => self.settled_late += 1,
            Status::Overdue => self.overdue += 1,
            Status::Missed => self.missed += 1,
        }
    }

    pub const fn total(&self) -> i64 {
        self.on_time + self.settled_late + self.overdue + self.missed
    }
}

/// Counts, amounts and days late of each status, always four rows; paid is what was received on those instalments by `as_of`.
pub fn statistics(book: &Book, as_of: NaiveDate) -> Vec<StatusStatistics> {
    use Status::{Missed, OnTime, Overdue, SettledLate};
    let mut answer = Vec::new();
    let due = due_by(book, as_of);
    for wanted in [OnTime, SettledLate, Overdue, Missed] {
        let mut line = StatusStatistics {
            status: wanted,
            count: 0,
            amount_due_minor: 0,
            amount_paid_minor: 0,
            days_late: Vec::new(),
        };
        for (_, repayment) in &due {
            if status(repayment, as_of) == wanted {
                line.count += 1;
                line.amount_due_minor += repayment.installment_amount_minor;
                line.amount_paid_minor += collected_by(repayment, as_of);
                line.days_late.push(days_late(repayment, as_of));
            }
        }
        line.days_late.sort_unstable();
        answer.push(line);
    }
    answer
}

/// The quantile of a sorted list by linear interpolation (type 7): position (n − 1)·percent/100, counted from 0.
pub fn quantile(sorted: &[i64], percent: usize) -> Option<f64> {
    let hundredths = sorted.len().checked_sub(1)? * percent;
    let below = sorted[hundredths / 100] as f64;
    let above = sorted[hundredths.div_ceil(100)] as f64;
    Some(below + (above - below) * (hundredths % 100) as f64 / 100.0)
}

/// The receipts of one day by their own timing: on time to the due date, late to day 60, missed after. The delay isn't cut at the hand-over.
pub fn daily(book: &Book, date: NaiveDate) -> Daily {
    let mut answer = Daily {
        date,
        ..Daily::default()
    };
    for (_, repayment, receipt) in receipts_by(book, date) {
        if receipt.date == date {
            let delay_days = days_between(repayment.due_date, date);
            answer.receipts += 1;
            answer.on_time += i64::from(delay_days <= 0);
            answer.late += i64::from((1..=MISSED_AFTER_DAYS).contains(&delay_days));
            answer.missed += i64::from(delay_days > MISSED_AFTER_DAYS);
            answer.collected_minor += receipt.collected_minor();
            answer.interest_minor += receipt.interest_minor;
            answer.late_fees_minor += receipt.late_fee_minor;
            answer.delay_days_sum += delay_days.max(0);
        }
    }
    answer
}

/// The length of a collection.
fn count<T>(all: impl IntoIterator<Item = T>) -> i64 {
    all.into_iter().map(|_| 1).sum()
}
