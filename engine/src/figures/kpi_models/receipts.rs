//! What came in, day by day, and how late.

use super::days::Days;
use crate::{
    answer::Rows,
    book::Book,
    chunk::{Chunk, SPLIT},
    day::{Day, date},
    places::days_between,
    position::{Received, Rules, receipts_on},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct ByDay {
    from: Day,
    as_of: Day,
    rules: Rules,
}

#[derive(Clone, Default)]
struct DayTotal {
    receipts: i64,
    on_time: i64,
    late: i64,
    missed: i64,
    collected: i64,
    interest: i64,
    late_fees: i64,
    delay_days: i64,
    loans: i64,
    /// The loan that was counted last.
    last_loan: Option<i64>,
}

/// `receipts_by_day`.
pub(crate) fn receipts_by_day(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = ByDay {
        from: question.first_day("from_date")?,
        as_of: question.as_of,
        rules: Rules::of(question)?,
    };
    Ok(scan::run(book, question, &figure))
}

impl ByDay {
    /// The instalments on which something was received in the window, in order.
    fn places(&self, chunk: &Chunk) -> Vec<u32> {
        let rows = &chunk.instalments;
        let mut places = days_between(&rows.settled, self.from, self.as_of);
        places.retain(|place| rows.late_fee[*place as usize] != SPLIT);
        let split = chunk.receipts.iter();
        let split = split.filter(|receipt| self.from <= receipt.day && receipt.day <= self.as_of);
        places.extend(split.map(|receipt| receipt.instalment));
        // Of two lists in order, which this sort merges; an instalment may have several receipts.
        places.sort();
        places.dedup();
        places
    }
}

impl DayTotal {
    fn add(&mut self, receipt: &Received, due: Day, loan_id: i64, rules: Rules) {
        // An early one is not late.
        let delay_days = i64::from(receipt.day.saturating_sub(due));
        self.receipts += 1;
        if delay_days <= rules.grace_days {
            self.on_time += 1;
        } else if delay_days <= rules.missed_after_days {
            self.late += 1;
        }
        if delay_days > rules.missed_after_days {
            self.missed += 1;
        }
        self.collected += receipt.principal + receipt.interest;
        self.interest += receipt.interest;
        self.late_fees += receipt.late_fee;
        self.delay_days += delay_days;
        // Receipts of a loan come one after another: only the last one need be remembered.
        if self.last_loan != Some(loan_id) {
            self.last_loan = Some(loan_id);
            self.loans += 1;
        }
    }
}

impl Figure for ByDay {
    const COLUMNS: &'static [&'static str] = &[
        "day",
        "receipts",
        "on_time",
        "late",
        "missed",
        "collected_minor",
        "interest_minor",
        "late_fees_minor",
        "delay_days",
        "loans",
    ];
    type Total = Days<DayTotal>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Days<DayTotal>>) {
        let as_of = self.as_of;
        let places = self.places(part.chunk);
        for (group_key, loan, places) in part.loans_of(&places) {
            let days = totals.of(group_key);
            for at in places.iter().map(|place| *place as usize) {
                let due = part.chunk.instalments.due[at];
                for receipt in receipts_on(loan, at) {
                    if self.from <= receipt.day && receipt.day <= as_of {
                        let total = days.of(receipt.day, as_of);
                        total.add(&receipt, due, loan.id(), self.rules);
                    }
                }
            }
        }
    }

    fn merge(&self, days: &mut Days<DayTotal>, other: Days<DayTotal>) {
        days.merge(other, |total, other| {
            total.receipts += other.receipts;
            total.on_time += other.on_time;
            total.late += other.late;
            total.missed += other.missed;
            total.collected += other.collected;
            total.interest += other.interest;
            total.late_fees += other.late_fees;
            total.delay_days += other.delay_days;
            total.loans += other.loans;
        });
    }

    fn write(&self, group_key: i64, days: Days<DayTotal>, rows: &mut Rows) {
        for (day, total) in days.oldest_first(self.as_of) {
            if total.receipts == 0 {
                continue;
            }
            rows.push(
                group_key,
                [
                    date(day).into(),
                    total.receipts.into(),
                    total.on_time.into(),
                    total.late.into(),
                    total.missed.into(),
                    total.collected.into(),
                    total.interest.into(),
                    total.late_fees.into(),
                    total.delay_days.into(),
                    total.loans.into(),
                ],
            );
        }
    }
}
