//! How many customers signed up in each month.

use crate::{
    answer::Rows,
    book::Book,
    day::month_number,
    figures::months::Months,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Sizes;

#[derive(Clone, Default)]
struct Size {
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
    /// By month of sign-up.
    type Total = Months<Size>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Months<Size>>) {
        part.borrowers(|group_key, customer, _| {
            let cohort_month = month_number(customer.account_created());
            let size = totals.of(group_key).of(cohort_month);
            size.customers += 1;
            if let Some(score) = customer.credit_score() {
                size.scored_customers += 1;
                size.credit_score_sum += score;
            }
        });
    }

    fn merge(&self, sizes: &mut Months<Size>, others: Months<Size>) {
        sizes.merge(others, |size, other| {
            size.customers += other.customers;
            size.scored_customers += other.scored_customers;
            size.credit_score_sum += other.credit_score_sum;
        });
    }

    fn write(&self, group_key: i64, sizes: Months<Size>, rows: &mut Rows) {
        for (cohort_month, size) in sizes.in_order().filter(|(_, size)| size.customers > 0) {
            rows.push(
                group_key,
                [
                    cohort_month.into(),
                    size.customers.into(),
                    size.scored_customers.into(),
                    size.credit_score_sum.into(),
                ],
            );
        }
    }
}
