//! The part of the book that is owed by borrowers in arrears.

use super::{
    Ctx,
    figure::{Members, Origin},
    portfolio::Portfolio,
};
use crate::{
    error::{Error, Result},
    query::row,
};
use risk::rate::Ratio;

/// The thresholds that portfolio at risk is asked for, in days past due.
pub const THRESHOLDS: [i64; 5] = [1, 30, 60, 90, 180];

/// The highest threshold that loans are listed for: ten years.
pub const MAX_THRESHOLD_DAYS: i64 = 3_650;

/// Unpaid principal of active loans beyond each threshold.
#[derive(Clone, Debug)]
pub struct PortfolioAtRisk {
    /// Active loans.
    pub active_loans: i64,
    /// Σ unpaid principal of the active loans, in minor units.
    pub outstanding_minor: i64,
    /// One entry a threshold, in the order of [`THRESHOLDS`].
    pub at_risk: [AtRisk; 5],
    /// Where it comes from.
    pub origin: Origin,
}

/// Unpaid principal of the loans more than so many days past due.
#[derive(Clone, Debug)]
pub struct AtRisk {
    /// More than so many days past due.
    pub threshold_days: i64,
    /// Such loans.
    pub loan_count: i64,
    /// Their unpaid principal ÷ that of all active loans, in minor units.
    pub ratio: Ratio,
    /// The loans.
    pub members: Members,
}

row! {
    struct PortfolioAtRiskRow {
        active_loans: i64,
        outstanding_minor: i64,
        loans_1: i64,
        loans_30: i64,
        loans_60: i64,
        loans_90: i64,
        loans_180: i64,
        at_risk_1_minor: i64,
        at_risk_30_minor: i64,
        at_risk_60_minor: i64,
        at_risk_90_minor: i64,
        at_risk_180_minor: i64,
    }
}

/// Portfolio at risk beyond 1, 30, 60, 90 and 180 days.
///
/// # Errors
/// When the database fails.
pub async fn portfolio_at_risk(ctx: &Ctx, portfolio: &Portfolio) -> Result<PortfolioAtRisk> {
    let figure = portfolio
        .figure::<PortfolioAtRiskRow>(ctx, "portfolio_at_risk", Vec::new())
        .await?;
    let row = figure.of(portfolio).first();
    let outstanding_minor = row.map_or(0, |row| row.outstanding_minor);
    let cells = row.map_or([(0, 0); 5], |row| {
        [
            (row.loans_1, row.at_risk_1_minor),
            (row.loans_30, row.at_risk_30_minor),
            (row.loans_60, row.at_risk_60_minor),
            (row.loans_90, row.at_risk_90_minor),
            (row.loans_180, row.at_risk_180_minor),
        ]
    });
    let mut thresholds = THRESHOLDS.into_iter();
    let at_risk = cells.map(|(loan_count, at_risk_minor)| {
        let threshold_days = thresholds.next().unwrap_or_default();
        AtRisk {
            threshold_days,
            loan_count,
            ratio: Ratio::new(at_risk_minor, outstanding_minor),
            members: beyond(portfolio, threshold_days),
        }
    });
    Ok(PortfolioAtRisk {
        active_loans: row.map_or(0, |row| row.active_loans),
        outstanding_minor,
        at_risk,
        origin: figure.origin,
    })
}

/// The active loans.
#[must_use]
pub fn active_loans(portfolio: &Portfolio) -> Members {
    beyond(portfolio, -1)
}

/// The active loans with an open instalment past due.
#[must_use]
pub fn overdue_loans(portfolio: &Portfolio) -> Members {
    beyond(portfolio, 0)
}

/// The active loans more than so many days past due.
///
/// # Errors
/// When the days are not 0 to 3650.
pub fn loans_beyond(portfolio: &Portfolio, threshold_days: i64) -> Result<Members> {
    if !(0..=MAX_THRESHOLD_DAYS).contains(&threshold_days) {
        let message = format!("must be 0 to {MAX_THRESHOLD_DAYS}");
        return Err(Error::input("daysPastDue", message));
    }
    Ok(beyond(portfolio, threshold_days))
}

/// The active loans more than so many days past due; all of them beyond -1.
fn beyond(portfolio: &Portfolio, threshold_days: i64) -> Members {
    let parameters = vec![("threshold_days", threshold_days.into())];
    Members::new(portfolio, "portfolio_at_risk_loans", parameters)
}

/// What is overdue of the active loans, not their whole balance.
#[derive(Clone, Debug)]
pub struct Arrears {
    /// Active loans with anything overdue.
    pub loan_count: i64,
    /// Overdue principal ÷ unpaid principal, in minor units.
    pub ratio: Ratio,
    /// Overdue principal and interest, in minor units.
    pub overdue_minor: i64,
    /// Where it comes from.
    pub origin: Origin,
}

row! {
    struct ArrearsRow {
        loans: i64,
        outstanding_minor: i64,
        overdue_principal_minor: i64,
        overdue_minor: i64,
    }
}

/// Overdue principal ÷ unpaid principal of the active loans.
///
/// # Errors
/// When the database fails.
pub async fn arrears_rate(ctx: &Ctx, portfolio: &Portfolio) -> Result<Arrears> {
    let figure = portfolio
        .figure::<ArrearsRow>(ctx, "arrears_rate", Vec::new())
        .await?;
    let row = figure.of(portfolio).first();
    Ok(Arrears {
        loan_count: row.map_or(0, |row| row.loans),
        ratio: Ratio::new(
            row.map_or(0, |row| row.overdue_principal_minor),
            row.map_or(0, |row| row.outstanding_minor),
        ),
        overdue_minor: row.map_or(0, |row| row.overdue_minor),
        origin: figure.origin,
    })
}
