//! Whether the book hangs on few borrowers: `sql/concentration.sql`.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    position::balance,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};
use std::{cmp::Reverse, collections::BinaryHeap};

struct Concentration {
    top: usize,
}

#[derive(Clone, Default)]
struct Total {
    holders: i64,
    loans: i64,
    outstanding: i64,
    square_sum: i128,
    /// The largest balances, the least of them first: which of two equal ones does not matter.
    largest: BinaryHeap<Reverse<i64>>,
}

/// `concentration`.
pub(super) fn concentration(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let top = usize::try_from(question.integer("top")?.max(0)).unwrap_or(usize::MAX);
    Ok(scan::run(book, question, &Concentration { top }))
}

impl Total {
    fn keep(&mut self, balance: i64, top: usize) {
        if self.largest.len() < top {
            self.largest.push(Reverse(balance));
        } else if let Some(mut least) = self.largest.peek_mut()
            && least.0 < balance
        {
            *least = Reverse(balance);
        }
    }
}

impl Figure for Concentration {
    const COLUMNS: &'static [&'static str] = &[
        "holders",
        "loans",
        "outstanding_minor",
        "largest_minor",
        "square_sum",
    ];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        let as_of = part.as_of();
        let owed = move |loan| Some(balance(loan, as_of)).filter(|balance| *balance > 0);
        part.borrowers_with(owed, |group_key, _, balances| {
            let total = totals.of(group_key);
            let balance = balances.iter().sum();
            total.holders += 1;
            total.loans += balances.len() as i64;
            total.outstanding += balance;
            total.square_sum += i128::from(balance) * i128::from(balance);
            total.keep(balance, self.top);
        });
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.holders += other.holders;
        total.loans += other.loans;
        total.outstanding += other.outstanding;
        total.square_sum += other.square_sum;
        for Reverse(balance) in other.largest {
            total.keep(balance, self.top);
        }
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        let largest: i64 = total.largest.iter().map(|Reverse(balance)| balance).sum();
        rows.push(
            group_key,
            [
                total.holders.into(),
                total.loans.into(),
                total.outstanding.into(),
                largest.into(),
                Cell::Real(real(total.square_sum)),
            ],
        );
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a database keeps such a sum as a float too"
)]
fn real(number: i128) -> f64 {
    number as f64
}
