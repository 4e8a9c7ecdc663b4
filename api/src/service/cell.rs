//! A cell of a figure by its address: what a link can name, so that the loans
//! behind it are listed and no other cell is read.

use super::{
    Ctx, ageing, figure::Members, first_payment_default, portfolio::Portfolio, portfolio_at_risk,
    risk_stratification, roll_rate, vintage,
};
use crate::error::Result;
use chrono::NaiveDate;
use risk::calendar::Period;

/// The address of one cell of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Loans by where they stood.
    Stock(Stock),
    /// Active loans more than so many days past due.
    DaysPastDue(i64),
    /// A bucket of days past due.
    Ageing {
        /// Set of buckets.
        scheme: &'static str,
        /// Name of the bucket.
        bucket: String,
    },
    /// Movements from one state to another in a month.
    RollRate {
        /// Set of buckets.
        scheme: &'static str,
        /// Any day of the month; the latest that has ended when not given.
        month: Option<NaiveDate>,
        /// Name of the bucket at the begin.
        from: String,
        /// Name of the state at the end.
        state: String,
    },
    /// A vintage at a month on book.
    Vintage {
        /// Months or quarters.
        every: Period,
        /// What is followed.
        measure: vintage::Measure,
        /// Any day of the vintage.
        from: NaiveDate,
        /// Months since the disbursement.
        month_on_book: u32,
    },
    /// Loans cured in the month of this day.
    Cured(NaiveDate),
    /// Loans in default on their first instalment, so many days after its due date.
    FirstPaymentDefault(u32),
    /// Loans of the customers of a tier.
    RiskTier {
        /// Set of tiers.
        profile: &'static str,
        /// Name of the tier.
        tier: String,
    },
}

/// Where a loan stood at the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// Paid out by then.
    Disbursed,
    /// Principal outstanding, and not charged off.
    Active,
    /// Active, with an open instalment past due.
    Overdue,
    /// Charged off.
    ChargedOff,
}

/// The loans behind a cell; none where the cell is empty.
///
/// # Errors
/// When there is no such cell, and then the error names the field; when the database fails.
pub async fn loans_behind(ctx: &Ctx, portfolio: &Portfolio, cell: &Cell) -> Result<Members> {
    match cell {
        Cell::Stock(stock) => Ok(match stock {
            Stock::Disbursed => portfolio.loans(),
            Stock::Active => portfolio_at_risk::active_loans(portfolio),
            Stock::Overdue => portfolio_at_risk::overdue_loans(portfolio),
            Stock::ChargedOff => portfolio.charged_off_loans(),
        }),
        Cell::DaysPastDue(days) => portfolio_at_risk::loans_beyond(portfolio, *days),
        Cell::Ageing { scheme, bucket } => {
            ageing::loans_in_bucket(ctx, portfolio, scheme, bucket).await
        }
        Cell::RollRate {
            scheme,
            month,
            from,
            state,
        } => roll_rate::loans_in_cell(ctx, portfolio, scheme, *month, from, state).await,
        Cell::Vintage {
            every,
            measure,
            from,
            month_on_book,
        } => vintage::loans_in_cell(ctx, portfolio, *every, *measure, *from, *month_on_book).await,
        Cell::Cured(day) => roll_rate::cured_loans(ctx, portfolio, *day).await,
        Cell::FirstPaymentDefault(days) => {
            first_payment_default::loans_in_default(portfolio, *days)
        }
        Cell::RiskTier { profile, tier } => {
            risk_stratification::loans_of_tier(ctx, portfolio, profile, tier).await
        }
    }
}
