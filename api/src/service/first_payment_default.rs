//! Borrowers who did not pay their first instalment.

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
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::input("days", format!("must be 1 to {MAX_DAYS}")));
    }
    let parameters = vec![
        ("due_boundary", portfolio.as_of.less(days.into()).into()),
        ("default_after_days", i64::from(days).into()),
    ];
    let figure = portfolio
        .figure::<FirstPaymentRow>(ctx, "first_payment_default", parameters.clone())
        .await?;
    let row = figure.of(portfolio).first();
    Ok(FirstPaymentDefault {
        ratio: Ratio::new(
            row.map_or(0, |row| row.defaulted_loans),
            row.map_or(0, |row| row.loans),
        ),
        members: Members::new(portfolio, "first_payment_default_loans", parameters),
        origin: figure.origin,
    })
}
