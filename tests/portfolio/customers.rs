//! Borrowers by tier, how they pay, and how long their applications take.

use super::{Asked, Near};
use crate::recompute::{
    self, Book, Distribution, HighRisk, Stage, Tier, TierPayments, borrowers, due_by,
};
use chrono::NaiveDate;
use loanbook::service::{
    Ctx,
    book::DEFAULT_PROFILE,
    engagement, operational_bottleneck,
    portfolio::Portfolio,
    risk_stratification::{self, BEHAVIOUR_PROFILE},
    slipping_customers,
};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq)]
pub struct Customers {
    by_score: Vec<TierLine>,
    by_behaviour: Vec<TierLine>,
    high_risk: Vec<HighRisk>,
    slipping: Slipping,
    stages: Vec<StageLine>,
    engagement: Engagement,
}

#[derive(Debug, PartialEq)]
struct TierLine {
    minimum_score: Option<i64>,
    tier: Tier,
    payments: TierPayments,
    /// What all tiers together are owed.
    all_outstanding_minor: i64,
}

#[derive(Debug, PartialEq)]
struct Slipping {
    customers: i64,
    /// With four instalments or more.
    customers_due: i64,
    /// Of the slipping customers, those that something fell due on.
    loans: i64,
}

#[derive(Debug, PartialEq)]
struct StageLine {
    name: &'static str,
    applications: i64,
    minutes_sum: i64,
    median: Option<Near>,
    percentile_90: Option<Near>,
    waiting: i64,
    waiting_minutes_sum: i64,
}

#[derive(Debug, PartialEq)]
struct Engagement {
    scored: i64,
    score_sum: i64,
    bands: [i64; 5],
}

/// The tiers by score, best first.
pub const THRESHOLDS: [(&str, i32); 5] = [
    ("Prime", 750),
    ("Standard", 700),
    ("Near Prime", 650),
    ("Subprime", 600),
    ("High Risk", 0),
];

impl Customers {
    /// From the raw rows.
    pub fn expected(book: &Book, asked: &Asked) -> Self {
        let day = asked.day;
        let scores = recompute::engagement(book, day);
        Self {
            by_score: lines(
                recompute::tiers(book, day, &THRESHOLDS),
                recompute::tier_payments(book, day, &THRESHOLDS),
                &THRESHOLDS.map(|(_, minimum)| Some(minimum.into())),
            ),
            by_behaviour: lines(
                recompute::behaviour_tiers(book, day),
                recompute::behaviour_tier_payments(book, day),
                &[None; 4],
            ),
            high_risk: recompute::high_risk(book, day, 600),
            slipping: Slipping::expected(book, day),
            stages: recompute::stages(book, day)
                .iter()
                .map(StageLine::expected)
                .collect(),
            engagement: Engagement {
                scored: scores.values().map(|_| 1).sum(),
                score_sum: scores.values().sum(),
                bands: recompute::engagement_bands(&scores),
            },
        }
    }

    /// From the service.
    pub async fn found(ctx: &Ctx, portfolio: &Portfolio) -> Self {
        let by_score = risk_stratification::tiers(ctx, portfolio, DEFAULT_PROFILE).await;
        let by_behaviour = risk_stratification::tiers(ctx, portfolio, BEHAVIOUR_PROFILE).await;
        let high_risk =
            risk_stratification::high_risk_customers(ctx, portfolio, DEFAULT_PROFILE, 1000).await;
        let slipping = slipping_customers::slipping_customers(ctx, portfolio).await;
        let times = operational_bottleneck::process_times(ctx, portfolio).await;
        let engagement = engagement::engagement(ctx, portfolio).await.unwrap();
        let high_risk = high_risk.unwrap().into_iter().map(|row| {
            assert_eq!(row.risk_tier, "High Risk");
            HighRisk {
                customer_id: row.customer.customer_id,
                days_past_due: row.days_past_due,
                outstanding_minor: row.outstanding_minor,
                late_count: row.total_late_payments,
                missed_count: row.total_missed_payments,
            }
        });
        let slipping = slipping.unwrap();
        let mut bands = [0; 5];
        for (band, found) in bands.iter_mut().zip(&engagement.bands) {
            *band = found.customers;
        }
        Self {
            by_score: by_score.unwrap().tiers.iter().map(tier_found).collect(),
            by_behaviour: by_behaviour.unwrap().tiers.iter().map(tier_found).collect(),
            high_risk: high_risk.collect(),
            slipping: Slipping {
                customers: slipping.ratio.numerator,
                customers_due: slipping.ratio.denominator,
                loans: slipping.loan_count,
            },
            stages: times.unwrap().stages.iter().map(StageLine::found).collect(),
            engagement: Engagement {
                scored: engagement.mean_score.denominator,
                score_sum: engagement.mean_score.numerator,
                bands,
            },
        }
    }
}

fn lines(tiers: Vec<Tier>, payments: Vec<TierPayments>, minima: &[Option<i64>]) -> Vec<TierLine> {
    let all_outstanding_minor = tiers.iter().map(|tier| tier.outstanding_minor).sum();
    let tiers = tiers.into_iter().zip(payments).zip(minima);
    let line = |((tier, payments), minimum_score): ((Tier, TierPayments), &Option<i64>)| TierLine {
        minimum_score: *minimum_score,
        tier,
        payments,
        all_outstanding_minor,
    };
    tiers.map(line).collect()
}

fn tier_found(found: &risk_stratification::RiskTier) -> TierLine {
    let [on_time, settled_late, overdue, missed] = found.payments;
    let instalments = Distribution {
        on_time,
        settled_late,
        overdue,
        missed,
    };
    assert_eq!(found.average_delay_days.denominator, instalments.total());
    assert_eq!(
        found.portfolio_at_risk_30.denominator,
        found.outstanding_minor
    );
    assert_eq!(
        found.share_of_outstanding.numerator,
        found.outstanding_minor
    );
    TierLine {
        minimum_score: found.minimum_score,
        all_outstanding_minor: found.share_of_outstanding.denominator,
        tier: Tier {
            name: found.tier.clone(),
            customers: found.customers,
            loans: found.loans,
            active_loans: found.active_loans,
            outstanding_minor: found.outstanding_minor,
            score_sum: found.average_credit_score.numerator,
            score_count: found.average_credit_score.denominator,
            instalments_due: found.on_time_rate.denominator,
            on_time: found.on_time_rate.numerator,
            at_risk_30_minor: found.portfolio_at_risk_30.numerator,
        },
        payments: TierPayments {
            name: found.tier.clone(),
            customers: found.customers,
            instalments,
            days_late_sum: found.average_delay_days.numerator,
        },
    }
}

impl Slipping {
    fn expected(book: &Book, day: NaiveDate) -> Self {
        let slipping = recompute::slipping(book, day);
        let mut instalments: BTreeMap<i64, i64> = BTreeMap::new();
        for (loan, _) in due_by(book, day) {
            *instalments.entry(loan.customer.customer_id).or_default() += 1;
        }
        let of_four = instalments.values().filter(|count| **count >= 4);
        let mut loans = 0;
        for (customer_id, (_, own)) in borrowers(book, day) {
            if slipping.contains(&customer_id) {
                let has_due = |loan: &&&recompute::Loan| {
                    loan.repayments.iter().any(|row| row.due_date <= day)
                };
                loans += own.iter().filter(has_due).map(|_| 1).sum::<i64>();
            }
        }
        Self {
            customers: slipping.iter().map(|_| 1).sum(),
            customers_due: of_four.map(|_| 1).sum(),
            loans,
        }
    }
}

impl StageLine {
    fn expected(stage: &Stage) -> Self {
        let quantile = |percent| recompute::quantile(&stage.minutes, percent).map(Near);
        Self {
            name: stage.name,
            applications: stage.minutes.iter().map(|_| 1).sum(),
            minutes_sum: stage.minutes.iter().sum(),
            median: quantile(50),
            percentile_90: quantile(90),
            waiting: stage.waiting,
            waiting_minutes_sum: stage.waiting_minutes_sum,
        }
    }

    fn found(stage: &operational_bottleneck::Stage) -> Self {
        assert_eq!(stage.mean_minutes.denominator, stage.applications);
        assert_eq!(stage.mean_waiting_minutes.denominator, stage.waiting);
        Self {
            name: stage.name,
            applications: stage.applications,
            minutes_sum: stage.mean_minutes.numerator,
            median: stage.median_minutes.map(Near),
            percentile_90: stage.percentile_90_minutes.map(Near),
            waiting: stage.waiting,
            waiting_minutes_sum: stage.mean_waiting_minutes.numerator,
        }
    }
}
