//! Customers who paid well and have just begun to slip.

use super::{
    Ctx,
    figure::{Members, Origin},
    portfolio::Portfolio,
};
use crate::{error::Result, query::row};
use risk::rate::Ratio;

/// Customers whose latest instalment was not paid on time after three that were.
#[derive(Clone, Debug)]
pub struct SlippingCustomers {
    /// Such customers ÷ customers with four instalments or more.
    pub ratio: Ratio,
    /// Loans of the slipping customers.
    pub loan_count: i64,
    /// The customers.
    pub members: Members,
    /// Where it comes from.
    pub origin: Origin,
}

row! {
    struct SlippingRow {
        customers: i64,
        customers_due: i64,
        loans: i64,
    }
}

/// The customers who have begun to slip.
///
/// # Errors
/// When the database fails.
pub async fn slipping_customers(ctx: &Ctx, portfolio: &Portfolio) -> Result<SlippingCustomers> {
    let figure = portfolio
        .figure::<SlippingRow>(ctx, "slipping_customers", Vec::new())
        .await?;
    let row = figure.of(portfolio).first();
    Ok(SlippingCustomers {
        ratio: Ratio::new(
            row.map_or(0, |row| row.customers),
            row.map_or(0, |row| row.customers_due),
        ),
        loan_count: row.map_or(0, |row| row.loans),
        members: Members::new(portfolio, "slipping_customer_ids", Vec::new()),
        origin: figure.origin,
    })
}
