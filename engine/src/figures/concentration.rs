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

#[derive(Default)]
struct Total {
    holders: i64,
    loans: i64,
    outstanding: i64,
    /// The largest balances: the least of them is at hand. Which of two equal ones is kept
    /// does not matter, only their amounts are shown.
    largest: BinaryHeap<Reverse<i64>>,
    square_sum: i128,
}

/// `concentration`.
pub(super) fn concentration(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let top = usize::try_from(question.integer("top")?).unwrap_or(0);
    Ok(scan::run(book, question, &Concentration { top }))
}

impl Concentration {
    fn keep(&self, largest: &mut BinaryHeap<Reverse<i64>>, balance: i64) {
        if largest.len() < self.top {
            largest.push(Reverse(balance));
        } else if let Some(mut least) = largest.peek_mut()
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
        part.borrowers(|group_key, _, loans| {
            let balances = loans.iter().map(|loan| balance(*loan, as_of));
            let (count, sum) = balances
                .filter(|balance| *balance > 0)
                .fold((0, 0), |(count, sum), balance| (count + 1, sum + balance));
            if count == 0 {
                return;
            }
            let total = totals.of(group_key);
            total.holders += 1;
            total.loans += count;
            total.outstanding += sum;
            total.square_sum += i128::from(sum) * i128::from(sum);
            self.keep(&mut total.largest, sum);
        });
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.holders += other.holders;
        total.loans += other.loans;
        total.outstanding += other.outstanding;
        total.square_sum += other.square_sum;
        for Reverse(balance) in other.largest {
            self.keep(&mut total.largest, balance);
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
