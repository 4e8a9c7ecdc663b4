//! How much of what fell due came in, and from whom: `sql/collection_efficiency.sql`.

use crate::{
    answer::Rows,
    book::Book,
    chunk::SPLIT,
    day::Day,
    loan::LoanRef,
    position::{amount_due, days_past_due, due_between, received_on},
    question::{Bucket, Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct CollectionEfficiency<'a> {
    from: Day,
    /// The day before, unless that is before the calendar.
    opening: Option<Day>,
    buckets: Vec<&'a Bucket>,
    /// Their names and that of no bucket, in order.
    names: Vec<&'a str>,
    /// The place among the names of each bucket's, and at the end that of none.
    places: Vec<usize>,
}

/// Of a loan that was not on the book before the window, or owed nothing.
const NO_BUCKET: &str = "none";

#[derive(Clone, Copy, Default)]
struct Sum {
    loans: i64,
    due: i64,
    collected: i64,
    current: i64,
}

/// `collection_efficiency`.
pub(super) fn collection_efficiency(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let buckets = question.buckets()?;
    let of_places = || {
        let names = buckets.iter().map(|bucket| bucket.name.as_str());
        names.chain([NO_BUCKET])
    };
    let mut names: Vec<&str> = of_places().collect();
    names.sort_unstable();
    names.dedup();
    let place = |name: &str| names.partition_point(|known| *known < name);
    let places = of_places().map(place).collect();
    let figure = CollectionEfficiency {
        from: question.first_day("from_date")?,
        opening: Day::try_from(question.day("opening_date")?).ok(),
        buckets,
        names,
        places,
    };
    Ok(scan::run(book, question, &figure))
}

impl CollectionEfficiency<'_> {
    /// The place of the name of the bucket that a loan was in.
    fn place(&self, opening_days: Option<i64>) -> usize {
        let bucket = opening_days.and_then(|days| {
            let mut buckets = self.buckets.iter();
            buckets.position(|bucket| (bucket.from_days..=bucket.to_days).contains(&days))
        });
        self.places[bucket.unwrap_or(self.buckets.len())]
    }

    /// What was received on a loan: principal before the window, and all in it.
    fn cash(&self, loan: LoanRef<'_>, as_of: Day) -> (i64, i64) {
        // Nothing comes in the window, of most loans of an old book.
        if let Some(end) = self.opening.and_then(|opening| loan.end(opening)) {
            return (end.principal(), 0);
        }
        let rows = &loan.chunk.instalments;
        let (mut before, mut collected) = (0, 0);
        let mut add = |day: Day, principal: i64, interest: i64| {
            if self.opening.is_some_and(|opening| day <= opening) {
                before += principal;
            }
            if day >= self.from {
                collected += principal + interest;
            }
        };
        for at in loan.instalments() {
            if rows.settled[at] <= as_of && rows.late_fee[at] != SPLIT {
                let (principal, interest) = (rows.principal.get(at), rows.interest.get(at));
                add(rows.settled[at], principal, interest);
            }
        }
        for receipt in loan.split_receipts() {
            if receipt.day <= as_of {
                add(receipt.day, receipt.principal, receipt.interest);
            }
        }
        (before, collected)
    }
}

impl Figure for CollectionEfficiency<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "bucket",
        "loans",
        "due_minor",
        "collected_minor",
        "current_minor",
    ];
    /// By the place of the bucket's name.
    type Total = Vec<Sum>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Vec<Sum>>) {
        let (from, as_of) = (self.from, part.as_of());
        let on_book = part.loans_with(move |loan| (loan.charge_off() > as_of).then_some(()));
        for (group_key, loan, ()) in on_book {
            let (before, collected) = self.cash(loan, as_of);
            let opening_days = self.opening.and_then(|opening| {
                let is_active = loan.disbursement() <= opening && loan.amount() > before;
                is_active.then(|| days_past_due(loan, opening))
            });
            let sums = totals.of(group_key);
            sums.resize(self.names.len(), Sum::default());
            let sum = &mut sums[self.place(opening_days)];
            sum.loans += 1;
            sum.collected += collected;
            for at in due_between(loan, from, as_of) {
                sum.due += amount_due(loan, at);
                sum.current += received_on(loan, at, as_of).unwrap_or(0);
            }
        }
    }

    fn merge(&self, sums: &mut Vec<Sum>, others: Vec<Sum>) {
        sums.resize(self.names.len(), Sum::default());
        for (sum, other) in sums.iter_mut().zip(others) {
            sum.loans += other.loans;
            sum.due += other.due;
            sum.collected += other.collected;
            sum.current += other.current;
        }
    }

    fn write(&self, group_key: i64, sums: Vec<Sum>, rows: &mut Rows) {
        for (name, sum) in self.names.iter().zip(sums) {
            if sum.loans == 0 {
                continue;
            }
            rows.push(
                group_key,
                [
                    (*name).to_owned().into(),
                    sum.loans.into(),
                    sum.due.into(),
                    sum.collected.into(),
                    sum.current.into(),
                ],
            );
        }
    }
}
