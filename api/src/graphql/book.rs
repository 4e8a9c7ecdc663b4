//! The book's settings in the schema.

use super::{context, scalar::Date};
use crate::service::book::DEMO_PROVENANCE;
use async_graphql::{Context, Result, SimpleObject};

/// The loan book that this server answers for.
#[derive(SimpleObject)]
pub(crate) struct Book {
    /// What the lender calls it.
    name: String,
    /// ISO 4217 code of its one currency.
    currency: String,
    /// Decimal places of the currency's minor unit: 2 for most, 0 for JPY, 3 for KWD.
    currency_exponent: i32,
    /// Default as-of date of every figure, and the last one that can be asked for.
    reporting_date: Date,
    /// Whether this is the generated demo book.
    is_demo: bool,
    /// What is real and what is simulated in the demo book; null for any other book.
    provenance: Option<String>,
}

/// The book.
pub(super) async fn book(context: &Context<'_>) -> Result<Book> {
    let ctx = context::ctx(context)?;
    let reporting_date = Date(ctx.as_of(None).await?.date());
    let settings = ctx.settings().await?;
    let is_demo = settings.book.demo_loans.is_some();
    Ok(Book {
        name: settings.book.name.clone(),
        currency: settings.book.currency.clone(),
        currency_exponent: settings.book.currency_exponent,
        reporting_date,
        is_demo,
        provenance: is_demo.then(|| DEMO_PROVENANCE.to_owned()),
    })
}
