//! How many borrowers did not even pay their first instalment: `sql/first_payment_default.sql`.

use crate::{
    answer::Rows,
    book::Book,
    day::NEVER,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct FirstPaymentDefault {
    due_boundary: i32,
    default_after_days: i64,
}

#[derive(Clone, Default)]
struct Total {
    loans: i64,
    defaulted_loans: i64,
}

/// `first_payment_default`.
pub(super) fn first_payment_default(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = FirstPaymentDefault {
        due_boundary: question.day("due_boundary")?,
        default_after_days: question.integer("default_after_days")?,
    };
    Ok(scan::run(book, question, &figure))
}

impl Figure for FirstPaymentDefault {
    const COLUMNS: &'static [&'static str] = &["loans", "defaulted_loans"];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        let rows = &part.chunk.instalments;
        let boundary = self.due_boundary;
        // The first ones that fell due long enough ago.
        let first = part.loans_with(move |loan| {
            let first = loan.first_instalment()?;
            let due = loan.chunk.instalments.due[first];
            (i32::from(due) <= boundary).then_some(first)
        });
        for (group_key, _, first) in first {
            let (due, settled) = (rows.due[first], rows.settled[first]);
            let is_paid =
                settled != NEVER && i64::from(settled) - i64::from(due) <= self.default_after_days;
            let total = totals.of(group_key);
            total.loans += 1;
            total.defaulted_loans += i64::from(!is_paid);
        }
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.loans += other.loans;
        total.defaulted_loans += other.defaulted_loans;
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        rows.push(
            group_key,
            [total.loans.into(), total.defaulted_loans.into()],
        );
    }
}
