//! Who paid well and has just begun to slip: `sql/slipping_customers.sql`.

use crate::{
    answer::Rows,
    book::Book,
    day::Day,
    loan::LoanRef,
    position::{Rules, State},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Slipping {
    rules: Rules,
}

/// The latest instalment and the three before it.
const LATEST: usize = 4;

#[derive(Clone, Default)]
struct Total {
    customers: i64,
    customers_due: i64,
    loans: i64,
}

/// `slipping_customers`.
pub(super) fn slipping_customers(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let rules = Rules::of(question)?;
    Ok(scan::run(book, question, &Slipping { rules }))
}

/// Instalments of a loan that had fallen due, from the latest back: due date and place.
fn latest(loan: LoanRef<'_>, as_of: Day) -> (usize, impl Iterator<Item = (Day, usize)> + '_) {
    let span = loan.instalments();
    let due = &loan.chunk.instalments.due;
    let count = due[span.clone()].partition_point(|day| *day <= as_of);
    let fallen_due = span.start..span.start + count;
    (count, fallen_due.rev().map(|at| (due[at], at)))
}

impl Figure for Slipping {
    const COLUMNS: &'static [&'static str] = &["customers", "customers_due", "loans"];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        let as_of = part.as_of();
        let mut found: Vec<(Day, usize)> = Vec::new();
        part.borrowers(|group_key, _, loans| {
            let (mut instalments, mut loans_due) = (0, 0);
            found.clear();
            // From the last loan back: of two instalments of a day that of the later loan
            // is the later one.
            for loan in loans.iter().rev() {
                let (count, latest) = latest(*loan, as_of);
                instalments += count;
                loans_due += i64::from(count > 0);
                found.extend(latest.take(LATEST));
            }
            if instalments < LATEST {
                return;
            }
            if loans.len() > 1 {
                found.sort_by_key(|(due, _)| std::cmp::Reverse(*due));
            }
            let rows = &part.chunk.instalments;
            let is_on_time = |(due, at): &(Day, usize)| {
                self.rules.state(*due, rows.settled[*at], as_of) == State::OnTime
            };
            let is_slipping = !is_on_time(&found[0]) && found[1..LATEST].iter().all(is_on_time);
            let total = totals.of(group_key);
            total.customers_due += 1;
            if is_slipping {
                total.customers += 1;
                total.loans += loans_due;
            }
        });
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.customers += other.customers;
        total.customers_due += other.customers_due;
        total.loans += other.loans;
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        rows.push(
            group_key,
            [
                total.customers.into(),
                total.customers_due.into(),
                total.loans.into(),
            ],
        );
    }
}
