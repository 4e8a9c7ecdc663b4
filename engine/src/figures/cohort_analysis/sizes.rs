//! Customers by the month of their sign-up.

use crate::{
    answer::Rows,
    book::Book,
    day::month_number,
    grid::Grid,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Sizes;

#[derive(Default)]
struct Total {
    customers: i64,
    scored_customers: i64,
    credit_score_sum: i64,
}

/// `cohort_sizes`.
pub(crate) fn cohort_sizes(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &Sizes))
}

impl Figure for Sizes {
    const COLUMNS: &'static [&'static str] = &[
        "cohort_month",
        "customers",
        "scored_customers",
        "credit_score_sum",
    ];
    /// By month of sign-up, all in one column.
    type Total = Grid<Total>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Grid<Total>>) {
        part.borrowers(|group_key, customer, _| {
            let month = month_number(customer.account_created());
            let total = totals.of(group_key).row(month).at(0);
            total.customers += 1;
            if let Some(score) = customer.credit_score() {
                total.scored_customers += 1;
                total.credit_score_sum += score;
            }
        });
    }

    fn merge(&self, grid: &mut Grid<Total>, other: Grid<Total>) {
        grid.merge(other, |total, other| {
            total.customers += other.customers;
            total.scored_customers += other.scored_customers;
            total.credit_score_sum += other.credit_score_sum;
        });
    }

    fn write(&self, group_key: i64, grid: Grid<Total>, rows: &mut Rows) {
        for (month, _, total) in grid.into_cells() {
            rows.push(
                group_key,
                [
                    month.into(),
                    total.customers.into(),
                    total.scored_customers.into(),
                    total.credit_score_sum.into(),
                ],
            );
        }
    }
}
