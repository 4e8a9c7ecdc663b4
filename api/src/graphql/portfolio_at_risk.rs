//! Portfolio at risk in the schema.

use super::{context, ratio::Ratio, scalar::Decimal};
use crate::service::{definition, portfolio::Portfolio, portfolio_at_risk};
use async_graphql::{Context, Result, SimpleObject};

/// Unpaid principal of the active loans more than X days past due ÷ that of all active loans. The
/// whole balance of such a loan counts, not the overdue part (CGAP). The `loans` of each are those
/// in its numerator.
#[derive(SimpleObject)]
pub(crate) struct PortfolioAtRisk {
    /// Active loans: paid out, not charged off, with principal outstanding.
    active_loans: i64,
    /// Sum of their unpaid principal.
    outstanding_principal: Decimal,
    /// More than 1 day past due.
    days1: Ratio,
    /// More than 30 days past due.
    days30: Ratio,
    /// More than 60 days past due.
    days60: Ratio,
    /// More than 90 days past due.
    days90: Ratio,
    /// More than 180 days past due.
    days180: Ratio,
}

/// Portfolio at risk.
pub(super) async fn portfolio_at_risk(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<PortfolioAtRisk> {
    let ctx = context::ctx(context)?;
    let figure = portfolio_at_risk::portfolio_at_risk(ctx, portfolio).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let [days1, days30, days60, days90, days180] = figure.at_risk.map(|beyond| {
        Ratio::of_amounts(
            beyond.ratio,
            exponent,
            Some(beyond.loan_count),
            &definition::PORTFOLIO_AT_RISK,
            &figure.origin,
        )
        .with_loans(beyond.members)
    });
    Ok(PortfolioAtRisk {
        active_loans: figure.active_loans,
        outstanding_principal: Decimal::from_minor(figure.outstanding_minor, exponent),
        days1,
        days30,
        days60,
        days90,
        days180,
    })
}

/// Overdue principal ÷ unpaid principal.
pub(super) async fn arrears_rate(context: &Context<'_>, portfolio: &Portfolio) -> Result<Ratio> {
    let ctx = context::ctx(context)?;
    let arrears = portfolio_at_risk::arrears_rate(ctx, portfolio).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    Ok(Ratio::of_amounts(
        arrears.ratio,
        exponent,
        Some(arrears.loan_count),
        &definition::ARREARS_RATE,
        &arrears.origin,
    ))
}
