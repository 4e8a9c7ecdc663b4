//! The address of a cell in the schema, and the loans behind it.

use super::{
    ageing::BucketScheme,
    context,
    loan::{self, Loan, LoanOrder, LoanTotal},
    page::{PageArguments, Paged},
    risk_stratification::TierProfile,
    scalar::Date,
    vintage::{VintageMeasure, VintagePeriod},
};
use crate::service::{
    cell::{self, Cell, Stock},
    portfolio::Portfolio,
};
use async_graphql::{Context, Enum, InputObject, OneofObject, Result};

/// The address of one cell of a figure: exactly one of these.
#[derive(OneofObject)]
pub(crate) enum CellInput {
    /// Loans by where they stood at the as-of date.
    Stock(LoanStock),
    /// Active loans more than so many days past due, 0 to 3650: what portfolio at risk counts.
    DaysPastDue(i32),
    /// A bucket of the ageing.
    Ageing(AgeingCellInput),
    /// A cell of the roll rates of one month.
    RollRate(RollRateCellInput),
    /// A vintage at a month on book.
    Vintage(VintageCellInput),
    /// Loans past due when a month began and current at its end: any day of the month.
    Cured(Date),
    /// Loans whose first instalment was open so many days after its due date, 1 to 365.
    FirstPaymentDefault(i32),
    /// Loans of the customers of a tier.
    RiskTier(RiskTierCellInput),
}

/// Where a loan stood at the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Stock")]
pub(crate) enum LoanStock {
    /// Paid out by then, whatever became of it.
    Disbursed,
    /// Principal outstanding, and not charged off.
    Active,
    /// Active, with an open instalment past due.
    Overdue,
    /// Charged off.
    ChargedOff,
}

/// A bucket of the ageing.
#[derive(InputObject)]
pub(crate) struct AgeingCellInput {
    /// Which set of buckets.
    #[graphql(default)]
    scheme: BucketScheme,
    /// Name of the bucket.
    bucket: String,
}

/// A cell of the roll rates of one month.
#[derive(InputObject)]
pub(crate) struct RollRateCellInput {
    /// Which set of buckets.
    #[graphql(default)]
    scheme: BucketScheme,
    /// Any day of the month; the latest month that has ended when not given.
    month: Option<Date>,
    /// The bucket that they began in.
    from: String,
    /// The state that they ended in.
    state: String,
}

/// A vintage at a month on book.
#[derive(InputObject)]
pub(crate) struct VintageCellInput {
    /// Months or quarters of disbursement.
    #[graphql(default)]
    every: VintagePeriod,
    /// What is followed.
    #[graphql(default)]
    measure: VintageMeasure,
    /// Any day of the vintage's month or quarter: its first one will do.
    from: Date,
    /// Months since the disbursement; the vintage as a whole must be that old.
    month_on_book: i32,
}

/// A risk tier.
#[derive(InputObject)]
pub(crate) struct RiskTierCellInput {
    /// Which set of tiers.
    #[graphql(default)]
    profile: TierProfile,
    /// Name of the tier.
    tier: String,
}

impl From<CellInput> for Cell {
    fn from(input: CellInput) -> Self {
        match input {
            CellInput::Stock(stock) => Self::Stock(stock.into()),
            CellInput::DaysPastDue(days) => Self::DaysPastDue(days.into()),
            CellInput::Ageing(cell) => Self::Ageing {
                scheme: cell.scheme.name(),
                bucket: cell.bucket,
            },
            CellInput::RollRate(cell) => Self::RollRate {
                scheme: cell.scheme.name(),
                month: cell.month.map(|date| date.0),
                from: cell.from,
                state: cell.state,
            },
            CellInput::Vintage(cell) => Self::Vintage {
                every: cell.every.into(),
                measure: cell.measure.into(),
                from: cell.from.0,
                // A negative number is out of range as a large one is.
                month_on_book: u32::try_from(cell.month_on_book).unwrap_or(u32::MAX),
            },
            CellInput::Cured(day) => Self::Cured(day.0),
            CellInput::FirstPaymentDefault(days) => {
                Self::FirstPaymentDefault(u32::try_from(days).unwrap_or(0))
            }
            CellInput::RiskTier(cell) => Self::RiskTier {
                profile: cell.profile.name(),
                tier: cell.tier,
            },
        }
    }
}

/// One page of the loans behind a cell.
pub(super) async fn loans_behind(
    context: &Context<'_>,
    portfolio: &Portfolio,
    cell: CellInput,
    order_by: LoanOrder,
    arguments: PageArguments,
) -> Result<Paged<Loan, LoanTotal>> {
    let ctx = context::ctx(context)?;
    let members = cell::loans_behind(ctx, portfolio, &cell.into()).await?;
    loan::behind(context, &members, order_by, arguments).await
}
