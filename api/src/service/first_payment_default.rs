//! Borrowers who did not pay their first instalment.

use super::{
    Ctx,
    figure::{Members, Origin},
    portfolio::Portfolio,
};
use crate::{
    error::{Error, Result},
    query::{Parameters, row},
};
use risk::rate::Ratio;

/// Most days after the due date.
pub const MAX_DAYS: u32 = 365;

/// Loans in default on their first instalment.
#[derive(Clone, Debug)]
pub struct FirstPaymentDefault {
    /// Such loans ÷ loans whose first instalment fell due long enough ago.
    pub ratio: Ratio,
    /// The loans in default.
    pub members: Members,
    /// Where it comes from.
    pub origin: Origin,
}

row! {
    struct FirstPaymentRow {
        loans: i64,
        defaulted_loans: i64,
    }
}

/// Loans whose first instalment was open `days` days after its due date.
///
/// # Errors
/// When `days` is out of range, or the database fails.
pub async fn first_payment_default(
    ctx: &Ctx,
    portfolio: &Portfolio,
    days: u32,
) -> Result<FirstPaymentDefault> {
    check_days("days", days)?;
    let figure = portfolio
        .figure::<FirstPaymentRow>(ctx, "first_payment_default", parameters(portfolio, days))
        .await?;
    let row = figure.of(portfolio).first();
    Ok(FirstPaymentDefault {
        ratio: Ratio::new(
            row.map_or(0, |row| row.defaulted_loans),
            row.map_or(0, |row| row.loans),
        ),
        members: members(portfolio, days),
        origin: figure.origin,
    })
}

/// The loans whose first instalment was open `days` days after its due date.
///
/// # Errors
/// When `days` is out of range; the error names `firstPaymentDefault`.
pub fn loans_in_default(portfolio: &Portfolio, days: u32) -> Result<Members> {
    check_days("firstPaymentDefault", days)?;
    Ok(members(portfolio, days))
}

fn check_days(field: &str, days: u32) -> Result<()> {
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::input(field, format!("must be 1 to {MAX_DAYS}")));
    }
    Ok(())
}

fn members(portfolio: &Portfolio, days: u32) -> Members {
    let parameters = parameters(portfolio, days);
    Members::new(portfolio, "first_payment_default_loans", parameters)
}

fn parameters(portfolio: &Portfolio, days: u32) -> Parameters {
    vec![
        ("due_boundary", portfolio.as_of.less(days.into()).into()),
        ("default_after_days", i64::from(days).into()),
    ]
}
