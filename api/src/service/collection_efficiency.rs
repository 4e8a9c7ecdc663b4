//! How much of what fell due came in.

use super::{Ctx, bucket, figure::Origin, period::Span, portfolio::Portfolio};
use crate::{
    error::{Error, Result},
    query::row,
};
use chrono::{Days, NaiveDate};

/// What was collected in a window, in all and by the bucket before it.
#[derive(Clone, Debug)]
pub struct CollectionEfficiency {
    /// The window.
    pub span: Span,
    /// All loans not charged off.
    pub total: Collected,
    /// By the bucket each loan was in before the window; those not on the book
    /// then, or without a balance, are in none.
    pub buckets: Vec<(Option<String>, Collected)>,
    /// Where it comes from.
    pub origin: Origin,
}

/// What fell due and what came in, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Loans not charged off.
    pub loan_count: i64,
    /// Fell due in the window.
    pub due_minor: i64,
    /// Received in the window: arrears and early payments included, fees not.
    pub collected_minor: i64,
    /// Received by its end on what fell due in it.
    pub current_minor: i64,
}

row! {
    struct CollectionRow {
        bucket: String,
        loans: i64,
        due_minor: i64,
        collected_minor: i64,
        current_minor: i64,
    }
}

/// What was collected from `from` (by default 29 days before) to the as-of date.
///
/// # Errors
/// When `from` is after the as-of date, no scheme is called so, or the database fails.
pub async fn collection_efficiency(
    ctx: &Ctx,
    portfolio: &Portfolio,
    from: Option<NaiveDate>,
    scheme: &str,
) -> Result<CollectionEfficiency> {
    let to = portfolio.as_of.date();
    let from = from.unwrap_or_else(|| portfolio.as_of.less(29));
    if from > to {
        return Err(Error::input("from", format!("must not be after {to}")));
    }
    let buckets = bucket::of_scheme(ctx, scheme).await?;
    let parameters = vec![
        ("from_date", from.into()),
        ("opening_date", (from - Days::new(1)).into()),
        ("scheme", scheme.into()),
    ];
    let figure = portfolio
        .figure::<CollectionRow>(ctx, "collection_efficiency", parameters)
        .await?;
    let collected = |name: Option<&str>| {
        let rows = figure.of(portfolio).iter();
        rows.filter(|row| name.is_none_or(|name| row.bucket == name))
            .fold(Collected::default(), |sum, row| Collected {
                loan_count: sum.loan_count + row.loans,
                due_minor: sum.due_minor + row.due_minor,
                collected_minor: sum.collected_minor + row.collected_minor,
                current_minor: sum.current_minor + row.current_minor,
            })
    };
    let total = collected(None);
    let mut by_bucket: Vec<_> = buckets
        .into_iter()
        .map(|bucket| {
            let sums = collected(Some(&bucket.name));
            (Some(bucket.name), sums)
        })
        .collect();
    by_bucket.push((None, collected(Some(NO_BUCKET))));
    Ok(CollectionEfficiency {
        span: Span { from, to },
        total,
        buckets: by_bucket,
        origin: figure.origin,
    })
}

/// What the statement calls loans that were in no bucket.
const NO_BUCKET: &str = "none";
