//! Cohorts in the schema.

use super::{context, ratio::Ratio, scalar::Date};
use crate::service::{cohort_analysis, definition, portfolio::Portfolio};
use async_graphql::{Context, Result, SimpleObject};

/// The customers who signed up in one month and have borrowed since.
#[derive(SimpleObject)]
pub(crate) struct Cohort {
    /// First day of the month.
    month: Date,
    /// Customers.
    customer_count: i64,
    /// Sum of the credit scores ÷ customers that have one.
    average_credit_score: Ratio,
    /// By months from the sign-up, from 0.
    months: Vec<CohortMonth>,
}

/// A cohort some months after the sign-up.
#[derive(SimpleObject)]
pub(crate) struct CohortMonth {
    /// Months from the sign-up.
    month: u32,
    /// Received by the as-of date ÷ fallen due, of what fell due so many whole months after the
    /// sign-up.
    repayment_rate: Ratio,
    /// Customers with an active loan so many months after the sign-up ÷ all; null where the
    /// cohort as a whole is not that old.
    retention: Option<Ratio>,
}

/// The cohorts, oldest first.
pub(super) async fn cohorts(
    context: &Context<'_>,
    portfolio: &Portfolio,
    months: i32,
) -> Result<Vec<Cohort>> {
    let ctx = context::ctx(context)?;
    // A negative number is out of range as a large one is.
    let months = u32::try_from(months).unwrap_or(u32::MAX);
    let figure = cohort_analysis::cohorts(ctx, portfolio, months).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let origin = &figure.origin;
    let month = |month: cohort_analysis::CohortMonth| CohortMonth {
        month: month.month,
        repayment_rate: Ratio::of_amounts(
            month.repayment,
            exponent,
            None,
            &definition::COHORT_REPAYMENT,
            &figure.repayments,
        ),
        retention: month.retention.map(|ratio| {
            let definition = &definition::COHORT_RETENTION;
            Ratio::of_counts(ratio, None, definition, &figure.activity)
        }),
    };
    Ok(figure
        .cohorts
        .into_iter()
        .map(|cohort| Cohort {
            month: Date(cohort.first_day),
            customer_count: cohort.customers,
            average_credit_score: Ratio::of_counts(
                cohort.average_credit_score,
                None,
                &definition::AVERAGE_CREDIT_SCORE,
                origin,
            ),
            months: cohort.months.into_iter().map(month).collect(),
        })
        .collect())
}
