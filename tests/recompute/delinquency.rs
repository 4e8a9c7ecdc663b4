//! Ageing, portfolio at risk and arrears at a day.

use chrono::NaiveDate;

use super::{
    book::Book,
    facts::{active, received_by},
};

/// A name, the least days past due and the most, if there is a limit.
pub type Bucket<'a> = (&'a str, i64, Option<i64>);

pub const US: [Bucket<'static>; 6] = [
    ("current", 0, Some(0)),
    ("1-29", 1, Some(29)),
    ("30-59", 30, Some(59)),
    ("60-89", 60, Some(89)),
    ("90-119", 90, Some(119)),
    ("120+", 120, None),
];

pub const IFRS: [Bucket<'static>; 5] = [
    ("current", 0, Some(0)),
    ("1-30", 1, Some(30)),
    ("31-60", 31, Some(60)),
    ("61-90", 61, Some(90)),
    ("91+", 91, None),
];

pub const MFI: [Bucket<'static>; 6] = [
    ("current", 0, Some(0)),
    ("1-30", 1, Some(30)),
    ("31-60", 31, Some(60)),
    ("61-90", 61, Some(90)),
    ("91-180", 91, Some(180)),
    ("181+", 181, None),
];

/// The active loans of one bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Ageing {
    pub bucket: String,
    pub loans: i64,
    pub balance_minor: i64,
    /// Fallen due, on the day itself too, and not received: principal and interest.
    pub overdue_minor: i64,
}

/// The active loans, and those of them past due by more than so many days.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PortfolioAtRisk {
    pub active_loans: i64,
    pub outstanding_minor: i64,
    pub at_risk: Vec<AtRisk>,
}

/// The active loans past due by more than so many days, and the whole of their principal.
#[derive(Debug, Clone, PartialEq)]
pub struct AtRisk {
    pub beyond_days: i64,
    pub loans: i64,
    pub balance_minor: i64,
}

/// The principal fallen due and not received of the active loans, beside all their principal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arrears {
    pub overdue_principal_minor: i64,
    pub outstanding_minor: i64,
}

/// The place of the bucket that days past due fall into.
pub fn bucket_of(buckets: &[Bucket<'_>], days_past_due: i64) -> usize {
    let holds = |(_, from, to): &Bucket<'_>| {
        *from <= days_past_due && to.is_none_or(|to| days_past_due <= to)
    };
    let found = buckets.iter().position(holds);
    found.expect("buckets that hold every number of days")
}

/// The active loans by bucket, one row for each bucket.
pub fn ageing(book: &Book, day: NaiveDate, buckets: &[Bucket<'_>]) -> Vec<Ageing> {
    let mut answer = Vec::new();
    for (name, ..) in buckets {
        answer.push(Ageing {
            bucket: (*name).to_owned(),
            loans: 0,
            balance_minor: 0,
            overdue_minor: 0,
        });
    }
    for position in active(book, day) {
        let row = &mut answer[bucket_of(buckets, position.days_past_due)];
        row.loans += 1;
        row.balance_minor += position.balance_minor;
        for repayment in &position.loan.repayments {
            if repayment.due_date <= day {
                row.overdue_minor += repayment.installment_amount_minor;
                for receipt in received_by(repayment, day) {
                    row.overdue_minor -= receipt.collected_minor();
                }
            }
        }
    }
    answer
}

/// The portfolio at risk beyond 1, 30, 60, 90 and 180 days.
pub fn portfolio_at_risk(book: &Book, day: NaiveDate) -> PortfolioAtRisk {
    let mut answer = PortfolioAtRisk::default();
    let positions = active(book, day);
    for position in &positions {
        answer.active_loans += 1;
        answer.outstanding_minor += position.balance_minor;
    }
    for beyond_days in [1, 30, 60, 90, 180] {
        let mut at_risk = AtRisk {
            beyond_days,
            loans: 0,
            balance_minor: 0,
        };
        for position in &positions {
            if position.days_past_due > beyond_days {
                at_risk.loans += 1;
                at_risk.balance_minor += position.balance_minor;
            }
        }
        answer.at_risk.push(at_risk);
    }
    answer
}

/// The overdue principal of the active loans.
pub fn arrears(book: &Book, day: NaiveDate) -> Arrears {
    let mut answer = Arrears::default();
    for position in active(book, day) {
        answer.outstanding_minor += position.balance_minor;
        for repayment in &position.loan.repayments {
            if repayment.due_date <= day {
                answer.overdue_principal_minor += repayment.principal_due_minor;
                for receipt in received_by(repayment, day) {
                    answer.overdue_principal_minor -= receipt.principal_minor;
                }
            }
        }
    }
    answer
}
