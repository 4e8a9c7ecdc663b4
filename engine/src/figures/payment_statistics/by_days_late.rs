//! How late instalments were paid, and how much.

use crate::{
    answer::Rows,
    book::Book,
    position::{Rules, State, amount_due, received_on},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct ByDaysLate {
    rules: Rules,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    instalments: i64,
    amount_due: i64,
    amount_paid: i64,
}

#[derive(Clone, Default)]
struct Total {
    /// None of them is a day late.
    on_time: Sum,
    /// By days late, from 0.
    late: Vec<Sum>,
    overdue: Vec<Sum>,
    missed: Vec<Sum>,
}

/// `payment_statistics`.
pub(crate) fn payment_statistics(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let rules = Rules::of(question)?;
    Ok(scan::run(book, question, &ByDaysLate { rules }))
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.instalments += other.instalments;
        self.amount_due += other.amount_due;
        self.amount_paid += other.amount_paid;
    }
}

impl Figure for ByDaysLate {
    const COLUMNS: &'static [&'static str] = &[
        "payment_status",
        "days_late",
        "instalments",
        "amount_due_minor",
        "amount_paid_minor",
    ];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        let as_of = part.as_of();
        let rows = &part.chunk.instalments;
        for (group_key, loan) in part.loans() {
            let total = totals.of(group_key);
            for at in loan.instalments() {
                let (due, settled) = (rows.due[at], rows.settled[at]);
                if due > as_of {
                    break;
                }
                let amount_due = amount_due(loan, at);
                let sum = Sum {
                    instalments: 1,
                    amount_due,
                    amount_paid: received_on(loan, at, as_of).unwrap_or(0),
                };
                let state = self.rules.state(due, settled, as_of);
                let by_days = match state {
                    State::OnTime => {
                        total.on_time.add(sum);
                        continue;
                    }
                    State::Late => &mut total.late,
                    State::Overdue => &mut total.overdue,
                    State::Missed => &mut total.missed,
                };
                // What is not on time is no less than 0 days late.
                let days_late = self.rules.days_late(state, due, settled, as_of);
                let place = usize::try_from(days_late).unwrap_or_default();
                if place >= by_days.len() {
                    by_days.resize(place + 1, Sum::default());
                }
                by_days[place].add(sum);
            }
        }
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.on_time.add(other.on_time);
        for (by_days, others) in [
            (&mut total.late, other.late),
            (&mut total.overdue, other.overdue),
            (&mut total.missed, other.missed),
        ] {
            if others.len() > by_days.len() {
                by_days.resize(others.len(), Sum::default());
            }
            for (sum, other) in by_days.iter_mut().zip(others) {
                sum.add(other);
            }
        }
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        for (payment_status, by_days) in [
            ("On Time", vec![total.on_time]),
            ("Late", total.late),
            ("Overdue", total.overdue),
            ("Missed", total.missed),
        ] {
            for (days_late, sum) in (0_i64..).zip(by_days) {
                if sum.instalments == 0 {
                    continue;
                }
                rows.push(
                    group_key,
                    [
                        payment_status.into(),
                        days_late.into(),
                        sum.instalments.into(),
                        sum.amount_due.into(),
                        sum.amount_paid.into(),
                    ],
                );
            }
        }
    }
}
