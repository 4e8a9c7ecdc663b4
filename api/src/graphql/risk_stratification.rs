//! Risk tiers and high-risk customers in the schema.

use super::{
    context,
    customer::Customer,
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{
    Ctx,
    book::DEFAULT_PROFILE,
    definition,
    figure::Origin,
    portfolio::Portfolio,
    risk_stratification::{self, BEHAVIOUR_PROFILE},
};
use async_graphql::{Context, Enum, Result, SimpleObject};

/// A set of risk tiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum TierProfile {
    /// The industry's order: Prime from 750, Standard from 700, Near Prime from 650, Subprime
    /// from 600, High Risk below.
    #[default]
    Default,
    /// The same thresholds with the names of the third and fourth tier swapped, as an older
    /// system printed them.
    Documented,
    /// By how a customer has paid so far, not by score. Prime: nothing late, overdue or missed.
    /// Standard: nothing missed and at most 7 days late on average. Subprime: at most 2 missed
    /// and 30 days. High Risk otherwise; without an instalment fallen due no tier.
    Behaviour,
}

impl TierProfile {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Default => DEFAULT_PROFILE,
            Self::Documented => "documented",
            Self::Behaviour => BEHAVIOUR_PROFILE,
        }
    }
}

/// The borrowers of one risk tier and how they pay.
#[derive(SimpleObject)]
pub(crate) struct RiskTier {
    /// The day; what happened after it is unknown.
    as_of: Date,
    /// Name of the tier.
    tier: String,
    /// Lowest credit score of the tier; null in the profile BEHAVIOUR.
    minimum_score: Option<i64>,
    /// Customers with a loan paid out.
    customers: i64,
    /// Their loans.
    loans: i64,
    /// Of these, active: not charged off, with principal outstanding.
    active_loans: i64,
    /// Sum of the unpaid principal of the active loans.
    outstanding_principal: Decimal,
    /// Sum of the credit scores ÷ customers.
    average_credit_score: Ratio,
    /// Instalments settled on or before their due date ÷ all that have fallen due.
    on_time_rate: Ratio,
    /// Sum of the days late ÷ all instalments fallen due; those on time count 0.
    average_delay_days: Ratio,
    /// Instalments settled on or before their due date.
    on_time_count: i64,
    /// Instalments settled 1 to 60 days after it.
    late_count: i64,
    /// Instalments not settled, at most 60 days past due.
    overdue_count: i64,
    /// Instalments not settled within 60 days.
    missed_count: i64,
    /// PAR 30: unpaid principal of active loans more than 30 days past due ÷ unpaid principal of
    /// all active loans. The whole balance counts, not the overdue part (CGAP).
    #[graphql(name = "portfolioAtRisk30")]
    portfolio_at_risk_30: Ratio,
    /// Unpaid principal of the tier ÷ that of all tiers; its `loans` are all of the tier's.
    share_of_outstanding: Ratio,
}

/// A customer of the lowest tier with an active loan.
#[derive(SimpleObject)]
pub(crate) struct HighRiskCustomer {
    /// The day; what happened after it is unknown.
    as_of: Date,
    /// Who.
    customer: Customer,
    /// Name of the tier.
    risk_tier: String,
    /// Days since the oldest open instalment of an active loan fell due; 0 when none is open.
    days_past_due: i64,
    /// Sum of the unpaid principal of the active loans.
    outstanding_balance: Decimal,
    /// Instalments settled late, or overdue.
    total_late_payments: i64,
    /// Instalments not settled within 60 days of their due date.
    total_missed_payments: i64,
}

/// The tiers of a profile, best first.
pub(super) async fn tiers(
    context: &Context<'_>,
    portfolio: &Portfolio,
    profile: TierProfile,
) -> Result<Vec<RiskTier>> {
    let ctx = context::ctx(context)?;
    let figure = risk_stratification::tiers(ctx, portfolio, profile.name()).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let as_of = Date(portfolio.as_of.date());
    let shape = |tier| RiskTier::new(tier, as_of, exponent, &figure.origin);
    Ok(figure.tiers.into_iter().map(shape).collect())
}

impl RiskTier {
    fn new(
        tier: risk_stratification::RiskTier,
        as_of: Date,
        exponent: u32,
        origin: &Origin,
    ) -> Self {
        let counts =
            |ratio, loans, definition| Ratio::of_counts(ratio, Some(loans), definition, origin);
        let amounts = |ratio, loans, definition| {
            Ratio::of_amounts(ratio, exponent, Some(loans), definition, origin)
        };
        let [on_time_count, late_count, overdue_count, missed_count] = tier.payments;
        Self {
            as_of,
            minimum_score: tier.minimum_score,
            customers: tier.customers,
            loans: tier.loans,
            active_loans: tier.active_loans,
            outstanding_principal: Decimal::from_minor(tier.outstanding_minor, exponent),
            average_credit_score: counts(
                tier.average_credit_score,
                tier.loans,
                &definition::AVERAGE_CREDIT_SCORE,
            ),
            on_time_rate: counts(tier.on_time_rate, tier.loans_due, &definition::ON_TIME_RATE),
            average_delay_days: counts(
                tier.average_delay_days,
                tier.loans_due,
                &definition::AVERAGE_DELAY_DAYS,
            ),
            on_time_count,
            late_count,
            overdue_count,
            missed_count,
            portfolio_at_risk_30: amounts(
                tier.portfolio_at_risk_30,
                tier.active_loans,
                &definition::PORTFOLIO_AT_RISK,
            ),
            share_of_outstanding: amounts(
                tier.share_of_outstanding,
                tier.loans,
                &definition::TIER_SHARE,
            )
            .with_loans(tier.members),
            tier: tier.tier,
        }
    }
}

/// The riskiest customers, worst first.
pub(super) async fn high_risk_customers(
    context: &Context<'_>,
    portfolio: &Portfolio,
    limit: i32,
) -> Result<Vec<HighRiskCustomer>> {
    let ctx = context::ctx(context)?;
    let limit = u32::try_from(limit).unwrap_or(0);
    let customers =
        risk_stratification::high_risk_customers(ctx, portfolio, DEFAULT_PROFILE, limit).await?;
    let shape = high_risk_customer(ctx, portfolio).await?;
    Ok(customers.into_iter().map(shape).collect())
}

/// Shapes a high-risk customer.
pub(super) async fn high_risk_customer(
    ctx: &Ctx,
    portfolio: &Portfolio,
) -> Result<impl Fn(risk_stratification::HighRiskCustomer) -> HighRiskCustomer> {
    let settings = ctx.settings().await?;
    let as_of = Date(portfolio.as_of.date());
    Ok(
        move |found: risk_stratification::HighRiskCustomer| HighRiskCustomer {
            as_of,
            outstanding_balance: Decimal::from_minor(
                found.outstanding_minor,
                settings.currency_exponent(),
            ),
            customer: Customer {
                model: found.customer,
                settings: settings.clone(),
            },
            risk_tier: found.risk_tier,
            days_past_due: found.days_past_due,
            total_late_payments: found.total_late_payments,
            total_missed_payments: found.total_missed_payments,
        },
    )
}
