//! Ageing in the schema.

use super::{context, ratio::Ratio, scalar::Decimal};
use crate::service::{ageing, bucket::DEFAULT_SCHEME, definition, portfolio::Portfolio};
use async_graphql::{Context, Enum, Result, SimpleObject};

/// A set of buckets of days past due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum BucketScheme {
    /// Current, 1–29, 30–59, 60–89, 90–119, 120 and more: US consumer lending.
    #[default]
    Us,
    /// Current, 1–30, 31–60, 61–90, 91 and more: IFRS 9.
    Ifrs,
    /// Current, 1–30, 31–60, 61–90, 91–180, 181 and more: microfinance.
    Mfi,
    /// Current, 1–15, 16–30, 31–120, 121 and more: Lending Club, whose tapes know no others.
    Lc,
}

impl BucketScheme {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Us => DEFAULT_SCHEME,
            Self::Ifrs => "ifrs",
            Self::Mfi => "mfi",
            Self::Lc => "lc",
        }
    }
}

/// The active loans by days past due.
#[derive(SimpleObject)]
pub(crate) struct Ageing {
    /// Each bucket, from current to worst, empty ones too.
    buckets: Vec<AgeingBucket>,
}

/// The active loans in a bucket.
#[derive(SimpleObject)]
pub(crate) struct AgeingBucket {
    /// Name of the bucket.
    bucket: String,
    /// Fewest days past due.
    from_days: i64,
    /// Most days past due; null where there is no limit.
    to_days: Option<i64>,
    /// Active loans.
    loan_count: i64,
    /// Sum of their unpaid principal.
    balance: Decimal,
    /// Unpaid principal of the bucket ÷ that of all active loans; `loans` gives the bucket's.
    share: Ratio,
    /// Principal and interest that had fallen due and were not received.
    overdue_amount: Decimal,
}

/// The active loans by bucket of days past due.
pub(super) async fn ageing(
    context: &Context<'_>,
    portfolio: &Portfolio,
    scheme: BucketScheme,
) -> Result<Ageing> {
    let ctx = context::ctx(context)?;
    let ageing = ageing::ageing(ctx, portfolio, scheme.name()).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let buckets = ageing.buckets.into_iter().map(|row| AgeingBucket {
        from_days: row.bucket.from_days,
        to_days: row.bucket.last_day(),
        loan_count: row.loan_count,
        balance: Decimal::from_minor(row.balance.numerator, exponent),
        share: Ratio::of_amounts(
            row.balance,
            exponent,
            Some(row.loan_count),
            &definition::AGEING_SHARE,
            &ageing.origin,
        )
        .with_loans(row.members),
        overdue_amount: Decimal::from_minor(row.overdue_minor, exponent),
        bucket: row.bucket.name,
    });
    Ok(Ageing {
        buckets: buckets.collect(),
    })
}
