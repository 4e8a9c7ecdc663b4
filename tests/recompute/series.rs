//! What happened from day to day.

use chrono::{Days, NaiveDate};

use super::{
    book::{Book, MISSED_AFTER_DAYS, Receipt, Repayment},
    calendar::Period,
    facts::{collected_by, days_between, disbursed_by, due_by, receipts_by, status},
    payments::Distribution,
    roll_rates::charge_off,
};

/// The receipts of some days, by their own timing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ByReceipt {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub receipts: i64,
    pub on_time: i64,
    pub late: i64,
    pub missed: i64,
    pub collected_minor: i64,
    pub interest_minor: i64,
    pub late_fees_minor: i64,
    /// From the due date to the receipt, not cut at the hand-over.
    pub delay_days_sum: i64,
}

/// The instalments that fell due on some days, as they are at the day that is asked about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ByDueDate {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub instalments: Distribution,
    pub amount_due_minor: i64,
    pub received_minor: i64,
}

/// What happened in seven days.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Week {
    pub receipts: ByReceipt,
    pub loans_disbursed: i64,
    pub originated_minor: i64,
    pub loans_charged_off: i64,
    pub charged_off_minor: i64,
}

/// The receipts in the last so many periods, oldest first.
pub fn series_by_receipt(
    book: &Book,
    day: NaiveDate,
    period: Period,
    count: usize,
) -> Vec<ByReceipt> {
    by_receipt(book, day, &period.window(day, count))
}

/// The instalments that fell due in the last so many periods, oldest first.
pub fn series_by_due_date(
    book: &Book,
    day: NaiveDate,
    period: Period,
    count: usize,
) -> Vec<ByDueDate> {
    let periods = period.window(day, count);
    let mut due = due_by(book, day);
    due.retain(|(_, repayment)| repayment.due_date >= periods[0].0);
    let mut answer = Vec::new();
    for (from, to) in periods {
        let mut row = ByDueDate {
            from,
            to,
            ..ByDueDate::default()
        };
        for (_, repayment) in &due {
            if from <= repayment.due_date && repayment.due_date <= to {
                row.instalments.add(status(repayment, day));
                row.amount_due_minor += repayment.installment_amount_minor;
                row.received_minor += collected_by(repayment, day);
            }
        }
        answer.push(row);
    }
    answer
}

/// The seven days up to the day, then the seven days before.
pub fn week_over_week(book: &Book, day: NaiveDate) -> [Week; 2] {
    let days_back = |days| day - Days::new(days);
    [(days_back(6), day), (days_back(13), days_back(7))].map(|(from, to)| {
        let mut week = Week {
            receipts: by_receipt(book, day, &[(from, to)]).remove(0),
            ..Week::default()
        };
        let is_within = |date: NaiveDate| from <= date && date <= to;
        for loan in disbursed_by(book, day) {
            if loan.disbursement_date.is_some_and(is_within) {
                week.loans_disbursed += 1;
                week.originated_minor += loan.loan_amount_minor;
            }
            if let Some((date, amount_minor)) = charge_off(loan, day)
                && is_within(date)
            {
                week.loans_charged_off += 1;
                week.charged_off_minor += amount_minor;
            }
        }
        week
    })
}

fn by_receipt(book: &Book, day: NaiveDate, periods: &[(NaiveDate, NaiveDate)]) -> Vec<ByReceipt> {
    let mut receipts = receipts_by(book, day);
    receipts.retain(|(_, _, receipt)| receipt.date >= periods[0].0);
    let mut answer = Vec::new();
    for (from, to) in periods {
        let mut row = ByReceipt {
            from: *from,
            to: *to,
            ..ByReceipt::default()
        };
        for (_, repayment, receipt) in &receipts {
            if *from <= receipt.date && receipt.date <= *to {
                row.add(repayment, receipt);
            }
        }
        answer.push(row);
    }
    answer
}

impl ByReceipt {
    fn add(&mut self, repayment: &Repayment, receipt: &Receipt) {
        let delay_days = days_between(repayment.due_date, receipt.date);
        self.receipts += 1;
        match delay_days {
            ..=0 => self.on_time += 1,
            1..=MISSED_AFTER_DAYS => self.late += 1,
            _ => self.missed += 1,
        }
        self.collected_minor += receipt.collected_minor();
        self.interest_minor += receipt.interest_minor;
        self.late_fees_minor += receipt.late_fee_minor;
        self.delay_days_sum += delay_days.max(0);
    }
}
