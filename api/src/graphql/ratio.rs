//! Rates and means with what they were computed from.

use super::{
    context,
    definition::{Definition, Explanation, Setting},
    loan::{self, Loan, LoanOrder, LoanTotal},
    page::{PageArguments, Paged},
    scalar::{Date, Decimal},
};
use crate::auth::Analyst;
use crate::service::{
    definition,
    figure::{Members, Origin},
};
use async_graphql::{Context, Object, Result};

/// A rate or a mean, with the two numbers it is the quotient of.
#[derive(Clone)]
pub(crate) struct Ratio {
    ratio: risk::rate::Ratio,
    /// Decimal places of both numbers.
    exponent: u32,
    loan_count: Option<i64>,
    definition: &'static definition::Definition,
    origin: Origin,
    members: Option<Members>,
}

impl Ratio {
    /// A ratio of counts, days or points.
    pub(crate) fn of_counts(
        ratio: risk::rate::Ratio,
        loan_count: Option<i64>,
        definition: &'static definition::Definition,
        origin: &Origin,
    ) -> Self {
        Self::of_amounts(ratio, 0, loan_count, definition, origin)
    }

    /// A ratio of amounts in minor units of a currency of `exponent` decimal places.
    pub(crate) fn of_amounts(
        ratio: risk::rate::Ratio,
        exponent: u32,
        loan_count: Option<i64>,
        definition: &'static definition::Definition,
        origin: &Origin,
    ) -> Self {
        Self {
            ratio,
            exponent,
            loan_count,
            definition,
            origin: origin.clone(),
            members: None,
        }
    }

    /// The same ratio, with the loans that its loan count counts.
    pub(crate) fn with_loans(mut self, members: Members) -> Self {
        self.members = Some(members);
        self
    }
}

/// A rate or a mean, with the two numbers it is the quotient of. To combine segments add the
/// numerators, add the denominators, then divide: never average rates.
#[Object]
impl Ratio {
    /// Numerator divided by denominator; a rate is a fraction from 0 to 1. Null when the
    /// denominator is zero: there is nothing to measure, which is not the same as 0.
    async fn value(&self) -> Option<f64> {
        self.ratio.value()
    }

    /// What is counted or added up: instalments, days, points, or an amount of the book's currency.
    async fn numerator(&self) -> Decimal {
        Decimal::from_minor(self.ratio.numerator, self.exponent)
    }

    /// What it is measured against.
    async fn denominator(&self) -> Decimal {
        Decimal::from_minor(self.ratio.denominator, self.exponent)
    }

    /// Number of loans behind the figure; null where it counts applications, not loans.
    async fn loan_count(&self) -> Option<i64> {
        self.loan_count
    }

    /// End of this day: what happened later is unknown to the figure.
    async fn as_of(&self) -> Date {
        Date(self.origin.portfolio().as_of.date())
    }

    /// What it means: its formula, in words, and where it comes from.
    async fn definition(&self) -> Definition {
        Definition(self.definition)
    }

    /// The settings and arguments that it was computed with.
    async fn settings(&self) -> Vec<Setting> {
        Setting::of(self.definition, &self.origin)
    }

    /// The SQL statement that answers it, as it is sent to the database.
    async fn explain(&self, context: &Context<'_>) -> Result<Explanation> {
        let ctx = context::ctx(context)?.demand::<Analyst>("explain").await?;
        Ok(Explanation::new(self.origin.explain(&ctx)?))
    }

    /// The loans that its loan count counts; null where the figure is about no one set of loans.
    async fn loans(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Their order.")] order_by: LoanOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when neither first nor last is given.")]
        first: Option<i32>,
        #[graphql(desc = "Begin behind the loan of this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Loan, LoanTotal>>> {
        let Some(members) = &self.members else {
            return Ok(None);
        };
        let arguments = PageArguments::forward(first, after);
        loan::behind(context, members, order_by, arguments)
            .await
            .map(Some)
    }
}
