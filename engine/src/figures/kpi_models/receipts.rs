//! What came in, day by day, and how late.

use super::days::Days;
use crate::{
    answer::Rows,
    book::Book,
    day::{Day, date},
    position::{Received, Rules, receipts},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct ByDay {
    from: Day,
    as_of: Day,
    rules: Rules,
}

#[derive(Default)]
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
        let (from, as_of) = (self.from, self.as_of);
        let rows = &part.chunk.instalments;
        let window = part.loans_with(move |loan| {
            let is_inside = |day: Day| from <= day && day <= as_of;
            let settled = &loan.chunk.instalments.settled[loan.instalments()];
            // Without a branch an instalment, so that eight of them are compared at once.
            let any_settled = settled.iter().fold(false, |any, day| any | is_inside(*day));
            let mut split = loan.split_receipts().iter();
            (any_settled || split.any(|receipt| is_inside(receipt.day))).then_some(())
        });
        for (group_key, loan, ()) in window {
            let days = totals.of(group_key);
            for receipt in receipts(loan) {
                if from <= receipt.day && receipt.day <= as_of {
                    let due = rows.due[receipt.instalment];
                    let total = days.of(receipt.day, as_of);
                    total.add(&receipt, due, loan.id(), self.rules);
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
