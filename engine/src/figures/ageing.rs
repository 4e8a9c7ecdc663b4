//! How much of the book is how many days past due: `sql/ageing.sql`.

use crate::{
    answer::Rows,
    book::Book,
    position::{overdue, standing},
    question::{Bucket, Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Ageing<'a> {
    buckets: Vec<&'a Bucket>,
}

#[derive(Clone, Copy, Default)]
struct Total {
    loans: i64,
    balance: i64,
    overdue: i64,
}

/// `ageing`.
pub(super) fn ageing(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let buckets = question.buckets()?;
    Ok(scan::run(book, question, &Ageing { buckets }))
}

impl Figure for Ageing<'_> {
    const COLUMNS: &'static [&'static str] = &["bucket", "loans", "balance_minor", "overdue_minor"];
    /// By bucket.
    type Total = Vec<Total>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Vec<Total>>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let standing = standing(loan, as_of);
            if standing.balance <= 0 {
                continue;
            }
            let days = standing.days_past_due;
            let mut buckets = self.buckets.iter();
            let Some(bucket) = buckets.position(|bucket| days <= bucket.to_days) else {
                continue;
            };
            let by_bucket = totals.of(group_key);
            by_bucket.resize(self.buckets.len(), Total::default());
            let total = &mut by_bucket[bucket];
            total.loans += 1;
            total.balance += standing.balance;
            let (principal, interest) = overdue(loan, as_of);
            total.overdue += principal + interest;
        }
    }

    fn merge(&self, by_bucket: &mut Vec<Total>, other: Vec<Total>) {
        by_bucket.resize(self.buckets.len(), Total::default());
        for (total, other) in by_bucket.iter_mut().zip(other) {
            total.loans += other.loans;
            total.balance += other.balance;
            total.overdue += other.overdue;
        }
    }

    fn write(&self, group_key: i64, by_bucket: Vec<Total>, rows: &mut Rows) {
        let mut named: Vec<_> = self.buckets.iter().zip(by_bucket).collect();
        named.sort_by_key(|(bucket, _)| &bucket.name);
        for (bucket, total) in named {
            if total.loans > 0 {
                rows.push(
                    group_key,
                    [
                        bucket.name.clone().into(),
                        total.loans.into(),
                        total.balance.into(),
                        total.overdue.into(),
                    ],
                );
            }
        }
    }
}
