//! Which groups a portfolio falls into: `sql/portfolio.sql`.

use crate::{
    answer::Rows,
    book::Book,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Groups;

#[derive(Clone, Default)]
struct Total {
    loans: i64,
    customers: i64,
}

/// `portfolio_groups`.
pub(super) fn groups(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &Groups))
}

impl Figure for Groups {
    const COLUMNS: &'static [&'static str] = &["loans", "customers"];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        part.borrowers(|group_key, _, loans| {
            let total = totals.of(group_key);
            total.loans += loans.len() as i64;
            total.customers += 1;
        });
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.loans += other.loans;
        total.customers += other.customers;
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        rows.push(group_key, [total.loans.into(), total.customers.into()]);
    }
}
