//! How engaged customers are in repaying: `sql/engagement.sql`.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    chunk::SPLIT,
    day::Day,
    loan::LoanRef,
    position::{amount_due, due_between, received_on},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};
use std::collections::BTreeMap;

/// Days before the as-of date whose instalments count.
const WINDOW_DAYS: Day = 180;
/// Days from the last receipt after which it counts for nothing.
const RECENT_DAYS: Day = 90;
/// Days within which it counts in full.
const FRESH_DAYS: Day = 30;

struct EngagementScores {
    grace_days: i64,
}

/// Customers by score; none where nothing was due.
type Scores = BTreeMap<Option<i64>, i64>;

/// What a customer's loans in a group come to.
#[derive(Clone, Default)]
struct Measured {
    instalments: i64,
    on_time: i64,
    due: i64,
    received: i64,
}

/// `engagement_scores`.
pub(super) fn engagement_scores(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let grace_days = question.integer("grace_days")?;
    Ok(scan::run(book, question, &EngagementScores { grace_days }))
}

impl Measured {
    /// Adds the instalments of a loan that fell due in the window.
    fn add(&mut self, loan: LoanRef<'_>, as_of: Day, grace_days: i64) {
        let rows = &loan.chunk.instalments;
        // A window that begins before the calendar has its first day too.
        let from = as_of.saturating_sub(WINDOW_DAYS - 1);
        for at in due_between(loan, from, as_of) {
            let (due, settled) = (i64::from(rows.due[at]), i64::from(rows.settled[at]));
            self.instalments += 1;
            self.on_time += i64::from(rows.settled[at] <= as_of && settled - due <= grace_days);
            self.due += amount_due(loan, at);
            self.received += received_on(loan, at, as_of).unwrap_or(0);
        }
    }

    /// The whole part of 50 on-time share + 30 received share + 20 recency, which is given in
    /// sixtieths, over one denominator; 128 bits, since amounts are multiplied by counts.
    fn score(&self, recency: i64) -> Option<i64> {
        let [instalments, on_time, due, received] =
            [self.instalments, self.on_time, self.due, self.received].map(i128::from);
        let points = 150 * on_time * due
            + 90 * received.min(due) * instalments
            + i128::from(recency) * due * instalments;
        let score = points.checked_div(3 * instalments * due)?;
        i64::try_from(score).ok()
    }
}

/// The day of the last receipt by the as-of date, if one is recent.
fn last_receipt(loan: LoanRef<'_>, as_of: Day) -> Option<Day> {
    let long_ago = as_of.checked_sub(RECENT_DAYS);
    if long_ago.is_some_and(|day| loan.end(day).is_some()) {
        return None;
    }
    let rows = &loan.chunk.instalments;
    let span = loan.instalments();
    let settled = rows.settled[span.clone()].iter();
    let plain = settled.zip(&rows.late_fee[span]).map(|(day, late_fee)| {
        let is_known = (*day <= as_of) & (*late_fee != SPLIT);
        // The day after, so that 0 is none and no branch is needed.
        if is_known { *day + 1 } else { 0 }
    });
    let split = loan.split_receipts().iter().map(|receipt| receipt.day);
    let split = split.filter(|day| *day <= as_of).map(|day| day + 1).max();
    let last = plain.fold(split.unwrap_or_default(), Day::max);
    let last = last.checked_sub(1)?;
    (as_of - last < RECENT_DAYS).then_some(last)
}

/// Sixtieths: 60 up to 30 days after the last receipt, 0 from day 90.
fn recency(loans: &[LoanRef<'_>], as_of: Day) -> i64 {
    let last = loans.iter().filter_map(|loan| last_receipt(*loan, as_of));
    last.max().map_or(0, |last| match as_of - last {
        ..=FRESH_DAYS => i64::from(RECENT_DAYS - FRESH_DAYS),
        days => i64::from(RECENT_DAYS - days),
    })
}

impl Figure for EngagementScores {
    const COLUMNS: &'static [&'static str] = &["score", "customers"];
    type Total = Scores;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Scores>) {
        let as_of = part.as_of();
        part.borrowers(|group_key, _, loans| {
            let mut measured = Measured::default();
            for loan in loans {
                measured.add(*loan, as_of, self.grace_days);
            }
            if measured.instalments > 0 {
                let score = measured.score(recency(loans, as_of));
                *totals.of(group_key).entry(score).or_default() += 1;
            }
        });
    }

    fn merge(&self, scores: &mut Scores, other: Scores) {
        for (score, customers) in other {
            *scores.entry(score).or_default() += customers;
        }
    }

    fn write(&self, group_key: i64, scores: Scores, rows: &mut Rows) {
        for (score, customers) in scores {
            rows.push(group_key, [Cell::from(score), customers.into()]);
        }
    }
}
