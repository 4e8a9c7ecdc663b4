//! First-payment default in the schema.

use super::{context, ratio::Ratio};
use crate::service::{definition, first_payment_default, portfolio::Portfolio};
use async_graphql::{Context, Result};

/// Loans in default on their first instalment ÷ loans that could be; `loans` gives the former.
pub(super) async fn first_payment_default(
    context: &Context<'_>,
    portfolio: &Portfolio,
    days: i32,
) -> Result<Ratio> {
    let ctx = context::ctx(context)?;
    let days = u32::try_from(days).unwrap_or(0);
    let figure = first_payment_default::first_payment_default(ctx, portfolio, days).await?;
    Ok(Ratio::of_counts(
        figure.ratio,
        Some(figure.ratio.numerator),
        &definition::FIRST_PAYMENT_DEFAULT,
        &figure.origin,
    )
    .with_loans(figure.members))
}
