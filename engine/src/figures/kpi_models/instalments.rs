//! What fell due in a window that ends at the as-of date.

use super::days::Days;
use crate::{
    answer::Rows,
    book::Book,
    day::{Day, date},
    places::days_between,
    position::{Rules, State, amount_due, received_on},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct InWindow {
    from: Day,
    rules: Rules,
}

#[derive(Clone, Default)]
struct WindowTotal {
    instalments_due: i64,
    instalments_on_time: i64,
    days_late: i64,
    loans_due: i64,
}

/// `instalments_in_window`.
pub(crate) fn instalments_in_window(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let from = question.first_day("from_date")?;
    let rules = Rules::of(question)?;
    Ok(scan::run(book, question, &InWindow { from, rules }))
}

impl Figure for InWindow {
    const COLUMNS: &'static [&'static str] = &[
        "instalments_due",
        "instalments_on_time",
        "days_late",
        "loans_due",
    ];
    type Total = WindowTotal;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<WindowTotal>) {
        let (from, as_of) = (self.from, part.as_of());
        let rows = &part.chunk.instalments;
        let places = days_between(&rows.due, from, as_of);
        for (group_key, _, places) in part.loans_of(&places) {
            let total = totals.of(group_key);
            total.instalments_due += places.len() as i64;
            total.loans_due += 1;
            for at in places.iter().map(|place| *place as usize) {
                let (due, settled) = (rows.due[at], rows.settled[at]);
                // None is Missed: each is as many days late as it was open.
                match self.rules.state(due, settled, as_of) {
                    State::OnTime => total.instalments_on_time += 1,
                    _ => total.days_late += i64::from(settled.min(as_of)) - i64::from(due),
                }
            }
        }
    }

    fn merge(&self, total: &mut WindowTotal, other: WindowTotal) {
        total.instalments_due += other.instalments_due;
        total.instalments_on_time += other.instalments_on_time;
        total.days_late += other.days_late;
        total.loans_due += other.loans_due;
    }

    fn write(&self, group_key: i64, total: WindowTotal, rows: &mut Rows) {
        rows.push(
            group_key,
            [
                total.instalments_due.into(),
                total.instalments_on_time.into(),
                total.days_late.into(),
                total.loans_due.into(),
            ],
        );
    }
}

struct ByDay {
    from: Day,
    as_of: Day,
    rules: Rules,
}

#[derive(Clone, Default)]
struct DayTotal {
    instalments: i64,
    on_time: i64,
    late: i64,
    overdue: i64,
    missed: i64,
    amount_due: i64,
    received: i64,
}

/// `instalments_by_day`.
pub(crate) fn instalments_by_day(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = ByDay {
        from: question.first_day("from_date")?,
        as_of: question.as_of,
        rules: Rules::of(question)?,
    };
    Ok(scan::run(book, question, &figure))
}

impl Figure for ByDay {
    const COLUMNS: &'static [&'static str] = &[
        "day",
        "instalments",
        "on_time",
        "late",
        "overdue",
        "missed",
        "amount_due_minor",
        "received_minor",
    ];
    type Total = Days<DayTotal>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Days<DayTotal>>) {
        let (from, as_of) = (self.from, self.as_of);
        let rows = &part.chunk.instalments;
        let places = days_between(&rows.due, from, as_of);
        for (group_key, loan, places) in part.loans_of(&places) {
            let days = totals.of(group_key);
            for at in places.iter().map(|place| *place as usize) {
                let (due, settled) = (rows.due[at], rows.settled[at]);
                let total = days.of(due, as_of);
                total.instalments += 1;
                match self.rules.state(due, settled, as_of) {
                    State::OnTime => total.on_time += 1,
                    State::Late => total.late += 1,
                    State::Overdue => total.overdue += 1,
                    State::Missed => total.missed += 1,
                }
                total.amount_due += amount_due(loan, at);
                total.received += received_on(loan, at, as_of).unwrap_or(0);
            }
        }
    }

    fn merge(&self, days: &mut Days<DayTotal>, other: Days<DayTotal>) {
        days.merge(other, |total, other| {
            total.instalments += other.instalments;
            total.on_time += other.on_time;
            total.late += other.late;
            total.overdue += other.overdue;
            total.missed += other.missed;
            total.amount_due += other.amount_due;
            total.received += other.received;
        });
    }

    fn write(&self, group_key: i64, days: Days<DayTotal>, rows: &mut Rows) {
        for (day, total) in days.oldest_first(self.as_of) {
            if total.instalments == 0 {
                continue;
            }
            rows.push(
                group_key,
                [
                    date(day).into(),
                    total.instalments.into(),
                    total.on_time.into(),
                    total.late.into(),
                    total.overdue.into(),
                    total.missed.into(),
                    total.amount_due.into(),
                    total.received.into(),
                ],
            );
        }
    }
}
