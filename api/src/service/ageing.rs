//! The active loans by days past due.

use super::{
    Ctx,
    bucket::{self, Bucket},
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
            let parameters = vec![
                ("scheme", scheme.into()),
                ("bucket", bucket.name.as_str().into()),
            ];
            AgeingBucket {
                loan_count: row.map_or(0, |row| row.loans),
                balance: Ratio::new(balance_minor, outstanding_minor),
                overdue_minor: row.map_or(0, |row| row.overdue_minor),
                members: Members::new(portfolio, "ageing_loans", parameters),
                bucket,
            }
        })
        .collect();
    Ok(Ageing {
        buckets,
        origin: figure.origin,
    })
}
