//! What fell due on the customers of a month, and what was received on that, by months from
//! the sign-up.

use crate::{
    answer::Rows,
    book::Book,
    day::{Day, day_of_month, month_number},
    grid::Grid,
    position::{amount_due, received_on},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Repayments {
    /// Months from the sign-up up to this one.
    months: i64,
    /// At least as many days as these months may have.
    reach_days: i64,
}

#[derive(Default)]
struct Total {
    due: i64,
    received: i64,
}

/// `cohort_repayments`.
pub(crate) fn cohort_repayments(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = Repayments {
        months: question.integer("months")?,
        reach_days: question.integer("reach_days")?,
    };
    Ok(scan::run(book, question, &figure))
}

impl Figure for Repayments {
    const COLUMNS: &'static [&'static str] =
        &["cohort_month", "month", "due_minor", "received_minor"];
    /// By month of sign-up, and by months from there.
    type Total = Grid<Total>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Grid<Total>>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let created = loan.customer().account_created();
            let (cohort, day) = (month_number(created), day_of_month(created));
            let reach = i64::from(created) + self.reach_days;
            let last = as_of.min(Day::try_from(reach).unwrap_or(Day::MAX));
            let line = totals.of(group_key).row(cohort);
            for at in loan.instalments() {
                let due = part.chunk.instalments.due[at];
                if due > last {
                    break;
                }
                let is_earlier = day_of_month(due) < day;
                let month = month_number(due) - cohort - i64::from(is_earlier);
                if (0..=self.months).contains(&month) {
                    let total = line.at(month);
                    total.due += amount_due(loan, at);
                    total.received += received_on(loan, at, as_of).unwrap_or(0);
                }
            }
        }
    }

    fn merge(&self, grid: &mut Grid<Total>, other: Grid<Total>) {
        grid.merge(other, |total, other| {
            total.due += other.due;
            total.received += other.received;
        });
    }

    fn write(&self, group_key: i64, grid: Grid<Total>, rows: &mut Rows) {
        for (cohort, month, total) in grid.into_cells() {
            rows.push(
                group_key,
                [
                    cohort.into(),
                    month.into(),
                    total.due.into(),
                    total.received.into(),
                ],
            );
        }
    }
}
