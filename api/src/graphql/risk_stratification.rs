//! Risk tiers and high-risk customers in the schema.

use super::{
    context,
    customer::Customer,
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{book::DEFAULT_PROFILE, risk_stratification};
use async_graphql::{Context, Enum, Result, SimpleObject};

/// A set of credit-score thresholds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum TierProfile {
    /// The industry's order: Prime from 750, Standard from 700, Near Prime from 650, Subprime
    /// from 600, High Risk below.
    #[default]
    Default,
    /// The same thresholds with the names of the third and fourth tier swapped, as an older
    /// system printed them.
    Documented,
}

impl TierProfile {
    const fn name(self) -> &'static str {
        match self {
            Self::Default => DEFAULT_PROFILE,
            Self::Documented => "documented",
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
    /// Lowest credit score of the tier.
    minimum_score: i64,
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
    /// PAR 30: unpaid principal of active loans more than 30 days past due ÷ unpaid principal of
    /// all active loans. The whole balance counts, not the overdue part (CGAP).
    #[graphql(name = "portfolioAtRisk30")]
    portfolio_at_risk_30: Ratio,
    /// Unpaid principal of the tier ÷ that of all tiers.
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
    profile: TierProfile,
    as_of: Option<Date>,
) -> Result<Vec<RiskTier>> {
    let ctx = context::ctx(context)?;
    let as_of = ctx.as_of(as_of.map(|date| date.0)).await?;
    let tiers = risk_stratification::tiers(ctx, as_of, profile.name()).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    Ok(tiers
        .into_iter()
        .map(|tier| RiskTier {
            as_of: Date(as_of.date()),
            tier: tier.tier,
            minimum_score: tier.minimum_score,
            customers: tier.customers,
            loans: tier.loans,
            active_loans: tier.active_loans,
            outstanding_principal: Decimal::from_minor(tier.outstanding_minor, exponent),
            average_credit_score: Ratio::of_counts(tier.average_credit_score, Some(tier.loans)),
            on_time_rate: Ratio::of_counts(tier.on_time_rate, Some(tier.loans_due)),
            portfolio_at_risk_30: Ratio::of_amounts(
                tier.portfolio_at_risk_30,
                exponent,
                Some(tier.active_loans),
            ),
            share_of_outstanding: Ratio::of_amounts(
                tier.share_of_outstanding,
                exponent,
                Some(tier.active_loans),
            ),
        })
        .collect())
}

/// The riskiest customers, worst first.
pub(super) async fn high_risk_customers(
    context: &Context<'_>,
    limit: i32,
    as_of: Option<Date>,
) -> Result<Vec<HighRiskCustomer>> {
    let ctx = context::ctx(context)?;
    let as_of = ctx.as_of(as_of.map(|date| date.0)).await?;
    let limit = u32::try_from(limit).unwrap_or(0);
    let customers =
        risk_stratification::high_risk_customers(ctx, as_of, DEFAULT_PROFILE, limit).await?;
    let settings = ctx.settings().await?;
    let exponent = settings.currency_exponent();
    Ok(customers
        .into_iter()
        .map(|found| HighRiskCustomer {
            as_of: Date(as_of.date()),
            customer: Customer {
                model: found.customer,
                settings: settings.clone(),
            },
            risk_tier: found.risk_tier,
            days_past_due: found.days_past_due,
            outstanding_balance: Decimal::from_minor(found.outstanding_minor, exponent),
            total_late_payments: found.total_late_payments,
            total_missed_payments: found.total_missed_payments,
        })
        .collect())
}
