//! Risk tiers by score and by behaviour.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    book::{Book, Customer},
    facts::{active, borrowers, days_late, due_by, part_of, status},
    payments::{Distribution, distribution, executive},
};

/// The names of the tiers by behaviour, best first.
const BEHAVIOUR: [&str; 4] = ["Prime", "Standard", "Subprime", "High Risk"];

/// The book of the customers of one risk tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    pub name: String,
    pub customers: i64,
    pub loans: i64,
    pub active_loans: i64,
    pub outstanding_minor: i64,
    pub score_sum: i64,
    pub score_count: i64,
    pub instalments_due: i64,
    pub on_time: i64,
    pub at_risk_30_minor: i64,
}

/// How the customers of one risk tier paid what fell due to date.
#[derive(Debug, Clone, PartialEq)]
pub struct TierPayments {
    pub name: String,
    pub customers: i64,
    pub instalments: Distribution,
    /// Of all of them, by the counter that stops at the hand-over.
    pub days_late_sum: i64,
}

/// A customer of the last tier with an active loan.
#[derive(Debug, Clone, PartialEq)]
pub struct HighRisk {
    pub customer_id: i64,
    pub days_past_due: i64,
    pub outstanding_minor: i64,
    pub late_count: i64,
    pub missed_count: i64,
}

/// The book by risk tier: a customer is in the first tier whose minimum score they reach, and in none below all minima.
pub fn tiers(book: &Book, as_of: NaiveDate, thresholds: &[(&str, i32)]) -> Vec<Tier> {
    let in_tier = |(name, range)| tier(&scored(book, range), as_of, name);
    score_ranges(thresholds).into_iter().map(in_tier).collect()
}

/// The book by tier of behaviour: over all instalments of a customer, in whatever loan of the book.
pub fn behaviour_tiers(book: &Book, as_of: NaiveDate) -> Vec<Tier> {
    let parts = behaved(book, as_of);
    parts.map(|(name, part)| tier(&part, as_of, name)).to_vec()
}

/// The payments of the customers of each tier by score.
pub fn tier_payments(
    book: &Book,
    as_of: NaiveDate,
    thresholds: &[(&str, i32)],
) -> Vec<TierPayments> {
    let in_tier = |(name, range)| payments(&scored(book, range), as_of, name);
    score_ranges(thresholds).into_iter().map(in_tier).collect()
}

/// The payments of the customers of each tier by behaviour.
pub fn behaviour_tier_payments(book: &Book, as_of: NaiveDate) -> Vec<TierPayments> {
    let parts = behaved(book, as_of);
    parts
        .map(|(name, part)| payments(&part, as_of, name))
        .to_vec()
}

/// The customers with a score below `below_score` and an active loan, worst first: days past due, then balance, then id.
/// Late counts the instalments settled late and the overdue ones, over all their loans.
pub fn high_risk(book: &Book, as_of: NaiveDate, below_score: i32) -> Vec<HighRisk> {
    worst_first(&scored(book, (i64::MIN, i64::from(below_score))), as_of)
}

/// The same for the last tier by behaviour.
pub fn behaviour_high_risk(book: &Book, as_of: NaiveDate) -> Vec<HighRisk> {
    let [.., (_, high_risk)] = behaved(book, as_of);
    worst_first(&high_risk, as_of)
}

fn tier(part: &Book, as_of: NaiveDate, name: &str) -> Tier {
    let total = executive(part, as_of);
    let mut at_risk_30_minor = 0;
    for position in active(part, as_of) {
        if position.days_past_due > 30 {
            at_risk_30_minor += position.balance_minor;
        }
    }
    Tier {
        name: name.to_owned(),
        customers: total.customers,
        loans: total.loans,
        active_loans: total.active_loans,
        outstanding_minor: total.outstanding_minor,
        score_sum: total.score_sum,
        score_count: total.score_count,
        instalments_due: total.instalments_due,
        on_time: total.instalments_on_time,
        at_risk_30_minor,
    }
}

fn payments(part: &Book, as_of: NaiveDate, name: &str) -> TierPayments {
    let due = due_by(part, as_of);
    TierPayments {
        name: name.to_owned(),
        customers: borrowers(part, as_of).values().map(|_| 1).sum(),
        instalments: distribution(part, as_of),
        days_late_sum: due.iter().map(|(_, row)| days_late(row, as_of)).sum(),
    }
}

fn worst_first(risky: &Book, as_of: NaiveDate) -> Vec<HighRisk> {
    let mut found: BTreeMap<i64, HighRisk> = BTreeMap::new();
    for position in active(risky, as_of) {
        let customer_id = position.loan.customer.customer_id;
        let row = found.entry(customer_id).or_insert(HighRisk {
            customer_id,
            days_past_due: 0,
            outstanding_minor: 0,
            late_count: 0,
            missed_count: 0,
        });
        row.days_past_due = row.days_past_due.max(position.days_past_due);
        row.outstanding_minor += position.balance_minor;
    }
    for (customer_id, instalments) in instalments_by_customer(risky, as_of) {
        if let Some(row) = found.get_mut(&customer_id) {
            row.late_count = instalments.counts.settled_late + instalments.counts.overdue;
            row.missed_count = instalments.counts.missed;
        }
    }
    let mut answer: Vec<_> = found.into_values().collect();
    answer.sort_by_key(|row| (-row.days_past_due, -row.outstanding_minor, row.customer_id));
    answer
}

/// From the minimum of each tier to below the minimum of the tier above it.
fn score_ranges<'a>(thresholds: &[(&'a str, i32)]) -> Vec<(&'a str, (i64, i64))> {
    let mut ranges = Vec::new();
    let mut below = i64::MAX;
    for (name, minimum) in thresholds {
        ranges.push((*name, (i64::from(*minimum), below)));
        below = i64::from(*minimum);
    }
    ranges
}

/// The customers whose score is at least the first and less than the second number; never those without a score.
fn scored(book: &Book, (from, below): (i64, i64)) -> Book {
    let is_scored = |customer: &Customer| {
        let score = customer.credit_score;
        score.is_some_and(|score| from <= score && score < below)
    };
    part_of(book, |customer, _| is_scored(customer))
}

/// The customers of each tier by behaviour.
fn behaved(book: &Book, as_of: NaiveDate) -> [(&'static str, Book); 4] {
    let instalments = instalments_by_customer(book, as_of);
    BEHAVIOUR.map(|name| {
        let part = part_of(book, |customer, _| {
            let own = instalments.get(&customer.customer_id);
            own.is_some_and(|own| own.tier() == name)
        });
        (name, part)
    })
}

/// The instalments of a customer fallen due, at least one.
#[derive(Default)]
struct Instalments {
    counts: Distribution,
    days_late_sum: i64,
}

impl Instalments {
    fn tier(&self) -> &'static str {
        let counts = &self.counts;
        let total = counts.total();
        let average_is_at_most = |days: i64| self.days_late_sum <= days * total;
        if counts.on_time == total {
            "Prime"
        } else if counts.missed == 0 && average_is_at_most(7) {
            "Standard"
        } else if counts.missed <= 2 && average_is_at_most(30) {
            "Subprime"
        } else {
            "High Risk"
        }
    }
}

fn instalments_by_customer(book: &Book, as_of: NaiveDate) -> BTreeMap<i64, Instalments> {
    let mut customers: BTreeMap<i64, Instalments> = BTreeMap::new();
    for (loan, repayment) in due_by(book, as_of) {
        let own = customers.entry(loan.customer.customer_id).or_default();
        own.counts.add(status(repayment, as_of));
        own.days_late_sum += days_late(repayment, as_of);
    }
    customers
}
