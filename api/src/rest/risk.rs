//! `/api/v1/risk`: the riskier borrowers.

use super::{
    amount::Amount,
    parameters::Parameters,
    problem::{Failures, Unchanged},
};
use crate::{
    error::Result,
    service::{Ctx, book::DEFAULT_PROFILE, portfolio::Portfolio, risk_stratification},
};
use axum::Json;
use risk::rate;
use serde::Serialize;
use utoipa::ToSchema;

/// A customer of the lowest tier with an active loan.
#[derive(Serialize, ToSchema)]
pub(crate) struct HighRiskCustomer {
    /// Identifier.
    customer_id: i64,
    /// Full name.
    name: String,
    /// Credit score.
    credit_score: Option<i32>,
    /// Instalments settled late, or overdue.
    total_late_payments: i64,
    /// Instalments not settled within 60 days of their due date.
    total_missed_payments: i64,
    /// Days since the oldest open instalment of an active loan fell due.
    days_past_due: i64,
    /// Σ unpaid principal of the active loans.
    #[schema(value_type = f64)]
    outstanding_balance: Amount,
    /// Name of the tier.
    risk_tier: String,
}

/// The borrowers of one risk tier.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskTier {
    /// Name of the tier.
    risk_tier: String,
    /// Lowest credit score of the tier; null in the profile `behaviour`.
    minimum_score: Option<i64>,
    /// Customers with a loan paid out.
    customers: i64,
    /// Their loans.
    loans: i64,
    /// Of these, active.
    active_loans: i64,
    /// Σ unpaid principal of the active loans.
    #[schema(value_type = f64)]
    outstanding_principal: Amount,
    /// Mean credit score, rounded to a whole number.
    average_credit_score: Option<i64>,
    /// Instalments settled on or before their due date, in percent of those fallen due.
    on_time_rate: Option<f64>,
    /// PAR 30: balance of loans more than 30 days past due, in percent of the tier's balance.
    par30: Option<f64>,
    /// Share of the outstanding principal, in percent; the shares add up to 100.0.
    share: Option<f64>,
}

/// High-risk customers, worst first
#[utoipa::path(
    get,
    path = "/api/v1/risk/high-risk-customers",
    operation_id = "list_high_risk_customers",
    tag = "Risk",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Number of customers at the most; default 10", example = 10),
        ("as_of" = Option<NaiveDate>, Query, description = "End of this day, from 1900-01-01 to the book's reporting date, which is the default", example = "2025-11-23"),
    ),
    responses(
        (status = 200, description = "The customers: longest past due first, then the largest balance", body = [HighRiskCustomer], example = json!([{
            "customer_id": 653, "name": "Yannick Silva", "credit_score": 599,
            "total_late_payments": 4, "total_missed_payments": 1, "days_past_due": 173,
            "outstanding_balance": 175.63, "risk_tier": "High Risk"
        }])),
        Unchanged,
        Failures,
    )
)]
pub(crate) async fn high_risk_customers(
    ctx: Ctx,
    mut parameters: Parameters,
) -> Result<Json<Vec<HighRiskCustomer>>> {
    let limit = parameters.number("limit")?.unwrap_or(10);
    let as_of = parameters.only_as_of(&ctx).await?;
    let portfolio = Portfolio::whole(&ctx, as_of);
    let customers =
        risk_stratification::high_risk_customers(&ctx, &portfolio, DEFAULT_PROFILE, limit).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    Ok(Json(
        customers
            .into_iter()
            .map(|found| HighRiskCustomer {
                customer_id: found.customer.customer_id,
                name: found.customer.full_name,
                credit_score: found.customer.credit_score,
                total_late_payments: found.total_late_payments,
                total_missed_payments: found.total_missed_payments,
                days_past_due: found.days_past_due,
                outstanding_balance: Amount::new(found.outstanding_minor, exponent),
                risk_tier: found.risk_tier,
            })
            .collect(),
    ))
}

/// The sets of thresholds, for the document.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, reason = "read by the derive alone")]
enum Profile {
    /// By credit score.
    Default,
    /// The same, with the names of the third and fourth tier swapped.
    Documented,
    /// By payments so far.
    Behaviour,
}

/// Borrowers by risk tier, best tier first
#[utoipa::path(
    get,
    path = "/api/v1/risk/analysis",
    operation_id = "list_risk_tiers",
    tag = "Risk",
    params(
        ("profile" = inline(Option<Profile>), Query, description = "Set of thresholds: `default`, `documented` with the names of the third and fourth tier swapped, or `behaviour` by payments so far", example = "default"),
        ("as_of" = Option<NaiveDate>, Query, description = "End of this day, from 1900-01-01 to the book's reporting date, which is the default", example = "2025-11-23"),
    ),
    responses(
        (status = 200, description = "The tiers", body = [RiskTier], example = json!([{
            "risk_tier": "Prime", "minimum_score": 750, "customers": 33, "loans": 33,
            "active_loans": 30, "outstanding_principal": 47025.99, "average_credit_score": 764,
            "on_time_rate": 89.8, "par30": 0.0, "share": 4.1
        }])),
        Unchanged,
        Failures,
    )
)]
pub(crate) async fn analysis(ctx: Ctx, mut parameters: Parameters) -> Result<Json<Vec<RiskTier>>> {
    let profile = parameters
        .word("profile")
        .unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
    let as_of = parameters.only_as_of(&ctx).await?;
    let figure = risk_stratification::tiers(&ctx, &Portfolio::whole(&ctx, as_of), &profile).await?;
    let tiers = figure.tiers;
    let exponent = ctx.settings().await?.currency_exponent();
    let balances: Vec<_> = tiers.iter().map(|tier| tier.outstanding_minor).collect();
    let shares = rate::percentages(&balances);
    Ok(Json(
        tiers
            .into_iter()
            .enumerate()
            .map(|(at, tier)| RiskTier {
                risk_tier: tier.tier,
                minimum_score: tier.minimum_score,
                customers: tier.customers,
                loans: tier.loans,
                active_loans: tier.active_loans,
                outstanding_principal: Amount::new(tier.outstanding_minor, exponent),
                average_credit_score: tier.average_credit_score.rounded(),
                on_time_rate: tier.on_time_rate.percent(),
                par30: tier.portfolio_at_risk_30.percent(),
                share: shares.as_ref().and_then(|shares| shares.get(at).copied()),
            })
            .collect(),
    ))
}
