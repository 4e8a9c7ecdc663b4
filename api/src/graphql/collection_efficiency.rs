//! Collection efficiency in the schema.

use super::{
    ageing::BucketScheme,
    context,
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{
    collection_efficiency::{self, Collected},
    definition,
    figure::Origin,
    portfolio::Portfolio,
};
use async_graphql::{Context, Result, SimpleObject};

/// How much of what fell due in a window came in, on loans not charged off.
#[derive(SimpleObject)]
pub(crate) struct CollectionEfficiency {
    /// First day of the window.
    from: Date,
    /// Last day of the window.
    to: Date,
    /// All loans together.
    total: Collection,
    /// By the bucket that each loan was in before the window.
    buckets: Vec<CollectionBucket>,
}

/// What fell due and what came in.
#[derive(SimpleObject)]
pub(crate) struct Collection {
    /// Loans not charged off.
    loan_count: i64,
    /// Fell due in the window.
    amount_due: Decimal,
    /// Received in the window without late fees: arrears and early payments included.
    amount_collected: Decimal,
    /// Received in the window ÷ fallen due in it; it can pass 1.
    efficiency: Ratio,
    /// Received by the window's end on what fell due in it ÷ that.
    current_efficiency: Ratio,
}

/// The loans that were in one bucket before the window.
#[derive(SimpleObject)]
pub(crate) struct CollectionBucket {
    /// Name of the bucket; null for loans that were not on the book, or without a balance.
    bucket: Option<String>,
    /// What fell due on them and came in.
    collection: Collection,
}

/// How much of what fell due came in.
pub(super) async fn collection_efficiency(
    context: &Context<'_>,
    portfolio: &Portfolio,
    from: Option<Date>,
    scheme: BucketScheme,
) -> Result<CollectionEfficiency> {
    let ctx = context::ctx(context)?;
    let from = from.map(|date| date.0);
    let figure =
        collection_efficiency::collection_efficiency(ctx, portfolio, from, scheme.name()).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let shape = |collected: Collected| Collection::new(collected, exponent, &figure.origin);
    Ok(CollectionEfficiency {
        from: Date(figure.span.from),
        to: Date(figure.span.to),
        total: shape(figure.total),
        buckets: figure
            .buckets
            .into_iter()
            .map(|(bucket, collected)| CollectionBucket {
                bucket,
                collection: shape(collected),
            })
            .collect(),
    })
}

impl Collection {
    fn new(collected: Collected, exponent: u32, origin: &Origin) -> Self {
        let ratio = |received_minor, definition| {
            Ratio::of_amounts(
                risk::rate::Ratio::new(received_minor, collected.due_minor),
                exponent,
                Some(collected.loan_count),
                definition,
                origin,
            )
        };
        Self {
            loan_count: collected.loan_count,
            amount_due: Decimal::from_minor(collected.due_minor, exponent),
            amount_collected: Decimal::from_minor(collected.collected_minor, exponent),
            efficiency: ratio(
                collected.collected_minor,
                &definition::COLLECTION_EFFICIENCY,
            ),
            current_efficiency: ratio(
                collected.current_minor,
                &definition::CURRENT_COLLECTION_EFFICIENCY,
            ),
        }
    }
}
