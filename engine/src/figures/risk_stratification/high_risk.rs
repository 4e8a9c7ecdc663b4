//! Borrowers of the lowest tier with an active loan, worst first.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    borrower::Borrower,
    loan::LoanRef,
    position::Rules,
    question::{Fault, Question, ScoreTier},
    scan::{self, Figure, Part, Totals},
};
use std::cmp::Reverse;

struct HighRisk<'a> {
    rules: Rules,
    limit: usize,
    lowest: Option<&'a ScoreTier>,
    /// The lowest score of the tier above.
    below: i64,
}

/// A borrower in the order of the list: the worst is the least.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    days_past_due: Reverse<i64>,
    balance: Reverse<i64>,
    customer_id: i64,
    credit_score: i64,
    late: i64,
    missed: i64,
}

/// `high_risk_customers`.
pub(crate) fn high_risk_customers(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let tiers = question.score_tiers()?;
    let limit = question.integer("limit")?;
    let figure = HighRisk {
        rules: Rules::of(question)?,
        limit: usize::try_from(limit).unwrap_or(0),
        // Where there is but one tier, none is above it, and nobody is told apart.
        lowest: tiers.first().copied().filter(|_| tiers.len() > 1),
        below: tiers.get(1).map_or(i64::MIN, |tier| tier.minimum_score),
    };
    Ok(scan::run(book, question, &figure))
}

impl HighRisk<'_> {
    /// The loan, if its borrower is in the lowest tier.
    fn risky<'a>(&self, loan: LoanRef<'a>) -> Option<LoanRef<'a>> {
        let score = loan.customer().credit_score()?;
        (score < self.below).then_some(loan)
    }

    /// Keeps the worst: now and then, so that a long list is not sorted at each.
    fn cut(&self, listed: &mut Vec<Listed>, longest: usize) {
        if listed.len() > longest {
            listed.sort_unstable();
            listed.truncate(self.limit);
        }
    }
}

impl Figure for HighRisk<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "customer_id",
        "search_name",
        "credit_score",
        "tier",
        "days_past_due",
        "outstanding_minor",
        "instalments_late",
        "instalments_missed",
    ];
    type Total = Vec<Listed>;
    const ARE_KEPT: bool = false;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Vec<Listed>>) {
        let as_of = part.as_of();
        let risky = |loan| self.risky(loan);
        part.borrowers_with(risky, |group_key, customer, loans| {
            let Some(credit_score) = customer.credit_score() else {
                return;
            };
            let borrower = Borrower::of(loans, as_of, self.rules);
            if borrower.active_loans == 0 {
                return;
            }
            let listed = totals.of(group_key);
            listed.push(Listed {
                days_past_due: Reverse(borrower.days_past_due),
                balance: Reverse(borrower.balance),
                customer_id: customer.id(),
                credit_score,
                late: borrower.payment.late + borrower.payment.overdue,
                missed: borrower.payment.missed,
            });
            self.cut(listed, self.limit.saturating_mul(2).max(1000));
        });
    }

    fn merge(&self, listed: &mut Vec<Listed>, other: Vec<Listed>) {
        listed.extend(other);
        self.cut(listed, self.limit.saturating_mul(2).max(1000));
    }

    fn write(&self, group_key: i64, mut listed: Vec<Listed>, rows: &mut Rows) {
        listed.sort_unstable();
        listed.truncate(self.limit);
        let tier = self.lowest.map_or("", |tier| tier.name.as_str());
        for borrower in listed {
            rows.push(
                group_key,
                [
                    borrower.customer_id.into(),
                    // The book in memory has no names.
                    Cell::Null,
                    borrower.credit_score.into(),
                    tier.to_owned().into(),
                    borrower.days_past_due.0.into(),
                    borrower.balance.0.into(),
                    borrower.late.into(),
                    borrower.missed.into(),
                ],
            );
        }
    }
}
