//! Borrowers by tier: by credit score, or by how they have paid.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    borrower::Borrower,
    position::{Payment, Rules},
    question::{BehaviourTier, Fault, Question, ScoreTier},
    scan::{self, Figure, Part, Totals},
};

/// The tiers of a profile, and how a borrower's is found.
enum Tiers<'a> {
    /// From the lowest score up.
    ByScore(Vec<&'a ScoreTier>),
    /// The best first: the first whose limits are kept counts.
    ByBehaviour(&'a [BehaviourTier]),
}

struct Figures<'a> {
    rules: Rules,
    tiers: Tiers<'a>,
}

/// What is added up of a tier.
#[derive(Clone, Default)]
struct Total {
    customers: i64,
    loans: i64,
    active_loans: i64,
    outstanding: i64,
    at_risk_30: i64,
    scored_customers: i64,
    credit_score_sum: i64,
    loans_due: i64,
    payment: Payment,
}

/// `risk_tiers`.
pub(crate) fn risk_tiers(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let tiers = question.score_tiers()?;
    run(book, question, Tiers::ByScore(tiers))
}

/// `behaviour_tiers`.
pub(crate) fn behaviour_tiers(book: &Book, question: &Question) -> Result<Rows, Fault> {
    run(
        book,
        question,
        Tiers::ByBehaviour(&question.tables.behaviour_tiers),
    )
}

fn run(book: &Book, question: &Question, tiers: Tiers<'_>) -> Result<Rows, Fault> {
    let rules = Rules::of(question)?;
    Ok(scan::run(book, question, &Figures { rules, tiers }))
}

impl Tiers<'_> {
    fn len(&self) -> usize {
        match self {
            Self::ByScore(tiers) => tiers.len(),
            Self::ByBehaviour(tiers) => tiers.len(),
        }
    }

    fn name(&self, at: usize) -> &str {
        match self {
            Self::ByScore(tiers) => &tiers[at].name,
            Self::ByBehaviour(tiers) => &tiers[at].name,
        }
    }

    /// The tier of a borrower; none without a score, or where nothing has fallen due.
    fn of(&self, score: Option<i64>, payment: &Payment) -> Option<usize> {
        match self {
            Self::ByScore(tiers) => {
                let score = score?;
                let reached = tiers.partition_point(|tier| tier.minimum_score <= score);
                reached.checked_sub(1)
            }
            Self::ByBehaviour(tiers) => {
                let not_on_time = payment.late + payment.overdue + payment.missed;
                let keeps = |tier: &BehaviourTier| {
                    // An average is compared as a sum.
                    not_on_time <= tier.maximum_late
                        && payment.missed <= tier.maximum_missed
                        && payment.days_late <= tier.maximum_average_delay_days * payment.due
                };
                let found = tiers.iter().position(keeps);
                found.filter(|_| payment.due > 0)
            }
        }
    }
}

impl Figure for Figures<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "tier",
        "customers",
        "loans",
        "active_loans",
        "outstanding_minor",
        "at_risk_30_minor",
        "scored_customers",
        "credit_score_sum",
        "loans_due",
        "on_time",
        "late",
        "overdue",
        "missed",
        "days_late",
    ];
    /// By tier.
    type Total = Vec<Total>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Vec<Total>>) {
        let as_of = part.as_of();
        part.borrowers(|group_key, customer, loans| {
            let score = customer.credit_score();
            let borrower = Borrower::of(loans, as_of, self.rules);
            let Some(tier) = self.tiers.of(score, &borrower.payment) else {
                return;
            };
            let by_tier = totals.of(group_key);
            by_tier.resize(self.tiers.len(), Total::default());
            let total = &mut by_tier[tier];
            total.customers += 1;
            total.loans += borrower.loans;
            total.active_loans += borrower.active_loans;
            total.outstanding += borrower.balance;
            total.at_risk_30 += borrower.at_risk_30;
            total.scored_customers += i64::from(score.is_some());
            total.credit_score_sum += score.unwrap_or(0);
            total.loans_due += borrower.loans_due;
            total.payment += borrower.payment;
        });
    }

    fn merge(&self, by_tier: &mut Vec<Total>, other: Vec<Total>) {
        by_tier.resize(self.tiers.len(), Total::default());
        for (total, other) in by_tier.iter_mut().zip(other) {
            total.customers += other.customers;
            total.loans += other.loans;
            total.active_loans += other.active_loans;
            total.outstanding += other.outstanding;
            total.at_risk_30 += other.at_risk_30;
            total.scored_customers += other.scored_customers;
            total.credit_score_sum += other.credit_score_sum;
            total.loans_due += other.loans_due;
            total.payment += other.payment;
        }
    }

    fn write(&self, group_key: i64, by_tier: Vec<Total>, rows: &mut Rows) {
        for (at, total) in by_tier.into_iter().enumerate() {
            if total.customers == 0 {
                continue;
            }
            let tier: Cell = self.tiers.name(at).to_owned().into();
            rows.push(
                group_key,
                [
                    tier,
                    total.customers.into(),
                    total.loans.into(),
                    total.active_loans.into(),
                    total.outstanding.into(),
                    total.at_risk_30.into(),
                    total.scored_customers.into(),
                    total.credit_score_sum.into(),
                    total.loans_due.into(),
                    total.payment.on_time.into(),
                    total.payment.late.into(),
                    total.payment.overdue.into(),
                    total.payment.missed.into(),
                    total.payment.days_late.into(),
                ],
            );
        }
    }
}
