//! Vintages in the schema.

use super::{
    context,
    loan::{self, Loan, LoanOrder, LoanTotal},
    page::{PageArguments, Paged},
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{
    definition,
    figure::Members,
    portfolio::Portfolio,
    vintage::{self, Measure},
};
use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};

/// The loans of which time of disbursement make a vintage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "risk::calendar::Period")]
pub(crate) enum VintagePeriod {
    /// Of a calendar month.
    #[default]
    Month,
    /// Of three calendar months.
    Quarter,
}

/// What is followed of a vintage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "vintage::Measure")]
pub(crate) enum VintageMeasure {
    /// Loans that were ever 30 days past due or more.
    #[default]
    Ever30,
    /// Loans that were ever 60 days past due or more.
    Ever60,
    /// Loans that were ever 90 days past due or more.
    Ever90,
    /// What was charged off less what was received after it.
    CumulativeNetLoss,
}

/// What a loan of a vintage counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "vintage::Weight")]
pub(crate) enum VintageWeight {
    /// Each loan counts one.
    #[default]
    Loans,
    /// Each loan counts its original principal.
    Amount,
}

/// The loans disbursed in a month or quarter.
#[derive(SimpleObject)]
pub(crate) struct Vintage {
    /// First day of the month or quarter.
    from: Date,
    /// Last day of the month or quarter.
    to: Date,
    /// Loans disbursed.
    loan_count: i64,
    /// Amount lent.
    amount: Decimal,
    /// By month on book, from 0.
    cells: Vec<VintageCell>,
}

/// A vintage at a month on book.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct VintageCell {
    /// Months since the disbursement.
    month_on_book: u32,
    /// The share so far; null where the vintage as a whole is not that old.
    rate: Option<Ratio>,
    /// Loans to which it has happened so far; for the net loss, loans charged off.
    loan_count: Option<i64>,
    #[graphql(skip)]
    members: Members,
}

#[ComplexObject]
impl VintageCell {
    /// These loans; null where the vintage is not that old.
    async fn loans(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Their order.")] order_by: LoanOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the loan of this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Loan, LoanTotal>>> {
        if self.loan_count.is_none() {
            return Ok(None);
        }
        let arguments = PageArguments::forward(first, after);
        loan::behind(context, &self.members, order_by, arguments)
            .await
            .map(Some)
    }
}

/// The vintages, oldest first.
pub(super) async fn vintages(
    context: &Context<'_>,
    portfolio: &Portfolio,
    every: VintagePeriod,
    measure: VintageMeasure,
    weight: VintageWeight,
    months: Option<i32>,
) -> Result<Vec<Vintage>> {
    let ctx = context::ctx(context)?;
    let measure = Measure::from(measure);
    let weight = match measure {
        Measure::CumulativeNetLoss => vintage::Weight::Amount,
        _ => weight.into(),
    };
    // A negative number is out of range as a large one is.
    let months = months.map(|months| u32::try_from(months).unwrap_or(u32::MAX));
    let figure = vintage::vintages(ctx, portfolio, every.into(), measure, weight, months).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let (definition, places) = match (measure, weight) {
        (Measure::CumulativeNetLoss, _) => (&definition::CUMULATIVE_NET_LOSS, exponent),
        (_, vintage::Weight::Amount) => (&definition::VINTAGE_EVER, exponent),
        (_, vintage::Weight::Loans) => (&definition::VINTAGE_EVER, 0),
    };
    let cell = |cell: vintage::VintageCell| VintageCell {
        month_on_book: cell.month_on_book,
        rate: cell.ratio.map(|ratio| {
            Ratio::of_amounts(ratio, places, cell.loan_count, definition, &figure.origin)
                .with_loans(cell.members.clone())
        }),
        loan_count: cell.loan_count,
        members: cell.members,
    };
    Ok(figure
        .vintages
        .into_iter()
        .map(|vintage| Vintage {
            from: Date(vintage.first_day),
            to: Date(vintage.last_day),
            loan_count: vintage.loan_count,
            amount: Decimal::from_minor(vintage.amount_minor, exponent),
            cells: vintage.cells.into_iter().map(cell).collect(),
        })
        .collect())
}
