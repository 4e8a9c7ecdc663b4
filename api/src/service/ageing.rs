//! The active loans by days past due.

use super::{
    Ctx,
    bucket::{self, Bucket},
    check_name,
    figure::{Members, Origin},
    portfolio::Portfolio,
};
use crate::{error::Result, query::row};
use risk::rate::Ratio;

/// The active loans by bucket of days past due.
#[derive(Clone, Debug)]
pub struct Ageing {
    /// Each bucket of the scheme, from current to worst, empty ones too.
    pub buckets: Vec<AgeingBucket>,
    /// Where it comes from.
    pub origin: Origin,
}

/// One bucket of days past due.
#[derive(Clone, Debug)]
pub struct AgeingBucket {
    /// Its name and limits.
    pub bucket: Bucket,
    /// Active loans.
    pub loan_count: i64,
    /// Σ unpaid principal ÷ that of all buckets, in minor units.
    pub balance: Ratio,
    /// Principal and interest fallen due and not received, in minor units.
    pub overdue_minor: i64,
    /// The loans in it.
    pub members: Members,
}

row! {
    struct AgeingRow {
        bucket: String,
        loans: i64,
        balance_minor: i64,
        overdue_minor: i64,
    }
}

/// The active loans by bucket of a scheme.
///
/// # Errors
/// When no scheme is called so, or the database fails.
pub async fn ageing(ctx: &Ctx, portfolio: &Portfolio, scheme: &str) -> Result<Ageing> {
    let buckets = bucket::of_scheme(ctx, scheme).await?;
    let parameters = vec![("scheme", scheme.into())];
    let figure = portfolio
        .figure::<AgeingRow>(ctx, "ageing", parameters)
        .await?;
    let rows = figure.of(portfolio);
    let outstanding_minor = rows.iter().map(|row| row.balance_minor).sum();
    let buckets = buckets
        .into_iter()
        .map(|bucket| {
            let row = rows.iter().find(|row| row.bucket == bucket.name);
            let balance_minor = row.map_or(0, |row| row.balance_minor);
            AgeingBucket {
                loan_count: row.map_or(0, |row| row.loans),
                balance: Ratio::new(balance_minor, outstanding_minor),
                overdue_minor: row.map_or(0, |row| row.overdue_minor),
                members: members(portfolio, scheme, &bucket.name),
                bucket,
            }
        })
        .collect();
    Ok(Ageing {
        buckets,
        origin: figure.origin,
    })
}

/// The active loans in one bucket.
///
/// # Errors
/// When no scheme or no bucket is called so, or the database fails.
pub async fn loans_in_bucket(
    ctx: &Ctx,
    portfolio: &Portfolio,
    scheme: &str,
    bucket: &str,
) -> Result<Members> {
    let buckets = bucket::of_scheme(ctx, scheme).await?;
    let names = buckets.iter().map(|bucket| bucket.name.as_str());
    check_name("bucket", bucket, names)?;
    Ok(members(portfolio, scheme, bucket))
}

fn members(portfolio: &Portfolio, scheme: &str, bucket: &str) -> Members {
    let parameters = vec![("scheme", scheme.into()), ("bucket", bucket.into())];
    Members::new(portfolio, "ageing_loans", parameters)
}
