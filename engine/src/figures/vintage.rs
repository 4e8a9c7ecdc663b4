//! How the loans of each month of disbursement turn out as they age: `sql/vintage.sql`.

use crate::{
    answer::Rows,
    book::Book,
    day::{Day, NEVER, day_of_month, month_number},
    grid::Grid,
    loan::LoanRef,
    position::{principal_received, receipts},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Vintages {
    /// The as-of date less 30, 60 and 90 days.
    boundaries: [i32; 3],
}

/// Kinds of event, in order: the kind is the last digit of a row of the grid.
const KINDS: [&str; 6] = [
    "charged_off",
    "disbursed",
    "ever_30",
    "ever_60",
    "ever_90",
    "recovered",
];
const CHARGED_OFF: i64 = 0;
const DISBURSED: i64 = 1;
const EVER_30: i64 = 2;
const RECOVERED: i64 = 5;

/// Days past due of the three events.
const EVER_DAYS: [Day; 3] = [30, 60, 90];

#[derive(Clone, Copy, Default)]
struct Total {
    loans: i64,
    amount: i64,
}

/// `vintage_events`.
pub(super) fn vintage_events(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = Vintages {
        boundaries: [
            question.day("as_of_less_30")?,
            question.day("as_of_less_60")?,
            question.day("as_of_less_90")?,
        ],
    };
    Ok(scan::run(book, question, &figure))
}

impl Vintages {
    /// The due dates of the oldest instalments that were not settled 30, 60 and 90 days after.
    fn ever(&self, loan: LoanRef<'_>) -> [Option<Day>; 3] {
        let rows = &loan.chunk.instalments;
        let span = loan.instalments();
        let mut found = [None; 3];
        for (due, settled) in rows.due[span.clone()].iter().zip(&rows.settled[span]) {
            if i32::from(*due) > self.boundaries[0] {
                break;
            }
            let open = if *settled == NEVER {
                i32::MAX
            } else {
                i32::from(*settled) - i32::from(*due)
            };
            if open <= 30 {
                continue;
            }
            for (at, days) in EVER_DAYS.iter().enumerate() {
                if found[at].is_none()
                    && open > i32::from(*days)
                    && i32::from(*due) <= self.boundaries[at]
                {
                    found[at] = Some(*due);
                }
            }
            if found[2].is_some() {
                // Whatever is 90 days past due was so 60 and 30 days before.
                break;
            }
        }
        found
    }
}

/// The least number of months that brings the one day to the other, or past it.
fn months_between(from: Day, to: Day) -> i64 {
    let is_later = day_of_month(to) > day_of_month(from);
    month_number(to) - month_number(from) + i64::from(is_later)
}

impl Figure for Vintages {
    const COLUMNS: &'static [&'static str] = &[
        "vintage_month",
        "kind",
        "month_on_book",
        "loans",
        "amount_minor",
    ];
    /// By vintage and kind, and by month on book.
    type Total = Grid<Total>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Grid<Total>>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let grid = totals.of(group_key);
            let first = loan.disbursement();
            let vintage = month_number(first) * KINDS.len() as i64;
            let amount = loan.amount();
            let mut add = |kind: i64, day: Day, loans: i64, amount: i64| {
                let total = grid.row(vintage + kind).at(months_between(first, day));
                total.loans += loans;
                total.amount += amount;
            };
            add(DISBURSED, first, 1, amount);
            for ((kind, due), days) in (EVER_30..).zip(self.ever(loan)).zip(EVER_DAYS) {
                if let Some(due) = due {
                    add(kind, due + days, 1, amount);
                }
            }
            let charge_off = loan.charge_off();
            if charge_off <= as_of {
                let owed = amount - principal_received(loan, charge_off);
                add(CHARGED_OFF, charge_off, 1, owed);
                for receipt in receipts(loan) {
                    if receipt.day > charge_off && receipt.day <= as_of {
                        add(
                            RECOVERED,
                            receipt.day,
                            0,
                            receipt.principal + receipt.interest,
                        );
                    }
                }
            }
        }
    }

    fn merge(&self, grid: &mut Grid<Total>, other: Grid<Total>) {
        grid.merge(other, |total, other| {
            total.loans += other.loans;
            total.amount += other.amount;
        });
    }

    fn write(&self, group_key: i64, grid: Grid<Total>, rows: &mut Rows) {
        let kinds = KINDS.len() as i64;
        for (row, month, total) in grid.into_cells() {
            let kind = usize::try_from(row % kinds).unwrap_or(0);
            rows.push(
                group_key,
                [
                    (row / kinds).into(),
                    KINDS[kind].into(),
                    month.into(),
                    total.loans.into(),
                    total.amount.into(),
                ],
            );
        }
    }
}
