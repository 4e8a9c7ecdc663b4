//! Concentration in the schema.

use super::{context, dimension::Dimension, ratio::Ratio};
use crate::service::{concentration, definition, portfolio::Portfolio};
use async_graphql::{Context, Result, SimpleObject};

/// How unevenly the unpaid principal is spread over its holders: borrowers, or segments.
#[derive(SimpleObject)]
pub(crate) struct Concentration {
    /// Holders with unpaid principal.
    holders: i64,
    /// Herfindahl-Hirschman index: the sum of the squared shares, from 1 ÷ holders to 1. Null when
    /// nothing is owed.
    herfindahl_hirschman_index: Option<f64>,
    /// The same from 0, all equal, to 1, one holds everything; null with fewer than two holders.
    normalised_index: Option<f64>,
    /// 1 ÷ the index: so many equal holders would be as concentrated.
    effective_number: Option<f64>,
    /// Unpaid principal of the largest holders ÷ all of it.
    top_share: Ratio,
}

/// Concentration by borrower, or by a property.
pub(super) async fn concentration(
    context: &Context<'_>,
    portfolio: &Portfolio,
    by: Option<Dimension>,
    top: i32,
) -> Result<Concentration> {
    let ctx = context::ctx(context)?;
    let top = u32::try_from(top).unwrap_or(0);
    let figure = match by {
        Some(dimension) => {
            concentration::by_dimension(ctx, portfolio, dimension.into(), top).await?
        }
        None => concentration::by_customer(ctx, portfolio, top).await?,
    };
    let exponent = ctx.settings().await?.currency_exponent();
    let indices = figure.indices;
    Ok(Concentration {
        holders: figure.holders,
        herfindahl_hirschman_index: indices
            .as_ref()
            .map(|indices| indices.herfindahl_hirschman_index),
        normalised_index: indices
            .as_ref()
            .and_then(|indices| indices.normalised_index),
        effective_number: indices.as_ref().map(|indices| indices.effective_number),
        top_share: Ratio::of_amounts(
            figure.top_share,
            exponent,
            Some(figure.loan_count),
            &definition::TOP_SHARE,
            &figure.origin,
        ),
    })
}
