//! Buckets of days past due, by scheme.

use super::{Ctx, unknown_name};
use crate::{
    error::Result,
    query::{self, row},
};

/// The scheme used where none is named: the one of US consumer lending.
pub const DEFAULT_SCHEME: &str = "us";

row! {
    /// A bucket of a scheme.
    pub struct Bucket {
        /// Name of the scheme.
        scheme: String,
        /// Name of the bucket.
        name: String,
        /// Fewest days past due.
        from_days: i64,
        /// Most days past due.
        to_days: i64,
    }
}

/// The end of a bucket that has none.
const NO_END: i64 = 1_000_000;

impl Bucket {
    /// Most days past due; nothing where there is no limit.
    #[must_use]
    pub fn last_day(&self) -> Option<i64> {
        (self.to_days < NO_END).then_some(self.to_days)
    }
}

/// The buckets of a scheme, from current to worst.
///
/// # Errors
/// When no scheme is called so, or the database fails.
pub async fn of_scheme(ctx: &Ctx, scheme: &str) -> Result<Vec<Bucket>> {
    let all = all(ctx).await?;
    let buckets: Vec<_> = all
        .iter()
        .filter(|bucket| bucket.scheme == scheme)
        .cloned()
        .collect();
    if buckets.is_empty() {
        let mut known: Vec<_> = all.iter().map(|bucket| bucket.scheme.as_str()).collect();
        known.dedup();
        return Err(unknown_name("scheme", &known));
    }
    Ok(buckets)
}

/// The buckets of every scheme. They are read once: only a migration changes them.
pub(super) async fn all(ctx: &Ctx) -> Result<&[Bucket]> {
    let all = ctx
        .buckets
        .get_or_try_init(|| query::rows::<Bucket>(&ctx.db, "bucket_schemes", &[]))
        .await?;
    Ok(all)
}
