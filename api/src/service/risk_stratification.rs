//! Borrowers by risk tier, and the riskiest of them.

use super::{AsOf, Ctx, customer};
use crate::{
    error::{Error, Result},
    query::{self, FromRow, Row},
};
use ::entity::customer_profile;
use chrono::NaiveDate;
use risk::rate::Ratio;

/// The longest list of high-risk customers.
pub const MAX_HIGH_RISK: u32 = 1000;

/// The borrowers of one tier.
#[derive(Clone, Debug)]
pub struct RiskTier {
    /// Name of the tier.
    pub tier: String,
    /// Lowest credit score of the tier.
    pub minimum_score: i64,
    /// Customers with a loan paid out.
    pub customers: i64,
    /// Their loans.
    pub loans: i64,
    /// Of these, active.
    pub active_loans: i64,
    /// Σ unpaid principal of the active loans, in minor units.
    pub outstanding_minor: i64,
    /// Σ credit scores ÷ customers.
    pub average_credit_score: Ratio,
    /// On Time ÷ all instalments fallen due.
    pub on_time_rate: Ratio,
    /// Loans that have had an instalment fall due.
    pub loans_due: i64,
    /// Unpaid principal of loans more than 30 days past due ÷ all of it.
    pub portfolio_at_risk_30: Ratio,
    /// Unpaid principal of the tier ÷ that of all tiers.
    pub share_of_outstanding: Ratio,
}

/// A customer of the lowest tier with an active loan.
#[derive(Clone, Debug)]
pub struct HighRiskCustomer {
    /// Who.
    pub customer: customer_profile::Model,
    /// Name of the tier.
    pub risk_tier: String,
    /// Days since the oldest open instalment of an active loan fell due; 0 if none is open.
    pub days_past_due: i64,
    /// Σ unpaid principal of the active loans, in minor units.
    pub outstanding_minor: i64,
    /// Instalments of all loans that are Late or Overdue.
    pub total_late_payments: i64,
    /// Instalments of all loans that are Missed.
    pub total_missed_payments: i64,
}

/// The tiers of a profile, best first. Customers without a score are in none.
///
/// # Errors
/// When no profile is called so, or the database fails.
pub async fn tiers(ctx: &Ctx, as_of: AsOf, profile: &str) -> Result<Vec<RiskTier>> {
    ctx.settings().await?.tiers(profile)?;
    let mut parameters = as_of.parameters();
    parameters.push(("profile", profile.into()));
    let rows = query::rows::<TierRow>(&ctx.db, "risk_tiers", &parameters).await?;
    let outstanding = rows.iter().map(|row| row.outstanding_minor).sum();
    Ok(rows
        .into_iter()
        .map(|row| RiskTier {
            tier: row.tier,
            minimum_score: row.minimum_score,
            customers: row.customers,
            loans: row.loans,
            active_loans: row.active_loans,
            outstanding_minor: row.outstanding_minor,
            average_credit_score: Ratio::new(row.credit_score_sum, row.customers),
            on_time_rate: Ratio::new(row.instalments_on_time, row.instalments_due),
            loans_due: row.loans_due,
            portfolio_at_risk_30: Ratio::new(row.at_risk_30_minor, row.outstanding_minor),
            share_of_outstanding: Ratio::new(row.outstanding_minor, outstanding),
        })
        .collect())
}

/// The customers of the lowest tier with an active loan: longest past due
/// first, then the largest balance, then the identifier.
///
/// # Errors
/// When `limit` is not 1 to 1000, no profile is called so, or the database fails.
pub async fn high_risk_customers(
    ctx: &Ctx,
    as_of: AsOf,
    profile: &str,
    limit: u32,
) -> Result<Vec<HighRiskCustomer>> {
    if !(1..=MAX_HIGH_RISK).contains(&limit) {
        return Err(Error::input(
            "limit",
            format!("must be 1 to {MAX_HIGH_RISK}"),
        ));
    }
    ctx.settings().await?.tiers(profile)?;
    let mut parameters = as_of.parameters();
    parameters.push(("profile", profile.into()));
    parameters.push(("limit", i64::from(limit).into()));
    let rows = query::rows::<HighRiskRow>(&ctx.db, "high_risk_customers", &parameters).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.customer_id).collect();
    let mut customers = customer::by_ids(ctx, &ids).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(HighRiskCustomer {
                // One that was deleted between the two statements is left out.
                customer: customers.remove(&row.customer_id)?,
                risk_tier: row.tier,
                days_past_due: row
                    .oldest_open_due_date
                    .map_or(0, |due| (as_of.date() - due).num_days()),
                outstanding_minor: row.outstanding_minor,
                total_late_payments: row.instalments_late,
                total_missed_payments: row.instalments_missed,
            })
        })
        .collect())
}

struct TierRow {
    tier: String,
    minimum_score: i64,
    customers: i64,
    loans: i64,
    active_loans: i64,
    outstanding_minor: i64,
    at_risk_30_minor: i64,
    credit_score_sum: i64,
    loans_due: i64,
    instalments_due: i64,
    instalments_on_time: i64,
}

impl FromRow for TierRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tier: row.text("tier")?,
            minimum_score: row.integer("minimum_score")?,
            customers: row.integer("customers")?,
            loans: row.integer("loans")?,
            active_loans: row.integer("active_loans")?,
            outstanding_minor: row.integer("outstanding_minor")?,
            at_risk_30_minor: row.integer("at_risk_30_minor")?,
            credit_score_sum: row.integer("credit_score_sum")?,
            loans_due: row.integer("loans_due")?,
            instalments_due: row.integer("instalments_due")?,
            instalments_on_time: row.integer("instalments_on_time")?,
        })
    }
}

struct HighRiskRow {
    customer_id: i64,
    tier: String,
    oldest_open_due_date: Option<NaiveDate>,
    outstanding_minor: i64,
    instalments_late: i64,
    instalments_missed: i64,
}

impl FromRow for HighRiskRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            customer_id: row.integer("customer_id")?,
            tier: row.text("tier")?,
            oldest_open_due_date: row.date("oldest_open_due_date")?,
            outstanding_minor: row.integer("outstanding_minor")?,
            instalments_late: row.integer("instalments_late")?,
            instalments_missed: row.integer("instalments_missed")?,
        })
    }
}
