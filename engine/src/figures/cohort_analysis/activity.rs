//! By how many the customers with an active loan change, by months from the sign-up.

use crate::{
    answer::Rows,
    book::Book,
    day::{Day, day_of_month, month_number},
    grid::Grid,
    loan::LoanRef,
    position::receipts,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Activity;

/// `cohort_activity`.
pub(crate) fn cohort_activity(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &Activity))
}

/// The last day on which a loan was active; none where it still is.
fn end(loan: LoanRef<'_>, as_of: Day) -> Option<Day> {
    let charge_off = Some(loan.charge_off()).filter(|day| *day <= as_of);
    // What has come in by the last day tells whether it was paid off at all.
    let may_be_paid = loan
        .end(as_of)
        .is_none_or(|end| end.principal() >= loan.amount());
    if !may_be_paid {
        return charge_off;
    }
    let (mut received, mut last) = (0, None);
    for receipt in receipts(loan) {
        if receipt.day <= as_of {
            received += receipt.principal;
            if receipt.principal > 0 {
                last = last.max(Some(receipt.day));
            }
        }
    }
    let paid = last.filter(|_| received >= loan.amount());
    match (charge_off, paid) {
        (Some(charge_off), Some(paid)) => Some(charge_off.min(paid)),
        (charge_off, paid) => charge_off.or(paid),
    }
}

/// The least number of months from the sign-up that brings one to the day.
fn months(created: Day, day: Day) -> i64 {
    let is_later = day_of_month(day) > day_of_month(created);
    month_number(day) - month_number(created) + i64::from(is_later)
}

impl Figure for Activity {
    const COLUMNS: &'static [&'static str] = &["cohort_month", "month", "change_by"];
    /// By month of sign-up, and by months from there.
    type Total = Grid<i64>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Grid<i64>>) {
        let as_of = part.as_of();
        let mut lives: Vec<(i64, i64)> = Vec::new();
        part.borrowers(|group_key, customer, loans| {
            let created = customer.account_created();
            lives.clear();
            lives.extend(loans.iter().map(|loan| {
                let end = end(*loan, as_of).map_or(i64::MAX, |day| months(created, day));
                (months(created, loan.disbursement()), end)
            }));
            lives.sort_unstable();
            let line = totals.of(group_key).row(month_number(created));
            // A second loan adds only what the ones before it do not reach.
            let mut reached = i64::MIN;
            for (first, end) in &lives {
                if *end > reached {
                    *line.at(reached.max(*first)) += 1;
                    if *end < i64::MAX {
                        *line.at(*end) -= 1;
                    }
                    reached = *end;
                }
            }
        });
    }

    fn merge(&self, grid: &mut Grid<i64>, other: Grid<i64>) {
        grid.merge(other, |change, other| *change += other);
    }

    fn write(&self, group_key: i64, grid: Grid<i64>, rows: &mut Rows) {
        for (cohort, month, change) in grid.into_cells() {
            rows.push(group_key, [cohort.into(), month.into(), change.into()]);
        }
    }
}
