//! How much of the book is owed by borrowers in arrears: `sql/portfolio_at_risk.sql`.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    position::{Standing, balance, overdue, standing},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

/// More days past due than so many.
const THRESHOLDS: [i64; 5] = [1, 30, 60, 90, 180];

struct PortfolioAtRisk;

#[derive(Clone, Default)]
struct Total {
    active_loans: i64,
    outstanding: i64,
    loans: [i64; 5],
    at_risk: [i64; 5],
}

/// `portfolio_at_risk`.
pub(super) fn portfolio_at_risk(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &PortfolioAtRisk))
}

impl Figure for PortfolioAtRisk {
    const COLUMNS: &'static [&'static str] = &[
        "active_loans",
        "outstanding_minor",
        "loans_1",
        "loans_30",
        "loans_60",
        "loans_90",
        "loans_180",
        "at_risk_1_minor",
        "at_risk_30_minor",
        "at_risk_60_minor",
        "at_risk_90_minor",
        "at_risk_180_minor",
    ];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let Standing {
                balance,
                days_past_due: days,
            } = standing(loan, as_of);
            if balance <= 0 {
                continue;
            }
            let total = totals.of(group_key);
            total.active_loans += 1;
            total.outstanding += balance;
            for (at, threshold) in THRESHOLDS.iter().enumerate() {
                if days > *threshold {
                    total.loans[at] += 1;
                    total.at_risk[at] += balance;
                }
            }
        }
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.active_loans += other.active_loans;
        total.outstanding += other.outstanding;
        for at in 0..THRESHOLDS.len() {
            total.loans[at] += other.loans[at];
            total.at_risk[at] += other.at_risk[at];
        }
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        let counts = [total.active_loans, total.outstanding];
        let mut all = counts.into_iter().chain(total.loans).chain(total.at_risk);
        let cells: [Cell; 12] = std::array::from_fn(|_| all.next().unwrap_or(0).into());
        rows.push(group_key, cells);
    }
}

struct ArrearsRate;

#[derive(Clone, Default)]
struct ArrearsTotal {
    loans: i64,
    outstanding: i64,
    overdue_principal: i64,
    overdue: i64,
}

/// `arrears_rate`.
pub(super) fn arrears_rate(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &ArrearsRate))
}

impl Figure for ArrearsRate {
    const COLUMNS: &'static [&'static str] = &[
        "loans",
        "outstanding_minor",
        "overdue_principal_minor",
        "overdue_minor",
    ];
    type Total = ArrearsTotal;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<ArrearsTotal>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let balance = balance(loan, as_of);
            if balance <= 0 {
                continue;
            }
            let (principal, interest) = overdue(loan, as_of);
            let total = totals.of(group_key);
            total.loans += i64::from(principal + interest > 0);
            total.outstanding += balance;
            total.overdue_principal += principal;
            total.overdue += principal + interest;
        }
    }

    fn merge(&self, total: &mut ArrearsTotal, other: ArrearsTotal) {
        total.loans += other.loans;
        total.outstanding += other.outstanding;
        total.overdue_principal += other.overdue_principal;
        total.overdue += other.overdue;
    }

    fn write(&self, group_key: i64, total: ArrearsTotal, rows: &mut Rows) {
        rows.push(
            group_key,
            [
                total.loans.into(),
                total.outstanding.into(),
                total.overdue_principal.into(),
                total.overdue.into(),
            ],
        );
    }
}
